"""Every hairstyle of the wardrobe below everything that is worn on the head: none of it comes out through it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.spatial import KDTree

from backend.wear.binding import fit
from backend.wear.headwear import skull, under_hat
from backend.wear.wardrobe import piece, wardrobe

HATS = sorted(name for name, entry in wardrobe().items() if entry.slot == "head")
HAIR = sorted(name for name, entry in wardrobe().items() if entry.slot == "hair")
SHARE, LEAST = 16, 300
"""of the vertices of hair one in so many is looked at, but of each hairstyle at least so many"""
NEAR = 0.02  # of a direction, within which a place of a hat is before a place of hair
OUT = 0.006  # metres past a hat, from which on hair has come through it; beside a rim it is let out by 5 mm
_CLOSED = """fencing_mask football_helmet habit_veil headscarf hijab hood knight_helmet mail_coif nemes space_helmet
    tagelmust wrestling_mask"""
CLOSED = frozenset(_CLOSED.split())
"""around the neck too"""


@cache
def hair(surface):
    """(N, 3) metres, and of which hairstyle each is"""
    points = [fit(piece(name).binding, surface.base) for name in HAIR]
    points = [each[:: max(1, min(SHARE, len(each) // LEAST))] for each in points]
    return np.concatenate(points), np.repeat(np.arange(len(HAIR)), [len(each) for each in points])


@pytest.mark.parametrize("name", HATS)
def test_no_hair_comes_through_what_is_worn_on_the_head(surface, name):
    points, style = hair(surface)
    hat, faces, middle = fit(piece(name).binding, surface.base), piece(name).faces, skull(surface)
    drawn, covered = under_hat(points, hat, faces, surface)
    after = _through(drawn, hat, faces, middle)
    if name in CLOSED:
        low = points[:, 2] < surface.chin
        assert covered[low].all()
        after &= ~low
    share = np.bincount(style, after, len(HAIR)) / np.bincount(style)
    worst = int(share.argmax())
    assert share[worst] < 0.03, f"{HAIR[worst]} below {name}: {share[worst]:.1%}"
    assert after.mean() < 0.01


def test_below_a_hat_that_ends_at_the_ears_long_hair_is_seen(surface):
    points, style = hair(surface)
    cap = piece("cap")
    _, covered = under_hat(points, fit(cap.binding, surface.base), cap.faces, surface)
    long = (style == HAIR.index("long_straight")) & (points[:, 2] < surface.chin)
    assert long.sum() > 20 and not covered[long].any()


def _through(points: np.ndarray, hat: np.ndarray, faces: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """(N,) bool: which points lie past all places of a hat that are seen in their direction from within the skull."""
    corners = hat[faces] - middle
    places = np.concatenate([corners.reshape(-1, 3), corners.mean(axis=1)])
    far = np.linalg.norm(places, axis=1)
    away = points - middle
    length = np.linalg.norm(away, axis=1)
    distance, near = KDTree(places / far[:, None]).query(away / length[:, None], k=6, distance_upper_bound=NEAR)
    reach = np.where(np.isfinite(distance), np.append(far, 0.0)[near], 0.0).max(axis=1)
    return (reach > 0) & (length > reach + OUT)
