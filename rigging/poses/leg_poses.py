"""Legs that are told by themselves, in names."""

from __future__ import annotations

from collections.abc import Mapping

from .postures import Leg

LEGS: Mapping[str, Leg] = {
    "forward": Leg(forward=48.0, aside=3.0, knee=6.0, foot=-10.0, flat=False),
    "raised": Leg(forward=84.0, aside=5.0, knee=8.0, foot=-10.0, flat=False),
    "raised aside": Leg(aside=52.0, foot=-8.0, flat=False),
    "back": Leg(forward=-24.0, aside=3.0, knee=10.0, foot=-26.0, flat=False),
    "back raised": Leg(forward=-26.0, aside=3.0, knee=70.0, foot=-26.0, flat=False),
    "knee raised": Leg(forward=88.0, aside=5.0, knee=94.0, foot=-8.0, flat=False),
    "bent": Leg(forward=36.0, aside=6.0, knee=56.0, foot=-6.0, flat=False),
    "knees up": Leg(forward=54.0, aside=7.0, knee=100.0, foot=-2.0, flat=False),
    "straight": Leg(aside=5.0, twist=6.0),
    "stretched out": Leg(forward=80.0, aside=5.0, knee=4.0, foot=2.0, flat=False),
    "step": Leg(forward=22.0, aside=3.0, knee=14.0),
    "step aside": Leg(forward=4.0, aside=24.0, twist=12.0, knee=8.0),
    "crossed": Leg(forward=8.0, aside=-14.0, twist=6.0, knee=6.0),
    "kick": Leg(forward=92.0, aside=4.0, knee=6.0, foot=-8.0, flat=False),
    "toes": Leg(forward=6.0, aside=8.0, knee=28.0, foot=-30.0, flat=False),
}
"""Name -> a leg that is told by itself."""
