# SPDX-License-Identifier: GPL-3.0-or-later
"""An action of ours in the place of the artist's own: what stood there before is written on it, and comes back."""

from __future__ import annotations

import json
from typing import Any

import bpy

from . import action

_BEFORE = "galatea_before"
"""the artist's action, in whose place this one stands"""
_HOW = "galatea_before_how"
"""JSON: how that action was played, None where nothing was animated"""
POSED = "galatea_before_posed"
"""JSON: values of the bones or of the face keys"""
_PLAYED = ("action_blend_type", "action_extrapolation", "action_influence")


def ours(owner: Any, mark: str) -> bpy.types.Action | None:
    """The action that plays on a datablock, where it has this mark."""
    found = owner.animation_data.action if owner.animation_data else None
    return found if found is not None and mark in found else None


def new(owner: Any, name: str, mark: str, posed: dict[str, Any]) -> Any:
    """The curves of a new action of ours on `owner`."""
    data = owner.animation_data
    before, how = (data.action, _how(data)) if data else (None, None)
    made, curves = action.new(owner, name)
    _note(owner, made, mark, before, how, posed)
    return curves


def stand(owner: Any, made: bpy.types.Action, mark: str, posed: dict[str, Any]) -> None:
    """Play an action that is there."""
    data = owner.animation_data or owner.animation_data_create()
    before, how = data.action, _how(data)
    data.action = made
    if hasattr(data, "action_slot") and data.action_slot is None:
        data.action_slot = next(iter(data.action_suitable_slots), None)
    _note(owner, made, mark, before, how, posed)


def remove(owner: Any, mark: str) -> dict[str, Any] | None:
    """Take an action of ours off, and put back what it stood in the place of; returns what was posed before it, None
    where none of ours plays."""
    made, data = ours(owner, mark), owner.animation_data
    if made is None:
        return None
    how, posed = json.loads(made.get(_HOW, "{}")), json.loads(made.get(POSED, "{}"))
    data.action = made.get(_BEFORE)
    if how is None and not data.nla_tracks and not data.drivers:
        owner.animation_data_clear()
    else:
        _play(data, how or {})
    if not made.users:
        bpy.data.actions.remove(made)
    return posed


def _note(owner: Any, made: bpy.types.Action, mark: str, before: Any, how: Any, posed: dict[str, Any]) -> None:
    """Write on an action of ours what stood in its place."""
    made[mark] = True
    made[_HOW], made[POSED] = json.dumps(how), json.dumps(posed)
    if before is not None:
        made[_BEFORE] = before
    elif _BEFORE in made:
        del made[_BEFORE]
    data = owner.animation_data
    data.action_blend_type, data.action_influence = "REPLACE", 1.0


def _how(data: bpy.types.AnimData) -> dict[str, Any]:
    slot = getattr(data, "action_slot", None)
    return {"slot": slot.identifier if slot else "", **{name: getattr(data, name) for name in _PLAYED}}


def _play(data: bpy.types.AnimData, how: dict[str, Any]) -> None:
    for name in _PLAYED:
        if name in how:
            setattr(data, name, how[name])
    if data.action is not None and hasattr(data, "action_slot"):
        slots = {slot.identifier: slot for slot in data.action_suitable_slots}
        data.action_slot = slots.get(how.get("slot", ""), next(iter(slots.values()), None))
