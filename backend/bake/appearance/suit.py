"""Where the bodysuit lies: neck to wrists and ankles, with collar, cuffs, side panels, piping and a front zip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .fields import bump, polyline_distance, smooth_curve, soft_step
from .geometry import Surface


@dataclass(frozen=True)
class SuitMasks:
    """All (H, W) 0..1: the cloth, its darker panels, light piping, dark seams."""

    cover: np.ndarray
    panel: np.ndarray
    trim: np.ndarray
    seam: np.ndarray


def suit(surface: Surface) -> SuitMasks:
    joints = surface.joints
    neck, hip = joints["neck01"], joints["upperleg01.L"][2]
    points = surface.points * (1, 1, 1)
    normals = surface.image(surface.smoothed(surface.vertex_normals, 4))
    sign = np.where(points[..., 0] < 0, -1, 1)
    points[..., 0] *= sign
    arm = surface.image(arm_share(surface.vertices, joints))

    elbow, wrist = joints["lowerarm01.L"], joints["wrist.L"]
    lower = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    before_wrist = np.where(arm > 0.5, (wrist - points) @ lower - 0.012, 1.0)
    above_ankle = points[..., 2] - joints["foot.L"][2] - 0.055
    # the collar is higher at the back
    below_collar = neck[2] + 0.012 + 0.30 * (points[..., 1] - neck[1]) - points[..., 2]
    cover = soft_step(-0.0014, 0.0014, np.minimum(np.minimum(below_collar, before_wrist), above_ankle))

    flank = np.where(normals[..., 0] * sign > 0.2, _flank(points, joints), -1.0)
    sleeve = np.where(normals[..., 2] < -0.1, _sleeve(points, joints), -1.0)
    side = np.where(arm > 0.5, sleeve, flank)
    panel = soft_step(-0.0012, 0.0012, side)
    piping = bump(side, 0, 0.0036)

    collar = soft_step(0.0240, 0.0215, below_collar)
    cuff = np.maximum(soft_step(0.0200, 0.0175, before_wrist), soft_step(0.0240, 0.0215, above_ankle))
    band = np.maximum(collar, cuff)
    band_edge = np.maximum(bump(below_collar, 0.0235, 0.0028), bump(before_wrist, 0.0195, 0.0028))
    band_edge = np.maximum(band_edge, bump(above_ankle, 0.0235, 0.0028))

    x, chest = points[..., 0], neck[2] - 0.30
    on_front = soft_step(0.1, 0.3, -normals[..., 1]) * soft_step(chest, chest + 0.004, points[..., 2])
    zip_line = bump(x, 0, 0.0026) * on_front
    zip_edge = bump(x, 0.0066, 0.0026) * on_front * (1 - 0.5 * collar)
    waist = bump(points[..., 2] - 0.12 * x, hip + 0.150, 0.0028) * (1 - arm)
    return SuitMasks(
        cover=cover,
        panel=np.maximum(panel, band) * cover,
        trim=np.maximum(piping * (1 - band), np.maximum(band_edge, zip_edge)) * cover,
        seam=np.maximum(zip_line, 0.7 * waist * (1 - panel)) * cover,
    )


def _flank(points: np.ndarray, joints: Mapping[str, np.ndarray]) -> np.ndarray:
    """Metres inside the panel that runs up the outside from ankle to armpit. points: (H, W, 3), x >= 0."""
    ankle, knee, hip, shoulder = (joints[f"{n}.L"] for n in ("foot", "lowerleg01", "upperleg01", "upperarm01"))
    armpit = shoulder[2] - 0.085
    # height, middle of the panel front to back, half its width
    line = np.array([
        (ankle[2], ankle[1], 0.012),
        (0.6 * ankle[2] + 0.4 * knee[2], 0.5 * (ankle[1] + knee[1]), 0.020),
        (knee[2], knee[1], 0.026),
        (0.5 * (knee[2] + hip[2]), 0.5 * (knee[1] + hip[1]), 0.034),
        (hip[2], hip[1] - 0.006, 0.042),
        (hip[2] + 0.15, hip[1] - 0.030, 0.036),
        (armpit, shoulder[1] - 0.015, 0.044),
    ])  # fmt: skip
    line = smooth_curve(line)
    middle, width = (np.interp(points[..., 2], line[:, 0], line[:, k]) for k in (1, 2))
    return np.minimum(width - np.abs(points[..., 1] - middle), armpit + 0.02 - points[..., 2])


def _sleeve(points: np.ndarray, joints: Mapping[str, np.ndarray]) -> np.ndarray:
    """Metres inside the panel under the sleeve. points: (H, W, 3), x >= 0."""
    shoulder, elbow, wrist = (joints[f"{n}.L"] for n in ("upperarm01", "lowerarm01", "wrist"))
    axis = smooth_curve(np.stack([shoulder, elbow, wrist]))
    outward = (points - shoulder) @ (wrist - shoulder)
    along = (axis - shoulder) @ (wrist - shoulder)
    middle = np.stack([np.interp(outward, along, axis[:, k]) for k in (0, 1, 2)], -1)
    across = np.cross(wrist - shoulder, [0.0, 0.0, 1.0])
    across /= np.linalg.norm(across)
    return np.interp(outward, along[[0, -1]], [0.030, 0.013]) - np.abs((points - middle) @ across)


def arm_share(points: np.ndarray, joints: Mapping[str, np.ndarray]) -> np.ndarray:
    """(N,) 1 on the arms, 0 on torso and legs, by which of their axes is nearer."""
    points = np.stack([np.abs(points[:, 0]), points[:, 1], points[:, 2]], 1)
    shoulder, elbow, wrist = (joints[f"{name}.L"] for name in ("upperarm01", "lowerarm01", "wrist"))
    to_arm, _ = polyline_distance(points, np.stack([shoulder + 0.35 * (elbow - shoulder), elbow, 2 * wrist - elbow]))
    hips, neck = joints["upperleg01.L"], joints["neck01"]
    to_spine, _ = polyline_distance(points, np.stack([hips * (0, 1, 1), neck]))
    to_leg, _ = polyline_distance(points, np.stack([joints[f"{n}.L"] for n in ("upperleg01", "lowerleg01", "foot")]))
    return soft_step(-0.015, 0.015, np.minimum(to_spine - 0.085, to_leg - 0.05) - to_arm + 0.02)
