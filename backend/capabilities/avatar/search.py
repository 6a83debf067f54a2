"""From words to slider values: a search over a codebook of people, then gradient descent through the renderer.

The words give a direction in the encoder's space, from the neutral text to the prompt (AvatarCLIP, section 3.2 and
ClipFace, equation 3, both start from such a direction). The search climbs the projection of the image's own change on
that direction, against a prior that counts how unusual the person becomes in standard deviations. The projection, other
than the cosine, fades when the words say nothing about what can be seen, so nothing moves that was not asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from ...body import rest_shape
from ...clip.encoder import NEUTRAL_TEXT, Encoder
from ...context import JobContext
from ...optim.loop import minimise
from ...protocol.requests import AvatarRequest
from ..semantics.views import BODY_VIEWS
from .judge import FACE_VIEW, Judge, staged
from .person import Space, prior

BODY_CODEBOOK = 192
FACE_CODEBOOK = 192
KEPT = 10
BATCH = 16
GAIN = 30.0
LEARNING_RATE = 0.08
# cosine between the prompt and "from adult to child" above which the prompt asks for a child
CHILD_COSINE = 0.25


@dataclass(frozen=True)
class Words:
    """The direction of a prompt in the encoder's space: (D,), its length grows with the strength of the words."""

    direction: Tensor
    asks_for_child: bool


def words_of(encoder: Encoder, prompt: str) -> Words:
    """Encode a prompt against the neutral text."""
    neutral, target, child, adult = encoder.encode_texts([NEUTRAL_TEXT, prompt, "a child", "an adult"])
    direction = (target - neutral).detach()
    younger = (child - adult).detach()
    cosine = torch.nn.functional.cosine_similarity(direction, younger, dim=0)
    return Words(direction, bool(cosine > CHILD_COSINE))


def find(
    request: AvatarRequest,
    space: Space,
    judge: Judge,
    words: Words,
    context: JobContext,
    show: Callable[[Tensor], None],
) -> Tensor:
    """(P,) slider values for the words. `show(values)` is called now and then with the state so far."""
    generator = torch.Generator().manual_seed(request.seed)
    start = _codebook_start(request, space, judge, words, context, generator, show)
    deviation = start.clone()[None]
    neutral = rest_shape(space.body, space.values(torch.zeros_like(deviation)))
    # what is seen from where, which axes it may move, and how much it counts: words about the face move the face alone
    parts = [
        ([BODY_VIEWS[i % len(BODY_VIEWS)] for i in range(request.views)], ~space.face, GAIN * request.body_strength),
        ([FACE_VIEW], space.face, GAIN * request.face_strength),
    ]
    parts = [part for part in parts if part[2] > 0]

    def loss(step: int) -> Tensor:
        # each step has its own stage, drawn from the seed and the step so that a resumed run sees the same ones
        stage = staged(judge, torch.Generator().manual_seed(request.seed * 100_003 + step))
        cost = prior(space, deviation)
        for seen, moving, gain in parts:
            vertices = rest_shape(space.body, space.values(torch.where(moving, deviation, deviation.detach())))
            moved = stage.features(vertices, seen)
            with torch.no_grad():
                still = stage.features(neutral, seen)
            cost = cost - gain * ((moved - still) @ words.direction).mean()
        return cost

    def on_step(step: int, value: float) -> None:
        context.progress("descend", 0.30 + 0.55 * (step + 1) / max(request.steps, 1), f"step {step + 1}")
        if step % 10 == 0:
            show(space.values(deviation.detach())[0])

    def project() -> None:
        # deviations beyond the sliders' ends would only make the way back longer
        deviation.copy_(deviation.clamp(space.least, space.most))

    minimise(
        loss,
        {"deviation": deviation},
        steps=request.steps,
        learning_rates={"deviation": LEARNING_RATE},
        on_step=on_step,
        project=project,
        checkpoint=context.folder / "search.safetensors",
    )
    return space.values(deviation.detach())[0]


def _codebook_start(request, space, judge, words, context, generator, show) -> Tensor:
    """(A,) deviations to start the descent from: the mean of the best of two codebooks, one of bodies, one of faces."""
    saved: Path = context.folder / "codebook.safetensors"
    if saved.exists():
        return load_file(saved)["deviation"].to(space.start.device)
    body_book = _bodies(space, BODY_CODEBOOK, generator)
    face_book = _faces(space, FACE_CODEBOOK, generator)
    total = torch.zeros(len(space.face), device=space.start.device)
    jobs = [
        ("bodies", body_book, "front", request.body_strength),
        ("faces", face_book, FACE_VIEW, request.face_strength),
    ]
    for index, (stage, book, view, strength) in enumerate(jobs):
        if strength > 0:
            total = total + strength * _best_mean(book, view, space, judge, words, _report(context, stage, index))
            show(space.values(total[None])[0])
    total = total.clamp(space.least, space.most)
    save_file({"deviation": total.contiguous()}, saved)
    return total


def _report(context: JobContext, stage: str, index: int) -> Callable[[float], None]:
    return lambda fraction: context.progress(f"search {stage}", 0.05 + 0.125 * (index + fraction))


@torch.no_grad()
def _best_mean(
    book: Tensor, view: str, space: Space, judge: Judge, words: Words, report: Callable[[float], None]
) -> Tensor:
    """(A,) how the best people of a book (N, A) differ from its average: noise of single people cancels out."""
    scores = []
    for first in range(0, len(book), BATCH):
        vertices = rest_shape(space.body, space.values(book[first : first + BATCH]))
        scores.append(judge.features(vertices, [view])[0] @ words.direction)
        report((first + BATCH) / len(book))
    best = torch.cat(scores).topk(min(KEPT, len(book))).indices
    return book[best].mean(0) - book.mean(0)


def _bodies(space: Space, count: int, generator: torch.Generator) -> Tensor:
    """(N, A) random bodies with a still face."""
    book = torch.randn(count, len(space.face), generator=generator).to(space.start.device)
    return torch.where(space.face, torch.zeros_like(book), book).clamp(space.least, space.most)


def _faces(space: Space, count: int, generator: torch.Generator) -> Tensor:
    """(N, A) random expressions on one body: a few actions at a time, mostly on both sides of the face together."""
    actions = torch.nonzero(space.face).flatten().cpu().numpy()
    partner = {a: b for pair in space.pairs.tolist() for a, b in (pair, pair[::-1])}
    rng = np.random.default_rng(int(torch.randint(2**31, (), generator=generator)))
    book = torch.zeros(count, len(space.face))
    for row in range(count if len(actions) else 0):
        for action in rng.choice(actions, size=min(rng.integers(1, 4), len(actions)), replace=False):
            amount = float(rng.uniform(1.0, 2.8))
            book[row, action] = amount
            if int(action) in partner and rng.random() < 0.85:
                book[row, partner[int(action)]] = amount
    return book.to(space.start.device).clamp(space.least, space.most)
