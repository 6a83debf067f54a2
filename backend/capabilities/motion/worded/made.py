"""Motions of a plan: several are made, their mirror images with them, and the one that obeys best is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from ....motion.canvas import features_of, generate_canvas
from ....motion.generate import MotionModel
from ....motion.mirror import mirrored
from .obeyed import GOOD, errors
from .plan import Plan

AT_ONCE = 4
"""motions that are made together"""


@dataclass(frozen=True, eq=False)
class Made:
    features: Tensor
    """(T, 134)"""
    error: float
    """see `obeyed.errors`"""
    tries: int


@dataclass(frozen=True)
class Effort:
    """steps of the flow, weight of the words, and how many motions are made at most for one to be taken"""

    steps: int = 16
    guidance: float = 2.0
    tries: int = 8


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
) -> Made:
    """The first of a seed that does what is said, or the best of all tries. held: tokens that it begins with. show: is
    handed the (T, 134) features of the best so far."""
    tells = any(bool(window.told.any()) for window in plan.windows)
    tries = effort.tries if tells else 1
    best: Made | None = None
    done = 0
    while done < tries:
        count = min(AT_ONCE, tries - done)
        seeds = [seed * 64 + done + each for each in range(count)]
        share = done / tries

        def told(inner: float, share: float = share, count: int = count) -> None:
            between(share + inner * count / tries)

        tokens = generate_canvas(
            model, plan.windows, plan.tokens, seeds, effort.steps, effort.guidance, held, loop, told
        )
        rows = features_of(model, tokens, loop)
        if held is None:
            rows = torch.cat([rows, mirrored(model.skeleton, rows)])
        off = errors(model, rows, plan)
        if held is None:  # the mirror image is another motion, taken where it obeys better
            off[count:] += 0.05
        row = int(off.argmin())
        done += count
        if best is None or float(off[row]) < best.error:
            best = Made(rows[row], float(off[row]), done)
            show(best.features)
        if best.error < GOOD:
            break
    assert best is not None
    return Made(best.features, best.error, done)
