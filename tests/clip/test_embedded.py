"""The encoder that ships: small, quick to load, says which words it does not know, and words lead where they should."""

import json
import shutil

import pytest
import torch

from assets import asset
from backend.clip import NEUTRAL_TEXT, load_encoder
from backend.clip.encoder import load_trained


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


def _differences(encoder, texts):
    embeddings = encoder.encode_texts([NEUTRAL_TEXT, *texts])
    return embeddings[1:] - embeddings[0]


def test_the_files_are_small_and_name_their_licence(encoder):
    assert sum(file.stat().st_size for file in asset("encoder").iterdir()) < 30e6
    assert encoder.licence == "Apache-2.0"
    assert encoder.name == "embedded"


def test_it_says_on_which_bodies_it_was_trained(encoder, tmp_path):
    assert encoder.has_axes and encoder.bodies == ("anny",)
    for file in asset("encoder").iterdir():
        shutil.copy(file, tmp_path)
    facts = json.loads((tmp_path / "encoder.json").read_text())
    for said, bodies in ({"bodies": ["anny", "other"]}, ("anny", "other")), ({}, ("anny",)):
        rest = {name: value for name, value in facts.items() if name != "bodies"}
        (tmp_path / "encoder.json").write_text(json.dumps(rest | said))
        assert load_trained(tmp_path).bodies == bodies


def test_stronger_words_lead_further(encoder):
    lengths = _differences(encoder, ["a slightly tall person", "a tall person", "a very tall person"]).norm(dim=-1)
    assert lengths[0] < lengths[1] < lengths[2]


def test_neutral_texts_say_nothing(encoder):
    plain = _differences(encoder, ["a human", "a photo of a person", "someone"]).norm(dim=-1)
    told = _differences(encoder, ["a muscular person", "an old person", "a person smiling"]).norm(dim=-1)
    assert plain.max() < 0.3 * told.min()


@pytest.mark.parametrize(
    ("word", "like", "unlike"),
    [("tall", "giant", "short"), ("fat", "obese", "thin"), ("old", "elderly", "young"), ("happy", "smiling", "sad")],
)
def test_words_lie_with_their_like(encoder, word, like, unlike):
    neutral, *texts = encoder.encode_texts([NEUTRAL_TEXT, *(f"a {w} person" for w in (word, like, unlike))])
    said, near, far = (text - neutral for text in texts)
    assert torch.cosine_similarity(said, near, dim=0) > 0.5
    assert torch.cosine_similarity(said, far, dim=0) < 0.1


def test_nonsense_is_named_and_plain_english_is_not(encoder):
    assert encoder.unknown_words("a tall xqzzy man, smiling, with a blorptang") == ["xqzzy", "blorptang"]
    assert encoder.unknown_words("a very tall muscular man with broad shoulders, smiling") == []


def test_the_same_text_gives_the_same_embedding_alone_or_in_company(encoder):
    alone = encoder.encode_texts(["a tall man"])
    together = encoder.encode_texts(["a tall man", "x" * 2000, "an old woman, laughing"])[:1]
    assert torch.allclose(alone, together, atol=1e-5)
