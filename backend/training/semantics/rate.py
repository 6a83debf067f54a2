"""Every word by an encoder over all views. What the pictures say is kept, so that further words cost no pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from backend.clip import Encoder
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.files import whole_file
from backend.semantics.scoring import Scoring, embedded, fingerprint, scores

from .executor import HERE, Executor
from .shards import Plan, read_plan, read_shard, shards_of, unpacked

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


def rate(
    folder: Path,
    encoder: Encoder,
    report: Report = lambda done, total: None,
    executor: Executor = HERE,
    load: Callable[[], Encoder] | None = None,
) -> Rated:
    """Have the pictures in `folder` seen by the encoder, those that it has not seen yet, and give back all.

    load: gives other processes the encoder; hashable, so that each does it once. Without it, this process sees to all.
    Raises NotAvailable for a folder without samples, BadFile for a shard that is not whole or pictures that are none,
    BadRequest where another machine has other weights.
    """
    plan, files = read_plan(folder), shards_of(folder)
    mark = fingerprint(encoder)
    kept = {file: file.with_suffix(f".{_short(encoder.name)}.npz") for file in files}
    found = {file: _kept(kept[file], mark, plan) for file in files}
    values = [read_shard(file, plan, images=False).values for file in files]
    todo = [file for file in files if found[file] is None]
    done = len(files) - len(todo)
    report(done, len(files))
    executor = replace(executor, gpu=encoder.device.startswith("cuda")) if load else HERE
    alone = partial(_seen, encoder, mark, plan)
    work = partial(seen_elsewhere, load, mark, plan) if load else alone
    for file, row in executor.each(work, todo, lambda file: (file.name, file.read_bytes()), alone):
        with whole_file(kept[file], flush=False) as out:
            np.savez(out, embeddings=row, fingerprint=np.array(mark))
        found[file] = row
        done += 1
        report(done, len(files))
    return Rated(plan, np.concatenate(values), np.concatenate([row for row in found.values() if row is not None]))


def _seen(encoder: Encoder, mark: str, plan: Plan, shard: tuple[str, bytes]) -> np.ndarray:
    """(shard, views, D) of a shard, its name and what its file holds."""
    if fingerprint(encoder) != mark:
        raise BadRequest(
            f"Where pictures are rated, the encoder {encoder.name} has other weights than here.",
            "Bring the same file to every machine, or rate here: without --ray.",
        )
    name, content = shard
    return embedded(encoder, unpacked(content, name, plan).images)


def seen_elsewhere(load: Callable[[], Encoder], mark: str, plan: Plan, shard: tuple[str, bytes]) -> np.ndarray:
    return _seen(_loaded(load), mark, plan, shard)


@lru_cache(maxsize=1)
def _loaded(load: Callable[[], Encoder]) -> Encoder:
    return load()


def write_ratings(folder: Path, rated: Rated, scoring: Scoring, encoder: Encoder) -> Path:
    """A table for people and programs: the number of each sample, and its score of each word."""
    table = rated.scores(scoring, encoder)
    lines = ["\t".join(("sample", *scoring.words))]
    lines += ["\t".join((f"{k:06d}", *(f"{v:.4f}" for v in row))) for k, row in enumerate(table)]
    with whole_file(folder / RATINGS, flush=False) as out:
        out.write("\n".join(lines).encode() + b"\n")
    return folder / RATINGS


def rated_words(folder: Path) -> tuple[str, ...]:
    """The words of the table that `write_ratings` wrote last; none where there is no table."""
    file = folder / RATINGS
    if not file.exists():
        return ()
    try:
        with file.open(encoding="utf-8") as table:
            return tuple(table.readline().rstrip("\n").split("\t")[1:])
    except (OSError, ValueError) as error:
        raise BadFile(f"{file} cannot be read.", "Run again: galatea semantics rate --words …", repr(error)) from error


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
