"""The evaluator: learned on clips made here it knows which words a movement shows; what is made is ranked by it."""

import pytest
import torch
from small_clips import LABELS, write_clips
from small_model import small_model

from backend.capabilities.motion.worded.made import Effort, made
from backend.capabilities.motion.worded.plan import planned
from backend.capabilities.motion.worded.steered import MOST, steered
from backend.motion.evaluator import load_judge, save_judge
from backend.motion.features import CONTACTS, FPS, ROTATIONS, decode, six_of
from backend.motion.text import told
from backend.protocol.errors import BadFile, BadRequest
from backend.training.motion.clips import load_clips
from backend.training.motion.contrast import judge_of, points_of, precision, train, train_evaluator
from backend.training.motion.train import Course
from backend.training.motion.windows import Windows
from backend.words.moving.reading import read_script
from backend.words.vectors import word_vectors


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    kept = tmp_path_factory.mktemp("kept")
    return load_clips(write_clips(kept), kept / "features.npz")


@pytest.fixture(scope="module")
def judge(clips, tmp_path_factory):
    windows = Windows(clips, ("07",))
    kept = tmp_path_factory.mktemp("judge")
    net = train_evaluator(windows, Course(30, batch=8), kept / "evaluator.pt", print)
    save_judge(judge_of(net, windows), kept / "evaluator.safetensors")
    return load_judge(kept / "evaluator.safetensors")


def test_it_tells_what_a_movement_shows(clips, judge):
    rows = torch.stack([clip.features[:72] for clip in clips.clips[:3]])
    for words in LABELS:
        assert int(judge.scores(clips.skeleton, rows, words).argmax()) == LABELS.index(words)
    found = precision(judge, points_of(judge, clips.skeleton, rows), LABELS, among=3)
    assert found[1] >= 2 / 3 and found[1] <= found[2] <= found[3] == 1.0
    assert judge.usual > 0.3
    nothing = judge.scores(clips.skeleton, rows, "the")
    assert torch.allclose(nothing, torch.full((3,), judge.usual))


class Prefers:
    """Judges by how high the hips are."""

    usual = 2.0

    def scores(self, skeleton, features, words):
        return 2.0 * features[:, :, 3].mean(1) - 1.0


def test_of_several_tries_the_one_is_taken_that_shows_its_words_best():
    model = small_model()
    plan = planned(read_script("a person boxes", 2.0), lambda words: told(words, word_vectors()))
    found = [made(model, plan, 0, Effort(steps=2, tries=tries), judge=Prefers()) for tries in (4, 8)]  # pyright: ignore
    alone = made(model, plan, 0, Effort(steps=2, tries=8))
    assert found[1].tries == 8 and found[0].shown <= found[1].shown and alone.tries == 1
    heights = [float(each.features[:, 3].mean()) - 0.5 for each in (found[1], alone)]
    assert found[1].shown == pytest.approx(heights[0], abs=1e-4) and heights[0] >= heights[1]


def test_a_way_turns_as_is_said_and_by_no_more_than_feet_can():
    plan = planned(read_script("a person walks forward", 2.0), lambda words: told(words, word_vectors()))
    features = torch.zeros(2, plan.tokens * 4, 134)
    features[0, :, 0], features[1, :, 0] = 0.5, -2.0
    skeleton = small_model().skeleton
    turned = steered(skeleton, features, plan)[:, :, 0].sum(1) / FPS
    assert turned[0].abs() < 1e-4 and turned[1] == pytest.approx((MOST - 2.0) * features.shape[1] / FPS, abs=1e-3)
    boxing = planned(read_script("a person boxes", 2.0), lambda words: told(words, word_vectors()))
    assert torch.equal(steered(skeleton, features, boxing), features)


def test_who_jumps_on_the_spot_comes_down_where_they_began_and_as_they_looked():
    plan = planned(read_script("jumps on the spot", 3.0), lambda words: told(words, word_vectors()))
    skeleton = small_model().skeleton
    features = torch.zeros(1, plan.tokens * 4, 134)
    features[0, :, ROTATIONS] = six_of(torch.eye(3).expand(len(skeleton.names), 3, 3)).flatten()
    features[0, 20:36, 1], features[0, 20:36, 2], features[0, :, 0] = 0.9, -0.4, 0.3  # ahead, to the right, turning
    features[0, :20, CONTACTS] = features[0, 36:, CONTACTS] = 1.0
    there = decode(skeleton, features)[1][0, -1, :2].norm()
    stayed = steered(skeleton, features, plan)
    assert there > 0.5 and decode(skeleton, stayed)[1][0, -1, :2].norm() < 0.02
    assert stayed[0, :, 0].sum().abs() < 1e-3 and torch.equal(stayed[0, :20, 1:], features[0, :20, 1:])


def test_what_is_missing_is_told(tmp_path):
    with pytest.raises(BadRequest, match="--data"):
        train(tmp_path, seed=0, scale=1.0)
    (tmp_path / "odd.safetensors").write_bytes(b"nothing")
    with pytest.raises(BadFile, match="no evaluator"):
        load_judge(tmp_path / "odd.safetensors")
