"""All of the lesson of face capture: heads that act, the usual face, the network. Seeded; stopped, it goes on.

galatea train capture --data DIR

DIR has ict_facekit/ict_facekit.npz (the ICT Face Model) and faces/arkit/alex_rom_3.csv (a recorded take). Told is how
well keys are read of heads and of a part of the take that nothing was learned from (evaluation.json).
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from assets import asset
from backend.capture import aligned, inner_features, net, rest, shape
from backend.capture.aligned import Usual
from backend.capture.net import net_arrays, net_from
from backend.protocol.errors import BadRequest
from backend.protocol.files import whole_file

from .heads import head_models
from .places import places_of
from .renders import Acted, read_head, write_heads
from .rows import Rows, axes_of, lesson_of, rows_of
from .score import scored
from .train import STEPS, trained
from .usual import usual_of

SEEN, HELD, WORKERS = 650, 24, 1
"""heads of each body to learn from, and to hold out; processes"""
FIRST = 150
"""heads of each body that the usual face, the inner directions and the face at rest are made of"""
PRINCIPAL, RIDGE = 48, 0.3
"""numbers of a resting face that are foretold, and the ridge of that, in mean variances"""
EVALUATION = "evaluation.json"
FILES = (aligned.FILE, inner_features.FILE, rest.FILE, shape.FILE, net.FILE, EVALUATION)


def train(
    folder: Path, seed: int = 0, scale: float = 1.0, data: Path | None = None, target: Path | None = None
) -> None:
    """Heads, checkpoints and the result in `folder`, kept, so that a second call goes on. When all of the result is
    there, for its files fit each other alone, it is copied to `target`: to assets/capture unless the scale is not 1."""
    if data is None:
        raise BadRequest(
            "Capture is learned from heads that do not all come with the program.",
            "Name the folder of the ICT Face Model and of the recorded take: --data DIR",
        )
    torch.set_num_threads(1)
    target = target or (asset(aligned.FOLDER) if scale == 1.0 else None)
    made = folder / aligned.FOLDER
    made.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()

    def report(line: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {line}", flush=True)

    def heads(held: bool) -> list[list[Acted]]:
        count = max(3, round((HELD if held else SEEN) * scale))
        seeds = range(seed * 100_000, seed * 100_000 + count)
        files = write_heads(folder / "heads", data, seeds, WORKERS, report, held=held)
        return [[read_head(file) for file in files[body]] for body in net.HEADS]

    seen, held = heads(held=False), heads(held=True)
    first = [body[:FIRST] for body in seen]
    usual = usual_of([head for body in first for head in body])
    write_arrays(made / aligned.FILE, _plain(usual))
    axes = axes_of(first, seed)
    write_arrays(made / inner_features.FILE, inner_features.axes_arrays(axes))
    axes = inner_features.axes_from(inner_features.axes_arrays(axes))  # as it is kept
    write_arrays(made / rest.FILE, rest.table_arrays(_table(rows_of(first, usual, axes), usual)))
    models = head_models(data)
    write_arrays(
        made / shape.FILE, {k: v for m, h in zip(models, seen, strict=True) for k, v in places_of(m, h).items()}
    )
    lesson = lesson_of(rows_of(seen, usual, axes))
    report(f"{len(lesson.keys)} looks to learn from")
    steps = max(20, round(STEPS * scale))
    learned = net_arrays(trained(lesson, len(net.HEADS), folder / f"steps{steps}-{len(lesson.keys)}", seed, steps))
    write_arrays(made / net.FILE, learned)
    told = scored(net_from(learned), rows_of(held, usual, axes, both_sides=False))
    write_json(made / EVALUATION, told)
    for body, numbers in told.items():
        report(f"{body}: correlation {numbers['correlation']}, off {numbers['mean off']}, {numbers['looks']} looks")
    if target is not None:
        for name in FILES:
            with whole_file(target / name, flush=False) as out:
                out.write((made / name).read_bytes())


def _table(rows: Rows, usual: Usual) -> rest.RestTable:
    now = rest.flat(rows.aligned)
    still = now[rows.rest].mean(1)
    middle = np.concatenate([usual.points.reshape(-1), still[:, usual.points.size :].mean(0)])
    return rest.table_from(now, still, middle, PRINCIPAL, RIDGE)


def _plain(usual: Usual) -> dict[str, np.ndarray]:
    return {"points": usual.points, "weights": usual.weights, "mirror": usual.mirror.astype(np.int32)}


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **arrays)
    with whole_file(path, flush=False) as out:
        out.write(stream.getvalue())


def write_json(path: Path, told: Mapping[str, Any] | Sequence[Any]) -> None:
    with whole_file(path, flush=False) as out:
        out.write(f"{json.dumps(told, indent=1)}\n".encode())
