"""What eyes, teeth, tongue and lips have beside their colour: veins, pink corners, fibres, gaps between the teeth."""

from __future__ import annotations

import numpy as np

from .fields import bump, gaussian, layered_noise, noise, soft_step
from .place import Place


def eyes(place: Place) -> dict[str, np.ndarray]:
    """Name -> (N,) 0..1: "eye_veins", "eye_pink" (corners), "iris_detail" "eye_shade" (under the upper lid)
    and "eye_glint", a window that is mirrored in the cornea."""
    n = len(place.points)
    veins, pink, detail, shade, glint = np.zeros(n), np.zeros(n), np.full(n, 0.5), np.zeros(n), np.zeros(n)
    for side, name in (("L", "eye_left"), ("R", "eye_right")):
        on = np.flatnonzero(place.on[name])
        d = place.points[on] - place.eyes[side]
        d /= np.linalg.norm(d, axis=1, keepdims=True)
        angle = np.arccos(np.clip(-d[:, 1], -1, 1))
        around = np.arctan2(d[:, 2], d[:, 0])
        circle = np.stack([np.cos(around), np.sin(around)], 1)
        bent = np.concatenate([circle * 7, angle[:, None] * 2.2], 1)
        bent += 0.35 * np.stack([noise(bent * 2.5 + k, 161 + k) for k in range(3)], 1)
        thread = np.abs(noise(bent, 165)) + 0.02
        veins[on] = soft_step(0.10, 0.03, thread) * soft_step(0.55, 1.1, angle)
        sideways = np.abs(d[:, 0])
        pink[on] = soft_step(0.55, 0.95, sideways) * soft_step(0.55, 0.9, angle)
        radial = np.concatenate([circle * 26, angle[:, None] * 5], 1)
        fibres = 0.55 * noise(radial, 167) + 0.45 * noise(radial * (2, 2, 1.3), 168)
        crypts = np.clip(-layered_noise(np.concatenate([circle * 5, angle[:, None] * 16], 1), 169, 2), 0, 1)
        detail[on] = 0.5 + 0.42 * fibres - 0.35 * crypts * bump(angle, 0.27, 0.11)
        shade[on] = soft_step(0.05, 0.36, d[:, 2])
        window = np.maximum(np.abs(d[:, 0] + 0.105) / 0.060, np.abs(d[:, 2] - 0.095) / 0.070)
        glint[on] = soft_step(1.15, 0.75, window) * (d[:, 1] < 0)
    return {"eye_veins": veins, "eye_pink": pink, "iris_detail": detail, "eye_shade": shade, "eye_glint": glint}


def mouth(place: Place) -> dict[str, np.ndarray]:
    """Name -> (N,) 0..1: "tooth_gaps", "papillae" of the tongue, "lip_lines", and "nostril"."""
    p = place.local.astype(float)
    n = len(p)
    gaps, bumps, lines = np.zeros(n), np.zeros(n), np.zeros(n)
    on = np.flatnonzero(place.on["teeth"])
    gaps[on] = _gaps(p[on])
    tongue = np.flatnonzero(place.on["tongue"])
    rough = 0.5 + 0.5 * layered_noise(p[tongue] * 900, 171, 2)
    middle = soft_step(0.0022, 0.0, np.abs(p[tongue, 0]))
    bumps[tongue] = np.clip(rough * 0.8 + 0.6 * middle, 0, 1)
    lips = np.flatnonzero(
        place.on["head"] & (np.abs(p[:, 0]) < 0.030) & (np.abs(p[:, 2] + 0.0735) < 0.016) & (p[:, 1] < 0)
    )
    q = p[lips]
    fan = q[:, 0] * (1 + 14 * np.abs(q[:, 2] + 0.0735))
    lines[lips] = (0.5 + 0.5 * np.cos(fan * 2600 + 2.2 * noise(q * 240, 173))) ** 2
    mirrored = p * (1, 1, 1)
    mirrored[:, 0] = np.abs(p[:, 0])
    hole = gaussian(mirrored * (1, 0.7, 1), np.array([0.0085, 0.7 * -0.033, -0.0478]), 0.0042)
    hole *= soft_step(0.0, 0.5, -place.normals[:, 2]) * place.on["head"]
    return {"tooth_gaps": gaps, "papillae": bumps, "lip_lines": lines, "nostril": np.clip(1.5 * hole, 0, 1)}


# widths in millimetres of the teeth on one side, from the middle: incisors, canine, premolars, molars
_UPPER = np.array([8.4, 6.6, 7.6, 7.0, 6.8, 10.0, 9.5])
_LOWER = np.array([5.3, 5.8, 6.9, 7.0, 7.1, 11.0, 10.5])


def _gaps(p: np.ndarray) -> np.ndarray:
    """Darkness between single teeth along the two arches; p: (N, 3)."""
    upper = p[:, 2] > -0.0705
    out = np.zeros(len(p))
    for widths, mine in ((_UPPER, upper), (_LOWER, ~upper)):
        q = p[mine]
        if not len(q):
            continue
        # length along the arch, read off a parabola through its front and its ends
        x = np.abs(q[:, 0])
        deep, wide = 0.050, 0.036
        steps = np.linspace(0, 1, 200)
        arch = np.stack([wide * steps, deep * steps**2.2], 1)
        run = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(arch, axis=0), axis=1))])
        front = p[:, 1].min()
        at = np.maximum(np.interp(x, arch[:, 0], run), np.interp(q[:, 1] - front, arch[:, 1], run) * (x > 0.02))
        edges = np.cumsum(widths) / 1000
        nearest = np.min(np.abs(at[:, None] - np.concatenate([[0], edges])), axis=1)
        out[mine] = soft_step(0.0008, 0.0001, nearest)
    return out
