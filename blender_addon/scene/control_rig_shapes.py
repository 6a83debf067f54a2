# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines that controls are drawn as: small meshes that stand in no scene, one of each kind for all control rigs."""

from __future__ import annotations

import math
from typing import cast

import bpy

from .objects import MeshObject

_MARK = "galatea_shape"
_STEPS = 24

Point = tuple[float, float, float]


def shape(kind: str) -> MeshObject:
    """The object of a kind, made where it is not there yet. Raises KeyError for a kind that there is not."""
    found = next((each for each in bpy.data.objects if each.get(_MARK) == kind and each.library is None), None)
    if found is not None:
        return cast(MeshObject, found)
    lines = _KINDS[kind]
    data = bpy.data.meshes.new(f"Galatea {kind}")
    points = [point for line in lines for point in line]
    edges, start = [], 0
    for line in lines:
        edges += [(start + n, start + n + 1) for n in range(len(line) - 1)]
        start += len(line)
    data.from_pydata(points, edges, [])
    made = cast(MeshObject, bpy.data.objects.new(f"Galatea {kind}", data))
    made[_MARK] = kind
    return made


def remove_unused() -> None:
    """Shapes that no bone has any more."""
    worn = {
        bone.custom_shape
        for thing in bpy.data.objects
        if thing.type == "ARMATURE" and thing.pose
        for bone in thing.pose.bones
        if bone.custom_shape
    }
    for each in [each for each in bpy.data.objects if _MARK in each and each not in worn]:
        data = each.data
        bpy.data.objects.remove(each)
        if isinstance(data, bpy.types.Mesh) and not data.users:
            bpy.data.meshes.remove(data)


def _circle(radius: float = 1.0, first: float = 0.0, last: float = 360.0, plane: str = "xz") -> list[Point]:
    out = []
    for n in range(_STEPS + 1):
        angle = math.radians(first + (last - first) * n / _STEPS)
        a, b = radius * math.cos(angle), radius * math.sin(angle)
        out.append({"xz": (a, 0.0, b), "xy": (a, b, 0.0), "yz": (0.0, a, b)}[plane])
    return out


def _box() -> list[list[Point]]:
    low, high = ([(-0.5, y, -0.5), (0.5, y, -0.5), (0.5, y, 0.5), (-0.5, y, 0.5), (-0.5, y, -0.5)] for y in (-0.5, 0.5))
    return [low, high, *([a, b] for a, b in zip(low[:4], high[:4], strict=True))]


def _arrows(radius: float) -> list[list[Point]]:
    out = []
    for turn in range(4):
        c, s = (1, 0, -1, 0)[turn], (0, 1, 0, -1)[turn]
        tip = [(0.0, radius + 0.2), (-0.12, radius), (0.12, radius), (0.0, radius + 0.2)]
        out.append([(c * x - s * y, s * x + c * y, 0.0) for x, y in tip])
    return out


_KINDS: dict[str, list[list[Point]]] = {
    "circle": [_circle()],
    "ring": [_circle(plane="xz"), [(-0.2, 0.0, 0.0), (0.2, 0.0, 0.0)], [(0.0, 0.0, -0.2), (0.0, 0.0, 0.2)]],
    "box": _box(),
    "ball": [_circle(plane=plane) for plane in ("xy", "xz", "yz")],
    "line": [[(0.0, 0.0, 0.0), (0.0, 0.85, 0.0)], [(x, y + 0.92, 0.0) for x, y, _ in _circle(0.08, plane="xy")]],
    "ground": [_circle(plane="xy"), *_arrows(1.05)],
    "sole": [[(-0.3, 0.62, 0.0), (0.3, 0.62, 0.0), (0.42, -0.4, 0.0), (0.0, -0.75, 0.0), (-0.42, -0.4, 0.0),
              (-0.3, 0.62, 0.0)]],
    "arc": [_circle(1.0, 120.0, 240.0, "yz"), [(0.0, -0.5, 0.87), (0.0, -0.3, 0.8)], [(0.0, -0.5, 0.87),
            (0.0, -0.55, 0.65)]],
    "twist": [_circle(1.0, 20.0, 160.0), _circle(1.0, 200.0, 340.0)],
}  # fmt: skip
"""Lines of points, in lengths of the bone, whose Y axis goes along it."""
