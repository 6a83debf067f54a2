"""A clip as one picture: the eight of its frames that tell it best, from two sides, each figure in the middle of its
own piece of the floor, whose tiles stay in the world and which has the way that the figure has come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from rigging.clips.contacts import smoothed
from rigging.motion import posed_matrices

from ..protocol.results import Avatar, Motion, Part
from ..render import Surface, render_surfaces
from ..render.camera import orbit_camera
from .floor_marks import floor_marks
from .pictures import NOTHING, small_bytes
from .posed import posed_parts
from .surfaces import part_surface
from .telling_frames import frames_of

FRAMES = 8
VIEWS = ((25.0, 20.0), (90.0, 8.0))
"""degrees about the figure and above it that it is seen from: nearly its front, and its left"""
_BACKDROP = (0.80, 0.81, 0.83)
_OVERSAMPLING = 2
_LAYERS = 4
_PIXELS = 1 << 20
"""of pictures that are drawn at once"""
_FLOOR = 0.5
"""metres of floor about the figure that are seen at least"""
_STEADY = 0.2
"""seconds over which the way of the hips is smoothed to that on the floor"""


def filmstrip(avatar: Avatar, motion: Motion, size: int, device: str = "cpu", frames: int = FRAMES) -> np.ndarray:
    """(2 size, frames · size, 3) uint8, nothing for size 0."""
    if size == 0:
        return np.zeros((0, 0, 3), np.uint8)
    parts = avatar.all_parts
    heads = _heads(avatar, motion)
    shown, way = frames_of(avatar.rig.bone_names, heads, frames), heads[:, 0, :2]
    poses = [_posed(avatar, parts, motion, int(frame), way[frame]) for frame in shown]
    places = np.concatenate([points[::7] for vertices in poses for points in vertices])
    reach = float(max(np.abs(places[:, :2]).max(), 0.5 * places[:, 2].max(), 0.3))
    boxes = [_seen(places, yaw, device) for yaw, _ in VIEWS]
    covered = [avatar.covered, *(NOTHING for _ in avatar.parts)]
    line = smoothed(way, _STEADY * motion.fps, goes_on=True)
    come = [np.concatenate((line[: frame + 1], way[frame : frame + 1])) for frame in shown]
    columns, some = [], max(1, _PIXELS // (size * _OVERSAMPLING) ** 2)
    for first in range(0, len(poses), some):
        now = slice(first, first + some)
        moved = map(np.stack, zip(*poses[now], strict=True))
        surfaces = [part_surface(*each, device) for each in zip(parts, moved, covered, strict=True)]
        views = zip(boxes, VIEWS, strict=True)
        columns.extend(np.concatenate([_pictures(surfaces, *view, size, come[now], reach) for view in views], axis=1))
    return np.concatenate(columns, axis=1)


def _heads(avatar: Avatar, motion: Motion) -> np.ndarray:
    """(N, J, 3) metres where bones begin, the root first."""
    rest = avatar.rig.rest_matrices.astype(np.float64)
    return posed_matrices(avatar.rig.parents, rest, motion.rotations, motion.root_translation)[..., :3, 3]


def _seen(places: np.ndarray, yaw: float, device: str) -> Tensor:
    """(1, K, 3) points that a view must hold so that all show the figure equally large, its hips in the middle."""
    turned = [places]
    for other, _ in VIEWS:
        angle = np.radians(yaw - other)
        c, s = np.cos(angle), np.sin(angle)
        spun = places @ np.array(((c, s, 0.0), (-s, c, 0.0), (0.0, 0.0, 1.0)))
        turned += [spun, spun * (-1.0, -1.0, 1.0)]
    around = np.arange(8) * np.pi / 4
    floor = _FLOOR * np.stack((np.cos(around), np.sin(around), 0.0 * around), axis=1)
    points = np.concatenate((*turned, floor))
    return torch.as_tensor(points.astype(np.float32), device=device)[None]


def _posed(avatar: Avatar, parts: Sequence[Part], motion: Motion, frame: int, place: np.ndarray) -> list[np.ndarray]:
    """Vertices (V, 3) of each part, with `place` (2,) on the ground at the origin."""
    curves = motion.shape_key_curves
    values = curves[frame] if curves.shape[1] == len(avatar.shape_keys.names) else avatar.shape_keys.values
    face = dict(zip(avatar.shape_keys.names, values.tolist(), strict=True))
    vertices, _ = posed_parts(avatar, parts, motion.rotations[frame], motion.root_translation[frame], face)
    middle = (*place, 0.0)
    return [(moved - middle).astype(np.float32) for moved in vertices]


@torch.inference_mode()
def _pictures(
    surfaces: list[Surface], box: Tensor, view: tuple[float, float], size: int, ways: list[np.ndarray], reach: float
) -> np.ndarray:
    """(B, size, size, 3) of surfaces in B poses; ways: (K, 2) metres each that the figure has come, to where it is."""
    camera = orbit_camera(box, *view, margin=0.02, orthographic=True)
    large = (size * _OVERSAMPLING, size * _OVERSAMPLING)
    backdrop = torch.tensor(_BACKDROP, device=box.device)
    image, coverage = render_surfaces(surfaces, camera, large, background=backdrop, supersample=1, layers=_LAYERS)
    marks = [floor_marks(camera, large, way[-1], way, reach) for way in ways]
    floor, there = (torch.stack(each) for each in zip(*marks, strict=True))
    whole = image + (1.0 - coverage) * there * (floor - backdrop)
    return np.stack([small_bytes(each[None], _OVERSAMPLING) for each in whole])
