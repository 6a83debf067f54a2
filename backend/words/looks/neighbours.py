"""What a thing is to the one that a text names before it: on that hat, in that hair, the same again, its cut or kit."""

from __future__ import annotations

from ..look_items import Item
from ..look_vocabulary import Phrase, Thing
from .wish import Wish

_ON_HATS = frozenset(
    (
        *("ribbon", "hair ribbon", "hair bow", "feather", "feathers", "bow", "veil", "flower", "pom pom"),
        *("plume", "plumes", "visor", "chinstrap", "chin strap"),
    )
)
# of which other things are made
_MADE_OF = frozenset(("ribbon", "chain", "beads", "pearls", "feather", "feathers", "jewels", "flower", "cat eye"))
_IN_HAIR = frozenset(("pearls", "pearl", "beads", "jewels", "gems", "diamonds", "gold chain", "gold beads"))
_KIT = frozenset(("shorts", "leggings", "mini_skirt", "pleated_skirt"))
_OF_A_KIT = frozenset(
    ("jersey", "vest", "singlet", "football shirt", "rugby shirt", "basketball vest", "fencing jacket")
)


def is_on_the_hat(before: Wish | None, lead: Phrase, name: str) -> bool:
    """Whether a ribbon, feather or the like is on the hat that is spoken of: "a straw boater with a ribbon"."""
    on_hat = _slot_of(before) == "head" and before is not None and before.name not in _ON_HATS
    return on_hat and lead == ("with",) and name in _ON_HATS


def is_in_the_hair(before: Wish | None, lead: Phrase, name: str) -> bool:
    """Whether jewels are in the hair that is spoken of: "red curls dressed with pearls"."""
    in_hair = before is not None and (before.name == "hair" or _slot_of(before) == "hair")
    return in_hair and lead[-1:] in (("with",), ("in",)) and name in _IN_HAIR


def is_the_same_again(before: Wish, thing: Thing) -> bool:
    """Whether a thing only says again what kind the one directly before it is: "gele headwrap", "tricorn hat"."""
    if not (thing.items and before.items):
        return False
    one, other = before.items[0], thing.items[0]
    return one.slot == other.slot and bool(one.pieces and other.pieces) and one.slot not in ("hair", "skin")


def is_its_cut(before: Wish, thing: Thing) -> bool:
    """Whether what is named directly before a thing only describes it: "a halter dress", "a ribbon sash"."""
    if before.name in _MADE_OF and thing.items and thing.items[0].slot not in ("skin", "hair"):
        return True
    one = before.items
    return len(one) == 1 and one[0].slot == "top" and bool(thing.items) and thing.items[0].slot == "one_piece"


def is_its_part(before: Wish, lead: Phrase, thing: Thing) -> bool:
    """Whether a dress is named by a part of the one before it: "a brown dress with a laced bodice"."""
    of_dress = _slot_of(before) == "one_piece" and bool(before.items[0].pieces) and before.worn
    own = thing.items[0] if thing.items else None
    return of_dress and lead == ("with",) and own is not None and own.slot == "one_piece" and bool(own.pieces)


def is_one_kit(before: Wish | None, own: Item | None) -> bool:
    """Whether the thing before is one kit with the next and of its colours: a jersey and shorts; a vest, a top and a
    skirt where they are of two."""
    kit = own is not None and bool(_KIT & {*own.pieces[:1]}) and before is not None
    if not kit or before is None or own is None or own.fabric or _slot_of(before) not in ("top", "outer"):
        return False
    return len(before.colours) > 1 or (before.name in _OF_A_KIT and bool(before.colours))


def _slot_of(wish: Wish | None) -> str:
    return wish.items[0].slot if wish is not None and wish.items else ""
