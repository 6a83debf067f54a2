"""Where hair, brows, lips, lashes and eyes lie on a head: rules in metres from the point between the eyes.

The rules are read off the mean body once; the masks then ride on the UV layout to every shape.
"""

from __future__ import annotations

import numpy as np

from .fields import bump, layered_noise, noise, polygon_distance, polyline_distance, smooth_curve, soft_step

SKULL_AXIS_Y = 0.074  # behind the eyes: the vertical axis that the hairline is wound around
SKULL_RADIUS = 0.075

# Half of the hairline as (degrees around the skull from the forehead, height over the eyes), front to nape.
HAIRLINE = np.array([
    (0, 0.0735), (14, 0.0738), (27, 0.0730), (37, 0.0705), (45, 0.0655), (51, 0.0570), (56, 0.0460), (60, 0.0350),
    (64, 0.0230), (68, 0.0090), (72, -0.0060), (77, -0.0150), (82, -0.0130), (84, 0.0000), (88, 0.0085),
    (96, 0.0120), (104, 0.0100), (110, 0.0020), (115, -0.0120), (121, -0.0300), (130, -0.0450), (145, -0.0540),
    (162, -0.0575), (180, -0.0580),
])  # fmt: skip

# Half of a brow, inner end to tail: sideways, height over the eyes, half width.
BROW = np.array([
    (0.0120, 0.0190, 0.0026), (0.0190, 0.0203, 0.0034), (0.0300, 0.0226, 0.0033), (0.0405, 0.0238, 0.0027),
    (0.0490, 0.0222, 0.0018), (0.0560, 0.0186, 0.0008),
])  # fmt: skip


def hair_cap(points: np.ndarray, ears: np.ndarray) -> np.ndarray:
    """Coverage of the hair. points: (N, 3) from between the eyes; ears: (N,) 1 on the ears. Returns (N,) 0..1."""
    angle = np.degrees(np.arctan2(np.abs(points[:, 0]), SKULL_AXIS_Y - points[:, 1]))
    scale = np.radians(1) * SKULL_RADIUS
    line = smooth_curve(HAIRLINE * (scale, 1))
    polygon = np.concatenate([[(-0.2, line[0, 1]), (-0.2, 0.3), (0.5, 0.3), (0.5, line[-1, 1])], line[::-1]])
    inside = polygon_distance(np.stack([angle * scale, points[:, 2]], 1), polygon)
    # single hairs at the edge: fine noise moves the line by a few millimetres
    fringe = 0.0016 * noise(points * 420, 3) + 0.0016 * noise(points * 150, 4)
    solid = soft_step(-0.0050, 0.0075, inside + fringe)
    return solid * soft_step(0.55, 0.25, ears)


def hair_strands(points: np.ndarray) -> np.ndarray:
    """Brightness of the strands, about -1 to 1, combed from the crown down. points: (N, 3) from between the eyes."""
    crown = np.array([0.0, 0.135, 0.100])
    centre = np.array([0.0, 0.090, 0.020])
    up = (crown - centre) / np.linalg.norm(crown - centre)
    right = np.array([1.0, 0.0, 0.0])
    forward = np.cross(right, up)
    p = points - centre
    p = p / np.linalg.norm(p, axis=1, keepdims=True)
    polar = np.arccos(np.clip(p @ up, -1, 1))
    azimuth = np.arctan2(p @ right, p @ forward) + 0.25 * polar + 0.10 * noise(points * 30, 11)
    circle = np.stack([np.cos(azimuth), np.sin(azimuth)], 1)

    def streaks(periods: float, seed: int) -> np.ndarray:
        return noise(np.concatenate([circle * periods, polar[:, None] * 3.0], 1), seed)

    combed = 0.5 * streaks(34, 5) + 0.35 * streaks(15, 6) + 0.35 * streaks(6, 7)
    loose = layered_noise(points * 260, 8, 2)
    near_crown = soft_step(0.45, 0.10, polar)
    return combed * (1 - near_crown) + 0.6 * loose * near_crown


def brows(points: np.ndarray) -> np.ndarray:
    """Coverage of the brows, striped like hairs. points: (N, 3) from between the eyes. Returns (N,) 0..1."""
    out = np.zeros(len(points))
    near = (points[:, 1] < 0.025) & (np.abs(points[:, 2] - 0.02) < 0.02) & (np.abs(points[:, 0]) < 0.07)
    p = points[near]
    curve = smooth_curve(BROW)
    distance, along = polyline_distance(np.stack([np.abs(p[:, 0]), p[:, 2]], 1), curve[:, :2])
    steps = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(curve[:, :2], axis=0), axis=1))])
    width = np.interp(along, steps / steps[-1], curve[:, 2])
    slant = np.stack([np.abs(p[:, 0]) - 0.6 * p[:, 2], 0.35 * p[:, 2] + 0.1 * np.abs(p[:, 0]), np.sign(p[:, 0])], 1)
    hairs = noise(slant * (1300, 500, 5), 21)
    body = soft_step(1.35, 0.55, distance / width + 0.22 * hairs)
    fade = soft_step(-0.02, 0.16, along) * 0.5 + 0.5
    out[near] = body * fade * np.clip(0.86 + 0.16 * hairs, 0, 1)
    return out


def lashes(points: np.ndarray, lids: np.ndarray) -> np.ndarray:
    """Darkness of lash line and lid crease. points: (N, 3); lids: (K, 3) points along the lid edges."""
    out = np.zeros(len(points))
    close = np.flatnonzero((points[:, 1] < 0.04) & (np.abs(points[:, 2]) < 0.02) & (np.abs(points[:, 0]) < 0.06))
    centre = np.array([np.abs(lids[:, 0]).mean(), lids[:, 1].mean(), lids[:, 2].mean()])
    for chunk in np.array_split(close, max(1, len(close) // 2000)):
        p = points[chunk]
        squared = ((p[:, None] - lids[None]) ** 2).sum(-1)
        nearest = squared.argmin(1)
        distance = np.sqrt(squared[np.arange(len(chunk)), nearest])
        upper = soft_step(-0.001, 0.0025, lids[nearest, 2] - centre[2])
        outer = soft_step(-0.012, 0.012, np.abs(lids[nearest, 0]) - centre[0])
        line = soft_step(0.0026, 0.0006, distance) * (0.30 + 0.62 * upper) * (0.75 + 0.25 * outer)
        shadow = soft_step(0.0075, 0.001, distance) * 0.20 * (0.4 + 0.6 * upper)
        out[chunk] = np.maximum(line, shadow)
    return out


def eye_angle(points: np.ndarray, centre: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Angle (N,) in radians between the gaze (-Y) and the direction from the eye's centre, and (N,) iris fibres."""
    d = points - centre
    d = d / np.linalg.norm(d, axis=1, keepdims=True)
    angle = np.arccos(np.clip(-d[:, 1], -1, 1))
    around = np.arctan2(d[:, 2], d[:, 0])
    circle = np.stack([np.cos(around), np.sin(around)], 1)
    fibres = 0.6 * noise(np.concatenate([circle * 9, angle[:, None] * 6], 1), 31)
    fibres += 0.4 * noise(np.concatenate([circle * 4, angle[:, None] * 9], 1), 32)
    return angle, fibres


def nostril_shade(points: np.ndarray) -> np.ndarray:
    """Darkness inside the nostrils; points: (N, 3) from between the eyes."""
    p = np.stack([np.abs(points[:, 0]), points[:, 1], points[:, 2]], 1)
    return bump(np.linalg.norm(p - (0.0075, -0.022, -0.0455), axis=1), 0, 0.006)
