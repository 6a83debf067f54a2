"""Pieces that are worn together lie over one another, out of the body, on every shape, and hide what they cover."""

import numpy as np
import pytest

from backend.body import parameter_vector
from backend.body.helpers import SPANS, base_keys, base_mesh, base_weights, load_helpers
from backend.protocol.requests import Worn
from backend.wear.bind import nearest_places
from backend.wear.binding import Binding, fit
from backend.wear.outfit import outfit
from backend.wear.piece import Entry, Piece
from backend.wear.surface import Normals, neighbour_table

SHAPES = ({}, {"weight": 1.0, "gender": 0.0}, {"age": 0.0}, {"weight": 0.0, "age": 1.0, "gender": 1.0})


def tube(surface, low, high, off=0.0, **known):
    """A piece cut from the tights between two heights of the average figure, `off` metres further out."""
    first, last = SPANS["tights"]
    height = surface.base[:, 2]
    quads = load_helpers().quads["tights"]
    trunk = np.abs(surface.base[quads, 0]).max(axis=1) < 0.22
    quads = quads[((height[quads] > low) & (height[quads] < high)).all(axis=1) & trunk]
    vertices, faces = np.unique(quads, return_inverse=True)
    count = len(vertices)
    at, shares = surface.feet(
        Binding(np.tile(vertices[:, None], (1, 3)), np.tile([1.0, 0, 0], (count, 1)), np.zeros(3))
    )
    out = np.einsum("nk,nkd->nd", shares, surface.normals(surface.base)[at])
    entry = {"name": "tube", "label": "Tube", "slot": "top", "layer": 1} | known.pop("entry", {})
    options = {"hides": np.zeros(0, np.int32)} | known
    assert count > 200 and first <= vertices[0] and vertices[-1] < last
    return Piece(
        entry=Entry(**entry),
        binding=Binding(
            np.tile(vertices[:, None], (1, 3)).astype(np.int32),
            np.tile(np.float32([1, 0, 0]), (count, 1)),
            (out * off).astype(np.float32),
        ),
        faces=faces.reshape(-1, 4).astype(np.int32),
        uvs=np.zeros((1, 2), np.float32),
        uv_faces=np.zeros((len(quads), 4), np.int32),
        **options,
    )


def worn(piece, **how):
    return piece, Worn(slot=piece.entry.slot, piece=piece.entry.name, **how)


def height_over(points, vertices, quads):
    """Metres (N,) that points lie outside of a surface of quads."""
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    corners, weights, places = nearest_places(points, vertices.astype(np.float64), triangles)
    a, b, c = vertices[triangles[:, 0]], vertices[triangles[:, 1]], vertices[triangles[:, 2]]
    normals, flat = np.zeros((len(vertices), 3)), np.cross(b - a, c - a)
    for k in range(3):
        np.add.at(normals, triangles[:, k], flat)
    out = np.einsum("nk,nkd->nd", weights, normals[corners])
    return np.einsum("nd,nd->n", points - places, out / np.linalg.norm(out, axis=1, keepdims=True))


@pytest.mark.parametrize("sliders", SHAPES)
def test_pieces_lie_outside_the_body_and_outside_lower_pieces(body, surface, sliders):
    base = base_mesh(body, parameter_vector(body, sliders))
    lower = tube(surface, 0.95, 1.20, -0.02, entry={"name": "lower", "layer": 0})
    upper = tube(surface, 0.90, 1.25, -0.03, entry={"name": "upper", "layer": 2})
    clothes = outfit([worn(upper), worn(lower)], surface)
    assert [g.name for g in clothes.garments] == ["lower", "upper"]
    below, above = clothes.on(base)
    near_trunk = np.abs(base[surface.quads] - below.mean(axis=0)).max(axis=(1, 2)) < 0.5 * np.ptp(base[:, 2])
    for points in (below, above):
        heights = height_over(points[::3], base, surface.quads[near_trunk])
        assert np.mean(heights < -0.002) < 0.02, "what was inside is pushed out"
    heights = height_over(below[::3], above, upper.faces)
    assert np.mean(heights > 0.002) < 0.02, "the lower one lies inside the upper one"


def test_pieces_that_are_put_on_at_once_lie_as_each_put_on_alone(body, surface):
    base = base_mesh(body, parameter_vector(body, {"weight": 0.8}))
    rigid = tube(surface, 1.0, 1.30, bone="Head", entry={"name": "hat", "slot": "head", "layer": 3})
    lower = tube(surface, 0.95, 1.20, -0.02, entry={"name": "lower", "layer": 0})
    upper = tube(surface, 0.90, 1.25, -0.03, entry={"name": "upper", "layer": 2})
    clothes = outfit([worn(upper), worn(rigid), worn(lower)], surface)
    normals, alone = surface.normals(base), []
    for place, garment in enumerate(clothes.garments):
        over = [(on.over, on.gap, alone[on.below]) for on in clothes.lying.get(place, ())]
        points = fit(garment.binding, base)
        alone.append(garment.standing.pushed(points, base, normals, over) if garment.standing else points)
    assert clothes.lying[1] and clothes.garments[2].standing is None
    for place, (together, one) in enumerate(zip(clothes.on(base), alone, strict=True)):
        moved = np.abs(together - one).max(axis=1) > 1e-6
        below = np.zeros(len(one), bool)
        for pair in clothes.inside.get(place, ()):
            below[pair.under.upper] = True
        assert not moved[~below].any(), "only what another piece covers goes in below it"


def test_normals_are_those_of_the_quads_around_a_vertex(surface):
    corners = surface.base[surface.quads].astype(np.float64)
    flat = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    sums = np.zeros(surface.base.shape)
    for k in range(4):
        np.add.at(sums, surface.quads[:, k], flat)
    known = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    assert np.abs(surface.normals(surface.base) - known).max() < 1e-4
    some = surface.vertices[::7]
    assert np.array_equal(Normals(surface.quads, some)(surface.base.T).T, surface.normals(surface.base)[some])


def test_a_push_leaves_no_spikes(body, surface):
    piece = tube(surface, 0.95, 1.30, -0.02)
    base = base_mesh(body, parameter_vector(body, {"weight": 1.0}))
    points = outfit([worn(piece)], surface).on(base)[0]
    around = neighbour_table(piece.faces, len(points))
    away = np.linalg.norm(points[around].mean(axis=1) - points, axis=1)
    edges = np.linalg.norm(points[around] - points[:, None], axis=2).max(axis=1)
    assert (away < 0.5 * edges).all()


def test_what_needs_no_push_stays_where_it_hangs(body, surface):
    piece = tube(surface, 0.95, 1.30, 0.03)
    base = base_mesh(body, parameter_vector(body, {}))
    points = outfit([worn(piece)], surface).on(base)[0]
    assert np.abs(points - (base[piece.binding.indices[:, 0]] + piece.binding.offsets)).max() < 1e-6


def test_a_face_is_hidden_only_when_all_its_vertices_are(body, surface):
    shirt = tube(surface, 0.95, 1.30, entry={"layer": 2})
    under = tube(surface, 0.95, 1.30, entry={"name": "vest", "slot": "underwear", "layer": 0})
    quads = surface.quads
    some = np.unique(quads[1000:1200])
    helpers = np.unique(under.binding.indices)[:150]
    covering = tube(surface, 0.95, 1.30, entry={"layer": 2}, hides=np.concatenate([some, helpers]).astype(np.int32))
    assert not outfit([worn(shirt), worn(under)], surface).hidden(quads).any()
    clothes = outfit([worn(covering), worn(under)], surface)
    assert np.array_equal(clothes.hidden(quads), np.isin(quads, some).all(axis=1))
    vest, top = clothes.garments
    assert np.array_equal(vest.shown, ~np.isin(under.binding.indices[under.faces, 0], helpers).all(axis=1))
    assert not vest.shown.all() and top.shown.all(), "a piece hides what is below it, never itself"


def test_a_piece_is_worn_in_its_sizes(body, surface):
    piece = tube(surface, 0.95, 1.30, 0.01)
    down = np.tile(np.float32([0, 0, -0.1]), (len(piece.binding), 1))
    sized = tube(surface, 0.95, 1.30, 0.01, sizes={"length+": down})
    base = base_mesh(body, parameter_vector(body, {}))
    plain, half, shorter = (
        outfit([worn(sized, length=value)], surface).garments[0].binding.offsets for value in (0.0, 0.5, -1.0)
    )
    assert np.allclose(half - plain, 0.5 * down) and np.array_equal(plain, shorter)
    assert np.isfinite(outfit([worn(sized, length=1.0)], surface).on(base)[0]).all()


def test_weights_are_those_of_the_body_below_its_own_or_one_bone_s(body, surface):
    weights, names = base_weights(body, "mixamo"), body.rigs["mixamo"].bone_names
    bones = {name.partition(":")[2]: k for k, name in enumerate(names)}
    soft = tube(surface, 0.95, 1.30)
    hat = tube(surface, 1.0, 1.30, bone="Head", entry={"name": "hat", "slot": "head"})
    own_rows = np.tile(np.float32([0.25, 0.75]), (len(soft.binding), 1))
    own = tube(surface, 0.95, 1.30, weights=(("Hips", "Spine"), own_rows), entry={"name": "own"})
    lists = [outfit([worn(piece)], surface).weights(weights, bones)[0] for piece in (soft, own, hat)]
    for indices, shares in lists:
        assert indices.shape == shares.shape and shares.shape[1] == 4
        assert np.allclose(shares.sum(axis=1), 1.0, atol=1e-5) and (np.diff(shares, axis=1) <= 1e-6).all()
    by_name = dict(zip(("tube", "own", "hat"), lists, strict=True))
    strongest = weights[soft.binding.indices[:, 0]].argmax(axis=1)
    assert np.mean(by_name["tube"][0][:, 0] == strongest) > 0.99
    assert set(by_name["hat"][0][:, 0]) == {bones["Head"]}
    assert np.allclose(by_name["own"][1][:, :2], [0.75, 0.25], atol=0.01)
    assert set(by_name["own"][0][:, 0]) == {bones["Spine"]}


def test_only_what_follows_the_face_has_keys(body, surface):
    lashes = np.arange(*SPANS["lashes"], dtype=np.int32)
    hung = Binding(np.tile(lashes[:, None], (1, 3)), np.tile(np.float32([1, 0, 0]), (250, 1)), np.zeros((250, 3)))
    piece = Piece(
        entry=Entry(name="lashes", label="Lashes", slot="lashes"),
        binding=hung,
        faces=load_helpers().quads["lashes"] - lashes[0],
        uvs=np.zeros((1, 2), np.float32),
        uv_faces=np.zeros((184, 4), np.int32),
        hides=np.zeros(0, np.int32),
        face=True,
    )
    parameters = parameter_vector(body, {})
    keys = base_keys(body, parameters)
    found = outfit([worn(piece), worn(tube(surface, 0.95, 1.30))], surface).keys(lambda: keys)
    assert found[1] is None and np.array_equal(found[0], keys[:, lashes])

    def nobody_asks():
        raise AssertionError("no piece follows the face")

    assert outfit([worn(tube(surface, 0.95, 1.30))], surface).keys(nobody_asks) == (None,)


def test_a_wide_skirt_hangs_over_shoes_and_does_not_blow_them_up(body, surface):
    base = base_mesh(body, parameter_vector(body, {}))
    shoe = tube(surface, 0.02, 0.25, 0.004, entry={"name": "shoe", "slot": "shoes", "layer": 2})
    skirt = tube(surface, 0.08, 0.8, 0.08, entry={"name": "skirt", "slot": "bottom", "layer": 0})
    alone = outfit([worn(shoe)], surface).on(base)[0]
    assert np.array_equal(outfit([worn(shoe), worn(skirt)], surface).on(base)[1], alone)
    sock = tube(surface, 0.02, 0.4, 0.008, entry={"name": "sock", "slot": "legs", "layer": 1})
    over = outfit([worn(shoe), worn(sock)], surface).on(base)[1]
    assert np.abs(over - alone).max() > 0.002, "it goes round a sock"


def test_what_lace_covers_is_seen(surface):
    under = tube(surface, 0.95, 1.30, hides=np.arange(100, dtype=np.int32))
    for fabric, covered in (("", 100), ("silk", 100), ("lace", 0)):
        assert outfit([worn(under, fabric=fabric)], surface).covered.sum() == covered
