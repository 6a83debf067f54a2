# SPDX-License-Identifier: GPL-3.0-or-later
"""What a figure wears and what is not of its skin: meshes of their own on the one armature, found by their marks.

Their face keys follow the body's through drivers, so that a face that is posed or animated takes them along.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

import bpy
import numpy as np
from mathutils.kdtree import KDTree

from .._shared.protocol.results import Avatar, Part
from . import armature, material, mesh, provenance, shape_keys, sharing
from .objects import ArmatureObject, MeshObject
from .sharing import PART

KIND = "galatea_part_kind"
"""on the object of a part: hair, garment, eyes, …"""
_MADE = "galatea_parts"
"""on the body: JSON, the names of the parts that came with it; one that is not there any more was deleted"""
_NEAREST = 4
"""vertices of the body that carry one of a part while a slider is dragged"""
_BUSY = ("EDIT", "SCULPT")

_carried: dict[int, tuple[np.ndarray, np.ndarray]] = {}
"""session id of a part -> which vertices of the body carry each of its own (V, 4), and how much (V, 4)"""


def of(thing: MeshObject) -> dict[str, MeshObject]:
    """The parts of an avatar (its mesh object) by their names; of two copies of one, the elder."""
    if _MADE not in thing:
        return {}
    rig = armature.armature_of(thing)
    if rig is None or not armature.is_ours(rig):
        return {}
    found = [
        cast(MeshObject, other) for other in bpy.data.objects if is_part(other) and armature.armature_of(other) == rig
    ]
    return {part[PART]: part for part in sorted(found, key=lambda part: -part.session_uid)}


def came_with(thing: MeshObject) -> bool:
    """Whether an avatar came with parts at all, whether or not they are still there."""
    return _MADE in thing


def gone(thing: MeshObject) -> set[str]:
    """The names of parts that an avatar came with and that the artist deleted."""
    return set(json.loads(thing.get(_MADE, "[]"))) - of(thing).keys()


def is_part(thing: bpy.types.Object) -> bool:
    return thing.type == "MESH" and PART in thing


def write(thing: MeshObject, rig: ArmatureObject, avatar: Avatar) -> list[MeshObject]:
    """Make the parts of a figure those of `avatar`; returns their objects.

    One that the artist deleted stays away until the figure is asked for in words again.
    """
    there, before = of(thing), set(json.loads(thing.get(_MADE, "[]")))
    gone = set() if _asked_anew(thing, avatar) else before - there.keys()
    wanted = {part.name: part for part in avatar.parts}
    for name in (there.keys() & before) - wanted.keys():
        _remove(there.pop(name))
    out = [_write(thing, rig, avatar, part, there.get(name)) for name, part in wanted.items() if name not in gone]
    if wanted:
        thing[_MADE] = json.dumps(sorted(wanted))
    elif _MADE in thing:
        del thing[_MADE]
    return out


def update_vertices(
    worn: Mapping[str, MeshObject], before: np.ndarray, vertices: np.ndarray, given: Mapping[str, np.ndarray]
) -> None:
    """While a slider is dragged: parts (as of `of`) go where `given` says, others along with the body near them.

    before, vertices: (V, 3) the body as it was before the drag, and as it is now
    """
    for name, part in worn.items():
        if part.mode in _BUSY:
            continue
        sharing.own_mesh(part)
        count = len(part.data.vertices)
        if name in given and len(given[name]) == count:
            shape_keys.update_vertices(part, given[name])
            continue
        own = shape_keys.before_drag(part)
        shape_keys.update_vertices(part, (own + carried(part, before, vertices - before)).astype(np.float32))


def carried(part: MeshObject, before: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """(N, 3) how a part goes along with the body near it, which stood at `before` and moves by `moved`, (V, 3) each."""
    if part.session_uid not in _carried or _is_stale(part, before):
        _carried[part.session_uid] = _carriers(shape_keys.before_drag(part), before)
    rows, shares = _carried[part.session_uid]
    return (moved[rows] * shares[..., None]).sum(axis=1)


def undo_drag(thing: MeshObject) -> None:
    """As of `shape_keys`, for all parts of an avatar."""
    for part in of(thing).values():
        shape_keys.undo_drag(part)
        _carried.pop(part.session_uid, None)


def follow_body(thing: MeshObject) -> None:
    """Let the keys of the parts follow those of their own body: copies may still look at the one they come from."""
    for part in of(thing).values():
        _drive(part, thing)


def _asked_anew(thing: MeshObject, avatar: Avatar) -> bool:
    told = (provenance.read(thing) or {}).get("request", {})
    prompt = avatar.provenance.request.get("prompt")
    return prompt is not None and prompt != told.get("prompt")


def _write(thing: MeshObject, rig: ArmatureObject, avatar: Avatar, part: Part, there: MeshObject | None) -> MeshObject:
    if there is None:
        name = f"{thing.name.removesuffix(' Body')} {part.name}"
        there = mesh.new(part.mesh, name, thing.users_collection[0])
        there.parent = rig
        there.lock_location = there.lock_rotation = there.lock_scale = (True, True, True)
        there[PART] = part.name
    else:
        sharing.own_mesh(there)
        if mesh.same_topology(there.data, part.mesh):
            mesh.write_uvs(there.data, part.mesh)
        else:
            there.shape_key_clear()
            mesh.write(there.data, part.mesh)
    there[KIND] = part.kind
    armature.write_weights(there, rig, avatar.rig.bone_names, part.skin)
    shape_keys.write(there, part.mesh.vertices, part.shape_keys)
    _drive(there, thing)
    material.write(there, part.textures, part.material, part.name)
    _carried.pop(there.session_uid, None)
    return there


def _remove(part: MeshObject) -> None:
    data = part.data
    bpy.data.objects.remove(part)
    if not data.users:
        bpy.data.meshes.remove(data)


def _drive(part: MeshObject, body: MeshObject) -> None:
    """A key of a part has the value of the body's key of its name; one that the artist animates is left alone."""
    keys, theirs = part.data.shape_keys, body.data.shape_keys
    if keys is None or theirs is None:
        return
    driven = {curve.data_path: curve for curve in keys.animation_data.drivers} if keys.animation_data else {}
    for block in keys.key_blocks[1:]:
        if block.name not in theirs.key_blocks:
            continue
        path = f'key_blocks["{bpy.utils.escape_identifier(block.name)}"].value'
        curve = driven.get(path) or cast(bpy.types.FCurve, block.driver_add("value"))
        driver = cast(bpy.types.Driver, curve.driver)
        variables = list(driver.variables)
        if path in driven and [variable.name for variable in variables] != ["body"]:
            continue
        driver.type = "SUM"
        variable = variables[0] if variables else driver.variables.new()
        variable.name = "body"
        target = variable.targets[0]
        if target.id != body:
            target.id = body
        target.data_path = f"data.shape_keys.{path}"


def _is_stale(part: MeshObject, body: np.ndarray) -> bool:
    rows, _ = _carried[part.session_uid]
    return len(rows) != len(part.data.vertices) or int(rows.max(initial=0)) >= len(body)


def _carriers(points: np.ndarray, body: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which vertices of the body are nearest to each point (V, 3), and their shares by nearness, (V, 4) each."""
    tree = KDTree(len(body))
    for index, place in enumerate(body.tolist()):
        tree.insert(place, index)
    tree.balance()
    count = min(_NEAREST, len(body))
    found = [tree.find_n(point, count) for point in points.tolist()]
    rows = np.array([[index for _, index, _ in near] for near in found], np.int64).reshape(-1, count)
    near = 1.0 / (np.array([[d for _, _, d in near] for near in found]).reshape(-1, count) ** 2 + 1e-8)
    return rows, near / near.sum(axis=1, keepdims=True)
