"""What a change to an avatar must hold before it is made, checked as strictly as a whole avatar.

All checks raise BadRequest.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .changes import MotionResult, MovingMeshResult, ParametersResult, ShapeResult, TextureResult
from .errors import BadRequest
from .results import Avatar, Part
from .sound import (
    FARTHEST,
    LOOSE,
    MAX_BONES,
    MAX_CLIP_FRAMES,
    MAX_KEYS,
    MAX_NAMES,
    MAX_PARTS,
    MAX_VERTICES,
    bounded,
    check_motion,
    check_names,
    check_numbers,
    check_provenance,
    check_report,
    check_textures,
    hold,
)

MAX_MOVING_FRAMES = 1_000
"""frames of a mesh that moves: each is a shape key where it is shown"""
_HINT = "Ask for it again, for this avatar."


def check_change(change: Any) -> None:
    """One of changes.CHANGES, whatever avatar it is for."""
    check_names("avatar_id", (change.avatar_id,) if change.avatar_id else (), 1)
    check_provenance(change.provenance)
    check_report(change.report)
    if isinstance(change, MotionResult):
        check_names("bone_names", change.bone_names, MAX_BONES)
        check_names("key_names", change.key_names, MAX_KEYS)
        for what, names in (("bone_names", change.bone_names), ("key_names", change.key_names)):
            hold(len(set(names)) == len(names), f"{what}: two are the same.")
        check_motion(change.motion, len(change.bone_names), len(change.key_names))
        curves = change.motion.shape_key_curves.shape[1]
        hold(
            curves == len(change.key_names),
            f"The motion has {curves} shape-key curves for {len(change.key_names)} keys.",
        )
    elif isinstance(change, TextureResult):
        check_names("part", (change.part,), MAX_PARTS)
        hold(change.textures, "There is no texture in the change.")
        check_textures(change.textures, "")
    elif isinstance(change, ShapeResult):
        check_numbers("sliders", change.sliders)
    elif isinstance(change, ParametersResult):
        check_names("parameters", change.parameters, MAX_NAMES)
        for name, values in change.parameters.items():
            fits = values.dtype == np.float32 and values.ndim > 0 and 0 < len(values) <= MAX_CLIP_FRAMES
            hold(fits, f"parameters.{name[:60]} should be some float32 numbers.")
            bounded(f"parameters.{name[:60]}", values, -1e6, 1e6)
    elif isinstance(change, MovingMeshResult):
        check_names("name", (change.name,), 1)
        check_names("part", (change.part,), MAX_PARTS)
        hold(0.0 < change.fps <= 1000.0, f"fps is {change.fps}, not up to 1000.")
        frames, count = change.vertices.shape[:2]
        hold(0 < frames <= MAX_MOVING_FRAMES, f"{frames} frames, not 1 to {MAX_MOVING_FRAMES}.")
        hold(0 < count <= MAX_VERTICES, f"{count} vertices, not 1 to {MAX_VERTICES}.")
        bounded("vertices", change.vertices, -FARTHEST, FARTHEST)


def check_fits(change: Any, avatar: Avatar) -> None:
    """Raise BadRequest where a change is for an avatar of another form than this one."""
    if isinstance(change, MotionResult):
        _fit(change.bone_names == avatar.rig.bone_names, f"The motion is not for the skeleton {avatar.rig.kind!r}.")
        unknown = sorted(set(change.key_names) - set(avatar.shape_keys.names))
        _fit(not unknown, f"The motion moves shape keys that the avatar has not: {', '.join(unknown[:3])}.")
        if change.key_names:
            keys, curves = avatar.shape_keys, change.motion.shape_key_curves
            columns = [keys.names.index(name) for name in change.key_names]
            inside = (curves >= keys.least[columns] - LOOSE) & (curves <= keys.most[columns] + LOOSE)
            _fit(inside.all(), "The motion moves shape keys out of their ranges.")
    elif isinstance(change, TextureResult):
        _part(change.part, avatar)
    elif isinstance(change, ShapeResult):
        unknown = sorted(set(change.sliders) - set(avatar.sliders))
        _fit(not unknown, f"The avatar has no slider {', '.join(unknown[:3])}.")
    elif isinstance(change, MovingMeshResult):
        count = len(_part(change.part, avatar).mesh.vertices)
        _fit(change.vertices.shape[1] == count, f"{change.vertices.shape[1]} vertices move; the mesh has {count}.")


def _part(name: str, avatar: Avatar) -> Part:
    found = [part for part in avatar.all_parts if part.name == name]
    _fit(found, f"The avatar has no mesh {name[:60]!r}.")
    return found[0]


def _fit(truth: Any, message: str) -> None:
    if not truth:
        raise BadRequest(message, _HINT)
