"""What hangs over both legs goes along with both: it does not split, and a raised thigh stays below it."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from assets import asset
from backend.body import joints, orient, parameter_vector
from backend.body.helpers import base_mesh, base_weights, load_helpers, skin_surface
from backend.body.skinning import bone_transforms
from backend.protocol.requests import Worn
from backend.wear.bind import nearest_places
from backend.wear.binding import Binding, fit
from backend.wear.hang import skin_lists
from backend.wear.outfit import outfit
from backend.wear.piece import Entry, Piece
from backend.wear.piece_file import load_piece
from backend.wear.skirts import legs_of
from backend.wear.surface import neighbour_table


def cut(quads, name):
    vertices, faces = np.unique(quads, return_inverse=True)
    count = len(vertices)
    return Piece(
        entry=Entry(name=name, label=name, slot="bottom"),
        binding=Binding(
            np.tile(vertices[:, None], (1, 3)).astype(np.int32),
            np.tile(np.float32([1, 0, 0]), (count, 1)),
            np.zeros((count, 3), np.float32),
        ),
        faces=faces.reshape(-1, 4).astype(np.int32),
        uvs=np.zeros((1, 2), np.float32),
        uv_faces=np.zeros((len(quads), 4), np.int32),
        hides=np.zeros(0, np.int32),
    )


@pytest.fixture(scope="module")
def skirt():
    return cut(load_helpers().quads["skirt"], "skirt")


@pytest.fixture(scope="module")
def trousers(body):
    quads, base = load_helpers().quads["tights"], skin_surface(body).base
    return cut(quads[(base[quads, 2] < 1.0).all(axis=1) & (np.abs(base[quads, 0]) < 0.3).all(axis=1)], "trousers")


def bones_of(body, rig):
    return {name.rpartition(":")[2]: k for k, name in enumerate(body.rigs[rig].bone_names)}


def dense(body, piece, rig="mixamo"):
    weights = base_weights(body, rig)
    lists, shares = skin_lists(piece, piece.binding, weights, bones_of(body, rig), skin_surface(body))
    out = np.zeros((len(lists), weights.shape[1]))
    np.add.at(out, (np.arange(len(lists))[:, None], lists), shares)
    return out


@pytest.mark.parametrize("rig", ["mixamo", "anny"])
def test_weights_of_a_skirt_change_gently_from_leg_to_leg(body, skirt, rig):
    weights = dense(body, skirt, rig)
    around = neighbour_table(skirt.faces, len(weights))
    legs = legs_of(bones_of(body, rig))
    left, right = weights[:, legs.left].sum(axis=1), weights[:, legs.right].sum(axis=1)
    points = skin_surface(body).base[skirt.binding.indices[:, 0]]
    jump = np.abs(left[around] - left[:, None]).max()
    assert jump < 0.75, "from one leg to the other in more than one step"
    assert left[points[:, 0] > 0.12].min() > right[points[:, 0] > 0.12].max()
    assert np.allclose(left[np.abs(points[:, 0]) < 1e-3], right[np.abs(points[:, 0]) < 1e-3], atol=0.1)
    assert not weights[:, list(legs.feet)].any(), "a hem follows the shins, no foot that tips"


def test_a_wide_skirt_is_not_folded_where_the_legs_meet(body):
    """Far from both legs it goes over from one to the other in small steps."""
    piece = load_piece(asset("wardrobe", "long_skirt.npz"))
    points, weights = fit(piece.binding, skin_surface(body).base), dense(body, piece)
    left = [k for name, k in bones_of(body, "mixamo").items() if name in ("LeftUpLeg", "LeftLeg")]
    share = weights[:, left].sum(axis=1)
    low = piece.faces[(points[piece.faces, 2] < 0.45).all(axis=1)]
    assert share[low].min() < 0.1 and share[low].max() > 0.9
    assert np.ptp(share[low], axis=1).max() < 0.18


def test_trousers_keep_the_weights_of_the_skin(body, trousers):
    strongest = base_weights(body, "mixamo")[trousers.binding.indices[:, 0]].argmax(axis=1)
    assert np.mean(dense(body, trousers).argmax(axis=1) == strongest) > 0.99


def test_a_thigh_raised_by_60_degrees_stays_below_the_skirt(body, skirt):
    parameters = parameter_vector(body, {"gender": 1.0})
    rig, base = body.rigs["mixamo"], base_mesh(body, parameters)
    matrices = orient(rig, *joints(body, "mixamo", parameters))
    turns = torch.eye(3).repeat(1, len(rig.bone_names), 1, 1)
    frame = matrices[0, rig.bone_names.index("mixamorig:LeftUpLeg"), :3, :3]
    c, s = np.cos(np.radians(-60)), np.sin(np.radians(-60))
    raised = frame.T @ torch.tensor([[1, 0, 0], [0, c, -s], [0, s, c]], dtype=torch.float32) @ frame
    turns[0, rig.bone_names.index("mixamorig:LeftUpLeg")] = raised
    bones = bone_transforms(rig, matrices, turns)[0, :, :3].numpy()
    points = outfit([(skirt, Worn(slot="bottom"))], skin_surface(body)).on(base)[0]

    def posed(weights, vertices):
        blended = np.einsum("nj,jab->nab", weights, bones, optimize=True)
        return np.einsum("nab,nb->na", blended[..., :3], vertices) + blended[..., 3]

    cloth, skin = posed(dense(body, skirt), points), posed(base_weights(body, "mixamo"), base)
    surface = skin_surface(body)
    thigh = surface.vertices[
        base_weights(body, "mixamo")[surface.vertices][:, bones_of(body, "mixamo")["LeftUpLeg"]] > 0.9
    ]
    corners = cloth[skirt.faces]
    normals = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    middles = corners.mean(axis=1)
    nearest = np.linalg.norm(skin[thigh][:, None] - middles, axis=2).argmin(axis=1)
    outside = np.einsum("nd,nd->n", skin[thigh] - middles[nearest], normals[nearest])
    assert np.mean(outside > 0.002) < 0.04


@pytest.mark.parametrize("sliders", [{}, {"weight": 1.0, "gender": 0.0}, {"age": 0.0}])
def test_a_top_lies_over_the_skirt_s_waist(body, skirt, sliders):
    surface, quads = skin_surface(body), load_helpers().quads["tights"]
    high, aside = surface.base[quads, 2], np.abs(surface.base[quads, 0])
    top = cut(quads[((high > 0.85) & (high < 1.3) & (aside < 0.22)).all(axis=1)], "top")
    top = replace(top, entry=Entry(name="top", label="Top", slot="top", layer=30))
    base = base_mesh(body, parameter_vector(body, sliders))
    below, above = outfit([(top, Worn(slot="top")), (skirt, Worn(slot="bottom"))], surface).on(base)
    triangles = np.concatenate([top.faces[:, [0, 1, 2]], top.faces[:, [0, 2, 3]]])
    a, b, c = (above[triangles[:, k]] for k in range(3))
    normals = np.zeros_like(above)
    for k in range(3):
        np.add.at(normals, triangles[:, k], np.cross(b - a, c - a))
    covered = below[below[:, 2] > np.quantile(above[:, 2], 0.15)]
    corners, shares, places = nearest_places(covered, above.astype(np.float64), triangles)
    out = np.einsum("nk,nkd->nd", shares, normals[corners])
    outside = np.einsum("nd,nd->n", covered - places, out / np.linalg.norm(out, axis=1, keepdims=True))
    assert len(covered) > 20 and np.mean(outside > 0.002) < 0.02
