# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a clip over the ground as a curve of the scene: drawn from the clip, shaped by the artist, followed again.

The curve hangs on the figure's armature and keeps the clip as it was before, so that each shape is followed from there
and nothing is lost; feet that stand are locked anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

import bpy
import numpy as np

from .._shared.protocol.errors import BadRequest
from .._shared.rigging.clips.clip import Clip
from .._shared.rigging.clips.clip_path import along
from .._shared.rigging.clips.clip_space import ground_path, lock
from . import action, clip, current, takes
from .objects import ArmatureObject

CLIP = "galatea_path_clip"
"""on the object of a curve: the action that follows it"""
_RAW = "galatea_path_raw"
"""the action as it was before"""
_RIG = "galatea_path_rig"
_FOLLOWED = "galatea_path_followed"
"""JSON: the points that the clip follows"""
POINTS = 60
"""of a curve that are followed"""
_EVERY, _MOST = 0.6, 12
"""metres between two control points of a curve that is drawn, and how many there are at most"""


def of(made: bpy.types.Action | None) -> Any:
    """The curve that a clip follows, None where it follows none."""
    return next((each for each in all_of_them() if each.get(CLIP) == made), None) if made else None


def all_of_them() -> Iterator[Any]:
    return (each for each in bpy.data.objects if each.type == "CURVE" and each.get(CLIP) is not None)


def draw(scene: bpy.types.Scene, rig: ArmatureObject) -> Any:
    """A curve along the way of the clip that plays. Raises BadRequest where none plays, or it goes nowhere."""
    made = clip.own_action(rig)
    if made is None:
        raise BadRequest("No clip of the figure plays.", "Choose or make one first.")
    if (known := of(made)) is not None:
        return known
    way = ground_path(_clip(scene, rig, made))[:, :2]
    length = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))))
    if length[-1] < _EVERY / 2:
        raise BadRequest("The clip stays where it is.", "Draw the path of one that goes somewhere.")
    count = int(np.clip(round(length[-1] / _EVERY) + 1, 2, _MOST))
    at = np.linspace(0.0, length[-1], count)
    points = np.stack([np.interp(at, length, way[:, axis]) for axis in range(2)], axis=1)
    thing = _curve(f"{made.name} path", points)
    for collection in rig.users_collection:
        collection.objects.link(thing)
    thing.parent = rig
    raw = made.copy()
    raw.name = f"{made.name} before its path"
    thing[CLIP], thing[_RAW], thing[_RIG] = made, raw, rig
    current.layer_in_view().update()
    thing[_FOLLOWED] = json.dumps(points_of(rig, thing).tolist())
    return thing


def _curve(name: str, points: np.ndarray) -> Any:
    data: Any = bpy.data.curves.new(name, "CURVE")
    data.dimensions = "3D"
    spline = data.splines.new("BEZIER")
    spline.bezier_points.add(len(points) - 1)
    for point, (x, y) in zip(spline.bezier_points, points.tolist(), strict=True):
        point.co = (x, y, 0.0)
        point.handle_left_type = point.handle_right_type = "AUTO"
    return bpy.data.objects.new(name, data)


def points_of(rig: ArmatureObject, drawn: Any) -> np.ndarray:
    """(P, 2) metres on the ground as the armature sees it, along a curve as it is now. Raises BadRequest."""
    if drawn.mode == "EDIT":
        drawn.update_from_editmode()
    seen = drawn.evaluated_get(current.depsgraph(current.layer_in_view()))
    mesh: bpy.types.Mesh = seen.to_mesh()
    to_rig = rig.matrix_world.inverted() @ drawn.matrix_world
    points = np.array([tuple(to_rig @ vertex.co) for vertex in mesh.vertices]).reshape(-1, 3)
    seen.to_mesh_clear()
    if len(points) < 2:
        raise BadRequest(f"The curve {drawn.name!r} has no length.", "Draw a longer one.")
    chosen = np.unique(np.linspace(0, len(points) - 1, min(len(points), POINTS)).round().astype(int))
    return points[chosen, :2]


def is_behind(drawn: Any) -> bool:
    """Whether the curve has another shape than the clip follows."""
    rig = drawn.get(_RIG)
    if rig is None or drawn.get(_RAW) is None:
        return False
    known = np.array(json.loads(drawn.get(_FOLLOWED, "[]"))).reshape(-1, 2)
    now = points_of(rig, drawn)
    return known.shape != now.shape or bool(np.abs(known - now).max() > 1e-4)


def follow(scene: bpy.types.Scene, drawn: Any) -> None:
    """The clip goes along the curve as it is now. Raises BadRequest where either goes nowhere."""
    rig, made, raw = cast(ArmatureObject, drawn.get(_RIG)), drawn.get(CLIP), drawn.get(_RAW)
    points = points_of(rig, drawn)
    before = _clip(scene, rig, raw)
    try:
        after = lock(along(before, points), hips_give=0.0)
    except ValueError as error:
        raise BadRequest(f"{error}.", "Make the curve longer.") from error
    _write(rig, made, before, after)
    drawn[_FOLLOWED] = json.dumps(points.tolist())


def forget(drawn: Any) -> None:
    """The clip is as it was before it had a path, and the curve goes."""
    rig, made, raw = cast(ArmatureObject, drawn.get(_RIG)), drawn.get(CLIP), drawn.get(_RAW)
    kept = _clip(current.scene(), rig, raw)
    _write(rig, made, None, kept)
    data = drawn.data
    bpy.data.objects.remove(drawn)
    for block, collection in ((data, bpy.data.curves), (raw, bpy.data.actions)):
        if not block.users:
            collection.remove(block)


def _clip(scene: bpy.types.Scene, rig: ArmatureObject, made: bpy.types.Action) -> Clip:
    take = takes.of_action(scene, rig, made)
    return Clip(take, takes.own_body(rig), np.zeros((take.frames, 0)))


def _write(rig: ArmatureObject, made: bpy.types.Action, before: Clip | None, after: Clip) -> None:
    """The bones that the path changes; before: None writes all that the clip moves."""
    curves, names, bones = action.collection(made), takes.bone_names(rig), after.body.bones
    frames = np.arange(after.frames) + int(np.floor(made.frame_range[0]))
    root = int(np.flatnonzero(bones.parents < 0)[0])
    for index, name in enumerate(bones.names):
        rotations = after.take.rotations[:, index]
        path = rig.pose.bones[names[name]].path_from_id("rotation_quaternion")
        known = before.take.rotations[:, index] if before is not None else np.array((1.0, 0.0, 0.0, 0.0))
        if np.abs(rotations - known).max() > 1e-6 or curves.find(path) is not None:
            action.write_fewest(curves, path, frames, rotations)
    rest = np.array(rig.data.bones[names[bones.names[root]]].matrix_local.to_3x3(), np.float64)
    path = rig.pose.bones[names[bones.names[root]]].path_from_id("location")
    action.write_fewest(curves, path, frames, after.take.travel @ rest)
