"""A take of a face on an avatar: its keys as curves, head and neck as turns of bones, evenly timed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rigging.faces.bones import HeadBones, head_joints, head_rotations
from rigging.faces.face_take import FaceTake, at_times
from rigging.motion import about_other_axes, continuous

from ...body import load_body
from ...body.fitting.expression_map import JAW, expression_map
from ...context import JobContext
from ...figure.motions import bones_of
from ...figure.warm_body import kept_as, warm_body
from ...protocol.errors import BadRequest
from ...protocol.requests import figure_of
from ...protocol.results import Avatar, Motion
from ...protocol.sliders import ARKIT_52

HEAD_ALONE = HeadBones(neck=0.4, eyes=0.0, jaw=0.0)
"""the keys move eyes and jaw"""
FEWEST = 20
"""of ARKit's keys that an avatar must have by name"""
MAP_BYTES = 64 << 20
TO_FLAME = np.array(((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0)))
"""the world's axes (X to a figure's own left, Y to its back, Z up) in FLAME's (x to its own left, y up, z ahead)"""


def motion_on(
    avatar: Avatar, take: FaceTake, fps: float, head: bool, name: str, context: JobContext
) -> tuple[Motion, list[str]]:
    """The motion, at `fps` frames a second, and sentences for the user. take: filtered, from its first frame on."""
    even = _even(take, fps)
    curves, jaw, told = _curves(avatar, even, context)
    rotations = np.tile((1.0, 0.0, 0.0, 0.0), (even.frames, len(avatar.rig.bone_names), 1))
    if jaw is not None:
        _turn_jaw(avatar, jaw, rotations)
    if head and not _turn_head(avatar, even, rotations):
        told.append("The avatar has no bone of a head that could turn along.")
    return Motion(
        name=name[:60],
        fps=float(fps),
        root_translation=np.zeros((even.frames, 3), np.float32),
        rotations=continuous(rotations).astype(np.float32),
        shape_key_curves=curves.astype(np.float32),
    ), told


def _even(take: FaceTake, fps: float) -> FaceTake:
    count = max(round(take.seconds * fps) + 1, 2)
    return at_times(take, take.times[0] + np.arange(count) / fps)


def has_arkit(avatar: Avatar) -> bool:
    """Whether the avatar's keys go by ARKit's names."""
    return len(set(avatar.shape_keys.names) & set(ARKIT_52)) >= FEWEST


def _curves(avatar: Avatar, take: FaceTake, context: JobContext) -> tuple[np.ndarray, np.ndarray | None, list[str]]:
    """(N, K) in the order of the avatar's keys, and (N, 3) turns of its jaw where they count on that bone."""
    keys = avatar.shape_keys
    columns = {name: place for place, name in enumerate(take.names)}
    same = [name for name in keys.names if name in columns]
    curves = np.tile(keys.values.astype(np.float64), (take.frames, 1))
    if not keys.names:
        return curves, None, ["The avatar has no keys of a face, so only its head moves."]
    if has_arkit(avatar):
        for place, name in enumerate(keys.names):
            if name in columns:
                curves[:, place] = take.values[:, columns[name]]
        missing = [name for name in take.names if name not in same]
        told = (
            [f"The avatar has no keys {', '.join(missing[:4])}{' …' if len(missing) > 4 else ''}."] if missing else []
        )
        return np.clip(curves, keys.least, keys.most), None, told
    body = figure_of(avatar).body
    names, solved = solved_for(body, take, context)
    for place, name in enumerate(keys.names):
        if name in names:
            curves[:, place] = solved[:, names.index(name)]
    told = [f"The curves were solved for the keys of {body}, frame by frame."]
    return np.clip(curves, keys.least, keys.most), jaw_of(names, solved), told


def jaw_of(names: Sequence[str], values: np.ndarray) -> np.ndarray | None:
    """(N, 3) turns of a jaw about FLAME's axes, radians, of values (N, T); None of a body whose keys move it."""
    if not set(JAW) <= set(names):
        return None
    return values[:, [names.index(axis) for axis in JAW]]


def _turn_jaw(avatar: Avatar, jaw: np.ndarray, rotations: np.ndarray) -> None:
    """Its bone turns by (N, 3); rotations (N, J, 4) are changed."""
    bones = bones_of(avatar.rig)
    name = head_joints(bones.names).get("Jaw")
    if name is None:
        return
    vectors = jaw @ TO_FLAME  # in the world's axes
    angles = np.linalg.norm(vectors, axis=1, keepdims=True)
    turns = np.concatenate([np.cos(angles / 2), 0.5 * np.sinc(angles / (2 * np.pi)) * vectors], axis=1)
    rest = bones.rest[bones.place[name], :3, :3]
    rotations[:, bones.place[name]] = about_other_axes(turns[:, None], np.eye(3)[None], rest[None])[:, 0]


def with_own_keys(avatar: Avatar, take: FaceTake, context: JobContext) -> FaceTake:
    """The take, and where the avatar's keys are none of ARKit's, what they are in it, under their own names."""
    if has_arkit(avatar) or not avatar.shape_keys.names:
        return take
    names, values = solved_for(figure_of(avatar).body, replace(take, values=np.clip(take.values, 0.0, 1.0)), context)
    own = [place for place, name in enumerate(names) if name in avatar.shape_keys.names and name not in take.names]
    return replace(
        take,
        names=(*take.names, *(names[place] for place in own)),
        values=np.concatenate([take.values, values[:, own]], axis=1),
    )


def _turn_head(avatar: Avatar, take: FaceTake, rotations: np.ndarray) -> bool:
    """Whether there is a head to turn; rotations (N, J, 4) are changed."""
    bones = bones_of(avatar.rig)
    joints = head_joints(bones.names)
    for name, turns in head_rotations(take, bones, joints, np.eye(3), HEAD_ALONE).items():
        rotations[:, bones.place[name]] = turns
    return "Head" in joints


def solved_for(body: str, take: FaceTake, context: JobContext) -> tuple[tuple[str, ...], np.ndarray]:
    """Names (T) of a body's expressions, and their values (N, T) in which its face is nearest to that of the take.

    Raises BadRequest where the body has none."""
    target = warm_body(body, context, "cpu")
    if not target.expressions:
        raise BadRequest(f"The body {body} has no face that moves.", "Name one that has expressions.")
    made = context.model(
        f"expressions anny {kept_as(body)}", lambda: expression_map(load_body("anny"), target), MAP_BYTES
    )
    columns = {name: place for place, name in enumerate(take.names)}
    given = np.zeros((take.frames, len(made.source_names)))
    for place, name in enumerate(made.source_names):
        if name in columns:
            given[:, place] = take.values[:, columns[name]]
    return made.target_names, made.solved(given)
