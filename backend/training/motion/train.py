"""The two nets of motion, one after the other: frames as tokens, and tokens from noise and words. Each resumes."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

from backend.motion.nets import PATCH, Flow, MotionVae

from .losses import frame_loss
from .said import Said
from .windows import Windows

Report = Callable[[str], None]
N = TypeVar("N", bound=nn.Module)
_SAVE_EVERY = 200
_BLUR = 2e-3
"""what tokens may not tell exactly: weight of their distance from noise"""
_KEPT = 0.998
"""of the mean of the weights, a step"""


@dataclass(frozen=True)
class Course:
    steps: int
    batch: int = 64
    rate: float = 1e-3
    seed: int = 0
    fade: float = 0.3
    """part of the steps, at their end, over which the rate falls to nothing"""

    def rate_at(self, step: int) -> float:
        warm = min(1.0, (step + 1) / 100)
        left = (self.steps - step) / max(1.0, self.fade * self.steps)
        return self.rate * warm * max(0.02, min(1.0, left))


def train_vae(windows: Windows, course: Course, checkpoint: Path, report: Report) -> MotionVae:
    torch.manual_seed(course.seed)
    model = MotionVae()

    def loss(step: int) -> Tensor:
        batch = windows.batch(course.batch, course.seed * 1_000_003 + step)
        mean, log = model.encode(batch.frames)
        drawn = mean + (0.5 * log).exp() * torch.randn_like(mean)
        found = model.decode(drawn)
        far = 0.5 * (mean.square() + log.exp() - 1.0 - log).mean()
        off = frame_loss(windows.skeleton, windows.standard, found, batch.frames, batch.there.float())
        return off + _BLUR * far

    return descend(model, loss, course, checkpoint, report)


def train_flow(
    windows: Windows,
    vae: MotionVae,
    spread: Tensor,
    said: Said,
    course: Course,
    checkpoint: Path,
    report: Report,
) -> Flow:
    """spread: (32,) of the tokens, which are divided by it; said: the labels of `windows`."""
    torch.manual_seed(course.seed)
    count = len(windows.told.mean)
    model = Flow(said.vectors.shape[2], count)
    for parameter in vae.parameters():
        parameter.requires_grad_(False)

    def loss(step: int) -> Tensor:
        generator = torch.Generator().manual_seed(course.seed * 7_000_003 + step)
        batch = windows.batch(course.batch, course.seed * 1_000_003 + step)
        size = len(batch.frames)
        with torch.no_grad():
            tokens = vae.encode(batch.frames)[0] / spread
        seen = batch.there.unflatten(1, (-1, PATCH)).any(-1)
        at = torch.sigmoid(torch.randn(size, generator=generator) * 1.2 - 0.3)
        noise = torch.randn(tokens.shape, generator=generator)
        mixed = torch.lerp(noise, tokens, at[:, None, None])
        words, told = conditions(said.drawn(batch.labels, generator), batch.numbers, generator)
        found = model(mixed, at, words, told, seen)
        weight = 1.0 / (1.0 - at).clamp(min=0.25) ** 2
        plain = ((found - tokens) ** 2).mean(-1) * seen
        plain = (plain.sum(1) / seen.sum(1) * weight).mean()
        some = at.argsort(descending=True)[: max(1, size // 3)]
        frames = vae.decode(found[some] * spread)
        ripe = at[some, None] ** 2 * batch.there[some]
        off = frame_loss(windows.skeleton, windows.standard, frames, batch.frames[some], ripe)
        return plain + 0.3 * off

    return descend(model, loss, course, checkpoint, report)


def conditions(words: Tensor, numbers: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """What the flow is told of each of B motions: words one time in ten not at all, each number half of the time."""
    size, count = numbers.shape
    said = (torch.rand(size, 1, generator=generator) < 0.9).float()
    mute = torch.rand(size, 1, generator=generator) < 0.25
    told = ((torch.rand(size, count, generator=generator) < 0.5) & ~mute).float()
    return torch.cat([words * said, said], 1), torch.cat([numbers.clamp(-4, 4) * told, told], 1)


@torch.no_grad()
def spread_of(windows: Windows, vae: MotionVae, count: int = 512) -> Tensor:
    """(32,) root mean square of the tokens."""
    batch = windows.batch(count, 1)
    tokens = vae.encode(batch.frames)[0][batch.there[:, ::PATCH]]
    return tokens.square().mean(0).sqrt().clamp(min=1e-3)


def descend(model: N, loss: Callable[[int], Tensor], course: Course, checkpoint: Path, report: Report) -> N:
    """The mean of the weights over the last steps; `model` itself goes on from the checkpoint."""
    optimiser = torch.optim.AdamW(model.parameters(), lr=course.rate, betas=(0.9, 0.98), weight_decay=0.01)
    mean = copy.deepcopy(model)
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        mean.load_state_dict(state["mean"])
        optimiser.load_state_dict(state["optimiser"])
        first = state["step"]
    shown, began, used = 0.0, time.monotonic(), time.process_time()
    for step in range(first, course.steps):
        for group in optimiser.param_groups:
            group["lr"] = course.rate_at(step)
        model.zero_grad(set_to_none=True)
        value = loss(step)
        value.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        kept = min(_KEPT, (step + 1) / (step + 10))
        with torch.no_grad():
            for slow, quick in zip(mean.parameters(), model.parameters(), strict=True):
                slow.lerp_(quick, 1.0 - kept)
        shown += float(value.detach())
        if (step + 1) % 50 == 0:
            report(
                f"{step + 1} of {course.steps}: {shown / 50:.4f}, {(time.process_time() - used) / 50:.2f} s of CPU,"
                f" {(time.monotonic() - began) / 50:.2f} s a step"
            )
            shown, began, used = 0.0, time.monotonic(), time.process_time()
        if (step + 1) % _SAVE_EVERY == 0 or step + 1 == course.steps:
            partial = checkpoint.with_suffix(".partial")
            torch.save(
                {
                    "model": model.state_dict(),
                    "mean": mean.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "step": step + 1,
                },
                partial,
            )
            partial.replace(checkpoint)
    return mean.eval()
