# SPDX-License-Identifier: GPL-3.0-or-later
"""A word as shape keys: a property of the armature drives them, so that it is keyframed, driven and exported like any.

Between its stops a word's way is taken as straight; the keys of the stops blend into one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import bpy
import numpy as np

from . import mesh, parts, shape_keys
from .objects import ArmatureObject, MeshObject

LEAST = 1e-5
"""metres: a mesh that a word moves by less has no key of it"""


def write(
    thing: MeshObject,
    rig: ArmatureObject,
    word: str,
    moved: Mapping[float, np.ndarray],
    given: Mapping[float, Mapping[str, np.ndarray]],
) -> int:
    """Keys of a word on a figure and on what it wears; returns how many the body has. Those of before are replaced.

    moved: stop (-1 to 1, without 0) -> (V, 3) metres, how the body differs there; given: the same of parts by name,
    others go along with the body near them
    """
    remove(thing, rig, word)
    _property(rig, word)
    rest = shape_keys.rest_vertices(thing)
    for name, part in parts.of(thing).items():
        own = {stop: given[stop].get(name) for stop in moved}
        found = {
            stop: offsets if offsets is not None and len(offsets) == len(part.data.vertices)
            else parts.carried(part, rest, moved[stop])
            for stop, offsets in own.items()
        }  # fmt: skip
        _write(part, word, found)
    count = _write(thing, word, moved)
    for block in keys_of(thing, word):
        _drive(block, rig, word, _share(float(block.name.removeprefix(f"{word} ")), sorted(moved)))
    parts.follow_body(thing)
    return count


def dress(thing: MeshObject, rig: ArmatureObject) -> None:
    """What was put on since a word was animated goes along with the body near it."""
    for word in [name for name in rig.keys() if any(keys_of(thing, name))]:  # noqa: SIM118
        new = [part for part in parts.of(thing).values() if not any(keys_of(part, word))]
        rest = shape_keys.rest_vertices(thing)
        there = {float(block.name.removeprefix(f"{word} ")): block for block in keys_of(thing, word)}
        moved = {stop: shape_keys.positions(block, len(rest)) - rest for stop, block in there.items()}
        for part in new:
            _write(part, word, {stop: parts.carried(part, rest, offsets) for stop, offsets in moved.items()})
        if new:
            parts.follow_body(thing)


def remove(thing: MeshObject, rig: ArmatureObject, word: str) -> bool:
    """Take the keys of a word away; returns whether there were any."""
    found = False
    for each in (thing, *parts.of(thing).values()):
        for block in list(keys_of(each, word)):
            block.driver_remove("value")
            each.shape_key_remove(block)
            found = True
    if word in rig:
        del rig[word]
    return found


def keys_of(thing: MeshObject, word: str) -> Iterator[bpy.types.ShapeKey]:
    for block in thing.data.shape_keys.key_blocks if thing.data.shape_keys else ():
        if block.name.startswith(f"{word} ") and block.name.removeprefix(f"{word} ")[:1] in "+-":
            yield block


def shifts(thing: MeshObject, rig: ArmatureObject, moved: np.ndarray) -> dict[str, float]:
    """Bone -> metres by which what it carries moves as a whole where the body moves by (V, 3): its joint would, too."""
    weights = {group.index: np.zeros(len(moved), np.float32) for group in thing.vertex_groups}
    for vertex in thing.data.vertices:
        for element in vertex.groups:
            weights[element.group][vertex.index] = element.weight
    out = {}
    for group in thing.vertex_groups:
        share = weights[group.index]
        if group.name in rig.data.bones and share.sum() > 0:
            out[group.name] = float(np.linalg.norm((share[:, None] * moved).sum(0) / share.sum()))
    return out


def _write(thing: MeshObject, word: str, moved: Mapping[float, np.ndarray]) -> int:
    used = {stop: offsets for stop, offsets in moved.items() if np.abs(offsets).max(initial=0.0) > LEAST}
    if not used:
        return 0
    if not thing.data.shape_keys:
        thing.shape_key_add(name=shape_keys.BASIS, from_mix=False)
    rest = shape_keys.rest_vertices(thing)
    for stop, offsets in used.items():
        block = thing.shape_key_add(name=f"{word} {stop:+g}", from_mix=False)
        block.points.foreach_set("co", mesh.flat(rest + offsets, np.float32))
    thing.data.update()
    return len(used)


def _share(stop: float, stops: list[float]) -> str:
    """The expression of how much of a stop's key shows where the word stands at v: all of it there, none at its
    neighbours or at 0, straight between; the last stops also stand for what is beyond."""
    side = sorted((s for s in stops if s * stop > 0), key=abs)
    place = side.index(stop)
    inner = side[place - 1] if place else 0.0
    sign = 1 if stop > 0 else -1
    rising = f"({sign} * v - {abs(inner):g}) / {abs(stop) - abs(inner):g}"
    if place + 1 == len(side):
        return f"min(1, max(0, {rising}))"
    falling = f"({abs(side[place + 1]):g} - {sign} * v) / {abs(side[place + 1]) - abs(stop):g}"
    return f"max(0, min({rising}, {falling}))"


def _property(rig: ArmatureObject, word: str) -> None:
    held: Any = rig
    held[word] = 0.0
    held.id_properties_ui(word).update(
        min=-1.0, max=1.0, soft_min=-1.0, soft_max=1.0, default=0.0, description="A word slider as shape keys"
    )
    held.property_overridable_library_set(f'["{bpy.utils.escape_identifier(word)}"]', True)
    rig.update_tag()  # or drivers do not find it, and are taken for broken from then on


def _drive(block: bpy.types.ShapeKey, rig: ArmatureObject, word: str, expression: str) -> None:
    curve = cast(bpy.types.FCurve, block.driver_add("value"))
    driver: Any = curve.driver
    driver.type = "SCRIPTED"
    variable = driver.variables.new()
    variable.name, variable.type = "v", "SINGLE_PROP"
    variable.targets[0].id = rig
    variable.targets[0].data_path = f'["{bpy.utils.escape_identifier(word)}"]'
    driver.expression = expression
