"""How skin differs from place to place: blood under it, sun on it, oil, beard, creases; and where the hair is thin."""

from __future__ import annotations

import numpy as np

from .fields import bump, gaussian, layered_noise, noise, polygon_distance, polyline_distance, smooth_curve, soft_step
from .place import Place


def complexion(place: Place) -> dict[str, np.ndarray]:
    """Name -> (N,) 0..1: "blood", "veins" (blue under the eyes), "oil", "sun", "freckled", "aged", "bare", "dirt"."""
    local = place.local * (1, 1, 1)
    local[:, 0] = np.abs(local[:, 0])
    head = place.on["head"]

    def near(x: float, y: float, z: float, radius: float) -> np.ndarray:
        return gaussian(local, np.array([x, y, z]), radius) * head

    blood = 0.55 * near(0.041, -0.003, -0.038, 0.022) + 0.85 * near(0.0, -0.042, -0.042, 0.013)
    blood += 0.45 * near(0.017, -0.028, -0.046, 0.009) + 0.35 * near(0.0, -0.026, -0.098, 0.016)
    blood += 0.20 * near(0.0, -0.028, 0.045, 0.020) + 0.30 * near(0.030, -0.012, 0.006, 0.010)
    ears = soft_step(0.070, 0.078, local[:, 0]) * (local[:, 1] > 0.055) * (np.abs(local[:, 2] + 0.02) < 0.035) * head
    blood += 0.75 * ears
    spots = {"lowerarm01": (0.032, 0.55), "lowerleg01": (0.05, 0.5), "foot": (0.03, 0.25)}
    spots |= {f"finger{f}-{k}": (0.009, 0.6) for f in range(1, 6) for k in (1, 2, 3)}
    spots |= {f"toe{t}-{k}": (0.009, 0.5) for t in range(1, 6) for k in (1, 2)}
    for bone, (radius, strength) in spots.items():
        blood += strength * gaussian(place.mirrored, place.joint(bone), radius)
    blotch = 0.5 + 0.5 * layered_noise(place.points * 90, 61, 3)
    blood = blood * (0.7 + 0.6 * blotch) + 0.10 * blotch**2

    pouch, _ = polyline_distance(local[:, [0, 2]], np.array([(0.0200, -0.009), (0.027, -0.0135), (0.038, -0.0125)]))
    veins = soft_step(0.0080, 0.0010, pouch) * (local[:, 1] < 0.005) * head
    veins = np.maximum(veins, 0.7 * near(0.0185, -0.014, -0.002, 0.005))

    oil = 0.8 * near(0.0, -0.036, -0.030, 0.022) + 0.7 * near(0.0, -0.028, 0.045, 0.030)
    oil += 0.45 * near(0.0, -0.026, -0.098, 0.014) + 0.35 * near(0.038, -0.008, -0.028, 0.016)

    up = soft_step(-0.4, 0.6, place.normals[:, 2])
    sun = 0.35 + 0.35 * up * head + 0.4 * near(0.0, -0.036, -0.035, 0.03) + 0.3 * near(0.04, 0, -0.03, 0.02)
    out = place.arm * soft_step(0.20, 0.32, place.mirrored[:, 0])
    sun = np.clip(sun + 0.30 * out + 0.45 * place.on["hand"], 0, 1)

    freckled = near(0.0, -0.036, -0.030, 0.028) + near(0.036, -0.006, -0.026, 0.024)
    freckled += 0.35 * near(0.0, -0.025, 0.045, 0.035) + 0.25 * near(0.04, 0.0, -0.06, 0.03)
    shoulders = gaussian(place.mirrored, place.joint("upperarm01"), 0.12)
    freckled += 0.30 * shoulders + 0.20 * out
    aged = (
        0.9 * place.on["hand"] + 0.4 * out + 0.8 * near(0.06, 0.03, 0.02, 0.035) + 0.5 * near(0.05, 0.01, -0.02, 0.03)
    )
    aged += 0.5 * (head & (local[:, 2] > 0.06))
    dirt = soft_step(-0.35, 0.75, layered_noise(place.points * 22, 71, 4)) ** 1.5
    dirt = dirt * (0.55 + 0.45 * place.on["hand"] + 0.25 * head + 0.45 * place.on["foot"]) * place.skin
    skin = place.skin * 1.0
    masks = {"blood": blood * skin, "veins": veins, "oil": oil, "sun": sun * skin, "freckled": freckled * skin}
    return {**masks, "aged": aged * skin, "bare": skin, "dirt": dirt}


def beard(place: Place) -> dict[str, np.ndarray]:
    """Name -> (N,) 0..1: where a beard grows; "beard" all of it, "moustache" and "goatee" their shares."""
    p = place.local * (1, 1, 1)
    p[:, 0] = np.abs(p[:, 0])
    x, y, z = p.T
    head = place.on["head"] | (place.on["body"] & (z > -0.16))
    # seen from the side: ahead of the ear, up to the sideburn, under the jaw to the throat
    line = np.array([
        (-0.06, -0.058), (-0.030, -0.0635), (-0.012, -0.066), (0.010, -0.060), (0.030, -0.045), (0.048, -0.020),
        (0.056, 0.005), (0.066, 0.005), (0.070, -0.030), (0.068, -0.060), (0.045, -0.105), (0.020, -0.125),
        (-0.06, -0.14),
    ])  # fmt: skip
    side = polygon_distance(np.stack([y, z], 1), line)
    fringe = 0.004 * noise(p * 170, 81)
    whole = soft_step(-0.006, 0.008, side + fringe)
    lips, _ = polyline_distance(np.stack([x, z], 1), np.array([(0.0, -0.073), (0.0225, -0.0735)]))
    whole *= soft_step(0.0105, 0.0140, lips + 0.2 * fringe) * (z < -0.054 + 0.75 * np.maximum(x - 0.02, 0))
    lip = soft_step(-0.052, -0.057, z + 0.25 * fringe) * soft_step(0.034, 0.026, x) * (z > -0.0735) * (y < 0.0)
    lip *= soft_step(0.0095, 0.0125, lips + 0.2 * fringe)
    whole = np.maximum(whole, lip)
    under = soft_step(0.030, 0.022, x + fringe) * (z < -0.0735) * whole
    return {"beard": whole * head, "moustache": lip * head, "goatee": np.maximum(under, lip * (x > 0.018)) * head}


def scalp(place: Place) -> dict[str, np.ndarray]:
    """Name -> (N,) 0..1 on the head: "crown", which goes bald first, and "midline", the strip that a mohawk leaves."""
    p = place.local
    up = place.on["head"] & (p[:, 2] > 0.03)
    crown = gaussian(p, np.array([0.0, 0.085, 0.115]), 0.062)
    temples = gaussian(np.abs(p) * (1, 0, 1) + p * (0, 1, 0), np.array([0.045, 0.002, 0.075]), 0.030)
    midline = soft_step(0.030, 0.018, np.abs(p[:, 0])) * (p[:, 2] > -0.05) * place.on["head"]
    return {"crown": np.maximum(1.4 * crown, temples) * up, "midline": midline}


def creases(place: Place) -> np.ndarray:
    """(N,) 0..1 depth of what every skin has: over knuckles, elbows, knees, and in the palms."""
    out = np.zeros(len(place.points))
    limbs = {f"finger{f}-{k}": (0.0065, 1500.0, 0.9) for f in range(2, 6) for k in (2, 3)}
    limbs |= {"finger1-3": (0.008, 1500.0, 0.9), "finger1-2": (0.008, 1300.0, 0.6)}
    limbs |= {f"finger{f}-1": (0.008, 900.0, 0.55) for f in range(2, 6)}
    limbs |= {"lowerarm01": (0.026, 330.0, 0.5), "lowerleg01": (0.040, 240.0, 0.4), "wrist": (0.012, 800.0, 0.5)}
    ends = {"lowerarm01": "wrist", "lowerleg01": "foot", "wrist": "finger3-1", "finger1-3": "finger1-2"}
    for bone, (radius, often, strength) in limbs.items():
        head = place.joint(bone)
        near = np.flatnonzero(np.linalg.norm(place.mirrored - head, axis=1) < 2 * radius)
        if bone.startswith("finger"):
            finger, k = bone.split("-")
            after = place.joint(f"{finger}-{int(k) + 1}") if k != "3" else 2 * head - place.joint(f"{finger}-2")
        else:
            after = place.joint(ends[bone])
        axis = (after - head) / np.linalg.norm(after - head)
        p = place.mirrored[near] - head
        along = p @ axis + 0.0012 * noise(place.points[near] * 260, 91)
        lines = 0.5 + 0.5 * np.cos(along * often + 1.5 * noise(place.points[near] * 120, 92))
        out[near] = np.maximum(out[near], strength * lines**3 * np.exp(-((np.linalg.norm(p, axis=1) / radius) ** 2)))
    return np.maximum(out, _palm(place))


def _palm(place: Place) -> np.ndarray:
    wrist, index, middle, little = (place.joint(n) for n in ("wrist", "finger2-1", "finger3-1", "finger5-1"))
    across, up = index - little, middle - wrist
    out_of = np.cross(index - wrist, little - wrist)
    u = (place.mirrored - little) @ across / (across @ across)
    v = (place.mirrored - wrist) @ up / (up @ up)
    flat = np.stack([u, v], 1)
    left = np.where(place.points[:, 0] < 0, -1, 1)[:, None] * (1, 0, 0) + (0, 1, 1)
    inner = place.on["hand"] & ((place.normals * left) @ (out_of / np.linalg.norm(out_of)) > 0.3)
    lines = (
        [(1.05, 0.72), (0.75, 0.70), (0.45, 0.52), (0.25, 0.30)],
        [(-0.05, 0.78), (0.30, 0.76), (0.60, 0.84), (0.78, 0.98)],
        [(1.00, 0.70), (0.72, 0.52), (0.62, 0.30), (0.66, 0.08)],
    )
    out = np.zeros(len(flat))
    for line in lines:
        distance, _ = polyline_distance(flat[inner], smooth_curve(np.array(line)))
        out[inner] = np.maximum(out[inner], 0.8 * bump(distance, 0, 0.03))
    return out
