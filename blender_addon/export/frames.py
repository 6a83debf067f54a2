# SPDX-License-Identifier: GPL-3.0-or-later
"""Which frames of the scene are an avatar's clip: those of whatever moves it, near or far."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import bpy

from ..scene import action, correctives
from ..scene.objects import ArmatureObject, MeshObject

MOST = 36_000
"""frames: twenty minutes at thirty a second"""
_NOISE = 1e-3
"""frames; a key that is nearer to a whole frame stands on it"""


@dataclass(frozen=True)
class Sources:
    """What an avatar's pose and face depend on."""

    blocks: tuple[bpy.types.ID, ...]
    """the datablocks, the avatar's own first"""
    own: bool
    """whether an action or a strip stands on the avatar itself"""
    frames: range | None
    """the whole frames from the first key to the last; None where nothing can move"""

    def look_at(self, scene: bpy.types.Scene) -> bool:
        return scene in self.blocks


def find(scene: bpy.types.Scene, thing: MeshObject, rig: ArmatureObject) -> Sources:
    """Actions and strips say their frames; where constraints or drivers alone could move something, the scene does.

    Raises ValueError where these are more than anybody means.
    """
    own = [block for block in (rig, rig.data, thing.data.shape_keys) if block is not None]
    blocks = _reached(own)
    mine = [ends for block in own for ends in _ends(block)]
    ends = mine + [ends for block in blocks[len(own) :] for ends in _ends(block)]
    if ends:
        first, last = min(first for first, _ in ends), max(last for _, last in ends)
        frames = range(math.floor(first + _NOISE), math.ceil(last - _NOISE) + 1)
    elif len(blocks) > len(own) or any(correctives.moves_by_itself(thing, block) for block in own):
        frames = range(scene.frame_start, scene.frame_end + 1)
    else:
        frames = None
    if frames and len(frames) > MOST:
        raise ValueError(
            f"the clip goes from frame {frames[0]:,} to {frames[-1]:,}, and at most {MOST:,} frames can be exported;"
            " take stray keys away, or give the action a Manual Frame Range"
        )
    return Sources(tuple(blocks), bool(mine), frames)


def _ends(block: Any) -> Iterator[tuple[float, float]]:
    """First and last frame of the action and of each strip that counts."""
    data = block.animation_data
    if data is None:
        return
    if (found := action.frame_range(data)) is not None:
        yield found
    if data.use_nla:
        solo = any(track.is_solo for track in data.nla_tracks)
        for track in data.nla_tracks:
            if track.is_solo or not (solo or track.mute):
                yield from ((strip.frame_start, strip.frame_end) for strip in track.strips if not strip.mute)


def _reached(own: list[Any]) -> list[Any]:
    """`own` and everything that they follow through parents, constraints and drivers."""
    found = list(own)
    for block in found:  # grows while it is walked
        for other in _followed(block):
            if other is not None and other not in found:
                found.append(other)
    return found


def _followed(block: Any) -> Iterator[Any]:
    data = getattr(block, "animation_data", None)
    for curve in data.drivers if data else ():
        for variable in curve.driver.variables:
            yield from (target.id for target in variable.targets)
    if not isinstance(block, bpy.types.Object):
        return
    yield block.parent
    if block.type in ("CURVE", "ARMATURE"):
        yield block.data
    bones = block.pose.bones if block.pose else ()
    for holder in (block, *bones):
        for constraint in holder.constraints:
            if not constraint.mute:
                yield getattr(constraint, "target", None)
                yield getattr(constraint, "pole_target", None)
                yield from (target.target for target in getattr(constraint, "targets", ()))
