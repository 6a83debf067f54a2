"""What the network learns from: looks at heads whose keys are known, each beside the same head at rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from backend.capture.aligned import Aligned, Usual, aligned, mirrored
from backend.capture.net import inputs_of
from backend.protocol.sliders import ARKIT_52
from rigging.faces.names import mirrored_name

from .renders import STILL, Acted
from .usual import found_in

DIRECTIONS = 256
OTHER_SIDE = np.array([ARKIT_52.index(mirrored_name(name)) for name in ARKIT_52])


@dataclass(frozen=True, eq=False)
class Rows:
    """aligned: N looks; rest: (N, 4) for each the rows of looks at its head at rest; keys: (N, 52); body: (N,) the
    number of its body; heads: (N, 2) the first row of its head, and how many that has"""

    aligned: Aligned
    rest: np.ndarray
    keys: np.ndarray
    body: np.ndarray
    heads: np.ndarray


def rows_of(bodies: Sequence[Sequence[Acted]], usual: Usual, both_sides: bool = True) -> Rows:
    """both_sides: every look once more as in a mirror."""
    parts: list[Aligned] = []
    rest, keys, body, owners = [], [], [], []
    first = 0
    for number, heads in enumerate(bodies):
        for head in heads:
            still = np.flatnonzero(head.frames < STILL)
            if not len(still):
                continue
            one = aligned(found_in(head), usual)
            for turned in (False, True) if both_sides else (False,):
                parts.append(mirrored(one, usual) if turned else one)
                keys.append(head.keys[:, OTHER_SIDE] if turned else head.keys)
                rest.append(np.resize(first + still, (len(one), 4)))
                body.append(np.full(len(one), number))
                owners.append(np.tile((first, len(one)), (len(one), 1)))
                first += len(one)
    whole = Aligned(*(np.concatenate([getattr(part, name) for part in parts]) for name in Aligned.__annotations__))
    return Rows(whole, *(np.concatenate(part) for part in (rest, keys, body, owners)))


@dataclass(frozen=True, eq=False)
class Lesson:
    """Rows by the C directions in which most of what goes into the network varies; it is linear in the look and in the
    resting face, so that any look can be set against any rest.

    middle, spread: (I,) of what goes in; axes: (I, C); looks, rests: (N, C), whose difference is a row; shapes: (N, C)
    points and eyes alone; keys: (N, 52); body: (N,); rest: (N, 4) int64 rows; heads: (N, 2) first row of the same head,
    and how many it has
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
    middle, spread = given.mean(0), np.maximum(given.std(0), 1e-3)
    for begin, end in _parts(rows):  # what hardly varies would be blown up by its own noise
        spread[begin:end] = np.maximum(spread[begin:end], 0.3 * spread[begin:end].mean())
    standard = (given - middle) / spread
    _, axes = np.linalg.eigh(standard.T @ standard)
    axes = np.ascontiguousarray(axes[:, : -DIRECTIONS - 1 : -1])
    shape = now.copy()
    shape[:, _parts(rows)[1][1] :] = 0.0
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
