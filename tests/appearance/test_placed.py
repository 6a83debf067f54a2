"""Patterns with a place on the body: where they lie, and that cloth is torn for good."""

from typing import cast

import numpy as np
import pytest

from assets import asset
from backend.appearance import paint_piece, piece_material
from backend.appearance.on_body import on_body
from backend.appearance.placed import PLACED
from backend.protocol.requests import Look, Worn
from backend.protocol.requests.look import Pattern
from backend.wear.piece import Piece
from backend.wear.piece_file import load_piece

SIZE = 256
SHIRT, TROUSERS = (load_piece(asset("wardrobe", f"{name}.npz")) for name in ("shirt", "trousers"))
PIECES = {"knee_patches": TROUSERS}


def painted(pattern: str, piece: Piece = SHIRT) -> np.ndarray:
    worn = Worn(slot="top", pattern=cast(Pattern, pattern), colour=(0.2, 0.25, 0.5), second_colour=(0.9, 0.85, 0.7))
    return paint_piece(piece, Look(), worn, SIZE)["albedo"].astype(float)


def changed(pattern: str, piece: Piece = SHIRT) -> np.ndarray:
    return np.abs(painted(pattern, piece) - painted("plain", piece))[..., :3].mean(axis=2)


@pytest.mark.parametrize("pattern", PLACED)
def test_it_is_seen_and_is_the_same_each_time(pattern) -> None:
    piece = PIECES.get(pattern, SHIRT)
    inside = on_body(piece, SIZE).points[..., 0] < 5
    assert (changed(pattern, piece)[inside] > 25).mean() > 0.001
    np.testing.assert_array_equal(painted(pattern, piece), painted(pattern, piece))


@pytest.mark.parametrize(("pattern", "piece", "behind"), [("elbow_patches", SHIRT, 1), ("knee_patches", TROUSERS, -1)])
def test_patches_lie_on_both_elbows_and_before_both_knees_alone(pattern, piece, behind) -> None:
    at, seen = on_body(piece, SIZE), changed(pattern, piece) > 25
    assert (at.normals[seen][:, 1] * behind > 0).mean() > 0.95
    sides = [at.points[seen & (at.points[..., 0] * sign > 0)] for sign in (1, -1)]
    for points in sides:
        assert len(points) > 50 and np.ptp(points[:, 2]) < 0.2
    np.testing.assert_allclose(sides[0].mean(axis=0), sides[1].mean(axis=0) * (-1, 1, 1), atol=0.03)


@pytest.mark.parametrize("pattern", ["cross", "number", "star", "heart", "skull"])
def test_an_emblem_lies_on_the_trunk_and_a_cross_on_both_its_sides(pattern) -> None:
    at, seen = on_body(SHIRT, SIZE), changed(pattern) > 40
    assert np.abs(at.points[seen][:, 0]).max() < 0.16 and 0.15 < at.points[seen][:, 2].mean() < 0.45
    front = (at.normals[seen][:, 1] < 0).mean()
    assert 0.3 < front < 0.7 if pattern in ("cross", "number") else front > 0.95


def test_trim_runs_along_the_borders() -> None:
    at, seen = on_body(SHIRT, SIZE), changed("trim") > 40
    assert at.edge[seen].max() < 0.06
    assert seen[at.edge < 0.02].mean() > 0.6


def test_torn_cloth_has_holes_and_shows_what_it_covers() -> None:
    worn = Worn(slot="top", pattern="torn")
    alpha = paint_piece(SHIRT, Look(), worn, SIZE)["albedo"][..., 3]
    assert 0.01 < (alpha < 128).mean() < 0.4
    assert piece_material(SHIRT, worn).alpha_mode != "opaque"
    assert piece_material(SHIRT, Worn(slot="top")).alpha_mode == "opaque"


def test_rank_stripes_are_rings_at_the_cuffs_and_boards_on_the_shoulders_alone() -> None:
    at, seen = on_body(SHIRT, SIZE), changed("rank_stripes") > 25
    side = np.abs(at.points[..., 0])
    cuffs, shoulders = seen & (side > 0.3), seen & (side < 0.25)
    assert cuffs.sum() > 50 and at.edge[cuffs].max() < 0.11
    assert shoulders.sum() > 50 and (at.normals[shoulders][:, 2] > 0.3).all()
    assert seen.sum() == cuffs.sum() + shoulders.sum()


def test_rips_have_smooth_edges_and_are_as_large_on_every_piece() -> None:
    shares = []
    for piece in (SHIRT, TROUSERS):
        alpha = paint_piece(piece, Look(), Worn(slot="top", pattern="torn"), 1024)["albedo"][..., 3]
        inside = np.kron(on_body(piece, SIZE).edge, np.ones((1024 // SIZE, 1024 // SIZE))) > 0.08
        holes, partly = (alpha == 0) & inside, (alpha > 0) & (alpha < 255) & inside
        assert 0.1 < partly.sum() / holes.sum() < 3.0
        shares.append(holes.sum() / inside.sum())
    assert min(shares) > 0.01 and max(shares) < 0.12


def test_a_second_colour_is_seen_where_nothing_of_the_piece_has_one() -> None:
    def borders(**said) -> float:
        worn = Worn(slot="top", colour=(0.6, 0.05, 0.1), **said)
        return float((paint_piece(SHIRT, Look(), worn, SIZE)["albedo"][..., 1] > 100).mean())

    assert borders(second_colour=(0.8, 0.65, 0.2)) > borders() + 0.01
    assert borders(second_colour=(0.8, 0.65, 0.2), pattern="plain") == borders(pattern="plain")
