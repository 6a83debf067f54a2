"""Renders of heads that act, as a camera might take them, and what the detector finds in them; a file for each head."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from backend.landmarks.crop import Crop
from backend.landmarks.faces import Face, find_faces
from backend.landmarks.faces.mesh import look
from backend.landmarks.picture import Picture
from backend.protocol.files import whole_file
from backend.protocol.sliders import ARKIT_52
from rigging.faces.names import mirrored_name

from .acting import acted, held_part, learned_part, read_take
from .heads import HeadModel, head_models, somebody
from .session import Session, session, some_turn, steady_turns, stood, taken

FRAMES = 20
"""pictures of each head: the first two with a still face, the third with an open mouth"""
STILL = 2
SLIGHTLY_OPEN = 0.35
GENTLE = 0.35
"""how much of its usual turn a head has that is still"""
PLAYED, EVERY, TAKE_FPS = 60, 4, 30.0
"""moments of a take that a head acts for evaluation, each so many frames after the one before, of so many a second"""
OTHER_SIDE = np.array([ARKIT_52.index(mirrored_name(name)) for name in ARKIT_52])
"""the key of the other side of the face"""
Report = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Acted:
    """N looks at pictures of one head.

    values: (P,) its sliders; keys: (N, 52); points (N, 468, 3), lids (N, 2, 71, 2) and irises (N, 2, 5, 2) pixels,
    found; inner: (N, 9856) as of a `Face`; sure: (N,); mirrored: (N,) whether the picture was seen in a mirror, as all
    of these then are; turns: (N, 3, 3) and shifts: (N, 3), from the rest pose to before the camera, which stands at
    the origin and looks along +Y; focals: (N,) pixels; frames: (N,) which picture
    """

    values: np.ndarray
    keys: np.ndarray
    points: np.ndarray
    lids: np.ndarray
    irises: np.ndarray
    inner: np.ndarray
    sure: np.ndarray
    mirrored: np.ndarray
    turns: np.ndarray
    shifts: np.ndarray
    focals: np.ndarray
    frames: np.ndarray


def acted_head(model: HeadModel, take: np.ndarray | None, rng: np.random.Generator, frames: int = FRAMES) -> Acted:
    """take: (N, 52) moments that are acted, or None for expressions made by code alone."""
    one = session(model, somebody(model, rng), rng)
    told = _nothing_yet()
    for frame in range(frames):
        keys = np.zeros(len(ARKIT_52))
        if frame == STILL:
            keys[ARKIT_52.index("jawOpen")] = SLIGHTLY_OPEN
        elif frame > STILL:
            keys = acted(take, rng)
        _photograph(one, keys, some_turn(one, rng, GENTLE if frame <= STILL else 1.0), rng, frame, told)
    return Acted(one.person.values, **{name: np.array(rows) for name, rows in told.items()})


def played_head(model: HeadModel, take: np.ndarray, rng: np.random.Generator, frames: int = PLAYED) -> Acted:
    """A head that acts some seconds of a take as they are, for evaluation, after it was still. take: (N, 52)"""
    one = session(model, somebody(model, rng), rng)
    told = _nothing_yet()
    for frame in range(STILL):
        _photograph(one, np.zeros(len(ARKIT_52)), some_turn(one, rng, GENTLE), rng, frame, told)
    begin = int(rng.integers(max(len(take) - frames * EVERY, 1)))
    turns = steady_turns(one, rng, frames, TAKE_FPS / EVERY)
    for frame, (keys, turned) in enumerate(zip(take[begin::EVERY], turns, strict=False), STILL):
        _photograph(one, keys, turned, rng, frame, told)
    return Acted(one.person.values, **{name: np.array(rows) for name, rows in told.items()})


def _nothing_yet() -> dict[str, list[np.ndarray]]:
    return {name: [] for name in Acted.__annotations__ if name != "values"}


def _photograph(
    one: Session,
    keys: np.ndarray,
    turned: np.ndarray,
    rng: np.random.Generator,
    frame: int,
    told: dict[str, list[np.ndarray]],
) -> None:
    person = one.person
    own = np.where(one.model.columns >= 0, keys, 0.0)
    vertices = person.neutral + np.tensordot(own.astype(np.float32), person.offsets, 1)
    turn, shift = stood(one, turned, rng)
    image = Image.open(io.BytesIO(taken(one, vertices @ turn.T + shift, rng))).convert("RGB")
    found = find_faces(np.asarray(image), 1)
    if not found:
        return
    _tell(told, found[0], own, turn, shift, one.focal, frame)
    crop = _jittered(found[0].crop, rng)
    other = Crop(image.width - crop.x, crop.y, crop.side, -crop.angle)
    face = look(Picture(np.asarray(image)[:, ::-1]), other)
    if face is not None:
        _tell(told, face, own[OTHER_SIDE], turn, shift, one.focal, frame, mirrored=True)


def _tell(
    told: dict[str, list[np.ndarray]],
    face: Face,
    keys: np.ndarray,
    turn: np.ndarray,
    shift: np.ndarray,
    focal: float,
    frame: int,
    mirrored: bool = False,
) -> None:
    row = {
        "keys": keys.astype(np.float32),
        "points": face.points,
        "lids": face.lids,
        "irises": face.irises,
        "inner": face.inner,
        "mirrored": np.bool_(mirrored),
        "sure": np.float32(face.sure),
        "turns": turn.astype(np.float32),
        "shifts": shift.astype(np.float32),
        "focals": np.float32(focal),
        "frames": np.int32(frame),
    }
    for name, value in row.items():
        told[name].append(np.asarray(value))


def _jittered(crop: Crop, rng: np.random.Generator) -> Crop:
    x, y = rng.normal(0, 0.03, 2) * crop.side
    return Crop(crop.x + x, crop.y + y, crop.side * rng.uniform(0.93, 1.08), crop.angle + rng.normal(0, 0.05))


def write_heads(
    folder: Path, data: Path | None, seeds: Sequence[int], workers: int, report: Report, *, held: bool
) -> dict[str, list[Path]]:
    """Body -> its files, one for each seed; those that are not on disk yet are made in `workers` processes."""
    folder.mkdir(parents=True, exist_ok=True)
    bodies = ("anny",) if data is None else ("anny", "ict")
    kind = "held" if held else "seen"
    files = {body: [folder / f"{body}-{kind}-{seed}.npz" for seed in seeds] for body in bodies}
    todo = [(b, seed, f) for b in bodies for seed, f in zip(seeds, files[b], strict=True) if not f.exists()]
    todo.sort(key=lambda one: one[1])
    if not todo:
        return files
    if workers == 1:
        _start(data)
        for done, each in enumerate(todo, 1):
            _write_one(*each, held)
            report(f"{done} of {len(todo)} heads")
        return files
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, (data,)) as pool:
        jobs = [pool.submit(_write_one, *each, held) for each in todo]
        for done, job in enumerate(as_completed(jobs), 1):
            job.result()
            report(f"{done} of {len(todo)} heads")
    return files


_models: dict[str, HeadModel] = {}
_take: list[np.ndarray] = []


def _start(data: Path | None) -> None:
    torch.set_num_threads(1)
    _models.update({model.name: model for model in head_models(data)})
    _take[:] = [] if data is None else [read_take(data)]


def _write_one(body: str, seed: int, file: Path, held: bool) -> None:
    rng = np.random.default_rng([seed, int(held), len(body)])
    model = _models[body]
    if held and _take:
        one = played_head(model, held_part(_take[0]), rng)
    else:
        one = acted_head(model, learned_part(_take[0]) if _take else None, rng)
    with whole_file(file, flush=False) as out:
        np.savez_compressed(out, **{name: getattr(one, name) for name in Acted.__annotations__})


def read_head(file: Path) -> Acted:
    with np.load(file, allow_pickle=False) as stored:
        return Acted(**{name: stored[name] for name in Acted.__annotations__})
