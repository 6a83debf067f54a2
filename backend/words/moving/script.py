"""A text as a script of movement: its parts in order, and what of it cannot be shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..pose_words import PoseWords

_CLEAR = 0.15
"""metres that hips or a limb go up or down more than they would anyway"""


@dataclass(frozen=True)
class Course:
    """Where somebody goes and turns, as far as it is said."""

    heading: float | None = None
    """radians from ahead to the left, along which somebody goes; None where nothing is said"""
    turn: float | None = None
    """radians to the left, from begin to end"""
    stays: bool = False
    """on the spot"""

    @property
    def told(self) -> bool:
        return self.heading is not None or self.turn is not None or self.stays


@dataclass(frozen=True)
class Part:
    """What is done at one time."""

    text: str
    """as it was written"""
    words: str
    """as training labels would say it"""
    kind: str
    """`tables.KINDS`"""
    seconds: float
    course: Course = Course()
    pace: float = 1.0
    """times as fast as usual"""
    limbs: tuple[str, ...] = ()
    """"left_hand", "right_foot" …: which move, where it is said"""
    action: str = ""
    """the words of the action whose numbers count; "" where none is known"""
    gesture: str = ""
    """the words of what a hand does meanwhile, where the action is another"""
    fingers: Mapping[str, str] = field(default_factory=dict)
    """"Left", "Right" -> shape"""
    face: Mapping[str, float] = field(default_factory=dict)
    """face key -> 0..1"""
    bearing: Mapping[str, float] = field(default_factory=dict)
    """how the body is borne: names of `backend.motion.bearing.USUAL` -> degrees"""
    weak: str = ""
    """"left" or "right": the leg that limps"""
    poses: tuple[PoseWords, ...] = ()
    """what is held, or gone through over and over, `beat` seconds each"""
    poses_once: bool = False
    """or gone through once, and the last is held"""
    beat: float = 0.0
    goes: tuple[float, float] = (0.0, 0.0)
    """metres ahead and up from each pose to the next"""
    whole: bool = False
    """whether the poses are of all of the body, not of arms, head and trunk alone"""


@dataclass(frozen=True)
class Script:
    parts: tuple[Part, ...]
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """words that cannot be placed, with known ones that are near"""
    notes: tuple[str, ...] = ()
    """sentences on what else is not done as it was said"""

    @property
    def seconds(self) -> float:
        return sum(part.seconds for part in self.parts)

    def sentences(self) -> list[str]:
        """What is told about words that cannot be placed or done."""
        out = []
        for word, near in self.unknown.items():
            offered = f" Near are: {', '.join(near)}." if near else ""
            out.append(f'"{word}" cannot be placed among movements, so it was left out.{offered}')
        return [*out, *self.notes]


def numbers_of(part: Part, seconds: float, table: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """What a window of so many seconds of a part should have, of the numbers of `backend.motion.path`; others are not
    told. table: `tables.numbers_of_actions`."""
    usual = table.get(part.action, {})
    found: dict[str, float] = {}
    course = part.course
    share = seconds / max(part.seconds, 1e-6)
    turn = (course.turn or 0.0) * share
    if course.stays:
        found |= {"ahead": 0.0, "left": 0.0}
    elif course.heading is not None and part.kind in ("way", "body"):
        speed = usual.get("speed", 1.0) * part.pace
        # along an arc, begun in the direction that is said
        far = speed * seconds * (math.sin(turn / 2) / (turn / 2) if abs(turn) > 1e-3 else 1.0)
        angle = course.heading + turn / 2
        found |= {"ahead": far * math.cos(angle), "left": far * math.sin(angle), "speed": speed}
    elif part.kind == "way" and "speed" in usual:
        found["speed"] = usual["speed"] * part.pace
    if course.turn is not None or course.heading is not None or course.stays:
        found["turn"] = turn
    if part.kind == "body":
        found |= {name: usual[name] for name in ("rise", "drop") if usual.get(name, 0.0) > _CLEAR}
    limbs = part.limbs if not part.gesture else tuple(limb for limb in part.limbs if limb.endswith("foot"))
    for limb in limbs or _usual_limb(part, usual):
        other = limb.replace("left", "*").replace("right", "left").replace("*", "right")
        member = limb.rpartition("_")[2]
        both = other in part.limbs
        for name, column in ((limb, "active"), *(() if both else ((other, "rest"),))):
            for ending in ("", "_high"):
                if (value := usual.get(f"{column}_{member}{ending}")) is not None:
                    found[name + ending] = value
    return found


def gesture_of(part: Part) -> Part:
    """What a hand does meanwhile, as a part by itself: somebody who stands does it."""
    limbs = tuple(limb for limb in part.limbs if limb.endswith("hand"))
    return replace(
        part, words=part.gesture, kind="hand", action=part.gesture, course=Course(stays=True), limbs=limbs, gesture="",
        bearing={},
    )  # fmt: skip


def hands_of(part: Part, table: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """ "left", "right": the hands of a part of kind "hand"; both where it is not said and not usually one."""
    limbs = part.limbs or _usual_limb(part, table.get(part.action, {}))
    return tuple(limb.partition("_")[0] for limb in limbs) or ("left", "right")


def _usual_limb(part: Part, usual: Mapping[str, float]) -> tuple[str, ...]:
    """The right one where an action is of one hand or foot and nobody says which."""
    if part.kind not in ("hand", "foot"):
        return ()
    ends = [f"{which}_{part.kind}_high" for which in ("active", "rest")]
    one, other = (usual.get(end, 0.0) for end in ends)
    return (f"right_{part.kind}",) if one - other > 2 * _CLEAR else ()
