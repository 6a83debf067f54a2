"""Single frames of labelled motion capture as poses beside their heading, with those of their mirror images."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from backend.motion.features import Skeleton, about_z, joints, six_of
from backend.motion.mirror import mirrored_six
from rigging.rotations import matrices_from_quaternions

from ..motion.clips import read_clips, words_mirrored

STEP = 3
"""every third frame: ten a second"""
TAKE = 0.4
"""what a label of a whole take weighs"""


@dataclass(frozen=True, eq=False)
class Frames:
    """N poses. six: (N, J · 6); clip: (N,) the clip of each; mirrored ones follow all others and have clips of their
    own. Sizes of clips: C labels, subjects, weights."""

    skeleton: Skeleton
    six: Tensor
    clip: Tensor
    labels: tuple[str, ...]
    subjects: tuple[str, ...]
    weights: np.ndarray


def load_frames(folder: Path) -> Frames:
    """Raises BadRequest where the files are not there, or others."""
    skeleton, data, rows = read_clips(folder)
    at = [np.arange(start, start + length, STEP) for start, length in zip(data["start"], data["length"], strict=True)]
    clip = np.concatenate([np.full(len(each), place) for place, each in enumerate(at)])
    rotations = _beside_heading(skeleton, data["quat"][np.concatenate(at)])
    six = six_of(rotations).flatten(1)
    other = mirrored_six(skeleton, six)
    labels = [row["label"] for row in rows]
    weights = np.array([TAKE if row["scope"] == "take" else 1.0 for row in rows])
    subjects = [row["subject"] for row in rows]
    return Frames(
        skeleton,
        torch.cat([six, other]),
        torch.from_numpy(np.concatenate([clip, clip + len(rows)])),
        (*labels, *map(words_mirrored, labels)),
        (*subjects, *subjects),
        np.concatenate([weights, weights]),
    )


def _beside_heading(skeleton: Skeleton, quaternions: np.ndarray) -> Tensor:
    """(N, J, 3, 3), Z up, hips and shoulders facing -Y; quaternions: (N, J, 4) as the files have them, Y up."""
    up = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
    q = quaternions.astype(np.float32)
    q /= np.linalg.norm(q, axis=-1, keepdims=True)
    rotations = up @ torch.from_numpy(matrices_from_quaternions(q).astype(np.float32)) @ up.T
    places = joints(skeleton, rotations, torch.zeros(len(rotations), 3))
    across = sum(
        places[:, skeleton.at(left)] - places[:, skeleton.at(right)]
        for left, right in (("lThigh", "rThigh"), ("lShldr", "rShldr"))
    )
    assert isinstance(across, Tensor)
    back = about_z(-torch.atan2(across[:, 1], across[:, 0]))
    return torch.cat([(back @ rotations[:, 0])[:, None], rotations[:, 1:]], 1)
