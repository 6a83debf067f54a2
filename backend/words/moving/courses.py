"""Words of direction, side, count and time in a part of a text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from .script import Course

NUMBERS = {
    "once": 1, "twice": 2, "thrice": 3, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100, "couple": 2, "several": 3, "dozen": 12,
}  # fmt: skip
DIRECTIONS = frozenset(
    """forward forwards ahead straight onward onwards backward backwards back reverse left right leftward leftwards
    rightward rightwards sideways sidestep diagonally diagonal around round about circle circles clockwise
    counterclockwise anticlockwise quarter half halfway full place spot degrees times time once twice thrice seconds
    second minute minutes up down away""".split()  # noqa: SIM905
)
"""words of directions and numbers, which are read as such"""
MEASURES = frozenset("degrees times time once twice thrice seconds second minute minutes".split())  # noqa: SIM905
MOST_TIMES = 10
"""how often one thing is done"""
_NUMBER = r"(\d+(?:\.\d+)?|" + "|".join(NUMBERS) + r")"
_TIMES = re.compile(rf"\b{_NUMBER} times\b|\b(once|twice|thrice)\b")
_SECONDS = re.compile(
    rf"\b(?:for |in )?(?:{_NUMBER}|(half an?)|(?<=for )an?|(?<=in )an?)[ -]"
    r"(s|secs?|seconds?|min|mins|minutes?|hours?)\b"
)
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}
_METRES = re.compile(rf"\b{_NUMBER} (m|metres?|meters?|feet|foot|yards?|steps?|paces|strides)\b")
_LENGTHS = {"m": 1.0, "f": 0.305, "y": 0.914}
_STEP, _STEP_SECONDS = 0.65, (0.36, 0.8)
"""metres of a step, and the seconds that one takes at least and at most"""
_SIDEWAYS = re.compile(r"\b(sideways|sidestep\w*|side step\w*|shuffl\w+|straf\w+|lateral\w*)\b")
_ASIDE = re.compile(r"\b(step|dive|diving|dodg|leap)\w*\b")
"""what goes to the side that is said, without a turn"""
_LEFT, _RIGHT = r"(?:left|leftwards?|port)", r"(?:right|rightwards?|starboard)"
_BACK = re.compile(r"\b(backwards?|back|rearwards?|in reverse|moonwalk\w*)\b")
_TO_AND_FRO = re.compile(r"\bback and forth\b|\bup and down\b|\bto and fro\b|\bfigure (?:eight|8)\b")
_AHEAD = re.compile(r"\b(forwards?|ahead|straight|onwards?)\b")
_STAYS = re.compile(r"\b(on the spot|in place|on spot|in the same place)\b")
_AROUND = re.compile(r"\b(turn\w*|spin\w*|pivot\w*|rotat\w*) (?:\w+ )?(around|about|round)\b")
_CIRCLE = re.compile(r"\b(?:in|around in) (?:a )?(?:small |large |big |wide )?circles?\b")
_HOW_FAR = (
    (re.compile(r"\b(three quarters?|270 degrees?)\b"), 1.5 * math.pi),
    (re.compile(r"\b(all the way|full circle|full turn|360|completely)\b"), 2.0 * math.pi),
    (re.compile(r"\b(half ?way|half|180)\b"), math.pi),
    (re.compile(r"\b(quarter|90)\b"), math.pi / 2),
    (re.compile(r"\b(slightly|a little|45)\b"), math.pi / 4),
)
_BODY = r"(hands?|arms?|fists?|foot|feet|legs?|knees?|elbows?)"
_WHOSE = r"(?:(?:the|his|her|their) )?"
_BOTH = re.compile(rf"\b{_WHOSE}(?:left and {_WHOSE}right|right and {_WHOSE}left) {_BODY}\b")
_PLURALS = {"foot": "feet", "feet": "feet"}
_PLACE = re.compile(
    r"\b(?:left|right) (?:hip|shoulder|ear|eye|cheek|thigh|ankle|heel|toe|temple|wrist|breast)s?\b"
    r"|\bon (?:(?:the|his|her|their) )?(?:left|right) side\b"
    r"|\b(?:behind|on|in|at|from|off|of|against|with) (?:(?:the|his|her|their|its|my|your) )?back\b"
    r"|\b(?:the|his|her|their|its|my|your) back\b"
)
"""parts of a body that are called as directions are"""
_LIMB = re.compile(rf"\b(left|right|both|two) {_BODY}\b")
_WEAK = re.compile(
    r"\bon (?:the |his |her |their )?(left|right)\b(?: leg| foot| side)?|\b(left|right) (?:leg|foot|knee|ankle|hip)\b"
)
_ARMS = {"h", "a", "f", "e"}


def course_of(text: str, kinds: Sequence[str]) -> Course:
    """kinds: of the actions of the part."""
    text = without_places(_LIMB.sub(" ", text))
    side = _side(text)
    if _STAYS.search(text):
        return Course(turn=_turn(text, side, kinds), stays=True)
    if _TO_AND_FRO.search(text):
        return Course()
    goes = "way" in kinds or ("body" in kinds and re.search(r"\bjump|\bleap|\bhop", text) is not None)
    turn = _turn(text, side, kinds)
    if not goes:
        return Course(turn=turn, stays=turn is not None)
    if re.search(r"\bdiagonal", text):
        return Course(heading=(side or 1) * math.pi / 4, turn=0.0)
    if _SIDEWAYS.search(text) or (
        side and re.search(r"\b(step|div(e|ing)|dodg|leap)\w*\b", text) and not re.search(r"\bturn", text)
    ):
        return Course(heading=(side or 1) * math.pi / 2, turn=0.0)
    if turn:
        return Course(heading=math.pi if _BACK.search(text) else 0.0, turn=turn)
    if _BACK.search(text):
        return Course(heading=math.pi, turn=0.0)
    if side and "jump" not in text and "hop" not in text:  # "walks to the left"
        return Course(heading=0.0, turn=side * math.pi / 2)
    if side:
        return Course(heading=side * math.pi / 2, turn=0.0)
    return Course(heading=0.0, turn=0.0) if _AHEAD.search(text) else Course()


def without_places(text: str) -> str:
    """Without "the right hip" or "behind the back", which are no directions."""
    return _PLACE.sub(" ", text)


def both_sides(text: str) -> str:
    """With "both hands" for "the left and the right hand"."""
    return _BOTH.sub(lambda found: f"both {_PLURALS.get(found[1], found[1].removesuffix('s') + 's')}", text)


def _side(text: str) -> int:
    """1 left, -1 right, 0 where neither or both are said."""
    left, right = (re.search(rf"\b{word}\b", text) is not None for word in (_LEFT, _RIGHT))
    return int(left) - int(right)


def _turn(text: str, side: int, kinds: Sequence[str]) -> float | None:
    """Radians to the left; None where nothing is said of it."""
    if re.search(r"\b(anti|counter) ?clockwise\b", text):
        side = 1
    elif re.search(r"\bclockwise\b", text):
        side = -1
    if _CIRCLE.search(text):
        return (side or 1) * 2.0 * math.pi
    turns = "turn" in kinds or re.search(r"\b(turn\w*|veer\w*|swerv\w*|curv\w*|spin\w*)\b", text)
    if not turns:
        return None
    if re.search(r"\b(veer|swerv|curv)", text):
        return (side or 1) * math.pi / 4
    for pattern, radians in _HOW_FAR:
        if pattern.search(text):
            return (side or 1) * radians
    if re.search(r"\b(spin|twirl|whirl|pirouett)", text):
        return (side or 1) * 2.0 * math.pi
    if _AROUND.search(text):
        return (side or 1) * math.pi
    return side * math.pi / 2 if side else None


def limbs_of(text: str, kind: str) -> tuple[str, ...]:
    """ "left_hand", "right_foot" …, where it is said which. kind: of the first action of the part."""
    found: list[str] = []
    for side, body in _LIMB.findall(text):
        member = "hand" if body[0] in _ARMS and not body.startswith(("foot", "feet")) else "foot"
        found += [f"{each}_{member}" for each in ("left", "right") if side in (each, "both", "two")]
    if not found and kind in ("hand", "foot"):
        side = _side(text)
        found = [f"{'left' if side > 0 else 'right'}_{kind}"] if side else []
    return tuple(dict.fromkeys(found))


def weak_leg(text: str) -> tuple[str, str]:
    """The leg that limps, the right one where it is not said, and the text without it: it is no direction."""
    found = _WEAK.search(text)
    return (found[1] or found[2], _WEAK.sub(" ", text)) if found else ("right", text)


def times_of(text: str) -> float:
    """How often it is done; 1 where nothing is said."""
    found = _TIMES.search(text)
    return max(1.0, _value(found[1] or found[2])) if found else 1.0


def seconds_of(text: str) -> float:
    """How long it takes, where that is said in seconds; else 0."""
    found = _SECONDS.search(text)
    if found is None:
        return 0.0
    return (_value(found[1]) if found[1] else 0.5 if found[2] else 1.0) * _UNITS[found[3][0]]


def metres_of(text: str) -> float:
    """How far, where that is said; else 0."""
    found = _METRES.search(text)
    return _value(found[1]) * _LENGTHS.get(found[2][0], 0.0) if found else 0.0


def seconds_of_steps(text: str, speed: float) -> float:
    """How long the steps take whose number is said; else 0. speed: metres a second."""
    found = _METRES.search(text)
    count = _value(found[1]) if found and found[2][0] in "sp" else 0.0
    return max(1.0, count * min(max(_STEP / speed, _STEP_SECONDS[0]), _STEP_SECONDS[1])) if count else 0.0


def without_measures(text: str, steps: bool = False) -> str:
    """steps: whether those stay, without their number."""
    text = _SECONDS.sub(" ", _TIMES.sub(" ", text))
    return _METRES.sub(lambda found: f" {found[2]} " if steps and found[2][0] in "sp" else " ", text)


def _value(text: str) -> float:
    return float(NUMBERS[text]) if text in NUMBERS else float(text)
