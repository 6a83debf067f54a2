"""Shapes of a hand by name: how far each joint of each finger bends."""

from __future__ import annotations

from collections.abc import Mapping

from ..clips.fingers import BENT

Bends = Mapping[str, tuple[float, float, float]]
"""finger -> degrees of proximal, intermediate and distal joint"""
_STRAIGHT = (0.0, 4.0, 3.0)
_CLOSED = (82.0, 96.0, 62.0)
_THUMB_OVER = (18.0, 38.0, 52.0)
_LONG = ("Index", "Middle", "Ring", "Little")


def _fingers(thumb: tuple[float, float, float], straight: tuple[str, ...], bent: tuple[float, float, float]) -> Bends:
    return {"Thumb": thumb, **{finger: _STRAIGHT if finger in straight else bent for finger in _LONG}}


SHAPES: Mapping[str, Bends] = {
    "relaxed": BENT,
    "flat": _fingers((0.0, 0.0, 0.0), _LONG, _CLOSED),
    "fist": _fingers(_THUMB_OVER, (), _CLOSED),
    "point": _fingers(_THUMB_OVER, ("Index",), _CLOSED),
    "grip": {**_fingers((14.0, 26.0, 30.0), (), (56.0, 62.0, 36.0))},
    "peace": _fingers(_THUMB_OVER, ("Index", "Middle"), _CLOSED),
    "thumbs up": _fingers((-8.0, 0.0, 0.0), (), _CLOSED),
    "horns": _fingers(_THUMB_OVER, ("Index", "Little"), _CLOSED),
    "gun": _fingers((-8.0, 0.0, 0.0), ("Index",), _CLOSED),
    "call": _fingers((-8.0, 0.0, 0.0), ("Little",), _CLOSED),
    "ok": {**_fingers((20.0, 34.0, 26.0), ("Middle", "Ring", "Little"), _CLOSED), "Index": (48.0, 52.0, 34.0)},
    "claw": _fingers((6.0, 30.0, 34.0), (), (8.0, 58.0, 44.0)),
    "spread": _fingers((-8.0, 0.0, 0.0), _LONG, _CLOSED),
}
"""Name -> bends. "relaxed" hangs, "grip" holds a rod, "claw" is bent at the ends alone."""
