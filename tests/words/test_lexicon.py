"""The lexicon is sound, the bench's unseen prompts are truly unseen, captions are true of their sample."""

from __future__ import annotations

import csv
import inspect
from importlib import resources

import numpy as np
import pytest

from backend.protocol.errors import BadFile
from backend.protocol.measures import MEASURES
from backend.words import lexicon as lex
from backend.words.attributes import ATTRIBUTES, expand, limits

# words that every prompt may use because they say nothing about the person
CARRIERS = {"a", "an", "the", "of", "with", "and", "person", "people", "someone", "human"}


def bench() -> list[dict[str, str]]:
    text = (resources.files("assets") / "bench" / "words.tsv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def test_the_lexicon_is_large_and_spans_its_kinds() -> None:
    book = lex.lexicon()
    counts = {kind: sum(entry.kind == kind for entry in book.entries) for kind in lex.KINDS}
    assert len(book.entries) >= 1500
    assert min(counts.values()) >= 100, counts
    assert len({" ".join(lex.tokens(entry.phrase)) for entry in book.entries}) == len(book.entries)


def test_every_attribute_that_has_opposites_is_implied_both_ways() -> None:
    strengths = lex.lexicon().strengths
    for column, name in enumerate(ATTRIBUTES):
        assert strengths[:, column].max() > 0.3, name
        if limits(name)[0] == -3 and name not in ("double_chin", "belly", "ear_pointed", "ear_wings", "nose_hump",
                                                  "nose_tip", "eye_bags", "chin_cleft", "cheekbones"):  # fmt: skip
            assert strengths[:, column].min() < -0.3, name


def test_the_bench_is_balanced_and_valid() -> None:
    rows = bench()
    unseen = [row for row in rows if row["seen"] == "0"]
    assert len(rows) >= 80
    assert abs(len(unseen) / len(rows) - 0.5) <= 0.05
    for seen in "01":
        faces = [row["view"] == "face" for row in rows if row["seen"] == seen]
        assert abs(np.mean(faces) - 0.5) <= 0.06
    assert len({row["prompt"] for row in rows}) == len(rows)
    for row in rows:
        assert expand(row["attribute"]) or row["attribute"] in MEASURES, row
        assert row["direction"] in ("+", "-") and row["seen"] in ("0", "1") and row["view"] in ("body", "face")


def test_no_word_of_an_unseen_prompt_is_in_the_lexicon() -> None:
    known = {lex.stem(word) for word in lex.words()}
    for row in bench():
        content = [word for word in lex.tokens(row["prompt"]) if word not in CARRIERS]
        if row["seen"] == "0":
            assert not {lex.stem(word) for word in content} & known, row["prompt"]
            assert lex.implied(row["prompt"]) == {}
        else:
            assert {lex.stem(word) for word in content} <= known, row["prompt"]


def test_seen_prompts_imply_their_attribute() -> None:
    measured = {"bmi": "weight", "waist": "waist"}
    for row in bench():
        if row["seen"] == "1":
            values = lex.implied(row["prompt"])
            names = expand(measured.get(row["attribute"], row["attribute"]))
            mean = np.mean([values.get(name, 0.0) for name in names])
            assert mean * (1 if row["direction"] == "+" else -1) >= 0.3, (row, values)


@pytest.mark.parametrize(
    ("weaker", "stronger", "attribute"),
    [
        ("slightly tall", "tall", "height"),
        ("tall", "very tall", "height"),
        ("fairly muscular", "incredibly muscular", "muscle"),
        ("not fat", "fat", "weight"),
        ("a faint smile", "a big smile", "mouthSmileLeft"),
    ],
)
def test_intensity_orders_what_is_implied(weaker: str, stronger: str, attribute: str) -> None:
    assert lex.implied(weaker).get(attribute, 0.0) < lex.implied(stronger)[attribute]


def test_negation_turns_round_and_stays_with_its_word() -> None:
    values = lex.implied("a person who is not tall and very old")
    assert values["height"] < 0 < values["age"]
    assert lex.implied("she isn't smiling")["mouthSmileLeft"] < 0


def test_inflections_hyphens_and_case_are_understood() -> None:
    tall = lex.implied("tall")
    assert lex.implied("TALLEST") == tall
    assert lex.implied("vikings") == lex.implied("viking")
    assert lex.implied("a broad shouldered man") == lex.implied("a broad-shouldered man")


def test_longer_phrases_win_over_their_words() -> None:
    assert lex.implied("old man")["gender"] < 0
    assert "weight" not in lex.implied("a big nose")
    assert lex.implied("left eye closed").keys() == {"eyeBlinkLeft"}


def test_words_about_the_picture_are_not_about_the_person() -> None:
    assert lex.implied("a 3d model of someone, full body render of a person") == {}
    assert lex.implied("a fashion model")["height"] > 1


def test_nothing_known_implies_nothing() -> None:
    assert lex.implied("") == {}
    assert lex.implied("xylophone 漢字 \x00") == {}


@pytest.mark.parametrize(
    "line",
    ["tall\tadjective\tadj", "tall\tadjective\tadj\theight+9", "tall\tadjective\tadj\thight+1",
     "tall\tx\tadj\theight+1", "tall\tadjective\tadj\theight1",
     "tall\tadjective\tadj\theight+1\ntall\tadjective\tadj\theight+1"],
)  # fmt: skip
def test_a_wrong_line_is_named(tmp_path, line: str) -> None:
    path = tmp_path / "lexicon.tsv"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(BadFile, match="line"):
        lex.read_lexicon(path)


def test_the_lexicon_needs_no_torch() -> None:
    assert "torch" not in inspect.getsource(lex)


def test_what_everybody_has_is_no_adjective() -> None:
    for part in ("skin", "hair", "legs", "neck", "cheeks", "bones"):
        assert lex.implied(f"a person with {part}") == {}, part
    assert lex.implied("a skinny person") and lex.implied("skinnier")
