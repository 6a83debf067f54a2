"""Skin weights: four per vertex, the four largest, sums of one."""

import numpy as np
import pytest

from rigging.weights import prune_lists, to_dense


def prune(dense):
    """The same of weights (V, J), one column a bone."""
    return prune_lists(np.broadcast_to(np.arange(dense.shape[1]), dense.shape), np.asarray(dense))


def test_the_four_largest_stay_in_order_and_sum_to_one(rng):
    dense = rng.random((300, 20)) * (rng.random((300, 20)) < 0.4)
    dense[:, 3] += 0.01
    indices, weights = prune(dense)
    assert indices.dtype == np.int32 and weights.dtype == np.float32
    assert np.allclose(weights.sum(axis=1), 1.0, atol=1e-6)
    assert (np.diff(weights, axis=1) <= 0).all()
    largest = np.sort(dense, axis=1)[:, ::-1][:, :4]
    assert np.allclose(weights, largest / largest.sum(axis=1, keepdims=True), atol=1e-6)
    assert (indices[weights == 0] == 0).all()


def test_at_most_four_already_normalised_weights_come_back_unchanged(rng):
    dense = np.zeros((50, 9), np.float32)
    for row in dense:
        row[rng.choice(9, 3, replace=False)] = rng.dirichlet(np.ones(3))
    assert np.allclose(to_dense(*prune(dense), 9), dense, atol=1e-6)


def test_the_order_of_the_bones_does_not_matter(rng):
    dense = rng.random((40, 12))
    lists = np.argsort(rng.random((40, 12)), axis=1)
    shuffled = prune_lists(lists, np.take_along_axis(dense, lists, axis=1))
    assert np.allclose(to_dense(*shuffled, 12), to_dense(*prune(dense), 12), atol=1e-6)


def test_few_bones_are_padded():
    indices, weights = prune(np.array([[0.3, 0.7]]))
    assert indices.tolist() == [[1, 0, 0, 0]]
    assert weights[0].tolist() == pytest.approx([0.7, 0.3, 0.0, 0.0])


def test_a_vertex_without_bone_is_refused():
    with pytest.raises(ValueError, match="1 vertices"):
        prune(np.array([[0.5, 0.5, 0, 0, 0], [0, 0, 0, 0, 0.0]]))
