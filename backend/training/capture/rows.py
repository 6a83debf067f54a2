"""What the network learns from: looks at heads whose keys are known, each beside the same head at rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from backend.capture.aligned import Aligned, Usual, aligned
from backend.capture.inner_features import BLOCKS, InnerAxes
from backend.capture.net import inputs_of

from .renders import STILL, Acted
from .usual import found_in

DIRECTIONS = 256
"""in which most of what points tell varies"""
INNER_DIRECTIONS = {"wide": 256, "middle": 128, "eyes": 128}
LITTLE = 0.3
"""of the mean standard deviation, the least by which a number is divided"""
RESTS = 4
"""looks at a head at rest that are named for each row, again where there are fewer"""


@dataclass(frozen=True, eq=False)
class Rows:
    """aligned: N looks; rest: (N, 4) for each the rows of looks at its head at rest; keys: (N, 52); body: (N,) the
    number of its body; heads: (N, 2) the first row of its head, and how many that has"""

    aligned: Aligned
    rest: np.ndarray
    keys: np.ndarray
    body: np.ndarray
    heads: np.ndarray


def rows_of(bodies: Sequence[Sequence[Acted]], usual: Usual, axes: InnerAxes, both_sides: bool = True) -> Rows:
    """both_sides: looks at the pictures in a mirror, too, each against the same head at rest in one."""
    parts: list[Aligned] = []
    rest, keys, body, owners = [], [], [], []
    first = 0
    for number, heads in enumerate(bodies):
        for head in heads:
            whole = aligned(found_in(head, axes), usual)
            for side in (False, True) if both_sides else (False,):
                own = np.flatnonzero(head.mirrored == side)
                still = np.flatnonzero(head.frames[own] < STILL)
                if not len(still):
                    continue
                parts.append(whole[own])
                keys.append(head.keys[own])
                rest.append(np.resize(first + still, (len(own), RESTS)))
                body.append(np.full(len(own), number))
                owners.append(np.tile((first, len(own)), (len(own), 1)))
                first += len(own)
    together = Aligned(*(np.concatenate([getattr(part, name) for part in parts]) for name in Aligned.__annotations__))
    return Rows(together, *(np.concatenate(part) for part in (rest, keys, body, owners)))


def axes_of(bodies: Sequence[Sequence[Acted]], seed: int = 0) -> InnerAxes:
    """The main directions in which inner numbers differ from those of the same head at rest, by blocks."""
    torch.manual_seed(seed)
    out: dict[str, np.ndarray] = {}
    for name, (begin, end) in BLOCKS.items():
        parts = []
        for head in (head for heads in bodies for head in heads):
            for side in (False, True):
                own = head.mirrored == side
                still = own & (head.frames < STILL)
                if still.any():
                    block = head.inner[:, begin:end].astype(np.float32)
                    parts.append(block[own] - block[still].mean(0))
        moved = np.concatenate(parts)
        spread = np.maximum(moved.std(0), 1e-3)
        spread = np.maximum(spread, LITTLE * spread.mean())  # what hardly varies would be blown up by its own noise
        even = torch.from_numpy((moved - moved.mean(0)) / spread)
        directions = torch.svd_lowrank(even, INNER_DIRECTIONS[name], 2)[2].numpy()
        strongest = float((even @ torch.from_numpy(directions[:, :1])).std())
        out[name] = (directions / spread[:, None] / strongest).astype(np.float32)
    return InnerAxes(out)


@dataclass(frozen=True, eq=False)
class Lesson:
    """Rows by C numbers: the directions in which most of what points tell varies, and inner numbers. All are linear in
    the look and in the resting face, so that any look can be set against any rest.

    middle, spread: (I,) of what goes in; axes: (I, C); looks, rests: (N, C), whose difference is a row; shapes: (N, C)
    points, eyes and inner numbers alone; keys: (N, 52); body: (N,); rest: (N, 4) int64 rows; heads: (N, 2) first row of
    the same head, and how many it has
    """

    middle: np.ndarray
    spread: np.ndarray
    axes: np.ndarray
    looks: Tensor
    rests: Tensor
    shapes: Tensor
    keys: Tensor
    body: Tensor
    rest: Tensor
    heads: Tensor

    def batch(self, rows: Tensor, rest: Tensor) -> Tensor:
        """(B, C) of rows (B,), each against the mean of looks (B, M) at its head at rest."""
        return self.looks[rows] - self.rests[rest].mean(1)

    def moved(self, rows: Tensor, rest: Tensor) -> Tensor:
        """(B, C) the part of the same that tells how points have moved."""
        return self.shapes[rows] - self.shapes[rest].mean(1)


def lesson_of(rows: Rows) -> Lesson:
    zero = Aligned(*(np.zeros_like(getattr(rows.aligned, name)) for name in Aligned.__annotations__))
    now = inputs_of(rows.aligned, zero).astype(np.float32)
    still = -inputs_of(zero, rows.aligned).astype(np.float32)
    given = now - still[rows.rest].mean(1)
    told = _parts(rows)[-1][1]
    middle, spread = given.mean(0), np.maximum(given.std(0), 1e-3)
    for begin, end in _parts(rows):  # what hardly varies would be blown up by its own noise
        spread[begin:end] = np.maximum(spread[begin:end], LITTLE * spread[begin:end].mean())
    middle[told:], spread[told:] = 0.0, 1.0
    standard = (given - middle) / spread
    square = standard[:, :told].T @ standard[:, :told]
    sizes, directions = np.linalg.eigh(square)
    strongest = np.sqrt(sizes[-1] / len(standard))
    axes = np.zeros((len(middle), DIRECTIONS + len(middle) - told), np.float32)
    axes[:told, :DIRECTIONS] = directions[:, : -DIRECTIONS - 1 : -1] / strongest
    axes[told:, DIRECTIONS:] = np.eye(len(middle) - told)
    shape = now.copy()
    shape[:, _parts(rows)[1][1] : told] = 0.0
    return Lesson(
        middle,
        spread,
        axes,
        torch.tensor((now - middle) / spread @ axes),
        torch.tensor(still / spread @ axes),
        torch.tensor(shape / spread @ axes),
        torch.tensor(rows.keys, dtype=torch.float32),
        torch.tensor(rows.body),
        torch.tensor(rows.rest),
        torch.tensor(rows.heads),
    )


def _parts(rows: Rows) -> tuple[tuple[int, int], ...]:
    """Where points, eyes, turn and resting eyes begin and end in what goes in."""
    points, eyes = rows.aligned.points[0].size, rows.aligned.eyes[0].size
    ends = (0, points, points + eyes, points + eyes + 3, points + eyes + 3 + rows.aligned.eyes[0, :, :16].size)
    return tuple(pairwise(ends))
