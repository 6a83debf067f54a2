"""What is sewn on along a border: collars, lapels, hoods, bands, flounces."""

from __future__ import annotations

import numpy as np
from scipy.spatial import KDTree

from ....wear.bind import places_to_hang
from .cloth import Cloth
from .ground import smooth


def strip(
    cloth: Cloth,
    places: tuple[np.ndarray, np.ndarray],
    rows: np.ndarray,
    panel: int,
    closed: bool,
    out: np.ndarray,
    source: np.ndarray | None = None,
    first: int = 0,
) -> np.ndarray:
    """rows: (M, n, 3) metres, a grid that hangs on places (n, 3) of the base mesh each, or each point on one of its own
    (M n, 3); out: (n, 3) which way its quads from row `first` to the next look: those before may be an edge, which
    looks aside. Gives the numbers of its vertices (M, n)."""
    m, n = rows.shape[:2]
    count = n if closed else n - 1
    column = np.arange(count)
    following = (column + 1) % n
    faces = np.concatenate(
        [
            np.stack([k * n + column, k * n + following, (k + 1) * n + following, (k + 1) * n + column], 1)
            for k in range(m - 1)
        ]
    )
    p = rows.reshape(-1, 3)
    a, b, c, d = p[faces[first * count : (first + 1) * count]].transpose(1, 0, 2)
    normal = np.cross(c - a, d - b)
    flip = np.einsum("nd,nd->", normal, out[:count]) < 0
    middle = rows[m // 2]
    steps = np.linalg.norm(np.roll(middle, -1, 0) - middle, axis=1)
    u = np.r_[0.0, np.cumsum(steps)]
    v = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(rows, axis=0), axis=2).mean(axis=1))]
    rising = rows[0, :, 2].mean() < rows[1, :, 2].mean()
    v = v if rising else -v
    right = 1.0 if flip != rising else -1.0
    uvs = np.concatenate(
        [
            np.stack(
                [
                    np.stack([right * u[column + da], np.full(count, v[k + dk])], 1)
                    for da, dk in ((0, 0), (1, 0), (1, 1), (0, 1))
                ],
                axis=1,
            )
            for k in range(m - 1)
        ]
    )
    if flip:
        faces, uvs = faces[:, ::-1], uvs[:, ::-1]
    tiled = places if len(places[0]) == m * n else (np.tile(places[0], (m, 1)), np.tile(places[1], (m, 1)))
    numbers = cloth.add(p, tiled, faces, uvs, panel, source=None if source is None else np.tile(source, m))
    return numbers.reshape(m, n)


def from_front(points: np.ndarray, loop: np.ndarray) -> np.ndarray:
    """A loop that begins at its middle front and goes to the figure's left first."""
    p = points[loop]
    start = int((np.abs(p[:, 0]) + 2.0 * (p[:, 1] - p[:, 1].min())).argmin())
    loop = np.roll(loop, -start)
    return loop if points[loop[2], 0] > 0 else np.r_[loop[:1], loop[1:][::-1]]


def ring_frame(points: np.ndarray, lean: float = -0.25) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of a closed line around the neck: outward (n, 3) level, up (3,) along the neck, share (n,) of the way around."""
    centre = points.mean(axis=0)
    out = points - centre
    out[:, 2] = 0
    for _ in range(3):
        out = out + np.roll(out, 1, 0) + np.roll(out, -1, 0)
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    up = np.array((0.0, lean, 1.0))
    steps = np.linalg.norm(np.roll(points, -1, 0) - points, axis=1)
    share = np.r_[0.0, np.cumsum(steps)[:-1]] / steps.sum()
    return out, up / np.linalg.norm(up), share


def above(points: np.ndarray, loop: np.ndarray, height: float) -> np.ndarray:
    """That part of a border which is above a height, as an open line that begins on the figure's left."""
    high = points[loop, 2] > height
    start = int(np.flatnonzero(high & ~np.roll(high, 1))[0])
    line = np.roll(loop, -start)[: int(high.sum())]
    return line if points[line[0], 0] > points[line[-1], 0] else line[::-1]


def shirt_collar(
    cloth: Cloth, loop: np.ndarray, panel: int, stand: float = 0.022, fall: float = 0.044, point: float = 0.028
) -> np.ndarray:
    """A stand around the neck, and a fall over it whose points are longer by `point`; panels `panel` and the next.
    Gives the vertices of the fall's edge."""
    surface = cloth.points.copy(), cloth.normals()
    loop = from_front(cloth.points, loop)
    places = cloth.corners[loop], cloth.shares[loop]
    line = cloth.points[loop]
    out, up, share = ring_frame(line)
    inward = -out * 0.004
    base = line + inward - up * 0.004
    top = line + inward + up * stand
    slope, start = np.polyfit(line[:, 1], line[:, 2], 1)
    top[:, 2] = np.maximum(start + slope * line[:, 1] + stand * up[2], line[:, 2] + 0.007)
    rows = np.stack([base, 0.5 * (line + inward * 0.5) + 0.5 * top, top, top + inward * 0.6, base + inward * 0.6])
    strip(cloth, places, rows, panel, True, out, loop)
    near = np.minimum(share, 1 - share)
    tip = np.exp(-((near / 0.045) ** 2))
    long = np.r_[loop, loop[:1]]
    close = np.r_[np.arange(len(loop)), 0]
    o, t, f = out[close], top[close], (fall + point * tip)[close]
    sideways = np.zeros_like(o)
    ends = np.r_[share, 1.0]
    left = np.exp(-((ends / 0.045) ** 2)) - np.exp(-(((1 - ends) / 0.045) ** 2))
    sideways[:, 0] = left * 0.022
    o = o.copy()
    o[0] = o[-1] = (0, -1, 0)
    down = -up
    rows = np.stack(
        [
            t - o * 0.001 - up * 0.002,
            t + o * 0.003 + up * 0.003,
            t + o * 0.009 + down * f[:, None] * 0.35 + sideways * 0.5,
            t + o * 0.015 + down * f[:, None] * 0.7 + sideways * 0.85,
            t + o * 0.021 + down * f[:, None] + sideways * 1.1,
            t + o * 0.018 + down * f[:, None] + sideways * 1.1,
            t + o * 0.010 + down * f[:, None] * 0.6 + sideways * 0.8,
        ]
    )
    rows = over(surface, rows, (0.0, 0.002, 0.004, 0.006, 0.006, 0.003, 0.002))
    return strip(cloth, (cloth.corners[long], cloth.shares[long]), rows, panel + 1, False, np.zeros_like(o) + up, long)[
        4
    ]


def over(surface: tuple[np.ndarray, np.ndarray], rows: np.ndarray, gaps: tuple[float, ...]) -> np.ndarray:
    """rows (M, n, 3) lifted where they are nearer to a garment's points and normals than `gaps` metres of each row."""
    points, normals = surface
    tree = KDTree(points)
    lifted = []
    for row, gap in zip(rows, gaps, strict=True):
        _, near = tree.query(row, k=5)
        normal = normals[near].mean(axis=1)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
        above = np.einsum("nd,nd->n", row - points[near].mean(axis=1), normal)
        lifted.append(row + np.maximum(gap - above, 0.0)[:, None] * normal * (gap > 0))
    return np.stack(lifted)


def band(
    cloth: Cloth,
    loop: np.ndarray,
    panel: int,
    high: float,
    thick: float = 0.005,
    out_by: float = 0.0,
    lean: float = -0.15,
) -> None:
    """A standing ribbed band around the neck."""
    loop = from_front(cloth.points, loop)
    line = cloth.points[loop]
    out, up, _ = ring_frame(line, lean)
    rows = np.stack(
        [
            line - up * 0.004 + out * 0.001,
            line + up * high * 0.5 + out * (0.002 + 0.5 * out_by),
            line + up * high + out * (0.001 + out_by),
            line + up * high - out * (thick - out_by),
            line - up * 0.004 - out * thick,
        ]
    )
    strip(cloth, (cloth.corners[loop], cloth.shares[loop]), rows, panel, True, out, loop)


def rolled_collar(cloth: Cloth, loop: np.ndarray, panel: int, high: float, thick: float = 0.004) -> None:
    """A tube around the neck, its upper half folded down over it."""
    loop = from_front(cloth.points, loop)
    line = cloth.points[loop]
    out, up, _ = ring_frame(line, -0.22)
    slope, start = np.polyfit(line[:, 1], line[:, 2], 1)
    top = line + up * high
    top[:, 2] = np.maximum(0.5 * top[:, 2] + 0.5 * (start + slope * line[:, 1] + high * up[2]), line[:, 2] + 0.6 * high)
    fall = top - 0.72 * (top - line)
    rows = np.stack(
        [
            fall + out * (0.5 * thick),
            fall + out * (2.2 * thick),
            0.45 * fall + 0.55 * top + out * (2.6 * thick),
            top + out * (1.6 * thick) - up * 0.002,
            top + out * 0.001 + up * 0.002,
            top - out * thick - up * 0.003,
            line - up * 0.006 - out * thick,
        ]
    )
    strip(cloth, (cloth.corners[loop], cloth.shares[loop]), rows, panel, True, out, loop, first=1)


def hood_down(cloth: Cloth, loop: np.ndarray, panel: int) -> np.ndarray:
    """A hood that lies on the back. Gives the vertices of its rows (8, n)."""
    loop = from_front(cloth.points, loop)
    line = cloth.points[loop]
    out, up, share = ring_frame(line, 0.0)
    back = np.exp(-(((share - 0.5) / 0.17) ** 2))[:, None]
    side = 1 - np.exp(-((np.minimum(share, 1 - share) / 0.06) ** 2))[:, None]
    rows = np.stack(
        [
            line - out * 0.004 - up * 0.006,
            line + out * (0.006 + 0.010 * back) + up * (0.020 + 0.018 * side),
            line + out * (0.016 + 0.026 * back) + up * (0.026 + 0.022 * side),
            line + out * (0.026 + 0.052 * back) + up * (0.018 + 0.010 * side - 0.010 * back),
            line + out * (0.028 + 0.070 * back) + up * (0.004 - 0.075 * back),
            line + out * (0.024 + 0.060 * back) - up * (0.010 + 0.155 * back),
            line + out * (0.012 + 0.030 * back) - up * (0.012 + 0.165 * back),
            line + out * (0.006 + 0.004 * back) - up * (0.004 + 0.100 * back),
        ]
    )
    return strip(cloth, (cloth.corners[loop], cloth.shares[loop]), rows, panel, True, -out, loop)


def ruff(cloth: Cloth, loop: np.ndarray, panel: int, radius: float, sides: int = 8) -> None:
    """A roll of fur along a closed line of vertices, (n,) metres thick or one for all."""
    line = cloth.points[loop]
    out, _, _ = ring_frame(line, 0.0)
    ahead = np.roll(line, -1, 0) - np.roll(line, 1, 0)
    up = np.cross(out, ahead)
    up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1e-9)
    turn = np.linspace(0, 2 * np.pi, sides + 1)
    rows = np.stack([line + radius * (np.cos(t) * out + np.sin(t) * up) for t in turn])
    strip(cloth, (cloth.corners[loop], cloth.shares[loop]), rows, panel, True, out, loop)


def flounce(
    cloth: Cloth, loop: np.ndarray, panel: int, deep: float, waves: int = 13, away: float = 0.010
) -> np.ndarray:
    """A strip of cloth gathered at a border and falling over the garment below it, `deep` metres, waved at its edge.
    Gives its vertices (7, n)."""
    surface = cloth.points.copy(), cloth.normals()
    inward = np.zeros_like(cloth.points)
    inward[loop] = cloth._inward(loop)
    loop = from_front(cloth.points, loop)
    line = cloth.points[loop]
    out, _, share = ring_frame(line, 0.0)
    wave = 0.5 + 0.5 * np.sin(2 * np.pi * waves * share)
    down = 0.5 * inward[loop] + 0.5 * np.array((0.0, 0.0, -1.0))
    down /= np.linalg.norm(down, axis=1, keepdims=True)
    rows, gaps = [line - 0.003 * out, line + 0.006 * out + np.array((0, 0, 0.004))], [0.0, 0.007]
    for part in (0.25, 0.5, 0.75, 1.0):
        rows.append(line + down * (deep * part) + out * (away * part + 0.020 * part * wave)[:, None])
        gaps.append(0.009 + 0.006 * part)
    rows.append(rows[-1] - 0.004 * out - down * 0.002)
    gaps.append(0.004)
    grid = over(surface, np.stack(rows), tuple(gaps))
    base, triangles = np.nan_to_num(cloth.ground.base), cloth.ground.body.triangles
    corners, shares = places_to_hang(grid.reshape(-1, 3), base, triangles)
    return strip(cloth, (corners, shares), grid, panel, True, out, first=3)


def lapels(
    cloth: Cloth,
    sheet_points: np.ndarray,
    loop: np.ndarray,
    panel: int,
    widest: float,
    notch: bool = True,
    stand: float = 0.02,
    foot: float | None = None,
) -> np.ndarray:
    """A collar that becomes lapels along a V down the front: `widest` metres at the chest, none at the foot. Lies on
    the garment. Gives the vertices of its edge. foot: height in metres where they end on a front that is open."""
    normals = cloth.normals()
    inward = np.zeros_like(cloth.points)
    inward[loop] = cloth._inward(loop)
    loop = from_front(cloth.points, loop) if foot is None else above(cloth.points, loop, foot)
    line = cloth.points[loop]
    neck = float(line[:, 2].max())
    low = float(line[0, 2])
    rise = ((line[:, 2] - low) / (neck - low)).clip(0, 1)
    front = line[:, 1] < line[:, 1].min() + 0.7 * (line[:, 1].max() - line[:, 1].min())
    width = np.where(front, widest * np.minimum(1.0, rise / 0.55) ** 0.8, 0.62 * widest)
    if notch:
        width = width * (1 - 0.45 * np.exp(-(((rise - 0.80) / 0.05) ** 2)) * front)
    width = 0.25 * np.roll(width, 1) + 0.5 * width + 0.25 * np.roll(width, -1)
    out, up, _ = ring_frame(line)
    into = inward[loop]
    lift = stand * np.where(front, smooth(rise, 0.75, 1.0), 1.0)[:, None]
    tree = KDTree(sheet_points)
    rows = [
        line - normals[loop] * 0.003,
        line + up * lift * 0.6 + normals[loop] * 0.002,
        line + up * lift + out * 0.004 + normals[loop] * 0.004,
    ]
    for part, height in ((0.35, 0.009), (0.7, 0.009), (1.0, 0.007), (1.0, 0.004), (0.6, 0.003)):
        target = line + into * (width * part)[:, None]
        _, near = tree.query(target, k=4)
        surface = sheet_points[near].mean(axis=1)
        normal = normals[near].mean(axis=1)
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        gap = np.einsum("nd,nd->n", target - surface, normal)
        point = target + normal * (height - gap)[:, None]
        rows.append(point + up * lift * max(0.0, 1 - part * 1.4))
    return strip(
        cloth, (cloth.corners[loop], cloth.shares[loop]), np.stack(rows), panel, foot is None, out * 0 + up, loop
    )[6]
