"""The lesson of photos: pictures of dressed people, fits to them, and two tables from both. Seeded, resumable.

galatea train photo

First where the network's points lie on the body (points.json), then sliders as a straight function of what a fit tells
(anny.json, `regression.py`). Told is how far it is off on people, clothes, poses, lights and backgrounds that it has
not seen (evaluation.json).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from assets import asset
from backend.body import BodyData, load_body
from backend.landmarks import POINTS, Person, find_people
from backend.photo.features import features
from backend.photo.fit import View, fit_views
from backend.photo.lens import Lens, usual_lens
from backend.photo.marks import NONE, TABLE, MarkedBody, Marks
from backend.photo.outline import outline_of
from backend.photo.table import FOLDER, plain_table
from backend.protocol.files import whole_file

from .regression import learned
from .renders import BODY, Photographed, read_picture, rest_of, write_pictures
from .score import evaluated

SEEN, HELD, MARKED, WORKERS = 400, 50, 110, 2
"""pictures for learning and for holding out; those from which the points are learned; processes"""
FOCAL_KNOWN = 0.5
"""share of the pictures whose focal length a fit is told, as it stands in many photos"""
EVALUATION = "evaluation.json"
Report = Callable[[str], None]


def train(folder: Path, seed: int = 0, scale: float = 1.0, target: Path | None = None) -> None:
    """Pictures and fits in `folder`, kept, so that a second call goes on; the tables go to `target`: assets/photo
    unless the scale is not 1, then `folder`/photo."""
    torch.set_num_threads(1)
    target = target or (asset(FOLDER) if scale == 1.0 else folder / FOLDER)
    target.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()

    def report(line: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {line}", flush=True)

    def files(held: bool) -> list[Path]:
        count = max(12, round((HELD if held else SEEN) * scale))
        seeds = range(seed * 100_000, seed * 100_000 + count)
        told = lambda done, total: report(f"{done} of {total} pictures")  # noqa: E731
        return write_pictures(folder / "pictures", seeds, WORKERS, told, held=held)

    seen, held = files(held=False), files(held=True)
    body = load_body(BODY)
    marks = _marks(body, seen[:MARKED], report)
    _write(target / TABLE, _plain_marks(marks))
    model = MarkedBody(body, marks)
    table = learned(body, [fitted(model, file, report) for file in seen])
    _write(target / f"{BODY}.json", plain_table(table))
    told = evaluated(body, table, [fitted(model, file, report) for file in held])
    _write(target / EVALUATION, json.dumps(told, indent=1) + "\n")
    report(json.dumps(told))


def _write(file: Path, text: str) -> None:
    with whole_file(file, flush=False) as out:
        out.write(text.encode())


def person_of(picture: Photographed) -> Person | None:
    found = find_people(picture.picture, 1)
    return found[0] if found else None


def _lens(picture: Photographed, focal: float) -> Lens:
    height, width = picture.picture.shape[:2]
    return usual_lens(width, height, focal)


def _marks(body: BodyData, files: list[Path], report: Report) -> Marks:
    """Where the network's points lie beside their joints: for each the place that is seen nearest to them in all
    pictures, by weighted least squares, done again with what is far off counting less."""
    model = MarkedBody(body, NONE)
    level = model.levels()
    rows, goals, heights = [], [], []
    for number, file in enumerate(files):
        picture = read_picture(file)
        person = person_of(picture)
        if person is None:
            continue
        height = float(np.ptp(rest_of(body, picture.values)[:, 2]))
        lens = _lens(picture, picture.focal)
        joints = picture.heads[model.carriers]
        turned = picture.frames[model.carriers] @ level[model.carriers].transpose(0, 2, 1) * height
        metre = joints[:, 1] / lens.focal
        slope = lens.slopes(joints) * metre[:, None, None]
        rows.append(slope @ turned * np.sqrt(person.visible)[:, None, None])
        gap = (person.points[:, :2] - lens.seen(joints)) * metre[:, None]
        goals.append(gap * np.sqrt(person.visible)[:, None])
        heights.append(height)
        if number % 50 == 0:
            report(f"points of {number} of {len(files)} pictures")
    matrix, goal = np.stack(rows, axis=1), np.stack(goals, axis=1)
    middle = float(np.mean(heights))
    offsets, spreads = np.zeros((len(POINTS), 3)), np.zeros(len(POINTS))
    for point in range(len(POINTS)):
        a, b = matrix[point].reshape(-1, 3), goal[point].reshape(-1)
        weigh = np.ones(len(a))
        for _ in range(8):
            square = (a * weigh[:, None]).T @ a + 1e-3 * np.eye(3)
            offsets[point] = np.linalg.solve(square, (a * weigh[:, None]).T @ b)
            off = np.linalg.norm((a @ offsets[point] - b).reshape(-1, 2), axis=1)
            weigh = np.repeat(1 / (1 + (off / 0.06) ** 2) ** 2, 2)
        spreads[point] = float(np.median(off)) / middle / 1.18
    mirrored = np.array([POINTS.index(_other(name)) for name in POINTS])
    offsets = (offsets + offsets[mirrored] * (-1, 1, 1)) / 2
    return Marks(offsets, (spreads + spreads[mirrored]) / 2)


def _other(name: str) -> str:
    if "left" in name:
        return name.replace("left", "right")
    return name.replace("right", "left")


def _plain_marks(marks: Marks) -> str:
    told = {
        name: {"offset": np.round(offset, 5).tolist(), "spread": round(float(spread), 5)}
        for name, offset, spread in zip(POINTS, marks.offsets, marks.spreads, strict=True)
    }
    return json.dumps(told, indent=1) + "\n"


def fitted(model: MarkedBody, file: Path, report: Report) -> dict[str, np.ndarray] | None:
    """What a fit tells of a picture, and what is true; kept beside it. None where nobody was found.

    names: of the features; told: (F,); found, values: (P,) sliders as fitted and as they are
    """
    kept = file.with_name(f"{file.stem}.fit.npz")
    if kept.exists():
        with np.load(kept, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    picture = read_picture(file)
    person = person_of(picture)
    if person is None:
        return None
    number = int(file.stem.partition("-")[2])
    focal = picture.focal if np.random.default_rng(number).random() < FOCAL_KNOWN else 0.0
    view = View(person, _lens(picture, focal), outline_of(person.outline))
    fit = fit_views(model, [view], model.start().values)
    told = features(model, [view], fit)
    out = {
        "names": np.array(list(told)),
        "told": np.array(list(told.values())),
        "found": fit.values,
        "values": picture.values.astype(np.float64),
        "off": fit.off,
    }
    with whole_file(kept, flush=False) as stream:
        np.savez(stream, **out)
    if number % 20 == 0:
        report(f"{kept.stem}")
    return out
