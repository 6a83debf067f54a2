"""A piece that is bound to a mesh goes where the mesh goes, and is the same after its file."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from backend.protocol.codec import encode
from backend.protocol.errors import BadFile
from backend.protocol.requests import SLOTS
from backend.wear.bind import bind, nearest_places, span
from backend.wear.binding import BASE_VERTICES, fit, moved, scales, spread
from backend.wear.packed_rows import pack, unpack
from backend.wear.piece import Entry, Piece
from backend.wear.piece_file import load_piece, save_piece


@pytest.fixture(scope="module")
def ground():
    """A wavy square of triangles, as the first vertices of a base mesh."""
    side = 20
    x, y = np.meshgrid(np.linspace(0, 1, side), np.linspace(0, 1, side))
    base = np.zeros((BASE_VERTICES, 3), np.float32)
    base[: side * side] = np.stack([x, y, 0.1 * np.sin(5 * x) * y], 2).reshape(-1, 3)
    n = np.arange(side * side).reshape(side, side)
    a, b, c, d = n[:-1, :-1], n[:-1, 1:], n[1:, 1:], n[1:, :-1]
    triangles = np.concatenate([np.stack([a, b, c], 2), np.stack([a, c, d], 2)]).reshape(-1, 3)
    return base, triangles


@pytest.fixture
def points(rng):
    return rng.uniform((0.05, 0.05, -0.1), (0.95, 0.95, 0.3), (200, 3))


def test_on_its_own_body_it_is_where_it_was(ground, points):
    base, triangles = ground
    binding = bind(points, base, triangles)
    assert np.abs(fit(binding, base) - points).max() < 1e-6
    assert np.allclose(binding.weights.sum(axis=1), 1, atol=1e-6) and (binding.weights >= -1e-6).all()
    assert set(binding.references) <= set(range(400))


def test_the_nearest_place_is_no_farther_than_any_other(ground, points, rng):
    base, triangles = ground
    _, _, places = nearest_places(points, base, triangles)
    shares = rng.dirichlet((1, 1, 1), (len(triangles), 6))
    others = np.einsum("fsk,fkd->fsd", shares, base[triangles]).reshape(-1, 3)
    for point, place in zip(points, places, strict=True):
        assert np.linalg.norm(place - point) <= np.linalg.norm(others - point, axis=1).min() + 1e-7


def test_it_goes_along_with_the_body_and_its_size(ground, points):
    base, triangles = ground
    spans = tuple(span(base + np.float32((0, 0, 1)) * (np.arange(BASE_VERTICES) == 5)[:, None], 0, 5, 2) for _ in "x")
    binding = bind(points, base, triangles)
    assert np.allclose(fit(binding, base + np.float32((1, 2, 3))), points + np.array((1, 2, 3)), atol=1e-5)
    lifted = base.copy()
    lifted[5, 2] += 2.0
    scaled = bind(points, base, triangles, (None, None, spans[0]))
    assert scales(scaled, lifted)[2] == pytest.approx(2.0 + base[5, 2] - base[0, 2], abs=1e-5)


def test_keys_and_weights_are_those_of_where_it_hangs(ground, points):
    base, triangles = ground
    binding = bind(points, base, triangles)
    offsets = np.zeros((2, BASE_VERTICES, 3), np.float32)
    offsets[1, :400] = (0, 0, 0.5)
    keys = moved(binding, offsets)
    assert np.allclose(keys[0], 0) and np.allclose(keys[1], (0, 0, 0.5), atol=1e-6)
    weights = np.zeros((BASE_VERTICES, 2), np.float32)
    weights[:400, 0], weights[:400, 1] = base[:400, 0], 1 - base[:400, 0]
    found = spread(binding, weights)
    nearest = np.einsum("nk,nk->n", binding.weights, base[binding.indices][..., 0])
    assert np.allclose(found[:, 0], nearest, atol=1e-5) and np.allclose(found.sum(axis=1), 1, atol=1e-6)


def piece(ground, points) -> Piece:
    base, triangles = ground
    rng = np.random.default_rng(7)
    grid = np.arange(len(points) - len(points) % 4).reshape(-1, 4)
    return Piece(
        entry=Entry(name="thing", label="Thing", slot=SLOTS[0], nouns=("thing",), colours=((0.1, 0.2, 0.3),)),
        binding=bind(points, base, triangles, (None, span(base, 0, 399, 1), None)),
        faces=grid.astype(np.int32),
        uvs=rng.random((len(points), 2)).astype(np.float32),
        uv_faces=grid.astype(np.int32),
        hides=np.array([3, 4, 900], np.int32),
        weights=(("Hips", "LeftUpLeg"), np.tile(np.float32((0.25, 0.75)), (len(points), 1))),
        zones={"shade": rng.integers(0, 255, (8, 8), np.uint8), "trim": np.zeros((8, 8), np.uint8)},
        zone_colours={"trim": 0.5, "sole": (0.1, 0.1, 0.1), "band": None},
        sizes={"length+": rng.normal(0, 0.05, (len(points), 3)).astype(np.float32)},
    )


def test_a_file_gives_back_what_was_saved(tmp_path, ground, points):
    made = piece(ground, points)
    save_piece(made, tmp_path / "thing.npz")
    read = load_piece(tmp_path / "thing.npz")
    assert read.entry == made.entry and read.zone_colours == made.zone_colours and read.material == made.material
    assert np.abs(fit(read.binding, ground[0]) - points).max() < 1e-4
    assert np.array_equal(read.faces, made.faces) and np.array_equal(read.hides, made.hides)
    assert np.allclose(read.uvs, made.uvs, atol=1e-4) and np.allclose(read.weights[1], made.weights[1], atol=0.01)
    assert np.allclose(read.sizes["length+"], made.sizes["length+"], atol=1e-4)
    assert read.binding.spans[1].length == pytest.approx(made.binding.spans[1].length)


def _steps(rows: np.ndarray) -> np.ndarray:
    steps = np.diff(rows, axis=0, prepend=np.zeros_like(rows[:1]))
    return np.moveaxis(steps[..., None].view(np.uint8), -1, 0)


def test_a_file_of_the_first_format_is_read(tmp_path, ground, points):
    """Users keep pieces of it: rows as steps of unsigned numbers, offsets in parts of the longest."""
    made = dataclasses.replace(piece(ground, points), weights=None)
    header = {"entry": encode(made.entry)[0], "material": {}, "zone_colours": {}, "bones": [], "stand_off": 0.004}
    along, longest = made.binding.spans[1], np.abs(made.binding.offsets).max()
    np.savez_compressed(
        tmp_path / "thing.npz",
        header=np.frombuffer(json.dumps(header).encode(), np.uint8),
        indices=made.binding.indices.astype(np.uint16),
        weights=np.rint(made.binding.weights[:, :2] * 8192).astype(np.int16),
        offsets=np.rint(made.binding.offsets / longest * 32767).astype(np.int16),
        offset_scale=np.float32(longest / 32767),
        span_vertices=np.array([(0, 0), (along.first, along.second), (0, 0)], np.uint16),
        span_lengths=np.float32((0, along.length, 0)),
        **{
            "size length+": np.rint(made.sizes["length+"] * 32767).astype(np.int16),
            "scale length+": np.float32(1 / 32767),
            "steps uvs": _steps(np.rint(made.uvs * 65535).astype(np.uint16)),
            **{
                f"steps {name}": _steps(getattr(made, name).astype(np.uint16))
                for name in ("faces", "uv_faces", "hides")
            },
        },
    )
    read = load_piece(tmp_path / "thing.npz")
    assert read.entry == made.entry and read.stand_off == 0.004
    assert np.abs(fit(read.binding, ground[0]) - points).max() < 1e-4
    assert all(np.array_equal(getattr(read, name), getattr(made, name)) for name in ("faces", "uv_faces", "hides"))
    assert np.allclose(read.uvs, made.uvs, atol=1e-4)
    assert np.allclose(read.sizes["length+"], made.sizes["length+"], atol=1e-4)
    assert read.binding.spans[1].length == pytest.approx(along.length)


@pytest.mark.parametrize("most", (0, 1, 127, 128, 40_000, 2**30))
def test_packed_rows_come_back(most, rng):
    rows = rng.integers(-most, most, (50, 3), endpoint=True)
    assert np.array_equal(unpack(pack(rows)), rows)
    assert np.array_equal(unpack(pack(rows[:, 0]))[:, 0], rows[:, 0]) and unpack(pack(rows[:0])).shape == (0, 3)


def test_corners_that_share_a_texture_coordinate_keep_their_faces(tmp_path, ground, points):
    made = piece(ground, points)
    made = dataclasses.replace(made, uv_faces=np.zeros_like(made.faces))
    save_piece(made, tmp_path / "thing.npz")
    assert np.array_equal(load_piece(tmp_path / "thing.npz").faces, made.faces)


@pytest.mark.parametrize("spoil", (lambda data: data[: len(data) // 2], lambda data: b"", lambda data: b"PK" + data))
def test_a_damaged_file_is_named(tmp_path, ground, points, spoil):
    path = tmp_path / "thing.npz"
    save_piece(piece(ground, points), path)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(BadFile, match="piece thing"):
        load_piece(path)


def test_what_is_in_the_middle_stays_there_on_a_body_with_a_deeper_furrow(ground):
    """As a cape behind buttocks: the nearest place is on one of them."""
    base, triangles = ground
    base = base.copy()
    base[:400] -= (0.5, 0.0, 0.0)
    base[:400, 2] = -0.2 * np.cos(12 * base[:400, 0])
    points = np.stack([np.zeros(9), np.linspace(0.1, 0.9, 9), np.full(9, 0.4)], axis=1)
    binding = bind(points, base, triangles)
    assert np.abs(fit(binding, base) - points).max() < 1e-6
    deeper = base * np.float32((1.6, 1.0, 3.0))
    assert np.abs(fit(binding, deeper)[:, 0]).max() < 1e-6
    one, other = base[binding.indices[:, 0], 0], base[binding.indices[:, 1], 0]
    assert (np.abs(one) > 0.1).all() and np.abs(one + other).max() < 0.002
