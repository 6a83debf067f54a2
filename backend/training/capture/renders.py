"""Renders of heads that act, as a camera might take them, and what the detector finds in them; a file for each head."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageFilter

from backend.landmarks.crop import Crop
from backend.landmarks.faces import Face, find_faces
from backend.landmarks.faces.mesh import look
from backend.protocol.files import whole_file
from backend.protocol.sliders import ARKIT_52
from backend.render import Light, pinhole_camera, render

from .acting import acted, held_part, learned_part, read_take
from .heads import HeadModel, Somebody, head_models, somebody

SIZE = 256
"""pixels of a side"""
FRAMES = 16
"""pictures of each head: the first two with a still face, the third with an open mouth"""
STILL = 2
SLIGHTLY_OPEN = 0.35
LOOKS = 2
"""how often the networks look at each picture, each time at another square around the face"""
TURNS = (0.0, 22.0), (4.0, 9.0), (0.0, 6.0)
"""mean and spread of the degrees by which a head is turned, nods and leans"""
FURTHEST = 55.0
Report = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Acted:
    """N pictures of one head. values: (P,) its sliders; keys: (N, 52); points (N, 468, 3), lids (N, 2, 71, 2) and
    irises (N, 2, 5, 2) pixels, found; sure: (N,); turns: (N, 3, 3) and shifts (N, 3), from the rest pose to before the
    camera, which stands at the origin and looks along +Y; focals: (N,) pixels; frames: (N,) which picture."""

    values: np.ndarray
    keys: np.ndarray
    points: np.ndarray
    lids: np.ndarray
    irises: np.ndarray
    sure: np.ndarray
    turns: np.ndarray
    shifts: np.ndarray
    focals: np.ndarray
    frames: np.ndarray


def acted_head(model: HeadModel, take: np.ndarray | None, rng: np.random.Generator, frames: int = FRAMES) -> Acted:
    """take: (N, 52) moments that are acted, or None for expressions made by code alone."""
    person = somebody(model, rng)
    told: dict[str, list[np.ndarray]] = {name: [] for name in Acted.__annotations__ if name != "values"}
    for frame in range(frames):
        keys = np.zeros(len(ARKIT_52))
        if frame == STILL:
            keys[ARKIT_52.index("jawOpen")] = SLIGHTLY_OPEN
        elif frame > STILL:
            keys = acted(take, rng)
        gentle = frame <= STILL
        _photograph(model, person, keys, rng, frame, told, 0.35 if gentle else 1.0)
    return Acted(person.values, **{name: np.array(rows) for name, rows in told.items()})


def played_head(model: HeadModel, take: np.ndarray, rng: np.random.Generator, frames: int = FRAMES) -> Acted:
    """A head that acts moments of a take as they are, for evaluation."""
    person = somebody(model, rng)
    told: dict[str, list[np.ndarray]] = {name: [] for name in Acted.__annotations__ if name != "values"}
    for frame in range(frames):
        keys = np.zeros(len(ARKIT_52)) if frame < STILL else take[int(rng.integers(len(take)))]
        _photograph(model, person, keys, rng, frame, told, 0.35 if frame < STILL else 1.0)
    return Acted(person.values, **{name: np.array(rows) for name, rows in told.items()})


def _photograph(
    model: HeadModel,
    person: Somebody,
    keys: np.ndarray,
    rng: np.random.Generator,
    frame: int,
    told: dict[str, list[np.ndarray]],
    lively: float,
) -> None:
    own = np.where(model.columns >= 0, keys, 0.0)
    vertices = person.neutral + np.tensordot(own.astype(np.float32), person.offsets, 1)
    turn, shift, focal = _stood(person, rng, lively)
    picture = _taken(model, person, vertices @ turn.T + shift, focal, rng)
    found = find_faces(picture, 1)
    if not found:
        return
    image = Image.fromarray(picture)
    for again in range(LOOKS):
        face = look(image, _jittered(found[0].crop, rng)) if again else found[0]
        if face is not None:
            _tell(told, face, own, turn, shift, focal, frame)


def _tell(
    told: dict[str, list[np.ndarray]],
    face: Face,
    keys: np.ndarray,
    turn: np.ndarray,
    shift: np.ndarray,
    focal: float,
    frame: int,
) -> None:
    row = {
        "keys": keys.astype(np.float32),
        "points": face.points,
        "lids": face.lids,
        "irises": face.irises,
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


def _stood(person: Somebody, rng: np.random.Generator, lively: float) -> tuple[np.ndarray, np.ndarray, float]:
    yaw, pitch, roll = (
        float(np.clip(rng.normal(middle, spread * lively), -FURTHEST, FURTHEST)) for middle, spread in TURNS
    )
    turn = _about(1, roll) @ _about(0, pitch) @ _about(2, yaw)
    high = float(np.ptp(person.neutral[person.neutral[:, 2] > person.neutral[:, 2].max() - 0.24, 2]))
    middle = np.array((0.0, float(np.median(person.neutral[:, 1])), float(person.neutral[:, 2].max()) - 0.55 * high))
    focal = float(SIZE * rng.uniform(1.0, 3.0))
    far = focal * high / (SIZE * rng.uniform(0.55, 1.0))
    aside = rng.uniform(-0.1, 0.1, 2) * far * SIZE / focal
    return turn, np.array((aside[0], far, aside[1])) - turn @ middle, focal


def _about(axis: int, degrees: float) -> np.ndarray:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    out = np.eye(3)
    one, other = (axis + 1) % 3, (axis + 2) % 3
    out[one, one], out[one, other], out[other, one], out[other, other] = c, -s, s, c
    return out


@torch.inference_mode()
def _taken(
    model: HeadModel, person: Somebody, vertices: np.ndarray, focal: float, rng: np.random.Generator
) -> np.ndarray:
    """(SIZE, SIZE, 3) uint8"""
    camera = pinhole_camera(focal, (SIZE / 2, SIZE / 2), (SIZE, SIZE), 10.0)
    light = Light(
        sky=float(rng.uniform(0.2, 0.6)),
        ground=float(rng.uniform(0.08, 0.35)),
        key=float(rng.uniform(0.25, 0.9)),
        direction=(float(rng.uniform(-0.9, 0.9)), float(rng.uniform(-0.1, 0.9)), float(rng.uniform(0.3, 0.9))),
    )
    image, _ = render(
        torch.from_numpy(vertices.astype(np.float32))[None],
        model.mesh,
        camera,
        (SIZE, SIZE),
        texture=person.albedo,
        uvs=model.uvs,
        uv_faces=model.uv_faces,
        light=light,
        background=torch.from_numpy(_behind(rng))[None],
    )
    return _as_taken(image[0].numpy(), rng)


def _behind(rng: np.random.Generator) -> np.ndarray:
    """(SIZE, SIZE, 3) float32: blurred squares of colours."""
    few = rng.uniform(0, 1, (int(rng.integers(1, 7)), int(rng.integers(1, 7)), 3)) * 255
    image = Image.fromarray(few.astype(np.uint8)).resize((SIZE, SIZE), Image.Resampling.BICUBIC)
    return np.asarray(image, np.float32) / 255


def _as_taken(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """With the marks of a camera: light, blur, noise and JPEG."""
    bright = (picture * rng.uniform(0.6, 1.15) * rng.uniform(0.92, 1.08, 3)).clip(0, 1) ** rng.uniform(0.8, 1.25)
    image = Image.fromarray((bright * 255).astype(np.uint8))
    image = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0, 0.9))))
    noisy = np.asarray(image, np.float32) + rng.normal(0, rng.uniform(0, 6), picture.shape)
    file = io.BytesIO()
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(file, "jpeg", quality=int(rng.integers(55, 95)))
    return np.asarray(Image.open(file))


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
