"""Tattoos that are pictures, dark enough to be seen from afar: on chest, back, neck, thighs, calves and forearms."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .fields import noise, soft_step
from .place import Place

_N = 384
EDGE = 0.10
NAMES = ("tattoo_anchor", "tattoo_neck", "tattoo_chest", "tattoo_back", "tattoo_thighs")


def motifs(place: Place) -> dict[str, np.ndarray]:
    """Name of `NAMES` -> (N,) 0..1 density of the ink."""
    out = {name: np.zeros(len(place.points)) for name in NAMES}
    here = np.flatnonzero(place.on["body"])
    p, normal = place.points[here].astype(float), place.normals[here]
    arm = place.arm[here] > 0.35
    front, back = (normal[:, 1] < -0.15) & ~arm, (normal[:, 1] > 0.15) & ~arm
    shoulder, elbow, wrist = (place.joint(n) for n in ("upperarm01", "lowerarm01", "wrist"))
    axis = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    mirrored = place.mirrored[here]
    along = (mirrored - elbow) @ axis / np.linalg.norm(wrist - elbow)
    side = np.cross(axis, np.array([0.0, -1.0, 0.0]))
    around = (mirrored - elbow) @ (side / np.linalg.norm(side))
    near = arm & (along > 0) & (normal[:, 1] < -0.1)
    out["tattoo_anchor"][here] = near * _stamp(_drawn("anchor"), around / 0.040, (0.42 - along) / 0.24)
    high = shoulder[2]
    out["tattoo_chest"][here] = front * _stamp(_drawn("wings"), p[:, 0] / 0.165, (p[:, 2] - high + 0.075) / 0.095)
    out["tattoo_back"][here] = back * np.maximum(
        _stamp(_drawn("wings"), p[:, 0] / 0.185, (p[:, 2] - high + 0.065) / 0.120),
        _stamp(_drawn("skull"), p[:, 0] / 0.095, (p[:, 2] - high + 0.275) / 0.105),
    )
    hip, knee, foot = (place.joint(n) for n in ("upperleg01", "lowerleg01", "foot"))
    thigh, calf = hip * 0.45 + knee * 0.55, knee * 0.62 + foot * 0.38
    right = p[:, 0] < 0
    ink = np.zeros(len(p))
    for middle, size, names in ((thigh, 0.078, ("rose", "skull")), (calf, 0.052, ("anchor", "rose"))):
        across, up = (mirrored[:, 0] - middle[0]) / size, (p[:, 2] - middle[2]) / (1.35 * size)
        for facing in (-1, 1):
            seen = (normal[:, 1] * facing > 0.05) & ~arm & (p[:, 2] < hip[2] - 0.06)
            for own, name in zip((right, ~right), names, strict=True):
                ink = np.maximum(ink, _stamp(_drawn(name), across, up) * seen * own)
    band = p[:, 2] - (knee[2] + 0.115)
    wave = 0.010 * np.abs(
        ((np.arctan2(mirrored[:, 0] - knee[0], mirrored[:, 1] - knee[1]) / (2 * np.pi) * 10) % 1) * 2 - 1
    )
    rings = np.maximum(soft_step(0.0062, 0.0050, np.abs(band + wave)), soft_step(0.0042, 0.0030, np.abs(band + 0.026)))
    out["tattoo_thighs"][here] = np.maximum(ink, rings * ~arm)
    _neck(place, out["tattoo_neck"])
    return out


def _neck(place: Place, out: np.ndarray) -> None:
    """Flames that rise around the neck, a rose on each side of it."""
    here = np.flatnonzero(place.skin & ~(place.arm > 0.3) & (place.local[:, 2] < -0.09) & (place.local[:, 2] > -0.27))
    local = place.local[here].astype(float)
    turn = np.arctan2(local[:, 0], 0.075 - local[:, 1])
    bent = 0.010 * noise(place.points[here] * 40, 331)
    flame = local[:, 2] + 0.190 - 0.034 * np.abs(((turn / np.pi * 5.5) % 1) * 2 - 1) + bent
    base = soft_step(0.0025, -0.0025, flame) * soft_step(-0.062, -0.056, flame)
    holes = soft_step(0.008, 0.005, np.abs(flame + 0.020))
    rose = _stamp(_drawn("rose"), (np.abs(turn) - 0.95) / 0.48, (local[:, 2] + 0.155) / 0.030)
    under_jaw = soft_step(-0.112, -0.122, local[:, 2] - 0.25 * np.maximum(local[:, 1] - 0.01, 0))
    out[here] = np.maximum(base * (1 - holes), rose * (np.abs(turn) < 1.5)) * under_jaw


def _stamp(picture: np.ndarray, across: np.ndarray, up: np.ndarray) -> np.ndarray:
    """(N,) 0..1 of a picture whose borders lie at -1 and 1."""
    column, row = (across * 0.5 + 0.5) * (_N - 1), (0.5 - up * 0.5) * (_N - 1)
    inside = (column >= 0) & (column < _N - 1) & (row >= 0) & (row < _N - 1)
    found = np.zeros(len(across))
    found[inside] = picture[row[inside].astype(int), column[inside].astype(int)] / 255
    return soft_step(0.5 - EDGE, 0.5 + EDGE, found)


def _drawn(name: str) -> np.ndarray:
    """(_N, _N) uint8, ink 255."""
    picture = Image.new("L", (_N, _N))
    {"anchor": _anchor, "rose": _rose, "skull": _skull, "wings": _wings}[name](ImageDraw.Draw(picture))
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(2)))


def _at(*points: tuple[float, float]) -> list[tuple[float, float]]:
    return [(x * _N, y * _N) for x, y in points]


def _round(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: int, outline: float = 0.0) -> None:
    box = _at((x - radius, y - radius), (x + radius, y + radius))
    draw.ellipse([*box[0], *box[1]], fill=None if outline else fill, outline=fill if outline else None,
                 width=round(outline * _N))  # fmt: skip


def _anchor(draw: ImageDraw.ImageDraw) -> None:
    _round(draw, 0.5, 0.13, 0.10, 255, 0.055)
    draw.line(_at((0.5, 0.22), (0.5, 0.92)), fill=255, width=round(0.085 * _N))
    draw.line(_at((0.27, 0.32), (0.73, 0.32)), fill=255, width=round(0.075 * _N))
    draw.arc([*_at((0.14, 0.26))[0], *_at((0.86, 0.96))[0]], 15, 165, fill=255, width=round(0.085 * _N))
    for x, way in ((0.14, -1), (0.86, 1)):
        draw.polygon(_at((x + 0.10 * way, 0.74), (x - 0.11 * way, 0.74), (x, 0.54)), fill=255)


def _rose(draw: ImageDraw.ImageDraw) -> None:
    for angle in np.arange(0, 360, 60):
        x, y = 0.5 + 0.22 * np.cos(np.radians(angle)), 0.42 + 0.22 * np.sin(np.radians(angle))
        _round(draw, float(x), float(y), 0.185, 255)
    for radius, first, last in (
        (0.30, 200, 330),
        (0.30, 20, 150),
        (0.21, 110, 250),
        (0.21, 290, 70),
        (0.12, 30, 200),
        (0.12, 230, 350),
    ):
        box = _at((0.5 - radius, 0.42 - radius), (0.5 + radius, 0.42 + radius))
        draw.arc([*box[0], *box[1]], first, last, fill=0, width=round(0.030 * _N))
    _round(draw, 0.5, 0.42, 0.045, 0)
    for way in (-1, 1):
        draw.polygon(
            _at((0.5, 0.80), (0.5 + 0.20 * way, 0.72), (0.5 + 0.42 * way, 0.82), (0.5 + 0.24 * way, 0.96)), fill=255
        )
        draw.line(_at((0.5, 0.81), (0.5 + 0.36 * way, 0.835)), fill=0, width=round(0.02 * _N))


def _skull(draw: ImageDraw.ImageDraw) -> None:
    _round(draw, 0.5, 0.38, 0.34, 255)
    draw.rounded_rectangle([*_at((0.28, 0.55))[0], *_at((0.72, 0.92))[0]], round(0.07 * _N), fill=255)
    for x in (0.36, 0.64):
        _round(draw, x, 0.43, 0.105, 0)
    draw.polygon(_at((0.5, 0.54), (0.43, 0.67), (0.57, 0.67)), fill=0)
    draw.line(_at((0.30, 0.78), (0.70, 0.78)), fill=0, width=round(0.025 * _N))
    for x in (0.36, 0.43, 0.50, 0.57, 0.64):
        draw.line(_at((x, 0.71), (x, 0.88)), fill=0, width=round(0.022 * _N))


def _wings(draw: ImageDraw.ImageDraw) -> None:
    """A heart between two wings."""
    for way in (-1, 1):
        for number in range(6):
            top, tip = 0.20 + 0.07 * number, 0.98 - 0.055 * number
            low = 0.40 + 0.085 * number
            draw.polygon(_at(*[(0.5 + way * (x - 0.5), y) for x, y in (
                (0.58, top + 0.10), (0.74, top - 0.05), (tip, top - 0.14 + 0.05 * number), (0.92 - 0.05 * number, low),
                (0.62, low + 0.02))]), fill=255)  # fmt: skip
            draw.line(_at((0.5 + way * 0.10, low + 0.025), (0.5 + way * (0.43 - 0.05 * number), low + 0.01)), fill=0,
                      width=round(0.020 * _N))  # fmt: skip
    for x in (0.435, 0.565):
        _round(draw, x, 0.42, 0.090, 255)
    draw.polygon(_at((0.36, 0.47), (0.64, 0.47), (0.5, 0.80)), fill=255)
    draw.line(_at((0.33, 0.36), (0.5, 0.56), (0.67, 0.36)), fill=0, width=round(0.02 * _N))
