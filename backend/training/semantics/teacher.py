"""What some thousand rated bodies say of all others: a Gaussian process, from which the small net of a mapper learns.

A net that sees each body's scores alone needs many times as many bodies. The process is smooth, knows how far each axis
matters (a width of its own each, found by marginal likelihood), and answers for as many bodies as the net can learn
from. Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), equations 2.23, 2.30 and 5.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .executor import one_thread

SEARCHED, STEPS, RATE = 700, 80, 0.06
"""bodies on which widths are searched, and how"""
_FEWEST_WIDTH, _RIDGE, _CHUNK = 0.05, 3.0, 2000


@dataclass(frozen=True, eq=False)
class Kernel:
    """Covariance of two bodies: what goes straight, and what bends and is forgotten with the distance."""

    widths: Tensor
    """(A,) by which steps along the axes are multiplied"""
    straight: Tensor
    bent: Tensor
    noise: Tensor

    def __call__(self, one: Tensor, other: Tensor) -> Tensor:
        """(N, M) of (N, A) and (M, A)."""
        a, b = one * self.widths, other * self.widths
        inner = a @ b.T
        apart = (a.square().sum(1)[:, None] + b.square().sum(1) - 2.0 * inner).clamp(min=0.0)
        return self.straight * (1.0 + inner) + self.bent * torch.exp(-0.5 * apart)


@dataclass(frozen=True, eq=False)
class Teacher:
    kernel: Kernel
    bodies: Tensor
    """(N, A) rated"""
    weights: Tensor
    """(N, W)"""
    mean: Tensor

    @torch.no_grad()
    def __call__(self, steps: Tensor) -> Tensor:
        """(B, W) the most likely scores of bodies (B, A)."""
        parts = [self.kernel(part, self.bodies) @ self.weights for part in steps.double().split(_CHUNK)]
        return (torch.cat(parts) + self.mean).float()


def teacher_of(steps: Tensor, goals: Tensor, seed: int = 0) -> Teacher:
    """steps: (N, A) of rated bodies; goals: (N, W) of one size each."""
    steps, goals = steps.double(), goals.double()
    mean = goals.mean(0)
    goals = goals - mean
    chosen = torch.randperm(len(steps), generator=torch.Generator().manual_seed(seed))[:SEARCHED]
    with one_thread():  # matrices so small are not shared out
        kernel = _searched(steps[chosen], goals[chosen], _first_widths(steps, goals))
    with torch.no_grad():
        covariance = kernel(steps, steps)
        covariance.diagonal().add_(kernel.noise)
        weights = torch.cholesky_solve(goals, torch.linalg.cholesky(covariance))
    return Teacher(kernel, steps, weights, mean)


def _first_widths(steps: Tensor, goals: Tensor) -> Tensor:
    """From how far each axis, straight and squared, tells the goals."""
    size = steps.std(0).clamp(min=1e-6)
    usual = steps / size
    known = torch.cat([usual, usual.square(), torch.ones_like(usual[:, :1])], 1)
    ridge = _RIDGE * torch.eye(known.shape[1], dtype=known.dtype)
    found = torch.linalg.solve(known.T @ known + ridge, known.T @ goals)
    axes = steps.shape[1]
    matters = (found[:axes].square() + 2.0 * found[axes : 2 * axes].square()).sum(1).sqrt()
    widths = (matters / matters.mean()).clamp(min=_FEWEST_WIDTH)
    return widths / (4.0 * widths.square().sum()).sqrt() / size


def _searched(steps: Tensor, goals: Tensor, first: Tensor) -> Kernel:
    """The kernel under which the goals are most likely."""
    scales = torch.tensor([1.0, 1.0, 0.02], dtype=steps.dtype).log()
    logs = torch.cat([first.log(), scales]).requires_grad_(True)
    optimiser = torch.optim.Adam([logs], RATE)
    count, eye = goals.shape[1], torch.eye(len(steps), dtype=steps.dtype)
    for _ in range(STEPS):
        optimiser.zero_grad()
        kernel = _kernel(logs)
        root = torch.linalg.cholesky(kernel(steps, steps) + kernel.noise * eye)
        fit = (goals * torch.cholesky_solve(goals, root)).sum()
        (0.5 * fit + count * root.diagonal().log().sum()).backward()
        optimiser.step()
    return _kernel(logs.detach())


def _kernel(logs: Tensor) -> Kernel:
    sizes = logs.exp()
    return Kernel(sizes[:-3], sizes[-3], sizes[-2], sizes[-1] + 1e-6)
