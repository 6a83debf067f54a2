"""A small wardrobe for the panel's tests, and the jobs that list and change it."""

from __future__ import annotations

import time

import numpy as np

from backend.protocol.errors import BadFile, BadRequest, NotAvailable
from backend.protocol.wardrobe import (
    ChangedWardrobeResult,
    Entry,
    Pack,
    WardrobeResult,
    WearThisResult,
    piece_name,
)

WARDROBE = (
    Entry(name="beard", label="Beard", slot="facial_hair"),
    Entry(name="jeans", label="Jeans", slot="bottom", nouns=("jeans", "denims"), tags=("casual",)),
    Entry(name="dress", label="Dress", slot="one_piece", also=("top", "bottom"), sizes=("length",)),
    Entry(name="trainers", label="Trainers", slot="shoes", tags=("casual",), colours=((1.0, 1.0, 1.0),)),
    Entry(name="t_shirt", label="T-shirt", slot="top", tags=("casual",), colours=((0.5, 0.0, 0.0), (0.0, 0.0, 0.5))),
)
OWN: dict[str, Entry] = {}
"""what was added to the wardrobe; other workers of the backend do not see it"""
PACK = Pack(name="old-clothes", licence="CC0-1.0", told="You may sell it.", source="http://localhost/old.zip")


def run_wardrobe(request, context):
    size, entries = request.picture_size, (*WARDROBE, *OWN.values())
    pictures = np.full((len(entries), size, size, 4), 200, np.uint8)
    return WardrobeResult(entries=entries, pictures=pictures, own=tuple(OWN), packs=(PACK,))


def run_change_wardrobe(request, context):
    if request.action == "remove":
        return ChangedWardrobeResult(removed=(request.what,))
    if request.action == "get" and not request.accept_licence:
        raise NotAvailable("The licence was not accepted.", "Accept it.")
    if "nothing" in request.what:
        raise BadFile(f"There is nothing to wear in {request.what}.", "Name a .mhclo file.")
    if "slow" in request.what:
        for step in range(10_000):
            context.progress("downloading", step / 10_000, "1 of 2 MB")
            time.sleep(0.01)
    hat = Entry(name="hat", label="Hat", slot="head", licence="CC-BY-4.0", author="Ada Weaver")
    return ChangedWardrobeResult(added=(hat,), missing={"hat": ("hat.png",)}, left_out={"shoe": "It is damaged."})


def run_wear_this(request, context):
    """Its texture and its middle are told by the name of the slot and the author."""
    if request.label == "Taken":
        raise BadRequest("There is a piece taken in the wardrobe already.", "Give it another name.")
    middle = np.round(request.vertices.mean(axis=0), 2) + 0.0
    entry = Entry(
        name=piece_name(request.label),
        label=request.label,
        slot=request.slot or "back",
        licence="yours",
        author=f"{middle.tolist()} {request.textures['albedo'][0, 0].tolist()} {request.base.avatar is not None}",
    )
    OWN[entry.name] = entry
    return WearThisResult(entry=entry, vertices=len(request.vertices), covers=0)
