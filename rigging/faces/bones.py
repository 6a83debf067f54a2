"""The bones of a head: which they are, and how they turn in a take of a face."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..bone_names import compared, recognised
from ..motion import about_other_axes, continuous
from ..rotations import axes, unit
from ..take import Bones, mixed
from .angles import from_yaw_pitch_roll
from .face_take import FaceTake

_ONLY = {
    "Head": r"(face)?head(bone)?",
    "Neck": r"neck(1|01|twist01|lower)?",
    "LeftEye": r"(facial|face)?(left|l)(face)?eye(ball)?|eye(ball)?(left|l)",
    "RightEye": r"(facial|face)?(right|r)(face)?eye(ball)?|eye(ball)?(right|r)",
    "Jaw": r"(facialc)?(lower)?jaw(root|master|bone)?|mandible|chinjaw",
}
"""what they are called where the rest of the skeleton is not known, or is not there"""
_SIDES = ("UpperArm", "Shoulder", "UpperLeg", "Eye")
SNAP = 0.9
"""cosine from which a direction of a skeleton is that of an axis"""
JAW_OPENS, JAW_TURNS = np.radians(20.0), np.radians(6.0)
"""of a jaw bone, at 1"""
_STILL = 1e-6


@dataclass(frozen=True)
class HeadBones:
    """What of a take the bones of a head show."""

    head: float = 1.0
    """share of the head's turn"""
    neck: float = 0.35
    """of that, the share that the neck makes where there is one"""
    eyes: float = 1.0
    jaw: float = 1.0


def head_joints(names: Sequence[str]) -> dict[str, str]:
    """ "Head", "Neck", "LeftEye", "RightEye", "Jaw" -> bone, as far as the skeleton has them."""
    known = recognised(names)[1]
    out = {joint: known[joint] for joint in _ONLY if joint in known}
    for joint, pattern in _ONLY.items():
        if joint not in out:
            found = [name for name in names if re.fullmatch(pattern, compared(name)) and name not in out.values()]
            if found:
                out[joint] = found[0]
    return out


def facing(bones: Bones) -> np.ndarray | None:
    """(3, 3) own left, back and up of the figure in the axes that its bones are given in; None where none tells."""
    known = {**head_joints(bones.names), **recognised(bones.names)[1]}
    place = {joint: bones.heads[bones.place[name]] for joint, name in known.items()}
    pairs = [(f"Left{part}", f"Right{part}") for part in _SIDES]
    across = next((place[a] - place[b] for a, b in pairs if a in place and b in place), None)
    low = next((place[joint] for joint in ("Hips", "Spine", "Neck") if joint in place), None)
    if across is None or low is None or "Head" not in place:
        return None
    up = place["Head"] - low
    if (
        min(np.linalg.norm(across), np.linalg.norm(up)) < _STILL
        or np.linalg.norm(np.cross(unit(across), unit(up))) < 0.1
    ):
        return None
    left, up = _snapped(unit(across)), _snapped(unit(up))
    frame = axes(left, up)  # its columns: across both, left, up made square to left
    return np.stack((frame[:, 1], np.cross(frame[:, 2], frame[:, 1]), frame[:, 2]), axis=1)


def _snapped(direction: np.ndarray) -> np.ndarray:
    place = int(np.argmax(np.abs(direction)))
    return np.eye(3)[place] * np.sign(direction[place]) if abs(direction[place]) > SNAP else direction


def head_rotations(
    take: FaceTake, bones: Bones, joints: Mapping[str, str], frame: np.ndarray, how: HeadBones
) -> dict[str, np.ndarray]:
    """Bone -> (N, 4) rotations relative to its own rest, of those that turn at all. frame: as of `facing`.

    The neck turns by its share of the head's way and the head by the rest, so that the face looks where it should.
    """
    still = np.broadcast_to((1.0, 0.0, 0.0, 0.0), take.head.shape)
    neck = how.neck if "Neck" in joints else 0.0
    turns = {"Neck": mixed(still, take.head, how.head * neck), "Head": mixed(still, take.head, how.head * (1.0 - neck))}
    turns["LeftEye"], turns["RightEye"] = (mixed(still, eye, how.eyes) for eye in (take.left_eye, take.right_eye))
    turns["Jaw"] = _jaw(take, how.jaw)
    out: dict[str, np.ndarray] = {}
    for joint, turn in turns.items():
        if joint in joints and np.abs(turn[:, 1:]).max() > _STILL:
            rest = bones.rest[bones.place[joints[joint]], :3, :3]
            rest = rest / np.linalg.norm(rest, axis=0)
            out[joints[joint]] = continuous(about_other_axes(turn[:, None], frame[None], rest[None]))[:, 0]
    return out


def _jaw(take: FaceTake, share: float) -> np.ndarray:
    there = {name: take.column(name) if name in take.names else 0.0 for name in ("jawOpen", "jawLeft", "jawRight")}
    still = np.zeros(take.frames)
    opens = still + JAW_OPENS * share * there["jawOpen"]
    turns = still + JAW_TURNS * share * (there["jawLeft"] - there["jawRight"])
    return from_yaw_pitch_roll(turns, opens, still)
