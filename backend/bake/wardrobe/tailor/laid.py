"""What is laid over a garment: belts, obis, straps, draped cloth."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import PchipInterpolator

from ....wear.bind import nearest_places, places_to_hang
from .cloth import Cloth
from .ground import smooth
from .hanging import hung
from .strips import from_front, over, ring_frame, strip

_ON_SHOULDER = 0.075
"""metres of half the width at most that a drape has on a shoulder"""


def sash(
    cloth: Cloth, loop: np.ndarray, panel: int, high: float, thick: float = 0.006, above: float = 0.5
) -> np.ndarray:
    """A belt around the waist over a border `loop`; `above` of its height lies above the border. Gives its vertices."""
    loop = from_front(cloth.points, loop)
    line = cloth.points[loop].copy()
    slope, start = np.polyfit(line[:, 1], line[:, 2], 1)
    line[:, 2] = start + slope * line[:, 1]
    out, up, _ = ring_frame(line, 0.0)
    low, top = -high * (1 - above), high * above
    rows = [
        line + up * (low + (top - low) * part) + out * (thick * away)
        for part, away in ((-0.05, 0.3), (0.0, 0.9), (0.3, 1.15), (0.7, 1.15), (1.0, 0.9), (1.0, 0.3))
    ]
    return strip(cloth, (cloth.corners[loop], cloth.shares[loop]), np.stack(rows), panel, True, out, loop)


def obi(cloth: Cloth, loop: np.ndarray, panel: int, low: float, high: float, thick: float = 0.009) -> None:
    """A broad band around the trunk from `low` metres below a border to `high` above it, over the garment, each row
    held by the skin below it."""
    g = cloth.ground
    loop = from_front(cloth.points, loop)
    line = cloth.points[loop]
    out = ring_frame(line, 0.0)[0]
    centre = line.mean(axis=0)
    trunk = cloth.points[cloth.at(g.share["arm"]) < 0.3]
    flat = (trunk - centre)[:, :2]
    turn, radius = np.arctan2(flat[:, 0], flat[:, 1]), np.linalg.norm(flat, axis=1)
    ours = np.arctan2(line[:, 0] - centre[0], line[:, 1] - centre[1])
    way = np.stack([np.sin(ours), np.cos(ours), np.zeros_like(ours)], axis=1)
    rings = []
    for height in np.linspace(-low, high, 7):
        z = centre[2] + height
        near = np.abs(trunk[:, 2] - z) < 0.03
        apart = np.abs((ours[:, None] - turn[None, near] + np.pi) % (2 * np.pi) - np.pi) < 0.16
        wide = np.where(apart, radius[None, near], 0.0).max(axis=1)
        for _ in range(4):
            wide = np.maximum(wide, 0.25 * np.roll(wide, 1) + 0.5 * wide + 0.25 * np.roll(wide, -1))
        rings.append(np.array((*centre[:2], z)) + way * (wide + 0.5 * thick)[:, None])
    rows = [rings[0] - way * thick, *(ring + way * 0.5 * thick for ring in rings), rings[-1] - way * thick]
    grid = np.stack(rows)
    base, triangles = np.nan_to_num(g.base), g.body.triangles
    triangles = triangles[(g.share["arm"][triangles] < 0.3).all(axis=1)]
    corners, shares = places_to_hang(grid.reshape(-1, 3), base, triangles)
    strip(cloth, (corners, shares), grid, panel, True, out)


def strap(cloth: Cloth, controls: np.ndarray, width: float, away: float, panel: int, count: int = 28) -> np.ndarray:
    """A band along a curve through `controls` (k, 3) metres, laid `away` metres over the skin."""
    g = cloth.ground
    at = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(controls, axis=0), axis=1))]
    steps = np.linspace(0, at[-1], count)
    curve = np.stack([PchipInterpolator(at, controls[:, k])(steps) for k in range(3)], axis=1)
    base, triangles = np.nan_to_num(g.base), g.body.triangles
    for _ in range(3):
        corners, shares, places = nearest_places(curve, base, triangles)
        curve = places.copy()
        curve[1:-1] = 0.25 * places[:-2] + 0.5 * places[1:-1] + 0.25 * places[2:]
    corners, shares, places = nearest_places(curve, base, triangles)
    normal = np.einsum("nk,nkd->nd", shares, g.body.normals[corners])
    for _ in range(2):
        normal[1:-1] = 0.25 * normal[:-2] + 0.5 * normal[1:-1] + 0.25 * normal[2:]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    across = np.cross(np.gradient(places, axis=0), normal)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    half = width / 2
    rows = [
        places + across * (half * side) + normal * (away + lift)
        for side, lift in ((-1.0, -0.002), (-1.0, 0.0015), (0.0, 0.003), (1.0, 0.0015), (1.0, -0.002))
    ]
    return strip(cloth, (corners, shares), np.stack(rows), panel, False, -across)


def drape_band(
    cloth: Cloth,
    controls: np.ndarray,
    width: float,
    away: float,
    panel: int,
    count: int = 40,
    rows: int = 9,
    gap: float = 0.006,
    ends: tuple[float, float] = (0.45, 0.45),
    pleats: float = 0.0,
) -> np.ndarray:
    """A broad cloth along a curve through `controls` (k, 3) metres, each of its points `away` metres over the skin or
    over the garment; below the waist it hangs as a skirt does. ends: how wide both ends are, of 1; pleats: metres by
    which every second row lies higher. Gives its vertices (rows, count)."""
    g = cloth.ground
    surface = cloth.points.copy(), cloth.normals()
    at = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(controls, axis=0), axis=1))]
    steps = np.linspace(0, at[-1], count)
    curve = np.stack([PchipInterpolator(at, controls[:, k])(steps) for k in range(3)], axis=1)
    base, triangles = np.nan_to_num(g.base), g.body.triangles
    triangles = triangles[(g.share["arm"][triangles] < 0.5).all(axis=1)]

    def on_skin(points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        corners, shares, places = nearest_places(points, base, triangles)
        normal = np.einsum("nk,nkd->nd", shares, g.body.normals[corners])
        return corners, shares, places, normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)

    _, _, places, normal = on_skin(curve)
    for _ in range(4):
        places[1:-1] = 0.25 * places[:-2] + 0.5 * places[1:-1] + 0.25 * places[2:]
        normal[1:-1] = 0.25 * normal[:-2] + 0.5 * normal[1:-1] + 0.25 * normal[2:]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    across = np.cross(np.gradient(places, axis=0), normal)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    part = np.linspace(0, 1, count)
    least = np.where(part < 0.5, ends[0], ends[1])
    half = 0.5 * width * (least + (1 - least) * np.sin(np.pi * part) ** 0.5)
    half = np.minimum(half, _ON_SHOULDER + width * smooth(places[:, 2], g.throat + 0.02, g.chest + 0.02))
    grid = np.stack([places + across * (half * side)[:, None] + normal * away for side in np.linspace(-1, 1, rows)])
    corners, shares, skin, out = on_skin(grid.reshape(-1, 3))
    lying = (skin + out * away).reshape(grid.shape)
    lying = over(surface, lying, (gap,) * rows)
    for _ in range(3):
        lying[:, 1:-1] = 0.25 * lying[:, :-2] + 0.5 * lying[:, 1:-1] + 0.25 * lying[:, 2:]
        lying[1:-1] = 0.25 * lying[:-2] + 0.5 * lying[1:-1] + 0.25 * lying[2:]
    lying = over(surface, lying, (gap,) * rows)
    lying = lying + out.reshape(grid.shape) * (pleats * (np.arange(rows) % 2))[:, None, None]
    border = [lying[k] - normal * (gap - 0.001) for k in (0, -1)]
    corners, shares = hung(g, lying.reshape(-1, 3), corners, shares)
    order = np.r_[0, np.arange(rows), rows - 1]
    held = corners.reshape(rows, count, 3)[order].reshape(-1, 3), shares.reshape(rows, count, 3)[order].reshape(-1, 3)
    numbers = strip(cloth, held, np.stack([border[0], *lying, border[1]]), panel, False, normal, first=rows // 2)
    return numbers[1:-1]
