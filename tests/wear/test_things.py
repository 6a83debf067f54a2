"""Shoes, hats, glasses and the like of the wardrobe: whole, level, clear of what is under them, on any body."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
import torch

from assets import asset
from backend.bake.wardrobe.reference import check_entry, vertex_normals
from backend.bake.wardrobe.skulls import skull
from backend.body import load_body, parameter_vector, rest_shape
from backend.body.helpers import base_mesh, skin_surface
from backend.protocol.requests import FABRICS, Worn
from backend.wear.bind import nearest_places
from backend.wear.binding import BASE_VERTICES, fit
from backend.wear.outfit import outfit
from backend.wear.piece_file import load_piece

SLOTS = {"shoes", "head", "glasses", "face", "ears", "neck", "waist", "hands", "back"}
OTHERS = {"breastplate", "armour", "mawashi", "loincloth", "knee_pads"}
SOFT = {"headscarf", "hijab", "hood", "bridal_veil", "habit_veil", "mail_coif"}
"""what lies on the shoulders too, and so bends with the neck"""
ROOTED = {"horns", "antlers", "cat_ears", "bear_ears", "wrestling_mask"}
"""what grows out of the scalp, or is cut from the skin with the ears"""
ONE_EYED = {"eyepatch", "monocle"}
ON_FOREHEAD = {"goggles_up", "brow_coins", "brow_circlet", "forehead_gem", "maang_tikka"}
ON_TEETH = {"geta"}
"""shoes that touch the floor below the middle of heel and ball alone"""
BODIES = 20

read = lru_cache(maxsize=None)(load_piece)
PATHS = {path.stem: path for path in sorted(asset("wardrobe").glob("*.npz"))}
THINGS = [name for name, path in PATHS.items() if name in OTHERS or read(path).entry.slot in SLOTS]


def of_slot(*slots: str) -> list[str]:
    return [name for name in THINGS if read(PATHS[name]).entry.slot in slots]


@pytest.fixture(scope="module")
def bases():
    """(19158, 3) of random people of all ages and builds; what the body does not have is 0."""
    body, rng, found = load_body("anny", "cpu"), np.random.default_rng(3), []
    ids = body.tables["base_vertices"].numpy()
    for _ in range(BODIES):
        values = {
            p.name: rng.uniform(max(p.minimum, 0.0) if p.name == "age" else p.minimum, p.maximum)
            for p in body.parameters
            if p.group == "phenotype" or (p.group == "local" and rng.random() < 0.15)
        }
        base = np.zeros((BASE_VERTICES, 3), np.float32)
        with torch.inference_mode():
            base[ids] = rest_shape(body, parameter_vector(body, values))[0].numpy()
        found.append(base)
    return found


@pytest.fixture(scope="module")
def own():
    return np.nan_to_num(skull().reference.base)


@pytest.mark.parametrize("name", THINGS)
def test_an_entry_says_all_that_words_and_painter_need(name):
    entry = read(PATHS[name]).entry
    check_entry(entry)
    assert entry.name == name and entry.label and entry.nouns and entry.tags and entry.colours
    assert entry.fabric in FABRICS and entry.layer > 0 and {"male", "female"} & set(entry.tags)


@pytest.mark.parametrize("name", THINGS)
def test_faces_look_outwards_and_lie_side_by_side_on_the_texture(name, own):
    piece = read(PATHS[name])
    points = fit(piece.binding, own)
    edges = np.concatenate([piece.faces[:, [k, (k + 1) % 4]] for k in range(4)])
    assert len(np.unique(edges, axis=0)) == len(edges), "two neighbours run along their edge the same way"
    _, points_of = np.unique(np.rint(points * 5000), axis=0, return_inverse=True)
    first = np.zeros(points_of.max() + 1, np.int64)
    first[points_of.ravel()] = np.arange(len(points))
    for faces in components(first[points_of.ravel()][piece.faces]):
        around = points[faces] - points[np.unique(faces)].mean(axis=0)
        a, b, c, d = around.transpose(1, 0, 2)
        volume = (np.einsum("fd,fd->f", a, np.cross(b, c)) + np.einsum("fd,fd->f", a, np.cross(c, d))).sum() / 6
        assert volume > -2e-6, "it is inside out"
    corners = piece.uvs[piece.uv_faces]
    assert corners.min() >= 0 and corners.max() <= 1
    assert (area(corners) > 0).mean() > 0.995, "some of the texture is mirrored"
    assert overlap(corners) < 0.003
    assert piece.texel > 0 and all(zone.shape == zone.T.shape for zone in piece.zones.values())
    assert set(piece.zone_colours) <= set(piece.zones)


def components(faces: np.ndarray) -> list[np.ndarray]:
    label = np.arange(faces.max() + 1)
    while True:
        least = label[faces].min(axis=1)
        before = label.copy()
        np.minimum.at(label, faces, least[:, None])
        label = label[label]
        if np.array_equal(before, label):
            return [faces[label[faces[:, 0]] == k] for k in np.unique(label[faces[:, 0]])]


def area(corners: np.ndarray) -> np.ndarray:
    """(F,) signed, of quads in the plane."""
    one, two = corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]
    return 0.5 * (one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0])


def overlap(corners: np.ndarray, side: int = 1024) -> float:
    """Which share of the covered pixels is covered more than once."""
    count = np.zeros((side, side), np.uint8)
    for quad in corners * side:
        low, high = np.floor(quad.min(axis=0)).astype(int), np.ceil(quad.max(axis=0)).astype(int)
        x, y = np.meshgrid(np.arange(low[0], high[0]) + 0.5, np.arange(low[1], high[1]) + 0.5)
        inside = np.ones(x.shape, bool)
        for k in range(4):
            (ax, ay), (bx, by) = quad[k], quad[(k + 1) % 4]
            inside &= (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 1e-3 * np.hypot(bx - ax, by - ay)
        count[low[1] : high[1], low[0] : high[0]] += inside
    return float((count > 1).sum() / max((count > 0).sum(), 1))


@pytest.mark.parametrize("name", of_slot("shoes"))
def test_soles_are_level_and_under_the_foot(name, bases):
    piece = read(PATHS[name])
    feet = [skull().reference.region(f"foot_{side}") for side in ("left", "right")]
    for base in bases:
        points = fit(piece.binding, base)
        for sign, foot in zip((1, -1), feet, strict=True):
            one = points[points[:, 0] * sign > 0]
            heel, toe = base[foot, 1].max(), base[foot, 1].min()
            share = (heel - one[:, 1]) / (heel - toe)
            places = ((0.0, 0.45), (0.5, 0.9)) if name in ON_TEETH else ((0.0, 0.25), (0.6, 0.8))
            behind, ball = (one[(share > a) & (share < b), 2].min() for a, b in places)
            assert abs(behind - ball) < 0.02 * (heel - toe) + 0.001
            assert one[:, 2].min() < base[foot, 2].min() - 0.003


@pytest.mark.parametrize("name", of_slot("shoes"))
def test_a_shoe_bends_with_its_own_foot_alone(name, own):
    piece = read(PATHS[name])
    assert piece.weights is not None
    bones, weights = piece.weights
    x = fit(piece.binding, own)[:, 0]
    for side, sign in (("Left", -1), ("Right", 1)):
        others = [k for k, bone in enumerate(bones) if bone.startswith(side)]
        assert weights[x * sign > 0.02][:, others].max() == 0
    assert all(f"{side}ToeBase" in bones for side in ("Left", "Right"))


@pytest.mark.parametrize("name", sorted({*of_slot("head")} - ROOTED))
def test_a_hat_clears_the_scalp(name, bases, surface):
    piece = read(PATHS[name])
    assert piece.bone == ("" if name in SOFT else "Head")
    laid = outfit([(piece, Worn(slot="head", piece=name))], surface) if name in SOFT else None
    for base in bases:
        points = laid.on(base)[0] if laid else fit(piece.binding, base)
        indices, weights, places = nearest_places(points, base, skull().triangles)
        normals = vertex_normals(base, skull().triangles)
        out = np.einsum("nk,nkd->nd", weights, normals[indices])
        height = np.einsum("nd,nd->n", points - places, out)
        away = np.linalg.norm(points - places, axis=1)
        near = away < 0.03
        if name in SOFT:  # what lies over ears and neck has the edge of the skull beside it, and not below
            near &= np.abs(height) > 0.7 * away
        assert (height[near] < -0.002).sum() <= 0.01 * near.sum(), "it cuts into the scalp"


@pytest.mark.parametrize("name", sorted({*of_slot("glasses")} - ON_FOREHEAD))
def test_glasses_stand_before_the_eyes(name, bases):
    piece = read(PATHS[name])
    region = skull().reference.region
    reach = 0.06 if name in ("eyepatch", "diving_mask") else 0.15  # their edge lies on brow and cheek
    for base in bases:
        points, size = fit(piece.binding, base), np.ptp(base[region("head_skin"), 0])
        for side in ("left", "right") if name not in ONE_EYED else ("left",):
            eye = base[region(f"eye_{side}")]
            middle = (eye.min(axis=0) + eye.max(axis=0)) / 2
            about = points[np.hypot(*(points - middle)[:, [0, 2]].T) < reach * size]
            about = about[about[:, 1] < eye[:, 1].max()]
            assert len(about) and about[:, 1].max() < eye[:, 1].min()


@pytest.mark.parametrize("sliders", [{}, {"weight": 1.0, "gender": 0.0}, {"age": 0.2}, {"weight": 0.1, "age": 1.0}])
def test_nothing_of_skin_shows_between_the_plates_of_armour(sliders):
    body = load_body("anny", "cpu")
    pieces = [read(PATHS[name]) for name in ("armour", "gauntlets", "sabatons")]
    worn = [(piece, Worn(slot=piece.entry.slot, piece=piece.entry.name)) for piece in pieces]
    base = base_mesh(body, parameter_vector(body, sliders))
    dressed = outfit(worn, skin_surface(body))
    points = dressed.on(base)
    skin = dressed.surface.quads[~dressed.hidden(dressed.surface.quads)]
    bare = base[skin].mean(axis=1)
    neck = float(points[0][:, 2].max())
    assert not (bare[:, 2] < neck - 0.12 * (base[:, 2].max() - base[:, 2].min())).any(), "skin that no plate hides"
