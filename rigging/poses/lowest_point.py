"""How low a pose reaches, told by joints and by pads around them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..clips.body import Body
from ..clips.contacts import SIDES
from ..clips.grounding import placed_heads
from .arm_poses import Direction
from .posed import Posed, sided

_PADS: tuple[tuple[str, Direction, float], ...] = (
    ("Hips", (0.0, -0.1, -0.05), 0.1),
    ("Hips", (0.0, 0.06, 0.0), 0.09),
    ("UpperLeg", (0.02, -0.06, -0.03), 0.11),
    ("LowerLeg", (0.0, 0.0, 0.0), 0.06),
    ("Foot", (0.0, 0.0, 0.0), 0.055),
    ("UpperArm", (0.02, -0.02, 0.0), 0.075),
    ("LowerArm", (0.0, 0.0, 0.0), 0.045),
    ("Hand", (0.0, 0.0, 0.0), 0.035),
    ("Hand", (0.19, 0.0, 0.0), 0.02),
    ("Head", (0.0, 0.02, 0.11), 0.115),
    ("Chest", (0.0, -0.05, 0.1), 0.12),
    ("Chest", (0.0, 0.1, 0.06), 0.06),
)
"""joint, offset (outwards, forward, up) from it and radius, in lengths of the leg: what may touch the floor"""


Lowest = Callable[[Posed], float]


def lowest_of(body: Body, pose: Posed) -> float:
    """metres: how high the lowest point is, as far as joints tell."""
    return float(lowest_points(body, pose.turned[None], pose.hips[None])[0])


def lowest_points(body: Body, turned: np.ndarray, hips: np.ndarray) -> np.ndarray:
    """(N,) the same of poses turned (N, K, 3, 3) with hips (N, 3)."""
    heads, to = placed_heads(turned, hips, body), body.to_t_pose
    found = []
    for joint, offset, radius in _PADS:
        for side in ("",) if joint in body.place else SIDES:
            bone = body.place.get(side + joint, -1)
            if bone >= 0:
                way = to[bone].T @ sided(offset, side) * body.leg
                found.append(heads[:, bone, 2] + turned[:, bone, 2] @ way - radius * body.leg)
    rest = body.bones
    for side in SIDES:
        foot, toes = body.place[f"{side}Foot"], body.place.get(f"{side}Toes", -1)
        end = rest.tails[toes] if toes >= 0 else rest.tails[foot]
        for point in (rest.heads[foot], end):
            sole = np.array((*point[:2], 0.0))
            found.append(heads[:, foot, 2] + turned[:, foot, 2] @ (sole - rest.heads[foot]))
    return np.min(found, axis=0)


def on_floor(pose: Posed, lowest: Lowest, height: float) -> Posed:
    """The pose with its lowest point so many metres above the floor."""
    return Posed(pose.turned, pose.hips + np.array((0.0, 0.0, height - lowest(pose))))
