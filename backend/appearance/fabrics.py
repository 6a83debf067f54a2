"""What cloth is made of: how its light varies, how its surface runs, how rough it is, where it has holes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .noise import cells, noise, tiled
from .patterns import repeats

_TILE = 256
SLOPE = 48.0
"""steps of a stored slope to 1, which is 45 degrees"""


@dataclass(frozen=True, eq=False)
class Fabric:
    """S pixels a side, first row at the top."""

    shade: np.ndarray
    """(S, S) uint8, by which the colour is multiplied, 255 for 1"""
    across: np.ndarray
    """(S, S) int8: how steeply the surface rises to the right, in SLOPE"""
    down: np.ndarray
    """(S, S) int8: how steeply it rises towards the last row"""
    roughness: np.ndarray | None = None
    """(S, S) uint8 where it varies so much that it is seen"""
    alpha: np.ndarray | None = None
    """(S, S) uint8 where it has holes"""


ROUGHNESS = {
    "cotton": 0.85,
    "denim": 0.85,
    "leather": 0.45,
    "knit": 0.92,
    "wool": 0.95,
    "silk": 0.48,
    "lace": 0.80,
    "metal": 0.28,
    "fur": 0.95,
    "rubber": 0.38,
    "sequins": 0.30,
    "quilted": 0.80,
    "mail": 0.36,
    "velvet": 0.78,
    "corduroy": 0.95,
    "sheer": 0.55,
    "scales": 0.34,
    "glowing": 0.38,
}
"""0..1, as of a Principled surface"""
EMISSION = {"glowing": 1.5}
"""strength with which the colour shines by itself"""
METALLIC = {"metal": 0.85, "mail": 0.6, "sequins": 0.35, "scales": 0.3}
"""so much that straps and linings on it do not turn black"""


@lru_cache(maxsize=12)
def fabric(name: str, size: int, texel: float) -> Fabric:
    """As it is on a texture of `size` pixels that lies over `texel` metres."""
    return _MAKERS[name](size, texel)


def _made(
    height: np.ndarray,
    size: int,
    *,
    steep: float,
    dark: float,
    clouds: float = 0.0,
    roughness: np.ndarray | None = None,
    alpha: np.ndarray | None = None,
) -> Fabric:
    """height: (n, n) of deviation about 1, repeated where n is less than the size; steep: slope of one deviation in a
    pixel; dark: how much darker one deviation below is; clouds: how much the colour varies over decimetres."""
    across = (np.roll(height, -1, 1) - np.roll(height, 1, 1)) * (steep / 2)
    down = (np.roll(height, -1, 0) - np.roll(height, 1, 0)) * (steep / 2)
    shade = 1.0 + dark * (np.clip(height, -2, 1) - 1)
    if clouds:
        shade = shade * (1.0 - clouds * np.clip(noise(len(height), len(height) / 6, 90) + 1, 0, 2))
    return Fabric(
        shade=_bytes(shade, size),
        across=_steps(across, size),
        down=_steps(down, size),
        roughness=None if roughness is None else _bytes(roughness, size),
        alpha=None if alpha is None else _bytes(alpha, size),
    )


def _bytes(values: np.ndarray, size: int) -> np.ndarray:
    return tiled(np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8), size)


def _steps(slopes: np.ndarray, size: int) -> np.ndarray:
    return tiled(np.rint(np.clip(slopes * SLOPE, -127, 127)).astype(np.int8), size)


def _tile(size: int) -> int:
    return min(size, _TILE)


def _phases(size: int, texel: float, width: float, height: float, finest: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Within each period, 0..1: across (1, S) and down (S, 1), of metres `width` and `height`."""
    at = (np.arange(size, dtype=np.float32) + 0.5) / size
    across, down = (repeats(length, size, texel, finest) for length in (width, height))
    return (at * across % 1.0)[None], (at * down % 1.0)[:, None]


def _cotton(size: int, texel: float) -> Fabric:
    n = _tile(size)
    threads = noise(n, 1.0, 1, 0.25) + noise(n, 1.0, 2, 4.0)
    return _made(threads / 1.4, size, steep=0.05, dark=0.012, clouds=0.010)


def _denim(size: int, texel: float) -> Fabric:
    n = _tile(size)
    twill = np.cos(np.add.outer(np.arange(n), np.arange(n)) * np.float32(np.pi / 2))
    flecks = noise(n, 1.0, 5, 4.0)
    return _made(0.6 * twill + 0.6 * flecks, size, steep=0.09, dark=0.055, clouds=0.02)


def _leather(size: int, texel: float) -> Fabric:
    n = min(size, 512)
    count = repeats(0.0018, n, texel * n / size, 4)
    first, second, which = cells(n, count, 7)
    pebble = np.clip((second - first) * 2.2, 0, 1)
    tone = np.random.default_rng(8).standard_normal(count * count).astype(np.float32)[which]
    creases = np.clip(np.abs(noise(n, n / 24, 9)) * 3, 0, 1)
    height = pebble - 0.6 + 0.3 * tone * pebble + creases
    rough = ROUGHNESS["leather"] + 0.05 * noise(n, n / 10, 10) + 0.10 * (1 - pebble)
    return _made(height, size, steep=0.10, dark=0.03, clouds=0.03, roughness=rough)


def _knit(size: int, texel: float) -> Fabric:
    """Columns of V-shaped stitches."""
    x, y = _phases(size, texel, 0.011, 0.009, 8)
    side = np.abs(x - 0.5) * 2  # 0 in the middle of a column, 1 between two
    along = (y + 0.55 * side) % 1.0
    loop = np.sin(np.pi * along) ** 0.6
    strand = np.clip(1 - ((side - 0.5) * 1.9) ** 2, 0, 1)
    fuzz = tiled(noise(_tile(size), 1.5, 12), size)
    return _made(2.2 * loop * strand - 1.2 + 0.15 * fuzz, size, steep=0.35, dark=0.13)


def _wool(size: int, texel: float) -> Fabric:
    n = _tile(size)
    twill = np.cos((np.arange(n)[:, None] * 2 + np.arange(n)[None]) * np.float32(2 * np.pi / 16))
    fuzz = noise(n, 1.6, 14) + 0.6 * noise(n, 5.0, 15)
    return _made(0.4 * twill + 0.6 * fuzz, size, steep=0.10, dark=0.05, clouds=0.015)


def _silk(size: int, texel: float) -> Fabric:
    n = _tile(size)
    return _made(noise(n, n / 9, 17, 0.4), size, steep=0.08, dark=0.010, clouds=0.02)


def _velvet(size: int, texel: float) -> Fabric:
    """A deep nap that hands have brushed this way and that."""
    n = _tile(size)
    brushed = noise(n, n / 14, 31, 0.35) + 0.7 * noise(n, n / 6, 32)
    nap = noise(n, 1.0, 33)
    light = np.clip(0.76 + 0.055 * brushed + 0.03 * nap, 0.45, 1.0)
    made = _made(0.4 * brushed + 0.35 * nap, size, steep=0.08, dark=0.0)
    return dataclasses.replace(made, shade=_bytes(light, size))


def _corduroy(size: int, texel: float) -> Fabric:
    """Ribs of pile that run upwards."""
    x, y = _phases(size, texel, 0.012, 0.012, 6)
    rib = np.sqrt(np.clip(1 - (2 * np.abs(x - 0.5)) ** 2, 0, 1)) + 0 * y
    fuzz = tiled(noise(_tile(size), 1.3, 35), size)
    return _made(2.0 * rib - 1.5 + 0.12 * fuzz, size, steep=0.30, dark=0.16)


def _lace(size: int, texel: float) -> Fabric:
    """Flowers of thread on a net."""
    x, y = _phases(size, texel, 0.05, 0.05, 24)
    dx, dy = x - 0.5, y - 0.5
    distance, angle = np.sqrt(dx * dx + dy * dy), np.arctan2(dy, dx)
    petal = 0.44 * (0.66 + 0.34 * np.cos(6 * angle))
    edge = np.clip((0.055 - np.abs(distance - petal)) * 24, 0, 1)
    inside = np.clip((petal - distance) * 24, 0, 1) * (0.5 + 0.5 * np.cos(6 * angle + np.pi))
    middle = np.clip((0.07 - distance) * 24, 0, 1)
    net_x, net_y = _phases(size, texel, 0.00625, 0.00625, 5)
    net = np.maximum(np.clip(1.1 - np.abs(net_x - 0.5) * 7, 0, 1), np.clip(1.1 - np.abs(net_y - 0.5) * 7, 0, 1))
    thread = np.maximum.reduce([edge, inside, middle, net * 0.9])
    return _made(thread * 2 - 1, size, steep=0.12, dark=0.03, alpha=np.clip(thread * 1.6, 0, 1))


def _sheer(size: int, texel: float) -> Fabric:
    """Chiffon and gauze: threads so thin that what is below is seen through them."""
    n = _tile(size)
    threads = noise(n, 1.0, 41, 0.25) + noise(n, 1.0, 42, 4.0)
    density = 0.46 + 0.05 * threads + 0.05 * noise(n, n / 5, 43, 2.5)
    return _made(threads / 1.4, size, steep=0.04, dark=0.02, alpha=np.clip(density, 0.25, 0.75))


def _scales(size: int, texel: float) -> Fabric:
    """Rows of round scales, each over two of the row below, dark where they slip under the next."""
    x, y = _phases(size, texel, 0.030, 0.044, 12)
    light, height = np.full((size, size), 0.30, np.float32), np.zeros((size, size), np.float32)
    for shift, row in ((0.0, 1.0), (0.5, 0.5), (0.0, 0.0)):  # from the lowest row to the uppermost
        dx, dy = (x + shift) % 1.0 - 0.5, y - row
        disc = np.sqrt((dx / 0.52) ** 2 + (np.clip(dy, 0, None) / 0.62) ** 2 + (np.clip(-dy, 0, None) / 0.02) ** 2)
        inside = np.clip((1.0 - disc) * 9, 0, 1)
        ridge = np.exp(-((dx / 0.05) ** 2)) * np.clip(1 - dy * 2, 0, 1)
        shine = np.clip(0.62 + 0.55 * dy - 0.35 * disc**6 + 0.12 * ridge, 0.15, 1.0)
        light = light * (1 - inside) + shine * inside
        height = height * (1 - inside) + (1.0 + 1.6 * dy - 0.8 * disc**4) * inside
    made = _made(height * 1.6 - 1.0, size, steep=0.30, dark=0.0)
    return dataclasses.replace(made, shade=_bytes(light, size))


def _metal(size: int, texel: float) -> Fabric:
    n = _tile(size)
    dents = noise(n, n / 7, 18)
    scratches = np.clip(noise(n, 1.0, 19, 0.04) - 1.6, 0, 2)
    rough = ROUGHNESS["metal"] + 0.07 * dents + 0.2 * scratches
    brushed = noise(n, 1.0, 20, 30.0)
    return _made(0.3 * dents + 0.5 * brushed - 0.4 * scratches, size, steep=0.05, dark=0.035, roughness=rough)


def _fur(size: int, texel: float) -> Fabric:
    """Short fine hairs in soft tufts; long dark furrows would be bark."""
    n = _tile(size)
    hairs = 0.9 * noise(n, 1.2, 21, 4.5) + 0.6 * noise(n, 2.6, 22, 2.5) + 0.8 * noise(n, 12.0, 23, 1.3)
    return _made(hairs / 1.5, size, steep=0.34, dark=0.10, clouds=0.04)


def _sequins(size: int, texel: float) -> Fabric:
    """Small discs, each turned a little its own way, so that single ones flash."""
    n = min(size, 512)
    count = repeats(0.011, n, texel * n / size, 5)
    first, _, which = cells(n, count, 27)
    rng = np.random.default_rng(28)
    tone = rng.uniform(-1, 1, count * count).astype(np.float32)[which]
    disc = np.clip((0.55 - first) * 6, 0, 1)
    light = np.where(tone > 0.55, 1.0, 0.70 + 0.22 * tone) * (0.72 + 0.28 * disc)
    made = _made(disc * 1.4 + 0.5 * tone, size, steep=0.30, dark=0.0)
    return dataclasses.replace(made, shade=_bytes(light, size))


def _quilted(size: int, texel: float) -> Fabric:
    """Padded lozenges between seams that cross."""
    x, y = _phases(size, texel, 0.075, 0.075, 16)
    first, second = np.abs((x + y) % 1.0 - 0.5), np.abs((x - y) % 1.0 - 0.5)
    seam = 0.5 - np.maximum(first, second)
    height = np.sqrt(np.clip(seam * 2.4, 0, 1)) * 2.6 - 1.6
    steep = 0.42 * (0.075 / texel * size) / 24
    return _made(height, size, steep=min(steep, 1.6), dark=0.14)


def _mail(size: int, texel: float) -> Fabric:
    """Rings of wire through each other, large enough to be told from afar."""
    height = np.zeros((size, size), np.float32)
    for shift in (0.0, 0.5):
        x, y = _phases(size, texel, 0.022, 0.022, 9)
        dx, dy = (x + shift) % 1.0 - 0.5, (y + shift) % 1.0 - 0.5
        away = np.sqrt(dx * dx + dy * dy) - 0.40
        lean = 0.25 * (dx if shift else -dx)
        height = np.maximum(height, np.exp(-((away / 0.11) ** 2)) * (1 + lean))
    return _made(2.4 * height - 1.7, size, steep=0.32, dark=0.18)


def _rubber(size: int, texel: float) -> Fabric:
    n = _tile(size)
    return _made(noise(n, 6.0, 25), size, steep=0.02, dark=0.008)


def _glowing(size: int, texel: float) -> Fabric:
    n = _tile(size)
    return _made(np.zeros((n, n), np.float32), size, steep=0.0, dark=0.0)


_MAKERS: dict[str, Callable[[int, float], Fabric]] = {
    "cotton": _cotton,
    "denim": _denim,
    "leather": _leather,
    "knit": _knit,
    "wool": _wool,
    "silk": _silk,
    "lace": _lace,
    "metal": _metal,
    "fur": _fur,
    "rubber": _rubber,
    "sequins": _sequins,
    "quilted": _quilted,
    "mail": _mail,
    "velvet": _velvet,
    "corduroy": _corduroy,
    "sheer": _sheer,
    "scales": _scales,
    "glowing": _glowing,
}
