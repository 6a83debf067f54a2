"""A clip as one picture: eight of its frames from two sides, each figure over its own place on one ground line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from ..protocol.results import Avatar, Motion, Part
from ..render import Surface, render_surfaces
from ..render.camera import orbit_camera
from .pictures import NOTHING, small_bytes
from .posed import posed_parts
from .surfaces import part_surface

FRAMES = 8
YAWS = (25.0, 90.0)
"""degrees that the figure is seen from: nearly its front, and its left"""
_BACKDROP = (0.80, 0.81, 0.83)
_FLOOR = 96
"""grey of the ground line"""
_OVERSAMPLING = 2
_LAYERS = 4


def filmstrip(avatar: Avatar, motion: Motion, size: int, device: str = "cpu", frames: int = FRAMES) -> np.ndarray:
    """(2 size, frames · size, 3) uint8, nothing for size 0."""
    if size == 0:
        return np.zeros((0, 0, 3), np.uint8)
    shown = np.unique(np.linspace(0, len(motion.rotations) - 1, frames).round().astype(int))
    parts = avatar.all_parts
    poses = [_posed(avatar, parts, motion, int(frame)) for frame in shown]
    places = np.concatenate([points for vertices in poses for points in vertices])
    reach = float(max(np.abs(places[:, :2]).max(), 0.5 * (places[:, 2].max() - min(places[:, 2].min(), 0.0)), 0.3))
    low, high = float(min(places[:, 2].min(), 0.0)), float(places[:, 2].max())
    corners = np.array([(x, y, z) for x in (-reach, reach) for y in (-reach, reach) for z in (low, high)], np.float32)
    box = torch.as_tensor(corners, device=device)[None]
    covered = [avatar.covered, *(NOTHING for _ in avatar.parts)]
    columns = []
    for vertices in poses:
        surfaces = [part_surface(*each, device) for each in zip(parts, vertices, covered, strict=True)]
        columns.append(np.concatenate([_picture(surfaces, box, yaw, size) for yaw in YAWS], axis=0))
    return np.concatenate(columns, axis=1)


def _posed(avatar: Avatar, parts: Sequence[Part], motion: Motion, frame: int) -> list[np.ndarray]:
    """Vertices (V, 3) of each part, with the hips over the origin."""
    curves = motion.shape_key_curves
    values = curves[frame] if curves.shape[1] == len(avatar.shape_keys.names) else avatar.shape_keys.values
    face = dict(zip(avatar.shape_keys.names, values.tolist(), strict=True))
    vertices, posed = posed_parts(avatar, parts, motion.rotations[frame], motion.root_translation[frame], face)
    middle = (*posed[int(np.flatnonzero(avatar.rig.parents < 0)[0]), :2, 3], 0.0)
    return [(moved - middle).astype(np.float32) for moved in vertices]


@torch.inference_mode()
def _picture(surfaces: list[Surface], box: Tensor, yaw: float, size: int) -> np.ndarray:
    camera = orbit_camera(box, yaw, 6.0, margin=0.02, orthographic=True)
    large = size * _OVERSAMPLING
    image, _ = render_surfaces(
        surfaces,
        camera,
        (large, large),
        background=torch.tensor(_BACKDROP, device=box.device),
        supersample=1,
        layers=_LAYERS,
    )
    out = small_bytes(image, _OVERSAMPLING)
    clip = camera.project(torch.zeros(1, 1, 3, device=box.device))[0, 0]
    row = int((0.5 - 0.5 * float(clip[1] / clip[3])) * size)
    if 0 <= row < size:  # what is drawn lies behind the figure
        behind = np.abs(out[row].astype(int) - np.round(np.array(_BACKDROP) * 255.0)).max(axis=1) <= 3
        out[row, behind] = _FLOOR
    return out
