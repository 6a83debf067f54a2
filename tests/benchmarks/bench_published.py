"""Published bodies of the true sizes, made up: how long reading, keeping and loading take."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from backend.body import load_body
from backend.body.published import load_published, read_published
from backend.capabilities.models.adding import add_published
from tests import published_files as files
from tests.published_bodies import VERTICES

ROUNDS = 5
BODIES: dict[str, Callable[..., Path]] = {
    "SMPL, 10 shapes, Python 2": lambda folder: files.smpl_pickle(folder, vertices=VERTICES["smpl"]),
    "SMPL, 300 shapes, letters": lambda folder: files.smpl_pickle(folder, "male", VERTICES["smpl"], 300, protocol=0),
    "SMPL-X, 400 shapes, npz": lambda folder: files.smplx_npz(folder, vertices=VERTICES["smplx"]),
    "FLAME, 400 shapes, chumpy": lambda folder: files.flame_pickle(folder, vertices=VERTICES["flame"]),
    "SMAL, 41 shapes, chumpy": lambda folder: files.smal_pickle(folder, VERTICES["smal"]),
}


def run() -> dict[str, float]:
    """Seconds to read a file, to add it (read, built once, kept), to load what is kept, and the body of it; megabytes
    of the publisher's file and of ours."""
    numbers: dict[str, float] = {}
    print(f"\n{'':<28}{'file MB':>9}{'kept MB':>9}{'read s':>9}{'add s':>9}{'load s':>9}{'body s':>9}")
    for title, make in BODIES.items():
        with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, {"GALATEA_HOME": f"{folder}/home"}):
            path = make(Path(folder))
            read, (model,) = _timed(lambda path=path: read_published([path]), 1)
            add, _ = _timed(lambda path=path: list(add_published(path).added), 1)
            load, _ = _timed(lambda model=model: load_published(model.name), ROUNDS)
            body, _ = _timed(lambda model=model: load_body(model.name), ROUNDS)
            kept = sum(file.stat().st_size for file in Path(folder, "home").rglob("*") if file.is_file())
            row = {"file_mb": path.stat().st_size / 2**20, "kept_mb": kept / 2**20}
            row |= {"read_s": read, "add_s": add, "load_s": load, "body_s": body}
        print(f"{title:<28}" + "".join(f"{value:>9.2f}" for value in row.values()))
        numbers |= {f"{model.name}_{name}": round(value, 3) for name, value in row.items()}
    return numbers


def _timed(work: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """The median of the seconds that it takes, and what it gave last."""
    taken, result = [], None
    for _ in range(rounds):
        start = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken), result


if __name__ == "__main__":
    run()
