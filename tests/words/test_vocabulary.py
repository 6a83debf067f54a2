"""Words that the encoder cannot place are named; function words and known words never are."""

import pytest

from backend.words.look_vocabulary import read_table
from backend.words.vocabulary import FUNCTION_WORDS, Vocabulary, read_vocabulary

TAUGHT = Vocabulary(frozenset({"gleeful", "table"}), unknown_below=0.5)


def _strength(words):
    return [0.9 if word.startswith("gleeful") else 0.1 for word in words]


@pytest.mark.parametrize(
    ("prompt", "unknown"),
    [
        ("a tall xqzzy man", ["xqzzy"]),
        ("a very tall, muscular person with broad shoulders", []),
        ("Gleeful XQZZY, a gleeful person", ["xqzzy"]),
        ("a table", ["table"]),
        ("un homme très grand", ["un", "homme", "très", "grand"]),
        ("высокий человек", ["высокий", "человек"]),
        ("6 foot 4", ["foot"]),
        ("", []),
        ("... !!", []),
    ],
)
def test_unknown_words_are_named_once_in_their_order(prompt, unknown):
    found = TAUGHT.unknown(prompt, _strength)
    assert [word for word in found if word in unknown] == [word for word in unknown if word in found]
    assert set(found) <= set(unknown)
    assert "xqzzy" in found or "xqzzy" not in unknown


def test_function_words_are_never_unknown():
    assert TAUGHT.unknown(" ".join(sorted(FUNCTION_WORDS)), _strength) == []


def test_a_taught_word_counts_by_its_strength():
    assert TAUGHT.unknown("a gleeful table", _strength) == ["table"]


def test_reading(tmp_path):
    file = tmp_path / "words.txt"
    file.write_text("one\ntwo\n", encoding="utf-8")
    assert read_vocabulary(file, 0.2) == Vocabulary(frozenset({"one", "two"}), 0.2)


@pytest.mark.parametrize("table", ["pieces", "materials", "colours", "details"])
def test_a_phrase_stands_in_one_line_of_its_table(table):
    seen: dict[tuple[object, ...], list[str]] = {}

    def read(phrases, cells):
        form = cells[2:] if table == "details" else []  # of which nouns and adjectives are read apart
        for phrase in phrases:
            seen.setdefault((*phrase, *form), []).append(cells[0])

    read_table(table, read)
    assert {" ".join(map(str, phrase)): told for phrase, told in seen.items() if len(told) > 1} == {}
    assert len(seen) > 100
