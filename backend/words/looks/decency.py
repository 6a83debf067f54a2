"""Nobody is shown naked: who is said to be wears underwear, a child what children wear on a beach."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...protocol.requests.look import SLOTS, Worn

if TYPE_CHECKING:
    from .sentences import Told

_ADULT_FROM = 18.0
_TRUNK = ("top", "outer", "one_piece")
_SEE_THROUGH = "lace"
_NO_GARMENTS = frozenset(
    ("eyes", "teeth", "tongue", "lashes", "brows", "hair", "facial_hair", "head", "glasses", "neck", "face", "ears")
)


@dataclass(frozen=True)
class Traits:
    """gender: 0 man to 1 woman, None where it is not known. years: of age, or None."""

    gender: float | None = None
    years: float | None = None

    @property
    def female(self) -> bool:
        """Whether the figure is a woman or a girl."""
        return self.gender is not None and self.gender >= 0.5

    @property
    def child(self) -> bool:
        """Whether the figure is known to be no adult."""
        return self.years is not None and self.years < _ADULT_FROM

    @property
    def sex(self) -> str:
        """ "m", "f", or "" where it is open."""
        return "" if self.gender is None else "f" if self.female else "m"


def decent(
    slots: Mapping[str, Worn], traits: Traits, telling: Told, *, naked: bool, named: Collection[str] = ()
) -> dict[str, Worn]:
    """The slots without nakedness. naked: whether the words ask for it. named: slots that the words speak of."""
    slots = dict(slots)
    if naked:
        slots |= {slot: Worn(slot=slot) for slot in SLOTS if slot not in _NO_GARMENTS and slot not in named}
        slots["underwear"] = Worn(slot="underwear", piece="bra_set" if traits.female else "briefs")
        telling.decency.append("Galatea shows nobody naked, so the figure wears underwear or swimwear.")
    if traits.child:
        slots = {slot: _dense(worn) for slot, worn in slots.items()}
    dressed = [slot for slot in _TRUNK if slot in slots and slots[slot].piece]
    bare = not dressed and "top" in slots and not slots["top"].piece
    if traits.child and (naked or bare or _worn(slots, "underwear")) and not dressed:
        return _child(slots, traits, telling)
    if bare and traits.female and not naked and slots.get("underwear", Worn(slot="underwear")).piece != "bra_set":
        slots["underwear"] = Worn(slot="underwear", piece="bra_set")
        telling.decency.append("Galatea shows no bare breasts, so the figure wears a bra or bikini.")
    uncovered = bare and _empty(slots, "bottom") and not _worn(slots, "underwear")
    if uncovered:
        slots["underwear"] = Worn(slot="underwear", piece="bra_set" if traits.female else "briefs")
    return slots


def _dense(worn: Worn) -> Worn:
    """A child's clothes without holes."""
    lace = worn.fabric == _SEE_THROUGH and worn.slot not in _NO_GARMENTS
    return dataclasses.replace(worn, fabric="cotton", pattern=worn.pattern or "embroidered") if lace else worn


def _child(slots: Mapping[str, Worn], traits: Traits, telling: Told) -> dict[str, Worn]:
    kept = {slot: worn for slot, worn in slots.items() if slot not in (*_TRUNK, "underwear", "bottom")}
    if not telling.decency:
        telling.decency.append("Children are shown in swimwear or clothes, so that is what the figure wears.")
    if traits.female:
        return kept | {"one_piece": Worn(slot="one_piece", piece="swimsuit")}
    bottom = slots.get("bottom", Worn(slot="bottom"))
    bottom = bottom if bottom.piece else Worn(slot="bottom", piece="shorts")
    return kept | {"bottom": bottom, "top": Worn(slot="top", piece="t_shirt")}


def _empty(slots: Mapping[str, Worn], slot: str) -> bool:
    return slot in slots and not slots[slot].piece


def _worn(slots: Mapping[str, Worn], slot: str) -> bool:
    return slot in slots and bool(slots[slot].piece)
