"""Small meshes that are fixed to clothes: buckles, bows, cones, feathers, made of quads in metres.

In their own axes x is to the right, y up and z out of the cloth. Each is (points (N, 3), faces (F, 4), uvs (N, 2)); the
texture is darkest at its lower border.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Shape = tuple[np.ndarray, np.ndarray, np.ndarray]


def joined(shapes: Sequence[Shape]) -> Shape:
    starts = np.cumsum([0, *(len(points) for points, _, _ in shapes)])
    faces = np.concatenate([f + start for (_, f, _), start in zip(shapes, starts[:-1], strict=True)])
    return np.concatenate([p for p, _, _ in shapes]), faces, np.concatenate([uv for _, _, uv in shapes])


def grid(points: np.ndarray, *, closed: bool = False) -> Shape:
    """Of rows (R, C, 3): each row is joined with the next; closed: the last column with the first."""
    rows, columns = points.shape[:2]
    at = np.arange(rows * columns).reshape(rows, columns)
    right = np.roll(at, -1, axis=1)
    if not closed:
        at, right = at[:, :-1], right[:, :-1]
    faces = np.stack([at[:-1], right[:-1], right[1:], at[1:]], axis=-1).reshape(-1, 4)
    u, v = np.meshgrid(np.linspace(0.05, 0.95, columns), np.linspace(0.95, 0.1, rows))
    return points.reshape(-1, 3), faces, np.stack([u, v], axis=-1).reshape(-1, 2)


def lathe(profile: Sequence[tuple[float, float]], sides: int = 10) -> Shape:
    """profile: (radius, height along z) from the foot to the top"""
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    rows = [np.stack([r * np.cos(turn), r * np.sin(turn), np.full(sides, z)], axis=1) for r, z in reversed(profile)]
    points, faces, uvs = grid(np.array(rows), closed=True)
    return points, faces[:, ::-1], uvs


def disc(radius: float, thick: float, sides: int = 12) -> Shape:
    return lathe([(radius, 0.0), (radius, 0.7 * thick), (0.8 * radius, thick), (1e-4, thick)], sides)


def cone(radius: float, height: float, sides: int = 8) -> Shape:
    return lathe([(radius, -0.002), (radius, 0.0), (0.45 * radius, 0.6 * height), (1e-4, height)], sides)


def ball(radius: float, sides: int = 10) -> Shape:
    turn = np.linspace(-np.pi / 2, np.pi / 2, 7)
    return lathe([(max(radius * np.cos(t), 1e-4), radius * (1 + np.sin(t))) for t in turn], sides)


def box(low: Sequence[float], high: Sequence[float]) -> Shape:
    """Without its back, whose sides part so that its edges are sharp."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    sides = [
        ((x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)),
        ((x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)),
        ((x0, y1, z1), (x1, y1, z1), (x1, y1, z0), (x0, y1, z0)),
        ((x0, y0, z0), (x0, y0, z1), (x0, y1, z1), (x0, y1, z0)),
        ((x1, y0, z1), (x1, y0, z0), (x1, y1, z0), (x1, y1, z1)),
    ]
    points = np.array(sides, float).reshape(-1, 3)
    uvs = np.tile([(0.4, 0.85), (0.6, 0.85), (0.6, 0.95), (0.4, 0.95)], (5, 1))
    return points, np.arange(20).reshape(5, 4), uvs


def buckle(width: float, height: float, bar: float = 0.2, thick: float = 0.009) -> Shape:
    """A frame and the prong across it; bar: of the height"""
    w, h, t = width / 2, height / 2, bar * height
    frame = [
        ((-w, h - t, 0), (w, h, thick)), ((-w, -h, 0), (w, -h + t, thick)),
        ((-w, -h + t, 0), (-w + t, h - t, thick)), ((w - t, -h + t, 0), (w, h - t, thick)),
        ((-w + t, -t / 3, 0), (w - t / 2, t / 3, thick * 1.3)),
    ]  # fmt: skip
    return joined([box(low, high) for low, high in frame])


def strand(length: float, width: float, sway: tuple[float, float], rows: int = 4) -> Shape:
    """A strip that hangs down from its origin, a little out of the cloth; sway: how far its end is to the right and
    out."""
    share = np.linspace(0, 1, rows)
    half = width / 2 * (1 - 0.35 * share)
    middle = np.stack([sway[0] * share**2, -length * share, 0.003 + sway[1] * share], axis=1)
    side = half[:, None] * np.array((1.0, 0.0, 0.0))
    return grid(np.stack([middle - side, middle + side], axis=1))


def tassel(length: float) -> Shape:
    r = 0.16 * length
    profile = [(1.15 * r, -length), (0.9 * r, -0.6 * length), (0.45 * r, -0.3 * length), (0.75 * r, -0.2 * length),
               (0.75 * r, -0.08 * length), (1e-4, 0.0)]  # fmt: skip
    points, faces, uvs = lathe(profile, 8)
    return points[:, [0, 2, 1]] * (1, 1, -1) + (0, 0, r), faces, uvs


def tube(path: np.ndarray, radius: np.ndarray, out: np.ndarray, sides: int = 8) -> Shape:
    """Around a path (K, 3); radius: (K,); out: (K, 3) a way across it"""
    along = np.gradient(path, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    across = np.cross(along, out)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    up = np.cross(across, along)
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    ring = np.cos(turn)[None, :, None] * across[:, None] + np.sin(turn)[None, :, None] * up[:, None]
    return grid(path[:, None] + radius[:, None, None] * ring, closed=True)


def bow(width: float) -> Shape:
    """Two loops, a knot and two ends."""
    shapes = []
    for side in (-1.0, 1.0):
        share = np.linspace(0, 1, 6)
        x = side * width / 2 * share
        tall = width * 0.24 * (0.25 + 0.75 * np.sin(share * 1.9))
        front = 0.012 + 0.30 * width * np.sin(share * np.pi) * 0.6
        rows = np.stack([np.stack([x, s * tall, z], 1) for s, z in ((-1, front * 0.5), (0, front), (1, front * 0.5))])
        shapes.append(grid(rows))
        end = np.stack([side * width * np.array((0.06, 0.20, 0.30)), -width * np.array((0.05, 0.30, 0.60)),
                        np.full(3, 0.008)], 1)  # fmt: skip
        wide = width * np.array((0.04, 0.08, 0.12))[:, None] * np.array((1.0, 0.25 * side, 0.0))
        shapes.append(grid(np.stack([end - wide, end + wide], axis=1)))
    knot, faces, uvs = ball(width * 0.10, 8)
    return joined([*shapes, (knot, faces, uvs)])


def flower(radius: float, petals: int = 7) -> Shape:
    shapes = []
    for number in range(petals):
        turn = 2 * np.pi * number / petals
        share = np.linspace(0.12, 1, 5)
        wide = radius * 0.42 * np.sin(share * 2.6)
        rise = 0.006 + 0.35 * radius * share * (1 - 0.5 * share)
        rows = np.stack([np.stack([radius * share, s * wide, rise - abs(s) * 0.1 * radius], 1) for s in (-1, 0, 1)])
        c, s = np.cos(turn), np.sin(turn)
        points, faces, uvs = grid(rows)
        shapes.append((points @ np.array(((c, s, 0), (-s, c, 0), (0, 0, 1))), faces, uvs))
    heart, faces, uvs = ball(radius * 0.22, 8)
    return joined([*shapes, (heart, faces, uvs * (1, 0.15))])


def feather(length: float) -> Shape:
    """An ostrich feather that rises and falls over to the right at its end."""
    rng = np.random.default_rng(5)
    share = np.linspace(0, 1, 14)
    path = np.stack([length * 0.55 * share**2.2, length * (share - 0.28 * share**3), 0.01 + 0.08 * length * share], 1)
    wide = length * 0.13 * np.sin(np.clip(share * 1.15 + 0.06, 0, 1) ** 0.7 * np.pi) ** 0.7 + 0.003
    wide = 1.15 * wide * (1 + 0.10 * rng.standard_normal(len(share)) * (share > 0.1))
    points, faces, uvs = tube(path, wide, np.tile((0.0, 0.0, 1.0), (len(share), 1)), 10)
    middle = np.repeat(path, 10, axis=0)
    off = points - middle
    off[:, 2] *= 0.35
    return middle + off * (1 + 0.10 * rng.standard_normal((len(points), 1))), faces, uvs
