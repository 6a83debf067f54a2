"""A wardrobe of simple pieces: shells over a part of the body, made in a moment, for tests of whoever wears them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np

from backend.bake.wardrobe.reference import Reference, reference
from backend.protocol.requests import Colour
from backend.wear.binding import Binding
from backend.wear.piece import Entry, Piece
from backend.wear.piece_file import save_piece

Choose = Callable[[np.ndarray], np.ndarray]
SOLE = 0.03
"""metres under the foot"""


def toy_wardrobe(folder: Path) -> Path:
    """The folder, with every piece in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for piece in pieces():
        save_piece(piece, folder / f"{piece.entry.name}.npz")
    return folder


@lru_cache(maxsize=1)
def pieces() -> tuple[Piece, ...]:
    arms = lambda p: np.abs(p[:, 0]) < 0.35  # noqa: E731
    return (
        shell("t_shirt", "T-shirt", "top", lambda p: (p[:, 2] > 0.92) & (p[:, 2] < 1.38) & arms(p)),
        shell("shirt", "Shirt", "top", lambda p: (p[:, 2] > 0.90) & (p[:, 2] < 1.38) & arms(p)),
        shell("blazer", "Blazer", "outer", lambda p: (p[:, 2] > 0.85) & (p[:, 2] < 1.40) & arms(p), 0.03, layer=3),
        shell("jeans", "Jeans", "bottom", lambda p: (p[:, 2] > 0.15) & (p[:, 2] < 0.95) & arms(p), layer=-1),
        shell(
            "short_dress",
            "Short dress",
            "one_piece",
            lambda p: (p[:, 2] > 0.55) & (p[:, 2] < 1.38) & arms(p),
            also=("top", "bottom"),
        ),
        shell("trainers", "Trainers", "shoes", lambda p: p[:, 2] < 0.09, SOLE),
        shell("briefs", "Briefs", "underwear", lambda p: (p[:, 2] > 0.72) & (p[:, 2] < 0.9) & arms(p), 0.002),
        shell("short_hair", "Short hair", "hair", lambda p: p[:, 2] > 1.53, 0.01, colours=(), bone="Head"),
        shell("bob", "Bob", "hair", lambda p: p[:, 2] > 1.50, 0.02, colours=(), bone="Head"),
        shell("brows", "Brows", "brows", _above_the_eyes, 0.001, colours=(), face=True),
    )


def shell(
    name: str,
    label: str,
    slot: str,
    choose: Choose,
    away: float = 0.006,
    layer: int = 0,
    also: tuple[str, ...] = (),
    colours: tuple[Colour, ...] = ((0.7, 0.1, 0.1), (0.1, 0.3, 0.7), (0.2, 0.5, 0.2)),
    bone: str = "",
    face: bool = False,
) -> Piece:
    """The skin where `choose` (V, 3) -> (V,) bool says so, so many metres outside of it."""
    on = reference()
    quads = on.skin_quads
    quads = quads[choose(np.nan_to_num(on.base))[quads].all(axis=1)]
    used, faces = np.unique(quads, return_inverse=True)
    faces = faces.reshape(quads.shape).astype(np.int32)
    points = on.base[used] + away * on.normals[used]
    spread = np.ptp(points, axis=0)
    uvs = ((points - points.min(axis=0)) / np.maximum(spread, 1e-6))[:, [0, 2]]
    inner = _inner(faces, len(used))
    return Piece(
        entry=Entry(name=name, label=label, slot=slot, layer=layer, also=also, nouns=(label.lower(),), colours=colours),
        binding=Binding(
            indices=np.tile(used[:, None], (1, 3)).astype(np.int32),
            weights=np.tile(np.float32((1, 0, 0)), (len(used), 1)),
            offsets=(away * on.normals[used]).astype(np.float32),
        ),
        faces=faces,
        uvs=uvs.astype(np.float32),
        uv_faces=faces,
        hides=used[inner].astype(np.int32) if slot not in ("hair", "brows") else np.zeros(0, np.int32),
        bone=bone,
        face=face,
        sizes={"length+": np.tile(np.float32((0, 0, -0.05)), (len(points), 1))} if slot == "top" else {},
    )


def _inner(faces: np.ndarray, count: int) -> np.ndarray:
    """(V,) bool vertices that are not on the rim of a mesh of quads."""
    edges = np.sort(np.concatenate([faces[:, [a, (a + 1) % 4]] for a in range(4)]), axis=1)
    pairs, often = np.unique(edges, axis=0, return_counts=True)
    inner = np.ones(count, bool)
    inner[pairs[often == 1].ravel()] = False
    return inner


def _above_the_eyes(points: np.ndarray) -> np.ndarray:
    on: Reference = reference()
    eyes = on.base[on.region("eye_front_left")]
    low, high = eyes.min(axis=0), eyes.max(axis=0)
    near = (points[:, 2] > high[2]) & (points[:, 2] < high[2] + 0.03)
    return near & (np.abs(points[:, 0]) < high[0] + 0.01) & (points[:, 1] < low[1] + 0.02)
