"""What a role wears below an open thing that the words name is not of that one's colour, else neither is seen."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from ...protocol.requests import Colour
from ...protocol.requests.look import Worn

_OPEN = frozenset("waistcoat gilet lab_coat harness corset".split())  # noqa: SIM905
_SAME = 0.16
"""how much the channels of two colours differ at most that look like one"""


def apart(role: Mapping[str, Worn], said: Mapping[str, Worn]) -> dict[str, Worn]:
    """The slots of a role, without a colour that would hide what is named: a T-shirt below a black waistcoat has any
    colour but black."""
    top, over = role.get("top"), said.get("outer")
    if top is None or over is None or "top" in said or top.pattern or over.pattern:
        return dict(role)
    if over.piece not in _OPEN or not _alike(top.colour, over.colour):
        return dict(role)
    return {**role, "top": dataclasses.replace(top, colour=None)}


def _alike(one: Colour | None, other: Colour | None) -> bool:
    return one is not None and other is not None and max(abs(a - b) for a, b in zip(one, other, strict=True)) < _SAME
