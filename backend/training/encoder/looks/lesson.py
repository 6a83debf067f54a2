"""The looks lesson: from the towers that ship, towers of their own for what dressed people wear. Seeded, resumable.

The towers of bodies are not touched, so that nothing they know is lost. The image tower starts as a copy of theirs, of
which the early stages, which see edges and colours, stay as they are; the text tower reads with their table of tokens,
in which the words for looks get vectors of their own. Where towers of looks ship already, the lesson goes on with them.
Both learn by regression to the axes of looks: a picture to what it shows, a text to what people look like who were made
for it. A pair of people in every shard differs in colours and build alone, so that neither stands for the clothes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from assets import asset
from backend.clip.encoder import tokenizer_of
from backend.clip.looks import LOOKS_MODEL, LooksEncoder, has_looks
from backend.training.encoder import towers
from backend.training.encoder.looks.axes import Axes, axes_of
from backend.training.encoder.looks.people import SHARD, TEXT_SHARD, People, read_people, write_people
from backend.training.encoder.looks.pictures import FAR, fit_head, learn_pictures, seen
from backend.training.encoder.looks.weights import begun, write
from backend.words.looks.plainer import in_known_words

HELD_OUT, WORKERS = 6, 2
"""shards of pictures that are for scores alone; processes"""
_HELD_SEED, _TEXT_SEED = 9_000, 1_000
_RIDGE = 1e-2
_CONSTANT = 1e-3
Report = Callable[[str], None]


@dataclass(frozen=True)
class Course:
    """How many shards of pictures and of texts there are, and how both towers learn from them; the image tower without
    a schedule by its last layer alone."""

    pictures: int
    texts: int
    text: towers.Schedule
    image: towers.Schedule | None


FROM_BODIES = Course(152, 60, towers.Schedule(3000, 192, 1.2e-3), towers.Schedule(3000, 48, 8e-4))
"""for towers that know no looks yet"""
FROM_LOOKS = Course(16, 60, towers.Schedule(700, 192, 1.2e-3), None)
"""for towers of looks that have seen an earlier wardrobe"""


def train(folder: Path, seed: int = 0, scale: float = 1.0, target: Path | None = None) -> None:
    """The lesson alone, on the encoder that ships. target: assets/encoder unless the scale is not 1, then
    `folder`/encoder."""
    began = time.monotonic()

    def report(line: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {line}", flush=True)

    target = target or (asset("encoder") if scale == 1.0 else folder / "encoder")
    base = asset("encoder")
    train_looks(folder, base, target, report, seed, scale, onward=has_looks(base))
    report(f"written to {target}")


def train_looks(
    folder: Path, base: Path, target: Path, report: Report, seed: int = 0, scale: float = 1.0, *, onward: bool = False
) -> None:
    """Data and checkpoints in `folder`, kept, so that a second call goes on. base: the folder of the embedded encoder
    from which it starts, or, onward, of the towers of looks with which it goes on; target: where the files go."""
    folder.mkdir(parents=True, exist_ok=True)
    shards = folder / "shards"

    def made(first: int, count: int, kind: str) -> People:
        pictures = kind != "texts"
        size = max(16, round((SHARD if pictures else TEXT_SHARD) * min(1.0, scale * 8)))
        first += seed * 100_000
        seeds = range(first, first + max(1, round(count * scale)))
        told = lambda done, total: report(f"{kind}: {done} of {total} shards")  # noqa: E731
        return read_people(write_people(shards, seeds, WORKERS, told, pictures=pictures, count=size))

    course = FROM_LOOKS if onward else FROM_BODIES
    texts = made(_TEXT_SEED, course.texts, "texts")
    held = made(_HELD_SEED, HELD_OUT, "held-out pictures")
    shown = made(0, course.pictures, "pictures")
    image = None if course.image is None else _scaled(course.image, seed, scale)
    schedules = (_scaled(course.text, seed, scale), image)
    learn(texts, shown, held, schedules, folder, base, target, report, onward=onward)


def learn(
    texts: People,
    shown: People,
    held: People,
    schedules: tuple[towers.Schedule, towers.Schedule | None],
    folder: Path,
    base: Path,
    target: Path,
    report: Report,
    *,
    onward: bool = False,
) -> None:
    """Both towers from data that is there, and their files. schedules: of texts and of pictures. onward: as for
    `train_looks`."""
    axes = axes_of(texts.traits)
    report(f"{len(texts.texts)} people in texts, {len(shown.texts)} in pictures, {len(axes.names)} axes")
    model = begun(base, axes.names, folder, onward)
    tokenizer = tokenizer_of(LOOKS_MODEL)
    said = [(text, traits) for people in (texts, shown) for text, traits in _said(people)]
    rows = axes.rows([traits for _, traits in said])
    learn_texts(model, tokenizer, [text for text, _ in said], rows, schedules[0], folder / "looks-text.pt", report)
    if schedules[1] is None:
        fit_head(model, shown.images, axes.rows(shown.traits))
    else:
        learn_pictures(model, shown.images, axes.rows(shown.traits), schedules[1], folder / "looks-image.pt", report)
    found = seen(model, held.images)
    sight = sight_of(found, axes.rows(held.traits))
    encoder = LooksEncoder(model.eval(), tokenizer, axes.names, torch.from_numpy(sight), "cpu")
    report(_told(encoder, held, axes, found))
    texts_read = tokenizer([text for text, _ in said])
    write(model, sight, axes.names, texts_read.unique(), folder, target)


def _said(people: People) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Every text, in the words in which it will be read, with the traits of the person of whom it is true."""
    for texts, traits in zip(people.texts, people.traits, strict=True):
        yield from ((text, traits) for text in dict.fromkeys(map(in_known_words, texts)))


def _scaled(schedule: towers.Schedule, seed: int, scale: float) -> towers.Schedule:
    return towers.Schedule(max(20, round(schedule.steps * scale)), schedule.batch, schedule.rate, seed)


def learn_texts(
    model: Any,
    tokenizer: Callable,
    texts: list[str],
    rows: np.ndarray,
    schedule: towers.Schedule,
    checkpoint: Path,
    report: Report,
) -> None:
    """The text tower learns what people look like of whom a text is true, and its tokens their vectors: rows (N, D).
    Resumes from `checkpoint`."""
    tokens = torch.cat([tokenizer(texts[k : k + 4096]) for k in range(0, len(texts), 4096)])
    goals = torch.from_numpy(rows).clamp(-FAR, FAR)
    lengths = tokens.argmax(-1)
    read, tokens = tokens.unique(return_inverse=True)  # in their order, so that the last of a text stays the highest
    whole = model.token_embedding
    model.token_embedding = nn.Embedding.from_pretrained(whole.weight.data[read].clone(), freeze=False)

    def loss(step: int) -> Tensor:
        generator = torch.Generator().manual_seed(schedule.seed * 1_000_003 + step)
        chosen = torch.randint(len(tokens), (schedule.batch,), generator=generator)
        chosen = chosen[lengths[chosen].argsort()]
        found = torch.cat([towers.encode_tokens(model, tokens[part]) for part in chosen.chunk(4)])
        return ((found - goals[chosen]) ** 2).mean()

    towers.descend(model, towers.IS_TEXT, loss, schedule, checkpoint, report)
    with torch.no_grad():
        whole.weight[read] = model.token_embedding.weight
    model.token_embedding = whole


def sight_of(found: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(2, D) float32: how much of each view (N, 2, D) predicts the truth (N, D) best, on people not learned; as much as
    for all axes together where too few of them wear what one is of."""
    square = np.einsum("nvd,nwd->dvw", found, found) / len(found)
    with_truth = np.einsum("nvd,nd->dv", found, rows) / len(found)
    ridge = _RIDGE * np.eye(2)
    common = np.linalg.solve(square.mean(0) + ridge, with_truth.mean(0))
    weights = np.linalg.solve(square + ridge, (with_truth + _RIDGE * common)[..., None])[..., 0]
    return np.clip(weights, 0.0, 1.5).T.astype(np.float32)


def _told(encoder: LooksEncoder, held: People, axes: Axes, found: np.ndarray) -> str:
    """How well it knows those that were held out: correlation by axis, and one of ten pictures found for a text."""
    rows = axes.rows(held.traits)
    merged = (found * encoder.sight.numpy()).sum(1)
    pairs = [(a, b) for a, b in zip(merged.T, rows.T, strict=True) if min(a.std(), b.std()) > _CONSTANT]
    correlation = [float(np.corrcoef(a, b)[0, 1]) for a, b in pairs]
    said = [k for k, texts in enumerate(held.texts) if texts]
    directions = merged[said] / np.linalg.norm(merged[said], axis=1, keepdims=True)
    scores = encoder.encode_texts([held.texts[k][0] for k in said]).numpy() @ directions.T
    rng = np.random.default_rng(0)
    right = []
    for place in range(len(said)):
        others = rng.choice([k for k in range(len(said)) if k != place], min(9, len(said) - 1), replace=False)
        right.append(scores[place, place] > scores[place, others].max())
    return f"held out: mean correlation {np.mean(correlation or [0.0]):.2f}, one of ten {100 * np.mean(right):.0f} %"
