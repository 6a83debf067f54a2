"""Chains and beads lie on what is below them, neither floating nor sunk in, on every build."""

from __future__ import annotations

import numpy as np
import pytest

from backend.body import parameter_vector
from backend.body.helpers import base_mesh, skin_surface
from backend.figure.try_on import _body
from backend.protocol.requests import Worn
from backend.wear.bind import nearest_places
from backend.wear.cords import cords_of
from backend.wear.outfit import outfit
from backend.wear.parts import parts_of
from backend.wear.wardrobe import piece

BUILDS = [
    {"age": 0.0, "gender": 0.5},
    {"gender": 0.0, "weight": 1.0, "age": 0.72, "muscle": 0.4},
    {"gender": 1.0, "age": 1.0, "weight": 0.0, "muscle": 0.1},
]


@pytest.mark.parametrize("build", BUILDS)
def test_every_bead_lies_on_the_dress_or_the_skin(build: dict[str, float]) -> None:
    body = _body()
    surface = skin_surface(body)
    names = ("short_dress", "beads")
    dressed = outfit([(piece(n), Worn(slot=piece(n).entry.slot, piece=n)) for n in names], surface)
    base = base_mesh(body, parameter_vector(body, build))
    dress, beads = dressed.on(base)
    garment = dressed.garments[1]
    assert garment.standing and garment.standing.cords
    some = np.unique(garment.piece.faces[garment.shown])
    shown = dressed.garments[0].piece.faces
    away = np.full(len(beads), np.inf)
    for points, quads in ((base, surface.quads), (dress, shown)):
        low, high = beads[some].min(axis=0) - 0.05, beads[some].max(axis=0) + 0.05
        quads = quads[((points[quads] > low) & (points[quads] < high)).all(axis=(1, 2))]
        triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
        places = nearest_places(beads[some].astype(np.float64), points.astype(np.float64), triangles)[2]
        away[some] = np.minimum(away[some], np.linalg.norm(beads[some] - places, axis=1))
    label = parts_of(garment.piece.faces, len(beads))
    nearest = np.array([away[label == part].min() for part in np.unique(label[some])])
    assert np.quantile(nearest, 0.95) < 0.008 and nearest.max() < 0.016


def test_what_lifts_a_strap_lifts_all_of_its_width_and_not_far_along_it() -> None:
    across, along = 5, 40
    place = np.arange(along * across).reshape(along, across)
    points = np.zeros((along * across, 3))
    points[:, 0], points[:, 2] = 0.0085 * (place % across).ravel(), 0.033 * (place // across).ravel()
    faces = np.stack([place[:-1, :-1], place[:-1, 1:], place[1:, 1:], place[1:, :-1]], axis=-1).reshape(-1, 4)
    cords = cords_of(points, np.full(len(points), 0.003), faces)
    assert cords is not None and len(cords.rows) == len(points)
    lack = np.zeros(len(points), np.float32)
    lack[place[20, 1]] = 0.02
    moved = cords.moved(lack).reshape(along, across)
    assert np.allclose(moved[20], 0.02) and moved[[17, 23]].max() < 0.01 and moved.min() >= 0.0
