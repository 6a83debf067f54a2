"""What an artist made around a figure becomes something that every figure can wear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ..results import Material, Mesh, array, left_out_empty
from .base import Base, base
from .fields import sentence

MOST_VERTICES = 100_000
"""of what is worn; the body has 13,380"""


@dataclass(frozen=True, kw_only=True, eq=False)
class WearThisRequest:
    """A mesh around an avatar becomes a piece of the user's wardrobe."""

    label: str = sentence(60, "blue hat")
    """What it is called, as "Velvet cape"; the wardrobe's name for it is made of that."""
    slot: str = ""
    """One of SLOTS; empty: told by its name, else by where it lies."""
    vertices: np.ndarray = array("M 3", "float32")
    """metres, in the avatar's world, around its rest pose"""
    faces: np.ndarray = array("G 3|4", "int32")
    """counter-clockwise seen from outside"""
    uvs: np.ndarray = array("U 2", "float32")
    """origin bottom left"""
    uv_faces: np.ndarray = array("G 3|4", "int32")
    """indices into `uvs`, parallel to faces"""
    textures: Mapping[str, np.ndarray] = left_out_empty(dict)
    """"albedo", "normal" -> (H, W, 4) uint8"""
    material: Material = field(default_factory=Material)
    base: Base | None = base()
    """The avatar that it was made around: its avatar.npz, or the job that gave it."""
    replace: bool = False
    """Whether a piece of yours with that name goes for it."""

    @property
    def mesh(self) -> Mesh:
        return Mesh(vertices=self.vertices, faces=self.faces, uvs=self.uvs, uv_faces=self.uv_faces)
