"""What is small on a face and seen at once: acne, warts, a plaster, a bindi, dark circles under the eyes."""

from __future__ import annotations

import numpy as np

from .fields import noise, soft_step
from .place import Place

# (sideways, height) from between the eyes, radius: metres, as the face is seen from before
_WARTS = ((0.0095, -0.034, 0.0068), (-0.041, -0.050, 0.0046), (0.019, -0.104, 0.0056), (-0.030, 0.043, 0.0042),
          (0.052, -0.030, 0.0034))  # fmt: skip
_PIMPLES = 62
_LARGEST, _SMALLEST = 0.0028, 0.0014
# on the left cheek: middle, half length, half width, turn
_PLASTER = (0.045, -0.041, 0.0225, 0.0085, 0.45)
# of rings in nostril and septum: middle and radius
_RINGS = ((-0.0165, -0.0425, 0.0046), (0.0, -0.0505, 0.0052))
# of blood from the mouth: where across, how far down, half width
_RUNS = ((0.0235, -0.112, 0.0028), (-0.0225, -0.124, 0.0031), (0.006, -0.104, 0.0024), (-0.009, -0.099, 0.0019))
_BINDI = (0.021, 0.0048)


def blemishes(place: Place) -> dict[str, np.ndarray]:
    """Name -> (N,) 0..1: "acne", "warts", "plaster", "plaster_pad", "bindi", "dark_circles", "nose_ring", "bloody"."""
    here = np.flatnonzero(place.face & (place.normals[:, 1] < 0.25))
    flat = place.local[here][:, [0, 2]].astype(float)
    strip, pad = _plaster(flat)
    found = {
        "acne": _acne(flat),
        "warts": _warts(flat, place.points[here]),
        "plaster": strip,
        "plaster_pad": pad,
        "bindi": soft_step(0.0006, -0.0006, np.hypot(flat[:, 0], flat[:, 1] - _BINDI[0]) - _BINDI[1]),
        "dark_circles": _dark_circles(flat),
        "nose_ring": _nose_ring(flat),
        "bloody": _bloody(flat, place.points[here]),
    }
    out = {name: np.zeros(len(place.points)) for name in found}
    for name, values in found.items():
        out[name][here] = values
    return out


def _acne(flat: np.ndarray) -> np.ndarray:
    """Red spots on cheeks, forehead and chin, with the head of each in the middle: 0.5 its red, 1 its head."""
    rng = np.random.default_rng(311)
    found = np.zeros(len(flat))
    placed = 0
    while placed < _PIMPLES:
        x, z = rng.uniform(-0.068, 0.068), rng.uniform(-0.112, 0.068)
        eyes, lips = np.hypot((abs(x) - 0.033) / 0.027, z / 0.020), np.hypot(x / 0.032, (z + 0.073) / 0.016)
        cheek = np.hypot((abs(x) - 0.045) / 0.030, (z + 0.050) / 0.032)
        forehead = np.hypot(x / 0.060, (z - 0.047) / 0.024)
        chin = np.hypot(x / 0.030, (z + 0.100) / 0.014)
        if min(eyes, lips) < 1 or min(cheek, forehead, chin) > 1:
            continue
        placed += 1
        radius = _SMALLEST + (_LARGEST - _SMALLEST) * rng.uniform() ** 2
        away = np.hypot(flat[:, 0] - x, flat[:, 1] - z) / radius
        spot = 0.5 * soft_step(1.5, 0.6, away) + (0.5 * soft_step(0.42, 0.18, away) if radius > 0.0020 else 0.0)
        found = np.maximum(found, spot)
    return found


def _warts(flat: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Lumps with a rough surface."""
    rough = 1 + 0.16 * noise(points * 900, 321)
    return np.max(
        [soft_step(1.0, 0.45, np.hypot(flat[:, 0] - x, flat[:, 1] - z) / radius * rough) for x, z, radius in _WARTS],
        axis=0,
    )


def _plaster(flat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A strip with round ends, and the pad across its middle."""
    x, z, half, wide, turn = _PLASTER
    q = flat - (x, z)
    along = q[:, 0] * np.cos(turn) + q[:, 1] * np.sin(turn)
    across = q[:, 1] * np.cos(turn) - q[:, 0] * np.sin(turn)
    beyond = np.maximum(np.abs(along) - (half - wide), 0)
    strip = soft_step(0.0005, -0.0005, np.hypot(beyond, across) - wide)
    pad = soft_step(0.0005, -0.0005, np.maximum(np.abs(along) - wide, np.abs(across) - 0.86 * wide))
    return strip, pad * strip


def _dark_circles(flat: np.ndarray) -> np.ndarray:
    """Half moons below the eyes, and a breath of them around."""
    x, z = np.abs(flat[:, 0]) - 0.0335, flat[:, 1]
    below = np.exp(-((x / 0.0195) ** 2) - ((z + 0.0155 - 0.6 * np.maximum(x, 0) ** 2 / 0.0195) / 0.0088) ** 2)
    around = np.exp(-((x / 0.024) ** 2) - ((z - 0.002) / 0.017) ** 2)
    return np.clip(1.15 * below + 0.42 * around, 0, 1)


def _nose_ring(flat: np.ndarray) -> np.ndarray:
    """Two rings: 1 their metal, 0.5 the shade beside it."""
    found = np.zeros(len(flat))
    for x, z, radius in _RINGS:
        away = np.abs(np.hypot(flat[:, 0] - x, flat[:, 1] - z) - radius)
        found = np.maximum(found, 0.45 * soft_step(0.0024, 0.0018, away) + 0.55 * soft_step(0.0014, 0.0009, away))
    return found


def _bloody(flat: np.ndarray, points: np.ndarray) -> np.ndarray:
    """On the lips, smeared around them, and running down from both corners of the mouth."""
    x, z = flat[:, 0] + 0.0012 * noise(points * 160, 331), flat[:, 1]
    lips = soft_step(1.05, 0.9, np.hypot(x / 0.027, (z + 0.0735) / 0.0115))
    smear = soft_step(0.55, 0.75, 1.5 - np.hypot(x / 0.030, (z + 0.078) / 0.019) + 0.35 * noise(points * 230, 333))
    found = np.maximum(lips * (0.65 + 0.35 * noise(points * 300, 335)), 0.9 * smear)
    for start, end, wide in _RUNS:
        run = soft_step(wide, 0.6 * wide, np.abs(x - start)) * (z < -0.072) * soft_step(end - 0.003, end, z)
        drop = soft_step(1.7 * wide, 1.1 * wide, np.hypot(x - start, z - end - wide))
        found = np.maximum(found, np.maximum(run, drop))
    return np.clip(found, 0, 1)
