"""The bench of words: a perfect encoder passes, a blind one does not, rates count what they say."""

import numpy as np
import pytest
import torch

from backend.training.encoder.bench_words import Prompt, Score, attribute_of, rates, read_prompts, score_prompts, table
from backend.training.encoder.dataset import MEASUREMENTS, Shard
from backend.words.attributes import ATTRIBUTES, expand

PROMPTS = [
    Prompt("a tall person", "height", 1, True, "body"),
    Prompt("a lilliputian person", "height", -1, False, "body"),
    Prompt("a happy person", "mouthSmile", 1, True, "face"),
]


@pytest.fixture(scope="module")
def pools():
    rng = np.random.default_rng(0)

    def pool(column):
        images = np.zeros((400, 4, 4, 4), np.uint8)
        images[..., :3] = rng.integers(0, 256, (400, 1, 1, 1))
        images[..., 3] = 255
        shown = images[:, 0, 0, 0] / 255
        attributes = np.zeros((400, len(ATTRIBUTES)), np.float32)
        attributes[:, column] = shown[:, None]
        measurements = np.tile(shown[:, None], (1, len(MEASUREMENTS))).astype(np.float32)
        return Shard(images, attributes, np.zeros(400, np.uint8), np.zeros(400, bool), measurements)

    smile = [ATTRIBUTES.index(name) for name in expand("mouthSmile")]
    return {"body": pool([0]), "face": pool(smile)}


class Toy:
    """Sees only brightness; its words ask for more or less of it."""

    device = "cpu"

    def __init__(self, knows):
        self.knows = knows

    def encode_images(self, images):
        light = images.mean((1, 2, 3))
        return torch.nn.functional.normalize(torch.stack([torch.ones_like(light), light], 1), dim=1)

    def encode_texts(self, texts):
        ways = [0.0 if "a person" in t else -1.0 if "lilliputian" in t else 1.0 for t in texts]
        return torch.tensor([[1.0, way if self.knows else 0.0] for way in ways])


def test_an_encoder_that_knows_passes_and_a_blind_one_does_not(pools):
    knowing = score_prompts(Toy(True), pools, PROMPTS)
    assert all(score.deviations > 1.5 and score.passed for score in knowing)
    blind = score_prompts(Toy(False), pools, PROMPTS)
    assert not any(score.passed for score in blind)


def test_the_wrong_way_is_negative(pools):
    backwards = [Prompt("a tall person", "height", -1, True, "body")]
    assert score_prompts(Toy(True), pools, backwards)[0].deviations < -1.5


def test_rates_and_table():
    scores = [Score(prompt, deviations) for prompt, deviations in zip(PROMPTS, (0.6, 0.4, 2.0), strict=True)]
    assert rates(scores) == {"seen": 1.0, "seen_body": 1.0, "seen_face": 1.0, "unseen": 0.0, "unseen_body": 0.0}
    lines = table(scores).splitlines()
    assert len(lines) == 4 and lines[-1].endswith("below") and "lilliputian" in lines[-1]


def test_the_prompts_that_ship_name_attributes_that_exist():
    prompts = read_prompts()
    assert len(prompts) >= 60
    for prompt in prompts:
        assert prompt.attribute in MEASUREMENTS or expand(prompt.attribute), prompt
        assert prompt.view in ("body", "face")


def test_a_measurement_goes_before_an_attribute_of_the_same_name(pools):
    assert np.array_equal(attribute_of(pools["body"], "height"), pools["body"].measurements[:, 0])
