"""The painted albedo on the real body: what is covered, what answers to which colour, no seams, no chance."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from backend.appearance import paint_albedo, random_look, skin_colour
from backend.appearance.maps import load_maps
from backend.body import joints, load_body, parameter_vector, rest_shape
from backend.protocol.errors import BadRequest
from backend.protocol.requests import Look

BODY = load_body("anny")
VERTICES = rest_shape(BODY, parameter_vector(BODY, {}))[0].numpy()
UV_OF_VERTEX = np.zeros(len(VERTICES), np.int64)
UV_OF_VERTEX[BODY.faces.numpy().ravel()] = BODY.uv_faces.numpy().ravel()
UVS = BODY.uvs.numpy()


def at(image: np.ndarray, uvs: np.ndarray) -> np.ndarray:
    """Nearest texels (N, …) of a square image at (N, 2) texture coordinates."""
    size = image.shape[0]
    column = np.clip((uvs[:, 0] * size).astype(int), 0, size - 1)
    row = np.clip(((1 - uvs[:, 1]) * size).astype(int), 0, size - 1)
    return image[row, column]


def on_vertices(image: np.ndarray, vertices: np.ndarray) -> np.ndarray:
    return at(image, UVS[UV_OF_VERTEX[vertices]])


def changed(before: Look, **changes) -> np.ndarray:
    """(H, W) bool: the texels that another value of a field of the look changes."""
    first, second = (paint_albedo(BODY, look, 512) for look in (before, dataclasses.replace(before, **changes)))
    return (first != second).any(-1)


@pytest.mark.parametrize("size", [64, 256, 1024])
def test_same_look_same_opaque_image(size):
    image = paint_albedo(BODY, Look(), size, seed=5)
    assert image.shape == (size, size, 4) and image.dtype == np.uint8
    assert (image[..., 3] == 255).all()
    assert (image == paint_albedo(BODY, Look(), size, seed=5)).all()


def test_the_seed_varies_skin_slightly():
    first, second = (paint_albedo(BODY, Look(), 512, seed=s).astype(int) for s in (0, 1))
    cheeks = BODY.regions["face"]
    difference = np.abs(on_vertices(first, cheeks) - on_vertices(second, cheeks))
    assert 0 < difference.mean() < 8


def test_faces_darken_with_the_tone():
    tones = np.linspace(0, 1, 9)
    faces = [on_vertices(paint_albedo(BODY, Look(skin_tone=t), 256), BODY.regions["face"])[:, :3].mean() for t in tones]
    assert (np.diff(faces) < -5).all()
    assert all(np.all(np.diff(skin_colour(t)) < 0) for t in tones), "skin is redder than green, greener than blue"


def test_the_suit_covers_the_trunk_and_leaves_head_hands_and_feet():
    heads, _ = joints(BODY, "anny", parameter_vector(BODY, {}))
    height = dict(zip(BODY.rigs["anny"].bone_names, heads[0, :, 2].tolist(), strict=True))
    suit = load_maps("anny", 1024)["suit"]
    bare = np.concatenate([BODY.regions[name] for name in ("head_skin", "hands", "feet", "eyes", "teeth", "tongue")])
    inside = (VERTICES[:, 2] > height["lowerleg01.L"]) & (VERTICES[:, 2] < height["upperarm01.L"])
    trunk = np.setdiff1d(np.flatnonzero(inside & (np.abs(VERTICES[:, 0]) < 0.25)), bare)
    assert len(trunk) > 2000
    assert (on_vertices(suit, trunk) == 255).all()
    for part in ("face", "hands", "feet", "ears"):
        assert (on_vertices(suit, BODY.regions[part]) > 20).mean() < 0.02


def test_hair_covers_the_scalp_and_leaves_face_and_ears():
    hair = load_maps("anny", 1024)["hair"]
    top = np.flatnonzero(VERTICES[:, 2] > VERTICES[:, 2].max() - 0.03)
    assert (on_vertices(hair, top) > 230).all()
    # the outer half of an ear: farthest from the middle of the head
    ears = BODY.regions["ears"]
    outer = ears[np.abs(VERTICES[ears, 0]) > np.quantile(np.abs(VERTICES[ears, 0]), 0.5)]
    assert (on_vertices(hair, outer) > 25).mean() < 0.02
    eyes = VERTICES[BODY.regions["eyes"], 2].max()
    face = BODY.regions["face"]
    assert (on_vertices(hair, face[VERTICES[face, 2] < eyes]) > 25).mean() < 0.02


def test_each_colour_paints_its_own_place():
    maps = load_maps("anny", 512)
    iris = changed(Look(), eye_colour=(0.2, 0.8, 0.9))
    assert iris.any() and not (iris & (maps["eyes"] == 0)).any()
    suit = changed(Look(), suit_colour=(0.9, 0.1, 0.2))
    assert not (suit & (maps["suit"] == 0)).any() and suit[maps["suit"] == 255].mean() > 0.99
    hair = changed(Look(), hair_colour=(0.9, 0.8, 0.5))
    assert not (hair & (maps["hair"] == 0) & (maps["brow"] == 0)).any()


@pytest.mark.parametrize("side", ["eye_left", "eye_right"])
def test_the_eyes_look_ahead(side):
    """Seen from the front, the pole of each eyeball is the dark pupil and its side is white."""
    image = paint_albedo(BODY, Look(eye_colour=(0.1, 0.6, 0.2)), 1024)[..., :3].astype(int)
    eye = BODY.regions[side]
    pole = eye[VERTICES[eye, 1].argmin()]
    middle = at(image, UVS[UV_OF_VERTEX[[pole]]])
    assert middle.max() < 60
    off_axis = np.hypot(*(VERTICES[eye] - VERTICES[pole])[:, [0, 2]].T)
    front = VERTICES[eye, 1] < np.median(VERTICES[eye, 1])
    white = at(image, UVS[UV_OF_VERTEX[eye[(off_axis > 0.0095) & (off_axis < 0.013) & front]]])
    assert len(white) >= 4 and white.min() > 130


@pytest.mark.parametrize("size", [1024, 512, 256])
def test_no_seams_where_islands_meet(size):
    """Both sides of a cut through the skin have one colour, at full size and in the mip levels."""
    image = paint_albedo(BODY, Look(), 1024)[..., :3].astype(np.float32)
    step = 1024 // size
    image = image.reshape(size, step, size, step, 3).mean((1, 3))
    pairs = np.unique(np.stack([BODY.faces.numpy().ravel(), BODY.uv_faces.numpy().ravel()], 1), axis=0)
    inside = np.concatenate([BODY.regions[n] for n in ("mouth_cavity", "eye_socket_left", "eye_socket_right", "eyes")])
    cut = np.flatnonzero(np.diff(pairs[:, 0]) == 0)
    cut = cut[~np.isin(pairs[cut, 0], inside)]
    assert len(cut) > 200
    colours = [at(image, UVS[pairs[cut + k, 1]]) for k in (0, 1)]
    difference = np.abs(colours[0] - colours[1]).max(1)
    assert np.median(difference) < 8
    assert (difference > 40).mean() < 0.05


def test_random_looks_are_valid_varied_and_repeatable():
    looks = [random_look(np.random.default_rng(seed)) for seed in range(300)]
    assert looks[7] == random_look(np.random.default_rng(7))
    tones = np.array([look.skin_tone for look in looks])
    assert (tones < 0.3).mean() > 0.15 and (tones > 0.6).mean() > 0.15
    assert all(0 <= v <= 1 for look in looks for v in (*look.hair_colour, *look.eye_colour, *look.suit_colour))


@pytest.mark.parametrize("look", [Look(skin_tone=float("nan")), Look(skin_tone=1.2), Look(hair_colour=(0, -1, 0))])
def test_a_look_out_of_range_is_refused(look):
    with pytest.raises(BadRequest, match="between 0 and 1"):
        paint_albedo(BODY, look, 64)


def test_a_body_without_masks_has_bare_skin():
    for tone in (0.1, 0.8):
        image = paint_albedo(load_body("toy"), Look(skin_tone=tone, suit_colour=(1.0, 0.0, 0.2)), 32)
        assert (image[..., :3] == np.rint(skin_colour(tone) * 255)).all() and (image[..., 3] == 255).all()


def test_the_inside_of_the_mouth_has_colours_of_its_own_whatever_the_skin():
    image = paint_albedo(BODY, Look(), 512).astype(float)
    teeth, tongue = (on_vertices(image, BODY.regions[part])[:, :3].mean(0) for part in ("teeth", "tongue"))
    assert tongue[0] / tongue[1] > 1.2 * teeth[0] / teeth[1], "the tongue is redder"
    assert not on_vertices(changed(Look(), skin_tone=0.9), BODY.regions["teeth"]).any()
