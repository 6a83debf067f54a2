"""Turns of trunk, neck and legs by degrees of bending, leaning and twisting."""

from __future__ import annotations

import numpy as np

from ..bone_axes import ANATOMICAL
from ..rotations import about, axes
from ..t_pose import mirrored
from .postures import Leg, Trunk

TRUNK = (("Spine", 0.4), ("Chest", 0.35), ("UpperChest", 0.25))
NECK = (("Neck", 0.45), ("Head", 0.55))
"""joints and the share that each takes"""


def bent_along(
    swing: dict[str, np.ndarray], chain: tuple[tuple[str, float], ...], base: np.ndarray, trunk: Trunk
) -> np.ndarray:
    """Each joint of a chain takes its share; the turn of the last."""
    for joint, share in chain:
        bend, lean, twist = (np.radians(share * value) for value in (trunk.bend, trunk.lean, trunk.twist))
        base = base @ about("z", twist) @ about("y", -lean) @ about("x", bend)
        swing[joint] = base
    return base


def turn_above(swing: dict[str, np.ndarray], chain: tuple[tuple[str, float], ...], trunk: Trunk) -> None:
    """What stands on the trunk turns with it."""
    whole, base = np.eye(3), swing["Hips"]
    for joint, share in chain:
        if joint in swing:
            bend, lean, twist = (np.radians(share * value) for value in (trunk.bend, trunk.lean, trunk.twist))
            own = about("z", twist) @ about("y", -lean) @ about("x", bend)
            whole = base @ own @ base.T @ whole
            swing[joint] = whole @ swing[joint]
    for joint in swing:
        below = joint == "Hips" or any(part in joint for part in ("Leg", "Foot", "Toes"))
        if not below and joint not in dict(chain):
            swing[joint] = whole @ swing[joint]


def added(one: Trunk, other: Trunk) -> Trunk:
    """One after the other, in degrees."""
    return Trunk(one.bend + other.bend, one.lean + other.lean, one.twist + other.twist)


def leg_swing(leg: Leg, side: str, hips: np.ndarray) -> dict[str, np.ndarray]:
    """Joint -> (3, 3): how those of a leg are turned in the world. hips: (3, 3) how they are."""
    sign = -1.0 if side == "Right" else 1.0
    part = {name: _anatomical(name, side) for name in ("UpperLeg", "LowerLeg", "Foot")}
    thigh = _about(part["UpperLeg"], leg.forward, -sign * leg.twist, sign * leg.aside)
    upper = hips @ thigh
    lower = upper @ _about(part["LowerLeg"], -leg.knee, 0.0, 0.0)
    foot = lower @ _about(part["Foot"], leg.foot, 0.0, 0.0)
    if leg.flat:
        way = foot @ np.array((0.0, -1.0, 0.0))
        foot = about("z", np.arctan2(way[0], -way[1])) if np.hypot(*way[:2]) > 0.2 else foot
    return {f"{side}UpperLeg": upper, f"{side}LowerLeg": lower, f"{side}Foot": foot, f"{side}Toes": foot}


def _anatomical(part: str, side: str) -> np.ndarray:
    y, z = (mirrored(each, side) for each in ANATOMICAL[part])
    return axes(y, z)


def _about(frame: np.ndarray, x: float, y: float, z: float) -> np.ndarray:
    """Degrees about the axes of a frame: first about Y, then Z, then X."""
    return frame @ about("x", np.radians(x)) @ about("z", np.radians(z)) @ about("y", np.radians(y)) @ frame.T
