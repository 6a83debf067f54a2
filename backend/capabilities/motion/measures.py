"""How near a motion on another body comes to its source."""

from __future__ import annotations

from typing import Any

import numpy as np

from rigging.clips.body import Body, body_of
from rigging.clips.contacts import SIDES, placed
from rigging.clips.retarget import Retargeted
from rigging.joint_map import JointMap
from rigging.take import Take, deltas

LIMBS = (("UpperArm", "LowerArm"), ("LowerArm", "Hand"), ("UpperLeg", "LowerLeg"), ("LowerLeg", "Foot"))


def limb_angles(source: Take, known: JointMap, body: Body, made: Take) -> dict[str, np.ndarray]:
    """Limb -> (N,) degrees between where it points on either body."""
    theirs = body_of(source.bones, known.joints)
    one, other = deltas(source)[1], deltas(made)[1]
    out = {}
    for side in SIDES:
        for upper, lower in LIMBS:
            joints = (side + upper, side + lower)
            if all(joint in theirs.place and joint in body.place for joint in joints):
                a = one[:, theirs.place[joints[1]]] - one[:, theirs.place[joints[0]]]
                b = other[:, body.place[joints[1]]] - other[:, body.place[joints[0]]]
                across = np.linalg.norm(np.cross(a, b), axis=-1)
                out[side + upper] = np.degrees(np.arctan2(across, (a * b).sum(-1)))
    return out


def sole_heights(body: Body, take: Take) -> np.ndarray:
    """(N, 2) metres of the lowest point of each sole."""
    turned, heads = deltas(take)
    return placed(body.soles, body.bones.heads, turned, heads)[..., 2].min(axis=-1)


def told_of(source: Take, known: JointMap, body: Body, made: Retargeted) -> dict[str, Any]:
    angles = np.concatenate(list(limb_angles(source, known, body, made.take).values()))
    heights = sole_heights(body, made.take)
    standing = np.abs(heights[made.stands])
    return {
        "limbs_off_degrees": {"mean": _rounded(angles.mean()), "95_percent": _rounded(np.percentile(angles, 95))},
        "standing_feet_off_floor_mm": _rounded(1e3 * standing.max()) if standing.size else 0.0,
        "lowest_sole_mm": _rounded(1e3 * heights.min()),
        "share_of_frames_standing": _rounded(made.stands.any(axis=1).mean()),
    }


def _rounded(value: Any) -> float:
    return round(float(value), 2)
