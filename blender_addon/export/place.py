# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a figure stands in the scene, against the origin where it stands in a file.

A file shows a figure upright at the origin, facing -Y, as tall as it is in the scene. How it moves from where it stands
at the first frame is part of the clip.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

EXACT = 1e-5
"""a scale or a matrix that is off by less is meant as the whole number"""
_EVEN = 1e-3
"""how far the three scales may differ before it is worth a word"""


@dataclass(frozen=True, eq=False)
class Place:
    scale: float
    """how much taller the scene shows the figure than its own numbers"""
    travel: np.ndarray
    """(N, 4, 4) rigid: from where the armature stands at the first frame to where it stands at each"""
    mesh: np.ndarray
    """(4, 4) from the mesh's own numbers to the file's"""
    notes: tuple[str, ...]

    def scaled(self, matrices: np.ndarray) -> np.ndarray:
        """Bone matrices (..., 4, 4) of the armature in the file's metres."""
        out = matrices.copy()
        out[..., :3, 3] *= self.scale
        return out

    def travelled(self, poses: np.ndarray) -> np.ndarray:
        """Poses (N, J, 4, 4) with the movement of the whole armature."""
        return self.travel[:, None] @ poses


def place(name: str, rigs: np.ndarray, meshes: np.ndarray, unit: float = 1.0) -> Place:
    """From where the armature called `name` and its mesh stand in the world at N frames, (N, 4, 4) each.

    unit: metres that the scene says one of its units is
    """
    scales = np.linalg.norm(rigs[:, :3, :3], axis=1)
    factor = metres(float(scales[0, 2]), unit)
    rigs, meshes = rigs.copy(), meshes.copy()
    rigs[:, :3] *= factor
    meshes[:, :3] *= factor
    scales = scales * factor
    height = float(scales[0, 2])
    scale = 1.0 if abs(height - 1.0) < EXACT else height
    rigid = _rigid(rigs)
    travel = np.linalg.inv(rigid[0]) @ rigid
    if np.abs(travel - np.eye(4)).max() < EXACT:
        travel = np.tile(np.eye(4), (len(rigs), 1, 1))
    apart = np.linalg.inv(rigs) @ meshes
    mesh = apart[0].copy()
    mesh = np.eye(4) if np.abs(mesh - np.eye(4)).max() < EXACT else mesh
    mesh[:3] *= scale
    notes = list(_notes(name, rigs, scales))
    if np.ptp(apart, axis=0).max() > _EVEN:
        notes.append(f"The mesh moves against {name} in the clip; the file keeps it where it is at the first frame.")
    return Place(scale, travel, mesh, tuple(notes))


def beside(body: Any, part: Any) -> np.ndarray:
    """(4, 4) from a part's own numbers to the body's, of two objects of Blender's: where both stand now."""
    matrix = np.linalg.inv(np.array(body.matrix_world, np.float64)) @ np.array(part.matrix_world, np.float64)
    return np.eye(4) if np.abs(matrix - np.eye(4)).max() < EXACT else matrix


def metres(height: float, unit: float) -> float:
    """Metres that a unit of the scene is for a figure that is scaled to `height` times its own numbers.

    Its own numbers are metres. In a scene whose unit is a centimetre an artist may leave it so, or scale it by 100 to
    see it in its size: whichever makes a person of it is meant.
    """
    return unit if abs(np.log(height * unit)) < abs(np.log(height)) else 1.0


def _notes(name: str, rigs: np.ndarray, scales: np.ndarray) -> list[str]:
    first, height = scales[0], float(scales[0, 2])
    notes = []
    if np.linalg.det(rigs[0, :3, :3]) < 0:
        notes.append(f"{name} is mirrored by a negative scale; the file holds the figure as it was made.")
    if np.ptp(first) > _EVEN * height or _shear(rigs[0]) > _EVEN:
        told = " x ".join(f"{amount:.3g}" for amount in first)
        notes.append(f"{name} is scaled unevenly ({told}); the file is as tall, with every part in proportion.")
    elif abs(height - 1.0) > _EVEN:
        notes.append(f"{name} is scaled by {height:.3g}; the file is as tall as the scene shows.")
    if np.ptp(scales / scales[0], axis=0).max() > _EVEN:
        notes.append(f"The scale of {name} changes in the clip; the file keeps that of the first frame.")
    return notes


def _shear(matrix: np.ndarray) -> float:
    axes = matrix[:3, :3] / np.linalg.norm(matrix[:3, :3], axis=0)
    return float(np.abs(axes.T @ axes - np.eye(3)).max())


def _rigid(matrices: np.ndarray) -> np.ndarray:
    """(N, 4, 4) without scale, shear or mirroring; up stays up."""
    out = np.tile(np.eye(4), (len(matrices), 1, 1))
    z = matrices[:, :3, 2] / np.linalg.norm(matrices[:, :3, 2], axis=1, keepdims=True)
    y = matrices[:, :3, 1] - (matrices[:, :3, 1] * z).sum(axis=1, keepdims=True) * z
    y /= np.linalg.norm(y, axis=1, keepdims=True)
    out[:, :3, 0], out[:, :3, 1], out[:, :3, 2], out[:, :3, 3] = np.cross(y, z), y, z, matrices[:, :3, 3]
    return out
