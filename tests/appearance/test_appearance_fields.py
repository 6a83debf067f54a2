"""The painter's geometry against plain answers and slow, independent ways."""

from __future__ import annotations

import numpy as np

from backend.bake.appearance.fields import layered_noise, polygon_distance, polyline_distance, smooth_curve
from backend.bake.appearance.geometry import Surface, ambient_openness, vertex_normals
from backend.bake.appearance.uv import nearest_covered, texel_map

RNG = np.random.default_rng(0)


def test_each_texel_finds_its_own_place():
    """Interpolating the texture coordinates themselves gives back the texel's centre."""
    uvs = np.array([(0.1, 0.1), (0.9, 0.15), (0.85, 0.9), (0.2, 0.8), (0.5, 0.5)])
    triangles = np.array([(0, 1, 4), (1, 2, 4), (2, 3, 4), (3, 0, 4)])
    texels = texel_map(uvs, triangles, 64)
    here = texels.interpolate(uvs, triangles)[texels.covered]
    rows, columns = np.nonzero(texels.covered)
    expected = np.stack([(columns + 0.5) / 64, 1 - (rows + 0.5) / 64], 1)
    assert np.abs(here - expected).max() < 1e-5
    x, y = uvs[:4].T
    area = 0.5 * abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))
    assert abs(texels.covered.mean() - area) < 0.01


def test_the_nearest_covered_texel_is_nearest():
    covered = RNG.random((24, 31)) < 0.03
    places = np.argwhere(covered)
    found = np.moveaxis(nearest_covered(covered), 0, -1)
    assert covered[found[..., 0], found[..., 1]].all()
    here = np.stack(np.indices(covered.shape), -1)
    best = np.linalg.norm(here[:, :, None] - places, axis=-1).min(-1)
    ours = np.linalg.norm(found - here, axis=-1)
    assert np.allclose(ours, best)


def test_distances_to_a_square():
    square = np.array([(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)])
    points = np.array([(1.0, 1.0), (1.0, 0.25), (3.0, 1.0), (-3.0, -4.0)])
    assert np.allclose(polygon_distance(points, square), [1.0, 0.25, -1.0, -5.0])
    distance, along = polyline_distance(np.array([(1.0, 1.0), (9.0, 0.0)]), np.array([(0.0, 0.0), (4.0, 0.0)]))
    assert np.allclose(distance, [1, 5]) and np.allclose(along, [0.25, 1])


def test_a_smooth_curve_goes_through_its_points():
    points = RNG.random((5, 3))
    curve = smooth_curve(points, 8)
    assert np.allclose(curve[::8], points)


def test_noise_is_smooth_even_and_repeatable():
    points = RNG.uniform(-50, 50, (4000, 3))
    values = layered_noise(points, 3)
    assert (values == layered_noise(points, 3)).all()
    assert abs(values.mean()) < 0.05 and 0.2 < values.std() < 0.6
    assert np.abs(layered_noise(points + 1e-4, 3) - values).max() < 0.01


def test_openness_of_a_groove():
    """Flat ground sees the whole sky, the bottom of a deep groove little of it."""
    x = np.array([-4, -0.25, -0.25, 0.25, 0.25, 4.0])
    z = np.array([0, 0, -2, -2, 0, 0.0])
    y = np.linspace(-6, 6, 41)
    vertices = np.concatenate([np.stack([np.full(41, a), y, np.full(41, b)], 1) for a, b in zip(x, z, strict=True)])
    k = np.arange(5)[:, None] * 41 + np.arange(40)
    faces = np.concatenate([np.stack([k, k + 41, k + 1], -1), np.stack([k + 41, k + 42, k + 1], -1)]).reshape(-1, 3)
    normals = np.broadcast_to((0.0, 0.0, 1.0), vertices.shape)
    openness = ambient_openness(vertices, normals, faces, directions=128, size=72)
    middle = slice(10, 31)
    assert openness[middle].mean() > 0.9
    # between two walls of height 2 and width 0.5 the cosine-weighted share is sin(atan(0.25 / 2)), about 0.12
    bottom = np.concatenate([openness[2 * 41 :][middle], openness[3 * 41 :][middle]])
    assert bottom.mean() < 0.4


def test_normals_and_pieces_of_two_triangles():
    vertices = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (5, 0, 0), (5, 0, 1), (5, 1, 0)], float)
    faces = np.array([(0, 1, 2), (3, 4, 5)])
    assert np.allclose(vertex_normals(vertices, faces), [(0, 0, 1)] * 3 + [(-1, 0, 0)] * 3)
    corners = Surface(vertices, faces, vertices[:, :2], faces[[0, 1, 0]], {})
    first, second, again = corners.uv_islands
    assert first == again != second


def test_smoothing_is_the_mean_with_the_neighbours():
    """A side of two triangles counts twice."""
    faces = np.array([(0, 1, 2), (2, 1, 3)])
    surface = Surface(np.eye(4, 3), faces, np.eye(4, 2), faces, {})
    found = surface.smoothed(np.array([[6.0, 0], [0, 0], [0, 10], [0, 0]]), 1)
    assert np.allclose(found, [[2, 10 / 3], [6 / 5, 20 / 5], [6 / 5, 10 / 5], [0, 10 / 3]])


def test_openness_is_what_rays_find():
    """A ball under a roof: rays against the triangles, one by one."""
    around = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    heights = np.linspace(-0.98, 0.98, 12)
    rings = [np.stack([np.sqrt(1 - z * z) * np.cos(around), np.sqrt(1 - z * z) * np.sin(around), 0 * around + z], 1)
             for z in heights]  # fmt: skip
    ball = np.concatenate(rings)
    k = (np.arange(11)[:, None] * 20 + np.arange(20)).ravel()
    right = k - k % 20 + (k + 1) % 20
    sides = np.concatenate([np.stack([k, right, right + 20], 1), np.stack([k, right + 20, k + 20], 1)])
    roof = np.array([(-2, -2, 1.4), (2, -2, 1.4), (2, 2, 1.4), (-2, 2, 1.4)], float)
    vertices, faces = np.concatenate([ball, roof]), np.concatenate([sides, [(240, 241, 242), (240, 242, 243)]])
    normals = np.concatenate([ball, np.tile((0.0, 0.0, 1.0), (4, 1))])
    openness = ambient_openness(vertices, normals, faces, directions=200, size=300)[:240]
    free = np.array([_free_by_rays(point, vertices[faces]) for point in ball[::17] * 1.001])
    assert np.abs(openness[::17] - free).mean() < 0.03 and np.abs(openness[::17] - free).max() < 0.12
    assert free.min() < 0.3 and free.max() > 0.95


def _free_by_rays(point, triangles, count=400):
    """Cosine-weighted share of the rays that meet no triangle; the normal is the way from the middle."""
    z = 1 - 2 * (np.arange(count) + 0.5) / count
    turn = np.pi * (3 - np.sqrt(5)) * np.arange(count)
    rays = np.stack([np.sqrt(1 - z * z) * np.cos(turn), np.sqrt(1 - z * z) * np.sin(turn), z], 1)
    weights = np.maximum(rays @ point, 0)
    a, first, second = triangles[:, 0], triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    p = np.cross(rays[:, None], second)
    determinant = (p * first).sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        u = (p * (point - a)).sum(-1) / determinant
        q = np.cross(point - a, first)
        v, distance = (rays @ q.T) / determinant, (q * second).sum(-1) / determinant
    hit = ((u >= 0) & (v >= 0) & (u + v <= 1) & (distance > 1e-6)).any(1)
    return float(weights[~hit].sum() / weights.sum())
