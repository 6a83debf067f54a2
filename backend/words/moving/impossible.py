"""What a text asks for that no clip of one figure shows: taken out of it, and told in a sentence."""

from __future__ import annotations

import re

_UNTIL = r"[^,.;!?\n]*?(?=\s*(?:[,.;!?\n]|\b(?:and|but|then|just|instead|before|after|while)\b|$))"
_NOT = re.compile(rf"\b(?:(?:\w+n't|(?:\w+ )?not|cannot|never|without|neither|nor)\b|no (?:\w+ing)\b){_UNTIL}")
_MANY = re.compile(
    r"\b((?:two|three|four|five|six|several|many|some|both|[2-9]|\d\d+|(?:a )?(?:group|crowd|team|couple|pair) of) "
    r"(?:\w+ )?"
    r"(?:men|women|people|persons|boys|girls|guys|ladies|children|kids|friends|dancers|soldiers|figures))\b"
)
_SHAPE = re.compile(
    r"\b(?:in|along|around in) (?:an? )?(?:\w+ )?"
    r"(squares?|triangles?|rectangles?|ovals?|spirals?|hexagons?|zig ?-?zags?|s-?curves?|stars?|hearts?)\b"
)


_SLOPE = re.compile(
    r"\b(?:up|down|upstairs|downstairs)(?: (?:the |a |an |some |steep )*"
    r"(?:stairs?|staircase|steps|slope|hill|ramp|mountain)\b)?"
)


def taken_out(text: str) -> tuple[str, tuple[str, ...]]:
    """text: lower case. Returns what is left of it, and the sentences."""
    told: list[str] = []

    def not_done(found: re.Match[str]) -> str:
        told.append(f'"{found.group().strip()}" says what is not done, which no movement can be told: it was left out.')
        return " "

    def shaped(found: re.Match[str]) -> str:
        told.append(f'"{found.group()}": the shape of a way is not read from words; give its points with --path.')
        return " "

    text = _NOT.sub(not_done, text)
    text = _SHAPE.sub(shaped, text)
    slopes = [found.group() for found in _SLOPE.finditer(text) if found.group() not in ("up", "down")]
    told += [f'"{slope}": the floor of a clip is level.' for slope in slopes]
    if many := _MANY.search(text):
        told.append(f'"{many[1]}": one figure moves in a clip, so it is told of one.')
    return text, tuple(told)
