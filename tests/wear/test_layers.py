"""What people would call rightly dressed: trousers over shoes and inside high boots, ties below collars, thick things
thick, coats over skirts."""

import numpy as np
import pytest
import torch

from assets import asset
from backend.body import parameter_vector
from backend.body.helpers import base_mesh, base_weights
from backend.protocol.requests import Worn
from backend.wear.bind import nearest_places
from backend.wear.binding import fit
from backend.wear.outfit import outfit
from backend.wear.over import outward
from backend.wear.parts import other_sides, parts_of
from backend.wear.piece_file import load_piece

SHAPES = ({}, {"weight": 1.0, "gender": 0.0}, {"age": 0.2}, {"age": 1.0, "weight": 0.1, "gender": 1.0})


def clothes(surface, *names):
    pieces = [load_piece(asset("wardrobe") / f"{name}.npz") for name in names]
    return outfit([(p, Worn(slot=p.entry.slot, piece=p.entry.name)) for p in pieces], surface)


def names_of(dressed):
    return [garment.name for garment in dressed.garments]


@pytest.mark.parametrize("shoes", ["boots", "trainers", "dress_shoes"])
def test_loose_trousers_hang_over_shoes_whole(surface, shoes):
    dressed = clothes(surface, "trousers", shoes)
    assert names_of(dressed) == [shoes, "trousers"]
    assert dressed.garments[1].shown.all()


def test_tight_legs_are_below_shoes(surface):
    assert names_of(clothes(surface, "leggings", "boots")) == ["leggings", "boots"]
    assert names_of(clothes(surface, "boots", "tights", "socks"))[-1] == "boots"


def test_trousers_are_tucked_into_high_boots(surface):
    dressed = clothes(surface, "trousers", "high_boots")
    assert names_of(dressed) == ["trousers", "high_boots"]
    legs, boots = dressed.on(surface.base)
    shown = np.unique(dressed.garments[0].piece.faces[dressed.garments[0].shown])
    top = boots[:, 2].max()
    at_the_top = legs[shown][np.abs(legs[shown, 2] - top) < 0.015]
    rim = boots[boots[:, 2] > top - 0.04]  # which is higher in front
    assert len(at_the_top) > 10
    for side in (-1, 1):
        cloth, leather = at_the_top[at_the_top[:, 0] * side > 0], rim[rim[:, 0] * side > 0]
        middle = leather.mean(axis=0)
        widest, boot = (np.linalg.norm((p - middle)[:, :2], axis=1).max() for p in (cloth, leather))
        assert widest < boot, "no flare outside of the boot"


@pytest.mark.parametrize("legs", ["chaps", "flares"])
def test_chaps_and_flares_go_over_any_boots(surface, legs):
    assert names_of(clothes(surface, "cowboy_boots", legs)) == ["cowboy_boots", legs]


@pytest.mark.parametrize("names", [("trousers", "shirt", "waistcoat"), ("jeans", "blouse"), ("jeans", "hi_vis_vest")])
def test_hems_fall_as_close_over_what_is_below_as_the_cloth_above_them(surface, names):
    dressed = clothes(surface, *names)
    normals = surface.normals(surface.base)
    for garment, points in zip(dressed.garments[1:], dressed.on(surface.base)[1:], strict=True):
        assert garment.standing
        sewn = fit(garment.binding, surface.base)
        moved = np.einsum("nd,nd->n", points - sewn, garment.standing.on(surface.base, normals)[1])
        above = sewn[:, 2] - sewn[:, 2].min()
        assert moved[above < 0.02].mean() < 0.018, f"the hem of the {garment.name} flares"


@pytest.mark.parametrize("tie", ["tie", "bow_tie"])
def test_the_band_of_a_tie_is_below_a_collar_and_seen_without_one(surface, tie):
    collared, open_neck = (clothes(surface, top, tie).garments[1] for top in ("shirt", "tank_top"))
    assert open_neck.shown.all()
    used = collared.binding
    hidden = np.unique(collared.piece.faces[~collared.shown])
    assert 0.1 < len(hidden) / len(used) < 0.7, "the band alone"


@pytest.mark.parametrize("outer", ["blazer", "waistcoat", "jacket"])
def test_a_tie_is_worn_below_what_is_outer(surface, outer):
    assert names_of(clothes(surface, "tie", outer, "shirt")) == ["shirt", "tie", outer]


@pytest.mark.parametrize("sliders", SHAPES)
def test_a_plate_that_is_pushed_out_stays_as_thick(body, surface, sliders):
    base = base_mesh(body, parameter_vector(body, sliders))
    dressed = clothes(surface, "jumper", "breastplate")
    plate = dressed.garments[1]
    assert plate.standing and plate.standing.sides is not None
    sides = plate.standing.sides
    pairs = np.stack([np.arange(len(sides)), sides[:, 1]], axis=1)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    points = dressed.on(base)[1]
    _, out = plate.standing.on(base, surface.normals(base))

    def apart(at):
        return np.einsum("nd,nd->n", at[pairs[:, 0]] - at[pairs[:, 1]], out[pairs[:, 0]])

    alone = apart(clothes(surface, "breastplate").on(base)[0])
    outer = alone > 0.002
    assert outer.sum() > 200 and np.mean(apart(points)[outer] < 0.0) < 0.06, "its inside came through its outside"


@pytest.mark.parametrize("sliders", SHAPES)
@pytest.mark.parametrize("pair", [("long_skirt", "long_coat"), ("long_dress", "cape"), ("short_dress", "apron")])
def test_what_is_worn_over_a_skirt_lies_over_it(body, surface, pair, sliders):
    base = base_mesh(body, parameter_vector(body, sliders))
    dressed = clothes(surface, *pair)
    below, above = dressed.on(base)
    lower = dressed.garments[0]
    assert lower.standing
    _, out = lower.standing.on(base, surface.normals(base))
    triangles = outward(below, lower.piece.faces[lower.shown], out)
    shown = np.unique(dressed.garments[1].piece.faces)
    corners, shares, places = nearest_places(above[shown], below.astype(np.float64), triangles)
    flat = np.cross(below[corners[:, 1]] - below[corners[:, 0]], below[corners[:, 2]] - below[corners[:, 0]])
    height = np.einsum("nd,nd->n", above[shown] - places, flat / np.linalg.norm(flat, axis=1, keepdims=True))
    inside = (height < -0.002) & (shares.min(axis=1) > 0.02) & (height > -0.03)
    assert inside.mean() < 0.06


def test_what_lies_on_a_skirt_goes_along_with_it(body, surface):
    weights, names = base_weights(body, "mixamo"), body.rigs["mixamo"].bone_names
    bones = {name.partition(":")[2]: k for k, name in enumerate(names)}
    dressed = clothes(surface, "long_skirt", "long_coat")
    dense = []
    for lists, shares in dressed.weights(weights, bones):
        full = torch.zeros(len(lists), len(names))
        dense.append(full.scatter_add_(1, torch.tensor(lists).long(), torch.tensor(shares)).numpy())
    (on,) = [lying for lying in dressed.lying[1] if lying.below == 0]
    close = on.clings > 0.99
    under = np.einsum("nk,nkj->nj", on.over.shares, dense[0][on.over.corners])
    assert close.sum() > 100
    assert np.abs(under[close] - dense[1][on.over.upper[close]]).max() < 0.1


@pytest.mark.parametrize("legs", ["trousers", "jeans", "jumpsuit", "overalls"])
@pytest.mark.parametrize("sliders", [*SHAPES, {"muscle": 1.0, "height": 0.95}])
def test_long_trousers_end_on_the_shoes_and_above_the_floor(body, surface, legs, sliders):
    base = np.asarray(base_mesh(body, parameter_vector(body, sliders))).reshape(-1, 3)
    dressed = clothes(surface, legs, "dress_shoes")
    shoes, cloth = dressed.on(base)
    tall = np.ptp(base[surface.quads.reshape(-1), 2])
    sole, heel = shoes[:, 2].min(), cloth[:, 2].min()
    assert heel > sole, "above the floor in shoes"
    assert heel > base[surface.quads.reshape(-1), 2].min(), "and barefoot"
    assert heel < sole + 0.03 * tall, "as low as the heel of the shoe"
    top = shoes[:, 2].max()
    front = cloth[cloth[:, 1] < np.median(shoes[shoes[:, 2] > top - 0.02, 1])]
    assert front[:, 2].min() < top, "no sock is seen"


def test_the_sleeves_of_a_coat_do_not_lie_on_the_skirt_beside_them(surface):
    dressed = clothes(surface, "short_dress", "lab_coat")
    coat = dressed.garments[1]
    sewn = fit(coat.binding, surface.base)
    forearms = np.abs(sewn[:, 0]) > 0.35
    moved = np.linalg.norm(dressed.on(surface.base)[1] - sewn, axis=1)[forearms]
    assert forearms.any() and moved.max() < 0.01


def test_a_cape_has_no_inner_side_of_its_own_to_come_through_the_outer_one(surface):
    cape = load_piece(asset("wardrobe", "cape.npz"))
    label = parts_of(cape.faces, len(cape.binding))
    cloth = np.flatnonzero(label == np.bincount(label).argmax())
    sides = other_sides(fit(cape.binding, surface.base), cape.faces)
    assert cape.material.double_sided and sides is not None, "its pins have two sides"
    twice = (np.isin(sides[cloth], cloth) & (sides[cloth] != cloth[:, None])).any(axis=1)
    assert twice.mean() < 0.02, "but for folds"


def test_a_blouse_is_tucked_into_a_skirt_and_not_into_trousers(surface):
    assert names_of(clothes(surface, "tiered_skirt", "blouse")) == ["blouse", "tiered_skirt"]
    assert names_of(clothes(surface, "trousers", "blouse")) == ["trousers", "blouse"]
    assert names_of(clothes(surface, "long_skirt", "jumper")) == ["long_skirt", "jumper"]


def test_a_shirt_is_tucked_in_below_a_belt_and_braces_reach_the_trousers(surface):
    assert names_of(clothes(surface, "shirt", "trousers")) == ["trousers", "shirt"]
    dressed = clothes(surface, "shirt", "trousers", "braces")
    assert names_of(dressed) == ["shirt", "trousers", "braces"]
    loose, _ = clothes(surface, "trousers", "shirt").on(surface.base)[::-1]
    shirt, trousers, braces = dressed.on(surface.base)
    tail = loose[:, 2] < trousers[:, 2].max() - 0.08
    middle = trousers[trousers[:, 2] > trousers[:, 2].max() - 0.15].mean(axis=0)
    wide, narrow = (np.linalg.norm((points[tail] - middle)[:, :2], axis=1).mean() for points in (loose, shirt))
    assert narrow < wide - 0.008, "its tail lies close below them"
    assert braces[:, 2].min() < trousers[:, 2].max() - 0.05


def test_a_belt_draws_the_dress_in_and_hides_its_own(surface):
    dress = clothes(surface, "long_dress").garments[0]
    belted = clothes(surface, "long_dress", "belt").garments[0]
    assert (dress.shown & ~belted.shown).sum() > 50
    closer = np.linalg.norm(dress.binding.offsets, axis=1) - np.linalg.norm(belted.binding.offsets, axis=1)
    assert closer.max() > 0.01 and (np.abs(closer) < 1e-6).mean() > 0.3


def test_a_coat_is_not_pushed_across_the_armpit(surface):
    dressed = clothes(surface, "shirt", "trousers", "long_coat")
    coat = dressed.garments[-1]
    _, out = coat.standing.on(surface.base, surface.normals(surface.base))
    moved = dressed.on(surface.base)[-1] - fit(coat.binding, surface.base)
    assert np.einsum("nd,nd->n", moved, out).max() < 0.03
    assert np.linalg.norm(moved[np.abs(coat.standing.points[:, 0]) > 0.2], axis=1).max() < 0.03


def test_one_looks_below_a_shawl_at_whole_clothes(surface):
    alone, below = clothes(surface, "blouse").garments[0], clothes(surface, "blouse", "shawl").garments[0]
    assert np.array_equal(alone.shown, below.shown)
    assert not clothes(surface, "blouse", "jacket").garments[0].shown.all()


def test_no_corner_of_a_shirt_stands_out_below_trousers(body, surface):
    base = base_mesh(body, parameter_vector(body, {"age": 0.15, "gender": 1.0}))
    dressed = clothes(surface, "tights", "shirt", "trousers", "waistcoat")
    place = names_of(dressed).index("shirt")
    hung = fit(dressed.garments[place].binding, base)
    moved = np.linalg.norm(dressed.on(base)[place] - hung, axis=1)
    assert moved[hung[:, 2] < hung[:, 2].max() * 0.6].max() < 0.016
