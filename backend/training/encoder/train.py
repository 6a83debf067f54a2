"""The embedded encoder from nothing: pictures, texts, two towers, those of looks, the files that ship. One command,
seeded, resumable.

galatea train encoder        (or: python -m backend.training.encoder.train FOLDER)
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file

from assets import asset
from backend.clip.encoder import (
    EMBEDDED_MODEL,
    NEUTRAL_TEXT,
    add_architecture,
    create_untrained,
    load_trained,
    tokenizer_of,
)
from backend.clip.space import scales
from backend.training.encoder import dataset, towers
from backend.training.encoder.captions import compose_texts, implied_row
from backend.training.encoder.looks.lesson import train_looks
from backend.training.encoder.teacher import embed_phrases, fit_teacher
from backend.words import lexicon

LICENCE = "Apache-2.0"
TEXT_STEPS, TEXT_BATCH, TEXT_RATE = 4000, 256, 1.5e-3
IMAGE_BATCH = 128
WORKERS = 2


@dataclass(frozen=True)
class Lesson:
    """What the image tower is shown in one run of descent, and for how long."""

    name: str
    shards: tuple[tuple[dataset.Plan, int], ...]
    """how many shards of a kind; their seeds are set by `plans`"""
    steps: int
    small: float
    """part of the steps in which pictures are small, so that more of them are seen in the same time"""
    rate: float = 1e-3


def _kinds(body: int, face: int, **how: bool) -> tuple[tuple[dataset.Plan, int], ...]:
    return (dataset.Plan(0, "body", **how), body), (dataset.Plan(0, "face", **how), face)


# shapes and faces first, undisturbed by colours; then everyone, mostly as the product shows them, at last at full size
_EVERYONE = (*_kinds(34, 28, steady=True), *_kinds(14, 6))
LESSONS = (
    Lesson("plain", _kinds(20, 24, plain=True, steady=True), 1200, 1.0),
    Lesson("mixed", _EVERYONE, 2000, 0.6),
    Lesson("fine", _EVERYONE, 900, 0.0, rate=6e-4),
)
# part of the lexicon's adjectives whose direction is shorter than that of a word counted as known
_UNKNOWN_SHARE = 0.1


def train(folder: Path, seed: int = 0, scale: float = 1.0, target: Path | None = None) -> None:
    """Train in `folder` (data and checkpoints; kept, so that a second call goes on) and write the files to `target`.

    scale: size of data and training. target: assets/encoder unless the scale is not 1, then `folder`/encoder.
    """
    target = target or (asset("encoder") if scale == 1.0 else folder / "encoder")
    folder.mkdir(parents=True, exist_ok=True)
    target.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()

    def report(line: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {line}", flush=True)

    torch.manual_seed(seed)
    words = taught_words()
    architecture = add_architecture(asset("encoder", f"{EMBEDDED_MODEL}.json"))
    tokenizer = tokenizer_of(architecture)
    model = create_untrained(architecture)
    train_text_tower(model, tokenizer, words, folder, seed, scale, report)
    for lesson in LESSONS:
        files = dataset.write_shards(
            folder / "shards",
            plans(lesson, seed, scale),
            WORKERS,
            lambda done, total, name=lesson.name: report(f"pictures for {name}: {done} of {total} shards"),
        )
        schedule = towers.Schedule(max(20, int(lesson.steps * scale)), IMAGE_BATCH, lesson.rate, seed)
        shards = dataset.read_shards(files)
        towers.train_images(model, shards, schedule, folder / f"{lesson.name}.pt", report, lesson.small)
    write(model, words, target)
    train_looks(folder / "looks", target, target, report, seed, scale)
    report(f"written to {target}")


def taught_words() -> list[str]:
    """The English words that the text tower learns beside the lexicon."""
    return asset("encoder", "vocabulary.txt").read_text(encoding="utf-8").split()


def plans(lesson: Lesson, seed: int, scale: float) -> list[dataset.Plan]:
    """The shards of a lesson."""
    count = max(16, int(dataset.SHARD * min(1.0, scale * 8)))
    return [
        replace(kind, seed=seed * 1000 + k, count=count)
        for kind, shards in lesson.shards
        for k in range(int(np.ceil(shards * scale)))
    ]


def train_text_tower(
    model: Any, tokenizer: Any, words: list[str], folder: Path, seed: int, scale: float, report
) -> None:
    """Teacher from the lexicon, texts from both, then descent."""
    rng = np.random.default_rng(seed)
    if scale < 1.0:
        words = sorted(rng.choice(words, max(200, int(len(words) * scale)), replace=False).tolist())
    entries = lexicon.lexicon().entries
    cache = folder / "sentences.npz"

    def progress(done: int, total: int) -> None:
        report(f"sentence model: {done} of {total} phrases")

    phrases = [entry.phrase for entry in entries]
    teacher = fit_teacher(phrases, embed_phrases(phrases, cache, progress), lexicon.lexicon().strengths * scales())
    vectors = embed_phrases(words, cache, progress)
    strengths = strengthened(teacher.strengths(words, vectors)) / scales()
    for k, word in enumerate(words):
        if lexicon.implied(word):
            strengths[k] = implied_row(word)
    texts = compose_texts(words, strengths, rng, scale)
    report(f"texts: {len(texts.texts)}")
    towers.start_tokens(model, tokenizer, words, vectors)
    schedule = towers.Schedule(max(50, int(TEXT_STEPS * scale)), TEXT_BATCH, TEXT_RATE, seed)
    towers.train_text(model, tokenizer, texts, schedule, folder / "text.pt", report)


def strengthened(rows: np.ndarray) -> np.ndarray:
    """(N, A) predictions, longer: regression shrinks what it has not seen, and the more so the rarer the word."""
    length = np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-6)
    return (rows * np.maximum(1.0, 1.7 * length**-0.35)).astype(np.float32)


def write(model: Any, words: list[str], target: Path) -> None:
    """The files that `load_trained` reads: half precision weights, vocabulary, architecture, facts."""
    state = {k: v.half() if v.is_floating_point() else v for k, v in model.state_dict().items()}
    partial = target / f".{EMBEDDED_MODEL}.partial"
    save_file({k: v.contiguous() for k, v in state.items()}, partial)
    partial.replace(target / f"{EMBEDDED_MODEL}.safetensors")
    architecture = asset("encoder", f"{EMBEDDED_MODEL}.json").read_text(encoding="utf-8")
    (target / f"{EMBEDDED_MODEL}.json").write_text(architecture, encoding="utf-8")
    (target / "vocabulary.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    facts = {"licence": LICENCE, "neutral_text": NEUTRAL_TEXT, "bodies": [dataset.BODY], "unknown_below": 0.0}
    (target / "encoder.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    facts["unknown_below"] = round(weakest_known(target), 4)
    (target / "encoder.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def weakest_known(folder: Path) -> float:
    """The strength of direction that all but a few of the adjectives that say something exceed."""
    encoder = load_trained(folder)
    entries = [e for e in lexicon.lexicon().entries if e.form == "adj" and " " not in e.phrase]
    clear = [e.phrase for e in entries if np.linalg.norm(implied_row(e.phrase) * scales()) > 0.8]
    return float(np.quantile(encoder.strength_of(clear).numpy(), _UNKNOWN_SHARE))


if __name__ == "__main__":
    train(Path(sys.argv[1] if len(sys.argv) > 1 else "out/train/encoder"))
