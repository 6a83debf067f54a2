"""Hair below a hat does not stick through it, hair below its rim stays, and hair that falls lies over clothes."""

from dataclasses import replace

import numpy as np
import pytest

from backend.body import parameter_vector
from backend.body.helpers import base_mesh
from backend.protocol.requests import Worn
from backend.protocol.results import Material
from backend.wear.bind import bind
from backend.wear.garment import OVER_CLOTHES
from backend.wear.headwear import skull
from backend.wear.outfit import outfit
from backend.wear.piece import Entry, Piece
from backend.wear.wardrobe import piece

RINGS, AROUND = 24, 48
SHAPES = ({}, {"age": 0.0}, {"weight": 1.0, "gender": 0.0})


def dome(surface, name, slot, radius, lowest, **known):
    """A piece around the skull from the top down to `lowest`, radians from the zenith."""
    down, turn = np.meshgrid(np.linspace(0.02, lowest, RINGS), np.arange(AROUND) * 2 * np.pi / AROUND, indexing="ij")
    radii = np.asarray(radius)[:, None] * np.ones_like(down) if np.ndim(radius) else np.full_like(down, radius)
    points = np.stack([np.sin(down) * np.cos(turn), np.sin(down) * np.sin(turn), np.cos(down)], axis=-1)
    points = (skull(surface) + points * radii[..., None]).reshape(-1, 3)
    number = np.arange(RINGS * AROUND).reshape(RINGS, AROUND)
    on, right = number[:-1], np.roll(number[:-1], -1, axis=1)
    faces = np.stack([on, number[1:], np.roll(number[1:], -1, axis=1), right], axis=-1).reshape(-1, 4)
    triangles = np.concatenate([surface.quads[:, [0, 1, 2]], surface.quads[:, [0, 2, 3]]])
    return Piece(
        entry=Entry(name=name, label=name, slot=slot),
        binding=bind(points, surface.base, triangles),
        faces=faces.astype(np.int32),
        uvs=np.zeros((1, 2), np.float32),
        uv_faces=np.zeros((len(faces), 4), np.int32),
        hides=np.zeros(0, np.int32),
        **known,
    )


def worn(*pieces):
    return [(piece, Worn(slot=piece.entry.slot, piece=piece.entry.name)) for piece in pieces]


def test_hair_below_a_hat_is_inside_it_and_hair_below_its_rim_stays(surface):
    hat = dome(surface, "cap", "head", 0.15, 1.4, bone="Head")
    hair = dome(surface, "curls", "hair", 0.18, 2.6, bone="Head")
    before = outfit(worn(hair), surface).on(surface.base)[0]
    clothes = outfit(worn(hair, hat), surface)
    after = clothes.on(surface.base)[0]
    down = np.repeat(np.linspace(0.02, 2.6, RINGS), AROUND)
    away = np.linalg.norm(after - skull(surface), axis=1)
    assert away[down < 1.25].max() < 0.15
    assert np.array_equal(after[down > 1.9], before[down > 1.9])
    shown = clothes.garments[0].shown
    rows = np.repeat(np.linspace(0.02, 2.6, RINGS)[:-1], AROUND)
    assert not shown[rows < 1.1].any() and shown[rows > 1.5].all()
    assert clothes.garments[1].shown.all()


def test_hair_in_an_open_crown_stays_above_it(surface):
    rim = dome(surface, "crown", "head", 0.15, 1.4, bone="Head")
    rim = Piece(**{**rim.__dict__, "faces": rim.faces[-4 * AROUND :]})
    hair = dome(surface, "curls", "hair", 0.18, 2.6, bone="Head")
    plain, crowned = (outfit(worn(*pieces), surface).on(surface.base)[0] for pieces in ((hair,), (hair, rim)))
    moved = np.linalg.norm(crowned - plain, axis=1)
    down = np.repeat(np.linspace(0.02, 2.6, RINGS), AROUND)
    assert not moved[down < 0.5].any() and (moved[(down > 1.28) & (down < 1.33)] > 0.01).all()


def test_what_is_pushed_up_goes_around_the_hat_that_is_worn(surface):
    hat = dome(surface, "cap", "head", 0.17, 1.4, bone="Head")
    band = dome(surface, "goggles", "glasses", 0.13, 1.2, bone="Head")
    rows = slice(-4 * AROUND, None)
    low = replace(band.binding, **{n: getattr(band.binding, n)[rows] for n in ("indices", "weights", "offsets")})
    faces = band.faces[-3 * AROUND :] - (RINGS - 4) * AROUND
    band = replace(band, entry=replace(band.entry, layer=75), binding=low, faces=faces)
    bare, around = (outfit(worn(*pieces), surface).on(surface.base)[-1] for pieces in ((band,), (hat, band)))
    before, after = (np.hypot(*(points - skull(surface))[:, :2].T) for points in (bare, around))
    assert (after > np.sqrt(0.17**2 - (bare - skull(surface))[:, 2] ** 2) - 0.003).all() and (before < after).all()
    assert np.allclose(around[:, 2], bare[:, 2], atol=1e-6)


def test_hair_below_a_thin_veil_is_seen(surface):
    veil = dome(surface, "veil", "head", 0.15, 1.4, bone="Head", material=Material(alpha_mode="blend"))
    hair = dome(surface, "curls", "hair", 0.18, 2.6, bone="Head")
    clothes = outfit(worn(hair, veil), surface)
    assert clothes.garments[0].shown.all()
    down = np.repeat(np.linspace(0.02, 2.6, RINGS), AROUND)
    assert np.linalg.norm(clothes.on(surface.base)[0] - skull(surface), axis=1)[down < 1.25].max() < 0.15


@pytest.mark.parametrize("sliders", SHAPES)
def test_a_long_beard_lies_over_a_thick_collar(body, surface, sliders):
    collar = dome(surface, "scarf", "neck", np.linspace(0.14, 0.24, RINGS), 2.9)
    beard = dome(surface, "beard", "facial_hair", np.linspace(0.16, 0.18, RINGS), 2.9, bone="Head", face=True)
    base = base_mesh(body, parameter_vector(body, sliders))
    clothes = outfit(worn(beard, collar), surface)
    bare = outfit(worn(beard), surface).on(base)[0]
    over = clothes.on(base)[0]
    moved = np.linalg.norm(over - bare, axis=1).reshape(RINGS, AROUND)
    assert moved[-8:].max() > OVER_CLOTHES and not moved[: RINGS // 3].any()


@pytest.mark.parametrize("cloth", ("headscarf", "hijab", "mail_coif"))
def test_close_cloth_hides_hair_earrings_and_the_ends_of_temples(surface, cloth):
    names = ("bob", "drop_earrings", "glasses", cloth)
    on = {g.name: g for g in outfit(worn(*(piece(name) for name in names)), surface).garments}
    assert not on["bob"].shown.any() and not on["drop_earrings"].shown.any()
    seen = np.unique(on["glasses"].piece.faces[on["glasses"].shown])
    y = (on["glasses"].binding.offsets + surface.base[on["glasses"].binding.indices[:, 0]])[:, 1]
    assert 0.3 < on["glasses"].shown.mean() < 0.95 and y[seen].max() < y.max() - 0.02


def test_in_a_hood_hair_is_seen_around_the_face(surface):
    on = {g.name: g for g in outfit(worn(piece("fringe_bob"), piece("earrings"), piece("hood")), surface).garments}
    assert 0.05 < on["fringe_bob"].shown.mean() < 0.9


@pytest.mark.parametrize(("hair", "least", "most"), (("shaved_head", 0.99, 1.0), ("bob", 0.4, 0.9)))
def test_temples_of_glasses_go_under_hair_that_falls_over_the_ears(surface, hair, least, most):
    on = {g.name: g for g in outfit(worn(piece(hair), piece("glasses")), surface).garments}
    assert least <= on["glasses"].shown.mean() <= most
