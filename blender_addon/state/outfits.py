# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole outfits of one click: what of them this wardrobe has is worn, the rest of the clothes is taken off."""

from __future__ import annotations

import random
from collections.abc import Collection

from .._shared.protocol.requests import SLOTS, Colour, Worn
from .._shared.protocol.wardrobe import Entry

Dress = tuple[str, Colour | None]
"""a piece, and its colour where it is not any of the usual ones"""
WHITE, BLACK, NAVY, GREY, RED = (
    (0.92, 0.92, 0.9),
    (0.05, 0.05, 0.06),
    (0.07, 0.1, 0.22),
    (0.4, 0.41, 0.43),
    (0.6, 0.06, 0.08),
)
BROWN, BEIGE, GREEN, GOLD = (0.25, 0.14, 0.07), (0.78, 0.68, 0.52), (0.12, 0.28, 0.14), (0.8, 0.6, 0.2)

OUTFITS: dict[str, tuple[Dress, ...]] = {
    "casual": (("t_shirt", None), ("jeans", None), ("trainers", None)),
    "smart": (("shirt", WHITE), ("trousers", NAVY), ("belt", BROWN), ("dress_shoes", BROWN)),
    "business": (("shirt", WHITE), ("tie", RED), ("blazer", NAVY), ("trousers", NAVY), ("dress_shoes", BLACK)),
    "summer": (("tank_top", None), ("shorts", BEIGE), ("sandals", BROWN), ("sunglasses", BLACK)),
    "sport": (("tank_top", RED), ("leggings", BLACK), ("trainers", WHITE)),
    "winter": (("jumper", None), ("long_coat", GREY), ("jeans", None), ("boots", BROWN), ("beanie", RED)),
    "evening": (("long_dress", RED), ("heels", BLACK), ("necklace", GOLD)),
    "street": (("hoodie", GREY), ("jeans", BLACK), ("trainers", WHITE), ("cap", BLACK)),
    "worker": (("t_shirt", GREY), ("overalls", NAVY), ("boots", BROWN), ("hard_hat", (0.9, 0.7, 0.1))),
    "doctor": (("shirt", WHITE), ("lab_coat", WHITE), ("trousers", NAVY), ("trainers", WHITE)),
    "chef": (("shirt", WHITE), ("apron", WHITE), ("trousers", BLACK), ("dress_shoes", BLACK), ("chef_hat", WHITE)),
    "cowboy": (("shirt", None), ("waistcoat", BROWN), ("jeans", None), ("cowboy_boots", BROWN), ("cowboy_hat", BROWN)),
    "knight": (("armour", None), ("sabatons", None), ("gauntlets", None), ("knight_helmet", None), ("cape", RED)),
    "wizard": (("robe", (0.16, 0.1, 0.35)), ("pointed_hat", (0.16, 0.1, 0.35)), ("boots", BROWN)),
    "royal": (("ballgown", (0.35, 0.05, 0.12)), ("crown", GOLD), ("heels", GOLD), ("necklace", GOLD)),
    "swim": (("swimsuit", None),),
}  # fmt: skip
_WHO = {"male", "female", "child", "adult"}
"""tags that say whom a piece suits; the others are styles"""
_OF_THE_HEAD = ("eyes", "teeth", "tongue", "lashes", "brows", "hair", "facial_hair")
CLOTHES = tuple(slot for slot in SLOTS if slot not in _OF_THE_HEAD)
"""What an outfit decides; hair stays."""


def known(names: Collection[str]) -> list[str]:
    """The outfits of which a wardrobe with these pieces has most: all that covers the body."""
    return [name for name, pieces in OUTFITS.items() if sum(piece in names for piece, _ in pieces) > len(pieces) / 2]


def worn(name: str, entries: dict[str, Entry]) -> list[Worn]:
    """What an outfit is, as far as the wardrobe has it."""
    return [Worn(slot=entries[p].slot, piece=p, colour=colour) for p, colour in OUTFITS[name] if p in entries]


def rolled(entries: dict[str, Entry], rng: random.Random, child: bool, female: bool) -> list[Worn]:
    """Clothes by chance, of what goes together: one of the outfits with colours and some pieces of others."""
    everyday = [name for name in known(entries) if name not in ("knight", "wizard", "royal", "swim", "evening")]
    if not everyday:
        return []
    chosen = worn(rng.choice(everyday), entries)
    out = []
    for each in chosen:
        entry = entries[each.piece]
        alike = [
            other.name
            for other in entries.values()
            if other.slot == entry.slot and _goes_for(other, entry) and _suits(other, child, female)
        ]
        piece = entries[rng.choice(alike)] if alike and rng.random() < 0.5 else entry
        colour = rng.choice(piece.colours) if piece.colours else None
        pattern = rng.choice(("", "", "", "stripes", "checks")) if piece.slot == "top" else ""
        out.append(Worn(slot=piece.slot, piece=piece.name, colour=colour, pattern=pattern))
    taken = {slot for each in out for slot in entries[each.piece].also}
    return [each for each in out if each.slot not in taken]


def _goes_for(other: Entry, entry: Entry) -> bool:
    """Whether a piece may take another's place: at least half of its styles are styles of that one."""
    styles = set(other.tags) - _WHO
    return bool(styles) and 2 * len(styles & set(entry.tags)) >= len(styles)


def _suits(entry: Entry, child: bool, female: bool) -> bool:
    tags = set(entry.tags)
    if child and "adult" in tags:
        return False
    return not (("male" in tags and female) or ("female" in tags and not female)) or {"male", "female"} <= tags
