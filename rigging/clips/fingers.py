"""Fingers of which a motion tells nothing: they hang a little bent, as those of a hand at ease."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from ..bone_axes import ANATOMICAL
from ..rotations import axes
from ..skeletons import FINGERS, PHALANGES
from ..t_pose import mirrored
from .body import Body
from .limbs import about

BENT: Mapping[str, tuple[float, float, float]] = {
    "Thumb": (4.0, 8.0, 10.0),
    "Index": (14.0, 22.0, 12.0),
    "Middle": (20.0, 26.0, 14.0),
    "Ring": (24.0, 28.0, 16.0),
    "Little": (26.0, 30.0, 16.0),
}
"""degrees of proximal, intermediate and distal joint"""


def relaxed_fingers(turned: np.ndarray, body: Body, lacks: Collection[str]) -> np.ndarray:
    """turned: (N, K, 3, 3) how each bone is turned in the world; those of the joints `lacks` that are fingers bend."""
    return bent_fingers(turned, body, {"Left": BENT, "Right": BENT}, lacks)


def bent_fingers(
    turned: np.ndarray,
    body: Body,
    hands: Mapping[str, Mapping[str, tuple[float, float, float] | np.ndarray]],
    only: Collection[str] | None = None,
) -> np.ndarray:
    """turned: (N, K, 3, 3) with the fingers bent against the hand. hands: "Left" or "Right" -> finger -> degrees of its
    joints, (3,) or (N, 3); a side that is not named keeps its fingers. only: joints that may be touched, None for all.
    """
    bones, place, to = body.bones, body.place, body.to_t_pose
    out = turned.copy()
    done: dict[int, np.ndarray] = {}
    for side, bends in hands.items():
        hand = place.get(f"{side}Hand", -1)
        for finger in FINGERS if hand >= 0 else ():
            whole = np.eye(3)[None]
            for phalanx, degrees in zip(PHALANGES, np.atleast_2d(bends[finger]).T, strict=True):
                joint = f"{side} {finger} {phalanx}"
                if joint not in place or (only is not None and joint not in only):
                    break
                y, z = (mirrored(each, side) for each in ANATOMICAL[f"{finger} {phalanx}"])
                whole = about(np.tile(axes(y, z)[:, 0], (len(degrees), 1)), np.radians(degrees)) @ whole
                done[place[joint]] = to[hand].T @ whole @ to[place[joint]]
                out[:, place[joint]] = turned[:, hand] @ done[place[joint]]
    for bone, parent in enumerate(bones.parents.tolist()):  # what hangs on them goes along
        if bone not in done and parent in done:
            done[bone] = done[parent]
            out[:, bone] = out[:, parent]
    return out
