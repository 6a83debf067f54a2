"""Tattoos: rings around the arms, a shoulder of flames, whole sleeves, curves over a face, lines down a chin."""

from __future__ import annotations

import numpy as np

from .fields import layered_noise, noise, polyline_distance, soft_step
from .place import Place

EDGE = 0.0010


def tattoos(place: Place) -> dict[str, np.ndarray]:
    """Name -> (N,) 0..1 density of the ink."""
    arms = np.flatnonzero(place.on["body"] & (place.arm > 0.3))
    shoulder, elbow, wrist = (place.joint(n) for n in ("upperarm01", "lowerarm01", "wrist"))
    p = place.mirrored[arms]
    _, share = polyline_distance(p, np.stack([shoulder, elbow, wrist]))
    length = float(np.linalg.norm(elbow - shoulder) + np.linalg.norm(wrist - elbow))
    along = share * length
    axis = (elbow - shoulder) / np.linalg.norm(elbow - shoulder)
    side = np.cross(axis, [0.0, -1.0, 0.0])
    side /= np.linalg.norm(side)
    out_from = p - shoulder - ((p - shoulder) @ axis)[:, None] * axis
    around = np.arctan2(out_from @ side, out_from @ np.cross(axis, side))
    right = np.sign(place.points[arms, 0])
    names = ("tattoo_bands", "tattoo_tribal", "tattoo_sleeves")
    out = {name: np.zeros(len(place.points)) for name in names}
    out["tattoo_bands"][arms] = _bands(along, around, length)
    out["tattoo_sleeves"][arms] = _sleeve(p, right, along, length)
    body = np.flatnonzero(place.on["body"])
    out["tattoo_tribal"][body] = _tribal(place.points[body], shoulder)
    face = np.flatnonzero(place.face)
    flat = np.stack([np.abs(place.local[face, 0]), place.local[face, 2]], 1).astype(float)
    for name, of in (("tattoo_face", _moko), ("tattoo_chin", _chin)):
        out[name] = np.zeros(len(place.points))
        out[name][face] = of(flat)
    return out


def _moko(flat: np.ndarray) -> np.ndarray:
    """Rays over the brow, curves from nose to jaw, a spiral on each cheek, and the chin."""
    x, z = flat.T
    radius, turn = np.hypot(x, z + 0.012), np.arctan2(x, z + 0.012)
    rays = np.abs(((radius - 0.046) / 0.0105) % 1 - 0.5) * 0.0105 - 0.0019
    rays = np.maximum(rays, np.maximum(0.046 - radius, np.maximum(radius - 0.085, turn - 0.75)))
    away = np.hypot(x, z + 0.052)
    curves = np.abs(((away - 0.027) / 0.0085) % 1 - 0.5) * 0.0085 - 0.0017
    curves = np.maximum(curves, np.maximum(0.027 - away, away - 0.0535))
    curves = np.maximum(curves, np.maximum(z + 0.045, 0.012 - x))
    q = flat - (0.050, -0.040)
    far, around = np.linalg.norm(q, axis=1), np.arctan2(q[:, 1], q[:, 0])
    spiral = np.abs((far / 0.0075 - around / (2 * np.pi)) % 1 - 0.5) * 0.0075 - 0.0018
    spiral = np.maximum(spiral, far - 0.0150)
    curves = np.maximum(curves, 0.0170 - far)
    nose = np.maximum(np.abs(((x + 0.35 * z) / 0.006) % 1 - 0.5) * 0.006 - 0.0013, np.maximum(x - 0.011, z + 0.012))
    nose = np.maximum(nose, -0.036 - z)
    lines = np.max([soft_step(EDGE, -EDGE, line) for line in (rays, curves, spiral, nose)], axis=0)
    return np.maximum(lines, _chin(flat))


def _chin(flat: np.ndarray) -> np.ndarray:
    """Upright lines below the lip, with a dot beside them."""
    x, z = flat.T
    lines = np.minimum.reduce(
        [np.abs(x - at) - wide for at, wide in ((0.0, 0.0018), (0.0072, 0.0016), (0.0144, 0.0014))]
    )
    lines = np.maximum(lines, np.maximum(z + 0.085, -0.118 - z))
    dots = np.minimum.reduce([np.hypot(x - 0.0215, z - at) - 0.0020 for at in (-0.088, -0.096, -0.104)])
    return soft_step(EDGE, -EDGE, np.minimum(lines, dots))


def _bands(along: np.ndarray, around: np.ndarray, length: float) -> np.ndarray:
    upper, lower = 0.30 * length, 0.80 * length
    wave = 0.0075 * np.abs(((around / (2 * np.pi) * 12) % 1) * 2 - 1)
    rings = [np.abs(along - upper + 0.020) - 0.0035, np.abs(along - upper - 0.020) - 0.0035]
    rings += [np.abs(along - upper - wave + 0.004) - 0.0040, np.abs(along - lower) - 0.0060]
    rings += [np.abs(along - lower - 0.0135) - 0.0018, np.abs(along - lower + 0.0135) - 0.0018]
    return np.max([soft_step(EDGE, -EDGE, ring) for ring in rings], axis=0)


def _tribal(points: np.ndarray, shoulder: np.ndarray) -> np.ndarray:
    """Flames that curl around the left shoulder, down the arm and onto the chest."""
    q = points - shoulder - (0.005, -0.02, -0.02)
    radius = np.linalg.norm(q, axis=1)
    turn = np.arctan2(q[:, 2], np.hypot(q[:, 0], q[:, 1]) * np.where(q[:, 0] - 0.4 * q[:, 1] < 0, -1, 1))
    curl = np.cos(5 * turn + 34 * radius + 1.1 * noise(points * 28, 141))
    fine = np.cos(9 * turn - 52 * radius + 1.5 * noise(points * 40, 143))
    reach = radius / 0.155 + 0.16 * np.cos(3 * turn + 1.0)
    blades = soft_step(-0.12, 0.12, curl - 0.10 - 0.85 * np.clip(reach - 0.35, 0, 1))
    gaps = soft_step(0.62, 0.80, fine) * 0.9
    return np.clip(blades - gaps, 0, 1) * soft_step(1.02, 0.92, reach)


def _sleeve(p: np.ndarray, side: np.ndarray, along: np.ndarray, length: float) -> np.ndarray:
    q = p + side[:, None] * 0.31  # no two arms alike
    warped = q + 0.020 * np.stack([noise(q * 24 + k, 151 + k) for k in range(3)], 1)
    field = layered_noise(warped * 26, 155, 2)
    contour = np.abs((field * 3.2) % 1 - 0.5) * 2
    lines = soft_step(0.30, 0.12, contour)
    shade = 0.55 * soft_step(0.15, 0.95, contour) * soft_step(-0.1, 0.35, layered_noise(q * 14, 157, 2))
    solid = 0.85 * soft_step(0.42, 0.52, layered_noise(q * 19, 159, 2))
    inside = np.minimum(along - 0.015, length - 0.012 - along)
    return np.max([0.9 * lines, shade, solid], axis=0) * soft_step(-0.004, 0.004, inside)
