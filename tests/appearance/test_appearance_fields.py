"""The painter's geometry against plain answers and slow, independent ways."""

from __future__ import annotations

import numpy as np

from backend.bake.appearance.fields import layered_noise, polygon_distance, polyline_distance, smooth_curve
from backend.bake.appearance.geometry import ambient_openness, components, vertex_normals
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
    found = np.stack(np.unravel_index(nearest_covered(covered), covered.shape), -1)
    assert covered[found[..., 0], found[..., 1]].all()
    here = np.stack(np.indices(covered.shape), -1)
    best = np.linalg.norm(here[:, :, None] - places, axis=-1).min(-1)
    ours = np.linalg.norm(found - here, axis=-1)
    assert (ours - best < 1.0).all() and (ours == best).mean() > 0.97


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
    assert components(faces, 6).tolist() == [0, 0, 0, 3, 3, 3]
