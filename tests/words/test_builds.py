"""Words for builds: what a picture must show of them, beyond what an encoder learns."""

import pytest

from backend.protocol.errors import BadFile
from backend.words.age import asks_for_child
from backend.words.lexicon import builds, implied, lexicon, read_builds
from backend.words.looks.wishes import wishes_in
from backend.words.subject import surely_implied
from backend.words.vocabulary import open_words_of


def test_an_encoder_does_not_learn_this_table():
    assert not {phrase for phrase in builds() if phrase[0] in ("colossal", "brawny")} & lexicon().by_tokens.keys()
    assert implied("a colossal man") == implied("a man")


def test_opposites_are_opposite():
    for big, small, attribute in (
        ("colossal", "tiny", "height"), ("obese", "starved", "weight"), ("brawny", "puny", "muscle"),
        ("broad shouldered", "frail", "shoulders"), ("tall", "short", "head_size"),
    ):  # fmt: skip
        one, other = (surely_implied(f"a {word} man")[attribute] for word in (big, small))
        assert one * other < 0 and min(abs(one), abs(other)) >= 0.8


@pytest.mark.parametrize("idiom", ["built like a tank", "skin and bones", "strong as an ox", "thin as a rake"])
def test_idioms_are_a_build_and_nothing_worn(idiom):
    said = surely_implied(f"a man {idiom}, smiling")
    assert max(abs(said.get(name, 0)) for name in ("weight", "muscle")) > 2 and said["mouthSmileLeft"] > 0
    assert wishes_in(f"a man {idiom}").worn == ()


def test_how_much_more_or_less():
    assert surely_implied("a slightly burly man")["shoulders"] < surely_implied("a burly man")["shoulders"]
    assert "height" not in surely_implied("a man with a little dog")


def test_they_are_known_words():
    assert open_words_of("a colossal brawny man") == []


def test_a_punk_girl_is_grown():
    assert not asks_for_child("a punk girl with a mohawk") and asks_for_child("a girl with a doll")


def test_a_bad_line_is_told(tmp_path):
    (tmp_path / "builds.tsv").write_text("colossal\tadj\theight+20\n")
    with pytest.raises(BadFile, match="line 1"):
        read_builds(tmp_path / "builds.tsv")
