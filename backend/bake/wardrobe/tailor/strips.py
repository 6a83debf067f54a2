"""What is sewn on along a border: collars, lapels, hoods, bands, flounces."""

from __future__ import annotations

import numpy as np
from scipy.spatial import KDTree

from ....wear.bind import places_to_hang
from .cloth import Cloth


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
