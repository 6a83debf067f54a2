"""The network is fitted to what is known of rendered heads, each key as much as any other."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import silu

from backend.capture.net import HEADS, KeyNet
from backend.optim.loop import minimise

from .rows import Lesson

HIDDEN = (384, 256)
STEPS, BATCH = 16000, 256
PACES = ((0.65, 1e-3), (0.25, 2e-4), (0.10, 4e-5))
"""share of the steps, and the learning rate in them"""
DROPPED = 0.15
"""share of a layer that is left out at random"""
RECORDED, MOST_STILL = 4.0, 32
"""how often a recorded moment is looked at for each made-up one, which is less like what people do; and how many of the
52 keys rest at most in a recorded one, in which nearly all move a little"""
NOISE = 0.03
"""standard deviations of noise on what goes in"""
MIXED = 0.5
"""share of the rows to which another expression of the same head is added, as shapes of a face add up"""
DECAY = 2e-5
FLOOR = 0.003
"""variance that is added to that of a key: what hardly ever moves counts less"""


def trained(lesson: Lesson, bodies: int, folder: Path, seed: int, steps: int = STEPS) -> KeyNet:
    """bodies: how many have a head; folder: where it is kept how far this is, so that a second call goes on."""
    torch.manual_seed(seed)
    folder.mkdir(parents=True, exist_ok=True)
    sizes = (lesson.looks.shape[1], *HIDDEN)
    variables = {}
    for name, (here, there) in zip(("first", "second"), pairwise(sizes), strict=True):
        variables |= _layer(name, here, there)
    for head in HEADS[:bodies]:
        variables |= _layer(f"head.{head}", sizes[-1], lesson.keys.shape[1])
    often = how_often(lesson)
    weigh = error_weights(lesson, bodies)
    begun = 0
    for number, (share, rate) in enumerate(PACES):
        count = max(1, round(share * steps))

        def loss(step: int, first: int = begun) -> Tensor:
            generator = torch.Generator().manual_seed(seed * 1_000_003 + first + step)
            return _loss(lesson, variables, weigh, often, generator)

        minimise(
            loss,
            variables,
            steps=count,
            learning_rates=dict.fromkeys(variables, rate),
            checkpoint=folder / f"pace{number}.safetensors",
            checkpoint_every=100,
        )
        begun += count
    plain = {name: value.detach().numpy().astype(np.float32) for name, value in variables.items()}

    def layer(name: str) -> tuple[np.ndarray, np.ndarray]:
        return plain[f"{name}.weight"], plain[f"{name}.bias"]

    weights, bias = layer("first")
    return KeyNet(
        lesson.middle,
        lesson.spread,
        ((lesson.axes @ weights, bias), layer("second")),
        {head: layer(f"head.{head}") for head in HEADS[:bodies]},
    )


def how_often(lesson: Lesson) -> Tensor:
    """(N,) how much oftener than others each row is looked at."""
    return torch.where(_recorded(lesson), RECORDED, 1.0)


def _recorded(lesson: Lesson) -> Tensor:
    """(N,) bool"""
    return (lesson.keys == 0.0).sum(1) <= MOST_STILL


def error_weights(lesson: Lesson, bodies: int) -> Tensor:
    """(2, bodies, 52) how much an error in a key counts, in made-up and in recorded moments: what somebody who acts
    moves little is told as well as what moves much, though at random it moves farther."""
    kinds = torch.ones_like(lesson.body, dtype=torch.bool), _recorded(lesson)
    out = []
    for body in range(bodies):
        rows = [lesson.keys[(lesson.body == body) & kind] for kind in kinds]
        out.append(torch.stack([1 / (some.var(0) + FLOOR) for some in (rows if len(rows[1]) > 1 else rows[:1] * 2)]))
    return torch.stack(out, dim=1)


def _mixed(
    lesson: Lesson, here: Tensor, keys: Tensor, rows: Tensor, rest: Tensor, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Some rows with a part of what another look at the same head shows added, no key beyond 1; its turn stays."""
    first, count = lesson.heads[rows].unbind(1)
    other = first + (torch.rand(len(rows), generator=generator) * count).long()
    one, more = torch.rand((2, len(rows), 1), generator=generator)
    one = 0.4 + 0.6 * one
    both = one * keys + more * lesson.keys[other]
    shrunk = 1 / both.amax(1, keepdim=True).clamp(min=1.0)
    moved = lesson.moved(rows, rest)
    mixed = here - moved + shrunk * (one * moved + more * lesson.moved(other, rest))
    chosen = torch.rand((len(rows), 1), generator=generator) < MIXED
    return torch.where(chosen, mixed, here), torch.where(chosen, shrunk * both, keys)


def _layer(name: str, here: int, there: int) -> dict[str, Tensor]:
    weights = torch.randn(here, there) * (1.0 / here) ** 0.5
    return {f"{name}.weight": weights, f"{name}.bias": torch.zeros(there)}


def _loss(
    lesson: Lesson,
    variables: dict[str, Tensor],
    weigh: Tensor,
    often: Tensor,
    generator: torch.Generator,
) -> Tensor:
    rows = torch.multinomial(often, BATCH, replacement=True, generator=generator)
    which = torch.randint(lesson.rest.shape[1], (BATCH, 2), generator=generator)
    rest = lesson.rest[rows].gather(1, which)
    here, keys = lesson.batch(rows, rest), lesson.keys[rows]
    here, keys = _mixed(lesson, here, keys, rows, rest, generator)
    here = here + NOISE * torch.randn(here.shape, generator=generator)
    for name in ("first", "second"):
        here = silu(here @ variables[f"{name}.weight"] + variables[f"{name}.bias"])
        kept = torch.rand(here.shape, generator=generator) > DROPPED
        here = here * kept / (1 - DROPPED)
    body, recorded = lesson.body[rows], (often[rows] > 1).long()
    total = sum((DECAY * v.square().sum() for n, v in variables.items() if n.endswith("weight")), here.new_zeros(()))
    for number, head in enumerate(HEADS[: weigh.shape[1]]):
        own = body == number
        off = here[own] @ variables[f"head.{head}.weight"] + variables[f"head.{head}.bias"] - keys[own]
        total = total + (off.square() * weigh[recorded[own], number]).sum() / (BATCH * off.shape[1])
    return total
