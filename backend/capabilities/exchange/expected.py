"""Whether a file is as the program it is for expects it, read from the file alone.

What every program can be told of what it does with a file is known from its manual and from files of its own: see the
table of presets in the README.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .contents import Contents
from .layout import Layout

UNSCALED = 1e-5
"""share of 1 that float arithmetic may leave in a node's scale"""
UNTURNED = 0.01
"""degrees"""
STILL = 1e-5
"""metres, degrees and shares: a channel that varies less has no keys to give"""


@dataclass(frozen=True)
class Program:
    label: str
    metres_per_unit: float
    up: str
    front: str
    rig_node: bool
    """whether one plain node may stand above the bones"""


_AS_MIXAMO = (0.01, "+Y", "+Z", False)
PROGRAMS: dict[str, Program] = {
    "mixamo": Program("Mixamo", *_AS_MIXAMO),
    "unity": Program("Unity", *_AS_MIXAMO),
    "unreal": Program("Unreal", *_AS_MIXAMO),
    "blender": Program("Blender", 1.0, "+Z", "-Y", True),
}
_GLTF = Program("glTF", 1.0, "+Y", "+Z", True)
"""glTF is metres and Y up for everyone, and skins hang on a node of their own"""


def as_expected(found: Contents, preset: str, file_format: str, stretched: frozenset[str] = frozenset()) -> str:
    """The first thing that the program of `preset` would trip over, or "".

    stretched: bones that the clip itself moves or makes grow
    """
    program = PROGRAMS[preset] if file_format == "fbx" else _GLTF
    layout = found.layout
    channels = tuple(channel for channel in layout.channels if channel.node not in stretched)
    # hair and clothes may have two sides; whether they should is compared with the avatar
    worn = {name for part in found.parts for name in part.materials}
    materials = tuple(replace(m, two_sided=m.two_sided and m.name not in worn) for m in layout.materials)
    for look in (_size, _nodes, _channels, _names, _surface, _paths):
        if text := look(replace(layout, channels=channels, materials=materials), program):
            return f"{PROGRAMS[preset].label} would see: {text}"
    return ""


def _size(layout: Layout, program: Program) -> str:
    if not abs(layout.metres_per_unit / program.metres_per_unit - 1.0) <= 1e-6:
        return f"one unit is {layout.metres_per_unit:g} m, not {program.metres_per_unit:g} m"
    if (layout.up, layout.front) != (program.up, program.front):
        return f"{layout.up} is up and {layout.front} is the front, not {program.up} and {program.front}"
    return ""


def _nodes(layout: Layout, program: Program) -> str:
    kinds = {node.name: node.kind for node in layout.nodes}
    for node in layout.nodes:
        if not node.scaled <= UNSCALED:
            return f"the node {node.name} has a scale that differs from 1 by {node.scaled:g}"
        if node.kind != "bone" and not (node.turned <= UNTURNED and node.moved <= STILL):
            return f"the node {node.name} is turned by {node.turned:.0f} degrees and moved by {node.moved:.3f} m"
        if node.kind == "empty" and not program.rig_node:
            return f"the node {node.name} stands above the bones"
    roots = [n.name for n in layout.nodes if n.kind == "bone" and kinds.get(n.parent, "empty") != "bone"]
    return "" if len(roots) == 1 else f"{len(roots)} bones without a parent: {', '.join(roots[:3])}"


def _channels(layout: Layout, program: Program) -> str:
    bones = {node.name: node.parent for node in layout.nodes if node.kind == "bone"}
    for channel in layout.channels:
        if channel.node not in bones:
            if channel.kind != "key":
                return f"keys for {channel.kind} of {channel.node}, which is no bone"
        elif channel.kind == "scale" or (channel.kind == "translation" and bones[channel.node] in bones):
            return f"keys for the {channel.kind} of {channel.node}, which would stretch other figures"
    return ""


def _names(layout: Layout, program: Program) -> str:
    if any(name in ("", "Scene", "Animation", "Take 001") for name in layout.clips):
        return f"a clip called {layout.clips[0]!r}"
    if len(layout.clips) > 1:
        return f"{len(layout.clips)} clips"
    return ""


def _surface(layout: Layout, program: Program) -> str:
    for material in layout.materials:
        if material.textured and not np.allclose(material.colour, 1.0, atol=1e-3):
            told = ", ".join(f"{value:.2f}" for value in material.colour)
            return f"the texture of {material.name} multiplied by ({told})"
        if material.two_sided:
            return f"the skin {material.name} shown from both sides"
        if material.extras:
            return f"notes of ours on the material {material.name}: {', '.join(material.extras)}"
    return ""


def _paths(layout: Layout, program: Program) -> str:
    return f"the path {layout.absolute_paths[0]} of another machine" if layout.absolute_paths else ""
