"""Pictures of dressed people as they might be photographed, with what is true of them; a file for each."""

from __future__ import annotations

import dataclasses
import io
import math
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageFilter
from torch import Tensor

from backend.appearance import paint_albedo, paint_piece, piece_material
from backend.body import BodyData, load_body, rest_shape
from backend.body.helpers import base_mesh
from backend.body.shape import rest
from backend.figure.dress import fitted
from backend.figure.outfit import outfit_of
from backend.figure.rig import Stance
from backend.figure.surfaces import body_surface, garment_surface
from backend.protocol.requests import Look, Worn
from backend.render import Light, Surface, backgrounds, pinhole_camera, render_surfaces
from backend.wear.piece import Piece

from .people import Posed, in_a_pose, somebody

BODY = "anny"
HEIGHT = 384
"""pixels"""
_SKIN_TEXTURE, _PIECE_TEXTURE = 256, 128
_TURNS = ((0.55, 0.0, 15.0), (0.35, 0.0, 45.0), (0.1, 180.0, 25.0))
"""share of the pictures, and middle and spread of the degrees by which the figure is turned from the camera"""
Report = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Photographed:
    """picture: (H, W, 3) uint8; focal: pixels; values: (P,) sliders of who is in it; heads: (J, 3) metres and frames
    (J, 3, 3), where the joints are and how the bones have turned since rest, before a camera that stands at the origin
    and looks along +Y."""

    picture: np.ndarray
    focal: float
    values: np.ndarray
    heads: np.ndarray
    frames: np.ndarray


def photographed(body: BodyData, rng: np.random.Generator, held: bool) -> Photographed:
    values, look = somebody(body, rng, held)
    person = in_a_pose(body, values, look, rng, held)
    height, width = HEIGHT, int(rng.integers(240, 400))
    focal = float(max(height, width) * rng.uniform(0.85, 2.2))
    turn, shift = _stood(person, rng, focal, (height, width))
    surfaces = _surfaces(body, person, turn, shift, int(rng.integers(1000)))
    camera = pinhole_camera(focal, (width / 2, height / 2), (height, width), far=60.0)
    behind = _behind(rng, (height, width), held)
    with torch.inference_mode():
        image, _ = render_surfaces(
            surfaces, camera, (height, width), light=_light(rng, held), background=behind, supersample=1, layers=3
        )
    picture = (image[0].clamp(0, 1) * 255).round().to(torch.uint8).numpy()
    heads, frames = person.heads @ turn.T + shift, turn @ person.moves[:, :, :3]
    return Photographed(_as_taken(picture, rng), focal, values.numpy(), heads, frames)


def _stood(
    person: Posed, rng: np.random.Generator, focal: float, size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """How the figure is turned and moved before the camera, so that all of it is in the picture."""
    shares = [share for share, _, _ in _TURNS]
    _, middle, spread = _TURNS[int(rng.choice(len(_TURNS), p=shares))]
    turn = _about_x(rng.normal(4, 5)) @ _about_z(rng.normal(middle, spread))
    points = person.vertices @ turn.T
    low, high = points.min(0), points.max(0)
    points = points - (low + high) / 2
    margin = rng.uniform(0.72, 0.96)
    reach = np.array([size[1], size[0]]) / 2 * margin / focal
    far = float(max((np.abs(points[:, [0, 2]]) / reach).max(0).max(), 0.5)) - float(points[:, 1].min())
    aside = (np.array([size[1], size[0]]) / 2 * (1 - margin) / focal) * far * rng.uniform(-0.7, 0.7, 2)
    return turn, np.array([aside[0], far, aside[1]]) - (low + high) / 2


def _about_x(degrees: float) -> np.ndarray:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array(((1, 0, 0), (0, c, -s), (0, s, c)))


def _about_z(degrees: float) -> np.ndarray:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array(((c, -s, 0), (s, c, 0), (0, 0, 1)))


@torch.inference_mode()
def _surfaces(body: BodyData, person: Posed, turn: np.ndarray, shift: np.ndarray, seed: int) -> list[Surface]:
    look, values = person.look, person.values
    outfit = outfit_of(body, person.rig, look.worn)
    native, heads, tails = rest(body, person.rig, values[None])
    stance = Stance(native, native, heads, tails, person.rig, moves=torch.from_numpy(person.moves))
    clothes = fitted(body, values[None], outfit, stance)
    base = base_mesh(body, values[None])
    base[body.tables["base_vertices"].numpy()] = person.vertices @ turn.T + shift
    albedo = paint_albedo(body, look, _SKIN_TEXTURE, seed)
    assert outfit.clothes is not None
    found = [body_surface(body, base, outfit.clothes, albedo)]
    lift = np.array((0, 0, clothes.lift))
    for garment, points in zip(outfit.garments, clothes.points, strict=True):
        piece, worn = garment.piece, garment.worn
        moved = (points - lift) @ turn.T + shift
        found.append(garment_surface(garment, moved, _painted(piece, look, worn, seed), piece_material(piece, worn)))
    return found


def _painted(piece: Piece, look: Look, worn: Worn, seed: int) -> np.ndarray:
    if worn.slot in ("hair", "facial_hair", "brows", "lashes"):
        return _strands(piece, Look(hair_colour=look.hair_colour), worn)
    return paint_piece(piece, look, worn, _PIECE_TEXTURE, seed)["albedo"]


@lru_cache(maxsize=128)
def _strands(piece: Piece, look: Look, worn: Worn) -> np.ndarray:
    return paint_piece(piece, look, worn, _PIECE_TEXTURE)["albedo"]


def _light(rng: np.random.Generator, held: bool) -> Light:
    """From the left or above for learning, from the right for holding out."""
    side = rng.uniform(0.1, 0.9) if held else rng.uniform(-0.9, 0.1)
    return Light(
        sky=float(rng.uniform(0.25, 0.6)),
        ground=float(rng.uniform(0.1, 0.35)),
        key=float(rng.uniform(0.3, 0.9)),
        direction=(float(side), float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.3, 0.9))),
    )


def _behind(rng: np.random.Generator, size: tuple[int, int], held: bool) -> Tensor:
    """(1, H, W, 3): walls, floors and blurred things for learning; chess boards and other things for holding out."""
    height, width = size
    kind = int(rng.integers(3))
    if held and kind == 0:
        generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
        return backgrounds("checker", 1, size, generator) * torch.from_numpy(rng.uniform(0.6, 1, 3)).float()
    wall, floor = rng.uniform(0.15, 0.95, 3), rng.uniform(0.1, 0.8, 3)
    picture = np.tile(wall, (height, width, 1)) * np.linspace(rng.uniform(0.7, 1.1), 1, width)[None, :, None]
    line = int(height * rng.uniform(0.6, 0.95))
    picture[line:] = floor * np.linspace(1, rng.uniform(0.7, 1.1), height - line)[:, None, None]
    if kind == 2:
        for _ in range(int(rng.integers(3, 12))):
            x, y = rng.integers(0, width), rng.integers(0, height)
            w, h = rng.integers(10, width // 2), rng.integers(10, height // 2)
            if held:
                rows, columns = np.ogrid[:height, :width]
                inside = ((columns - x) / w) ** 2 + ((rows - y) / h) ** 2 < 0.4
                picture[inside] = rng.uniform(0, 1, 3)
            else:
                picture[y : y + h, x : x + w] = rng.uniform(0, 1, 3)
    image = Image.fromarray((picture.clip(0, 1) * 255).astype(np.uint8))
    blurred = np.asarray(image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.5, 6)))), np.float32) / 255
    blurred = blurred + rng.normal(0, 0.02, (height, width, 1)).astype(np.float32)
    return torch.from_numpy(blurred.clip(0, 1).astype(np.float32))[None]


def _as_taken(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """With the marks of JPEG."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "jpeg", quality=int(rng.integers(60, 95)))
    return np.asarray(Image.open(file))


def write_pictures(folder: Path, seeds: range, workers: int, report: Report, *, held: bool) -> list[Path]:
    """The files of these seeds, those that are not on disk yet made in `workers` processes."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{'held' if held else 'seen'}-{seed}.npz" for seed in seeds]
    todo = [(seed, file) for seed, file in zip(seeds, files, strict=True) if not file.exists()]
    if todo:
        with ProcessPoolExecutor(workers, get_context("spawn"), _start) as pool:
            jobs = [pool.submit(_write_one, file, seed, held) for seed, file in todo]
            for done, job in enumerate(as_completed(jobs), len(files) - len(todo) + 1):
                job.result()
                report(done, len(files))
    return files


_body: list[BodyData] = []


def _start() -> None:
    torch.set_num_threads(1)
    _body.append(load_body(BODY))


def _write_one(file: Path, seed: int, held: bool) -> None:
    one = photographed(_body[0], np.random.default_rng([seed, int(held)]), held)
    partial = file.with_name(f".{file.name}")
    with partial.open("wb") as out:
        np.savez_compressed(out, **dataclasses.asdict(one))
    partial.replace(file)


def read_picture(file: Path) -> Photographed:
    with np.load(file, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in ("picture", "values", "heads", "frames")}
        return Photographed(focal=float(stored["focal"]), **arrays)


@torch.inference_mode()
def rest_of(body: BodyData, values: np.ndarray) -> np.ndarray:
    """(V, 3) float64 metres, the shape of sliders (P,) at rest."""
    return rest_shape(body, torch.as_tensor(values, dtype=torch.float32)[None])[0].numpy().astype(np.float64)
