"""What a change to an avatar must hold before it is made, checked as strictly as a whole avatar.

All checks raise BadRequest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .changes import (
    CaptureResult,
    FaceCurves,
    MotionResult,
    MovingMeshResult,
    ParametersResult,
    PosesResult,
    ShapeResult,
    TextureResult,
)
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
    check_avatar,
    check_motion,
    check_names,
    check_numbers,
    check_picture,
    check_provenance,
    check_report,
    check_textures,
    hold,
)

MAX_POSES = 64
MAX_MOVING_FRAMES = 1_000
"""frames of a mesh that moves: each is a shape key where it is shown"""


def check_change(change: Any) -> None:
    """One of changes.CHANGES, whatever avatar it is for."""
    check_names("avatar_id", (change.avatar_id,) if change.avatar_id else (), 1)
    check_provenance(change.provenance)
    check_report(change.report)
    check_names("pictures", change.pictures, MAX_PARTS)
    for name, picture in change.pictures.items():
        check_picture(f"pictures.{name[:60]}", picture)
    if isinstance(change, FaceCurves):
        _check_take(change)
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
    elif isinstance(change, PosesResult):
        check_names("bone_names", change.bone_names, MAX_BONES)
        hold(len(set(change.bone_names)) == len(change.bone_names), "bone_names: two are the same.")
        check_names("names", change.names, MAX_POSES)
        count, bones = change.rotations.shape[:2]
        hold(count == len(change.names) == len(change.root_translation), "As many names as poses are needed.")
        hold(count > 0 and bones == len(change.bone_names), f"{bones} rotations for {len(change.bone_names)} bones.")
        bounded("root_translation", change.root_translation, -FARTHEST, FARTHEST)
        bounded("rotations", change.rotations, -1.001, 1.001)
        sizes = np.linalg.norm(change.rotations, axis=-1)
        hold(np.abs(sizes - 1.0).max() < 1e-2, "The rotations are not unit quaternions.")
    elif isinstance(change, TextureResult):
        check_names("part", (change.part,), MAX_PARTS)
        hold(change.textures, "There is no texture in the change.")
        check_textures(change.textures, "")
    elif isinstance(change, ShapeResult):
        check_numbers("sliders", change.sliders)
    elif isinstance(change, ParametersResult):
        _check_parameters("parameters", change.parameters)
    elif isinstance(change, MovingMeshResult):
        check_names("name", (change.name,), 1)
        check_names("part", (change.part,), MAX_PARTS)
        hold(0.0 < change.fps <= 1000.0, f"fps is {change.fps}, not up to 1000.")
        frames, count = change.vertices.shape[:2]
        hold(0 < frames <= MAX_MOVING_FRAMES, f"{frames} frames, not 1 to {MAX_MOVING_FRAMES}.")
        hold(0 < count <= MAX_VERTICES, f"{count} vertices, not 1 to {MAX_VERTICES}.")
        bounded("vertices", change.vertices, -FARTHEST, FARTHEST)


def _check_parameters(what: str, parameters: Mapping[str, np.ndarray]) -> None:
    check_names(what, parameters, MAX_NAMES)
    for name, values in parameters.items():
        fits = values.dtype == np.float32 and values.ndim > 0 and 0 < len(values) <= MAX_CLIP_FRAMES
        hold(fits, f"{what}.{name[:60]} should be some float32 numbers.")
        bounded(f"{what}.{name[:60]}", values, -1e6, 1e6)


def _check_take(change: FaceCurves) -> None:
    frames = len(change.times)
    hold(0 < frames <= MAX_CLIP_FRAMES, f"The take has {frames} frames, not 1 to {MAX_CLIP_FRAMES}.")
    bounded("times", change.times, 0.0, 1e6)
    hold(bool((np.diff(change.times) > 0).all()), "A frame of the take is not later than the one before it.")
    check_names("take_keys", change.take_keys, MAX_KEYS)
    hold(len(set(change.take_keys)) == len(change.take_keys), "take_keys: two are the same.")
    wide = change.values.shape[1]
    hold(wide == len(change.take_keys), f"The take has {wide} curves for {len(change.take_keys)} keys.")
    bounded("values", change.values, -1e3, 1e3)
    bounded("confidence", change.confidence, 0.0, 1.0)
    bounded("position", change.position, -1e4, 1e4)
    hold(0.0 < change.fps <= 1000.0, f"fps is {change.fps}, not up to 1000.")
    for name in ("head", "left_eye", "right_eye"):
        lengths = np.square(getattr(change, name)).sum(axis=1)
        hold(bool((np.abs(lengths - 1.0) <= LOOSE).all()), f"{name}: a rotation is no unit quaternion.")
    if isinstance(change, CaptureResult):
        check_numbers("sliders", change.sliders)
        _check_parameters("coefficients", change.coefficients)
        many = {len(values) for values in change.coefficients.values()}
        hold(many <= {frames}, f"coefficients: {sorted(many)[:3]} frames, not the {frames} of the take.")
        if change.avatar is not None:
            check_avatar(change.avatar)
