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
    (0, 0.0715), (14, 0.0715), (27, 0.0695), (37, 0.0655), (45, 0.0600), (51, 0.0520), (56, 0.0430), (60, 0.0330),
    (64, 0.0220), (68, 0.0090), (72, -0.0060), (77, -0.0160), (82, -0.0150), (84, -0.0040), (88, 0.0055),
    (96, 0.0085), (104, 0.0065), (110, -0.0030), (115, -0.0170), (121, -0.0330), (130, -0.0460), (145, -0.0540),
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


def lashes(points: np.ndarray, rim: np.ndarray) -> np.ndarray:
    """Darkness along the edges of the lids, as seen from the front.

    points: (N, 3) of the face; rim: (K, 3) around the opening of the left eye. Returns (N,) 0..1.
    """
    inner, outer = rim[rim[:, 0].argmin()], rim[rim[:, 0].argmax()]
    share = (rim[:, 0] - inner[0]) / (outer[0] - inner[0])
    above = rim[:, 2] - (inner[2] + share * (outer[2] - inner[2]))
    upper, lower = (np.concatenate([[inner], rim[side], [outer]]) for side in (above > 0, above < 0))
    upper, lower = (edge[edge[:, 0].argsort()] for edge in (upper, lower))

    x, z = np.abs(points[:, 0]), points[:, 2]
    near = (points[:, 1] < rim[:, 1].max() + 0.002) & (np.abs(z) < 0.02) & (x > inner[0] - 0.01) & (x < outer[0] + 0.01)
    x, z = x[near], z[near]
    share = np.clip((x - inner[0]) / (outer[0] - inner[0]), 0, 1)
    beyond = np.maximum(np.maximum(inner[0] - x, x - outer[0]), 0)
    over = z - np.interp(x, upper[:, 0], upper[:, 2])
    under = np.interp(x, lower[:, 0], lower[:, 2]) - z
    ends = soft_step(0.0030, 0.0, beyond)
    is_upper = over > under
    lash = soft_step(0.0022, 0.0006, over) * is_upper * (0.62 + 0.30 * soft_step(0.1, 0.8, share))
    line = soft_step(0.0016, 0.0002, under) * ~is_upper * (0.12 + 0.25 * soft_step(0.2, 0.9, share))
    shadow = 0.15 * soft_step(0.0060, 0.0010, over) * is_upper
    out = np.zeros(len(points))
    out[near] = np.maximum(np.maximum(lash, line), shadow) * ends
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


def gums(height: np.ndarray) -> np.ndarray:
    """Where the gums begin on the rows of teeth. height: (N,) metres over the line where the lips meet."""
    return soft_step(0.0095, 0.0115, np.abs(height))
