# SPDX-License-Identifier: GPL-3.0-or-later
"""Skin under clothes is hidden by a mask, so that it cannot come through them; the mesh keeps it."""

from __future__ import annotations

from typing import cast

import bpy
import numpy as np

from .._shared.protocol.covered import hidden_vertices
from .._shared.protocol.results import Avatar
from .objects import MeshObject

GROUP = "Covered Skin"
"""the vertices that are hidden; also the name of the modifier that hides them"""
_BARED = "galatea_bared"
"""on the body: the modifier was turned off because what it hides the skin under was deleted"""


def write(thing: MeshObject, avatar: Avatar) -> None:
    """Hide what is covered of an avatar's body. Where the artist removed the modifier, it stays away."""
    hidden = hidden_vertices(avatar.mesh.faces, avatar.covered, len(avatar.mesh.vertices))
    group = thing.vertex_groups.get(GROUP)
    known = group is not None
    if group is not None:
        thing.vertex_groups.remove(group)
    modifier = of(thing)
    if not len(hidden):
        if modifier is not None:
            thing.modifiers.remove(modifier)
        return
    thing.vertex_groups.new(name=GROUP).add(hidden.tolist(), 1.0, "REPLACE")
    if modifier is None and not known:
        modifier = cast(bpy.types.MaskModifier, thing.modifiers.new(GROUP, "MASK"))
        modifier.invert_vertex_group = True
        modifier.show_in_editmode = False
    if modifier is not None:
        modifier.vertex_group = GROUP
        if thing.pop(_BARED, False):
            modifier.show_viewport = modifier.show_render = True


def of(thing: MeshObject) -> bpy.types.MaskModifier | None:
    """The modifier that hides the skin."""
    found = (m for m in thing.modifiers if m.type == "MASK" and m.name == GROUP)
    return cast("bpy.types.MaskModifier | None", next(found, None))


def vertices(thing: MeshObject) -> np.ndarray:
    """Ascending vertices that are hidden; none where the artist shows them."""
    group, modifier = thing.vertex_groups.get(GROUP), of(thing)
    if group is None or modifier is None or not (modifier.show_viewport and modifier.show_render):
        return np.zeros(0, np.int32)
    index = group.index
    inside = [v.index for v in thing.data.vertices if any(g.group == index for g in v.groups)]
    return np.array(inside, np.int32)


def show_again(thing: MeshObject) -> bool:
    """Skin is not hidden where what covered it is gone; returns whether something was changed."""
    modifier = of(thing)
    if modifier is None or not modifier.show_viewport:
        return False
    modifier.show_viewport = modifier.show_render = False
    thing[_BARED] = True
    return True
