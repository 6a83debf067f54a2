"""Girths that words state are read, and cut out of what an encoder reads."""

import pytest

from backend.words.facts import stated_facts
from backend.words.prompt import read_prompt


@pytest.mark.parametrize(
    ("prompt", "girths"),
    [
        ("a man with a waist of 90 cm", {"waist": 0.9}),
        ("a woman, waist 60 cm, hips 90 cm", {"waist": 0.6, "hips": 0.9}),
        ("a man with a 40 inch chest", {"chest": 1.016}),
        ("a model, 90-60-90", {"chest": 0.9, "waist": 0.6, "hips": 0.9}),
        ("a pin up girl, 36-24-36", {"chest": 0.914, "waist": 0.61, "hips": 0.914}),
        ("a woman with a 60 cm waist", {"waist": 0.6}),
        ("a man with a narrow waist, 180 cm", {}),
    ],
)
def test_girths_are_read(prompt, girths):
    facts = stated_facts(prompt)
    assert facts.girths == pytest.approx(girths, abs=0.001)
    assert not any(c.isdigit() for c in read_prompt(prompt).text)


def test_a_waist_is_no_height():
    facts = stated_facts("a 180 cm man with a waist of 90 cm")
    assert facts.height == pytest.approx(1.8) and facts.girths == {"waist": 0.9}
