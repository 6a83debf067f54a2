"""Arms and legs that are made of metal: where they begin, their joints, and what their polish mirrors."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .fields import polyline_distance, soft_step
from .place import Place

_SEAM = 0.0022
"""metres, half as wide as the gaps between plates"""


def limbs(place: Place) -> dict[str, np.ndarray]:
    """Name -> (N,) 0..1: "left" the left half of the body; "metal_arms", "metal_legs" the limbs with both sides;
    "seams" the gaps between plates; "polish" how bright metal is there, by which way it looks."""
    here = np.flatnonzero(place.skin & ~place.on["head"])
    p = place.mirrored[here]
    out = {name: np.zeros(len(place.points)) for name in ("left", "metal_arms", "metal_legs", "seams", "polish")}
    out["left"] = (place.points[:, 0] > 0).astype(float)
    arms = [place.joint(name) for name in ("upperarm01", "lowerarm01", "wrist")]
    far, along = polyline_distance(p, np.stack(arms))
    beyond = (p - arms[0]) @ _unit(arms[1] - arms[0])
    arm = soft_step(0.3, 0.5, place.arm[here]) * soft_step(0.018, 0.022, beyond)
    arm = np.maximum(arm, place.on["hand"][here])
    legs = [place.joint(name) for name in ("upperleg01", "lowerleg01", "foot")]
    leg_far, leg_along = polyline_distance(p, np.stack(legs))
    leg = soft_step(0.0, 0.004, legs[1][2] + 0.13 - p[:, 2])
    out["metal_arms"][here] = arm
    out["metal_legs"][here] = leg * (arm < 0.5)
    length = sum(float(np.linalg.norm(b - a)) for a, b in pairwise(arms))
    of_arm = _rings(
        along * length, [0.10 * length, 0.26 * length, 0.47 * length, 0.53 * length, 0.76 * length, 0.985 * length]
    )
    whole = sum(float(np.linalg.norm(b - a)) for a, b in pairwise(legs))
    of_leg = _rings(leg_along * whole, [0.38 * whole, 0.46 * whole, 0.53 * whole, 0.74 * whole, 0.97 * whole])
    split = soft_step(_SEAM, 0.4 * _SEAM, np.abs(p[:, 1] - np.interp(p[:, 0], *_line(arms)))) * (far < 0.2)
    hand = place.on["hand"][here]
    out["seams"][here] = np.where(
        arm > 0.5, np.maximum(of_arm, 0.8 * split) * ~hand, of_leg * (leg > 0.5) * (leg_far < 0.3)
    )
    normal = place.normals[here]
    up, side = normal[:, 2], normal[:, 0] * np.where(place.points[here, 0] < 0, -1, 1)
    tilt = np.where(arm > 0.5, 0.75 * up - 0.65 * normal[:, 1], 0.9 * side - 0.5 * normal[:, 1])
    sky = soft_step(-0.02, 0.10, tilt) * (0.62 + 0.38 * soft_step(0.25, 0.95, tilt))
    ground = soft_step(-0.02, -0.85, tilt) * 0.55
    out["polish"][here] = np.clip(0.14 + 0.86 * sky + ground, 0, 1)
    return out


def _unit(v: np.ndarray) -> np.ndarray:
    return v / np.linalg.norm(v)


def _line(joints: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Sideways and depth of joints, as np.interp takes them."""
    whole = np.stack(joints)
    order = np.argsort(whole[:, 0])
    return whole[order, 0], whole[order, 1]


def _rings(along: np.ndarray, places: list[float]) -> np.ndarray:
    return np.max([soft_step(_SEAM, 0.4 * _SEAM, np.abs(along - at)) for at in places], axis=0)
