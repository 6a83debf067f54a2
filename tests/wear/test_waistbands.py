"""Belts and sashes lie around what is below them, level, on every build."""

from __future__ import annotations

import numpy as np
import pytest

from backend.body import parameter_vector
from backend.body.helpers import base_mesh, skin_surface
from backend.figure.try_on import _body
from backend.protocol.requests import Worn
from backend.wear.outfit import outfit
from backend.wear.wardrobe import piece

BUILDS = [
    {"age": 0.0, "gender": 0.5},
    {"gender": 0.0, "weight": 1.0, "age": 0.72, "muscle": 0.4},
    {"gender": 1.0, "age": 1.0, "weight": 0.0, "muscle": 0.1},
]


@pytest.mark.parametrize("name", ["robe", "tunic", "belt"])
@pytest.mark.parametrize("build", BUILDS)
def test_a_band_is_level(name: str, build: dict[str, float]) -> None:
    body = _body()
    made = piece(name)
    dressed = outfit([(made, Worn(slot=made.entry.slot, piece=name))], skin_surface(body))
    (points,) = dressed.on(base_mesh(body, parameter_vector(body, build)))
    (band,) = dressed.bands[0]
    mine = points[band.rows]
    terms = np.column_stack([np.ones(len(mine)), mine[:, :2], band.level])
    rest = mine[:, 2] - terms @ np.linalg.lstsq(terms, mine[:, 2], rcond=None)[0]
    assert np.abs(rest).max() < 0.002


@pytest.mark.parametrize("build", BUILDS)
def test_a_waistband_lies_on_the_waist_with_its_own_cloth_below_it(build: dict[str, float]) -> None:
    body = _body()
    surface = skin_surface(body)
    base = base_mesh(body, parameter_vector(body, build))
    for name in ("short_dress", "long_coat"):
        made = piece(name)
        dressed = outfit([(made, Worn(slot=made.entry.slot, piece=name))], surface)
        (points,) = dressed.on(base)
        (band,) = dressed.bands[0]
        mine = points[band.rows]
        skin = base[surface.vertices]
        skin = skin[np.abs(skin[:, 2] - mine[:, 2].mean()) < 0.12]
        away = np.linalg.norm(mine[:, None] - skin, axis=2).min(axis=1)
        assert away.max() < 0.04, f"{name} stands off by {away.max():.3f} m"
        middle = mine.mean(axis=0)
        cloth = points[band.eased][np.isfinite(band.made)] - middle
        terms = np.column_stack([np.ones(len(mine)), (mine - middle)[:, :2]])
        plane = np.linalg.lstsq(terms, (mine - middle)[:, 2] - band.level, rcond=None)[0]
        level = cloth[:, 2] - cloth[:, :2] @ plane[1:] - plane[0]
        within = (level > band.level.min()) & (level < band.level.max())
        inner = cloth[within]
        outside = band.away > np.median(band.away)
        outer = (mine - middle)[outside]
        turn, own = np.arctan2(outer[:, 1], outer[:, 0]), np.arctan2(inner[:, 1], inner[:, 0])
        aside = 0.15 * np.abs(np.angle(np.exp(1j * (own[:, None] - turn))))
        nearest = np.hypot(aside, level[within][:, None] - band.level[outside]).argmin(axis=1)
        further = np.hypot(*inner[:, :2].T) - np.hypot(*outer[nearest, :2].T)
        assert np.mean(further > 0.003) < 0.04, f"{name} comes through its band"


@pytest.mark.parametrize("name", ["thobe", "empire_gown"])
@pytest.mark.parametrize("build", BUILDS)
def test_a_belt_lies_around_cloth_that_has_no_vertices_where_it_runs(name: str, build: dict[str, float]) -> None:
    body = _body()
    made = [piece(name), piece("belt")]
    worn = [(one, Worn(slot=one.entry.slot, piece=one.entry.name)) for one in made]
    dressed = outfit(worn, skin_surface(body))
    cloth, points = dressed.on(base_mesh(body, parameter_vector(body, build)))
    (band,) = dressed.bands[1]
    belt = points[band.rows[band.away < 0.001]]
    middle = belt.mean(axis=0)
    terms = np.column_stack([np.ones(len(belt)), belt[:, :2] - middle[:2]])
    plane = np.linalg.lstsq(terms, belt[:, 2], rcond=None)[0]
    faces = dressed.garments[0].piece.faces
    first, second = (cloth[edge.reshape(-1)] for edge in (faces, np.roll(faces, -1, axis=1)))
    low, high = (end[:, 2] - plane[0] - (end[:, :2] - middle[:2]) @ plane[1:] for end in (first, second))
    crosses = (low < 0.0) & (high > 0.0)
    share = (low / (low - high + 1e-9))[crosses, None]
    met = (first[crosses] + share * (second - first)[crosses] - middle)[:, :2]
    met = met[np.hypot(*met.T) < 1.2 * np.hypot(*(belt - middle)[:, :2].T).max()]  # sleeves beside it
    turn, own = (np.arctan2(some[:, 1], some[:, 0]) // (np.pi / 18) for some in (met, belt - middle))
    for at in np.unique(turn):
        inside = np.hypot(*(belt - middle)[own == at, :2].T).max()
        assert np.hypot(*met[turn == at].T).max() < inside + 0.005


@pytest.mark.parametrize("build", BUILDS[1:])
def test_the_waist_of_a_skirt_is_no_shelf(build: dict[str, float]) -> None:
    body = _body()
    surface = skin_surface(body)
    base = base_mesh(body, parameter_vector(body, build))
    dressed = outfit([(piece("pencil_skirt"), Worn(slot="bottom", piece="pencil_skirt"))], surface)
    (points,) = dressed.on(base)
    standing = dressed.garments[0].standing
    assert standing and standing.hugs
    waist = standing.hugs.rows[standing.hugs.share > 0.9]
    height, _ = standing.heights_of(points, base, surface.normals(base))
    assert np.quantile(height[waist], 0.9) < 0.014 and height[waist].min() > 0.001


@pytest.mark.parametrize("pair", [("t_shirt", "jeans", "belt"), ("shirt", "trousers", "blazer")])
def test_trousers_are_close_over_a_shirt_that_is_tucked_in(pair: tuple[str, ...]) -> None:
    body = _body()
    surface = skin_surface(body)
    base = base_mesh(body, parameter_vector(body, {"gender": 0.0, "weight": 1.0, "muscle": 0.3}))
    dressed = outfit([(piece(n), Worn(slot=piece(n).entry.slot, piece=n)) for n in pair], surface)
    fitted = dict(
        zip((g.name for g in dressed.garments), zip(dressed.garments, dressed.on(base), strict=True), strict=True)
    )
    for name, most in zip(pair[:2], (0.006, 0.012), strict=True):
        garment, points = fitted[name]
        standing = garment.standing
        assert standing
        top = fitted[pair[1]][0].standing.points[:, 2].max()
        waist = (np.abs(standing.points[:, 2] - top + 0.03) < 0.03) & (np.abs(standing.points[:, 0]) < 0.3)
        height, _ = standing.heights_of(points, base, surface.normals(base))
        assert np.median(height[waist]) < most, name
