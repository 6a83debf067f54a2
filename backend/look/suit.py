"""Where the bodysuit lies: neck to wrists and ankles, with collar, cuffs, side panels, piping and a front zip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .fields import bump, polyline_distance, soft_step


@dataclass(frozen=True)
class SuitMasks:
    """All (N,) 0..1: the cloth, its darker panels, light piping, dark seams."""

    cover: np.ndarray
    panel: np.ndarray
    trim: np.ndarray
    seam: np.ndarray


def suit(points: np.ndarray, smooth_normals: np.ndarray, joints: Mapping[str, np.ndarray]) -> SuitMasks:
    """points: (N, 3) metres; smooth_normals: (N, 3), of the surface without its small forms."""
    neck, hip = joints["neck01"], joints["upperleg01.L"][2]
    points, normals = points.copy(), smooth_normals.copy()
    left = np.where(points[:, 0] < 0, -1.0, 1.0)
    points[:, 0] *= left
    normals[:, 0] *= left
    arm = _arm_share(points, joints)

    elbow, wrist = joints["lowerarm01.L"], joints["wrist.L"]
    lower = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    before_wrist = np.where(arm > 0.5, (wrist - points) @ lower - 0.012, 1.0)
    above_ankle = points[:, 2] - joints["foot.L"][2] - 0.030
    # the collar is higher at the back
    below_collar = neck[2] + 0.012 + 0.30 * (points[:, 1] - neck[1]) - points[:, 2]
    cover = soft_step(-0.0008, 0.0008, np.minimum(np.minimum(below_collar, before_wrist), above_ankle))

    # one panel from the ankle up the outside to the armpit, and on along the underside of the sleeve
    level = np.interp(points[:, 2], [hip - 0.45, hip - 0.1, hip + 0.15, hip + 0.40], [0.90, 0.84, 0.80, 0.84])
    outside = soft_step(0.02, 0.05, points[:, 0])
    shoulder = joints["upperarm01.L"][2]
    flank = np.where(outside > 0, normals[:, 0] - level, -1) - 2 * soft_step(shoulder - 0.08, shoulder, points[:, 2])
    underside = -normals[:, 2] - 0.62
    side = flank * (1 - arm) + underside * arm
    panel = soft_step(-0.010, 0.010, side)
    piping = bump(side, 0, 0.036)

    collar = soft_step(0.0232, 0.0220, below_collar)
    cuff = np.maximum(soft_step(0.0192, 0.0180, before_wrist), soft_step(0.0232, 0.0220, above_ankle))
    band = np.maximum(collar, cuff)
    band_edge = np.maximum(bump(below_collar, 0.0235, 0.0024), bump(before_wrist, 0.0195, 0.0024))
    band_edge = np.maximum(band_edge, bump(above_ankle, 0.0235, 0.0024))

    chest = neck[2] - 0.30
    on_front = soft_step(0.1, 0.3, -normals[:, 1]) * soft_step(chest, chest + 0.004, points[:, 2])
    zip_line = bump(points[:, 0], 0, 0.0026) * on_front
    zip_edge = bump(points[:, 0], 0.0066, 0.0024) * on_front * (1 - 0.5 * collar)
    waist = bump(points[:, 2] - 0.12 * np.abs(points[:, 0]), hip + 0.150, 0.0026) * (1 - arm)
    return SuitMasks(
        cover=cover,
        panel=np.maximum(panel, band) * cover,
        trim=np.maximum(piping * (1 - band), np.maximum(band_edge, zip_edge)) * cover,
        seam=np.maximum(zip_line, 0.7 * waist * (1 - panel)) * cover,
    )


def _arm_share(points: np.ndarray, joints: Mapping[str, np.ndarray]) -> np.ndarray:
    """(N,) 1 on the arms, 0 on torso and legs, by which of their axes is nearer. points: x >= 0."""
    shoulder, elbow, wrist = (joints[f"{name}.L"] for name in ("upperarm01", "lowerarm01", "wrist"))
    to_arm, _ = polyline_distance(points, np.stack([shoulder + 0.35 * (elbow - shoulder), elbow, 2 * wrist - elbow]))
    hips, neck = joints["upperleg01.L"], joints["neck01"]
    to_spine, _ = polyline_distance(points, np.stack([hips * (0, 1, 1), neck]))
    to_leg, _ = polyline_distance(points, np.stack([joints[f"{n}.L"] for n in ("upperleg01", "lowerleg01", "foot")]))
    return soft_step(-0.015, 0.015, np.minimum(to_spine - 0.085, to_leg - 0.05) - to_arm + 0.02)
