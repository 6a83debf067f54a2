"""The mappers that come with the program: words of Anny's body, face and expression. One command, seeded, resumable.

galatea train mappers
"""

from __future__ import annotations

import dataclasses
import json
import time
from pathlib import Path

from assets import asset
from backend.body import load_body
from backend.clip import load_encoder
from backend.protocol.files import whole_file
from backend.semantics.any_word import SIGHTS
from backend.semantics.known import ENDING, FOLDER
from backend.semantics.mapper_file import read_mapper, write_mapper
from backend.semantics.sight import write_sight
from backend.semantics.spaces import space_of

from .fitting import USUAL
from .make import MAPPER, Order, do_evaluate, do_rate, do_sample, do_train
from .sights import train_sight

# what the embedded encoder tells apart best in pictures of each kind, said in plain words
WORDS: dict[str, tuple[str, ...]] = {
    "body": (
        "tall", "muscular", "fat", "old", "feminine", "broad shoulders", "narrow waist", "big belly", "pear shaped",
        "big biceps", "big head", "long legs", "thick thighs", "flat stomach", "barrel chest", "hollow chest",
        "big bust", "v-shaped torso", "stumpy", "ill-proportioned",
    ),
    "face": (
        "gaunt", "square face", "upturned nose", "pointed ears", "big chin", "long neck", "chiselled cheekbones",
        "big head", "wide-eyed", "broad jaw", "bat-eared", "tiny mouth", "jutting jaw", "snub nose", "baby-faced",
    ),
    "expression": (
        "angry", "surprised", "grinning", "smiling", "sleepy", "open mouth", "puffed cheeks", "sad", "pursed lips",
        "sneering", "wide eyes", "squinting", "kissing", "worried", "tongue out",
    ),
}  # fmt: skip
BODY, SAMPLES, WORKERS = "anny", {"body": 3000, "face": 2500, "expression": 2000}, 2
MOVED = 0
"""bodies as sliders make them: 500 more changed nothing (MODEL_CARD.md)"""
EVALUATIONS = "evaluation.json"
_LEAST = {"count": 100, "taught": 500, "epochs": 5}


def train(folder: Path, seed: int = 0, scale: float = 1.0, target: Path | None = None) -> None:
    """Samples and results in `folder`, kept, so that a second call goes on; the mappers go to `target`: assets/mappers
    unless the scale is not 1, then `folder`/mappers."""
    target = target or (asset(FOLDER) if scale == 1.0 else folder / FOLDER)
    target.mkdir(parents=True, exist_ok=True)
    encoder, began = load_encoder(), time.monotonic()
    told: dict[str, dict] = {}
    for space, words in WORDS.items():
        name = f"{BODY}-{space}"

        def report(what: str, done: int, total: int, name: str = name) -> None:
            if done in (0, total) or (what.startswith("bodies") and done % 1000 == 0):
                print(f"{time.monotonic() - began:6.0f} s  {name}: {done} of {total} {what}", flush=True)

        taught, epochs = (max(_LEAST[what], round(getattr(USUAL, what) * scale)) for what in ("taught", "epochs"))
        order = Order(
            folder / name, BODY, space, words, count=max(_LEAST["count"], round(SAMPLES[space] * scale)), seed=seed,
            workers=WORKERS, course=dataclasses.replace(USUAL, taught=taught, epochs=epochs), compare=True, bodies=3,
            load=load_encoder, moved=MOVED,
        )  # fmt: skip
        do_sample(order, report)
        told[name] = do_evaluate(order, encoder, do_train(order, encoder, report), report)
        write_mapper(target / f"{name}{ENDING}", read_mapper(order.folder / MAPPER))
        rated = do_rate(dataclasses.replace(order, words=()), encoder, report)
        sight = train_sight(rated, space_of(load_body(BODY), space), encoder, seed)
        write_sight(target / SIGHTS / f"{name}{ENDING}", sight)
    with whole_file(target / EVALUATIONS, flush=False) as out:
        out.write(json.dumps(told, indent=1).encode() + b"\n")
