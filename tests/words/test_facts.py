"""Heights, weights and body mass indices that a prompt states."""

import pytest

from backend.words.facts import stated_facts, without_facts


@pytest.mark.parametrize(
    ("prompt", "metres"),
    [
        ("a 190 cm tall man", 1.90),
        ("a man, 190cm", 1.90),
        ("a 190-centimetre man", 1.90),
        ("a man of 1.90 m", 1.90),
        ("a 1,85 m woman", 1.85),
        ("a woman 1m75 tall", 1.75),
        ("a woman, 1 m 75, 60 kg", 1.75),
        ("a 6'2\" man", 1.8796),
        ("a man who is 6’2” tall and angry", 1.8796),
        ("a man, 6'2", 1.8796),
        ("a 6 foot 2 man", 1.8796),
        ("a six-foot-two basketball player", 1.8796),
        ("a 6ft 4in man", 1.9304),
        ("five foot ten, thin", 1.778),
        ("a woman of five feet and four inches", 1.6256),
        ("six feet tall", 1.8288),
        ("one metre ninety", 1.90),
        ("a man one metre ninety tall", 1.90),
        ("a two-metre man with big ears", 2.0),
        ("one point nine metres tall", 1.90),
        ("74 inches tall", 1.8796),
        ("a 2 m 30-year-old", 2.0),
        ("between 180 and 190 cm", 1.85),
        ("a 500 cm giant", 5.0),
        ("a 190 cm fat man", 1.9),
    ],
)
def test_heights_are_read(prompt, metres):
    assert stated_facts(prompt).height == pytest.approx(metres, abs=1e-4)


@pytest.mark.parametrize(
    ("prompt", "kg"),
    [
        ("a man, 150 kg", 150),
        ("a hundred and fifty kilos", 150),
        ("a man weighing 150 kg, angry", 150),
        ("he weighs 120 kilos", 120),
        ("a man of 330 lbs", 149.69),
        ("a 300-pound man", 136.08),
        ("24 stone", 152.41),
        ("a 12 stone 4 woman", 78.02),
        ("a 190 cm, 150 kg man", 150),
        ("a woman, 1 m 75, 60 kg", 60),
    ],
)
def test_weights_are_read(prompt, kg):
    assert stated_facts(prompt).mass == pytest.approx(kg, abs=0.01)


@pytest.mark.parametrize(
    "prompt", ["a woman with BMI 35", "a BMI of 35", "bmi: 35", "a body mass index of 35", "a 35 BMI man"]
)
def test_body_mass_indices_are_read(prompt):
    assert stated_facts(prompt).bmi == 35


@pytest.mark.parametrize(
    "prompt",
    [
        "a tall man",
        "a man lifting 150 kg",
        "a woman who lost 20 kg",
        "a man 20 cm taller than her",
        "a man with two feet",
        "a man with big feet",
        "a woman with 30 cm long hair",
        "a girl with 3 dogs",
        "not 190 cm",
        "in 1900",
        "a 70-year-old woman in her 6th decade",
    ],
)
def test_these_state_none(prompt):
    assert not stated_facts(prompt)


def test_what_contradicts_itself_is_told():
    facts = stated_facts("a 150 cm man, 170 cm")
    assert facts.height is None and "more than one height" in facts.doubts[0]
    facts = stated_facts("a man of 180 cm, 80 kg, BMI 40")
    assert (facts.height, facts.mass, facts.bmi) == (1.8, 80.0, None) and "24.7" in facts.doubts[0]
    assert not stated_facts("a man of 180 cm, 81 kg, BMI 25").doubts


@pytest.mark.parametrize(
    ("prompt", "rest"),
    [
        ("a 190 cm tall man, smiling", "a man, smiling"),
        ("a man, 190 cm and 150 kg", "a man"),
        ("a woman with a BMI of 35, sad", "a woman, sad"),
        ("a man, height 185 cm, weight 95 kg", "a man"),
        ("a 6'2\" man", "a man"),
        ("a 25 year old 180 cm man", "a 25 year old man"),
        ("five foot ten, thin", "thin"),
        ("a tall man", "a tall man"),
    ],
)
def test_the_rest_of_the_words_is_for_the_encoder(prompt, rest):
    assert without_facts(prompt, stated_facts(prompt)) == rest
