"""A mapper's net, its solve and its file: true slopes, words that hold still, files that are whole."""

import dataclasses

import pytest
import torch
from safetensors.torch import save_file
from seeing_eyes import Eyes

from assets import asset
from backend.body import load_body
from backend.clip import load_encoder
from backend.protocol.errors import BadFile, BadRequest
from backend.semantics import Axis, Card, Mapper, Space, read_mapper, space_of, write_mapper
from backend.semantics.known import load_mapper
from backend.semantics.nets import ScoreNet
from backend.semantics.scoring import Scoring, prompt_of, scoring_of
from backend.semantics.solve import solve

WORDS = ("fat", "tall", "old")


def space(count=8):
    axes = [Axis(f"s{k}", (f"l-s{k}", f"r-s{k}") if k == 1 else (f"s{k}",), -2.0, 2.0, 0.25, 0.5) for k in range(count)]
    axes.append(Axis("age", ("age",), 0.0, 1.0, 0.5, 0.25, moves=False))
    return Space("body", "toy", tuple(axes))


@pytest.fixture
def mapper():
    torch.manual_seed(3)
    net = ScoreNet(9, 3, 16)
    with torch.no_grad():
        net.last.weight.mul_(0.3)
    scoring = Scoring("eyes", "0", WORDS, WORDS)
    rows = dict.fromkeys(("mean", "deviation", "uncertainty"), (0.1, 0.1, 0.1))
    ends = {"low": (-2.0, -2.0, -2.0), "high": (2.0, 2.0, 2.0)}
    card = Card(name="toy", licence="CC0-1.0", space=space(), scoring=scoring, samples=100, seed=0, **rows, **ends)
    return Mapper(card, net.eval().requires_grad_(False))


def test_slopes_are_those_of_differences(mapper):
    at = mapper.space.column("default")[None] + 0.1 * torch.randn(2, 9)
    scores, slopes = mapper.gradients(at)
    assert torch.allclose(scores, mapper.scores(at), atol=1e-5)
    for k in range(9):
        step = torch.zeros(9)
        step[k] = 1e-2
        differences = (mapper.scores(at + step) - mapper.scores(at - step)) / 2e-2
        assert torch.allclose(slopes[:, :, k], differences, atol=2e-3)


def test_a_word_moves_and_the_others_stay(mapper):
    start = mapper.space.column("default")
    before = mapper.scores(start)
    for value in (-0.5, 0.5):
        change = mapper.scores(mapper.moved(start, {"tall": value})) - before
        wanted = mapper.goal(before, "tall", value) - float(before[1])
        assert float(change[1]) == pytest.approx(wanted, abs=0.05)
        assert abs(float(change[0])) < 0.1 and abs(float(change[2])) < 0.1


def test_a_slider_at_rest_changes_nothing(mapper):
    start = mapper.space.column("default") + 0.3
    assert torch.allclose(mapper.moved(start, {"fat": 0.0}), start, atol=1e-5)


def test_limits_and_locks_are_kept(mapper):
    start = mapper.space.column("default")
    moved = mapper.moved(start, {"fat": 1.0}, locked=("l-s1", "s2"))
    assert moved[1] == start[1] and moved[2] == start[2] and moved[8] == start[8]
    far = mapper.parameters({"fat": 40.0})
    assert (far <= mapper.space.column("high") + 1e-5).all() and (far >= mapper.space.column("low") - 1e-5).all()


def test_from_scores_to_a_body_and_back(mapper):
    wanted = {"fat": 0.7, "tall": -0.4, "old": 0.2}
    scores = mapper.scores(mapper.parameters(wanted))
    assert scores.tolist() == pytest.approx(list(wanted.values()), abs=0.06)
    with pytest.raises(BadRequest, match="no word"):
        mapper.parameters({"round": 1.0})


def test_what_nobody_asks_of_is_left_alone():
    start = torch.ones(4)
    none = torch.full((2,), torch.inf)
    same = solve(lambda x: (x[:, :2], torch.eye(4)[None, :2]), start, torch.zeros(2), none, start - 1, start + 1)
    assert torch.equal(same, start)


def test_it_comes_back_from_its_file(mapper, tmp_path):
    write_mapper(tmp_path / "toy.safetensors", mapper)
    back = load_mapper(str(tmp_path / "toy.safetensors"))
    assert back.card == mapper.card
    at = mapper.space.column("default")[None]
    assert torch.allclose(back.scores(at), mapper.scores(at), atol=0.01)


def test_files_that_are_no_mapper_are_refused(mapper, tmp_path):
    file = tmp_path / "toy.safetensors"
    with pytest.raises(BadFile, match="no mapper at"):
        read_mapper(file)
    file.write_bytes(b"words")
    with pytest.raises(BadFile, match="is no mapper"):
        read_mapper(file)
    save_file({"a": torch.zeros(2)}, file)
    with pytest.raises(BadFile, match="something else"):
        read_mapper(file)
    write_mapper(file, mapper)
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(BadFile):
        read_mapper(file)
    fewer = dataclasses.replace(mapper.card, space=space(5))
    write_mapper(file, Mapper(fewer, mapper.net))
    with pytest.raises(BadFile, match="other words or axes"):
        read_mapper(file)


def test_a_mapper_of_another_body_or_encoder_says_so(mapper):
    with pytest.raises(BadRequest, match="moves the body toy, not toy-smpl"):
        mapper.check(load_body("toy-smpl"))
    seen_by = scoring_of(Eyes(), ["wide"])
    other = Eyes()
    other.name = "ViT-B-32/openai"
    with pytest.raises(BadRequest, match="by the encoder eyes, not by ViT"):
        seen_by.directions(other)
    with pytest.raises(BadRequest, match="as it is now"):
        seen_by.directions(Eyes(weight=3.0))


@pytest.mark.parametrize(("name", "least"), [("anny-body", 20), ("anny-face", 15), ("anny-expression", 15)])
def test_the_mappers_that_come_with_the_program_fit_its_body_and_encoder(name, least):
    found, encoder = load_mapper(name), load_encoder()
    found.check(load_body("anny"))
    assert len(found.words) >= least and found.card.samples > 1000
    assert found.card.evaluation["monotonic_share"] >= 0.85
    assert found.card.scoring.directions(encoder).shape == (len(found.words), encoder.dimension)
    start = found.space.column("default")
    for word in found.words[:3]:
        change = found.scores(found.moved(start, {word: 1.0})) - found.scores(start)
        assert float(change[found.words.index(word)]) > 0.3
    assert sum(file.stat().st_size for file in asset("mappers").iterdir()) < 5e6


def test_prompts_say_words_of_a_person_in_their_form():
    assert prompt_of("fat") == "a fat person"
    assert prompt_of("old") == "an old person"
    assert prompt_of("long legs") == "a person with long legs"
    assert prompt_of("smiling") == "a person, smiling" or "smiling" in prompt_of("smiling")


def test_a_body_without_such_sliders_names_those_that_it_has():
    with pytest.raises(BadRequest, match="no space"):
        space_of(load_body("toy-smpl"), "hands")
    with pytest.raises(BadRequest, match="no sliders of expression"):
        space_of(load_body("toy-smpl"), "expression")
