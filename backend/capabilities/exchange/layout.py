"""How a file is laid out, as the program that opens it will see it: units, axes, nodes, keys, names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Node:
    name: str
    kind: str
    """"bone", "mesh" or "empty" """
    parent: str
    """"" where it hangs on the scene"""
    turned: float
    """degrees of its own rotation where no clip plays"""
    scaled: float
    """by how much its own scale differs from 1"""
    moved: float
    """metres from its parent"""


@dataclass(frozen=True)
class Channel:
    node: str
    kind: str
    """"translation", "rotation", "scale", "key" (of a face) or another property's name"""
    varies: float
    """how far its values lie apart: metres, degrees or shares"""
    clip: int = 0
    """which of the file's clips it is of"""


@dataclass(frozen=True)
class Material:
    name: str
    colour: tuple[float, ...]
    """of the surface, by which a texture is multiplied"""
    textured: bool
    two_sided: bool
    extras: tuple[str, ...]
    """names of custom properties"""


@dataclass(frozen=True)
class Layout:
    metres_per_unit: float
    up: str
    """"+Y" …"""
    front: str
    """where the figure looks to"""
    nodes: tuple[Node, ...]
    channels: tuple[Channel, ...]
    clips: tuple[str, ...]
    materials: tuple[Material, ...]
    pictures: tuple[str, ...]
    """names of pictures and of their files"""
    absolute_paths: tuple[str, ...]
    """of the machine that wrote the file"""
    key_normals: bool
    """whether face keys change normals too"""


def plain(layout: Layout) -> dict[str, Any]:
    return asdict(layout)


def from_plain(values: Mapping[str, Any]) -> Layout:
    """From what JSON makes of `plain`."""
    kinds = {"nodes": Node, "channels": Channel, "materials": Material}
    out: dict[str, Any] = {
        name: tuple(kinds[name](**_tuples(row)) for row in value) if name in kinds else value
        for name, value in values.items()
    }
    return Layout(**_tuples(out))


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
