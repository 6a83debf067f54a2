"""Twenty poses by name, for a library of poses on any figure."""

from __future__ import annotations

from collections.abc import Mapping

from .posing import PoseSpec
from .postures import Trunk


def _arms(name: str) -> dict[str, str]:
    return {"Left": name, "Right": name}


_FISTS = {"Left": "fist", "Right": "fist"}
_FLAT = {"Left": "flat", "Right": "flat"}
LIBRARY: Mapping[str, PoseSpec] = {
    "T-pose": PoseSpec(arms=_arms("side"), fingers=_FLAT),
    "A-pose": PoseSpec(arms=_arms("low v"), fingers=_FLAT),
    "At Ease": PoseSpec("contrapposto"),
    "At Attention": PoseSpec("at attention", arms=_arms("stiff"), fingers=_FLAT),
    "Arms Crossed": PoseSpec("contrapposto", arms={"Right": "folded", "Left": "folded under"}),
    "Hands on Hips": PoseSpec("wide stance", arms=_arms("on hip")),
    "Hero": PoseSpec("wide stance", arms=_arms("fist at hip"), fingers=_FISTS, trunk=Trunk(bend=-5.0)),
    "Victory": PoseSpec("wide stance", arms=_arms("high v"), fingers=_FISTS, head=Trunk(bend=-8.0)),
    "Wave": PoseSpec(arms={"Right": "wave"}, fingers={"Right": "spread"}),
    "Salute": PoseSpec("at attention", arms={"Right": "salute", "Left": "stiff"}, fingers=_FLAT),
    "Point Ahead": PoseSpec(points={"Right": (0.1, 1.0, 0.0)}, fingers={"Right": "point"}),
    "Thinking": PoseSpec(arms={"Right": "on the chin", "Left": "folded under"}, head=Trunk(bend=8.0)),
    "Prayer": PoseSpec("kneeling", arms=_arms("prayer"), fingers=_FLAT, head=Trunk(bend=16.0)),
    "Walk": PoseSpec("walking"),
    "Run": PoseSpec("running", fingers=_FISTS),
    "Jump": PoseSpec("jumping"),
    "Fight": PoseSpec("fighting stance", fingers=_FISTS),
    "Sit": PoseSpec("sitting"),
    "Sit Cross-Legged": PoseSpec("sitting cross-legged"),
    "Kneel on One Knee": PoseSpec("kneeling on one knee"),
}
"""Name -> pose."""
