# SPDX-License-Identifier: GPL-3.0-or-later
"""Corrective shapes as shape keys that drivers show by the turns of bones; files get them as curves beside the clip.

The expressions are of the kind that Blender reckons without Python, so they work where scripts may not run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

import bpy
import numpy as np

from .._shared.protocol.results import BODY, Avatar, Correctives
from .._shared.rigging.correctives import ACROSS
from . import armature, mesh, parts
from .objects import ArmatureObject, MeshObject
from .shape_keys import BASIS, rest_vertices

_MADE = "galatea_correctives"
"""on the body: JSON, the names of the shape keys that are correctives"""
_CHANNELS = {"x": "ROT_X", "y": "ROT_Y", "z": "ROT_Z", "w": "ROT_W"}
"""Letter in an expression -> angle of a turn in SWING_TWIST_Y: y is the twist, w the swing, x and z are its parts"""
_OF_TWISTS = "yw"
"""the letters of a shape that shows by a twist"""


def names(thing: MeshObject) -> tuple[str, ...]:
    """The corrective shapes that an avatar (its mesh object) came with."""
    return tuple(json.loads(thing.get(_MADE, "[]")))


def write(thing: MeshObject, rig: ArmatureObject, avatar: Avatar, worn: Mapping[str, MeshObject]) -> None:
    """Make the corrective shapes of a figure those of `avatar`. worn: part objects by name."""
    before, made = set(names(thing)), avatar.correctives
    bones = armature.bone_names(rig)
    for name, each in {BODY: thing, **worn}.items():
        own = {} if made is None else {key: moved for key, *moved in made.of(name)}
        _remove(each, before - own.keys())
        _shapes(each, before, own)
        blocks = each.data.shape_keys.key_blocks if each.data.shape_keys else {}
        for key, bone, axis, angle in _turns(made):
            if key in own and key in blocks:
                _drive(blocks[key], rig, bones[bone], axis, angle)
    if made is not None:
        thing[_MADE] = json.dumps(made.names)
    elif _MADE in thing:
        del thing[_MADE]


def of_twists(thing: MeshObject) -> dict[str, str]:
    """The corrective shapes of a figure's body that show by a twist -> the bone that twists."""
    data, ours = thing.data.shape_keys and thing.data.shape_keys.animation_data, _paths(thing)
    out: dict[str, str] = {}
    for curve in data.drivers if data else ():
        targets = {each.name: each.targets[0] for each in cast(bpy.types.Driver, curve.driver).variables}
        if curve.data_path in ours and targets.keys() == set(_OF_TWISTS):
            out[ours[curve.data_path]] = targets["y"].bone_target
    return out


def follow(thing: MeshObject) -> None:
    """Let the shapes look at the figure's own bones: a copy may still look at those of the one that it comes from."""
    rig, ours = armature.armature_of(thing), _paths(thing)
    if rig is None or not ours:
        return
    for each in (thing, *parts.of(thing).values()):
        data = each.data.shape_keys.animation_data if each.data.shape_keys else None
        for curve in data.drivers if data else ():
            variables = cast(bpy.types.Driver, curve.driver).variables
            if curve.data_path in ours and any(v.type == "TRANSFORMS" for v in variables):
                for variable in variables:
                    if variable.targets[0].id != rig:
                        variable.targets[0].id = rig


def moves_by_itself(thing: MeshObject, block: Any) -> bool:
    """Whether drivers of a datablock of the figure are more than its corrective shapes, which only go along."""
    data, ours = block.animation_data, _paths(thing)
    return bool(data) and any(curve.data_path not in ours for curve in data.drivers)


def _turns(made: Correctives | None) -> Iterable[tuple[str, str, list[float], float]]:
    """Name, bone, axis and angle of each shape."""
    return () if made is None else zip(made.names, made.bones, made.axes.tolist(), made.angles.tolist(), strict=True)


def _paths(thing: MeshObject) -> dict[str, str]:
    """Data path of each corrective shape's value -> its name."""
    return {f'key_blocks["{bpy.utils.escape_identifier(name)}"].value': name for name in names(thing)}


def _remove(thing: MeshObject, gone: set[str]) -> None:
    for name in gone:
        if thing.data.shape_keys and (block := thing.data.shape_keys.key_blocks.get(name)):
            block.driver_remove("value")
            thing.shape_key_remove(block)


def _shapes(thing: MeshObject, before: set[str], moved: Mapping[str, list[np.ndarray]]) -> None:
    """moved: key -> vertices (N,) and offsets (N, 3). A key of the artist's of the same name is left alone."""
    if not moved:
        return
    if not thing.data.shape_keys:
        thing.shape_key_add(name=BASIS, from_mix=False)
    rest = rest_vertices(thing)
    blocks = cast(bpy.types.Key, thing.data.shape_keys).key_blocks
    for name, (rows, offsets) in moved.items():
        if name in blocks and name not in before:
            continue
        block = blocks.get(name) or thing.shape_key_add(name=name, from_mix=False)
        if block.name != name or len(rest) <= rows.max():
            continue
        points = rest.copy()
        points[rows] += offsets
        block.points.foreach_set("co", mesh.flat(points, np.float32))
    thing.data.update()


def _drive(block: bpy.types.ShapeKey, rig: ArmatureObject, bone: str, axis: list[float], angle: float) -> None:
    """As `shares` of rigging/correctives.py."""
    block.driver_remove("value")
    driver: Any = cast(bpy.types.FCurve, block.driver_add("value")).driver
    driver.type = "SCRIPTED"
    x, y, z = (along / np.sin(angle / 2) for along in axis)
    if abs(axis[1]) > ACROSS:
        used, expression = _OF_TWISTS, f"sin(y / 2) * {y:.6g} * cos(w / 2)"
    else:
        used, expression = "xyz", f"(sin(x / 2) * {x:.6g} + sin(z / 2) * {z:.6g}) * cos(y / 2)"
    for letter in used:
        variable = driver.variables.new()
        variable.name, variable.type = letter, "TRANSFORMS"
        target = variable.targets[0]
        target.id, target.bone_target, target.transform_type = rig, bone, _CHANNELS[letter]
        target.rotation_mode, target.transform_space = "SWING_TWIST_Y", "LOCAL_SPACE"
    driver.expression = f"pow(clamp({expression}), 2)"
