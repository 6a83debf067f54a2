"""Motions of a plan: several are made, their mirror images with them, and that is taken which obeys and shows best what
is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ....motion.bearing import borne
from ....motion.canvas import features_of, generate_canvas
from ....motion.evaluator import Judge
from ....motion.generate import MotionModel
from ....motion.mirror import mirrored
from .obeyed import GOOD, errors
from .plan import Plan, bearings
from .steered import steered

AT_ONCE = 4
"""motions that are made together"""
_SHOWN = 1.2
"""what it weighs, beside the errors, that a motion shows less of its words than real ones do"""
_CLEARER = 1.0
"""how much more the words count in each further round of tries, where a judge found the best so far rather unclear than
disobedient: words that count more do not go straighter or more evenly"""


@dataclass(frozen=True, eq=False)
class Made:
    features: Tensor
    """(T, 134)"""
    error: float
    """see `obeyed.errors`"""
    tries: int
    shown: float = 1.0
    """how well it shows what is said: 1 as real movements show their labels, 0 as any other would"""
    seed: int = 0


@dataclass(frozen=True)
class Effort:
    """steps of the flow, weight of the words, and how many motions are made at most for one to be taken"""

    steps: int = 16
    guidance: float = 2.0
    tries: int = 16


@torch.no_grad()
def made(
    model: MotionModel,
    plan: Plan,
    seed: int,
    effort: Effort,
    held: Tensor | None = None,
    loop: bool = False,
    between: Callable[[float], None] = lambda share: None,
    show: Callable[[Tensor], None] = lambda features: None,
    judge: Judge | None = None,
) -> Made:
    """The first of a seed that does what is said, or the best of all tries. held: tokens that it begins with. show: is
    handed the (T, 134) features of the best so far. judge: tells how well each shows its words."""
    tells = any(bool(window.told.any()) for window in plan.windows)
    tries = effort.tries if tells or judge is not None else 1
    best: Made | None = None
    least, done, unclear = float("inf"), 0, 0
    while done < tries:
        count = min(AT_ONCE, tries - done)
        seeds = [seed * 64 + done + each for each in range(count)]
        share = done / tries

        def told(inner: float, share: float = share, count: int = count) -> None:
            between(share + inner * count / tries)

        guidance = effort.guidance + _CLEARER * unclear
        tokens = generate_canvas(model, plan.windows, plan.tokens, seeds, effort.steps, guidance, held, loop, told)
        rows = features_of(model, tokens, loop)
        if held is None:
            rows = torch.cat([rows, mirrored(model.skeleton, rows)])
        rows = borne(model.skeleton, steered(model.skeleton, rows, plan), bearings(plan), seed)
        off = errors(model, rows, plan)
        shown = _shown(model, rows, plan, judge)
        worth = off + _SHOWN * (1.0 - shown).clamp(min=0.0)
        if held is None:  # the mirror image is another motion, taken where it obeys better
            worth[count:] += 0.05
        row = int(worth.argmin())
        done += count
        if float(worth[row]) < least:
            best, least = Made(rows[row], float(off[row]), done, float(shown[row])), float(worth[row])
            show(best.features)
        if least < GOOD:
            break
        unclear += best is not None and _SHOWN * (1.0 - best.shown) > best.error
    assert best is not None
    return replace(best, tries=done)


def _shown(model: MotionModel, rows: Tensor, plan: Plan, judge: Judge | None) -> Tensor:
    """(B,) the mean over the parts; 1 without anybody to judge."""
    if judge is None:
        return torch.ones_like(rows[:, 0, 0])
    parts = plan.script.parts
    found = [judge.scores(model.skeleton, rows[:, plan.frames_of(at)], part.words) for at, part in enumerate(parts)]
    return torch.stack(found).mean(0) / judge.usual
