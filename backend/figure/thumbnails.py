"""Small pictures of what can be worn, each on a plain grey figure."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from assets import asset

from ..appearance import paint_piece
from ..assets.reading import own_file
from ..body import BodyData, load_body, parameter_vector
from ..body.helpers import base_mesh
from ..protocol.requests import Look
from ..protocol.results import Material
from ..render import Surface, render_surfaces, topology
from ..render.camera import orbit_camera
from ..wear.binding import fit
from ..wear.piece import Piece
from ..wear.wardrobe import piece
from .pictures import as_triangles

SIZE = 64
SHEET = "pictures.png"
_COLUMNS = 12
_GREY = 0.62
_TEXTURE = 256
_OVERSAMPLING = 3
_FROM = {"back": 180.0, "shoes": 60.0, "hair": 35.0, "head": 35.0, "facial_hair": 25.0}
"""degrees that the figure is seen from, where it is not the front"""
_HAIR_SLOTS = ("hair", "facial_hair", "brows", "lashes")


def thumbnail(body: BodyData, worn: Piece, size: int = SIZE) -> np.ndarray:
    """(size, size, 4) uint8, straight alpha: a piece as it is, in its usual colours."""
    female = "female" in worn.entry.tags and "male" not in worn.entry.tags
    with torch.inference_mode():
        base = base_mesh(body, parameter_vector(body, {"gender": 1.0 if female else 0.0}))
    own = body.tables["base_vertices"].numpy()
    faces = body.faces.numpy()
    shown = ~np.isin(own[faces], worn.hides).all(axis=1)
    grey = np.full((1, 1, 4), (_GREY, _GREY, _GREY, 1.0), np.float32)
    look = dataclasses.replace(Look(), hair_colour=(0.28, 0.17, 0.10))
    albedo = paint_piece(worn, look, None, _TEXTURE)["albedo"]
    points = fit(worn.binding, base)
    surfaces = [
        _surface(base[own], faces[shown], grey, body.uvs.numpy(), body.uv_faces.numpy()[shown], Material()),
        _surface(
            points,
            as_triangles(worn.faces),
            albedo.astype(np.float32) / 255,
            worn.uvs,
            as_triangles(worn.uv_faces),
            worn.material,
        ),
    ]
    slot = worn.entry.slot
    camera = orbit_camera(_framed(base, points, slot)[None], _FROM.get(slot, 0.0), 4.0, margin=0.08)
    large = size * _OVERSAMPLING
    with torch.inference_mode():
        pictures, coverage = render_surfaces(surfaces, camera, (large, large), background=(0, 0, 0), supersample=1)
        whole = torch.cat([pictures, coverage], -1).permute(0, 3, 1, 2)
        small = torch.nn.functional.avg_pool2d(whole, _OVERSAMPLING)[0].permute(1, 2, 0)
    colour, alpha = small[..., :3], small[..., 3:]
    straight = torch.cat([colour / alpha.clamp(min=1e-3), alpha], -1).clamp(0, 1)
    return (straight * 255).round().to(torch.uint8).numpy()


def _framed(base: np.ndarray, points: np.ndarray, slot: str) -> torch.Tensor:
    """What the picture frames: the piece, and of the head enough to see where on it."""
    if slot in _HAIR_SLOTS:
        low, high = points.min(axis=0), points.max(axis=0)
        room = np.maximum(0.24 - (high - low), 0) / 2
        points = np.concatenate([points, low[None] - room, high[None] + room])
    return torch.tensor(points, dtype=torch.float32)


def _surface(
    vertices: np.ndarray,
    faces: np.ndarray,
    texture: np.ndarray,
    uvs: np.ndarray,
    uv_faces: np.ndarray,
    material: Material,
) -> Surface:
    return Surface(
        vertices=torch.tensor(vertices, dtype=torch.float32)[None],
        mesh=topology(torch.tensor(np.ascontiguousarray(faces)).long()),
        texture=torch.tensor(texture),
        uvs=torch.tensor(uvs),
        uv_faces=torch.tensor(np.ascontiguousarray(uv_faces)),
        material=material,
    )


def drawn() -> dict[str, np.ndarray]:
    """Name -> (SIZE, SIZE, 4) uint8 of the bundled pieces, as `galatea bake wardrobe` drew them; of others none."""
    path = asset("wardrobe", SHEET)
    if not path.exists():
        return {}
    with own_file(path, "pictures of the wardrobe"), Image.open(path) as sheet:
        names = json.loads(sheet.info["names"])
        pixels = np.asarray(sheet.convert("RGBA"))
    columns = pixels.shape[1] // SIZE
    cells = {name: divmod(number, columns) for number, name in enumerate(names)}
    return {n: pixels[r * SIZE : (r + 1) * SIZE, c * SIZE : (c + 1) * SIZE] for n, (r, c) in cells.items()}


def draw(names: Sequence[str], path: Path) -> None:
    """One picture file with the pieces of these names side by side."""
    body = load_body("anny", "cpu")
    rows = -(-len(names) // _COLUMNS)
    pixels = np.zeros((rows * SIZE, _COLUMNS * SIZE, 4), np.uint8)
    for number, name in enumerate(names):
        row, column = divmod(number, _COLUMNS)
        pixels[row * SIZE : (row + 1) * SIZE, column * SIZE : (column + 1) * SIZE] = thumbnail(body, piece(name))
    told = PngInfo()
    told.add_text("names", json.dumps(list(names)))
    Image.fromarray(pixels).quantize(256, method=Image.Quantize.FASTOCTREE).save(path, pnginfo=told, optimize=True)
