"""How any skeleton turns from its own rest pose into the T-pose, the one pose in which all skeletons are compared.

Limbs and fingers turn by the smallest angle until they point where the anatomical table says, feet turn about the
vertical alone so that soles stay flat, hands until their palms look down where their knuckles are known; trunk, neck
and head stay as the skeleton has them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from .bone_axes import ANATOMICAL, SHOULDER_LIFT
from .rotations import about, axes, turns, unit
from .skeletons import FINGERS, PHALANGES
from .take import Bones

SHORT = 1e-4
"""metres; what is shorter points nowhere"""
_NEXT = {"UpperArm": "LowerArm", "LowerArm": "Hand", "UpperLeg": "LowerLeg", "LowerLeg": "Foot"}
A_POSE = math.radians(45.0)


def mirrored(direction: tuple[float, float, float], side: str) -> np.ndarray:
    return np.array(direction) * ((-1.0 if side == "Right" else 1.0), 1.0, 1.0)


def t_pose(bones: Bones, place: Mapping[str, int]) -> np.ndarray:
    """(J, 3, 3) turn of each bone in the world; bones that are no joint go along with what they hang on.

    place: joint as in Unity's humanoid -> bone.
    """
    joint_of = {bone: joint for joint, bone in place.items()}
    out = np.tile(np.eye(3), (len(bones.names), 1, 1))
    for bone, parent in enumerate(bones.parents.tolist()):
        before = out[parent] if parent >= 0 else np.eye(3)
        joint = joint_of.get(bone, "")
        out[bone] = _turn(bones, place, joint, before) if joint else before
    return out


def _turn(bones: Bones, place: Mapping[str, int], joint: str, before: np.ndarray) -> np.ndarray:
    side = next((side for side in ("Left", "Right") if joint.startswith(side)), "")
    part = joint.removeprefix(side).strip()
    if not side:
        return before
    if part == "Shoulder":
        return _lifted(bones, place, side) @ before
    if part == "Foot":
        return _straight_foot(bones, place, side, before)
    if part == "Hand":
        return _palm_down(bones, place, side, before)
    finger, _, phalanx = part.partition(" ")
    if finger in FINGERS and phalanx:
        following = PHALANGES[PHALANGES.index(phalanx) + 1 :][:1]
        end = place.get(f"{side} {finger} {following[0]}", -1) if following else -1
        # spread and curl of a finger at rest are its own; only the hand is made level
        return before if finger == "Thumb" else _aimed(bones, place[joint], end, part, side, before)
    if part in _NEXT:
        return _aimed(bones, place[joint], place.get(side + _NEXT[part], -1), part, side, before)
    return before


def _aimed(bones: Bones, bone: int, end: int, part: str, side: str, before: np.ndarray) -> np.ndarray:
    way = (bones.heads[end] if end >= 0 else bones.tails[bone]) - bones.heads[bone]
    if np.linalg.norm(way) < SHORT:
        return before
    wanted = unit(mirrored(ANATOMICAL[part][0], side))
    return turns(unit(before @ way)[None], wanted[None])[0] @ before


def _lifted(bones: Bones, place: Mapping[str, int], side: str) -> np.ndarray:
    """A collar bone is lifted as far as raising the arm from where it hangs does."""
    way = bones.heads[place[f"{side}LowerArm"]] - bones.heads[place[f"{side}UpperArm"]]
    out = way[0] * (-1.0 if side == "Right" else 1.0)
    drop = math.atan2(-way[2], max(out, 1e-9))
    lift = SHOULDER_LIFT * min(max(drop / A_POSE, 0.0), 1.0)
    return about("y", -lift if side == "Left" else lift)


def _straight_foot(bones: Bones, place: Mapping[str, int], side: str, before: np.ndarray) -> np.ndarray:
    foot = place[f"{side}Foot"]
    toes = place.get(f"{side}Toes", -1)
    way = (bones.heads[toes] if toes >= 0 else bones.tails[foot]) - bones.heads[foot]
    if np.linalg.norm(way[:2]) < 0.3 * np.linalg.norm(way) or np.linalg.norm(way) < SHORT:
        return np.eye(3)
    return about("z", math.atan2(*(-way[:2])))


def _palm_down(bones: Bones, place: Mapping[str, int], side: str, before: np.ndarray) -> np.ndarray:
    known = [place.get(f"{side} {finger} Proximal", -1) for finger in FINGERS[1:]]
    known = [bone for bone in known if bone >= 0]
    if len(known) < 2:
        return before
    knuckles, wrist = bones.heads[known], bones.heads[place[f"{side}Hand"]]
    along = knuckles.mean(axis=0) - wrist
    mirror = -1.0 if side == "Right" else 1.0
    palm = np.cross(along, knuckles[0] - knuckles[-1]) * mirror
    if np.linalg.norm(along) < SHORT or np.linalg.norm(palm) < SHORT**2:
        return before
    level = axes(mirrored((1.0, 0.0, 0.0), side), np.array((0.0, 0.0, -1.0)))
    return level @ axes(along, palm).T
