"""Training the image tower: it learns from what it is shown, and a stopped run goes on to the same weights."""

import json
from dataclasses import dataclass

import pytest
import torch

from assets import asset
from backend.body import load_body
from backend.clip.encoder import EMBEDDED_MODEL, add_architecture, create_untrained, load_trained
from backend.training.encoder import towers
from backend.training.encoder import train as train_encoder
from backend.training.encoder.dataset import Plan, make_shard, open_studio, paint_bank

STEPS = 6
SMALL_TOWER = "test_byobnet"


class Stopped(Exception):
    pass


@dataclass(frozen=True)
class Interrupted(towers.Schedule):
    stop_at: int = STEPS + 1

    def rate_at(self, step):
        if step == self.stop_at:
            raise Stopped
        return super().rate_at(step)


@pytest.fixture(scope="module")
def shard(tmp_path_factory):
    bank = tmp_path_factory.mktemp("bank") / "looks.npz"
    paint_bank(load_body("anny"), bank, count=1)
    return make_shard(open_studio(bank), Plan(1, "body", 16, plain=True, steady=True))


@pytest.fixture(scope="module")
def architecture(tmp_path_factory):
    """The encoder's, with a tower of few weights: what is tested is how towers are trained."""
    plain = json.loads(asset("encoder", f"{EMBEDDED_MODEL}.json").read_text())
    plain["vision_cfg"]["timm_model_name"] = SMALL_TOWER
    file = tmp_path_factory.mktemp("architecture") / "galatea-small.json"
    file.write_text(json.dumps(plain))
    return add_architecture(file)


def untrained(architecture):
    torch.manual_seed(0)
    return create_untrained(architecture)


def learn(architecture, shard, folder, schedule, lines=None):
    model = untrained(architecture)
    report = (lines if lines is not None else []).append
    towers.train_images(model, shard, schedule, folder / "tower.pt", report)
    return model.visual.state_dict()


def test_a_stopped_training_goes_on_to_the_same_weights(architecture, shard, tmp_path, monkeypatch):
    monkeypatch.setattr(towers, "SAVE_EVERY", 2)
    (tmp_path / "whole").mkdir()
    whole = learn(architecture, shard, tmp_path / "whole", towers.Schedule(STEPS, 8, 1e-3))
    with pytest.raises(Stopped):
        learn(architecture, shard, tmp_path, Interrupted(STEPS, 8, 1e-3, stop_at=3))
    resumed = learn(architecture, shard, tmp_path, towers.Schedule(STEPS, 8, 1e-3))
    for name, value in whole.items():
        assert torch.allclose(value.float(), resumed[name].float(), atol=1e-5), name


def test_the_tower_learns_what_it_is_shown(architecture, shard, tmp_path):
    first, last = [], []
    (tmp_path / "more").mkdir()
    learn(architecture, shard, tmp_path, towers.Schedule(1, 16, 1e-3), first)
    learn(architecture, shard, tmp_path / "more", towers.Schedule(25, 16, 1e-3), last)
    loss = [float(lines[-1].rsplit(" ", 1)[1]) for lines in (first, last)]
    assert loss[1] < 0.9 * loss[0]


def test_every_lesson_plans_each_shard_once():
    for lesson in train_encoder.LESSONS:
        plans = train_encoder.plans(lesson, 3, 1.0)
        assert len(set(plans)) == len(plans)
        assert {plan.view for plan in plans} == {"body", "face"}
    assert len(train_encoder.plans(train_encoder.LESSONS[0], 3, 0.02)) < 4


def test_what_is_written_says_on_which_body_it_was_trained(tmp_path, monkeypatch):
    monkeypatch.setattr(train_encoder, "weakest_known", lambda folder: 0.1)
    train_encoder.write(untrained(add_architecture(asset("encoder", f"{EMBEDDED_MODEL}.json"))), ["svelte"], tmp_path)
    encoder = load_trained(tmp_path)
    assert encoder.bodies == ("anny",)
    assert encoder.vocabulary is not None and encoder.vocabulary.unknown_below == 0.1
