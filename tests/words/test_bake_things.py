"""The table of nouns is made from WordNet's files: by the most used sense, without what is often something else."""

import pytest

from backend.bake.things import KINDS, _kinds, bake
from backend.protocol.errors import NotAvailable
from backend.words.tables import table

# word -> (part of speech, lexicographer file, uses) of each sense
SENSES = {
    "locomotive": [("noun", 6, 0)],
    "plumber": [("noun", 18, 3)],
    "model": [("noun", 9, 19), ("noun", 18, 6)],
    "fly": [("noun", 5, 6), ("verb", 38, 33)],
    "nitric": [("adj", 1, 0)],
    "tall": [("adj", 0, 9)],
}


@pytest.fixture
def wordnet(tmp_path):
    """A folder with WordNet's files about a few words."""
    index, data, counts, numbers = {}, {}, [], {"noun": 1, "verb": 2, "adj": 3, "adv": 4}
    for word, senses in SENSES.items():
        for part in {part for part, _, _ in senses}:
            offsets = []
            for number, (_, file, uses) in enumerate((s for s in senses if s[0] == part), 1):
                offsets.append(f"{len(data):08d}")
                data[offsets[-1]] = (part, file)
                counts.append(f"{word}%{numbers[part]}:00:00:: {number} {uses}")
            index.setdefault(part, []).append(f"{word} {part[0]} {len(offsets)} 0 1 0 {' '.join(offsets)}")
    for part in numbers:
        lines = [f"{offset} {file:02d} {part[0]} 01 x" for offset, (own, file) in data.items() if own == part]
        (tmp_path / f"data.{part}").write_text("\n".join(["  1 licence", *lines]) + "\n")
        (tmp_path / f"index.{part}").write_text("\n".join(["  1 licence", *index.get(part, [])]) + "\n")
    (tmp_path / "cntlist.rev").write_text("\n".join(counts) + "\n")
    return tmp_path


def test_words_are_sorted_by_their_most_used_sense(wordnet):
    found = dict(_kinds(wordnet))
    assert found["locomotive"] == "artifact" and found["plumber"] == "person" and found["nitric"] == "pertains"
    assert "model" not in found
    assert found.get("fly") not in KINDS and found.get("tall") not in KINDS


def test_without_wordnet_it_is_told(tmp_path):
    with pytest.raises(NotAvailable, match="WordNet"):
        bake(tmp_path)


def test_the_table_holds_what_it_should():
    things = table("things", 2)
    assert things[("locomotive",)] == ("object",) and things[("plumber",)] == ("person",)
    assert not {("model",), ("tall",), ("smile",)} & things.keys()
