"""Sums and means over many points, axis by axis, against the plain sums that they stand for."""

from __future__ import annotations

import numpy as np

from backend.wear.columns import Around, Mix

_RNG = np.random.default_rng(3)
TABLE = _RNG.integers(0, 40, (50, 5)).astype(np.int32)
TABLE[:30] = TABLE[:30, [0, 1, 1, 0, 0]]  # filled up with what is there already
VALUES = _RNG.normal(size=(3, 44)).astype(np.float32)


def test_a_mix_is_the_weighted_sum_whatever_stands_twice_or_counts_nothing(rng):
    shares = (rng.normal(size=TABLE.shape) * (rng.random(TABLE.shape) > 0.4)).astype(np.float32)
    table, before = TABLE.copy(), shares.copy()
    mixed = Mix(table, shares)(VALUES)
    np.testing.assert_allclose(mixed, np.einsum("nk,dnk->dn", shares, VALUES[:, TABLE]), atol=1e-6)
    assert mixed.dtype == np.float32
    assert np.array_equal(table, TABLE) and np.array_equal(shares, before)


def test_around_gives_the_mean_of_the_filled_table_and_the_largest():
    around = Around(TABLE)
    np.testing.assert_allclose(around.mean(VALUES[0]), VALUES[0][TABLE].mean(axis=1), atol=1e-6)
    assert np.array_equal(around.largest(VALUES[0]), VALUES[0][TABLE].max(axis=1))
