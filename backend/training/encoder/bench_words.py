"""Does the encoder know what words mean? For each prompt, does the attribute that it names move the right way?

A pool of people that training never saw is rendered once. For every prompt of assets/bench/words.tsv the 2 % whose
pictures went furthest the way of the words are taken; the mean of the attribute over them, in standard deviations of
the pool, is the score. A prompt passes above half a deviation in the right direction.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from assets import asset
from backend.clip.encoder import NEUTRAL_TEXT, Encoder
from backend.training.encoder.dataset import MEASUREMENTS, SHARD, Plan, Shard, read_shards, write_shards
from backend.words.attributes import ATTRIBUTES, expand

POOL, BEST, PASS = 2048, 0.02, 0.5
FACES = 3
"""times as many faces as bodies: one in thirty puts out the tongue or moves the jaw aside, too few in a smaller pool"""
_SEED = 900_001
_GREY = 0.5


@dataclass(frozen=True)
class Prompt:
    """One line of the table: the attribute that should move, and which way (+1 or -1)."""

    text: str
    attribute: str
    sign: int
    seen: bool
    view: str


@dataclass(frozen=True)
class Score:
    prompt: Prompt
    deviations: float
    """Standard deviations of the pool, positive when the right way."""

    @property
    def passed(self) -> bool:
        return self.deviations > PASS


def read_prompts(path: Path | None = None) -> list[Prompt]:
    """The prompts of the bench."""
    with (path or asset("bench", "words.tsv")).open(encoding="utf-8") as file:
        return [
            Prompt(r["prompt"], r["attribute"], 1 if r["direction"] == "+" else -1, r["seen"] == "1", r["view"])
            for r in csv.DictReader(file, delimiter="\t")
        ]


def make_pools(folder: Path, size: int = POOL, workers: int = 2) -> dict[str, Shard]:
    """ "body" and "face" -> `size` held-out people, `FACES` times as many faces, from the front; kept in `folder`."""
    shard = min(SHARD, size)
    pools = {}
    for view, people in (("body", size), ("face", FACES * size)):
        plans = [Plan(_SEED + k, view, shard, calm=True) for k in range(max(1, people // shard))]
        pools[view] = read_shards(write_shards(folder, plans, workers, lambda done, total: None))
    return pools


def embed_pool(encoder: Encoder, pool: Shard, batch: int = 128) -> torch.Tensor:
    """(N, D) of the pictures before grey."""
    parts = []
    for k in range(0, len(pool.images), batch):
        pixels = torch.from_numpy(pool.images[k : k + batch]).to(encoder.device).float() / 255
        with torch.no_grad():
            parts.append(encoder.encode_images(pixels[..., :3] + _GREY * (1 - pixels[..., 3:])))
    return torch.cat(parts)


def attribute_of(pool: Shard, name: str) -> np.ndarray:
    """(N,) a measurement or attribute of everyone in the pool; both sides of a face action together."""
    if name in MEASUREMENTS:
        return pool.measurements[:, list(MEASUREMENTS).index(name)]
    return pool.attributes[:, [ATTRIBUTES.index(one) for one in expand(name)]].mean(1)


def score_prompts(encoder: Encoder, pools: Mapping[str, Shard], prompts: list[Prompt]) -> list[Score]:
    """The score of every prompt in its own pool."""
    pictures = {view: embed_pool(encoder, pool) for view, pool in pools.items()}
    texts = encoder.encode_texts([NEUTRAL_TEXT, *(prompt.text for prompt in prompts)])
    scores = []
    for prompt, text in zip(prompts, texts[1:], strict=True):
        ranking = pictures[prompt.view] @ functional.normalize(text - texts[0], dim=-1)
        best = ranking.topk(max(1, round(BEST * len(ranking)))).indices.cpu().numpy()
        values = attribute_of(pools[prompt.view], prompt.attribute)
        deviation = float((values[best].mean() - values.mean()) / values.std())
        scores.append(Score(prompt, prompt.sign * deviation))
    return scores


def rates(scores: list[Score]) -> dict[str, float]:
    """The part of prompts that pass: seen and unseen, and each for bodies and faces."""
    found = {}
    for seen, name in ((True, "seen"), (False, "unseen")):
        for views, where in ((("body", "face"), ""), (("body",), "_body"), (("face",), "_face")):
            some = [s.passed for s in scores if s.prompt.seen == seen and s.prompt.view in views]
            if some:
                found[f"{name}{where}"] = float(np.mean(some))
    return found


def table(scores: list[Score]) -> str:
    """One line a prompt, the worst last."""
    lines = [f"{'prompt':40s} {'attribute':18s} seen   deviations"]
    for s in sorted(scores, key=lambda s: -s.deviations):
        name = f"{s.prompt.attribute} {'+' if s.prompt.sign > 0 else '-'}"
        mark = "" if s.passed else "  below"
        lines.append(
            f"{s.prompt.text:40s} {name:18s} {'yes' if s.prompt.seen else 'no ':4s} {s.deviations:+9.2f}{mark}"
        )
    return "\n".join(lines)
