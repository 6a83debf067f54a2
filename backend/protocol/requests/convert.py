"""A mesh, a scan or the figure of another body becomes a figure of this body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from ..results import array_left_out_empty
from .base import Base, base
from .figure import Figure
from .look import Look

Axis = Literal["guess", "x", "-x", "y", "-y", "z", "-z"]
MOST_SCAN_BYTES = 1 << 29


@dataclass(frozen=True, kw_only=True, eq=False)
class Scan:
    """A surface: named by its file, or given itself, as the bytes of a file or as arrays."""

    file: str = ""
    """OBJ, PLY, STL, OFF, GLB or glTF, on the backend's machine; with `content`, only its name counts"""
    content: np.ndarray = array_left_out_empty("B", "uint8")
    """the bytes of the file"""
    vertices: np.ndarray = array_left_out_empty("M 3", "float32")
    """instead of a file, in any unit and axes"""
    faces: np.ndarray = array_left_out_empty("G 3|4", "int32")
    """none for a cloud of points"""
    checksum: str = ""
    """of the surface, where no other is meant"""


def scan_named(text: str) -> Scan | None:
    return Scan(file=text) if text else None


def scan() -> Any:
    """The field of a request for a surface; people write its file alone."""
    return field(default=None, metadata={"left_out_empty": True, "from_text": scan_named, "positional": True})


@dataclass(frozen=True, kw_only=True)
class ConvertRequest:
    """A mesh, a scan, or an avatar of another body (--base) becomes an avatar of this body: its shape, pose and
    expression are fitted, and told is how near they come."""

    scan: Scan | None = scan()
    """The mesh or scan: an OBJ, PLY, STL, OFF, GLB or glTF file."""
    units: Literal["guess", "m", "cm", "mm", "dm", "inch", "foot"] = "guess"
    """Unit of length of the mesh."""
    up: Axis = "guess"
    """Which of its axes points upwards."""
    front: Axis = "guess"
    """Along which of its axes the figure looks."""
    expressions: bool = True
    """Whether the face may move, or only its shape."""
    pose: bool = True
    """Whether the pose of the mesh is kept as a clip of the avatar, which stands in its rest pose."""
    sculpt: bool = False
    """Whether what no slider can follow is laid on top, as an offset of every vertex."""
    sliders: Mapping[str, float] = field(default_factory=dict)
    """Sliders that are known: they stay as given."""
    look: Look = field(default_factory=Look)
    figure: Figure = field(default_factory=Figure)
    base: Base | None = base()
    """An avatar to convert, with its look and motion: its avatar.npz, or the job that gave it."""
