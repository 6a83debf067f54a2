"""Windows of clips as batches: standardised frames, which of them are there, words and numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from backend.motion.features import CONTACTS, HEIGHT, ROTATIONS, WIDTH
from backend.motion.mirror import mirrored
from backend.motion.path import measured

from .clips import Clip, Clips, backwards, with_label, words_backwards, words_mirrored

FRAMES = 96
_REVERSED = 0.3
"""what a clip weighs that is played from its end"""


@dataclass(frozen=True, eq=False)
class Standard:
    mean: Tensor
    """(134,)"""
    scale: Tensor

    def to(self, features: Tensor) -> Tensor:
        return (features - self.mean) / self.scale

    def back(self, frames: Tensor) -> Tensor:
        return frames * self.scale + self.mean


@dataclass(frozen=True, eq=False)
class Batch:
    frames: Tensor
    """(B, 96, 134) standardised"""
    there: Tensor
    """(B, 96) bool"""
    labels: Tensor
    """(B,) rows of the texts' embeddings"""
    numbers: Tensor
    """(B, K) standardised"""


class Windows:
    """All that is learned from: each clip, its mirror image, and walks that are played backwards."""

    def __init__(self, clips: Clips, held_out: Sequence[str] = ()) -> None:
        self.skeleton = clips.skeleton
        learned = [clip for clip in clips.clips if clip.subject not in held_out]
        self.clips = [*learned, *_reversed(learned)]
        self.clips += [
            with_label(clip, words_mirrored(clip.label), mirrored(clips.skeleton, clip.features)) for clip in self.clips
        ]
        self.labels = tuple(dict.fromkeys(clip.label for clip in self.clips))
        rows = {label: row for row, label in enumerate(self.labels)}
        self.rows = torch.tensor([rows[clip.label] for clip in self.clips])
        counts = Counter(clip.label for clip in self.clips)
        self.weights = torch.tensor(
            [clip.weight * min(1.5, len(clip.features) / FRAMES) / counts[clip.label] ** 0.5 for clip in self.clips]
        )
        self.standard = _standard(self.clips)
        frames, there, _ = self._drawn(600, 0)
        told = measured(self.skeleton, frames, there)
        self.told = Standard(told.mean(0), told.std(0).clamp(min=0.05))

    def batch(self, size: int, seed: int) -> Batch:
        frames, there, chosen = self._drawn(size, seed)
        numbers = self.told.to(measured(self.skeleton, frames, there))
        return Batch(self.standard.to(frames), there, self.rows[chosen], numbers)

    def _drawn(self, size: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
        """Features (B, 96, 134), the frames that are there, and their clips; after its end a clip stands still."""
        generator = torch.Generator().manual_seed(seed)
        chosen = torch.multinomial(self.weights, size, replacement=True, generator=generator)
        frames = torch.zeros(size, FRAMES, WIDTH)
        there = torch.zeros(size, FRAMES, dtype=torch.bool)
        for row, index in enumerate(chosen.tolist()):
            features = self.clips[index].features
            spare = len(features) - FRAMES
            first = int(torch.randint(spare + 1, (), generator=generator)) if spare > 0 else 0
            window = features[first : first + FRAMES]
            there[row, : len(window)] = True
            frames[row, : len(window)] = window
            frames[row, len(window) :] = window[-1]
            frames[row, len(window) - (spare < 0) :, : HEIGHT.start] = 0.0
        return frames, there, chosen


def _reversed(clips: Sequence[Clip]) -> list[Clip]:
    found = []
    for clip in clips:
        label = words_backwards(clip.label)
        if label is not None and clip.category in ("walk", "run", "stylized_walk"):
            found.append(with_label(clip, label, backwards(clip.features), _REVERSED))
    return found


def _standard(clips: Sequence[Clip]) -> Standard:
    everything = torch.cat([clip.features for clip in clips])
    mean, scale = everything.mean(0), everything.std(0)
    # the six numbers of a joint keep their proportions; joints that hardly move are not blown up
    six = scale[ROTATIONS].unflatten(0, (-1, 6)).square().mean(1).sqrt().clamp(min=0.05)
    scale[ROTATIONS] = six.repeat_interleave(6)
    scale[CONTACTS], scale[HEIGHT] = 0.5, scale[HEIGHT].clamp(min=0.05)
    return Standard(mean, scale)
