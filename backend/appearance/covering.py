"""What of the painted hair, brows, lashes and clothes is still to be seen beside what is worn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..protocol.requests import Colour, Look
from .traits import Traits

TRUNK = ("underwear", "bottom", "top", "one_piece", "outer")
"""Slots of which one is enough for the painted bodysuit to give way."""
UNDER_HAIR, UNDER_ROWS, SHAVED = 0.80, 0.34, 0.26
_BALD = (48.0, 68.0)
"""years between which shaved heads lose the shade of stubble"""
_BALD_ON_TOP = {"tonsure": 0.62, "thinning": 0.20, "comb_over": 0.20}
"""shade under the hair around a bald crown; a tonsure is cut, and nothing has fallen out in front of it"""
_SHAVED = ("shaved_head", "mohawk", "undercut")
_BARE_BELOW = ("sideburns", "mutton_chops", "soul_patch")
UNDERWEAR: Colour = (0.78, 0.77, 0.75)


@dataclass(frozen=True, kw_only=True)
class Covering:
    """Opacities, 0..1, of what is painted."""

    cap: bool
    """whether all of the hair is painted, for nothing is worn there"""
    bald: bool = False
    """whether the scalp is bare and shines a little"""
    scalp: float = 0.0
    """shade under hair; of a mohawk and of thinning hair see `midline` and `crown`"""
    midline: float = 0.0
    crown: float = 1.0
    """share of the shade that is left where men go bald"""
    brows: float = 1.0
    lashes: float = 1.0
    beard: str = ""
    """the mask under a beard that is worn: "beard", "moustache", "goatee" or ""."""
    suit: bool = True
    underwear: Colour = UNDERWEAR
    """below the waist"""
    chest: Colour = UNDERWEAR
    vest: bool = True
    """on a child, for nothing with armholes and a neck that a vest would show at is worn"""


def pieces(look: Look) -> dict[str, str]:
    """Slot -> name of the piece, "" where it is said that nothing is worn."""
    return {worn.slot: worn.piece for worn in look.worn}


def covering(look: Look, traits: Traits) -> Covering:
    worn = pieces(look)
    # who has brows or lashes of strands and no hair has none: the painted cap is of those who wear nothing that grows
    hair = worn.get("hair", "" if {"brows", "lashes"} & worn.keys() else None)
    scalp, midline, crown = 0.0, 0.0, 1.0
    stubble = SHAVED * float(np.interp(traits.years, _BALD, (1.0, 0.0)))
    if hair:
        scalp = stubble if hair in _SHAVED else UNDER_HAIR
    if hair == "mohawk":
        midline = 0.55
    if hair == "cornrows":
        scalp = UNDER_ROWS
    if hair in _BALD_ON_TOP:
        scalp, crown = _BALD_ON_TOP[hair], 0.0
    return Covering(
        cap=hair is None,
        bald=hair == "",
        scalp=scalp,
        midline=midline,
        crown=crown,
        brows=0.0 if "lashes" in worn and "brows" not in worn else _under(worn, "brows", 0.22),
        lashes=_under(worn, "lashes", 0.45),
        beard=_beard(worn.get("facial_hair", "")),
        vest=not worn.get("top") and not (worn.get("one_piece") and not traits.is_male),
        suit=not any(worn.get(slot) for slot in TRUNK),
        underwear=_lining(look, ("bottom", "one_piece", "underwear", "outer")),
        chest=_lining(look, ("top", "one_piece", "underwear", "outer")),
    )


def _lining(look: Look, slots: tuple[str, ...]) -> Colour:
    """Of the painted underwear: what is seen of it beside a narrow garment looks like its lining."""
    colours = {each.slot: each.colour for each in look.worn if each.piece and each.colour}
    return next((colours[slot] for slot in slots if slot in colours), UNDERWEAR)


def _under(worn: dict[str, str], slot: str, beneath: float) -> float:
    """What is painted under a piece; without one all of it where the slot is not spoken of, else nothing."""
    return (beneath if worn[slot] else 0.0) if slot in worn else 1.0


def _beard(piece: str) -> str:
    if not piece:
        return ""
    if piece in _BARE_BELOW:
        return ""
    return next((name for name in ("moustache", "goatee") if name in piece), "beard")
