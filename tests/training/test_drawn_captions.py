"""Captions drawn from the lexicon."""

import numpy as np
import pytest

from backend.training.encoder.drawn_captions import draw
from backend.words import lexicon
from backend.words.attributes import limits


@pytest.mark.parametrize("view", ["body", "face"])
def test_drawn_captions_come_with_what_they_imply(view: str) -> None:
    rng = np.random.default_rng(2)
    for _ in range(100):
        caption, attributes = draw(rng, view)
        assert caption
        assert attributes or view == "face"
        for name, value in attributes.items():
            low, high = limits(name)
            assert low <= value <= high


@pytest.mark.parametrize("view", ["body", "face"])
def test_the_lexicon_reads_a_caption_as_it_was_meant(view: str) -> None:
    rng = np.random.default_rng(3)
    same = []
    for _ in range(200):
        caption, meant = draw(rng, view)
        read = lexicon.implied(caption)
        same += [read.get(name, 0.0) * value > 0 for name, value in meant.items() if abs(value) > 0.3]
    assert len(same) > 150
    assert np.mean(same) > 0.97


def test_captions_repeat_with_their_seed_and_vary() -> None:
    def made(seed: int) -> list[str]:
        rng = np.random.default_rng(seed)
        return [draw(rng)[0] for _ in range(60)]

    assert made(3) == made(3)
    assert len(set(made(3))) > 45
