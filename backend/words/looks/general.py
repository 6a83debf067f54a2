"""General words for what a role wears: the "hat" of a chef is a chef's hat, the "gloves" of a boxer are for boxing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from ...protocol.requests.look import Worn

# a general word -> pieces of a role that it may mean
_HATS = frozenset(
    """cap brimmed_hat cowboy_hat top_hat pointed_hat chef_hat beanie beret peaked_cap bowler sailor_hat pillbox_hat
    flat_cap fez fur_hat skull_cap mob_cap nurse_cap tricorne sombrero conical_hat sun_hat bucket_hat bearskin_hat
    mortarboard mitre sun_visor jester_cap plumed_hat boater bobble_hat
    veiled_hat chullo cap_backwards bonnet feathered_cap nightcap""".split()  # noqa: SIM905
)
_HELMETS = frozenset(
    """helmet knight_helmet viking_helmet roman_helmet fire_helmet hard_hat space_helmet winged_helmet
    cycling_helmet tank_helmet football_helmet kettle_helmet lamp_helmet pith_helmet""".split()  # noqa: SIM905
)
_GENERAL: Mapping[str, tuple[str, frozenset[str]]] = {
    "hat": ("head", _HATS),
    "cap": ("head", _HATS),
    "straw hat": ("head", frozenset(("boater", "conical_hat", "sombrero"))),
    "visor": ("glasses", frozenset(("visor",))),
    "helmet": ("head", _HELMETS),
    "wig": ("hair", frozenset(("curly_hair", "long_curls", "powdered_wig"))),
    "vest": ("top", frozenset(("tank_top", "basketball_vest"))),
    "jersey": ("top", frozenset(("football_jersey", "basketball_vest"))),
    "singlet": ("one_piece", frozenset(("swimsuit",))),
    "breeches": ("bottom", frozenset(("breeches",))),
    "gloves": ("hands", frozenset("boxing_gloves fingerless_gloves long_gloves gauntlets mittens".split())),  # noqa: SIM905
    "boots": (
        "shoes",
        frozenset(
            """ankle_boots cowboy_boots high_boots felt_boots lace_boots wellingtons platform_boots
            curled_boots""".split()  # noqa: SIM905
        ),
    ),
    "skates": ("shoes", frozenset(("roller_skates", "ice_skates"))),
    "headdress": ("head", frozenset(("nemes", "feather_headdress", "feather_band", "crown"))),
    "feathers": ("head", frozenset(("feather_headdress",))),
    "veil": ("head", frozenset(("habit_veil", "veiled_hat"))),
    "necklace": ("neck", frozenset(("beads", "tooth_necklace", "gold_collar", "cross", "lei"))),
    "sash": ("waist", frozenset(("waist_sash", "sash"))),
    "cloak": ("back", frozenset(("fur_cloak",))),
    "wings": ("back", frozenset(("butterfly_wings", "dragonfly_wings", "bat_wings"))),
    "skirt": ("bottom", frozenset("pleated_skirt pencil_skirt mini_skirt sarong grass_skirt".split())),  # noqa: SIM905
    "trunks": ("bottom", frozenset(("shorts", "swim_briefs"))),
    "dress uniform": ("outer", frozenset(("parade_jacket", "uniform_jacket", "long_coat"))),
    "shoes": (
        "shoes",
        frozenset(
            """dress_shoes trainers heels sandals clown_shoes ballet_shoes loafers moccasins
            curled_boots""".split()  # noqa: SIM905
        ),
    ),
    "shoe": ("shoes", frozenset(("dress_shoes", "trainers", "heels", "sandals", "ballet_shoes", "loafers"))),
    "dress": (
        "one_piece",
        frozenset(
            """short_dress long_dress ballgown kimono sari tutu kirtle qipao pinafore flapper_dress high_necked_dress
            empire_gown trumpet_gown ruffled_dress""".split()  # noqa: SIM905
        ),
    ),
    "gown": (
        "one_piece",
        frozenset(
            "long_dress ballgown robe thobe kirtle high_necked_dress empire_gown trumpet_gown".split()  # noqa: SIM905
        ),
    ),
    "robe": ("one_piece", frozenset(("robe", "kimono", "cassock", "toga", "thobe"))),
    "coat": (
        "outer",
        frozenset(
            (
                "long_coat",
                "lab_coat",
                "jacket",
                "tailcoat",
                "frock_coat",
                "parka",
                "raincoat",
                "puffer_jacket",
                "turnout_coat",
            )
        ),
    ),
    "jacket": (
        "outer",
        frozenset(
            """jacket blazer long_coat uniform_jacket parade_jacket high_collar_jacket parka raincoat puffer_jacket
            turnout_coat""".split()  # noqa: SIM905
        ),
    ),
    "tunic": ("outer", frozenset(("parade_jacket", "uniform_jacket"))),
    "tights": ("bottom", frozenset(("leggings",))),
    "toque": ("head", frozenset(("chef_hat",))),
}
_MASKS = {
    "head": frozenset(("wrestling_mask", "fencing_mask")),
    "face": frozenset(("eye_mask", "cloth_mask", "gas_mask", "plague_mask", "hockey_mask", "welding_mask")),
    "glasses": frozenset(("goggles",)),
}
# patterns of cloth that somebody of a role wears, and not in a colour that is named
_PRINTS = frozenset("floral dots checks tartan stripes pinstripes animal hearts stars camouflage".split())  # noqa: SIM905
# words for a piece in another slot than the role's: a sprinter's vest is no waistcoat
_ELSEWHERE = frozenset(("vest", "singlet", "tunic", "mask", "tights", "visor"))


def is_general(name: str) -> bool:
    """Whether a word may mean the piece that a role has."""
    return name in _GENERAL or name == "mask"


def meant(name: str, worn: Worn, role: Mapping[str, Worn], *, sized: bool = False) -> Worn:
    """What a named thing is on somebody of a role: a general word means the piece that the role has. sized: whether
    the words say how long it is."""
    slot, pieces = _GENERAL.get(name, ("", frozenset()))
    if name == "jacket" and "outer" not in role and piece_in(role, "top") == "chef_jacket":
        slot, pieces = "top", frozenset(("chef_jacket",))
    if name == "double breasted jacket" and (
        piece_in(role, "waist") == "apron" or piece_in(role, "head") == "chef_hat"
    ):  # a cook's
        return dataclasses.replace(worn, slot="top", piece="chef_jacket")
    if name == "singlet" and "top" in role and not role["top"].piece:  # a wrestler's
        return dataclasses.replace(worn, slot="one_piece", piece="swimsuit")
    if name == "wimple" and piece_in(role, "head") == "habit_veil":  # it is white below a nun's veil
        return dataclasses.replace(role["head"], second_colour=worn.colour)
    if name == "mask":
        slot, pieces = next((of for of in _MASKS.items() if piece_in(role, of[0]) in of[1]), (slot, pieces))
    own = role.get(slot)
    elsewhere = worn.slot != slot and name not in _ELSEWHERE and slot != "top"
    if name == "vest" and piece_in(role, "outer") == "hi_vis_vest":
        return like(dataclasses.replace(worn, piece="hi_vis_vest"), role["outer"])
    sized = slot in ("one_piece", "bottom", "outer") and bool(worn.length or (sized and worn.slot == slot))
    if own is not None and own.piece in pieces and not elsewhere and sized:  # "a bride in a short dress"
        return like(worn, own)
    if own is None or own.piece not in pieces or elsewhere:
        same = role.get(worn.slot)
        return like(worn, same) if same is not None and same.piece == worn.piece and worn.piece else worn
    if worn.colour is not None and not worn.pattern and own.pattern in _PRINTS:
        own = dataclasses.replace(own, pattern="", second_colour=None)  # a black dress of somebody whose are floral
    return with_said(own, worn, "colour", "second_colour", "pattern", "fabric", "looseness", "details")


def piece_in(worn: Mapping[str, Worn], slot: str) -> str:
    return worn[slot].piece if slot in worn else ""


def with_said(own: Worn, worn: Worn, *fields: str) -> Worn:
    """A piece with what another one says in these fields, where that says anything there."""
    return dataclasses.replace(own, **{field: getattr(worn, field) for field in fields if getattr(worn, field)})


def like(worn: Worn, own: Worn) -> Worn:
    """A piece that is named as a role wears the same piece, in all that the words leave open."""
    said = worn.colour is not None or worn.pattern
    lined = worn.second_colour is not None and worn.second_colour == own.colour  # a cape lined with its own colour
    return dataclasses.replace(
        worn,
        colour=own.colour if worn.colour is None and not lined else worn.colour,
        second_colour=own.second_colour if worn.colour is None and worn.second_colour is None else worn.second_colour,
        pattern=worn.pattern if said else own.pattern,
        fabric=worn.fabric or own.fabric,
        length=worn.length or own.length,
        looseness=worn.looseness or own.looseness,
        details=worn.details or own.details,
    )
