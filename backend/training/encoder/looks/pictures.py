"""How the image tower of looks learns: by descent from one that knows bodies, or, where it knows looks, by its last
layer alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from backend.training.encoder import towers
from backend.training.encoder.looks.weights import FROZEN_STAGES

FAR = 6.0
"""deviations beyond which nothing is learned further out"""
_ROUND = 60
"""steps that one set of shaken pictures is used for, each two times"""
_GREY = 0.5
_HEAD_RIDGE = 3.0
"""beside the variance of what the last layer reads; less follows single pictures, more changes nothing"""
Report = Callable[[str], None]


def learn_pictures(
    model: Any, images: np.ndarray, rows: np.ndarray, schedule: towers.Schedule, checkpoint: Path, report: Report
) -> None:
    """The image tower learns what pictures (N, 2, H, W, 4) show: rows (N, D). Resumes."""
    pictures = torch.from_numpy(images).flatten(0, 1).permute(0, 3, 1, 2)
    goals = torch.from_numpy(rows).clamp(-FAR, FAR).repeat_interleave(2, 0)
    size = int(model.visual.image_size[0])
    scenery = towers.make_scenery(size, torch.Generator().manual_seed(schedule.seed))
    trunk = model.visual.trunk
    kept: dict[int, tuple[Tensor, Tensor]] = {}

    def begin(number: int) -> tuple[Tensor, Tensor]:
        """Pictures of a round, and what the stages that stay make of them."""
        generator = torch.Generator().manual_seed(schedule.seed * 1_000_003 + number)
        chosen = torch.randint(len(pictures), (_ROUND * schedule.batch // 2,), generator=generator)
        made = []
        for part in chosen.split(128):
            mirrored = bool(torch.rand((), generator=generator) < 0.5)
            shaken = towers.shaken(pictures[part], size, mirrored, generator)
            made.append(_early(trunk, (towers.dressed(shaken, scenery, generator) - 0.5) / 0.5))
        return chosen, torch.cat(made)

    def loss(step: int) -> Tensor:
        number, place = divmod(step, _ROUND)
        if number not in kept:
            kept.clear()
            kept[number] = begin(number)
        chosen, early = kept[number]
        time, start = divmod(place * schedule.batch, len(chosen))
        mixed = torch.Generator().manual_seed((schedule.seed * 1_000_003 + number) * 2 + time)
        batch = torch.randperm(len(chosen), generator=mixed)[start : start + schedule.batch]
        found = _late(model.visual, early[batch])
        return ((found - goals[chosen[batch]]) ** 2).mean()

    model.visual.train()
    for part in (trunk.stem, *list(trunk.stages)[:FROZEN_STAGES]):
        part.eval()
    # a step of Muon takes as long as some hundred pictures, and the kernels are good already
    towers.descend(model, towers.IS_IMAGE, loss, schedule, checkpoint, report, kernels_by_muon=False)
    model.visual.eval()


@torch.no_grad()
def _early(trunk: Any, pictures: Tensor) -> Tensor:
    found = trunk.stem(pictures.contiguous(memory_format=torch.channels_last))
    for stage in list(trunk.stages)[:FROZEN_STAGES]:
        found = stage(found)
    return found


def _late(visual: Any, found: Tensor) -> Tensor:
    for stage in list(visual.trunk.stages)[FROZEN_STAGES:]:
        found = stage(found)
    return visual.head(visual.trunk.head(found))


@torch.no_grad()
def fit_head(model: Any, images: np.ndarray, rows: np.ndarray) -> None:
    """The last layer leads what the tower sees in pictures (N, 2, H, W, 4) to their rows (N, D): ridge regression of
    what is left of them, so that a layer which learned from more pictures is only changed as far as these ask for."""
    model.visual.eval()
    features = torch.cat([model.visual.trunk(part).flatten(1) for part in _before_grey(images)]).double()
    goals = torch.from_numpy(rows).clamp(-FAR, FAR).repeat_interleave(2, 0).double()
    layer = model.visual.head.proj
    left = goals - features @ layer.weight.T.double() - layer.bias.double()
    middle, centre = features.mean(0), left.mean(0)
    centred = features - middle
    square = centred.T @ centred
    square += _HEAD_RIDGE * square.trace() / len(square) * torch.eye(len(square), dtype=square.dtype)
    change = torch.linalg.solve(square, centred.T @ (left - centre)).T
    layer.weight += change.float()
    layer.bias += (centre - change @ middle).float()


@torch.no_grad()
def seen(model: Any, images: np.ndarray) -> np.ndarray:
    """(N, 2, D) of the pictures (N, 2, H, W, 4) before grey."""
    model.visual.eval()
    found = torch.cat([model.encode_image(part) for part in _before_grey(images)])
    return found.reshape(len(images), 2, -1).numpy()


def _before_grey(images: np.ndarray) -> Iterator[Tensor]:
    """What the tower reads of the pictures (N, 2, H, W, 4), some at a time: the views one after the other."""
    for part in np.array_split(images, max(1, len(images) // 64)):
        pixels = torch.from_numpy(part).float().flatten(0, 1).permute(0, 3, 1, 2) / 255
        yield (pixels[:, :3] + _GREY * (1 - pixels[:, 3:]) - 0.5) / 0.5
