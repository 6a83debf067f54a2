"""What a prompt says of one person; whatever cannot be obeyed is named, and no encoder reads it."""

import pytest

from backend.words.hidden_phrases import can_be_shown
from backend.words.prompt import ANYONE, names_nobody, read_prompt, sentences, without_say
from backend.words.subject_text import PERSON, subject_of
from backend.words.tables import table


@pytest.mark.parametrize(
    ("prompt", "text", "unshown"),
    [
        ("a tall muscular man, smiling", "a tall muscular man, smiling", []),
        ("a short chubby woman, surprised", "a short chubby woman, surprised", []),
        ("a man with glasses", "a man", []),
        ("a woman wearing red lipstick and a long dress, smiling", "a woman, smiling", []),
        ("a person with an afro", "a person", []),
        ("a bearded man in a black suit", "a man in a black suit", []),
        ("a bald man with a long white beard and blue eyes", "a bald man with blue eyes", []),
        ("a woman with long black hair and green eyes", "a woman with black hair and green eyes", []),
        ("a woman with a blonde ponytail", "a woman with blonde hair", []),
        ("a girl with long hair", "a girl", []),
        ("a man with glasses and broad shoulders", "a man with broad shoulders", []),
        ("an old wizard with a staff and a pointed hat", "an old wizard", ["staff"]),
        ("a woman who is wearing a hat and has blue eyes", "a woman who has blue eyes", []),
        ("a man with a hat on his head, angry", "a man, angry", []),
        ("a tattooed and muscular man", "a muscular man", []),
        ("a woman in a wheelchair", "a woman", ["wheelchair"]),
        ("a warrior holding a 1.5 m sword", "a warrior", ["1.5 m sword"]),
        ("a fat man with a small dog, laughing", "a fat man, laughing", ["small dog"]),
        ("a sad old man sitting on a bench in the park", "a sad old man sitting", ["bench", "park"]),
        ("black hair, blue eyes, tall, glasses", "black hair, blue eyes, tall", []),
        ("a skinny boy with freckles and big ears", "a skinny boy with big ears", []),
        ("a woman with pointed ears", "a woman with pointed ears", []),
        ("a bus driver", "a bus driver", []),
        ("a blonde woman in a red suit", "a blonde woman in a red suit", []),
        ("a nurse with tired eyes", "a nurse with tired eyes", []),
        ("a man in black", "a man in black", []),
        ("a man, no beard", "a man", []),
        ("a locomotive man", "a man", ["locomotive"]),
        ("a woman with a sense of humour", "a woman with humour", ["sense"]),
        ("a locomotive driver", "a locomotive driver", []),
        ("a man without glasses", "a man", []),
        ("a male of 95 kg, beard", "a male of 95 kg", []),
        ("a man with cauliflower ears", "a man with cauliflower ears", []),
        ("a surfer with sun-bleached hair", "a surfer with sun-bleached hair", []),
        ("a woman with eye bags", "a woman with eye bags", []),
        ("a man with no meat on the bones", "a man with no meat on the bones", []),
        ("a thinner, older man", "a thinner, older man", []),
    ],
)
def test_things_are_named_with_their_adjectives_and_taken_out(prompt, text, unshown):
    subject = subject_of(prompt)
    assert subject.text == text and list(subject.unshown) == unshown


@pytest.mark.parametrize(
    ("prompt", "text", "other"),
    [
        ("a young woman dancing with an old man", "a young woman dancing", "old man"),
        ("a mother and her child", "a mother", "child"),
        ("a father holding his baby", "a father", "baby"),
        ("a woman with a 5-year-old child", "a woman", "5-year-old child"),
    ],
)
def test_only_the_first_person_is_read(prompt, text, other):
    subject = subject_of(prompt)
    assert subject.text == text and list(subject.unshown) == [other]


@pytest.mark.parametrize(("prompt", "told"), [("two men", "two men"), ("a couple", "couple"), ("twins", "twins")])
def test_of_many_people_one_is_made_and_it_is_told(prompt, told):
    read = read_prompt(prompt)
    assert read.unshown == {told: PERSON} and "one person" in sentences(read, [])[0]


@pytest.mark.parametrize("prompt", ["a mountain of a man", "a man built like a wrestler", "a man with a child's face"])
def test_a_comparison_is_no_other_person(prompt):
    assert subject_of(prompt).text == prompt


@pytest.mark.parametrize(
    "prompt", ["a locomotive", "a red sports car on a bridge", "an angry dog", "a dragon", "democracy"]
)
def test_where_nobody_is_named_it_is_told_and_nothing_is_read(prompt):
    read = read_prompt(prompt)
    assert read.without([]) == ANYONE and names_nobody(read, []) and without_say(read, [])
    assert any("names a person" in sentence for sentence in sentences(read, []))


@pytest.mark.parametrize(
    "prompt", ["a person", "tall", "smiling", "190 cm", "a toddler", "nigerian", "a plumber", "blue eyes", "she is sad"]
)
def test_somebody_is_named_here(prompt):
    assert not names_nobody(read_prompt(prompt), [])


def test_a_word_that_the_encoder_cannot_place_names_nobody():
    assert names_nobody(read_prompt("xylographic"), ["xylographic"])


def test_every_category_of_the_table_is_named():
    unshown = {key: row for key, row in table("unshown", 3).items() if not can_be_shown(key)}
    rows = {category: (" ".join(key), form) for key, (category, form) in unshown.items()}
    for category, (phrase, form) in rows.items():
        prompt = f"a man with {phrase}, smiling" if form == "thing" else f"a {phrase} man, smiling"
        subject = subject_of(prompt)
        assert subject.text == "a man, smiling" and list(subject.unshown.values()) == [category], phrase


def test_every_sentence_tells_which_words():
    read = read_prompt("a tall man with an umbrella and his dog, lächelnd")
    told = " ".join(sentences(read, ["svelte"]))
    assert all(word in told for word in ("umbrella", "dog", "lächelnd", "svelte"))
    assert without_say(read, ["svelte"]) == ["lächelnd", "umbrella", "dog", "svelte"]


def test_a_beard_still_tells_a_man_where_the_words_do_not():
    assert read_prompt("a person with a beard").implied["gender"] < 0


def test_facts_years_and_origin_are_read_together():
    read = read_prompt("an 85-year-old black woman, 150 cm, with glasses")
    assert (read.years, read.facts.height, read.origin.words, read.text) == (85, 1.5, ("black",), "a woman")


@pytest.mark.parametrize(
    ("text", "told"), [("a man with his arms crossed", True), ("a waving woman", True), ("a laughing man", False)]
)
def test_a_pose_is_told_to_have_no_say(text, told):
    assert any("one pose" in sentence for sentence in sentences(read_prompt(text), [])) is told


def test_white_hair_makes_nobody_old_whose_youth_is_said():
    for text in ("a princess with white hair", "a young man with grey hair", "a 25 year old woman with silver hair"):
        assert "hair" not in read_prompt(text).text
        assert not read_prompt(text).text.endswith("with")
    for text in ("a woman with white hair", "a granny with white hair"):
        assert "white hair" in read_prompt(text).text
