"""What every garment of the wardrobe is: whole, hemmed, clear of the body, laid flat without overlap."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from assets import asset
from backend.bake.wardrobe import (
    bottoms,
    coats,
    dance,
    draped,
    dresses,
    fringed,
    knitwear,
    legwear,
    outer,
    ponchos,
    robes,
    skirts,
    suits,
    tops,
    tops_bare,
    tunics,
    underwear,
    uniforms,
    vests,
)
from backend.bake.wardrobe.reference import check_entry
from backend.bake.wardrobe.tailor.ground import ground
from backend.bake.wardrobe.tailor.pattern import collar_line, level, torso
from backend.bake.wardrobe.tailor.sheet import cut, largest, loops
from backend.bake.wardrobe.tailor.unwrap import unwrap
from backend.wear.bind import nearest_places
from backend.wear.binding import fit
from backend.wear.piece import Piece
from backend.wear.piece_file import load_piece

MODULES = (
    tops,
    outer,
    coats,
    bottoms,
    skirts,
    dresses,
    suits,
    underwear,
    knitwear,
    uniforms,
    robes,
    tunics,
    draped,
    dance,
    legwear,
    vests,
    tops_bare,
    fringed,
    ponchos,
)
NAMES = sorted(name for module in MODULES for name in module.MAKERS)
FEMALE = {"mini_skirt", "long_skirt", "short_dress", "long_dress", "ballgown", "crop_top", "blouse", "swimsuit"}
FEMALE |= {"bra_set", "tights", "sari", "tutu", "pencil_skirt", "qipao", "kirtle", "pleated_skirt", "grass_skirt"}
FEMALE |= {"off_shoulder_blouse", "sports_bra", "flapper_dress", "shawl"}


@pytest.fixture(scope="module", params=NAMES)
def garment(request) -> Piece:
    return load_piece(asset("wardrobe", f"{request.param}.npz"))


def own(piece: Piece):
    return ground(gender=1.0) if piece.entry.name in FEMALE else ground()


def test_its_entry_says_what_a_wardrobe_needs(garment):
    entry = garment.entry
    check_entry(entry)
    assert entry.label and len(entry.nouns) >= 3 and len(set(entry.nouns)) == len(entry.nouns)
    assert entry.tags and entry.colours and entry.licence and entry.source
    over_a_coat = {"tabard": 52, "poncho": 62, "shawl": 62}
    assert entry.layer in ({over_a_coat[entry.name]} if entry.name in over_a_coat else {10, 15, 20, 30, 50})
    assert all(0 <= value <= 1 for colour in entry.colours for value in colour)
    assert {name.rstrip("+-") for name in garment.sizes} == set(entry.sizes)
    assert set(garment.zone_colours) == set(garment.zones) - {"height", "shade"}


def test_it_is_of_quads_that_share_their_edges_one_way_around(garment):
    faces = garment.faces
    assert faces.shape[1] == 4
    assert (np.sort(faces, axis=1)[:, 1:] != np.sort(faces, axis=1)[:, :-1]).all()
    edges = np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2)
    assert len(np.unique(edges, axis=0)) == len(edges), "two faces go the same way along an edge"
    assert set(np.unique(faces)) == set(range(len(garment.binding)))


def test_its_borders_are_hems_that_lie_inside(garment):
    """Where the cloth ends is a turned edge, nearer to the skin than the cloth beside it or hidden under it."""
    base = np.nan_to_num(own(garment).base)
    points = fit(garment.binding, base)
    for loop in loops(garment.faces):
        assert len(loop) >= 4
        steps = np.linalg.norm(points[loop] - np.roll(points[loop], 1, axis=0), axis=1)
        assert steps.max() < 0.2


def test_it_stays_out_of_the_body_that_it_is_made_on(garment):
    g = own(garment)
    base = np.nan_to_num(g.base)
    points = fit(garment.binding, base)
    reached = np.isin(g.body.triangles, g.body.ids[g.body.body.regions["toenails"]]).any(axis=1)
    triangles = g.body.triangles[~reached]
    corners, shares, places = nearest_places(points, base, triangles)
    outward = np.einsum("nk,nkd->nd", shares, g.body.normals[corners])
    depth = -np.einsum("nd,nd->n", points - places, outward / np.linalg.norm(outward, axis=1, keepdims=True))
    assert (depth > 0.002).mean() < 0.02


def test_its_texture_is_laid_out_without_overlap(garment):
    assert garment.uvs.min() >= 0 and garment.uvs.max() <= 1
    size = 1024
    corners = garment.uvs[garment.uv_faces].astype(np.float64)
    area = np.abs(_area(corners))
    picture = Image.new("1", (size, size))
    draw = ImageDraw.Draw(picture)
    for polygon in corners * size:
        draw.polygon([tuple(point) for point in polygon], fill=1)
    covered = np.asarray(picture).mean()
    assert 0.1 < area.sum() <= 1.02 * covered
    signs = np.sign(_area(corners))[area > 1e-7]
    assert (signs > 0).mean() > 0.97, "islands are turned over"


def test_a_metre_of_cloth_is_a_metre_of_texture(garment):
    points = fit(garment.binding, np.nan_to_num(own(garment).base))
    on_body = np.linalg.norm(points[garment.faces] - np.roll(points[garment.faces], 1, axis=1), axis=2)
    uvs = garment.uvs[garment.uv_faces]
    on_texture = np.linalg.norm(uvs - np.roll(uvs, 1, axis=1), axis=2) * garment.texel
    assert np.sum(on_texture) / np.sum(on_body) == pytest.approx(1.0, abs=0.15)


def test_what_it_hides_lies_under_it(garment):
    g = own(garment)
    assert len(garment.hides) and (np.diff(garment.hides) > 0).all()
    points = fit(garment.binding, np.nan_to_num(g.base))
    hidden = g.base[garment.hides]
    slack = np.where(g.skin[garment.hides], 0.01, 0.03)[
        :, None
    ]  # a skirt below it stands out as far, and pushes it out
    low, high = points.min(axis=0) - slack, points.max(axis=0) + slack
    assert ((hidden > low) & (hidden < high)).all()


@pytest.mark.parametrize("name", ["jacket", "lab_coat", "cardigan"])
def test_what_stands_open_shows_what_lies_below(name):
    """No part of it comes near the middle of breast and belly, and what is there is not hidden."""
    piece = load_piece(asset("wardrobe", f"{name}.npz"))
    g = ground()
    points = fit(piece.binding, np.nan_to_num(g.base))
    front = (points[:, 1] < -0.02) & (points[:, 2] < g.throat - 0.05) & (points[:, 2] > g.hip + 0.03)
    assert front.any() and np.abs(points[front, 0]).min() > 0.008
    middle = g.skin & (g.across < 0.02) & (g.base[:, 1] < -0.02) & (g.base[:, 2] > g.hip) & (g.base[:, 2] < g.throat)
    assert not np.isin(np.nonzero(middle)[0], piece.hides).any()


@pytest.mark.parametrize("name", ["jeans", "trousers"])
def test_trousers_hang_over_shoes(name):
    """They end below a boot's collar, outside of its shaft, and no boot takes away their hems."""
    trousers = load_piece(asset("wardrobe", f"{name}.npz"))
    g = ground()
    base = np.nan_to_num(g.base)
    assert fit(trousers.binding, base)[:, 2].min() < g.joint["LeftFoot"][2]
    boots = load_piece(asset("wardrobe", "boots.npz"))
    hidden = np.isin(trousers.binding.indices, boots.hides) | (trousers.binding.weights < 0.01)
    assert not hidden.all(axis=1).any()


@pytest.mark.parametrize("name", ["jeans", "trousers", "flares", "cargo_trousers", "overalls", "jumpsuit", "chaps"])
def test_hems_of_legs_are_level_but_over_the_instep(name):
    """They rise a little from heel to toe; only over the instep, no wider than a foot, they arch."""
    piece, g = load_piece(asset("wardrobe", f"{name}.npz")), ground()
    points = fit(piece.binding, np.nan_to_num(g.base))
    lowest = max(loops(piece.faces), key=lambda loop: points[loop, 0].mean() - 9 * points[loop, 2].mean())
    edge = np.setdiff1d(piece.faces[np.isin(piece.faces, lowest).any(axis=1)], lowest)
    hem = points[edge] - g.joint["LeftFoot"]
    before = hem[(hem[:, 1] < -0.02) & (np.abs(hem[:, 0]) > 0.05)]
    behind = hem[hem[:, 1] > 0.02]
    assert len(before) and len(behind)
    assert np.ptp(before[:, 2]) < 0.02 and np.ptp(behind[:, 2]) < 0.026
    assert 0.0 < before[:, 2].mean() - behind[:, 2].mean() < 0.033
    assert hem[:, 2].max() - before[:, 2].min() < 0.05


def test_halves_of_an_open_front_lie_beside_each_other():
    corners = np.array([[0, 0, 0], [0.1, 0, 0], [0.1, 0, 0.2], [0, 0, 0.2]])
    points = np.concatenate([corners + np.array((0.2, 0, 0)), corners - np.array((0.3, 0, 0))])
    faces = np.array([[0, 1, 2, 3], [4, 5, 6, 7]])
    flat = unwrap(points, faces, np.tile((0.0, 0.0, 1.0), (2, 1)), True)
    first, second = flat[:4, 0], flat[4:, 0]
    assert first.max() < second.min() or second.max() < first.min()


def test_a_cut_is_a_straight_line():
    g = ground()
    sheet = largest(cut(torso(g), level(g, g.hip)))
    lower = min(sheet.border, key=lambda loop: sheet.skin[loop, 2].mean())
    assert np.abs(sheet.skin[lower, 2] - g.hip).max() < 1e-4
    steps = np.linalg.norm(sheet.skin[lower] - np.roll(sheet.skin[lower], 1, axis=0), axis=1)
    assert steps.min() > 0.002
    line = collar_line(g, 0.072, 0.05, 0.012)
    neck = largest(cut(sheet, line))
    edge = max(neck.border, key=lambda loop: neck.skin[loop, 2].mean())
    assert np.abs(neck.at(line)[edge]).max() < 0.002


def _area(corners: np.ndarray) -> np.ndarray:
    x, y = corners[..., 0], corners[..., 1]
    return 0.5 * (x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(axis=1)
