"""Bodies as word sliders make them, rated: a second lesson for the net that moved them.

A slider goes where the net believes its word to be and the others not, so that what the net has wrong is found there
far more often than among bodies at random. Kept in pieces, each of its own seed, so that they are made once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from backend.clip import Encoder
from backend.figure.photographer import Photographer
from backend.protocol.errors import BadFile
from backend.protocol.files import whole_file
from backend.semantics.mapper import Mapper
from backend.semantics.scoring import embedded, fingerprint

from .evaluate import by_sliders
from .sample import plausible

PIECE = 50
Report = Callable[[int, int], None]


def moved_bodies(
    folder: Path,
    mapper: Mapper,
    at_work: Photographer,
    encoder: Encoder,
    count: int,
    seed: int = 0,
    report: Report = lambda done, total: None,
) -> tuple[np.ndarray, np.ndarray]:
    """Values (N, A) of the axes and embeddings (N, views, D), in whole pieces. Those that are in the folder already, of
    the same words and encoder, stay. Raises BadFile for a piece that is damaged."""
    mark = hashlib.sha256("\0".join((fingerprint(encoder), *mapper.words, *mapper.space.names)).encode()).hexdigest()
    numbers = range(-(-count // PIECE))
    found = []
    for number in numbers:
        report(number * PIECE, len(numbers) * PIECE)
        file = folder / f"moved-{mark[:12]}-{seed}-{number:03d}.npz"
        if not file.exists():
            values = _moved(mapper, at_work, np.random.default_rng([seed, number, 1]))
            seen = embedded(encoder, at_work.pictures(at_work.vertices(torch.from_numpy(values))))
            folder.mkdir(parents=True, exist_ok=True)
            with whole_file(file, flush=False) as out:
                np.savez(out, values=values, embeddings=seen)
        found.append(_read(file, len(mapper.space.axes)))
    report(len(numbers) * PIECE, len(numbers) * PIECE)
    return np.concatenate([values for values, _ in found]), np.concatenate([seen for _, seen in found])


def _moved(mapper: Mapper, at_work: Photographer, rng: np.random.Generator) -> np.ndarray:
    """(PIECE, A) bodies at random, each with one word somewhere on its way."""
    starts = torch.from_numpy(plausible(at_work.body, at_work.space, PIECE, rng)[0])
    move = by_sliders(mapper, at_work.body)
    words = rng.integers(len(mapper.words), size=PIECE)
    ways = rng.uniform(0.3, 1.0, PIECE) * rng.choice((-1.0, 1.0), PIECE)
    rows = zip(starts, words.tolist(), ways.tolist(), strict=True)
    return torch.stack([move(start, start, mapper.words[word], way) for start, word, way in rows]).numpy()


def _read(file: Path, axes: int) -> tuple[np.ndarray, np.ndarray]:
    try:
        with np.load(file, allow_pickle=False) as stored:
            values, seen = stored["values"], stored["embeddings"]
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise BadFile(f"{file.name} holds no rated bodies.", "Delete it; it is made again.", repr(error)) from error
    if values.shape != (PIECE, axes) or len(seen) != PIECE or not np.isfinite(seen).all():
        raise BadFile(f"{file.name} holds other bodies.", "Delete it; it is made again.")
    return values, seen
