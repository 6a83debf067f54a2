"""Skirts: grids that hang on the base mesh's helper "skirt", 36 columns around both legs from the waist down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ....wear.skirt_hang import rows_of
from .cloth import Cloth
from .ground import Ground
from .sheet import loops
from .unwrap import unwrap


@dataclass(frozen=True, eq=False)
class Skirt:
    """points, normals: (R, C, 3) metres, first row at the waist, columns from the middle of the back around by the
    figure's left; corners, shares: (R, C, 3)."""

    ground: Ground
    points: np.ndarray
    normals: np.ndarray
    corners: np.ndarray
    shares: np.ndarray

    @cached_property
    def turn(self) -> np.ndarray:
        """(R, C) radians around the body from the middle of the back."""
        return np.broadcast_to(
            np.arange(self.points.shape[1]) / self.points.shape[1] * 2 * np.pi, self.points.shape[:2]
        )

    @cached_property
    def fall(self) -> np.ndarray:
        """(R, C) metres below the first row."""
        return self.points[0, :, 2] - self.points[:, :, 2]


def skirt(ground: Ground, hem: float, rows: int, columns: int = 72, top: float = 0.0, rake: float = 0.0) -> Skirt:
    """hem: its height in metres, `rake` more in front; top: metres that it begins below the helper's edge."""
    base = ground.base
    grid = rows_of(ground.body.group("skirt"), base)
    place = np.arange(columns) / columns * grid.shape[1]
    left = place.astype(int)
    part = place - left
    right = (left + 1) % grid.shape[1]
    line = (1 - part)[None, :, None] * base[grid[:, left]] + part[None, :, None] * base[grid[:, right]]
    heights = line[:, :, 2]
    start = heights[0] - top
    end = hem + rake * (line[0, :, 1] < 0) * (-line[0, :, 1] / 0.14)
    wanted = start + (end - start) * np.linspace(0, 1, rows)[:, None]
    level = np.stack([np.interp(-wanted[:, k], -heights[:, k], np.arange(len(grid))) for k in range(columns)], axis=1)
    row = np.minimum(level.astype(int), len(grid) - 2)
    down = level - row
    over = np.broadcast_to(part, down.shape)
    a, b = grid[row, left], grid[row, right]
    c, d = grid[row + 1, left], grid[row + 1, right]
    first = down + over <= 1
    corners = np.where(first[..., None], np.stack([a, c, b], -1), np.stack([d, b, c], -1))
    shares = np.where(
        first[..., None],
        np.stack([1 - down - over, down, over], -1),
        np.stack([down + over - 1, 1 - down, 1 - over], -1),
    )
    points = np.einsum("rck,rckd->rcd", shares, base[corners])
    points[:, :, 2] = np.minimum(points[:, :, 2], np.maximum(wanted, points[:, :, 2] * 0 + wanted))
    around = np.roll(points, -1, 1) - np.roll(points, 1, 1)
    along = np.gradient(points, axis=0)
    normals = np.cross(along, around)
    normals /= np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-12)
    outward = points - points.mean(axis=1, keepdims=True)
    for _ in range(8):
        normals = 0.5 * normals + 0.25 * np.roll(normals, 1, 1) + 0.25 * np.roll(normals, -1, 1)
    normals /= np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-12)
    normals *= np.sign(np.einsum("rcd,rcd->", normals, outward))
    return Skirt(ground, points, normals, corners, shares)


def shaped(
    made: Skirt,
    ease: float | np.ndarray,
    flare: float,
    folds: int = 0,
    deep: float = 0.0,
    wave: Callable[[np.ndarray], np.ndarray] = np.cos,
    start: float = 0.08,
) -> np.ndarray:
    """(R, C, 3) metres: `ease` out, `flare` metres more a metre down, with `folds` waves around that are `deep` metres
    at the hem."""
    fall = made.fall
    out = ease + flare * np.maximum(fall - start, 0.0)
    if folds:
        turn = made.turn
        grown = ((fall - start) / max(float(fall.max()) - start, 1e-6)).clip(0, 1) ** 1.2
        shift = 0.5 * np.sin(3 * turn + 1.0) + 0.3 * np.sin(5 * turn)
        out = out + deep * grown * (1 + wave(folds * turn + shift))
    level = made.normals * np.array((1.0, 1.0, 0.35))
    return made.points + level * out[..., None]


def matched(made: Skirt, line: np.ndarray, gap: float = 0.003) -> np.ndarray:
    """(C,) the ease at which the skirt's first row lies `gap` metres inside a closed line (n, 3) around it."""
    centre = made.points[0].mean(axis=0)

    def polar(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        flat = (points - centre)[:, :2]
        return np.arctan2(flat[:, 0], flat[:, 1]), np.linalg.norm(flat, axis=1)

    turn, radius = polar(line)
    order = np.argsort(turn)
    ours, own = polar(made.points[0])
    found = np.interp(ours, turn[order], radius[order], period=2 * np.pi) - own - gap
    for _ in range(2):
        found = 0.25 * np.roll(found, 1) + 0.5 * found + 0.25 * np.roll(found, -1)
    return np.maximum(found, 0.002)


def sew_skirt(cloth: Cloth, made: Skirt, points: np.ndarray, panel: int, gap: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Front and back as panels `panel` and the next; gives the borders above and below as `hem` takes them, which are
    one where it is open: `gap` columns on both sides of the middle front are missing."""
    rows, columns = points.shape[:2]
    flat = points.reshape(-1, 3)
    n = np.arange(columns)
    following = (n + 1) % columns
    faces = np.concatenate(
        [
            np.stack(
                [k * columns + n, (k + 1) * columns + n, (k + 1) * columns + following, k * columns + following], 1
            )
            for k in range(rows - 1)
        ]
    )
    column = np.tile(n, rows - 1)
    closed = np.abs(column + 0.5 - columns / 2) > gap
    faces, column = faces[closed], column[closed]
    across = np.cross(flat[faces[:, 2]] - flat[faces[:, 0]], flat[faces[:, 3]] - flat[faces[:, 1]])
    outward = flat[faces].mean(axis=1) - points.mean(axis=(0, 1))
    outward[:, 2] = 0
    if np.einsum("nd,nd->", across, outward) < 0:
        faces = faces[:, ::-1]
    quarter = columns // 4
    front = (column >= quarter) & (column < columns - quarter)
    uvs = np.zeros((len(faces), 4, 2))
    for side in (True, False):
        own = faces[front == side]
        used, again = np.unique(own, return_inverse=True)
        again = again.reshape(own.shape)
        up = flat[own].mean(axis=1)
        lift = points[0].reshape(-1, 3)[column[front == side]] - up
        normal = np.cross(flat[own[:, 2]] - flat[own[:, 0]], flat[own[:, 3]] - flat[own[:, 1]])
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        lift = np.where(np.linalg.norm(lift, axis=1, keepdims=True) < 0.02, (0.0, 0.0, 1.0), lift)
        lift = lift * (0.3, 0.3, 1.0)
        lift -= np.einsum("nd,nd->n", lift, normal)[:, None] * normal
        inward = (points.mean(axis=(0, 1)) - up) * (1.0, 1.0, 0.0)  # of a skirt that stands out level
        inward -= np.einsum("nd,nd->n", inward, normal)[:, None] * normal
        lift = np.where(np.linalg.norm(lift, axis=1, keepdims=True) < 0.02, inward, lift)
        lift /= np.linalg.norm(lift, axis=1, keepdims=True)
        uvs[front == side] = unwrap(flat[used], again, lift, True)[again]
    used, faces = np.unique(faces, return_inverse=True)
    faces = faces.reshape(-1, 4)
    numbers = cloth.add(
        flat[used],
        (made.corners.reshape(-1, 3)[used], made.shares.reshape(-1, 3)[used]),
        faces,
        uvs,
        np.where(front, panel, panel + 1),
    )
    ends = []
    for loop in loops(faces):
        ends.append(numbers[loop])
    ends.sort(key=lambda loop: -cloth.points[loop, 2].mean())
    return ends[0], ends[-1]


def free_skirt(made: Skirt, points: np.ndarray, depth: float = 0.02) -> tuple[Cloth, np.ndarray, np.ndarray, float]:
    """A skirt that is a garment by itself, panels 0 and 1 with hems, the lower `depth` metres deep: the cloth, its
    borders above and below, and the height of its waist in metres."""
    cloth = Cloth(made.ground)
    upper, lower = sew_skirt(cloth, made, points, 0)
    cloth.hem(upper, 0.02, 0.0025)
    cloth.hem(lower, depth, min(0.0025, depth))
    return cloth, upper, lower, float(points[0, :, 2].mean())


def under(ground: Ground, top: float, hem: float, margin: float = 0.10) -> np.ndarray:
    """Vertices of the skin from 2 cm below `top` metres to `margin` above `hem`."""
    z = ground.base[:, 2]
    trunk = ground.skin & (ground.share["arm"] < 0.05)
    return np.nonzero(trunk & (z < top - 0.02) & (z > max(hem + margin, 0.14)))[0].astype(np.int32)


def dropped(cloth: Cloth, from_height: float, hem: float, longer: float, shorter: float) -> dict[str, np.ndarray]:
    """Sizes: the hem lower or higher by so many metres."""
    helper = (cloth.corners >= 18002).all(axis=1) & (cloth.corners < 18722).all(axis=1)
    z = cloth.points[:, 2]
    share = ((from_height - z) / (from_height - hem)).clip(0, 1.2) * helper
    down = np.zeros_like(cloth.points)
    down[:, 2] = -share
    return {"length+": longer * down, "length-": -shorter * down}
