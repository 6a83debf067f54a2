"""What is on the feet of somebody of whom no shoes are said: what goes with the clothes that are said."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

Shoes = tuple[str, ...]
"""pieces that are chosen among; empty where the feet are bare"""
_GROWN_ALONE = "heels"


class Kind(NamedTuple):
    """Clothes that ask for shoes of their kind."""

    clothes: frozenset[str]
    men: Shoes
    women: Shoes
    girls: Shoes


def _kind(clothes: str, men: str, women: str | None = None, girls: str | None = None) -> Kind:
    """Names parted by blanks. women: as men where it is None; girls: as women, without heels."""
    of_women = (men if women is None else women).split()
    of_girls = [name for name in of_women if name != _GROWN_ALONE] if girls is None else girls.split()
    return Kind(frozenset(clothes.split()), tuple(men.split()), tuple(of_women), tuple(of_girls))


# the first whose clothes are worn counts: what is of one trade or place before what is of a whole era
_KINDS = (
    _kind("boxing_gloves", "lace_boots"),
    _kind("wrestling_mask", "lace_boots high_boots"),
    _kind("gi mawashi grass_skirt loincloth", ""),
    _kind("swimsuit swim_briefs", "flip_flops", "flip_flops sandals"),
    _kind("spacesuit space_helmet", "boots"),
    _kind("fire_helmet turnout_coat hard_hat lamp_helmet welding_mask hi_vis_vest tool_belt tank_helmet", "boots"),
    _kind("raincoat", "wellingtons"),
    _kind("chaps cowboy_hat", "cowboy_boots"),
    _kind("cycling_helmet football_jersey basketball_vest sports_bra", "trainers"),
    _kind("scrubs", "trainers clogs"),
    _kind("nightcap", "slippers"),
    _kind("jester_cap", "curled_boots"),
    _kind("tutu", "ballet_shoes"),
    _kind("kimono", "geta flip_flops"),
    _kind("hanbok qipao", "slippers", "ballet_shoes"),
    _kind("toga laurel_wreath roman_helmet nemes gold_collar shoulder_wrap", "sandals"),
    _kind("sari kurta thobe tagelmust sombrero poncho sarong", "sandals"),
    _kind("fez", "slippers"),
    _kind("leaf_dress", "moccasins", "ballet_shoes"),
    _kind("tricorne", "high_boots dress_shoes", "ballet_shoes lace_boots"),
    _kind("plumed_hat winged_helmet", "high_boots"),
    _kind("fur_cloak fur_mantle wolf_pelt viking_helmet leg_furs", "felt_boots high_boots"),
    _kind("fur_hat parka puffer_jacket mittens", "boots", "boots felt_boots"),
    _kind("mail_shirt mail_coif knight_helmet kettle_helmet breastplate", "ankle_boots high_boots"),
    _kind("tabard doublet", "high_boots ankle_boots", "ballet_shoes ankle_boots"),
    _kind("kirtle", "clogs ankle_boots"),
    _kind("tunic", "ankle_boots high_boots", "ballet_shoes ankle_boots"),
    _kind("powdered_wig ruff", "dress_shoes", "ballet_shoes"),
    _kind("cassock surplice mitre kilt", "dress_shoes", "dress_shoes ballet_shoes"),
    _kind("bonnet mob_cap habit_veil wide_collar high_necked_dress", "dress_shoes", "lace_boots ballet_shoes"),
    _kind("robe pointed_hat", "ankle_boots slippers", "ballet_shoes ankle_boots"),
    _kind("breeches tailcoat frock_coat parade_jacket", "dress_shoes", "lace_boots ballet_shoes"),
    _kind("uniform_jacket peaked_cap", "dress_shoes boots"),
    _kind("overalls", "boots", "boots trainers", "trainers"),
    _kind("long_skirt tiered_skirt", "sandals", "sandals ballet_shoes ankle_boots"),
    _kind("ballgown trumpet_gown empire_gown flapper_dress ruffled_dress", "dress_shoes", "heels ballet_shoes"),
    _kind("short_dress long_dress pinafore", "sandals", "sandals ballet_shoes heels", "sandals ballet_shoes trainers"),
)  # fmt: skip
WITHOUT_SOCKS = frozenset(("sandals", "flip_flops", "geta"))


def shoes_with(pieces: Collection[str], *, female: bool, grown: bool) -> Shoes | None:
    """Shoes that go with what is worn, of which one is chosen; none of them for bare feet, None where any do."""
    worn = frozenset(pieces)
    for kind in _KINDS:
        if kind.clothes & worn:
            return kind.men if not female else kind.women if grown else kind.girls
    return None
