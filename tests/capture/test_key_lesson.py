"""The lesson of keys: a known way from points to keys is learned, and recorded moments count more than made-up ones."""

import dataclasses

import numpy as np
import pytest
import torch

from backend.capture.net import net_arrays, net_from
from backend.capture.packed_matrices import packed, unpacked
from backend.training.capture.rows import Lesson
from backend.training.capture.train import FLOOR, RECORDED, error_weights, how_often, trained

COUNT, INPUTS = 600, 12


def lesson_of_two(rng):
    """Half of the rows are recorded: all keys move, by a known way; the others show what goes in with one key alone,
    0.2 where a recorded one has 0.8."""
    looks = rng.normal(size=(COUNT, INPUTS)).astype(np.float32)
    way = rng.normal(size=(INPUTS, 52)) * 0.06
    keys = np.clip(0.5 + looks @ way, 0.01, 1.0)
    keys[:, 0] = 0.8
    keys[COUNT // 2 :] = 0.0
    keys[COUNT // 2 :, 0] = 0.2
    looks[COUNT // 2 :] *= 0.01
    nothing = torch.zeros(COUNT, INPUTS)
    return way, Lesson(
        np.zeros(INPUTS, np.float32),
        np.ones(INPUTS, np.float32),
        np.eye(INPUTS, dtype=np.float32),
        torch.tensor(looks),
        nothing,
        nothing,
        torch.tensor(keys, dtype=torch.float32),
        torch.zeros(COUNT, dtype=torch.int64),
        torch.zeros(COUNT, 4, dtype=torch.int64),
        torch.tensor([[0, COUNT]] * COUNT),
    )


def test_the_way_is_learned_and_what_was_recorded_counts_more(tmp_path):
    rng = np.random.default_rng(0)
    way, lesson = lesson_of_two(rng)
    np.testing.assert_array_equal(how_often(lesson), np.repeat((RECORDED, 1.0), COUNT // 2))
    net = trained(lesson, 1, tmp_path, seed=0, steps=120)
    seen = rng.normal(size=(200, INPUTS))
    found, true = net.keys(seen, "anny"), seen @ way
    assert np.mean([np.corrcoef(found[:, k], true[:, k])[0, 1] for k in range(1, 52)]) > 0.8
    again = net_from(net_arrays(net)).keys(seen, "anny")
    assert np.abs(again - found).max() < 0.05 * np.ptp(found)


def test_an_error_counts_by_how_far_its_key_moves_in_moments_of_the_same_kind():
    _, lesson = lesson_of_two(np.random.default_rng(0))
    (made_up,), (recorded,) = error_weights(lesson, 1)  # key 0 is 0.8 in all recorded rows, 0.2 in all others
    assert float(recorded[0]) == pytest.approx(1 / FLOOR, rel=1e-3)
    assert float(made_up[0]) == pytest.approx(1 / (0.3**2 + FLOOR), rel=0.01)
    alone = dataclasses.replace(lesson, keys=torch.zeros_like(lesson.keys))  # nothing recorded: one kind for both
    torch.testing.assert_close(*error_weights(alone, 1))


def test_matrices_in_bytes_come_back_to_a_hundredth_however_rows_and_columns_differ():
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(300, 40)) * 10.0 ** rng.uniform(-3, 3, (300, 1)) * 10.0 ** rng.uniform(-2, 2, 40)
    back = unpacked(packed("it", matrix), "it")
    off = np.abs(back - matrix) / np.abs(matrix).max(1, keepdims=True)
    assert off.max() < 0.02 and packed("it", matrix)["it"].dtype == np.int8
    assert unpacked(packed("it", np.zeros((3, 2))), "it") == pytest.approx(0.0, abs=1e-9)
