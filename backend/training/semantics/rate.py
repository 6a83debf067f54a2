"""Every word by an encoder over all views. What the pictures say is kept, so that further words cost no pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backend.clip import Encoder
from backend.protocol.errors import BadFile
from backend.protocol.files import whole_file
from backend.semantics.scoring import Scoring, embedded, fingerprint, scores

from .shards import Plan, read_plan, read_shard, shards_of

RATINGS = "ratings.tsv"
Report = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Rated:
    """N bodies with what an encoder says of them."""

    plan: Plan
    values: np.ndarray
    """(N, A) of the axes"""
    embeddings: np.ndarray
    """(N, views, D)"""

    def scores(self, scoring: Scoring, encoder: Encoder) -> np.ndarray:
        """(N, W) as the encoder rates, before they are standardised."""
        return scores(self.embeddings, scoring.directions(encoder))


def rate(folder: Path, encoder: Encoder, report: Report = lambda done, total: None) -> Rated:
    """Have the pictures in `folder` seen by the encoder, those that it has not seen yet, and give back all.

    Raises NotAvailable for a folder without samples, BadFile for a shard that is not whole or pictures that are none.
    """
    plan, files = read_plan(folder), shards_of(folder)
    mark = fingerprint(encoder)
    values, found = [], []
    report(0, len(files))
    for number, file in enumerate(files, 1):
        kept = file.with_suffix(f".{_short(encoder.name)}.npz")
        row = _kept(kept, mark, plan)
        shard = read_shard(file, plan, images=row is None)
        if row is None:
            row = embedded(encoder, shard.images)
            with whole_file(kept, flush=False) as out:
                np.savez(out, embeddings=row, fingerprint=np.array(mark))
        values.append(shard.values)
        found.append(row)
        report(number, len(files))
    return Rated(plan, np.concatenate(values), np.concatenate(found))


def write_ratings(folder: Path, rated: Rated, scoring: Scoring, encoder: Encoder) -> Path:
    """A table for people and programs: the number of each sample, and its score of each word."""
    table = rated.scores(scoring, encoder)
    lines = ["\t".join(("sample", *scoring.words))]
    lines += ["\t".join((f"{k:06d}", *(f"{v:.4f}" for v in row))) for k, row in enumerate(table)]
    with whole_file(folder / RATINGS, flush=False) as out:
        out.write("\n".join(lines).encode() + b"\n")
    return folder / RATINGS


def _short(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[-60:]


def _kept(file: Path, mark: str, plan: Plan) -> np.ndarray | None:
    """(shard, views, D); None where it was not made yet, or by other weights."""
    if not file.exists():
        return None
    try:
        with np.load(file, allow_pickle=False) as stored:
            if str(stored["fingerprint"]) != mark:
                return None
            found = stored["embeddings"]
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise BadFile(f"{file.name} holds no ratings.", "Delete it; it is made again.", repr(error)) from error
    if found.ndim != 3 or found.shape[:2] != (plan.shard, len(plan.views)) or not np.isfinite(found).all():
        raise BadFile(f"{file.name} holds ratings of other samples.", "Delete it; it is made again.")
    return found
