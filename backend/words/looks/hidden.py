"""What is said and would be below other clothes: socks under trousers, a tattoo under sleeves, hair under a hood.

Where the words leave those clothes open they are ones that show it, else the user is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from ...protocol.requests.look import Worn
from .bared import LONG_TROUSERS, SLEEVELESS
from .decency import Traits
from .faces import DARK, MASKS

_LONG_BELOW = LONG_TROUSERS | {"long_skirt"}
_LONG_WHOLE = frozenset(
    "long_dress ballgown robe cassock thobe jumpsuit overalls spacesuit kirtle sari toga kimono".split()  # noqa: SIM905
)
_CLOSED = frozenset(("long_coat", "trench_coat", "duffel_coat", "parka", "raincoat"))
_WITH_BIB = frozenset("overalls dungarees pinafore".split())  # noqa: SIM905
_STOCKINGS = frozenset(("socks", "knee_socks", "thigh_highs", "tights"))
_ON_LEGS = _STOCKINGS | {"anklet", "knee_pads", "shin_guards"}
_NO_SLEEVES = frozenset(
    """tank_top crop_top corset sports_bra off_shoulder_blouse t_shirt polo_shirt waistcoat hi_vis_vest tabard
    breastplate pauldron short_sleeved_shirt rolled_shirt""".split()  # noqa: SIM905
)
_LOW = frozenset(("socks", "sock", "ankle socks", "bed socks"))
_NOTHING = Worn(slot="legs")
_LOOSE = frozenset("long_straight long_wavy long_curls long_fringe".split())  # noqa: SIM905
"""hair that lies over the ears"""
_DOWN = 1.0
_OVER_HAKAMA = -0.9
"""length of a kimono above which wide trousers are seen"""
_CAPES = frozenset(("cape", "high_collar_cape", "hooded_cloak", "fur_cloak"))
_WIDE_SKIRTS = frozenset(("ballgown",))
_CUT_SHORT = -0.5
"""lengths of trousers and sleeves below which what is under them is seen"""
_PLACES = {
    "chest": ("top", "one_piece", "outer"), "back": ("top", "one_piece", "outer"), "thighs": ("bottom", "one_piece"),
    "bands": ("top", "outer"), "tribal": ("top", "outer"), "sleeves": ("top", "outer"), "anchor": ("top", "outer"),
}  # fmt: skip
"""tattoo -> slots of which a piece may hide it"""


def shown(
    slots: Mapping[str, Worn],
    said: Mapping[str, str],
    traits: Traits,
    fixed: AbstractSet[str],
    *,
    eyes: bool,
    head: bool = False,
    ears: bool = False,
    face: bool = False,
    rolled: bool = False,
) -> dict[str, Worn]:
    """The slots without what hides something that the words name, as far as the words leave that open: no dark glasses
    over eyes that are spoken of, no mask over a face, no hood of a cloak over hair or ears, no closed coat over a belt,
    no coat over rolled sleeves, no apron over a bib, no cape of a role over a ball gown, no long kimono over
    trousers, nothing long over socks and tights, no loose hair over ears.

    said: slot -> words for what is named there. fixed: slots that stay. eyes, head, face: whether the words speak of
    eyes, of hair or ears, of what a mask hides. rolled: whether they speak of sleeves that are short or rolled.
    """
    free = said.keys() | fixed
    over = slots.get("outer", _NOTHING).piece
    gone = {"glasses"} if eyes and slots.get("glasses", _NOTHING).piece in DARK else set()
    gone |= {"outer"} if "waist" in said and over in _CLOSED else set()
    gone |= {"outer"} if rolled and "top" in slots and over not in SLEEVELESS else set()
    gone |= {"waist"} if slots.get("waist", _NOTHING).piece == "apron" and said.get("one_piece") in _WITH_BIB else set()
    gone |= {slot for slot in ("face", "head") if face and slots.get(slot, _NOTHING).piece in MASKS}
    slots = {slot: worn for slot, worn in slots.items() if slot not in gone - free}
    hair = slots.get("hair", _NOTHING)
    bearded = bool(slots.get("facial_hair", _NOTHING).piece)  # a werewolf is no elf
    if ears and hair.piece in _LOOSE and not bearded and "hair" not in fixed:
        slots["hair"] = replace(hair, piece="single_braid", length=max(hair.length, _DOWN))
    whole = slots.get("one_piece", _NOTHING)
    if whole.piece == "kimono" and not whole.length and "bottom" in said and "one_piece" not in fixed:
        slots["one_piece"] = replace(whole, length=_OVER_HAKAMA)
    behind = slots.get("back", _NOTHING)
    if whole.piece == "ballgown" and behind.piece in _CAPES:  # it is wider than a cape
        if "back" not in free:
            del slots["back"]
        elif "one_piece" not in free:
            slots["one_piece"] = replace(whole, piece="long_dress")
    if head and not {"head", "back"} & fixed:
        slots = _with_hood_down(slots, said)
    return _shown_below(slots, said, traits) if "bottom" not in fixed and "one_piece" not in fixed else slots


def _with_hood_down(slots: dict[str, Worn], said: Mapping[str, str]) -> dict[str, Worn]:
    """With the hood of a cloak on the back, where the words do not name it apart from the cloak."""
    apart = "head" in said and said["head"] != said.get("back")
    if slots.get("head", _NOTHING).piece != "hood" or slots.get("back", _NOTHING).piece != "cape" or apart:
        return slots
    lowered = replace(slots["back"], piece="hooded_cloak")
    return {slot: worn for slot, worn in slots.items() if slot != "head"} | {"back": lowered}


def _shown_below(slots: Mapping[str, Worn], said: Mapping[str, str], traits: Traits) -> dict[str, Worn]:
    """With shorts, or a skirt, for who wears long socks or tights and no trousers that the words name."""
    free = not {"bottom", "one_piece", "underwear"} & said.keys()
    sock = slots.get("legs", _NOTHING).piece in _STOCKINGS and said.get("legs", "socks") not in _LOW
    over = slots.get("bottom")
    whole = slots.get("one_piece", _NOTHING)
    if free and sock and whole.piece == "long_dress":
        return {**slots, "one_piece": replace(whole, piece="short_dress")}
    if not (free and sock) or whole.piece:
        return dict(slots)
    if over is not None and over.piece not in _LONG_BELOW:
        return dict(slots)
    piece = (
        "shorts"
        if not traits.female
        else "mini_skirt"
        if slots["legs"].piece in ("tights", "thigh_highs")
        else "pleated_skirt"
    )
    return {**slots, "bottom": Worn(slot="bottom", piece=piece, colour=over.colour if over else None)}


def hidden(
    slots: Mapping[str, Worn], said: Mapping[str, str], skin: Mapping[str, object], named: AbstractSet[str]
) -> list[str]:
    """The words for what nobody sees. skin: marks that the words name."""
    found = []
    piece = {slot: worn.piece for slot, worn in slots.items()}
    long = piece.get("bottom") in _LONG_BELOW and slots["bottom"].length > _CUT_SHORT
    if "legs" in said and piece.get("legs") in _ON_LEGS - {"knee_pads", "shin_guards"}:
        whole = piece.get("one_piece") in _LONG_WHOLE and slots["one_piece"].length > _CUT_SHORT
        if (long or whole) and {"bottom", "one_piece"} & named:
            found.append(said["legs"])
    tattoo = str(skin.get("tattoo", ""))
    for slot in _PLACES.get(tattoo, ()):
        over = slots.get(slot)
        if slot not in named or over is None or not over.piece:
            continue
        sleeves = tattoo not in ("chest", "back", "thighs")
        bare = sleeves and (over.piece in _NO_SLEEVES or over.length <= _CUT_SHORT)
        open_ = tattoo == "thighs" and slot == "bottom" and not long
        if not (bare or open_):
            return [*found, "the tattoo"]
    return found


def pierced(slots: Mapping[str, Worn], said: Mapping[str, str], wardrobe: Mapping[str, str]) -> list[str]:
    """What hangs behind the back and has a skirt below it that is too wide to lie under it. said: slot -> words."""
    behind, skirt = slots.get("back"), slots.get("one_piece")
    if behind is None or skirt is None or behind.piece not in _CAPES or skirt.piece not in _WIDE_SKIRTS:
        return []
    return [said.get("back") or wardrobe.get(behind.piece, behind.piece).lower()]
