"""Any word becomes a slider, with how far it can be trusted, or a sentence why it does not."""

import numpy as np
import pytest
import torch
from toy_context import ToyContext

from backend.body import load_body
from backend.capabilities.words.jobs import run_words
from backend.clip import load_encoder
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.requests import WordsRequest
from backend.semantics.any_word import sights_of, trust_of, word_mapper
from backend.semantics.find_words import find_word
from backend.semantics.known import load_mapper
from backend.semantics.scoring import scoring_of
from backend.semantics.sight import read_sight, write_sight
from backend.semantics.spaces import Axis, Space
from backend.semantics.word_sliders import word_sliders
from backend.training.semantics.fitting import Course
from backend.training.semantics.rate import Rated
from backend.training.semantics.shards import Plan
from backend.training.semantics.sights import train_sight


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def never():
    raise AssertionError("a word that is kept needs no encoder")


@pytest.mark.parametrize(
    ("word", "space", "like"),
    [("slim", "body", "fat"), ("furious", "expression", "angry"), ("double chin", "face", "gaunt")],
)
def test_a_word_moves_what_it_is_about_and_is_kept(word, space, like, encoder, home):
    made = word_mapper("anny", word, lambda: encoder)
    trust = trust_of(made)
    assert made.space.name == space and made.words == (word,) and trust is not None
    assert trust.explained > 0.6 and trust.like == like and like in trust.sentence()
    again = word_mapper("anny", word, never)
    assert again.words == made.words and trust_of(again) == trust
    next(home.rglob("*.safetensors")).write_bytes(b"cut off")
    assert word_mapper("anny", word, lambda: encoder).words == made.words


def test_what_it_foresees_is_what_the_mapper_of_the_same_word_foresees(encoder, home):
    body, known = load_body("anny"), load_mapper("anny-body")
    made = word_mapper("anny", "muscular", lambda: encoder, "body")
    at = body.defaults.repeat(8, 1)
    torch.manual_seed(5)
    steps = known.space.column("default") + 0.7 * known.space.column("spread") * torch.randn(40, len(known.space.axes))
    ours, theirs = made.scores(steps)[:, 0], known.scores(steps)[:, known.words.index("muscular")]
    assert len(at) and float(torch.corrcoef(torch.stack([ours, theirs]))[0, 1]) > 0.95


def test_it_stands_beside_words_of_mappers(encoder, home):
    body = load_body("anny")
    sliders = word_sliders(body, ("fat", "heroic", "fierce"))
    moved = sliders.moved(body.defaults, {"heroic": 0.6, "fierce": 0.5})
    found = sliders.values(moved, body.defaults)
    assert found["heroic"] == pytest.approx(0.6, abs=0.05) and found["fierce"] == pytest.approx(0.5, abs=0.05)
    assert abs(found["fat"]) < 0.3
    assert find_word(body, "face:fierce").space == "face"


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("frobnicated", "does not know"),
        ("blond hair", "Look panel"),
        ("table", "no way"),
        ("  ", "No words"),
        ("democracy", "on a body"),
        ("inflation", "body:inflation"),
    ],
)
def test_words_that_can_be_no_sliders_say_why(word, told, encoder, home):
    with pytest.raises(BadRequest) as caught:
        word_mapper("anny", word, lambda: encoder)
    assert told in f"{caught.value.message} {caught.value.hint}" and not list(home.rglob("*.safetensors"))
    with pytest.raises(BadRequest, match="Nobody has made"):
        word_mapper("smpl-male", "slim", never)


def test_they_are_told_beside_those_that_can(home, tmp_path):
    found = run_words(WordsRequest(words=("heroic", "frobnicated", "fat")), ToyContext(tmp_path / "job"))
    assert [(word.key, word.mapper) for word in found.words] == [("heroic", ""), ("fat", "anny-body")]
    assert "foreseen" in found.words[0].told and "frobnicated" in found.refused


def test_a_sight_learns_what_embeddings_show_and_comes_back_from_its_file(encoder, tmp_path):
    """Embeddings that are made of two sliders: what is said along them is foreseen, and what is noise is not."""
    rng = np.random.default_rng(1)
    space = Space("body", "toy", tuple(Axis(f"s{k}", (f"s{k}",), -2.0, 2.0, 0.0, 1.0) for k in range(3)))
    values = rng.normal(0, 1, (200, 3)).astype(np.float32)
    along = rng.normal(0, 1, (3, encoder.dimension)) / np.sqrt(encoder.dimension)
    seen = values[:, :1] * along[0] + np.tanh(values[:, 1:2]) * along[1] + 0.3 * rng.normal(0, 1, (200, 1)) * along[2]
    plan = Plan("toy", "body", ("front",), 32, True, 0, 100, space.names)
    sight = train_sight(Rated(plan, values, seen[:, None].astype(np.float32)), space, encoder, 0, Course(epochs=100))
    write_sight(tmp_path / "sight.safetensors", sight)
    sight = read_sight(tmp_path / "sight.safetensors")
    scoring = scoring_of(encoder, ["fat"])
    told = [sight.mapper("fat", scoring, torch.from_numpy(row).float()) for row in np.linalg.pinv(along).T]
    assert told[0].card.uncertainty[0] < 0.25 and told[1].card.uncertainty[0] < 0.4
    assert told[2].card.uncertainty[0] > 0.8
    steps = torch.eye(3)
    assert float(told[0].scores(steps)[0] - told[0].scores(0 * steps)[0]) == pytest.approx(1.0, abs=0.25)
    (tmp_path / "cut.safetensors").write_bytes((tmp_path / "sight.safetensors").read_bytes()[:500])
    with pytest.raises(BadFile):
        read_sight(tmp_path / "cut.safetensors")


def test_the_sights_that_come_with_the_program_fit_its_encoder(encoder):
    files = sights_of("anny")
    assert [file.stem for file in files] == ["anny-body", "anny-face", "anny-expression"]
    for file in files:
        mapper = load_mapper(file.stem)
        sight = read_sight(file)
        assert sight.card.space == mapper.space
        directions = mapper.card.scoring.directions(encoder).cpu()
        rated = sight.scores(directions).std(0)
        assert torch.allclose(rated, torch.tensor(mapper.card.deviation), rtol=0.15), "the same pictures"
