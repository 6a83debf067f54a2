"""Words of direction, side, count and time in a part of a text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from .script import Course

_NUMBERS = {
    "once": 1, "twice": 2, "thrice": 3, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "couple": 2, "several": 3,
}  # fmt: skip
_NUMBER = r"(\d+(?:\.\d+)?|" + "|".join(_NUMBERS) + r")"
_TIMES = re.compile(rf"\b{_NUMBER} times\b|\b(once|twice|thrice)\b")
_SECONDS = re.compile(rf"\b(?:for )?{_NUMBER} (?:s|sec|secs|seconds?)\b")
_METRES = re.compile(rf"\b{_NUMBER} (m|metres?|meters?|feet|foot|yards?|steps?|paces|strides)\b")
_LENGTHS = {"m": 1.0, "f": 0.305, "y": 0.914, "s": 0.65, "p": 0.65}
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
_LIMB = re.compile(rf"\b(left|right|both|two) {_BODY}\b")
_WEAK = re.compile(
    r"\bon (?:the |his |her |their )?(left|right)\b(?: leg| foot| side)?|\b(left|right) (?:leg|foot|knee|ankle|hip)\b"
)
_ARMS = {"h", "a", "f", "e"}


def course_of(text: str, kinds: Sequence[str]) -> Course:
    """kinds: of the actions of the part."""
    text = _LIMB.sub(" ", text)
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
    if _AROUND.search(text):
        return (side or 1) * math.pi
    if re.search(r"\b(spin|twirl|whirl|pirouett)", text):
        return (side or 1) * 2.0 * math.pi
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


def times_of(text: str) -> int:
    """How often it is done, at most ten times; 1 where nothing is said."""
    found = _TIMES.search(text)
    return max(1, min(10, round(_value(found[1] or found[2])))) if found else 1


def seconds_of(text: str, speed: float) -> float:
    """How long it takes, where that is said in seconds, or by a way at a speed (metres a second); else 0."""
    if found := _SECONDS.search(text):
        return _value(found[1])
    if (found := _METRES.search(text)) and speed > 0.05:
        return max(1.0, _value(found[1]) * _LENGTHS[found[2][0]] / speed)
    return 0.0


def without_measures(text: str) -> str:
    for pattern in (_TIMES, _SECONDS, _METRES):
        text = pattern.sub(" ", text)
    return text


def _value(text: str) -> float:
    return float(_NUMBERS[text]) if text in _NUMBERS else float(text)
