"""What words name of somebody of a role: general words mean the role's own piece, nothing said is hidden or lost."""

import pytest
from test_looks import WOMAN, dressed, pieces, slots

from backend.protocol.requests import Look, Worn
from backend.words.look_vocabulary import roles
from backend.words.looks.outfits import wishes_of
from backend.words.looks.who import who_in
from backend.words.prompt import read_prompt, sentences

CLOSED = frozenset((
    "jacket", "breastplate", "uniform_jacket", "parade_jacket", "high_collar_jacket",
    "parka", "raincoat", "puffer_jacket", "turnout_coat", "doublet",
))  # fmt: skip
"""coats that nothing is seen below"""


def test_a_general_word_means_what_the_role_wears():
    chef = slots(dressed("a chef in a blue hat"))
    assert chef["head"].piece == "chef_hat" and chef["head"].colour[2] > chef["head"].colour[0]
    queen = slots(dressed("a queen in a green dress", WOMAN))
    assert queen["one_piece"].piece == "ballgown" and queen["one_piece"].colour[1] > queen["one_piece"].colour[0]
    assert pieces("a queen with a hat", WOMAN)["head"] == "brimmed_hat"  # a crown is none
    hero = slots(dressed("a superhero in a blue suit"))
    assert hero["one_piece"].piece == "bodysuit" and "outer" not in hero


def test_a_colour_of_everything_is_that_of_the_roles_clothes():
    ninja = slots(dressed("a ninja in white"))
    assert all(min(ninja[slot].colour) > 0.8 for slot in ("top", "bottom", "head"))
    nurse = slots(dressed("a nurse wearing a pink uniform", WOMAN, seed=1))
    assert any(worn.colour and worn.colour[0] > 1.2 * worn.colour[1] for worn in nurse.values())


@pytest.mark.parametrize("text", ["a knight with long blond hair", "a nun with red hair in a bun"])
def test_hair_that_is_spoken_of_is_seen(text):
    assert not {"hood", "headscarf", "knight_helmet"} & set(pieces(text, WOMAN).values())


def test_one_colour_of_scrubs_and_of_beard_and_hair():
    nurse = slots(dressed("a nurse in purple scrubs", WOMAN))
    assert nurse["top"].colour == nurse["bottom"].colour
    viking = dressed("a viking with a red beard")
    assert viking.look.hair_colour == slots(viking)["facial_hair"].colour
    other = dressed("a black haired man with a red beard")
    assert other.look.hair_colour != slots(other)["facial_hair"].colour


def test_of_a_roles_outfits_one_that_goes_with_what_is_named():
    for seed in range(6):
        goth = pieces("a goth in a leather corset", WOMAN, seed=seed)
        assert goth["top"] == "corset" and goth.get("bottom") and "one_piece" not in goth


def test_nothing_but_is_nothing_else():
    worn = pieces("a bearded man in nothing but a loincloth")
    assert worn["bottom"] == "loincloth" and worn["facial_hair"] == "full_beard"
    assert not any(worn[slot] for slot in ("top", "outer", "head", "shoes", "one_piece"))


def test_who_is_only_old_keeps_no_tie_to_a_robe():
    for seed in range(6):
        assert not pieces("an old man in a grey robe", seed=seed).keys() & {"neck", "outer"}


def test_trainers_are_no_trainer_and_a_decade_of_life_is_no_fashion():
    for text in ("a woman in jeans, white trainers", "a man in his forties", "a woman in her late twenties"):
        who, _ = who_in(text, read_prompt(text).unshown)
        assert who == [] or not who[0].role.adjective
        assert "head" not in pieces(text)
    assert read_prompt("a man in his forties with stubble, a grey hoodie").years == 45


@pytest.mark.parametrize("text", ["a lady in a lilac cardigan", "a girl in a polka dot dress", "brass goggles on a man",
                                  "a builder", "a real estate agent", "a post apocalyptic survivor"])  # fmt: skip
def test_what_is_shown_is_not_told_to_be_missing(text):
    assert not [told for told in sentences(read_prompt(text), []) if "cannot show" in told]


def test_robin_hood_wears_a_hood_and_is_none():
    assert not [told for told in dressed("robin hood").told if "shown as" in told]


def test_a_tie_is_no_tuxedo_and_a_jumper_is_over_its_shirt():
    worn = slots(dressed("a man in a red shirt with a white tie"))
    assert worn["neck"].piece == "tie" and "outer" not in worn
    assert pieces("a man in a grey jumper, a shirt and jeans")["top"] == "jumper"


def test_every_outfit_is_whole():
    """Nobody wears an open coat on nothing, or nothing below a shirt."""
    for role in {role.name: role for role in roles().values() if not role.adjective}.values():
        for _, words in role.outfits:
            if not words:
                continue
            plain = ", ".join(part.split("|")[-1] if part.count("|") and " " not in part else part.replace("|", " ")
                              for part in words.split(", "))  # fmt: skip
            items = [item for wish in wishes_of(plain).worn for item in wish.items]
            said = {item.slot for item in items}
            whole = said & {"one_piece", "underwear"}
            outer = {item.pieces[0] for item in items if item.slot == "outer" and item.pieces}
            closed = bool(outer & CLOSED)
            assert whole or "bottom" in said, f"{role.name}: {words}"
            assert whole or closed or "top" in said, f"{role.name}: {words}"


def test_burly_men_often_have_beards_and_stay_dressed():
    burly = [dressed("a burly man", seed=seed).look for seed in range(8)]
    assert sum(any(worn.piece == "full_beard" for worn in look.worn) for look in burly) >= 2
    assert "facial_hair" not in pieces("a burly woman", WOMAN)
    start = Look(worn=(Worn(slot="top", piece="hoodie"),))
    assert pieces("a burly man", start=start)["top"] == "hoodie"
    assert pieces("a burly lumberjack in a red checked shirt")["top"] == "shirt"


def test_two_colours_of_everything():
    jester = slots(dressed("a jester in purple and yellow"))["top"]
    assert jester.colour[2] > jester.colour[1] and jester.second_colour[0] > jester.second_colour[2]
    man = slots(dressed("a man in purple and yellow"))
    assert man["top"].colour[2] > man["top"].colour[1] and man["bottom"].colour[0] > man["bottom"].colour[2]


def test_womens_clothes_are_worn_by_women_where_no_sex_is_said():
    assert read_prompt("an opera singer in a gown").implied["gender"] > 1
    assert "gender" not in read_prompt("a man in a pink dress").implied
    assert "gender" not in read_prompt("a singer in a suit").implied


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("a lighthouse keeper with a grey beard", "sea captain"),
        ("a sheep shearer in a checked shirt", "farmer"),
        ("a goalkeeper in green", "goalkeeper"),
        ("a sheep in a blue ribbon", "lamb"),
    ],
)
def test_who_somebody_is_ends_the_phrase_and_longer_phrases_say_more(text, role):
    who, _ = who_in(text, read_prompt(text).unshown)
    assert [w.role.name for w in who if w.head] == [role]


def test_a_mask_of_a_trade_goes_where_hair_is_spoken_of():
    assert "head" not in pieces("a fencer with a blonde ponytail", WOMAN)
    assert pieces("a fencer", WOMAN)["head"] == "fencing_mask"


def test_a_mask_or_dark_glasses_go_where_face_or_eyes_are_spoken_of():
    assert pieces("a welder", WOMAN)["face"] == "welding_mask"
    assert "face" not in pieces("a welder with sooty cheeks", WOMAN)
    assert pieces("a racing cyclist")["glasses"] == "sports_shades"
    assert "glasses" not in pieces("a racing cyclist with green eyes")


def test_what_a_role_ties_on_goes_with_what_is_named():
    assert pieces("a cobbler")["waist"] == "apron" and "waist" not in pieces("a cobbler in a grey kimono")
    assert pieces("a salesman")["neck"] == "tie" and "neck" not in pieces("a salesman in a brown bomber jacket")


def test_what_is_denied_leaves_what_is_named_in_its_place():
    assert pieces("an Amish farmer, a beard without a moustache")["facial_hair"] == "full_beard"
    assert not pieces("a farmer without a beard").get("facial_hair")


def test_a_trade_says_more_than_age():
    assert pieces("a thin old woman, marathon runner", WOMAN)["shoes"] == "trainers"


def test_a_waistband_is_a_part():
    boxer = slots(dressed("a boxer in blue shorts with a white waistband"))
    assert "waist" not in boxer and [part.kind for part in boxer["bottom"].details] == ["waistband"]


def test_a_shirt_is_knotted_or_tied_around_the_waist():
    assert pieces("a woman in a denim shirt tied at the waist and jeans", WOMAN)["top"] == "crop_top"
    assert pieces("a woman in a black dress, a checked shirt tied at the waist", WOMAN)["waist"] == "tied_jumper"


def test_a_red_nose_is_a_ball_on_a_clown_alone():
    assert "face" not in pieces("a stout brewer with a red nose")
    assert pieces("a clown with a red nose")["face"] == "red_nose"


def test_wings_are_those_of_who_has_them():
    assert pieces("a bumblebee with small clear wings")["back"] == "dragonfly_wings"
    assert pieces("a demon with wings")["back"] == "bat_wings" and pieces("an angel with wings")["back"] == "wings"


def test_what_is_thin_as_a_skeleton_is_none():
    assert "bodysuit" not in pieces("a skeleton-thin model", WOMAN).values()


def test_a_shirt_that_a_corset_takes_the_place_of_is_told():
    assert any(
        "striped shirt" in told for told in dressed("a pirate in a striped shirt and a brown corset", WOMAN).told
    )
