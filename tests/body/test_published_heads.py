"""The ICT Face Model as a head to use: ARKit's keys, a neck, one texture, and nothing that only a film can show."""

import dataclasses

import numpy as np
import pytest
import torch
from published_models import ICT_EXPRESSIONS, SHELL, ict, published

from backend.appearance import paint_albedo, skin_colour, without_colours
from backend.body import expression_offsets, joints, rest_shape
from backend.body.published.adapting.adapter import published_body, with_texture_space
from backend.body.published.adapting.expressions import arkit_name
from backend.protocol.requests import Look
from backend.protocol.sliders import ARKIT_52


@pytest.fixture(scope="module")
def model():
    return ict()


@pytest.fixture(scope="module")
def head(model):
    return published_body(model)


def source(body):
    return body.tables["source_vertices"].numpy()


def test_names_are_arkits_and_what_arkit_has_once_is_one_key(model, head):
    assert head.expression_names == ("browDownLeft", "browInnerUp", "cheekRaiserLeft", "jawOpen", "mouthSmileRight")
    assert {"browDownLeft", "browInnerUp", "jawOpen", "mouthSmileRight"} <= set(ARKIT_52)
    assert arkit_name("PupilDilate_L") == "pupilDilateLeft" and arkit_name("cheekPuff_R") == "cheekPuff"
    offsets = expression_offsets(head, head.defaults[None]).numpy()
    both = [ICT_EXPRESSIONS.index(f"browInnerUp_{side}") for side in "LR"]
    x, y, z = np.moveaxis(model.expression_basis[source(head)][..., both].sum(axis=-1), -1, 0) * 0.01
    assert np.allclose(offsets[1], np.stack([x, -z, y], axis=-1), atol=1e-6)
    assert {(p.minimum, p.maximum) for p in head.expressions} == {(0.0, 1.0)}


def test_films_and_inner_shells_are_left_out_and_the_rest_keeps_its_number(model, head):
    kept, parts = source(head), {n: v for n, v in model.extras.items() if n.startswith("vertices_")}
    named = np.concatenate(list(parts.values()))
    assert set(kept) < set(named) < set(range(len(model.template)))
    for side in ("left", "right"):
        own = parts[f"vertices_{side}_eye"]
        outer = own[: len(own) // 2]
        assert set(outer) == set(own) & set(kept), f"the shell inside, {SHELL} as large, is not seen"
    shape = rest_shape(head, head.defaults[None])[0].numpy()
    x, y, z = model.template[kept].T * 0.01
    assert np.allclose(shape - shape[0], np.stack([x, -z, y], 1) - np.array([x[0], -z[0], y[0]]), atol=1e-6)


def test_it_stands_on_a_neck_with_eyes_that_turn(head):
    rig = head.rigs["ict"]
    assert rig.bone_names == ("neck", "head", "left_eye", "right_eye") and rig.parents == (-1, 0, 1, 1)
    heads = joints(head, "ict", head.defaults[None])[0][0]
    assert heads[0, 2] < heads[1, 2] < heads[2, 2] and heads[2, 0] > 0 > heads[3, 0]
    assert torch.allclose(rig.weights.sum(dim=1), torch.ones(head.vertex_count), atol=1e-6)
    assert set(rig.weights[head.regions["eye_left"], 2].tolist()) == {1.0}
    low, high = (head.template[:, 2] == edge for edge in (head.template[:, 2].min(), head.template[:, 2].max()))
    assert float(rig.weights[low, 0].min()) > 0.9 and float(rig.weights[high, 1].min()) == 1.0


def test_its_parts_lie_apart_in_one_texture_and_show_what_they_are(head):
    corners = head.uvs.numpy()[head.uv_polygons].mean(axis=1)
    assert corners.min() >= 0.0 and corners.max() <= 1.0
    left, bottom, right, top = head.texture_parts["eyes"]
    inside = (corners >= (left, bottom)).all(axis=1) & (corners <= (right, top)).all(axis=1)
    eyes = np.isin(head.polygons[:, 0], np.concatenate([head.regions["eye_left"], head.regions["eye_right"]]))
    assert np.array_equal(inside, eyes)
    look = Look(eye_colour=(0.1, 0.7, 0.2), skin_tone=0.4)
    image = paint_albedo(head, look, 300)[..., :3].astype(float) / 255
    x, y = (left + right) / 2, 1 - (bottom + top) / 2
    assert image[int(300 * y), int(300 * x)].max() < 0.1, "the pupil in the middle"
    iris = image[int(300 * y), int(300 * (x + 0.07 * (right - left)))]
    assert iris[1] > 2 * iris[0] and image[int(300 * y), int(300 * (x + 0.4 * (right - left)))].min() > 0.8
    assert np.allclose(image[20, 20], skin_colour(0.4), atol=0.01)
    told = without_colours(head, Look(eye_colour=(0.1, 0.7, 0.2), hair_colour=(1.0, 0.0, 0.0)))
    assert len(told) == 1 and "hair" in told[0] and "eye" not in told[0]


def test_without_coordinates_some_are_made_for_what_is_shown(model):
    bare = with_texture_space(dataclasses.replace(model, uvs=None, uv_faces=None))
    body = published_body(bare)
    assert len(body.uv_faces) == len(body.faces) < 2 * len(model.faces) and not body.texture_parts
    assert body.uvs.min() >= 0.0 and body.uvs.max() <= 1.0


def test_a_picture_of_its_own_is_what_a_body_shows():
    model = published("flame")
    picture = np.random.default_rng(1).integers(0, 255, (16, 16, 3)).astype(np.uint8)
    body = published_body(dataclasses.replace(model, extras={**model.extras, "albedo": picture}))
    assert np.array_equal(paint_albedo(body, Look(), 16)[..., :3], picture)
    (sentence,) = without_colours(body, Look(skin_tone=0.9))
    assert "texture of its own" in sentence and "skin" in sentence
