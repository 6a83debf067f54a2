# SPDX-License-Identifier: GPL-3.0-or-later
"""From the properties of a look to the protocol's `Look` and back, and what of it is locked."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.requests import LOCKABLE, MOST_DETAILS, SLOTS, Detail, Look, Skin, Worn
from .._shared.protocol.wardrobe import Entry
from . import wardrobe
from .avatar_object import AvatarObject
from .look_properties import AS_IT_IS, NONE, GalateaDetail, GalateaLook, GalateaSkin, GalateaWorn

COLOURS = ("skin_tone", "hair_colour", "eye_colour", "suit_colour")
SKIN = "skin"
WORN = "worn:"
"""before the name of a slot among what is locked"""
_DIGITS = 4
"""what an eye can tell, so that equal colours are equal"""


def look_of(group: GalateaLook) -> Look:
    """What the properties say, without pieces that are in no wardrobe here: nobody could wear them anew."""
    bare, gone = group.unsaid == "bare", gone_pieces(group)
    said = (item for item in group.worn if item.name in SLOTS and item.named and (item.piece or not bare))
    said = (item for item in said if item.piece not in gone)
    worn = {item.name: item for item in said}
    return Look(
        skin_tone=round(group.skin_tone, _DIGITS),
        hair_colour=_colour(group.hair_colour),
        eye_colour=_colour(group.eye_colour),
        suit_colour=_colour(group.suit_colour),
        skin=_skin(group.skin),
        worn=tuple(_worn(worn[slot]) for slot in SLOTS if slot in worn),
        unsaid="bare" if bare else "presentable",
    )


def gone_pieces(group: GalateaLook) -> set[str]:
    """What is worn of pieces that the wardrobe does not have: removed since, or of a file from another computer."""
    if not wardrobe.is_filled():
        return set()
    return {item.piece for item in group.worn if item.piece and wardrobe.entry(item.piece) is None}


def set_look(group: Any, wanted: Look | Mapping[str, Any], keep_rows: bool = False) -> None:
    """Fill the properties from a Look, or from the mapping of its fields that a result carries; locks stay. What a
    mapping does not tell stays as it is. keep_rows: whether slots without a piece keep their row."""
    told = dataclasses.asdict(wanted) if isinstance(wanted, Look) else wanted
    for name in (*COLOURS, "unsaid"):
        if told.get(name) is not None:
            setattr(group, name, told[name])
    if told.get(SKIN) is not None:
        _set_skin(group.skin, told[SKIN])
    if told.get("worn") is not None:
        _set_worn(group.worn, told["worn"])
        if not keep_rows:
            _forget_empty(group.worn, told["worn"])


def show(group: Any, wanted: Look | Mapping[str, Any]) -> None:
    """As `set_look`, in the panel: every slot has its row, also where nothing is worn."""
    set_look(group, wanted, keep_rows=True)
    there = {item.name for item in group.worn}
    for slot in SLOTS:
        if slot not in there:
            group.worn.add().name = slot


def wearing(look: Look, worn: Worn, entries: Mapping[str, Entry]) -> Look:
    """A look with one slot changed. A piece that takes up further slots empties them, and one of those takes it off."""
    out = [each for each in look.worn if each.slot not in _taken(worn, entries)]
    if worn.piece:
        out = [each for each in out if worn.slot not in _taken(each, entries)]
    if worn.piece or look.unsaid != "bare":
        out.append(worn)
    return dataclasses.replace(look, worn=tuple(sorted(out, key=lambda each: SLOTS.index(each.slot))))


def in_other_clothes(look: Look, worn: Sequence[Worn], kept: Collection[str], entries: Mapping[str, Entry]) -> Look:
    """A look in other clothes. Slots that are kept stay as they are; a new piece that would need one of them is left
    out, and what is worn in its place stays on."""
    stays = [each for each in look.worn if each.slot in kept]
    needed = {slot for each in stays if each.piece for slot in _taken(each, entries)}
    new = [each for each in worn if each.slot not in kept and not needed & _taken(each, entries)]
    out = {slot for each in worn if each not in new for slot in _taken(each, entries)}
    filled = needed | {slot for each in new for slot in _taken(each, entries)}
    old = [w for w in look.worn if w.slot in out - set(kept) and not filled & _taken(w, entries)]
    chosen = sorted([*stays, *new, *old], key=lambda each: SLOTS.index(each.slot))
    return dataclasses.replace(look, worn=tuple(chosen), unsaid="bare")


def _taken(worn: Worn, entries: Mapping[str, Entry]) -> set[str]:
    """The slots that a piece fills."""
    return {worn.slot, *(entries[worn.piece].also if worn.piece in entries else ())}


def with_detail(look: Look, slot: str, kind: str, on: bool) -> Look:
    """A look whose piece in a slot has a detail, or has it no more. Raises BadRequest where nothing is worn there, or
    where it has as many as there can be."""
    worn = next((each for each in look.worn if each.slot == slot and each.piece), None)
    if worn is None:
        raise BadRequest(f"Nothing is worn at {slot!r}.", "Wear a piece there first.")
    details = tuple(detail for detail in worn.details if detail.kind != kind)
    if on:
        if len(details) >= MOST_DETAILS:
            raise BadRequest(f"A piece has at most {MOST_DETAILS} details.", "Remove another one first.")
        known: Any = kind
        details = (*details, Detail(kind=known))
    changed = dataclasses.replace(worn, details=details)
    return dataclasses.replace(look, worn=tuple(changed if each is worn else each for each in look.worn))


def worn_in(group: GalateaLook, slot: str) -> GalateaWorn | None:
    """What the properties say of a slot; None where they do not name it."""
    return next((item for item in group.worn if item.name == slot), None)


def locked(avatar: AvatarObject) -> tuple[str, ...]:
    """Colours, the skin and slots that words must leave alone, as a request names them."""
    known = avatar.galatea
    colours = (name for name, lock in zip((*COLOURS, SKIN), known.look_locks, strict=True) if lock)
    return (*colours, *(WORN + item.name for item in known.look.worn if item.locked))


def names() -> tuple[str, ...]:
    """All that can be locked."""
    return LOCKABLE


def lock(avatar: AvatarObject, name: str, on: bool) -> None:
    """name: one of `names`"""
    known = avatar.galatea
    if not name.startswith(WORN):
        known.look_locks[(*COLOURS, SKIN).index(name)] = on
        return
    slot = name.removeprefix(WORN)
    item = worn_in(known.look, slot)
    if item is None:
        item = known.look.worn.add()
        item.name = slot
    item.locked = on


def _colour(values: Any) -> tuple[float, float, float]:
    red, green, blue = (round(float(value), _DIGITS) for value in values)
    return red, green, blue


def _skin(group: GalateaSkin) -> Skin:
    found: dict[str, Any] = {}
    for field in dataclasses.fields(Skin):
        value = getattr(group, field.name)
        if isinstance(value, str):
            found[field.name] = "" if value == NONE else value
        elif isinstance(value, float | int):
            found[field.name] = round(float(value), _DIGITS)
        else:
            found[field.name] = _colour(value)
    if group.by_age:
        found["wrinkles"] = None
    return Skin(**found)


def _set_skin(group: GalateaSkin, told: Mapping[str, Any]) -> None:
    known = {field.name for field in dataclasses.fields(Skin)}
    for name in known & told.keys():
        value = told[name]
        if name == "wrinkles":
            group.by_age = value is None
        if value is not None:
            setattr(group, name, (value or NONE) if isinstance(value, str) else value)


def _worn(item: GalateaWorn) -> Worn:
    return Worn(
        slot=item.name,
        piece=item.piece,
        colour=_colour(item.colour) if item.own_colour else None,
        second_colour=_colour(item.second_colour) if item.own_second_colour else None,
        pattern=_chosen(item.pattern),
        fabric=_chosen(item.fabric),
        length=round(item.length, _DIGITS),
        looseness=round(item.looseness, _DIGITS),
        details=tuple(_detail(each) for each in item.details),
    )


def _detail(item: GalateaDetail) -> Detail:
    kind: Any = item.name
    return Detail(
        kind=kind,
        colour=_colour(item.colour) if item.own_colour else None,
        pattern=_chosen(item.pattern),
        fabric=_chosen(item.fabric),
    )


def _chosen(name: str) -> Any:
    return "" if name == AS_IT_IS else name


def _set_worn(group: Any, told: typing.Sequence[Mapping[str, Any]]) -> None:
    """In place: Blender may be in the middle of setting one of these."""
    there = {item.name: item for item in group}
    for plain in told:
        item = there.get(plain["slot"]) or group.add()
        item.name, item.named = plain["slot"], True
        _fill(item, plain)
    slots = {plain["slot"] for plain in told}
    for item in group:
        if item.name not in slots:
            item.named = False
            _fill(item, {})


def _fill(item: GalateaWorn, plain: Mapping[str, Any]) -> None:
    item.piece = plain.get("piece", "")
    for name in ("colour", "second_colour"):
        value = plain.get(name)
        setattr(item, f"own_{name}", value is not None)
        if value is not None:
            setattr(item, name, value)
        else:  # not what another piece had
            item.property_unset(name)
    for name in ("pattern", "fabric"):
        setattr(item, name, plain.get(name) or AS_IT_IS)
    item.length, item.looseness = plain.get("length", 0.0), plain.get("looseness", 0.0)
    told = plain.get("details", ())
    while len(item.details) > len(told):
        item.details.remove(len(item.details) - 1)
    for place, each in enumerate(told):
        detail = item.details[place] if place < len(item.details) else item.details.add()
        detail.name = each["kind"]
        detail.own_colour = each.get("colour") is not None
        if detail.own_colour:
            detail.colour = each["colour"]
        for name in ("pattern", "fabric"):
            setattr(detail, name, each.get(name) or AS_IT_IS)


def _forget_empty(group: Any, told: typing.Sequence[Mapping[str, Any]]) -> None:
    """Rows of slots that are not told, but for those that are locked."""
    slots = {plain["slot"] for plain in told}
    for index in reversed(range(len(group))):
        if group[index].name not in slots and not group[index].locked:
            group.remove(index)
