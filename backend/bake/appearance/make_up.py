"""Where make-up and face paint go. All of it in metres from between the eyes, (sideways, height)."""

from __future__ import annotations

import numpy as np

from .fields import noise, polygon_distance, polyline_distance, smooth_curve, soft_step
from .place import Place

EDGE = 0.0008


def make_up(place: Place) -> dict[str, np.ndarray]:
    """Name -> (N,) 0..1: "eye_shadow", "eyeliner", "lash_line" (wet rim of the lid), "cheek"."""
    rim = place.surface.shared_rim(place.groups["head"], place.groups["eye_socket"]) - place.between_eyes
    rim = rim[rim[:, 0] > 0]
    inner, outer = rim[rim[:, 0].argmin()], rim[rim[:, 0].argmax()]
    share = (rim[:, 0] - inner[0]) / (outer[0] - inner[0])
    above = rim[:, 2] - (inner[2] + share * (outer[2] - inner[2]))
    upper, lower = (np.concatenate([[inner], rim[side], [outer]]) for side in (above > 0, above < 0))
    upper, lower = (edge[edge[:, 0].argsort()] for edge in (upper, lower))
    n = len(place.points)
    shadow, liner, wet, cheek = (np.zeros(n) for _ in range(4))
    here = np.flatnonzero(place.face & (place.local[:, 1] < 0.02))
    x, z = np.abs(place.local[here, 0]), place.local[here, 2]
    over = z - np.interp(x, upper[:, 0], upper[:, 2])
    under = np.interp(x, lower[:, 0], lower[:, 2]) - z
    across = (x - inner[0]) / (outer[0] - inner[0])
    ends = soft_step(-0.18, 0.12, across) * soft_step(1.45, 1.02, across)
    lid = soft_step(0.0150, 0.0030, over - 0.003 * np.clip(across, 0, 1)) * (over > -0.0005)
    shadow[here] = (
        lid * ends * (0.75 + 0.25 * np.clip(across, 0, 1))
        + 0.25 * soft_step(0.004, 0, under) * (under > 0) * (over < 0) * ends
    )
    inside = (across > -0.03) & (across < 1.02)
    thick = 0.0013 + 0.0015 * np.clip(across, 0, 1)
    line = soft_step(1.25, 0.8, over / thick) * inside * (over > -0.001)
    wing = np.array([(outer[0] - 0.003, outer[2] + 0.0022), (outer[0] + 0.0075, outer[2] + 0.0065)])
    distance, along = polyline_distance(np.stack([x, z], 1), wing)
    wing_mask = soft_step(1.2, 0.7, distance / (0.0021 * (1 - 0.85 * along)))
    below = (
        0.8 * soft_step(0.0016, 0.0006, under) * (under > -0.0005) * (over < 0) * soft_step(0.1, 0.4, across) * inside
    )
    liner[here] = np.maximum(np.maximum(line, wing_mask), below)
    rim_distance = np.minimum(np.abs(over), np.abs(under))
    wet[here] = soft_step(0.0014, 0.0004, rim_distance) * inside
    p = np.stack([x, z], 1)
    bone, _ = polyline_distance(p, np.array([(0.034, -0.040), (0.058, -0.022)]))
    cheek[here] = soft_step(0.021, 0.002, bone)
    return {"eye_shadow": shadow, "eyeliner": liner, "lash_line": wet, "cheek": cheek}


def face_paint(place: Place) -> dict[str, np.ndarray]:
    """Name -> (N,) 0..1: "paint_face" all of the face, and what each of the paintings lays on it."""
    n = len(place.points)
    here = np.flatnonzero(place.face)
    p = place.local[here].astype(float)
    p += 0.0005 * np.stack([noise(p * 260 + k, 131 + k) for k in range(3)], 1)
    x, y, z = np.abs(p[:, 0]), p[:, 1], p[:, 2]
    flat = np.stack([x, z], 1)
    # as one looks at a head: around to the ears, up to the hair, down to the jaw
    oval = np.stack([np.hypot(x, np.maximum(y - 0.01, 0)), z], 1)
    edge = smooth_curve(
        np.array([(0.0, 0.070), (0.045, 0.058), (0.066, 0.015), (0.066, -0.045), (0.042, -0.098), (0.0, -0.116)])
    )
    edge = np.concatenate([edge, edge[::-1] * (-1, 1)])
    inside = polygon_distance(oval, edge)
    found = {
        "paint_face": soft_step(-0.002, 0.003, inside),
        "warrior": _warrior(flat),
        "skull": _skull(flat),
        "tiger_stripes": _tiger(flat, p),
        "tiger_white": _tiger_white(flat),
        "clown_red": _clown_red(flat, p),
        "clown_blue": _clown_blue(flat),
        "lightning": _lightning(p[:, [0, 2]]),
        "lightning_rim": _lightning(p[:, [0, 2]], 0.0035),
        "paint_stripes": _stripes(flat),
        **_butterfly(flat),
    }
    out = {}
    for name, mask in found.items():
        out[name] = np.zeros(n)
        out[name][here] = mask * (1 if name == "paint_face" else found["paint_face"])
    return out


def _butterfly(flat: np.ndarray) -> dict[str, np.ndarray]:
    """A wing over brow and temple and a smaller one on the cheek, each side of the nose; the body on the nose."""
    upper = smooth_curve(
        np.array(
            [
                (0.004, -0.012),
                (0.010, 0.018),
                (0.026, 0.050),
                (0.054, 0.056),
                (0.066, 0.030),
                (0.052, -0.008),
                (0.024, -0.019),
            ]
        )
    )
    lower = smooth_curve(
        np.array(
            [
                (0.006, -0.016),
                (0.030, -0.022),
                (0.056, -0.020),
                (0.060, -0.046),
                (0.042, -0.070),
                (0.022, -0.058),
                (0.012, -0.034),
            ]
        )
    )
    inside = np.max([polygon_distance(flat, wing) for wing in (upper, lower)], axis=0)
    wings = soft_step(-EDGE, EDGE, inside)
    rim = soft_step(-EDGE, EDGE, 0.0022 - np.abs(inside - 0.001))
    between = np.min([np.abs(polygon_distance(flat, wing)) for wing in (upper, lower)], axis=0)
    rim = np.maximum(rim, wings * soft_step(-EDGE, EDGE, 0.0016 - between))
    body = soft_step(-EDGE, EDGE, _ellipse(flat, (0.0, -0.014), (0.0042, 0.026)))
    feeler = _stroke(flat, [(0.001, 0.012), (0.006, 0.034), (0.014, 0.046)], 0.0013)
    places = [((0.040, 0.040), 0.0050), ((0.055, 0.026), 0.0036), ((0.026, 0.036), 0.0030), ((0.044, -0.048), 0.0042)]
    spots = np.max([soft_step(-EDGE, EDGE, _ellipse(flat, at, (size, size))) for at, size in places], axis=0)
    return {"butterfly": wings, "butterfly_spots": spots, "butterfly_edge": np.max([rim, body, feeler], axis=0)}


def _ellipse(flat: np.ndarray, centre: tuple[float, float], radii: tuple[float, float]) -> np.ndarray:
    """Metres inside, about."""
    q = (flat - centre) / radii
    return (1 - np.linalg.norm(q, axis=1)) * min(radii)


def _stroke(flat: np.ndarray, line: list[tuple[float, float]], width: float) -> np.ndarray:
    """A stroke that thins out at both ends."""
    distance, along = polyline_distance(flat, smooth_curve(np.array(line)))
    thick = width * np.sqrt(np.clip(np.sin(np.pi * np.clip(along, 0.02, 0.98)), 0, 1))
    return soft_step(-EDGE, EDGE, thick - distance)


def _warrior(flat: np.ndarray) -> np.ndarray:
    band = soft_step(-EDGE, EDGE, np.minimum(0.0055 - np.abs(flat[:, 1] + 0.0185), 0.063 - flat[:, 0]))
    strokes = [_stroke(flat, [(0.030, -0.034 - k * 0.012), (0.058, -0.028 - k * 0.012)], 0.0034) for k in range(2)]
    brow = soft_step(-EDGE, EDGE, np.minimum(0.0040 - flat[:, 0], np.minimum(flat[:, 1] - 0.012, 0.062 - flat[:, 1])))
    chin = soft_step(-EDGE, EDGE, np.minimum(0.0035 - flat[:, 0], np.minimum(-0.086 - flat[:, 1], flat[:, 1] + 0.112)))
    return np.max([band, brow, chin, *strokes], axis=0)


def _skull(flat: np.ndarray) -> np.ndarray:
    sockets = soft_step(-0.0012, 0.0012, _ellipse(flat, (0.0330, 0.0030), (0.0195, 0.0185)))
    nose = polygon_distance(
        flat,
        np.array(
            [
                (-0.005, -0.026),
                (0.004, -0.024),
                (0.0155, -0.0430),
                (0.009, -0.0490),
                (0.0015, -0.0440),
                (-0.005, -0.044),
            ]
        ),
    )
    nose = soft_step(-EDGE, EDGE, nose)
    hollow = polygon_distance(
        flat,
        smooth_curve(
            np.array([(0.0660, -0.034), (0.0480, -0.046), (0.0420, -0.075), (0.0480, -0.088), (0.0640, -0.070)])
        ),
    )
    hollow = soft_step(-0.004, 0.004, hollow) * 0.85
    mouth = soft_step(-EDGE, EDGE, np.minimum(0.0014 - np.abs(flat[:, 1] + 0.0735), 0.046 - flat[:, 0]))
    ticks = np.abs((flat[:, 0] + 0.0036) % 0.0072 - 0.0036)
    tall = 0.0125 - 0.10 * flat[:, 0]
    teeth = soft_step(
        -EDGE, EDGE, np.minimum(np.minimum(0.0009 - ticks, tall - np.abs(flat[:, 1] + 0.0735)), 0.044 - flat[:, 0])
    )
    crack = _stroke(flat, [(0.028, 0.064), (0.024, 0.052), (0.029, 0.044), (0.026, 0.036)], 0.0011)
    return np.max([sockets, nose, hollow, mouth, teeth, crack], axis=0)


def _tiger(flat: np.ndarray, p: np.ndarray) -> np.ndarray:
    lines = [
        [(-0.003, 0.050), (0.008, 0.056), (0.018, 0.066)],
        [(-0.003, 0.036), (0.012, 0.041), (0.030, 0.056)],
        [(-0.003, 0.024), (0.007, 0.027), (0.013, 0.034)],
        [(0.038, 0.030), (0.046, 0.042), (0.048, 0.054)],
        [(0.049, 0.024), (0.058, 0.034), (0.060, 0.044)],
        [(0.070, 0.012), (0.058, 0.006), (0.050, -0.004)],
        [(0.072, -0.014), (0.058, -0.016), (0.046, -0.024)],
        [(0.070, -0.034), (0.056, -0.036), (0.044, -0.044)],
        [(0.068, -0.052), (0.054, -0.056), (0.044, -0.064)],
        [(0.058, -0.076), (0.046, -0.078), (0.036, -0.084)],
        [(0.036, -0.098), (0.026, -0.096), (0.018, -0.100)],
    ]
    strokes = [_stroke(flat, line, 0.0034) for line in lines]
    nose = soft_step(-EDGE, EDGE, 0.0125 - np.linalg.norm((p - (0, -0.043, -0.044)) * (1, 1, 1.25), axis=1))
    eyes = np.abs(_ellipse(flat, (0.0330, -0.0005), (0.0190, 0.0105)))
    rims = soft_step(-EDGE, EDGE, 0.0016 - eyes)
    whiskers = [
        soft_step(-0.0004, 0.0006, 0.0012 - np.linalg.norm(flat - at, axis=1))
        for at in ((0.020, -0.056), (0.027, -0.054), (0.024, -0.062), (0.031, -0.060))
    ]
    split = soft_step(-EDGE, EDGE, np.minimum(0.0010 - flat[:, 0], np.minimum(flat[:, 1] + 0.066, -0.048 - flat[:, 1])))
    return np.max([*strokes, nose, rims, split, *whiskers], axis=0)


def _tiger_white(flat: np.ndarray) -> np.ndarray:
    muzzle = _ellipse(flat, (0.0150, -0.0660), (0.0250, 0.0200))
    chin = _ellipse(flat, (0.0, -0.0960), (0.0200, 0.0140))
    brow = _ellipse(flat, (0.0350, 0.0190), (0.0170, 0.0085))
    return np.max([soft_step(-0.0030, 0.0030, m) for m in (muzzle, chin, brow)], axis=0)


def _clown_red(flat: np.ndarray, p: np.ndarray) -> np.ndarray:
    nose = soft_step(-EDGE, EDGE, 0.0185 - np.linalg.norm(p - (0, -0.038, -0.040), axis=1))
    smile = _ellipse(flat, (0.0, -0.0760), (0.0420, 0.0165))
    curl = _ellipse(flat, (0.0400, -0.0660), (0.0080, 0.0090))
    cheeks = 0.8 * soft_step(-0.003, 0.003, _ellipse(flat, (0.0480, -0.0420), (0.0110, 0.0110)))
    mouth = np.max([soft_step(-EDGE, EDGE, m) for m in (smile, curl)], axis=0)
    return np.max([nose, mouth, cheeks], axis=0)


def _clown_blue(flat: np.ndarray) -> np.ndarray:
    q = np.abs(flat - (0.0330, 0.0060)) / (0.0130, 0.0330)
    diamond = (1 - q.sum(1)) * 0.010
    return soft_step(-EDGE, EDGE, diamond)


def _lightning(flat: np.ndarray, wider: float = 0.0) -> np.ndarray:
    """A bolt across one eye, from the brow to the jaw; not mirrored."""
    bolt = [(0.030, 0.078), (0.062, 0.066), (0.050, 0.022), (0.066, 0.020), (0.045, -0.092), (0.040, -0.030),
            (0.020, -0.026)]  # fmt: skip
    return soft_step(-EDGE, EDGE, polygon_distance(flat, np.array(bolt)) + wider)


def _stripes(flat: np.ndarray) -> np.ndarray:
    """Three across the forehead, two on each cheek."""
    brow = np.max([np.minimum(0.0042 - np.abs(flat[:, 1] - z), 0.040 - flat[:, 0]) for z in (0.034, 0.047, 0.060)], 0)
    slope = flat[:, 1] - 0.35 * (flat[:, 0] - 0.045)
    side = np.minimum(flat[:, 0] - 0.026, 0.064 - flat[:, 0])
    cheeks = np.max([np.minimum(0.0040 - np.abs(slope - z), side) for z in (-0.033, -0.047)], 0)
    return soft_step(-EDGE, EDGE, np.maximum(brow, cheeks))
