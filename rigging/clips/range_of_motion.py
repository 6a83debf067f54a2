"""The range-of-motion clip: every joint through its anatomical range, one after the other, then every face key once.

Angles are about the anatomical axes that rigging/bone_axes.py lays down, from the T-pose, for the left side; the right
side moves as the mirror image at the same time. Ranges are those of a healthy adult, kept a little inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..bone_axes import Pose, anatomical_axes, rest_axes
from ..motion import about_other_axes, continuous, on_other_rest
from ..rotations import between, quaternions_from_axis
from ..skeletons import Skeleton


@dataclass(frozen=True)
class Move:
    part: str
    axis: str
    """"x", "y" or "z" of the part's anatomical axes"""
    low: float
    high: float
    """degrees; the joint goes from rest to `low`, to `high`, and back"""
    name: str


MOVES: tuple[Move, ...] = (
    *(
        move
        for part, bend, lean, twist in (("Spine", 25, 12, 15), ("Chest", 20, 12, 12), ("UpperChest", 15, 8, 12))
        for move in (
            Move(part, "x", -bend * 0.6, bend, "bend"),
            Move(part, "z", -lean, lean, "lean"),
            Move(part, "y", -twist, twist, "twist"),
        )
    ),
    Move("Neck", "x", -25, 25, "bend"),
    Move("Neck", "z", -20, 20, "lean"),
    Move("Neck", "y", -30, 30, "twist"),
    Move("Head", "x", -25, 25, "nod"),
    Move("Head", "z", -15, 15, "tilt"),
    Move("Head", "y", -40, 40, "turn"),
    Move("Jaw", "x", -25, 0, "open"),
    Move("Jaw", "z", -8, 8, "sideways"),
    Move("Eye", "x", -20, 20, "up and down"),
    Move("Eye", "z", -30, 30, "sideways"),
    Move("Shoulder", "x", -20, 5, "raise"),
    Move("Shoulder", "z", -12, 18, "forward"),
    Move("UpperArm", "x", -70, 75, "raise and lower"),
    Move("UpperArm", "z", -25, 90, "forward"),
    Move("UpperArm", "y", -60, 50, "twist"),
    Move("LowerArm", "z", 0, 140, "bend"),
    Move("LowerArm", "y", -80, 40, "twist"),
    Move("Hand", "x", -60, 70, "bend to the palm"),
    Move("Hand", "z", -30, 20, "sideways"),
    Move("Thumb Proximal", "x", -10, 25, "to the palm"),
    Move("Thumb Intermediate", "x", 0, 45, "bend"),
    Move("Thumb Distal", "x", 0, 70, "bend"),
    *(
        move
        for finger in ("Index", "Middle", "Ring", "Little")
        for move in (
            Move(f"{finger} Proximal", "z", -10, 10, "spread"),
            Move(f"{finger} Proximal", "x", -15, 85, "bend"),
            Move(f"{finger} Intermediate", "x", 0, 100, "bend"),
            Move(f"{finger} Distal", "x", 0, 70, "bend"),
        )
    ),
    Move("UpperLeg", "x", -20, 100, "forward"),
    Move("UpperLeg", "z", -15, 45, "aside"),
    Move("UpperLeg", "y", -35, 35, "twist"),
    Move("LowerLeg", "x", -140, 0, "bend"),
    Move("Foot", "x", -45, 20, "up and down"),
    Move("Foot", "y", -20, 20, "roll"),
    Move("Toes", "x", -30, 45, "bend"),
)

MOVE_FRAMES = 15
KEY_FRAMES = 6
SETTLE_FRAMES = 15
"""from a rest pose that is not the T-pose to the T-pose, and back at the end"""


@dataclass(frozen=True)
class RangeOfMotion:
    """The clip as plain arrays; N frames, J bones of the skeleton, K face keys."""

    fps: float
    root_translation: np.ndarray
    """(N, 3) float32 metres"""
    rotations: np.ndarray
    """(N, J, 4) float32 wxyz, relative to the rest pose asked for"""
    shape_key_curves: np.ndarray
    """(N, K) float32"""
    markers: dict[str, int]
    """what happens -> the frame where it begins"""


def range_of_motion(
    skeleton: Skeleton,
    pose: Pose,
    key_names: tuple[str, ...] = (),
    fps: float = 30.0,
    key_values: Sequence[float] | np.ndarray = (),
    key_ranges: Sequence[tuple[float, float]] = (),
) -> RangeOfMotion:
    """Build the clip for a skeleton at rest in `pose`.

    It begins and ends at rest with the face keys at `key_values` (none: 0); every move begins and ends in the T-pose.
    A face keeps its expression all through, each key but goes once from its value to the largest of its range, to the
    smallest where that is below 0, and back. key_ranges: (K, 2), none: 0 to 1.
    """
    moves = [move for move in MOVES if _bones(skeleton, move.part)]
    settle = 0 if pose == "t" else SETTLE_FRAMES
    frames = 1 + settle + len(moves) * MOVE_FRAMES + len(key_names) * KEY_FRAMES + settle
    rotations = np.zeros((frames, len(skeleton.bones), 4))
    rotations[..., 0] = 1.0
    values = np.asarray(key_values if len(key_values) else np.zeros(len(key_names)), np.float64)
    curves = np.tile(values, (frames, 1))
    markers: dict[str, int] = {}
    at = settle
    for move in moves:
        markers[f"{move.part}: {move.name}"] = at
        angles = np.radians(_there_and_back(move.low, move.high, MOVE_FRAMES))
        for side, bones in _bones(skeleton, move.part).items():
            sign = -1.0 if side == "Right" and move.axis != "x" else 1.0
            turns = quaternions_from_axis(move.axis, sign * angles)
            rotations[at : at + MOVE_FRAMES + 1, list(bones)] = turns[:, None]
        at += MOVE_FRAMES
    for k, name in enumerate(key_names):
        markers[name] = at
        low, high = key_ranges[k] if len(key_ranges) else (0.0, 1.0)
        steps = _there_and_back(min(low, 0.0) - values[k] if low < 0.0 else 0.0, high - values[k], KEY_FRAMES)
        curves[at : at + KEY_FRAMES + 1, k] += steps
        at += KEY_FRAMES
    rotations = about_other_axes(rotations, anatomical_axes(skeleton, "t"), rest_axes(skeleton, "t"))
    if settle:
        rotations = on_other_rest(skeleton.parents, rotations, rest_axes(skeleton, "t"), rest_axes(skeleton, pose))
        share = 0.5 - 0.5 * np.cos(np.pi * np.arange(settle + 1) / settle)
        rotations[: settle + 1] = between(rotations[settle], share)
        rotations[-settle - 1 :] = rotations[: settle + 1][::-1]
    return RangeOfMotion(
        fps=fps,
        root_translation=np.zeros((frames, 3), np.float32),
        rotations=continuous(rotations).astype(np.float32),
        shape_key_curves=curves.astype(np.float32),
        markers=markers,
    )


def _bones(skeleton: Skeleton, part: str) -> dict[str, tuple[int, ...]]:
    """Side -> the bones that are the joint of a part."""
    out: dict[str, tuple[int, ...]] = {}
    for index, bone in enumerate(skeleton.bones):
        if bone.moves and bone.part == part:
            out[bone.side] = (*out.get(bone.side, ()), index)
    return out


def _there_and_back(low: float, high: float, frames: int) -> np.ndarray:
    """Values (frames + 1) from 0 to `low`, to `high`, and back to 0; smooth, and at both ends of the range once."""
    stops = [value for value in (low, high) if value != 0.0]
    at = np.round(np.linspace(0, frames, len(stops) + 2)).astype(int)
    steps = np.arange(frames + 1)
    out = np.zeros(frames + 1)
    for start, end, a, b in zip(at[:-1], at[1:], [0.0, *stops], [*stops, 0.0], strict=True):
        share = np.clip((steps - start) / (end - start), 0.0, 1.0)
        inside = (steps >= start) & (steps <= end)
        out[inside] = (a + (b - a) * (0.5 - 0.5 * np.cos(np.pi * share)))[inside]
    return out
