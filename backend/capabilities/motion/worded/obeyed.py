"""How well a motion does what its words say of direction, turning, side and gait."""

from __future__ import annotations

import torch
from torch import Tensor

from ....motion.generate import MotionModel
from ....motion.path import NUMBERS, measured
from .gaits import stooped, uneven
from .plan import Plan, wanted

GOOD = 0.35
"""under which a motion does what is said; spreads of the numbers among real clips"""
_PLACE = {name: place for place, name in enumerate(NUMBERS)}
_LEAST = {"ahead": 0.25, "left": 0.2, "turn": 0.35}
"""metres, radians: what is wanted and is less is none"""


def errors(model: MotionModel, features: Tensor, plan: Plan) -> Tensor:
    """(B, T, 134) -> (B,) how far off what is told of the parts, the worst of them; 0 where nothing is told.

    A number that should be there and goes the other way, or hardly at all, counts five times. What a gait lacks of
    being even is added.
    """
    worst = torch.zeros_like(features[:, 0, 0])
    for at, part in enumerate(plan.script.parts):
        seconds = plan.lengths[at] * 0.2
        numbers, told = wanted(part, seconds)
        if not told.any():
            continue
        rows = features[:, plan.frames_of(at)]
        gait = uneven(model.skeleton, rows, part) + stooped(rows, part, first=at == 0 and not plan.before)
        found = measured(
            model.skeleton, rows, torch.ones(rows.shape[:2], dtype=torch.bool, device=rows.device), by_feet=True
        )
        off = (found - numbers.to(found.device)).abs() / model.told_scale * told.to(found.device)
        for name, least in _LEAST.items():
            place = _PLACE[name]
            if told[place] and abs(numbers[place]) > least:
                share = found[:, place] / float(numbers[place])
                off[:, place] = torch.where(share < 0.3, off[:, place] * 5.0 + 1.0, off[:, place])
        worst = torch.maximum(worst, off.sum(1) / float(told.sum()) + _sides(found, part.limbs) + gait)
    return worst


def _sides(found: Tensor, limbs: tuple[str, ...]) -> Tensor:
    """(B,) 2 where the other limb than the one that is said moves more."""
    wrong = torch.zeros_like(found[:, 0])
    for limb in limbs:
        other = limb.replace("left", "*").replace("right", "left").replace("*", "right")
        if other not in limbs:
            mine, theirs = (_reach(found, name) for name in (limb, other))
            wrong += 2.0 * (mine < theirs)
    return wrong


def _reach(found: Tensor, limb: str) -> Tensor:
    """(B,) how much a limb moves and how high it comes."""
    return found[:, _PLACE[limb]] + 0.5 * found[:, _PLACE[f"{limb}_high"]]
