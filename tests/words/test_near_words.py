"""Words that no table has by hand: the baked tables hold what they should, and WordNet is read as its files have it."""

import importlib.util

import numpy as np
import pytest

from backend.bake.near_words import _OTHERWISE, Meaning, nearest
from backend.bake.roofs import Roofs
from backend.commands.train import BAKERS
from backend.protocol.errors import NotAvailable
from backend.words.look_vocabulary import NEAR, near_pieces, near_roles, plain, roles, things
from backend.words.looks.phrases import match
from backend.words.wordnet import read_nouns


@pytest.fixture
def wordnet(tmp_path):
    """A folder with WordNet's files about an entity, a person, a smith and one Smith."""
    synsets = [
        "00000001 03 n 01 entity 0 000 | all that is",
        "00000002 18 n 01 person 0 001 @ 00000001 n 0000 | somebody; \"there was a person\"",
        "00000003 18 n 02 smith 0 metalworker 0 001 @ 00000002 n 0000 | works metal",
        "00000004 18 n 01 Smith 0 001 @i 00000002 n 0000 | one economist",
    ]  # fmt: skip
    index = ["entity n 1 0 1 0 00000001", "person n 1 0 1 1 00000002", "smith n 2 0 2 1 00000004 00000003"]
    (tmp_path / "data.noun").write_text("\n".join(["  1 licence", *synsets]) + "\n")
    (tmp_path / "index.noun").write_text("\n".join(["  1 licence", *index]) + "\n")
    (tmp_path / "cntlist.rev").write_text("person%1:18:00:: 1 9\nsmith%2:36:00:: 1 2\n")
    return tmp_path


def test_nouns_are_read_with_what_stands_above_them(wordnet):
    nouns = read_nouns(wordnet)
    assert nouns.synsets["00000003"].words == ("smith", "metalworker") and nouns.synsets["00000004"].instance
    assert nouns.synsets["00000002"].gloss == "somebody"
    assert nouns.ancestors("00000003") == {"00000001", "00000002", "00000003"}
    assert nouns.uses["person", 1] == 9 and nouns.others["smith"] == 2


def test_senses_under_a_special_roof_are_nearer(wordnet):
    person, smith = Roofs(read_nouns(wordnet), ["00000002", "00000003"]).shared("00000003")
    assert smith == pytest.approx(1.0) and 0 < person < 1


def test_what_wordnet_has_above_a_word_and_what_a_phrase_ends_in_vote(wordnet):
    class Blind:
        """finds all texts equally near"""

        def embed(self, texts):
            return np.ones((len(texts), 1), np.float32)

    anchors = [Meaning("hat", "hat", "", "hat"), Meaning("person", "person", "00000002", "person")]
    found = nearest(
        [Meaning("smith", "smith", "00000003"), Meaning("straw hat", "straw hat")],
        anchors,
        ["a hat", "a person"],
        read_nouns(wordnet),
        Blind(),
    )
    assert [word for word, _ in found] == ["person", "hat"]


@pytest.mark.parametrize("name", BAKERS)
def test_each_bake_can_be_started(name):
    """`galatea bake` calls main() of a module, which may need packages that only baking needs."""
    spec = importlib.util.find_spec(BAKERS[name])
    assert spec is not None and spec.origin is not None
    with open(spec.origin, encoding="utf-8") as file:
        assert "\ndef main() -> None:" in file.read()


def test_without_wordnet_it_is_told(tmp_path):
    with pytest.raises(NotAvailable, match="WordNet"):
        read_nouns(tmp_path)


def test_every_near_word_leads_to_a_word_of_the_tables():
    for table, known in ((near_roles(), roles()), (near_pieces(), things())):
        assert len(table) > 500
        for phrase, near in table.items():
            key = tuple(plain(word) for word in near.word.split())
            assert key in known and NEAR <= near.score <= 1, phrase


def test_no_garment_is_called_as_people_are():
    people = {*roles(), *near_roles()}
    assert not people & set(near_pieces()) and not {(word,) for word in _OTHERWISE} & set(near_pieces())


@pytest.mark.parametrize("word", ["blorft", "glimzor", "wuggle"])
def test_nonsense_is_near_nothing(word):
    assert match([word], 0, near_roles()) == (0, ()) == match([word], 0, near_pieces())
