# SPDX-License-Identifier: GPL-3.0-or-later
"""Sampled poses as the channels of bones: what each turns, moves and grows against its own rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._shared.rigging.motion import continuous
from .._shared.rigging.rotations import matrices_from_quaternions, quaternions_from_matrices

STAYS = 2e-5
"""metres; a bone that moves less against its parent is only turned"""
GROWS = 1e-4


@dataclass(frozen=True, eq=False)
class Channels:
    """Sizes: N frames, J bones; every channel is in the axes of the bone at rest."""

    rotations: np.ndarray
    """(N, J, 4) unit quaternions wxyz"""
    locations: np.ndarray
    """(N, J, 3) metres; zero on bones that are only turned"""
    scales: np.ndarray
    """(N, J, 3) one on bones that do not grow"""


def channels(parents: tuple[int, ...], rest: np.ndarray, poses: np.ndarray) -> Channels:
    """From rest (J, 4, 4) and poses (N, J, 4, 4), bone to figure."""
    basis = np.linalg.inv(_local(parents, rest[None])) @ _local(parents, poses)
    scales = np.linalg.norm(basis[..., :3, :3], axis=-2)
    locations = basis[..., :3, 3].copy()
    locations[:, np.abs(locations).max(axis=(0, 2), initial=0.0) < STAYS] = 0.0
    turns = basis[..., :3, :3] / scales[..., None, :]
    scales[:, np.abs(scales - 1.0).max(axis=(0, 2), initial=0.0) < GROWS] = 1.0
    return Channels(continuous(quaternions_from_matrices(turns)), locations, scales)


def posed(parents: tuple[int, ...], rest: np.ndarray, moved: Channels) -> np.ndarray:
    """(N, J, 4, 4) bone to figure, the inverse of `channels`."""
    basis = np.zeros((*moved.rotations.shape[:2], 4, 4))
    basis[..., :3, :3] = matrices_from_quaternions(moved.rotations) * moved.scales[..., None, :]
    basis[..., :3, 3], basis[..., 3, 3] = moved.locations, 1.0
    local = _local(parents, rest[None]) @ basis
    out = local.copy()
    for bone, parent in enumerate(parents):
        if parent >= 0:
            out[:, bone] = out[:, parent] @ local[:, bone]
    return out


def _local(parents: tuple[int, ...], matrices: np.ndarray) -> np.ndarray:
    """(N, J, 4, 4) bone to parent; a root to the figure."""
    index = np.array(parents, np.int64)
    above = np.where((index >= 0)[None, :, None, None], matrices[:, index], np.eye(4))
    return np.linalg.inv(above) @ matrices
