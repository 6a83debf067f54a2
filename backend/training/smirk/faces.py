"""Faces to learn from, cut out generously and kept as arrays; batches of them, each cut anew at random."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, grid_sample

from backend.protocol.files import whole_file

ROOM = 2.4
"""how many times as wide as the face what is kept is: room to shift, turn and scale"""
TESTED = 1.6
"""times the face's width that a crop for testing shows"""
_BRIGHT, _CONTRAST, _NOISE, _BLURRED = 0.15, 0.2, 0.03, 0.2


@dataclass(frozen=True)
class Crops:
    """How crops for training vary. least, most: times the face's width that they show; shift: of the crop's side;
    scale: of its size; turn: degrees"""

    least: float = 1.2
    most: float = 1.8
    shift: float = 0.05
    scale: float = 0.1
    turn: float = 10.0


@dataclass(frozen=True, eq=False)
class Faces:
    """N faces. Coordinates are -1..1 in the kept picture, x to the right, y down; a number that nobody knows is NaN.

    pictures: (N, P, P, 3) uint8; points: (N, L, 2) the landmarks that the head has too; hull: (N, H, 2) all landmarks
    of the face; contour: (N, 17, 2) of FAN; shape: (N, S) what another model says of the shape (MICA of photos; of
    renders it is known); truth: (N, E) the expression that is shown, where it is known
    """

    pictures: np.ndarray
    points: np.ndarray
    hull: np.ndarray
    contour: np.ndarray
    shape: np.ndarray
    truth: np.ndarray

    def __len__(self) -> int:
        return len(self.pictures)

    def rows(self, chosen: np.ndarray | slice) -> Faces:
        return Faces(*(getattr(self, field.name)[chosen] for field in fields(self)))


@dataclass(frozen=True, eq=False)
class Batch:
    """pictures: (B, 3, S, S) 0..1; the others as of `Faces`, in the crop's coordinates"""

    pictures: Tensor
    points: Tensor
    hull: Tensor
    contour: Tensor
    shape: Tensor
    truth: Tensor

    def __len__(self) -> int:
        return len(self.pictures)


def joined(parts: list[Faces]) -> Faces:
    return Faces(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Faces)))


def kept(file: Path, make: Callable[[], Faces]) -> Faces:
    """Those of an npz file; where there is none yet, what `make` gives, kept there."""
    if not file.exists():
        with whole_file(file, flush=False) as out:
            np.savez(out, **vars(make()))
    with np.load(file, allow_pickle=False) as stored:
        return Faces(**{key: stored[key] for key in stored.files})


def still(faces: Faces, size: int) -> Batch:
    """All of them as they are tested: neither shifted nor turned."""
    count = len(faces)
    return _cut(faces, torch.zeros(count, 2), torch.full((count,), TESTED / ROOM), torch.zeros(count), size)


def drawn(faces: Faces, count: int, size: int, random: torch.Generator, crops: Crops = Crops()) -> Batch:
    """Some of them, cut and coloured at random."""
    chosen = faces.rows(torch.randint(len(faces), (count,), generator=random).numpy())

    def between(low: float, high: float, *more: int) -> Tensor:
        return low + (high - low) * torch.rand(count, *more, generator=random)

    half = between(crops.least, crops.most) * between(1 - crops.scale, 1 + crops.scale) / ROOM
    middle = 2 * half[:, None] * between(-crops.shift, crops.shift, 2)
    turn = math.radians(crops.turn)
    batch = _cut(chosen, middle, half, between(-turn, turn), size)
    pictures = batch.pictures
    blurred = (torch.rand(count, generator=random) < _BLURRED)[:, None, None, None]
    pictures = torch.where(blurred, avg_pool2d(pictures, 3, 1, 1, count_include_pad=False), pictures)
    pictures = (pictures - 0.5) * between(1 - _CONTRAST, 1 + _CONTRAST, 1, 1, 1) + 0.5
    pictures = pictures + between(-_BRIGHT, _BRIGHT, 1, 1, 1) + between(-_BRIGHT / 2, _BRIGHT / 2, 3, 1, 1)
    pictures = pictures + _NOISE * between(0, 1, 1, 1, 1) * torch.randn(pictures.shape, generator=random)
    return Batch(pictures.clamp(0, 1), batch.points, batch.hull, batch.contour, batch.shape, batch.truth)


def _cut(faces: Faces, middle: Tensor, half: Tensor, turn: Tensor, size: int) -> Batch:
    """Squares about `middle` (B, 2), `half` as wide as the kept picture's half side (B,), turned by `turn` (B,)."""
    cosine, sine = turn.cos() * half, turn.sin() * half
    across = torch.stack([torch.stack([cosine, -sine], 1), torch.stack([sine, cosine], 1)], 1)
    at = (2 * torch.arange(size) + 1.0) / size - 1
    places = torch.stack(torch.meshgrid(at, at, indexing="xy"), dim=-1).reshape(1, -1, 2)
    grid = (places @ across.transpose(1, 2) + middle[:, None]).view(-1, size, size, 2)
    whole = torch.from_numpy(faces.pictures).permute(0, 3, 1, 2).float() / 255
    back = torch.linalg.inv(across)

    def moved(points: np.ndarray) -> Tensor:
        return (torch.from_numpy(points).float() - middle[:, None]) @ back.transpose(1, 2)

    pictures = grid_sample(whole, grid, align_corners=False)
    shape, truth = (torch.from_numpy(values).float() for values in (faces.shape, faces.truth))
    return Batch(pictures, moved(faces.points), moved(faces.hull), moved(faces.contour), shape, truth)
