# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions and their curves; with slots where Blender has them (4.4)."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from .._shared.rigging.clips.clip_time import kept_keys

_EXACT = 2e-6
"""by which a value may differ where lines between fewer keys tell it"""


def frame_range(data: bpy.types.AnimData) -> tuple[float, float] | None:
    """First and last frame of the action that stands on a datablock; None where there is none, or nothing in it."""
    if data.action is None:
        return None
    if data.action.use_frame_range:
        return data.action.frame_start, data.action.frame_end
    ranges = [tuple(curve.range()[:]) for curve in curves_of(data) if len(curve.keyframe_points)]
    return (min(r[0] for r in ranges), max(r[1] for r in ranges)) if ranges else None


def curves_of(data: bpy.types.AnimData) -> list[bpy.types.FCurve]:
    """The curves of the action that stands on a datablock; with slots, those of its own slot."""
    if data.action is None:
        return []
    if not hasattr(data.action, "slots"):
        return list(data.action.fcurves)
    if data.action_slot is None:
        return []
    strips: list[Any] = [strip for layer in data.action.layers for strip in layer.strips]
    bags = [strip.channelbag(data.action_slot) for strip in strips]
    return [curve for bag in bags if bag for curve in bag.fcurves]


def new(owner: Any, name: str) -> tuple[bpy.types.Action, Any]:
    """A new action on a datablock that can be animated, and its collection of curves."""
    action, curves = loose(owner, name)
    data = owner.animation_data or owner.animation_data_create()
    data.action = action
    if hasattr(action, "slots"):
        data.action_slot = action.slots[0]
    return action, curves


def loose(owner: Any, name: str) -> tuple[bpy.types.Action, Any]:
    """A new action for such a datablock, which does not stand on it, and its collection of curves."""
    action = bpy.data.actions.new(name)
    if not hasattr(action, "slots"):
        return action, action.fcurves
    slot = action.slots.new(id_type=owner.id_type, name=name)
    strip: Any = action.layers.new("Layer").strips.new(type="KEYFRAME")
    return action, strip.channelbag(slot, ensure=True).fcurves


def collection(made: bpy.types.Action) -> Any:
    """The collection of an action's curves, of its first slot where it has slots."""
    if not hasattr(made, "slots"):
        return made.fcurves
    strip: Any = made.layers[0].strips[0]
    return strip.channelbag(made.slots[0]).fcurves


def write_curves(curves: Any, path: str, frames: np.ndarray, values: np.ndarray) -> None:
    """Linear curves of a property's C channels from values (N, C), keyed at the same frames; those that are there lose
    their keys and keep what else they have.

    Keys inside a stretch of equal values are left out.
    """
    needed = np.ones(len(values), bool)
    if len(values) > 2:
        changes = (values[1:] != values[:-1]).any(axis=1)
        needed[1:-1] = changes[:-1] | changes[1:]
    count = int(needed.sum())
    interpolation: Any = bpy.types.Keyframe.bl_rna.properties["interpolation"]
    linear = interpolation.enum_items["LINEAR"].value
    for channel, column in enumerate(values.T):
        curve = curves.find(path, index=channel) or curves.new(path, index=channel)
        curve.keyframe_points.clear()
        curve.keyframe_points.add(count)
        points = np.stack((frames, column.astype(np.float32)), axis=1)[needed]
        curve.keyframe_points.foreach_set("co", np.ascontiguousarray(points).reshape(-1))
        curve.keyframe_points.foreach_set("interpolation", np.full(count, linear, np.int32))
        curve.update()


def write_fewest(curves: Any, path: str, frames: np.ndarray, values: np.ndarray) -> None:
    """As `write_curves`, with those keys alone that lines between them need. Where there are more frames than values,
    the last value is held to the last frame."""
    held = np.concatenate((values, values[-1:]))[: len(frames)]
    kept = kept_keys(values, _EXACT, unit=path.endswith("rotation_quaternion"))
    kept = np.union1d(kept, np.arange(len(values) - 1, len(frames)))
    write_curves(curves, path, frames[kept].astype(np.float32), held[kept])
