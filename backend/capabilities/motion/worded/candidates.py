"""Poses that a motion comes through: the frames of a file, in their order."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from rigging.clips.body import Body
from rigging.clips.retarget import Choices, retargeted
from rigging.clips.upright import upright
from rigging.joint_map import joint_map
from rigging.take import Take

from ....context import JobContext
from ....motion.features import Skeleton, encode
from ....protocol.change_file import load_change
from ....protocol.changes import MotionResult
from ....protocol.errors import BadFile, BadRequest
from ....protocol.requests import MotionRequest
from ....words.moving.script import Part, Script
from ..reading import read_motion
from ..work import path_of
from .landing import person, turns_and_hips

SAME = 1e-6
"""metres and parts of a quaternion; poses that differ by less are one"""
MOST = 16
_A_POSE = 1.2
"""seconds that a pose takes"""


def posed_script(request: MotionRequest) -> Script:
    """The words as one part, which only name the motion."""
    seconds = request.seconds or 5 * _A_POSE
    return Script((Part(text=request.text, words="", kind="body", seconds=seconds),))


def poses_of(request: MotionRequest, body: Body, context: JobContext) -> Take | None:
    """The poses of a request as frames on the body, at most 16, spread over a file that has more; None without any.

    Raises BadRequest where some are asked for and none named, or they are another body's, BadFile for a file of none.
    """
    if request.poses is None:
        if request.way == "words":
            return None
        raise BadRequest("No poses are named.", "Name the change.npz of `galatea pose`, or another file: --poses FILE.")
    path = path_of(request.poses, context)
    if path.suffix == ".npz" and (change := _change(path)) is not None:
        rotations, travel = change
        if rotations.shape[1] != len(body.bones.names):
            raise BadRequest("The poses are for another skeleton than the avatar's.", "Make them for this avatar.")
        return _few(Take("poses", 30.0, body.bones, rotations.astype(np.float64), travel.astype(np.float64)))
    read = read_motion(path)
    try:
        known = joint_map(read.take.bones)
        return _onto(body, upright(_few(read.take), known.joints), known.joints)
    except ValueError as error:
        raise BadRequest(str(error), "Give poses of a person.") from error


def candidates_of(take: Take, body: Body, skeleton: Skeleton) -> Tensor:
    """(P, 134) of poses on a body."""
    ours = person(skeleton)
    moved = _onto(ours, take, {joint: body.bones.names[bone] for joint, bone in body.place.items()})
    turns, hips = turns_and_hips(skeleton, moved)
    held = [encode(skeleton, turns[[at, at]], hips[[at, at]])[0] for at in range(moved.frames)]
    return torch.stack(held)


def _few(take: Take) -> Take:
    """At most 16 poses, spread over the take; one that is held, as `galatea pose` gives it, counts once."""
    turned = np.abs(np.diff(take.rotations, axis=0)).max(axis=(1, 2), initial=0.0)
    moved = np.maximum(turned, np.abs(np.diff(take.travel, axis=0)).max(axis=1, initial=0.0))
    kept = np.flatnonzero(np.concatenate(([True], moved > SAME)))
    chosen = kept[np.unique(np.linspace(0, len(kept) - 1, min(len(kept), MOST)).round().astype(int))]
    return dataclasses.replace(take, rotations=take.rotations[chosen], travel=take.travel[chosen])


def _onto(body: Body, take: Take, joints: Mapping[str, str]) -> Take:
    """Each frame by itself, for poses are not one motion."""
    choices = Choices(floor="clip", fingers=False, hands=False)
    made = [retargeted(take.cut(at, at + 1), joints, body, choices).take for at in range(take.frames)]
    rotations, travel = (np.concatenate([getattr(each, name) for each in made]) for name in ("rotations", "travel"))
    return dataclasses.replace(made[0], rotations=rotations, travel=travel)


def _change(path: object) -> tuple[np.ndarray, np.ndarray] | None:
    """Rotations and way of a change.npz; None where the file is none."""
    try:
        change = load_change(path)  # pyright: ignore
    except BadFile:
        return None
    if isinstance(change, MotionResult):
        return change.motion.rotations, change.motion.root_translation
    rotations, way = (getattr(change, name, None) for name in ("rotations", "root_translation"))
    if rotations is None or way is None:
        raise BadFile("The file changes something else than a pose.", "Give the change.npz of `galatea pose`.")
    return rotations, way
