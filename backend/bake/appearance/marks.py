"""Where skin is marked: soot, burns that have healed, bruises, sunburn, vitiligo."""

from __future__ import annotations

import numpy as np

from .fields import gaussian, layered_noise, noise, soft_step
from .place import Place


def marks(place: Place) -> dict[str, np.ndarray]:
    """Name -> (N,) 0..1: "soot", "burns", "bruises", "sunburn", "vitiligo"."""
    here = np.flatnonzero(place.skin)
    found = {"soot": _soot, "burns": _burns, "bruises": _bruises, "sunburn": _sunburn, "vitiligo": _vitiligo}
    out = {}
    for name, of in found.items():
        out[name] = np.zeros(len(place.points))
        out[name][here] = np.clip(of(place, here), 0, 1)
    return out


def _near(place: Place, here: np.ndarray, *spots: tuple[float, float, float, float, float]) -> np.ndarray:
    """Sum of soft spots on both sides of the head: (sideways, depth, height, radius, strength), from between the
    eyes."""
    local = place.local[here] * np.array((1, 1, 1), np.float32)
    local[:, 0] = np.abs(local[:, 0])
    whole = np.zeros(len(here))
    for x, y, z, radius, strength in spots:
        whole += strength * gaussian(local, np.array([x, y, z]), radius)
    return whole * place.on["head"][here]


def _soot(place: Place, here: np.ndarray) -> np.ndarray:
    """Smears, thick on forehead, cheeks, nose and chin, on hands and forearms; thin beside eyes and lips."""
    p = place.points[here]
    smear = layered_noise(p * (30, 30, 19), 211, 3)
    face = 0.42 + _near(
        place, here, (0.050, 0.0, -0.040, 0.026, 0.5), (0.022, -0.03, 0.048, 0.026, 0.5),
        (0.0, -0.04, -0.030, 0.014, 0.4), (0.012, -0.03, -0.105, 0.020, 0.4),
    ) - _near(place, here, (0.033, -0.015, 0.0, 0.015, 0.35), (0.0, -0.03, -0.073, 0.018, 0.3))  # fmt: skip
    face *= place.on["head"][here]
    out = place.arm[here] * soft_step(0.20, 0.42, place.mirrored[here, 0])
    rest = 0.30 + 0.25 * out + 0.25 * place.on["hand"][here]
    level = np.where(place.on["head"][here], face, rest)
    return soft_step(0.60, -0.25, 0.75 - level - 0.62 * smear)


def _burns(place: Place, here: np.ndarray) -> np.ndarray:
    """A web of ridges over the left half of the face, neck, shoulder, and the left forearm with its hand."""
    p, local = place.points[here], place.local[here]
    edge = 0.010 * layered_noise(p * 45, 221, 3)
    face = soft_step(-0.002, 0.006, local[:, 0] - 0.012 + edge - 0.25 * np.maximum(-0.035 - local[:, 2], 0))
    face *= soft_step(-0.24, -0.21, local[:, 2] + 2 * edge) * (local[:, 1] < 0.13)
    eye = gaussian(local, np.array([0.033, -0.015, 0.0]), 0.013)
    lips = gaussian(local * (0.6, 1, 1), np.array([0.006, -0.03, -0.073]), 0.012)
    face *= np.clip(1 - 1.6 * eye, 0, 1) * np.clip(1 - 1.2 * lips, 0, 1)
    arm = place.arm[here] * soft_step(0.40, 0.44, p[:, 0] + 2 * edge)
    web = np.abs(layered_noise(p * 75, 223, 3))
    return np.maximum(face, arm) * (0.50 + 0.50 * soft_step(0.30, 0.04, web))


def _bruises(place: Place, here: np.ndarray) -> np.ndarray:
    """A black eye on the left, a spot on the right cheekbone, some on arms and shins; full in the middle."""
    local, p = place.local[here], place.mirrored[here]
    head = place.on["head"][here]
    ragged = 1 + 0.30 * layered_noise(place.points[here] * 110, 231, 2)
    eye = gaussian(local * (1, 1, 1.15), np.array([0.035, -0.012, -0.006]), 0.0215)
    found = 1.5 * eye * head + 0.9 * gaussian(local, np.array([-0.055, 0.0, -0.035]), 0.016) * head
    limbs = [("upperarm01", "lowerarm01", 0.55, 0.030), ("lowerarm01", "wrist", 0.45, 0.024)]
    limbs += [("lowerleg01", "foot", 0.35, 0.034), ("upperleg01", "lowerleg01", 0.7, 0.04)]
    for bone, to, share, radius in limbs:
        middle = place.joint(bone) * (1 - share) + place.joint(to) * share
        middle = middle - np.array([0, 0.045, 0])
        found += 0.8 * gaussian(p, middle, radius) * (place.points[here, 0] > 0)
    return np.clip(found * ragged - 0.12, 0, 1)


def _sunburn(place: Place, here: np.ndarray) -> np.ndarray:
    """Where the sun falls: nose, cheekbones, forehead, ears, the nape, shoulders, forearms."""
    up = soft_step(-0.5, 0.5, place.normals[here, 2])
    face = 0.30 + _near(
        place, here, (0.0, -0.045, -0.034, 0.017, 0.9), (0.045, 0.0, -0.030, 0.026, 0.7),
        (0.0, -0.03, 0.05, 0.045, 0.55),
        (0.0, -0.03, -0.10, 0.016, 0.4), (0.08, 0.08, -0.01, 0.03, 0.6),
    ) - _near(place, here, (0.033, -0.012, 0.002, 0.014, 0.35))  # fmt: skip
    neck = 0.75 * ((place.local[here, 2] < -0.09) & (place.local[here, 2] > -0.24) & ~(place.arm[here] > 0.3))
    out = place.arm[here] * (0.45 + 0.35 * up)
    return np.where(place.on["head"][here], face, np.maximum(neck, out) + 0.15 * place.on["hand"][here])


def _vitiligo(place: Place, here: np.ndarray) -> np.ndarray:
    """Patches with crisp borders, alike on both sides, about eyes and mouth, on hands, arms, neck, trunk."""
    p = place.mirrored[here] * (1, 1, 1) + place.points[here] * 0.12
    lumps = layered_noise(p * 15, 241, 3) + 0.22 * noise(place.points[here] * 120, 245)
    likely = _near(
        place, here, (0.036, -0.008, -0.002, 0.021, 0.75), (0.010, -0.03, -0.080, 0.022, 0.70),
        (0.030, -0.02, 0.055, 0.020, 0.35),
    ) - 0.18 * place.on["head"][here]  # fmt: skip
    likely += 0.35 * place.on["hand"][here] + 0.10 * place.arm[here]
    return soft_step(-0.03, 0.03, lumps + likely - 0.22)
