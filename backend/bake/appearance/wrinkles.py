"""The lines that age draws on a face and neck, and a few scars: depth of the groove by distance to curves."""

from __future__ import annotations

import numpy as np

from .fields import bump, layered_noise, noise, polyline_distance, smooth_curve, soft_step
from .place import Place

# (sideways, height) from between the eyes, the left half; with the half width of the groove and its depth
_FOLDS: tuple[tuple[tuple[tuple[float, float], ...], float, float], ...] = (
    # forehead, from the brows up
    (((-0.005, 0.0360), (0.020, 0.0375), (0.040, 0.0365)), 0.0013, 0.75),
    (((-0.005, 0.0450), (0.022, 0.0468), (0.044, 0.0450)), 0.0014, 0.90),
    (((-0.005, 0.0545), (0.020, 0.0560), (0.042, 0.0530)), 0.0014, 0.80),
    (((-0.005, 0.0635), (0.018, 0.0645), (0.034, 0.0610)), 0.0012, 0.55),
    # frown
    (((0.0060, 0.0100), (0.0072, 0.0180), (0.0066, 0.0290)), 0.0013, 0.75),
    (((0.0105, 0.0150), (0.0125, 0.0210), (0.0120, 0.0280)), 0.0010, 0.40),
    # crow's feet
    (((0.0480, 0.0010), (0.0550, 0.0060), (0.0610, 0.0120)), 0.0010, 0.65),
    (((0.0485, -0.0015), (0.0565, 0.0005), (0.0640, 0.0030)), 0.0010, 0.80),
    (((0.0485, -0.0040), (0.0565, -0.0060), (0.0635, -0.0085)), 0.0010, 0.75),
    (((0.0470, -0.0065), (0.0540, -0.0115), (0.0600, -0.0170)), 0.0010, 0.55),
    # under the eye
    (((0.0195, -0.0070), (0.0260, -0.0125), (0.0350, -0.0140), (0.0445, -0.0095)), 0.0012, 0.70),
    (((0.0190, -0.0095), (0.0245, -0.0165), (0.0330, -0.0200), (0.0400, -0.0185)), 0.0016, 0.50),
    # the upper lid
    (((0.0215, 0.0030), (0.0270, 0.0078), (0.0350, 0.0085), (0.0440, 0.0040)), 0.0009, 0.50),
    # nose to mouth, and mouth to chin
    (((0.0165, -0.0400), (0.0205, -0.0500), (0.0275, -0.0610), (0.0315, -0.0760)), 0.0020, 1.00),
    (((0.0262, -0.0760), (0.0285, -0.0850), (0.0285, -0.0960)), 0.0016, 0.75),
    (((0.0390, -0.0480), (0.0420, -0.0650), (0.0400, -0.0850)), 0.0014, 0.35),
    (((-0.003, -0.0915), (0.0080, -0.0910), (0.0150, -0.0940)), 0.0018, 0.60),
    # across the root of the nose
    (((-0.003, -0.0020), (0.0050, -0.0010), (0.0090, 0.0025)), 0.0009, 0.40),
)


def wrinkles(place: Place) -> np.ndarray:
    """(N,) 0..1 depth, on face, neck and nowhere else."""
    out = np.zeros(len(place.points))
    here = np.flatnonzero(place.face & (place.local[:, 1] < 0.04))
    p = place.local[here].astype(float)
    bent = p + 0.0007 * np.stack([noise(p * 150 + k, 101 + k) for k in range(3)], 1)
    flat = np.stack([np.abs(bent[:, 0]), bent[:, 2]], 1)
    depth = np.zeros(len(p))
    broken = 0.75 + 0.25 * noise(p * 90, 105)
    for line, width, strength in _FOLDS:
        distance, along = polyline_distance(flat, smooth_curve(np.array(line)))
        inward = line[0][0] < 0
        fade = soft_step(1.0, 0.62, along) * (1 if inward else soft_step(-0.02, 0.22, along))
        thin = width * (0.45 + 0.55 * fade)
        depth = np.maximum(depth, strength * fade * broken * soft_step(1, 0, np.clip(distance / thin, 0, 1)))
    lip = _over_lip(bent)
    fine = 0.22 * np.clip(1 - 3.2 * np.abs(layered_noise(p * (190, 190, 320), 107, 2)), 0, 1)
    fine *= soft_step(0.022, 0.036, flat[:, 0]) * soft_step(0.010, -0.010, p[:, 2])
    out[here] = np.maximum(np.maximum(depth, lip), fine)
    return np.maximum(out, _neck(place))


def _over_lip(p: np.ndarray) -> np.ndarray:
    x, z = p[:, 0], p[:, 2]
    lines = (0.5 + 0.5 * np.cos(x * 1700 + 1.8 * noise(p * 200, 111))) ** 4
    above = bump(z, -0.0575, 0.006) * soft_step(0.021, 0.014, np.abs(x))
    below = bump(z, -0.0885, 0.004) * soft_step(0.018, 0.010, np.abs(x))
    return 0.26 * lines * np.maximum(above, 0.6 * below)


def _neck(place: Place) -> np.ndarray:
    z, neck = place.local[:, 2], place.joint("neck01") - place.between_eyes
    axis = np.linalg.norm(place.local[:, :2] - neck[:2] + (0, 0.015), axis=1)
    on = (place.on["body"] | place.on["head"]) & (axis < 0.085) & (z < -0.115) & (z > -0.195)
    out = np.zeros(len(z))
    p = place.local[on].astype(float)
    height = p[:, 2] - 0.35 * (p[:, 1] - neck[1]) * 0.3 + 0.0016 * noise(p * 28, 113)
    front = soft_step(0.12, 0.06, p[:, 1])
    # shallow, and nowhere whole: grooves as deep as those of a face, all around, are cords tied about the neck
    for k, (level, width, strength) in enumerate(
        ((-0.127, 0.0016, 0.18), (-0.143, 0.0020, 0.28), (-0.158, 0.0018, 0.20))
    ):
        broken = np.clip(0.55 + 0.9 * noise(p * (45, 45, 20) + 7 * k, 117 + k), 0.1, 1)
        out[on] = np.maximum(out[on], strength * broken * bump(height, level, width) * front)
    cords = (0.5 + 0.5 * np.cos(np.arctan2(p[:, 0], neck[1] - p[:, 1]) * 26 + noise(p * 40, 115))) ** 6
    out[on] = np.maximum(out[on], 0.05 * cords * front)
    return out


# each: points (sideways signed, height) on the face
_FACE_SCARS = (
    ((0.0440, 0.0300), (0.0410, 0.0140), (0.0430, -0.0180), (0.0400, -0.0420)),
    ((-0.0500, -0.0350), (-0.0400, -0.0480), (-0.0330, -0.0640)),
    ((-0.0120, 0.0560), (-0.0230, 0.0470), (-0.0260, 0.0380)),
)


def scars(place: Place) -> np.ndarray:
    """(N,) 0..1, on the face, one arm and the chest."""
    out = np.zeros(len(place.points))
    here = np.flatnonzero(place.face)
    p = place.local[here].astype(float)
    bent = p + 0.0008 * np.stack([noise(p * 200 + k, 121 + k) for k in range(3)], 1)
    for line in _FACE_SCARS:
        distance, along = polyline_distance(bent[:, [0, 2]], smooth_curve(np.array(line)))
        width = 0.0016 * (0.4 + 0.6 * np.sin(np.pi * np.clip(along, 0.02, 0.98)))
        out[here] = np.maximum(out[here], soft_step(1, 0.25, distance / width))
    shoulder, elbow = place.joint("upperarm01"), place.joint("lowerarm01")
    body = np.flatnonzero(place.on["body"] & (place.points[:, 1] < shoulder[1] + 0.03))
    q = place.points[body] + 0.002 * noise(place.points[body] * 70, 125)[:, None]
    middle = 0.45 * shoulder + 0.55 * elbow
    for line in (
        middle + np.array([(0.03, -0.06, 0.03), (-0.01, -0.06, -0.03)]),
        [(-0.12, -0.12, shoulder[2] - 0.06), (-0.06, -0.13, shoulder[2] - 0.13)],
    ):
        distance, along = polyline_distance(q[:, [0, 2]], np.array(line)[:, [0, 2]])
        width = 0.0034 * (0.35 + 0.65 * np.sin(np.pi * np.clip(along, 0.02, 0.98)))
        out[body] = np.maximum(out[body], soft_step(1, 0.25, distance / width))
    return out
