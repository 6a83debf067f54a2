# SPDX-License-Identifier: GPL-3.0-or-later
"""Meshes and armature of an avatar are one figure: who selects, and so moves, copies or deletes, one has all of it.

Nothing is changed behind the artist's back but what is selected, and the names of the others when one is renamed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import bpy
from bpy.app.handlers import persistent

from ..scene import current, parts
from ..scene.armature import BONES
from ..scene.objects import ArmatureObject, MeshObject
from . import avatars
from .avatar_object import AvatarObject
from .memory import memory

BODY, RIG = " Body", " Rig"
"""what tells the halves of a figure apart by name"""


@dataclass
class LastSeen:
    """How the scene was when it was last looked at. Objects are known by their session ids."""

    selection: frozenset[int] = frozenset()
    posed: dict[int, bool] = field(default_factory=dict)
    """an armature that is being posed -> whether its bones are shown for that alone"""
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    """an avatar -> what mesh and armature were called"""


def title(thing: bpy.types.Object) -> str:
    """What a figure is called."""
    return thing.name.removesuffix(BODY)


@persistent
def watch(*_: object) -> None:
    """After each change of the scene."""
    select_whole()
    show_bones_to_pose()


def select_whole(context: bpy.types.Context | None = None) -> None:
    """Of a figure that is half selected the other half is selected as well, or neither, where one was deselected."""
    last = memory.of(LastSeen)
    layer = current.view_layer(context)
    active = layer.objects.active if layer else None
    if layer is None or (active is not None and active.mode != "OBJECT"):
        return
    selected = {thing.session_uid: thing for thing in layer.objects.selected}
    before, last.selection = last.selection, frozenset(selected)
    if before == last.selection:
        return
    for thing in list(selected.values()):
        halves = [half for half in halves_of(thing) if half.visible_get(view_layer=layer) and not half.hide_select]
        chosen = [half for half in halves if half.session_uid in selected]
        if len(chosen) == len(halves):
            continue
        taken_off = all(half.session_uid in before for half in halves) and active not in chosen
        for half in halves:
            half.select_set(not taken_off, view_layer=layer)
    last.selection = frozenset(thing.session_uid for thing in layer.objects.selected)


def show_bones_to_pose() -> None:
    """Bones are hidden until they are posed, and again afterwards; in Pose Mode the artist may hide them too."""
    posed = memory.of(LastSeen).posed
    layer = current.view_layer()
    active = layer.objects.active if layer else None
    if layer is None or not (posed or (active is not None and active.mode == "POSE")):
        return
    for rig in layer.objects:
        if rig.type != "ARMATURE" or not avatars.is_marked(rig):
            continue
        data = cast(ArmatureObject, rig).data
        bones = data.collections.get(BONES)
        if bones is None or not data.is_editable:
            continue
        if rig.mode == "POSE" and rig.session_uid not in posed:
            posed[rig.session_uid] = not bones.is_visible
            bones.is_visible = True
        elif rig.mode == "OBJECT" and posed.pop(rig.session_uid, False):
            bones.is_visible = False


def halves_of(thing: bpy.types.Object) -> tuple[()] | tuple[AvatarObject, ArmatureObject, *tuple[MeshObject, ...]]:
    """Body, armature and parts of the avatar that an object is one of; nothing of any other object."""
    if thing.type not in ("MESH", "ARMATURE") or not avatars.is_marked(thing):
        return ()
    rig = avatars.rig(thing) if thing.type == "MESH" else cast(ArmatureObject, thing)
    mesh = avatars.of(rig) if rig is not None and avatars.is_marked(rig) else None
    if rig is None or mesh is None:
        return ()
    figure = (mesh, rig, *parts.of(mesh).values())
    return figure if thing in figure else ()


def follow_name(thing: AvatarObject) -> bool:
    """Where the artist renamed one half of a figure, the other gets the name too; returns whether it did."""
    halves = halves_of(thing)
    if not halves:
        return False
    mesh, rig, *_ = halves
    before = memory.of(LastSeen).names.setdefault(thing.session_uid, (mesh.name, rig.name))
    if before == (mesh.name, rig.name) or avatars.is_linked(thing):
        return False
    old = before[0].removesuffix(BODY)
    if mesh.name != before[0]:
        new = mesh.name.removesuffix(BODY)
        rig.name = new + RIG
    else:
        new = rig.name.removesuffix(RIG)
        mesh.name = new if rig.name != new else new + BODY
    _rename_data(mesh, rig, old, new)
    memory.of(LastSeen).names[thing.session_uid] = (mesh.name, rig.name)
    return True


def give_name(thing: AvatarObject, name: str) -> None:
    """Call a figure and its data `name`, or that with a number where the name is taken."""
    old, rig = title(thing), avatars.rig(thing)
    thing.name = name
    if rig is not None and avatars.is_marked(rig):
        rig.name = thing.name + RIG
        _rename_data(thing, rig, old, thing.name)
        memory.of(LastSeen).names[thing.session_uid] = (thing.name, rig.name)


def forget() -> None:
    """A file was opened, or undo brought back names and selection: they are as they are."""
    last = memory.of(LastSeen)
    last.names.clear()
    last.selection = frozenset()


def _rename_data(mesh: AvatarObject, rig: ArmatureObject, old: str, new: str) -> None:
    """Meshes, bones, parts, materials and pictures that bear the figure's name go on bearing it."""
    worn = [part for part in parts.of(mesh).values() if part.is_editable and part.data.is_editable]
    meshes = [mesh.data, *(part.data for part in worn)]
    materials = [material for data in meshes for material in data.materials if material and material.is_editable]
    nodes = [node for material in materials if material.node_tree for node in material.node_tree.nodes]
    pictures = [cast(bpy.types.ShaderNodeTexImage, node) for node in nodes if node.type == "TEX_IMAGE"]
    images = [node.image for node in pictures if node.image]
    for data in (*meshes, rig.data, *worn, *materials, *images):
        if data.name == old or data.name.startswith(f"{old} "):
            data.name = new + data.name[len(old) :]
