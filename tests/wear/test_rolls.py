"""Rolls of fur keep their form and lie on collars and lapels, and what is sewn onto cloth is not inside out."""

import numpy as np
import pytest

from assets import asset
from backend.body import parameter_vector
from backend.body.helpers import base_mesh
from backend.protocol.requests import Worn
from backend.wear.bind import nearest_places
from backend.wear.binding import fit
from backend.wear.garment import standing_of
from backend.wear.outfit import outfit
from backend.wear.over import outward
from backend.wear.parts import parts_of
from backend.wear.piece_file import load_piece

STOUT = {"weight": 0.95, "age": 0.6}
SEWN_ON = ("turtleneck", "gilet", "puffer_jacket", "off_shoulder_blouse", "uniform_jacket", "parade_jacket", "robe")


@pytest.fixture(scope="module")
def furred(body, surface):
    """An outfit with a fur mantle over a jacket, a stout figure, and its pieces on that by name."""
    pieces = [load_piece(asset(f"wardrobe/{name}.npz")) for name in ("shirt", "jeans", "blazer", "fur_mantle")]
    clothes = outfit([(p, Worn(slot=p.entry.slot, piece=p.entry.name)) for p in pieces], surface)
    base = base_mesh(body, parameter_vector(body, STOUT))
    return clothes, base, dict(zip((g.name for g in clothes.garments), clothes.on(base), strict=True))


def test_each_section_of_a_roll_goes_out_as_a_whole(furred):
    clothes, base, on = furred
    fur = next(g for g in clothes.garments if g.name == "fur_mantle")
    made, worn = fit(fur.binding, base), on["fur_mantle"]
    places = np.c_[parts_of(fur.piece.faces, len(made)), fur.binding.indices, np.rint(1e3 * fur.binding.weights)]
    sections = np.unique(places, axis=0, return_inverse=True)[1]
    moved, changed = [], []
    for number in np.unique(sections):
        some = sections.reshape(-1) == number
        way = (worn - made)[some]
        if some.sum() > 8:
            moved.append(np.linalg.norm(way.mean(axis=0)))
            changed.append(np.linalg.norm(way - way.mean(axis=0), axis=1).max())
    assert len(moved) > 100 and max(moved) > 0.02, "it is pushed out of the jacket"
    assert np.quantile(changed, 0.9) < 0.001


def test_fur_lies_on_lapels_and_not_in_them(furred, surface):
    clothes, base, on = furred
    jacket, fur = (next(g for g in clothes.garments if g.name == name) for name in ("blazer", "fur_mantle"))
    ways = jacket.standing.on(base, surface.normals(base))[1]
    faces = outward(on["blazer"], jacket.piece.faces, ways)
    out = fur.standing.on(base, surface.normals(base))[1]
    *_, places = nearest_places(on["fur_mantle"], on["blazer"].astype(np.float64), faces)
    away = places - on["fur_mantle"]
    along = np.einsum("nd,nd->n", away, out)
    straight = along > 0.8 * np.linalg.norm(away, axis=1)
    assert np.mean(straight & (along > 0.002)) < 0.02


@pytest.mark.parametrize("name", SEWN_ON)
def test_what_is_sewn_on_looks_out(surface, name):
    piece = load_piece(asset(f"wardrobe/{name}.npz"))
    standing = standing_of(piece, piece.binding, surface)
    points = standing.points.astype(np.float64)
    height, out = standing.heights_of(points, surface.base, surface.normals(surface.base))
    a, b, c, d = (points[piece.faces[:, k]] for k in range(4))
    facing = np.einsum("fd,fd->f", 0.5 * np.cross(c - a, d - b), out[piece.faces].mean(axis=1))
    label = parts_of(piece.faces, len(points))[piece.faces[:, 0]]
    names, counts = np.unique(label, return_counts=True)
    for part in names[counts < counts.max()]:
        some = label == part
        over = float((facing * (height[piece.faces].mean(axis=1)))[some].sum())
        assert some.sum() < 24 or over > 0.0, f"a part of {some.sum()} faces is inside out"
