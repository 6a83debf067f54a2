"""The lesson of keys: a known way from points to keys is learned, and recorded moments count more than made-up ones."""

import numpy as np
import torch

from backend.training.capture.rows import Lesson
from backend.training.capture.train import RECORDED, how_often, straight_way

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


def test_the_way_is_learned_and_what_was_recorded_counts_more():
    rng = np.random.default_rng(0)
    way, lesson = lesson_of_two(rng)
    often = how_often(lesson)
    np.testing.assert_array_equal(often, np.repeat((RECORDED, 1.0), COUNT // 2))
    weights, level = straight_way(lesson, 0, often)
    assert abs(level[0] - (0.8 * RECORDED + 0.2) / (RECORDED + 1.0)) < 1e-5
    seen = rng.normal(size=(200, INPUTS))
    found, true = seen @ weights, seen @ way
    assert min(np.corrcoef(found[:, k], true[:, k])[0, 1] for k in range(1, 52)) > 0.98
