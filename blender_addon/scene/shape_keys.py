# SPDX-License-Identifier: GPL-3.0-or-later
"""Face keys, and the live mesh under a slider that is being dragged.

Blender's keys hold positions, not offsets. While a slider is dragged only the basis and the keys in use are moved; the
basis from before the drag is kept in a mesh attribute, so that `write` can carry the other keys along and `undo_drag`
can put everything back.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, cast

import bpy
import numpy as np

from .._shared.protocol.results import ShapeKeys
from . import current
from .mesh import flat
from .modes import in_object_mode
from .objects import MeshObject

BASIS = "Basis"
_BEFORE = "galatea_before_drag"
_CARRIED = "galatea_carried_keys"


def write(thing: MeshObject, vertices: np.ndarray, keys: ShapeKeys) -> None:
    """Set rest vertices (V, 3) and the keys, by name; keys that the artist made go along with the basis."""
    _carry(thing, vertices, everything=True)
    if not keys.names:
        thing.data.update()
        return
    blocks = thing.data.shape_keys.key_blocks if thing.data.shape_keys else {}
    if not blocks:
        thing.shape_key_add(name=BASIS, from_mix=False)
        blocks = cast(bpy.types.Key, thing.data.shape_keys).key_blocks
    for name, offsets, value, low, high in zip(
        keys.names, keys.offsets, keys.values, keys.least.tolist(), keys.most.tolist(), strict=True
    ):
        block = blocks.get(name) or thing.shape_key_add(name=name, from_mix=False)
        block.points.foreach_set("co", flat(vertices + offsets, np.float32))
        _limit(block, low, high)
        block.value = float(value)
    thing.data.update()


def _limit(block: bpy.types.ShapeKey, low: float, high: float) -> None:
    """Let a key go from `low` to `high`; Blender keeps the least below the most at every step."""
    if low < block.slider_max:
        block.slider_min, block.slider_max = low, high
    else:
        block.slider_max, block.slider_min = high, low


def update_vertices(thing: MeshObject, vertices: np.ndarray) -> None:
    """Basis and keys in use to vertices (V, 3); raises ValueError where the mesh has another number of them."""
    _carry(thing, vertices, everything=False)
    thing.data.update()


def rest_vertices(thing: MeshObject) -> np.ndarray:
    """(V, 3) the rest vertices as they are, also in the middle of a drag."""
    data = thing.data
    blocks = data.shape_keys.key_blocks if data.shape_keys else ()
    return _read(blocks[0].points if blocks else data.vertices, len(data.vertices))


def before_drag(thing: MeshObject) -> np.ndarray:
    """(V, 3) the rest vertices from before the drag that is under way, or as they are."""
    return _before(thing.data, rest_vertices(thing), keep=False)


def undo_drag(thing: MeshObject, sculpted: np.ndarray | None = None) -> None:
    """Put basis and keys back to what they were before the drag; nothing where none is under way. sculpted: (V, 3)
    metres that stay of what was done meanwhile."""
    data = thing.data
    if _BEFORE not in data.attributes:
        return
    with in_object_mode(current.layer_in_view()) if thing.mode != "OBJECT" else nullcontext():
        now = _read(data.vertices, len(data.vertices))
        before = _before(data, now, keep=False)
        stays = sculpted is not None and sculpted.shape == before.shape
        _carry(thing, (before + sculpted).astype(np.float32) if stays else before, everything=True)
        data.update()


def _carry(thing: MeshObject, vertices: np.ndarray, everything: bool) -> None:
    """Set the basis to `vertices` and move keys with it: those in use, or every one and end the drag."""
    data = thing.data
    count = len(data.vertices)
    if vertices.shape != (count, 3):
        raise ValueError(f"the mesh has {count} vertices, not {len(vertices)}")
    blocks = list(data.shape_keys.key_blocks) if data.shape_keys else []
    now = _read(blocks[0].points if blocks else data.vertices, count)
    before = _before(data, now, keep=not everything)
    carried = set(data.get(_CARRIED, "").split("\n")) - {""}
    for block in blocks[1:]:
        if everything or block.value != 0.0 or block.name in carried:
            start = now if block.name in carried else before
            block.points.foreach_set("co", flat(_read(block.points, count) - start + vertices, np.float32))
            carried.add(block.name)
    if blocks:
        blocks[0].points.foreach_set("co", flat(vertices, np.float32))
    if everything:
        _forget(data)
    else:
        data[_CARRIED] = "\n".join(sorted(carried))
    position: Any = data.attributes["position"]
    position.data.foreach_set("vector", flat(vertices, np.float32))


def _before(data: bpy.types.Mesh, now: np.ndarray, keep: bool) -> np.ndarray:
    """The basis from before the drag; `now` where no drag is under way, noted if `keep`."""
    attribute: Any = data.attributes.get(_BEFORE)
    if attribute is not None and len(attribute.data) == len(now):
        out = np.empty(now.size, np.float32)
        attribute.data.foreach_get("vector", out)
        return out.reshape(-1, 3)
    if keep:
        attribute = data.attributes.new(_BEFORE, "FLOAT_VECTOR", "POINT")
        attribute.data.foreach_set("vector", flat(now, np.float32))
    return now


def _forget(data: bpy.types.Mesh) -> None:
    if attribute := data.attributes.get(_BEFORE):
        data.attributes.remove(attribute)
    if _CARRIED in data:
        del data[_CARRIED]


def positions(block: bpy.types.ShapeKey, count: int) -> np.ndarray:
    """(V, 3) where a key puts the vertices."""
    return _read(block.points, count)


def _read(points: bpy.types.bpy_prop_collection, count: int) -> np.ndarray:
    out = np.empty(count * 3, np.float32)
    points.foreach_get("co", out)
    return out.reshape(-1, 3)
