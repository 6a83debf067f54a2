"""What somebody wears of whom nothing is said: hair, brows and lashes, simple clothes by age and gender, never nude.

The same seed gives the same clothes. Only what the wardrobe has is chosen; a slot that is said stays as it is said.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..protocol.requests import Worn
from ..wear.piece import Entry
from .default_hair import Choice, hair_of
from .default_shoes import WITHOUT_SOCKS, shoes_with

OLD_YEARS, MIDDLE_AGED, GROWN, TODDLER = 60.0, 45.0, 17.0, 2.0
TRUNK, BELOW = ("top", "one_piece"), ("bottom", "one_piece")

# what is chosen among, and how often
_Wear = Callable[[str, str], None]
_BROWS: dict[str, Choice] = {
    "man": {"brows": 6, "bushy_brows": 1}, "woman": {"thin_brows": 2, "brows": 1}, "boy": {"thin_brows": 1},
    "girl": {"thin_brows": 1}, "old man": {"bushy_brows": 1, "brows": 1}, "old woman": {"thin_brows": 1},
    "baby": {"thin_brows": 1},
}  # fmt: skip
# whole sets, so that what is worn goes together: how often, and what is chosen among in each slot
_OUTFITS: dict[str, tuple[tuple[float, Mapping[str, Sequence[str]]], ...]] = {
    "man": (
        (4, {"top": ("t_shirt",), "bottom": ("jeans",), "shoes": ("trainers",)}),
        (2, {"top": ("jumper", "hoodie"), "bottom": ("jeans",), "shoes": ("trainers", "boots")}),
        (2, {"top": ("shirt",), "bottom": ("trousers", "jeans"), "shoes": ("dress_shoes",)}),
        (1, {"top": ("t_shirt", "tank_top"), "bottom": ("shorts",), "shoes": ("trainers",)}),
    ),
    "woman": (
        (3, {"top": ("t_shirt", "blouse"), "bottom": ("jeans",), "shoes": ("trainers",)}),
        (2, {"top": ("blouse", "jumper"), "bottom": ("trousers", "long_skirt"), "shoes": ("ballet_shoes", "loafers")}),
        (2, {"one_piece": ("short_dress", "long_dress"), "shoes": ("sandals", "ballet_shoes")}),
        (1, {"top": ("jumper", "hoodie"), "bottom": ("leggings", "jeans"), "shoes": ("trainers", "ankle_boots")}),
        (1, {"top": ("blouse", "t_shirt"), "bottom": ("mini_skirt",), "legs": ("tights",), "shoes": ("ankle_boots",)}),
    ),
    "boy": (
        (3, {"top": ("t_shirt",), "bottom": ("shorts", "jeans"), "legs": ("socks",), "shoes": ("trainers",)}),
        (2, {"top": ("jumper", "hoodie"), "bottom": ("jeans", "trousers"), "shoes": ("trainers",)}),
    ),
    "girl": (
        (2, {"top": ("t_shirt",), "bottom": ("jeans", "leggings"), "shoes": ("trainers",)}),
        (2, {"top": ("jumper", "hoodie"), "bottom": ("trousers", "jeans"), "shoes": ("trainers",)}),
        (1, {"top": ("t_shirt", "jumper"), "bottom": ("long_skirt",), "legs": ("socks",), "shoes": ("trainers",)}),
    ),
    "old man": (
        (3, {"top": ("shirt",), "bottom": ("trousers",), "shoes": ("dress_shoes",)}),
        (2, {"top": ("jumper",), "bottom": ("trousers",), "shoes": ("loafers",)}),
        (1, {"top": ("shirt",), "bottom": ("trousers",), "outer": ("waistcoat",), "shoes": ("dress_shoes",)}),
    ),
    "old woman": (
        (2, {"top": ("blouse", "jumper"), "bottom": ("long_skirt",), "shoes": ("loafers", "ballet_shoes")}),
        (2, {"top": ("jumper", "blouse"), "bottom": ("trousers",), "shoes": ("loafers", "ballet_shoes")}),
        (1, {"one_piece": ("long_dress",), "shoes": ("loafers", "ballet_shoes")}),
    ),
    "baby": ((1, {"top": ("t_shirt",), "bottom": ("leggings", "shorts"), "legs": ("socks",)}),),
}  # fmt: skip
_SMART = frozenset(("tie", "bow_tie", "cravat", "blazer", "tailcoat", "waistcoat"))
"""nobody wears shorts or a hoodie with these"""
_WITH_SMART: dict[bool, Mapping[str, Sequence[str]]] = {
    True: {"top": ("blouse", "shirt"), "bottom": ("trousers", "pencil_skirt"), "shoes": ("dress_shoes", "heels")},
    False: {"top": ("shirt",), "bottom": ("trousers",), "shoes": ("dress_shoes",)},
}
"""of women, and of others"""
_SKIRTS = frozenset("long_skirt tiered_skirt pleated_skirt pencil_skirt mini_skirt".split())  # noqa: SIM905
_WITH_SKIRTS: Mapping[str, Sequence[str]] = {"top": ("blouse", "t_shirt")}
"""of women and girls: light cloth, no jumper above a petal skirt"""
_ANY = {"top": ("t_shirt", "jumper", "shirt"), "bottom": ("trousers", "jeans", "leggings", "shorts")}
"""what everybody can wear, where the wardrobe has nothing of the usual"""


@dataclass(frozen=True)
class Person:
    years: float
    female: bool
    african: float = 0.0
    asian: float = 0.0
    """shares of the body's origin, 0 to 1, together at most 1"""

    @property
    def kind(self) -> str:
        if self.years < TODDLER:
            return "baby"
        if self.years < GROWN:
            return "girl" if self.female else "boy"
        return f"{'old ' if self.years >= OLD_YEARS else ''}{'woman' if self.female else 'man'}"

    @property
    def kind_of_hair(self) -> str:
        """As `kind`, with men whose hair begins to recede apart."""
        return "middle-aged man" if self.kind == "man" and self.years >= MIDDLE_AGED else self.kind


def usual(person: Person, said: Sequence[Worn], known: Mapping[str, Entry], seed: int) -> list[Worn]:
    """What is worn beside what is said, of the pieces that are known."""
    rng = np.random.default_rng([seed, zlib.crc32(person.kind.encode())])
    named = {w.slot for w in said}
    taken = named | {slot for w in said if w.piece in known for slot in known[w.piece].also}
    found: list[Worn] = []

    def wear(slot: str, name: str) -> None:
        found.append(Worn(slot=slot, piece=name))
        taken.update((slot, *known[name].also))

    # each is drawn whether or not it is worn, so that saying a hat does not change the shoes
    kind = person.kind
    for slot, choice in (
        ("hair", hair_of(person.kind_of_hair, person.african, person.asian)),
        ("brows", _BROWS[kind]),
        ("lashes", {"lashes": 1.0}),
    ):
        name = _drawn(choice, known, rng)
        if name and slot not in taken:
            wear(slot, name)
    outfits = _OUTFITS[kind]
    shares = np.array([share for share, _ in outfits])
    first = int(rng.choice(len(outfits), p=shares / shares.sum()))
    chosen = [outfits[first], *(outfit for outfit in outfits if outfit is not outfits[first])]
    if any(w.piece in _SMART for w in said):
        chosen.insert(0, (1.0, _WITH_SMART[person.female and kind != "girl"]))
    if person.female and any(w.piece in _SKIRTS for w in said):
        chosen.insert(0, (1.0, _WITH_SKIRTS))
    places = rng.random(16)
    fitting = shoes_with([w.piece for w in said], female=person.female, grown=person.years >= GROWN)
    if fitting is not None and kind != "baby":
        _wear_one("shoes", fitting, float(places[-1]), taken, known, wear)
        taken.add("shoes")
        if not {*fitting} - WITHOUT_SOCKS:
            taken.add("legs")
    for place, (slot, names) in enumerate(chosen[0][1].items()):
        _wear_one(slot, names, float(places[place]), taken, known, wear)
    # what the chosen set could not give, because the wardrobe lacks it or half of it was said
    for slots, slot in ((TRUNK, "top"), (BELOW, "bottom"), (("shoes",), "shoes")):
        for names in (*(outfit.get(slot, ()) for _, outfit in chosen), _ANY.get(slot, ())):
            if not taken & {*slots}:
                _wear_one(slot, names, float(places[-1]), taken, known, wear)
    _never_nude(person, found, said, known, wear)
    return found


def _wear_one(
    slot: str, names: Sequence[str], share: float, taken: set[str], known: Mapping[str, Entry], wear: _Wear
) -> None:
    """One of the pieces in a slot, where it is free and nothing that it takes up besides is said."""
    have = [name for name in names if name in known]
    if not have or slot in taken:
        return
    name = have[int(share * len(have))]
    if not taken & {*known[name].also}:
        wear(slot, name)


def _never_nude(
    person: Person, found: list[Worn], said: Sequence[Worn], known: Mapping[str, Entry], wear: _Wear
) -> None:
    """Underwear where nothing else covers; of a child always, of others unless it is said that there is none."""
    worn = [w for w in (*said, *found) if w.piece in known]
    covered = {slot for w in worn for slot in (w.slot, *known[w.piece].also)}
    denied = any(w.slot == "underwear" and not w.piece for w in said) and person.years >= GROWN
    if "underwear" in covered or denied or (covered & {*BELOW} and (covered & {*TRUNK} or not person.female)):
        return
    for name in ("bra_set", "briefs") if person.female else ("briefs",):
        if name in known and known[name].slot == "underwear":
            wear("underwear", name)
            return


def _drawn(choice: Choice, known: Mapping[str, Entry], rng: np.random.Generator) -> str:
    """One of the names that are known; empty where none is."""
    share = rng.random()
    have = {name: often for name, often in choice.items() if name in known}
    if not have:
        return ""
    ends = np.cumsum(list(have.values()))
    return [*have][int(np.searchsorted(ends, share * ends[-1], side="right").clip(0, len(have) - 1))]
