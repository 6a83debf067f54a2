"""How well a movement shows what words say: both become points, near to one another where they belong together.

It is trained apart from the model that makes motions (`galatea train evaluator`): from places and speeds of joints
instead of rotations, each word by itself instead of their mean, and by contrast (as Guo et al. 2022 evaluate text to
motion, with the loss of van den Oord et al. 2018).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from assets import asset
from backend.protocol.errors import BadFile
from backend.words.vectors import WordVectors, content_words, word_vectors

from .features import FPS, Skeleton, local_pose
from .nets import Block

FILE = ("motion", "evaluator.safetensors")
WIDTH, POINT = 160, 128
_POINTS = 23
SEEN = 6 * _POINTS + 3
MOST_WORDS = 10
_EVERY = 2
"""frames of which one is looked at"""
_JOINED = 4
"""of those, how many become one place in time"""
LEAST = _EVERY * _JOINED
"""frames of a movement"""


def seen_of(features: Tensor, skeleton: Skeleton) -> Tensor:
    """(B, T, 134) features -> (B, T / 2, 141), of every second frame: joints and toes beside the heading and under the
    hips, metres; how they move and the body goes, metres a second; how it turns, radians a second."""
    features = features[:, ::_EVERY]
    places = local_pose(features, skeleton)[1]
    speeds = functional.pad((places[:, 1:] - places[:, :-1]) * (FPS / _EVERY), (0, 0, 0, 0, 0, 1))
    return torch.cat([places.flatten(2), speeds.flatten(2), features[..., :3]], -1)


class Evaluator(nn.Module):
    """Two nets into one space of points of unit length."""

    mean: Tensor
    spread: Tensor

    def __init__(self, words: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(SEEN))
        self.register_buffer("spread", torch.ones(SEEN))
        self.motion = nn.Sequential(
            nn.Conv1d(SEEN, WIDTH, 2 * _JOINED, stride=_JOINED, padding=_JOINED // 2), Block(WIDTH), Block(WIDTH)
        )
        self.weighed, self.shown = nn.Linear(WIDTH, 4), nn.Linear(4 * WIDTH, POINT)
        self.word = nn.Sequential(nn.Linear(words, 256), nn.GELU(), nn.Linear(256, 256), nn.GELU())
        self.counts, self.said = nn.Linear(256, 4), nn.Linear(4 * 256, POINT)
        self.sharp = nn.Parameter(torch.tensor(2.7))

    def of_motion(self, seen: Tensor, there: Tensor) -> Tensor:
        """(B, N, 141) as `seen_of` has them of 2 N frames, of which those `there` (B, 2 N) count -> (B, 128); N is at
        least 4."""
        there = there[:, ::_EVERY]
        x = (seen - self.mean) / self.spread * there[..., None]
        x = self.motion(x.transpose(1, 2)).transpose(1, 2)
        return _pooled(x, self.weighed(x), there[:, ::_JOINED][:, : x.shape[1]], self.shown)

    def of_words(self, vectors: Tensor, there: Tensor) -> Tensor:
        """(B, M, E) vectors of words of unit length, of which those `there` (B, M) are said -> (B, 128)."""
        x = self.word(vectors * vectors.shape[-1] ** 0.5)
        return _pooled(x, self.counts(x), there, self.said)


def _pooled(x: Tensor, weights: Tensor, there: Tensor, out: nn.Linear) -> Tensor:
    """(B, N, C), (B, N, H), (B, N) -> unit points: H means over what counts for each."""
    share = weights.masked_fill(~there[..., None], -1e4).softmax(1)
    return functional.normalize(out(torch.einsum("bnh,bnc->bhc", share, x).flatten(1)), dim=-1)


@dataclass(frozen=True, eq=False)
class Judge:
    """The net with what it compares with. L labels."""

    net: Evaluator
    bank: Tensor
    """(L, 128) points of the labels that it learned"""
    usual: float
    """score of a real movement and its own label, the median"""

    def to(self, device: torch.device | str) -> Judge:
        """On a device, its net moved there itself."""
        return Judge(self.net.to(device), self.bank.to(device), self.usual)

    @cached_property
    def table(self) -> WordVectors:
        return word_vectors()

    def text(self, words: str) -> Tensor:
        """(128,)"""
        vectors, there = vectors_of(words, self.table)
        return self.net.of_words(vectors[None].to(self.bank.device), there[None].to(self.bank.device))[0]

    @torch.no_grad()
    def scores(self, skeleton: Skeleton, features: Tensor, words: str) -> Tensor:
        """(B,) how much more a movement (B, T, 134) shows these words than other labels: how many spreads of all
        labels' nearness to it theirs is above the mean."""
        if features.shape[1] < LEAST or not content_words(words):
            return features.new_full((len(features),), self.usual)
        there = torch.ones(features.shape[:2], dtype=torch.bool, device=features.device)
        shown = self.net.of_motion(seen_of(features, skeleton), there)
        others = shown @ self.bank.T
        return (shown @ self.text(words) - others.mean(1)) / others.std(1)


def vectors_of(words: str, table: WordVectors) -> tuple[Tensor, Tensor]:
    """(M, E) vectors of the words that say something, and (M,) which there are."""
    found = [v for word in content_words(words) if (v := table.vector(word)) is not None][:MOST_WORDS]
    out = torch.zeros(MOST_WORDS, table.width)
    if found:
        out[: len(found)] = torch.from_numpy(np.stack(found))
    return out, torch.arange(MOST_WORDS) < max(len(found), 1)


def save_judge(judge: Judge, path: Path) -> None:
    """Writes the file, whole or not at all, in half precision."""
    tensors = {name: value.half().contiguous() for name, value in judge.net.state_dict().items()}
    partial = path.with_suffix(".partial")
    save_file(
        {**tensors, "bank": judge.bank.half().contiguous()}, partial, {"about": json.dumps({"usual": judge.usual})}
    )
    partial.replace(path)


def load_judge(path: Path | None = None, device: str = "cpu") -> Judge:
    """The bundled one, or that of a file. Raises BadFile for a file that is none."""
    path = path or asset(*FILE)
    try:
        with safe_open(path, "pt") as file:
            tensors = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
            about = json.loads((file.metadata() or {})["about"])
        bank = tensors.pop("bank")
        net = Evaluator(tensors["word.0.weight"].shape[1])
        net.load_state_dict(tensors)
        return Judge(net.eval(), bank, float(about["usual"])).to(device)
    except (OSError, SafetensorError, KeyError, ValueError, RuntimeError) as e:
        raise BadFile(f"{path} is no evaluator of motion: {e}", "Train one: galatea train evaluator --data DIR") from e
