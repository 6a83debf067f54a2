"""The skeleton on which motions are read that come without one: SMPL's joints, where a figure of ours has them.

Such files give rotations from the T-pose alone, which fit every body, and a way in metres.
"""

from __future__ import annotations

import numpy as np

from rigging.skeletons import SMPL, SMPLX, Skeleton
from rigging.take import Bones

_MIDDLE = {
    "pelvis": (0.000, 0.985, 0.000),
    "spine1": (0.000, 1.104, 0.000),
    "spine2": (0.000, 1.216, -0.010),
    "spine3": (0.000, 1.342, -0.025),
    "neck": (0.000, 1.497, -0.015),
    "head": (0.000, 1.556, 0.000),
    "jaw": (0.000, 1.560, 0.020),
}
_LEFT = {
    "eye": (0.032, 1.630, 0.080),
    "collar": (0.064, 1.471, 0.000),
    "shoulder": (0.173, 1.430, 0.000),
    "elbow": (0.446, 1.430, 0.000),
    "wrist": (0.675, 1.430, 0.000),
    "hand": (0.760, 1.430, 0.000),
    "hip": (0.101, 0.947, 0.000),
    "knee": (0.101, 0.522, 0.000),
    "ankle": (0.101, 0.098, -0.020),
    "foot": (0.101, 0.030, 0.120),
    "thumb1": (0.711, 1.426, 0.027),
    "thumb2": (0.735, 1.413, 0.041),
    "thumb3": (0.764, 1.396, 0.058),
    "index1": (0.778, 1.428, 0.034),
    "index2": (0.804, 1.428, 0.034),
    "index3": (0.828, 1.428, 0.034),
    "middle1": (0.779, 1.432, 0.008),
    "middle2": (0.813, 1.432, 0.008),
    "middle3": (0.841, 1.432, 0.008),
    "ring1": (0.775, 1.432, -0.012),
    "ring2": (0.805, 1.432, -0.012),
    "ring3": (0.830, 1.432, -0.012),
    "pinky1": (0.767, 1.428, -0.032),
    "pinky2": (0.789, 1.428, -0.032),
    "pinky3": (0.804, 1.428, -0.032),
}
"""metres, Y up, facing +Z, as SMPL stands; the right side mirrors the left"""

SMPL_ORDER = (
    "pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2", "left_ankle", "right_ankle",
    "spine3", "left_foot", "right_foot", "neck", "left_collar", "right_collar", "head", "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hand", "right_hand",
)  # fmt: skip
FINGERS = ("index", "middle", "pinky", "ring", "thumb")
HANDS = tuple(f"{side}_{finger}{n}" for side in ("left", "right") for finger in FINGERS for n in (1, 2, 3))
SMPLX_ORDER = (*SMPL_ORDER[:22], "jaw", "left_eye", "right_eye", *HANDS)
SMPLH_ORDER = (*SMPL_ORDER[:22], *HANDS)
"""the order in which the bodies' files give the joints' rotations"""


def standard_bones(fingers: bool) -> Bones:
    """The joints of SMPL, or with fingers those of SMPL-X, each at rest turned as the world is."""
    skeleton: Skeleton = SMPLX if fingers else SMPL
    heads = np.array([_place(name) for name in skeleton.names])
    parents = np.array(skeleton.parents)
    tails = heads.copy()
    for place in range(len(heads)):
        children = np.flatnonzero(parents == place)
        if len(children):
            tails[place] = heads[children[0]]
        elif parents[place] >= 0:
            tails[place] = heads[place] + 0.5 * (heads[place] - heads[parents[place]])
    tails[skeleton.index("head")] = (0.0, 1.74, 0.02)
    for side, sign in (("left", 1.0), ("right", -1.0)):
        tails[skeleton.index(f"{side}_foot")] = (sign * 0.101, 0.015, 0.19)
    rest = np.tile(np.eye(4), (len(heads), 1, 1))
    rest[:, :3, 3] = heads
    return Bones(skeleton.names, parents, rest, tails)


def _place(name: str) -> tuple[float, float, float]:
    if name in _MIDDLE:
        return _MIDDLE[name]
    side, _, part = name.partition("_")
    x, y, z = _LEFT[part]
    return (x if side == "left" else -x, y, z)
