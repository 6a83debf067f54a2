"""Learning to tell which words belong to a movement, and how well that is known of people who were not learned from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from backend.motion.evaluator import FILE, Evaluator, Judge, save_judge, seen_of, vectors_of
from backend.motion.features import Skeleton
from backend.protocol.errors import BadRequest
from backend.words.vectors import bases, content_words, word_vectors

from .clips import Clip, load_clips
from .lesson import HELD_OUT
from .train import Course, descend
from .windows import FRAMES, Windows

_STEPS, _BATCH, _FEWEST = 600, 48, 4
_KEPT, _OFF, _SHAKEN = 0.85, 0.3, 0.01
"""share of the words that are told, how far each is moved beside its length, and metres that joints are shaken, so that
what is made and is not quite smooth is told by what it shows"""
_SAME = 0.5
"""share of words that two labels have in common, from which on neither is told to be wrong for the other"""
_DIRECTIONS = frozenset("left right forward backward sideways up down around clockwise counterclockwise".split())  # noqa: SIM905


def train(work: Path, *, seed: int, scale: float, data: Path | None = None) -> None:
    """Writes `evaluator.safetensors` into `work`. data: folder of labelled clips (see `clips`)."""
    if data is None:
        raise BadRequest(
            "The evaluator learns from motion capture, which does not come with the program.", "Name it: --data DIR"
        )
    work.mkdir(parents=True, exist_ok=True)
    clips = load_clips(data, work / "features.npz")
    windows = Windows(clips, HELD_OUT)
    course = Course(max(_FEWEST, round(_STEPS * scale)), batch=_BATCH if scale >= 0.01 else 8, seed=seed + 77)
    net = train_evaluator(windows, course, work / "evaluator.pt", lambda text: print(f"evaluator: {text}", flush=True))
    judge = judge_of(net, windows)
    save_judge(judge, work / FILE[-1])
    unseen = [clip for clip in clips.clips if clip.subject in HELD_OUT]
    print(f"people not learned from: {precision_of_clips(judge, clips.skeleton, unseen)}", flush=True)
    print(work / FILE[-1], flush=True)


def train_evaluator(windows: Windows, course: Course, checkpoint: Path, report: Callable[[str], None]) -> Evaluator:
    torch.manual_seed(course.seed)
    table = word_vectors()
    vectors, there = _told(windows.labels)
    alike = _alike(windows.labels)
    net = Evaluator(table.width)
    first = windows.batch(256, course.seed)
    seen = seen_of(windows.standard.back(first.frames), windows.skeleton)[first.there[:, ::2]]
    net.mean.copy_(seen.mean(0))
    net.spread.copy_(seen.std(0).clamp(min=0.02))

    def loss(step: int) -> Tensor:
        generator = torch.Generator().manual_seed(course.seed * 7_000_003 + step)
        batch = windows.batch(course.batch, course.seed * 1_000_003 + step)
        count = int(torch.randint(5, 13, (), generator=generator)) * 8
        seen = seen_of(windows.standard.back(batch.frames[:, :count]), windows.skeleton)
        seen = seen + torch.randn(seen.shape, generator=generator) * _SHAKEN * net.spread.clamp(max=1.0)
        rows = batch.labels
        kept = there[rows] & (torch.rand(there[rows].shape, generator=generator) < _KEPT)
        kept = torch.where(kept.any(1, keepdim=True), kept, there[rows])
        moved = vectors[rows] + torch.randn(vectors[rows].shape, generator=generator) * (_OFF / table.width**0.5)
        words = net.of_words(functional.normalize(moved, dim=-1), kept)
        shown = net.of_motion(seen, batch.there[:, :count])
        near = shown @ words.T * net.sharp.clamp(max=4.0).exp()
        out = alike[rows][:, rows] & ~torch.eye(len(rows), dtype=torch.bool)
        near = near.masked_fill(out, -1e4)
        truth = torch.arange(len(rows))
        return 0.5 * (functional.cross_entropy(near, truth) + functional.cross_entropy(near.T, truth))

    return descend(net, loss, course, checkpoint, report)


@torch.no_grad()
def judge_of(net: Evaluator, windows: Windows) -> Judge:
    vectors, there = _told(windows.labels)
    bank = net.of_words(vectors, there)
    batch = windows.batch(384, 5)
    seen = seen_of(windows.standard.back(batch.frames), windows.skeleton)
    near = net.of_motion(seen, batch.there) @ bank.T
    own = near.gather(1, batch.labels[:, None])[:, 0]
    return Judge(net, bank, float(((own - near.mean(1)) / near.std(1)).median()))


@torch.no_grad()
def precision_of_clips(judge: Judge, skeleton: Skeleton, clips: Sequence[Clip]) -> str:
    own = [clip for clip in clips if len(clip.features) >= 40]
    if len(own) < 2:
        return "too few"
    shown = torch.cat([points_of(judge, skeleton, clip.features[None, :FRAMES]) for clip in own])
    found = precision(judge, shown, [clip.label for clip in own])
    return ", ".join(f"top {k} of 32 {value:.2f}" for k, value in found.items())


@torch.no_grad()
def points_of(judge: Judge, skeleton: Skeleton, features: Tensor) -> Tensor:
    """(B, T, 134) -> (B, 128)"""
    return judge.net.of_motion(seen_of(features, skeleton), torch.ones(features.shape[:2], dtype=torch.bool))


@torch.no_grad()
def precision(
    judge: Judge, shown: Tensor, texts: Sequence[str], pool: Sequence[str] = (), among: int = 32, seed: int = 0
) -> dict[int, float]:
    """How often the text of a movement is among the 1, 2 and 3 nearest of 32: its own and those of others, which say
    something else. shown: (N, 128). pool: more texts of others."""
    labels = list(dict.fromkeys((*texts, *pool)))
    words = torch.stack([judge.text(text) for text in labels])
    alike = _alike(labels)
    generator = torch.Generator().manual_seed(seed)
    ranks = []
    for point, text in zip(shown, texts, strict=True):
        own = labels.index(text)
        others = torch.tensor([n for n in range(len(labels)) if n != own and not alike[own, n]])
        for _ in range(4):
            some = others[torch.randperm(len(others), generator=generator)[: among - 1]]
            ranks.append(int((words[some] @ point > words[own] @ point).sum()))
    return {k: sum(rank < k for rank in ranks) / len(ranks) for k in (1, 2, 3)}


def _told(labels: Sequence[str]) -> tuple[Tensor, Tensor]:
    table = word_vectors()
    both = [vectors_of(label, table) for label in labels]
    return torch.stack([v for v, _ in both]), torch.stack([t for _, t in both])


def _alike(labels: Sequence[str]) -> Tensor:
    """(L, L) bool: labels that say nearly the same, and no other direction."""
    sets = [frozenset((bases(word) or (word,))[0] for word in content_words(label)) for label in labels]
    out = torch.zeros(len(sets), len(sets), dtype=torch.bool)
    for row, one in enumerate(sets):
        for column, other in enumerate(sets):
            differs = (one ^ other) & _DIRECTIONS
            opposite = differs & one and differs & other
            out[row, column] = not opposite and len(one & other) >= _SAME * len(one | other)
    return out
