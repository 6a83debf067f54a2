# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a point around a figure would be if the figure stood at the origin in its rest pose without an expression."""

from __future__ import annotations

from typing import Any, cast

import bpy
import numpy as np
from mathutils.bvhtree import BVHTree

from . import armature, current
from .objects import MeshObject
from .shape_keys import rest_vertices

_STILL = 1e-6
"""metres; less is no movement"""
_FLAT = 0.2
"""the least determinant of a blend of turns that can still be undone"""


def in_rest(thing: MeshObject, points: np.ndarray, layer: bpy.types.ViewLayer) -> np.ndarray:
    """Points (N, 3) metres in the world -> (N, 3) float32 metres around the figure in its rest pose.

    layer: one that is up to date. Each goes along with the place of the body that is nearest as the figure is seen.
    """
    graph = current.depsgraph(layer)
    body = thing.evaluated_get(graph)
    world = np.linalg.inv(np.array(body.matrix_world, np.float64))
    near = points @ world[:3, :3].T + world[:3, 3]
    rest = rest_vertices(thing).astype(np.float64)
    shown = _with_keys(thing, rest)
    moves = _moves(thing, world, graph)
    posed = shown if moves is None else _moved(moves, shown)
    if np.abs(posed - rest).max(initial=0.0) < _STILL:
        return near.astype(np.float32)
    triangles = _triangles(thing.data)
    tree: Any = BVHTree.FromPolygons(posed.tolist(), triangles.tolist(), all_triangles=True)
    nearest = [tree.find_nearest(point) for point in near.tolist()]
    corners = triangles[[found[2] for found in nearest]]
    shares = _shares(np.array([found[0][:] for found in nearest]), posed[corners])
    away = near - _blend(posed, corners, shares)
    if moves is not None:
        turns = np.einsum("nk,nkab->nab", shares, moves[corners][..., :3])
        turns[np.abs(np.linalg.det(turns)) < _FLAT] = np.eye(3)
        away = np.linalg.solve(turns, away[..., None])[..., 0]
    return (_blend(rest, corners, shares) + away).astype(np.float32)


def _with_keys(thing: MeshObject, rest: np.ndarray) -> np.ndarray:
    """(V, 3) with the keys that the face shows."""
    keys = thing.data.shape_keys
    shown = rest.copy()
    for block in keys.key_blocks[1:] if keys else ():
        if block.value and not block.mute:
            points = np.empty(rest.size, np.float32)
            block.points.foreach_get("co", points)
            shown += block.value * (points.reshape(-1, 3) - rest)
    return shown


def _moves(thing: MeshObject, world: np.ndarray, graph: bpy.types.Depsgraph) -> np.ndarray | None:
    """(V, 3, 4) what the bones do to each vertex, in the body's own space; None where no armature moves it."""
    skins = [cast(bpy.types.ArmatureModifier, m) for m in thing.modifiers if m.type == "ARMATURE" and m.show_viewport]
    rig = armature.armature_of(thing)
    if rig is None or all(skin.object != rig for skin in skins):
        return None
    posed = rig.evaluated_get(graph)
    there = world @ np.array(posed.matrix_world, np.float64)
    back = np.linalg.inv(there)
    bones = {bone.name: place for place, bone in enumerate(posed.pose.bones)}
    own = np.stack([
        there @ np.array(bone.matrix, np.float64) @ np.linalg.inv(np.array(bone.bone.matrix_local, np.float64)) @ back
        for bone in posed.pose.bones
    ])  # fmt: skip
    groups = {group.index: bones[group.name] for group in thing.vertex_groups if group.name in bones}
    triples = [
        (vertex.index, groups[held.group], held.weight)
        for vertex in thing.data.vertices
        for held in vertex.groups
        if held.group in groups and held.weight > 0.0
    ]
    count = len(thing.data.vertices)
    still = np.tile(np.eye(4)[:3], (count, 1, 1))
    if not triples:
        return still
    rows, columns, weights = (np.array(each) for each in zip(*triples, strict=True))
    moves, total = np.zeros((count, 3, 4)), np.zeros(count)
    np.add.at(moves, rows, weights[:, None, None] * own[columns, :3])
    np.add.at(total, rows, weights)
    held = total > 0.0
    still[held] = moves[held] / total[held, None, None]
    return still


def _triangles(data: bpy.types.Mesh) -> np.ndarray:
    data.calc_loop_triangles()
    out = np.empty(len(data.loop_triangles) * 3, np.int32)
    cast(Any, data.loop_triangles).foreach_get("vertices", out)
    return out.reshape(-1, 3)


def _shares(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """(N, 3) of each corner (N, 3, 3) in a point (N, 3) of its triangle."""
    one, two, to = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0], points - corners[:, 0]
    a, b, c = (np.einsum("nd,nd->n", *pair) for pair in ((one, one), (one, two), (two, two)))
    d, e = np.einsum("nd,nd->n", to, one), np.einsum("nd,nd->n", to, two)
    area = np.maximum(a * c - b * b, 1e-20)
    second, third = (c * d - b * e) / area, (a * e - b * d) / area
    return np.clip(np.stack([1.0 - second - third, second, third], axis=1), 0.0, 1.0)


def _blend(values: np.ndarray, corners: np.ndarray, shares: np.ndarray) -> np.ndarray:
    return np.einsum("nk,nkd->nd", shares, values[corners])


def _moved(moves: np.ndarray, points: np.ndarray) -> np.ndarray:
    return np.einsum("nij,nj->ni", moves[..., :3], points) + moves[..., 3]
