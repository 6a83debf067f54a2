"""From words to a look: what is named wins over a role, locks hold, nobody is naked, what is not there is told."""

from typing import Any

import pytest

from backend.protocol.requests import SLOTS, Look, Worn
from backend.words.look import look_wished
from backend.words.look_vocabulary import colours, things
from backend.words.looks.decency import Traits
from backend.words.prompt import read_prompt

EVERYTHING = {piece: piece.replace("_", " ") for thing in things().values() for item in thing.items
              for piece in item.pieces} | {"bra_set": "bra set", "briefs": "briefs"}  # fmt: skip
WOMAN, MAN, GIRL = Traits(1.0, 30), Traits(0.0, 30), Traits(1.0, 9)


def dressed(text, traits=MAN, start=None, wardrobe=EVERYTHING, **options):
    return look_wished(
        read_prompt(text), text, Look() if start is None else start, wardrobe=wardrobe, traits=traits, **options
    )


def slots(made) -> dict[str, Any]:
    return {worn.slot: worn for worn in made.look.worn}


def pieces(text, traits=MAN, **options):
    return {slot: worn.piece for slot, worn in slots(dressed(text, traits, **options)).items()}


def test_a_role_is_dressed_and_what_is_named_wins():
    assert pieces("a knight")["one_piece"] == "armour"
    queen = pieces("a queen in jeans", WOMAN)
    assert queen["bottom"] == "jeans" and queen["head"] == "crown" and "one_piece" not in queen
    assert pieces("a knight without a helmet")["head"] == ""
    assert pieces("a sumo wrestler")["bottom"] == "mawashi"
    assert pieces("a nurse taking off her cap", WOMAN)["head"] == ""


def test_a_colour_goes_to_its_piece():
    made = slots(dressed("a woman in a red dress and black boots", WOMAN))
    red, black = made["one_piece"].colour, made["shoes"].colour
    assert red is not None and black is not None
    assert red[0] > 3 * red[1] and max(black) < 0.1


def test_hair_has_its_style_and_colour():
    made = dressed("a woman with long curly red hair", WOMAN)
    assert slots(made)["hair"].piece == "long_wavy" and made.look.hair_colour[0] > 2 * made.look.hair_colour[2]
    assert pieces("a bald clean-shaven man") == {"hair": "", "facial_hair": ""}
    said = {
        "a man with a shaved head": "shaved_head", "a man with an undercut": "undercut",
        "a man with a mullet": "mullet", "an old man with a comb-over": "comb_over",
        "a woman with side-swept bangs": "side_fringe", "a girl with a hime cut": "long_fringe",
        "a woman with long black hair and bangs": "long_fringe", "a boy with messy hair": "tousled_hair",
        "a lifeguard with shaggy sun-bleached blond hair": "tousled_hair",
        "a skater, scruffy brown hair": "tousled_hair",
        "a punk with spiky orange hair": "spiky_hair",
    }  # fmt: skip
    assert {text: pieces(text)["hair"] for text in said} == said


def test_what_is_only_near_is_told_and_what_there_is_none_of_too():
    near = dressed("a man in a jerkin")
    assert slots(near)["outer"].piece == "waistcoat" and near.told == ["'jerkin' is shown as a waistcoat."]
    none = dressed("a man in a kilt", wardrobe={"shirt": "Shirt"})
    assert not none.look.worn and any("kilt" in sentence for sentence in none.told)
    assert any("blorft" in sentence for sentence in dressed("a man wearing a blorft").told)
    held = dressed("a man holding a hat")
    assert not held.look.worn and any("hat" in sentence for sentence in held.told)


@pytest.mark.parametrize(
    ("text", "traits"),
    [("a naked man", MAN), ("a naked woman", WOMAN), ("a topless woman", WOMAN), ("a naked girl", GIRL)],
)
def test_nobody_is_naked_and_it_is_told(text, traits):
    made = dressed(text, traits)
    worn = {slot for slot, worn in slots(made).items() if worn.piece}
    assert worn & {"underwear", "one_piece", "top"} and made.told
    if traits is GIRL:
        assert "underwear" not in worn


def test_a_bare_chest_is_that_of_a_man():
    assert pieces("a shirtless man in jeans") == {"top": "", "outer": "", "one_piece": "", "bottom": "jeans"}


def test_locks_hold():
    start = Look(worn=(Worn(slot="head", piece="cap"), Worn(slot="top", piece="shirt")))
    assert pieces("a queen", WOMAN, start=start, locked=("worn:head",))["head"] == "cap"
    assert dressed("a queen with red lipstick", WOMAN, start=start, locked=("worn", "skin")).look == start


def test_nothing_is_worn_that_takes_the_place_of_what_is_locked():
    takes = {"cassock": ("top", "bottom"), "ballgown": ("top", "bottom")}
    shirt = Look(worn=(Worn(slot="top", piece="t_shirt"), Worn(slot="bottom", piece="jeans")), unsaid="bare")
    nun = dressed("a nun", WOMAN, start=shirt, locked=("worn:top",), takes=takes)
    assert slots(nun)["top"].piece == "t_shirt" and "one_piece" not in {w.slot for w in nun.look.worn if w.piece}
    assert any("locked" in sentence and "cassock" in sentence for sentence in nun.told)
    assert pieces("a nun", WOMAN, start=shirt, takes=takes)["one_piece"] == "cassock"
    gown = Look(worn=(Worn(slot="one_piece", piece="ballgown"),), unsaid="bare")
    kept = pieces("a woman in a t-shirt and boots", WOMAN, start=gown, locked=("worn:one_piece",), takes=takes)
    assert kept["one_piece"] == "ballgown" and not kept.get("top") and kept["shoes"] == "boots"


def test_who_wears_mail_has_something_on_the_legs():
    assert pieces("a viking in chain mail and a fur cloak")["bottom"] == "trousers"
    assert pieces("a man in chain mail")["bottom"] == "trousers"
    assert pieces("a man in chain mail and a kilt")["bottom"] == "kilt"


def test_words_change_what_they_speak_of_and_the_rest_stays():
    start = Look(worn=(Worn(slot="hair", piece="bob"), Worn(slot="top", piece="shirt")), unsaid="bare")
    made = dressed("a woman in jeans", WOMAN, start=start)
    assert {s: w.piece for s, w in slots(made).items() if w.piece} == {"hair": "bob", "top": "shirt", "bottom": "jeans"}
    assert dressed("a tall woman", WOMAN, start=start).look == start


def test_a_woman_gets_no_beard_of_a_role():
    assert "facial_hair" not in pieces("a lumberjack", WOMAN) and pieces("a bearded woman", WOMAN)["facial_hair"]


def test_marks_of_the_skin():
    skin = dressed("a tattooed sailor with freckles, red lipstick and war paint").look.skin
    assert skin.tattoo and skin.freckles > 0.5 and skin.lipstick > 0.5 and skin.face_paint == "warrior"
    assert dressed("a woman without make-up", WOMAN).look.skin.lipstick == 0


@pytest.mark.parametrize(
    ("text", "slot", "piece"),
    [
        ("a man dressed as a pirate", "shoes", ("high_boots", "boots")),
        ("a woman in a nurse's uniform", "shoes", ("trainers",)),
        ("a medieval woman", "one_piece", ("long_dress",)),
        ("a man who is a firefighter", "head", ("fire_helmet",)),
        ("a man with a knight", "one_piece", (None,)),
        ("a man built like a sumo wrestler", "bottom", (None,)),
        ("a man with a cowboy hat", "head", ("cowboy_hat",)),
        ("a man with a red neckerchief", "neck", ("neckerchief",)),
    ],
)
def test_a_role_counts_in_the_place_of_the_person(text, slot, piece):
    assert pieces(text, WOMAN if "woman" in text else MAN).get(slot) in piece


def test_words_that_no_table_has_by_hand_are_near():
    made = dressed("a dermatologist")
    assert slots(made)["outer"].piece == "lab_coat"
    assert not dressed("a blorft").look.worn and not dressed("an optimist").look.worn


@pytest.mark.parametrize("before", ["brawny", "blacksmith", "robot", "gothic", "plain"])
def test_what_is_said_to_be_bare_is_bare_whatever_stands_before_it(before):
    bare = [(" ".join(phrase), [item.slot for item in thing.items if not item.pieces and item.slot in SLOTS])
            for phrase, thing in things().items()
            if thing.items and not thing.items[0].pieces and not thing.items[0].alters
            and thing.items[0].slot in SLOTS]  # fmt: skip
    assert len(bare) > 20
    for phrase, empty in bare:
        made = dressed(f"a {before} {phrase} man")
        assert all(made_slot.piece == "" for slot, made_slot in slots(made).items() if slot in empty[:1]), phrase
        assert not any("shown as" in sentence for sentence in made.told), phrase


@pytest.mark.parametrize(
    ("text", "slot", "main", "second"),
    [
        ("a leopard-print coat", "outer", "camel", "black"),
        ("a zebra print shirt", "top", "white", "black"),
        ("camouflage trousers", "bottom", "olive", None),
        ("a leather apron", "waist", "brown", None),
        ("a studded leather jacket", "outer", "black", None),
        ("a denim shirt", "top", "denim blue", None),
        ("a pink leopard-print shirt", "top", "pink", None),
        ("a red leather belt", "waist", "red", None),
        ("a red robe with white cranes", "one_piece", "red", "white"),
    ],
)
def test_what_something_is_made_of_has_its_own_colours_unless_others_are_said(text, slot, main, second):
    made = slots(dressed(f"a man in {text}"))[slot]
    assert made.colour == colours()[tuple(main.split())]
    assert made.second_colour == (colours()[(second,)] if second else None)


def test_what_matches_has_the_colour_of_the_thing_before_it():
    made = slots(dressed("a woman in a yellow headscarf and matching dress", WOMAN))
    assert made["one_piece"].colour == made["head"].colour == colours()[("yellow",)]


def test_no_word_of_a_pattern_is_a_colour():
    assert slots(dressed("a woman in a rose patterned dress", WOMAN))["one_piece"].colour is None


@pytest.mark.parametrize(
    ("text", "slot", "piece"),
    [
        ("a dancer with a rose in her black bun", "head", "hair_flower"),
        ("a woman with daisies in her braids", "hair", "braids"),
        ("a dancer with a red hair ribbon", "head", "headband"),
        ("a Bavarian barmaid, hair in a braided crown", "hair", "crown_braid"),
        ("a sprinter in a red vest", "top", "tank_top"),
        ("a judge in a wig", "hair", "powdered_wig"),
        ("a woman with a grey plait", "hair", "single_braid"),
        ("a jockey in pink and white silks", "top", "shirt"),
        ("a nurse in scrubs", "top", "scrubs"),
        ("a shepherd in a brown poncho", "back", "poncho"),
        ("an old woman in a red shawl", "back", "shawl"),
        ("a schoolgirl in a navy pleated skirt", "bottom", "pleated_skirt"),
        ("a hula dancer in a grass skirt", "bottom", "grass_skirt"),
        ("a dancer in an off-shoulder blouse", "top", "off_shoulder_blouse"),
        ("a runner in a black sports bra", "top", "sports_bra"),
        ("a woman in a gold fringe dress", "one_piece", "flapper_dress"),
        ("a rodeo rider in leather chaps", "bottom", "chaps"),
        ("a lady, black mourning gown", "one_piece", "high_necked_dress"),
        ("a pensioner in a lavender twinset", "top", "jumper"),
        ("a dancer, crimson ghagra", "bottom", "long_skirt"),
        ("a rider in tall brown boots", "shoes", "high_boots"),
        ("a farmer, blonde braided crown", "hair", "crown_braid"),
        ("an old rider, black lycra shorts, wraparound sunglasses", "glasses", "sports_shades"),
        ("a scholar in a plumed velvet bonnet", "head", "plumed_hat"),
        ("a dancer, green kilt, cream hose", "legs", "tights"),
        ("a bounty hunter, gunmetal helmet with T-shaped visor", "head", "helmet"),
        ("a fencer, white jacket and knickers", "bottom", "breeches"),
        ("a nurse in dark stockings, white cap", "one_piece", "short_dress"),
    ],
)
def test_a_word_means_what_it_does_in_its_place(text, slot, piece):
    assert pieces(text, WOMAN)[slot] == piece


@pytest.mark.parametrize(
    ("text", "slot", "pattern"),
    [
        ("a teacher in a brown tweed jacket with leather elbow patches", "outer", "elbow_patches"),
        ("a boy in jeans with patched knees", "bottom", "knee_patches"),
        ("a farmer with patches on his knees", "one_piece", "knee_patches"),
        ("a cook in a stained apron", "waist", "stains"),
        ("a captain in a navy uniform jacket with gold cuff stripes", "outer", "rank_stripes"),
    ],
)
def test_patches_and_stains_are_where_they_are_said_to_be(text, slot, pattern):
    assert slots(dressed(text))[slot].pattern == pattern


@pytest.mark.parametrize(
    ("text", "slot", "fabric"),
    [
        ("a dancer in a sheer violet skirt", "bottom", "sheer"),
        ("a mermaid in a scaly green dress", "one_piece", "scales"),
        ("a bride in a lace dress", "one_piece", "lace"),
    ],
)
def test_what_is_seen_through_and_what_has_scales(text, slot, fabric):
    assert slots(dressed(text, WOMAN))[slot].fabric == fabric


def test_a_flounced_skirt_is_one_of_tiers():
    assert pieces("a priestess in a flounced tiered skirt", WOMAN)["bottom"] == "tiered_skirt"


def test_a_flower_in_the_hair_has_its_colour_and_the_hair_its_own():
    made = dressed("a woman with a rose in her black bun", WOMAN)
    assert slots(made)["head"].colour == colours()[("red",)] and slots(made)["hair"].piece == "bun"
    assert max(made.look.hair_colour) < 0.1
    white = dressed("a woman with a white flower in her hair", WOMAN)
    assert slots(white)["head"].colour == colours()[("white",)] and white.look.hair_colour == Look().hair_colour


def test_white_tie_is_black_with_a_white_bow_tie():
    made = slots(dressed("an opera tenor in white tie"))
    assert made["outer"].piece == "tailcoat" and max(made["outer"].colour) < 0.1
    assert made["neck"].piece == "bow_tie" and min(made["neck"].colour) > 0.8


@pytest.mark.parametrize("seed", range(6))
def test_a_role_hides_nothing_that_is_said_of_the_head_and_ties_to_no_collar(seed):
    assert not pieces("a bald thief", seed=seed).get("head")
    assert not pieces("a trucker with a mohawk", seed=seed).get("head")
    assert pieces("a bald chef", seed=seed).get("head") in (None, "chef_hat")
    assert not pieces("a bouncer in a black polo neck", seed=seed).get("neck")


def test_what_is_named_without_its_colour_has_that_of_the_role():
    butcher = slots(dressed("a butcher in a striped apron"))["waist"]
    assert butcher.pattern == "stripes" and (butcher.colour is None) == (butcher.second_colour is None)
    assert slots(dressed("a strongman in a belt"))["waist"].fabric == "leather"
    jacket = slots(dressed("an air hostess in navy", WOMAN))
    assert max(jacket["outer"].colour) < 0.3 and min(jacket["top"].colour) > 0.8


def test_what_is_of_everything_ends_at_its_comma():
    singer = slots(dressed("an opera singer in emerald velvet, blonde plaits", WOMAN))
    assert singer["one_piece"].colour == colours()[("emerald",)] and singer["hair"].piece == "braids"
    bride = slots(dressed("a woman in white, red boots", WOMAN))
    assert bride["shoes"].colour == colours()[("red",)] and len(bride) > 1
    flag = slots(dressed("a woman in a red, white and blue shirt", WOMAN))
    assert flag["top"].colour == colours()[("red",)] and flag["top"].second_colour == colours()[("white",)]


def test_a_singlet_is_the_suit_of_who_wears_nothing_else_on_the_chest():
    wrestler = pieces("a bald wrestler in a blue singlet")
    assert wrestler["one_piece"] == "swimsuit" and not wrestler.get("top")
    assert pieces("a man in a blue singlet and jeans")["top"] == "tank_top"


def test_a_hat_is_that_of_the_role_over_hair_that_is_named_too():
    assert pieces("a chef with dreadlocks and a blue hat")["head"] == "chef_hat"


def test_lace_on_a_child_has_no_holes():
    for text in ("a girl in a white lace dress", "a girl in a lace blouse and a lace skirt"):
        assert "lace" in {worn.fabric for worn in dressed(text, WOMAN).look.worn}
        assert "lace" not in {worn.fabric for worn in dressed(text, GIRL).look.worn}


def test_a_number_on_a_jersey_leaves_its_colour():
    jersey = slots(dressed("a girl footballer, green jersey number 7", GIRL))["top"]
    assert jersey.pattern == "number" and jersey.colour is not None and jersey.colour[1] > 2 * jersey.colour[0]


def test_marks_of_a_face_that_are_said_lie_under_no_paint_of_a_role():
    assert not dressed("a Maori warrior man with facial moko").look.skin.face_paint
    assert dressed("a Maori warrior man").look.skin.face_paint or dressed("a celtic warrior").look.skin.face_paint


def test_a_bleached_cut_is_pale():
    assert min(slots(dressed("a barista, bleached buzzcut"))["hair"].colour) > 0.5


def test_details_that_no_piece_shows_are_named():
    told = dressed("a woman in an asymmetric red skirt and a black high-collared coat", WOMAN).told
    assert told == ["These details are not shown yet: asymmetric (skirt), high collared (coat)."]
    assert dressed("a woman in a red skirt, gold epaulettes", WOMAN).told[-1].endswith("gold epaulettes.")
    assert not dressed("a woman in a nice red skirt", WOMAN).told


@pytest.mark.parametrize(
    ("text", "lighter"), [("pale jeans", True), ("stonewashed jeans", True), ("dark jeans", False)]
)
def test_jeans_are_paler_or_darker_where_it_is_said(text, lighter):
    plain, said = (slots(dressed(f"a man in {words}"))["bottom"].colour for words in ("jeans", text))
    assert (sum(said) > sum(plain)) == lighter and said != plain


def test_what_is_named_is_not_hidden_by_a_role():
    assert "glasses" not in pieces("an android with glowing cyan eyes, silver suit")
    belted = pieces("an emo man, studded belt")
    assert belted["waist"] == "belt" and belted.get("outer", "") != "long_coat"
    assert "glasses" in pieces("a cyborg in a silver suit", seed=1)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("a woman, black hair with pink streaks", "pink"),
        ("a woman with a red bob with blue tips", "blue"),
        ("a man with grey temples", "grey"),
    ],
)
def test_streaks_have_a_colour_of_their_own_in_whatever_hair_there_is(text, second):
    hair = slots(dressed(text))["hair"]
    assert hair.piece == ("bob" if "bob" in text else "short_hair")
    assert hair.second_colour == colours()[tuple(second.split())]


def test_of_two_patterns_the_one_that_is_seen_counts_and_mail_of_steel_stays_mail():
    assert slots(dressed("a punk in ripped tartan trousers"))["bottom"].pattern == "tartan"
    assert slots(dressed("a dwarf in steel scale mail"))["one_piece"].fabric == "scales"
    assert pieces("a chef in a tall white toque")["head"] == "chef_hat"
