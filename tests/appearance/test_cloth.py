"""Painted pieces: the colours that were said, seamless patterns in real sizes, surfaces that run as they should."""

import numpy as np
import pytest

from backend.appearance import paint_piece, piece_colours, piece_material
from backend.appearance.patterns import PERIODS
from backend.appearance.relief import HEIGHT, relief
from backend.protocol.requests import FABRICS, PATTERNS, Look, Worn
from backend.wear.binding import Binding
from backend.wear.piece import Entry, Piece

SIZE = 256
NAVY, CREAM = (0.15, 0.20, 0.42), (0.90, 0.86, 0.75)


def piece(texel=1.0, paint="cloth", zones=None, zone_colours=None, pictures=None, **entry) -> Piece:
    square = np.array([[0, 1, 2, 3]], np.int32)
    stated = {"name": "sample", "label": "Sample", "slot": "top", "colours": (NAVY,)}
    return Piece(
        entry=Entry(**{**stated, **entry}),
        binding=Binding(np.zeros((4, 3), np.int32), np.full((4, 3), 1 / 3, np.float32), np.zeros((4, 3), np.float32)),
        faces=square,
        uvs=np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]], np.float32),
        uv_faces=square,
        hides=np.zeros(0, np.int32),
        paint=paint,
        texel=texel,
        zones=zones or {},
        zone_colours=zone_colours or {},
        pictures=pictures or {},
    )


def painted(what: Piece, worn: Worn | None = None, seed=0, look=None, size=SIZE):
    return paint_piece(what, look or Look(), worn, size, seed)


def mean(texture: np.ndarray) -> np.ndarray:
    return texture[..., :3].reshape(-1, 3).mean(axis=0) / 255


@pytest.mark.parametrize("fabric", FABRICS)
def test_every_fabric_keeps_the_colour_that_was_said_and_has_a_surface(fabric) -> None:
    worn = Worn(slot="top", colour=NAVY, fabric=fabric)
    found = painted(piece(), worn)
    allowed = 0.10 if fabric == "denim" else 0.03  # which is faded
    assert np.abs(mean(found["albedo"]) - NAVY).max() < allowed
    for texture in found.values():
        assert texture.shape == (SIZE, SIZE, 4) and texture.dtype == np.uint8
    normals = found["normal"][..., :3].astype(float) / 127.5 - 1
    np.testing.assert_allclose(np.linalg.norm(normals, axis=2), 1, atol=0.03)
    assert normals[..., 2].min() > 0.2
    np.testing.assert_array_equal(found["albedo"], painted(piece(), worn)["albedo"])


@pytest.mark.parametrize("pattern", [name for name in PATTERNS if name in PERIODS or name == "plain"])
@pytest.mark.parametrize("size", [256, 300])
def test_patterns_meet_themselves_at_the_border(pattern, size) -> None:
    texture = painted(piece(), Worn(slot="top", pattern=pattern, second_colour=CREAM), size=size)["albedo"]
    pixels = texture[..., :3].astype(float)
    for axis in (0, 1):
        turned = np.moveaxis(pixels, axis, 0)
        steps = np.abs(np.diff(turned, axis=0)).mean(axis=(1, 2))
        seam = np.abs(turned[0] - turned[-1]).mean()
        assert seam <= steps.max() * 1.2 + 2
    if pattern != "plain":
        plain = painted(piece(), Worn(slot="top"), size=size)["albedo"]
        assert np.abs(pixels - plain[..., :3]).mean() > 1.5


@pytest.mark.parametrize("texel", [0.36, 0.9])
def test_a_stripe_is_as_wide_on_a_small_piece_as_on_a_large_one(texel) -> None:
    worn = Worn(slot="top", pattern="stripes", colour=(0, 0, 0), second_colour=(1, 1, 1), fabric="rubber")
    column = painted(piece(texel), worn)["albedo"][:, 0, 0] > 128
    starts = np.count_nonzero(np.diff(column.astype(int)) == 1)
    assert starts == pytest.approx(texel / 0.045, abs=1)


def test_the_seed_chooses_among_usual_colours_and_what_is_worn_beats_them() -> None:
    coloured = piece(colours=((0.8, 0.1, 0.1), (0.1, 0.8, 0.1), (0.1, 0.1, 0.8)))
    chosen = {piece_colours(coloured, None, seed)[0] for seed in range(30)}
    assert chosen == set(coloured.entry.colours)
    assert piece_colours(coloured, Worn(slot="top", colour=CREAM), 3)[0] == CREAM
    for colour in (NAVY, CREAM, (0, 0, 0), (1, 1, 1)):
        main, second = piece_colours(piece(), Worn(slot="top", colour=colour))
        assert np.abs(np.subtract(main, second)).max() > 0.2


def test_zones_have_colours_of_their_own_and_are_cut_out() -> None:
    left, right = np.zeros((32, 32), np.uint8), np.zeros((32, 32), np.uint8)
    left[:, :10], right[:, 22:] = 255, 255
    cut = np.full((32, 32), 255, np.uint8)
    cut[:8] = 0
    zoned = piece(
        zones={"sole": left, "trim": right, "alpha": cut},
        zone_colours={"sole": (1.0, 0.0, 0.0), "trim": None},
        fabric="rubber",
    )
    texture = painted(zoned, Worn(slot="top", colour=NAVY, second_colour=CREAM))["albedo"]
    np.testing.assert_allclose(texture[128, 20, :3] / 255, (1, 0, 0), atol=0.03)
    np.testing.assert_allclose(texture[128, 240, :3] / 255, CREAM, atol=0.03)
    np.testing.assert_allclose(texture[128, 128, :3] / 255, NAVY, atol=0.03)
    assert not texture[:50, :, 3].any() and (texture[80:, :, 3] == 255).all()


def test_shade_darkens() -> None:
    shade = np.full((64, 64), 255, np.uint8)
    shade[32:] = 128
    texture = painted(piece(zones={"shade": shade}))["albedo"]
    assert mean(texture[160:]) == pytest.approx(mean(texture[:96]) * 128 / 255, rel=0.05)


@pytest.mark.parametrize(("axis", "channel", "sign"), [(1, 0, -1), (0, 1, 1)])
def test_a_slope_in_height_leans_the_normal_the_way_of_opengl(axis, channel, sign) -> None:
    """Rising to the right leans to the left, rising towards the last row leans up the picture."""
    ramp = np.broadcast_to(np.arange(128, dtype=np.uint8), (128, 128))
    ramp = ramp if axis == 1 else ramp.T
    texel = 0.1
    normals = relief(piece(texel, zones={"height": np.full((128, 128), 128, np.uint8)}), None, SIZE)
    assert normals is not None and (normals == (128, 128, 255, 255)).all()
    leaning = relief(piece(texel, zones={"height": ramp}), None, SIZE)
    assert leaning is not None
    normals = leaning[64:-64, 64:-64, :3].astype(float) / 127.5 - 1
    slope = HEIGHT / 255 / (texel / 128)
    assert normals[..., channel].mean() == pytest.approx(sign * slope / np.hypot(slope, 1), abs=0.02)
    assert normals[..., 1 - channel].mean() == pytest.approx(0, abs=0.02)


def test_lace_has_holes_and_its_material_says_so() -> None:
    worn = Worn(slot="top", fabric="lace")
    alpha = painted(piece(), worn, size=512)["albedo"][..., 3]
    assert 0.15 < (alpha < 128).mean() < 0.85
    assert piece_material(piece(), worn).alpha_mode == "blend"
    assert piece_material(piece(), None).alpha_mode == "opaque"
    metal, cloth = (piece_material(piece(fabric=name), None) for name in ("metal", "cotton"))
    assert metal.roughness < cloth.roughness and metal.metallic > 0.5 and cloth.metallic == 0


def test_denim_is_sewn_along_its_borders() -> None:
    plain = painted(piece(0.5), Worn(slot="top", fabric="denim"), size=512)["albedo"].astype(int)
    yellow = (plain[..., 0] - plain[..., 2]) > 20
    rows, columns = np.nonzero(yellow)
    assert len(rows) > 200
    border = np.minimum.reduce([abs(rows - 51), abs(rows - 461), abs(columns - 51), abs(columns - 461)])
    assert border.max() < 12  # the 6 mm inside of it


def test_pictures_of_others_stay_as_they_are_unless_a_colour_is_said() -> None:
    rng = np.random.default_rng(0)
    picture = rng.integers(60, 200, (64, 32, 4), dtype=np.uint8)
    theirs = piece(paint="picture", pictures={"albedo": picture})
    np.testing.assert_array_equal(painted(theirs)["albedo"], picture)
    usual = Worn(slot="top", colour=theirs.entry.colours[0])
    np.testing.assert_array_equal(painted(theirs, usual)["albedo"], picture)
    coloured = painted(theirs, Worn(slot="top", colour=CREAM))["albedo"]
    weight = coloured[..., 3:] / 255
    seen = (coloured[..., :3] * weight).sum(axis=(0, 1)) / weight.sum() / 255
    np.testing.assert_allclose(seen, CREAM, atol=0.09)  # what would be brighter than white is cut off
    np.testing.assert_array_equal(coloured[..., 3], picture[..., 3])
    assert painted(theirs, size=16)["albedo"].shape == (16, 8, 4)
    hair = piece(paint="picture", pictures={"albedo": picture}, slot="hair", colours=())
    red = painted(hair, look=Look(hair_colour=(0.6, 0.1, 0.1)))["albedo"]
    assert mean(red)[0] > 3 * mean(red)[1]


def test_hair_is_painted_in_the_colour_of_the_look_and_brows_a_little_darker() -> None:
    red = Look(hair_colour=(0.55, 0.15, 0.08))
    cut = np.full((16, 16), 255, np.uint8)
    cut[:4] = 0
    hair = painted(piece(paint="hair", slot="hair", zones={"alpha": cut}), look=red)["albedo"].astype(float) / 255
    seen = (hair[..., :3] * hair[..., 3:]).sum(axis=(0, 1)) / hair[..., 3].sum()
    np.testing.assert_allclose(seen, red.hair_colour, atol=0.05)
    assert not hair[:50, :, 3].any() and hair[..., 3].max() > 0.9
    brows = painted(piece(paint="hair", slot="brows"), look=red)["albedo"]
    assert mean(brows).sum() < mean((hair * 255).astype(np.uint8)).sum()
