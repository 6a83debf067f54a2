# SPDX-License-Identifier: GPL-3.0-or-later
"""Vertices that move with time: a shape key for each frame, of which the scene's frame shows the two nearest."""

from __future__ import annotations

import json
from typing import Any

import bpy
import numpy as np

from .._shared.protocol.changes import MovingMeshResult
from . import rate
from .mesh import flat
from .objects import MeshObject
from .shape_keys import BASIS

_OURS = "galatea_moving_keys"
"""JSON on the mesh: names of the keys that were written"""


def write(scene: bpy.types.Scene, thing: MeshObject, change: MovingMeshResult) -> None:
    """Put every frame into a key, in the place of those that were there before. The first stands at frame 0 of the
    scene; before it and after the last the mesh stands still."""
    remove(thing)
    if thing.data.shape_keys is None:
        thing.shape_key_add(name=BASIS, from_mix=False)
    step = rate.of(scene) / change.fps
    names, last = [], len(change.vertices) - 1
    for index, vertices in enumerate(change.vertices):
        block = thing.shape_key_add(name=f"{change.name} {index}", from_mix=False)
        block.points.foreach_set("co", flat(vertices, np.float32))
        names.append(block.name)
        curve: Any = block.driver_add("value")
        driver = curve.driver
        driver.type = "SCRIPTED"
        driver.expression = _share(index, last, step)
    thing.data[_OURS] = json.dumps(names)
    thing.data.update()


def remove(thing: MeshObject) -> None:
    """Take the keys away that `write` made; those of others stay."""
    keys = thing.data.shape_keys
    for name in json.loads(thing.data.get(_OURS, "[]")):
        if keys and name in keys.key_blocks:
            block = keys.key_blocks[name]
            block.driver_remove("value")
            thing.shape_key_remove(block)
    if _OURS in thing.data:
        del thing.data[_OURS]


def _share(index: int, last: int, step: float) -> str:
    """How much of a key shows at a frame: all at its own, none at its neighbours'."""
    rising = f"frame/{step!r}-{index - 1}"
    falling = f"{index + 1}-frame/{step!r}"
    shares = ["1", *([rising] if index > 0 else []), *([falling] if index < last else [])]
    return f"max(0,min({','.join(shares)}))" if len(shares) > 1 else "1"
