"""Who wears what in a text: nouns with colours and cut; what is held, taken off or denied is not worn."""

import pytest

from backend.protocol.requests.look import SLOTS
from backend.words.look_items import Item
from backend.words.look_vocabulary import colours, materials, roles, things
from backend.words.looks.outfits import outfit_of, wishes_of
from backend.words.looks.wishes import wishes_in


def worn(text, others=()):
    """name -> (colours, values) of what the text says is worn"""
    return {w.name: ([name for name, _ in w.colours], dict(w.values)) for w in wishes_in(text, others).worn if w.worn}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a woman in a red dress and black boots", {"dress": ["red"], "boots": ["black"]}),
        ("a man in a red and white striped shirt and jeans", {"shirt": ["red", "white"], "jeans": []}),
        ("a girl with long curly red hair and a blue hat", {"hair": ["red"], "hat": ["blue"]}),
        ("a dark blue tweed suit, brown shoes", {"tweed suit": ["dark blue"], "shoes": ["brown"]}),
        ("a dress with white polka dots", {"dress": ["white"]}),
        ("a bald man with blue eyes in a green coat", {"bald": [], "coat": ["green"]}),
        ("a black man with a white beard", {"beard": ["white"]}),
        ("a man in black", {"": ["black"]}),
    ],
)
def test_a_colour_belongs_to_its_noun(text, expected):
    assert {name: said[0] for name, said in worn(text).items()} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a man without a hat", []),
        ("a man not wearing glasses, in a shirt", ["shirt"]),
        ("a man without hat, gloves or shoes, in a t-shirt", ["t shirt"]),
        ("a man holding a lamp and a red coat, black boots", ["boots"]),
        ("a man taking off his coat", []),
        ("a man with a hat in his hand and a scarf", ["scarf"]),
        ("a woman with no make-up and red lipstick", ["lipstick"]),
        ("a man with his jacket over his shoulder", []),
        ("a man wearing a suit, no tie", ["suit"]),
        ("a woman adjusting her glasses", ["glasses"]),
    ],
)
def test_held_denied_or_taken_off_is_not_worn(text, expected):
    assert list(worn(text)) == expected


def test_what_another_person_wears_is_not_worn():
    assert list(worn("a woman in a cloak, dancing with an old man in a top hat", ["old man"])) == ["cloak"]


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("baggy jeans", "jeans", {"looseness": "0.8"}),
        ("a short skirt", "short skirt", {}),
        ("a knee-length skirt", "skirt", {"reach": "knee", "hangs": "knee"}),
        ("a coat down to the knees", "coat", {"reach": "knee"}),
        ("a leopard print coat", "coat", {"pattern": "animal"}),
        ("boots made of leather", "boots", {"fabric": "leather"}),
        ("a tartan skirt", "tartan skirt", {"pattern": "tartan"}),
    ],
)
def test_cut_and_cloth(text, name, values):
    found = worn(text)[name][1]
    assert {name: value for name, value in found.items() if name != "natural"} == values


def test_a_short_man_wears_no_shorts_and_a_smile_is_no_garment():
    assert not worn("a short man with a tan face") and wishes_in("a man wearing a smile").unknown == ()
    assert wishes_in("a man wearing a blorft").unknown == ("blorft",)


def test_the_tables_are_large_enough_and_every_slot_is_said():
    assert len(things()) > 500 and len({role.name for role in roles().values()}) >= 300
    assert {item.slot for thing in things().values() for item in thing.items} >= set(SLOTS) - {
        "eyes",
        "teeth",
        "tongue",
    }
    assert len(colours()) > 100 and len(materials()) > 100


def test_every_outfit_is_understood():
    for role in {role.name: role for role in roles().values()}.values():
        for _, outfit in role.outfits:
            for phrase in outfit.split(", ") if outfit else ():
                read = wishes_of(phrase.replace("|", " "))
                assert read.worn and not read.held and not read.unknown, (role.name, phrase)


def test_the_seed_chooses_an_outfit_and_the_sex_which():
    cowboy, nurse = roles()[("cowboy",)], roles()[("nurse",)]
    assert outfit_of(cowboy, "m", 5) == outfit_of(cowboy, "m", 5)
    assert len({outfit_of(cowboy, "m", seed) for seed in range(20)}) > 2
    assert not any("dress" in outfit_of(nurse, "m", seed) for seed in range(20))
    assert "|" not in "".join(outfit_of(role, "", 1) for role in roles().values())


def test_who_is_dressed_by_a_role_has_its_shoes_or_bare_feet():
    for role in {role.name: role for role in roles().values()}.values():
        for _, words in role.outfits:
            slots = {item.slot for wish in wishes_of(words.replace("|", " ")).worn for item in wish.items}
            dressed = slots & {"top", "bottom", "one_piece"} and role.name != "baby"
            assert not dressed or "shoes" in slots or "mermaid tail" in words, f"{role.name}: {words}"


def test_an_item_without_pieces_is_nothing_in_its_slot():
    assert things()[("barefoot",)].items == (Item(slot="shoes"), Item(slot="legs"))
