"""Grids of points, of which shoes, hats and all that is not cut from the skin are put together: faces, texture, zones.

Rows of a sheet go up where its columns go counter-clockwise seen from above; then its outside is outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ...protocol.requests import Colour
from ...protocol.results import Material
from ...wear.bind import places_to_hang
from ...wear.binding import BASE_VERTICES, Binding
from ...wear.piece import Entry, Piece
from .reference import Reference

_EMPTY = {"shade": 255, "height": 128, "alpha": 255}
GUTTER = 3
"""pixels between two sheets of a texture"""

Hang = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
"""Of points (N, 3) the three vertices (N, 3) of the base mesh that each hangs on, and their weights (N, 3)."""


@dataclass(frozen=True, eq=False)
class Spots:
    """Where the pixels of a sheet are, each (H, W): `s` along the columns and `t` along the rows from 0 to 1, `u`
    metres along the row from its first column and `v` metres from the first row, `x`, `y`, `z` metres on the body."""

    s: np.ndarray
    t: np.ndarray
    u: np.ndarray
    v: np.ndarray
    x: np.ndarray
    y: np.ndarray
    z: np.ndarray


Paint = Callable[[Spots], Any]
"""How much there is of a zone, 0 to 1."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Sheet:
    points: np.ndarray
    """(R, C, 3) metres"""
    hang: Hang
    closed: bool = False
    """whether the last column joins the first"""
    pole: np.ndarray | None = None
    """(3,) a point that closes the last row of a closed sheet with an even number of columns"""
    anchors: np.ndarray | None = None
    """(R, C, 3) where to look for what each point hangs on, if not at the point itself"""
    follow: Hang | None = None
    """whose skin weights it has, if not those of what it hangs on"""
    paint: Mapping[str, Paint | float] = field(default_factory=dict)
    turned: bool = False
    """whether its outside is on the other side"""


def sheet(points: Any, hang: Hang, **more: Any) -> Sheet:
    return Sheet(points=np.asarray(points, np.float64), hang=hang, **more)


def mirrored(one: Sheet, hang: Hang) -> Sheet:
    """Of the right side what `one` is of the left."""
    across = np.array((-1.0, 1.0, 1.0))
    anchors = None if one.anchors is None else one.anchors[:, ::-1] * across
    return replace(
        one,
        points=one.points[:, ::-1] * across,
        anchors=anchors,
        hang=hang,
        pole=None if one.pole is None else one.pole * across,
        paint={name: _other_way(value) for name, value in one.paint.items()},
    )


def _other_way(value: Paint | float) -> Paint | float:
    if not callable(value):
        return value

    def paint(spots: Spots) -> Any:
        return value(replace(spots, s=1 - spots.s, x=-spots.x))

    return paint


def nearest(reference: Reference, triangles: np.ndarray | None = None) -> Hang:
    """On the nearest place of the skin, or of these triangles."""
    base, chosen = np.nan_to_num(reference.base), reference.triangles if triangles is None else triangles
    return lambda points: places_to_hang(points, base, chosen)


def facing(one: Sheet, direction: Sequence[float] | np.ndarray) -> Sheet:
    """Turned so that most of it looks that way."""
    a, b = one.points[1:, 1:] - one.points[:-1, :-1], one.points[1:, :-1] - one.points[:-1, 1:]
    looks = np.cross(a, b).reshape(-1, 3).sum(axis=0) @ np.asarray(direction, float)
    return replace(one, turned=bool(looks < 0))


def rigid(reference: Reference, first: int, second: int, third: int, drop: int = 2) -> Hang:
    """On one plane through three vertices, so that what is flat stays flat; `drop` is the axis across the plane."""
    corners = np.array((first, second, third))
    keep = [axis for axis in range(3) if axis != drop]
    known = np.column_stack([reference.base[corners][:, keep], np.ones(3)])

    def hang(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        weights = np.column_stack([points[:, keep], np.ones(len(points))]) @ np.linalg.inv(known)
        return np.tile(corners, (len(points), 1)), weights

    return hang


def below(height: float, low: Hang, high: Hang) -> Hang:
    """As `low` says under that height in metres, as `high` says above."""

    def hang(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        under = (points[:, 2] < height)[:, None]
        return tuple(np.where(under, a, b) for a, b in zip(low(points), high(points), strict=True))  # type: ignore[return-value]

    return hang


def piece(
    reference: Reference,
    entry: Entry,
    sheets: Sequence[Sheet],
    *,
    hides: np.ndarray | Sequence[int] = (),
    side: int = 256,
    zone_colours: Mapping[str, Colour | float | None] | None = None,
    roughness: float = 0.6,
    double_sided: bool = False,
    **more: Any,
) -> Piece:
    """`side`: pixels along one side of its zones."""
    places, texel = packed([_Chart.of(one) for one in sheets], side)
    points, faces, uvs, uv_faces, indices, weights, follows = [], [], [], [], [], [], []
    zones: dict[str, np.ndarray] = {}
    count = corners = 0
    for one, (chart, left, bottom) in zip(sheets, places, strict=True):
        own, found = _faces(one)
        flat, spots_on = chart.corners(one)
        anchors = (one.points if one.anchors is None else one.anchors).reshape(-1, 3)
        if one.pole is not None:
            anchors = np.concatenate([anchors, one.pole[None]])
        held, shares = one.hang(anchors)
        follows.append(one.follow(anchors) if one.follow else (held, np.clip(shares, 0, None)))
        points.append(_all_points(one))
        indices.append(held)
        weights.append(shares)
        faces.append(own + count)
        uv_faces.append(found + corners)
        uvs.append((flat + np.array((left, bottom))) / texel)
        count, corners = count + len(points[-1]), corners + len(flat)
        _paint(zones, one, chart, spots_on, (left, bottom), texel, side)
    held, shares, where = np.concatenate(indices), np.concatenate(weights), np.concatenate(points)
    offsets = where - np.einsum("nk,nkd->nd", shares, reference.base[held])
    spans = more.pop("spans", (None, None, None))
    if any(one.follow for one in sheets):
        more["weights"] = skin_weights(reference, *(np.concatenate(some) for some in zip(*follows, strict=True)))
    binding = Binding(held.astype(np.int32), shares.astype(np.float32), offsets.astype(np.float32), spans)
    return Piece(
        entry=entry,
        binding=binding,
        faces=np.concatenate(faces).astype(np.int32),
        uvs=np.concatenate(uvs).astype(np.float32),
        uv_faces=np.concatenate(uv_faces).astype(np.int32),
        hides=np.unique(np.asarray(hides, np.int32)),
        texel=float(texel),
        zones=zones,
        zone_colours=zone_colours or {},
        material=Material(roughness=roughness, double_sided=double_sided),
        **more,
    )


def skin_weights(reference: Reference, held: np.ndarray, shares: np.ndarray) -> tuple[tuple[str, ...], np.ndarray]:
    """Names of Mixamo bones and (N, J) float32 of points that follow these vertices (N, 3) by these shares (N, 3)."""
    rig = reference.body.rigs["mixamo"]
    known = np.zeros((BASE_VERTICES, len(rig.bone_names)), np.float32)
    known[reference.ids] = rig.weights.numpy()[: len(reference.ids)]
    weights = np.einsum("nk,nkj->nj", shares / shares.sum(axis=1, keepdims=True), known[held])
    used = np.flatnonzero(weights.max(axis=0) > 0.01)
    weights = weights[:, used] / weights[:, used].sum(axis=1, keepdims=True)
    return tuple(rig.bone_names[k].removeprefix("mixamorig:") for k in used), weights.astype(np.float32)


def _all_points(one: Sheet) -> np.ndarray:
    points = one.points.reshape(-1, 3)
    return points if one.pole is None else np.concatenate([points, one.pole[None]])


def _faces(one: Sheet) -> tuple[np.ndarray, np.ndarray]:
    """(F, 4) of points and (F, 4) of texture coordinates, which have one more column where the sheet is closed."""
    rows, columns = one.points.shape[:2]
    wide = columns + one.closed
    numbers = np.arange(rows * columns).reshape(rows, columns)
    if one.closed:
        numbers = np.concatenate([numbers, numbers[:, :1]], axis=1)
    flat = np.arange(rows * wide).reshape(rows, wide)
    faces, uv_faces = _quads(numbers), _quads(flat)
    if one.pole is not None:
        top, flat_top = numbers[-1], flat[-1]
        first = np.arange(0, columns, 2)
        tip = np.full(len(first), rows * columns)
        tips = rows * wide + np.arange(len(first))
        faces = np.concatenate([faces, np.stack([top[first], top[first + 1], top[first + 2], tip], 1)])
        uv_faces = np.concatenate(
            [uv_faces, np.stack([flat_top[first], flat_top[first + 1], flat_top[first + 2], tips], 1)]
        )
    return (faces[:, ::-1], uv_faces[:, ::-1]) if one.turned else (faces, uv_faces)


def _quads(numbers: np.ndarray) -> np.ndarray:
    a, b, c, d = numbers[:-1, :-1], numbers[:-1, 1:], numbers[1:, 1:], numbers[1:, :-1]
    return np.stack([a, b, c, d], axis=2).reshape(-1, 4)


@dataclass(frozen=True, eq=False)
class _Chart:
    """A sheet laid flat: each row as long as it is on the body, the rows centred above each other."""

    along: np.ndarray
    """(R, C) metres from the row's first column"""
    up: np.ndarray
    """(R,) metres from the first row"""
    tips: bool
    backwards: bool

    @classmethod
    def of(cls, one: Sheet) -> _Chart:
        points = one.points
        if one.closed:
            points = np.concatenate([points, points[:, :1]], axis=1)
        up = np.linalg.norm(np.diff(points, axis=0), axis=2).mean(axis=1)
        if one.pole is not None:
            points = np.concatenate([points, points[-1:]])
            up = np.append(up, np.linalg.norm(points[-1] - one.pole, axis=1).mean())
        steps = np.linalg.norm(np.diff(points, axis=1), axis=2)
        along = np.concatenate([np.zeros((len(points), 1)), np.cumsum(steps, axis=1)], axis=1)
        return cls(along, np.append(0.0, np.cumsum(up)), one.pole is not None, one.turned)

    @property
    def width(self) -> float:
        return float(self.along[:, -1].max())

    @property
    def height(self) -> float:
        return float(self.up[-1])

    @property
    def left(self) -> np.ndarray:
        """(R, C) metres from the chart's left edge; a sheet that is turned is laid the other way about, so that no
        picture on it is mirrored"""
        places = (self.width - self.along[:, -1:]) / 2 + self.along
        return self.width - places if self.backwards else places

    def corners(self, one: Sheet) -> tuple[np.ndarray, np.ndarray]:
        """(T, 2) metres on the chart, and (R, C, 3) where its rows and columns are on the body."""
        points = one.points
        if one.closed:
            points = np.concatenate([points, points[:, :1]], axis=1)
        flat = np.stack([self.left, np.broadcast_to(self.up[:, None], self.along.shape)], axis=2)
        if not self.tips:
            return flat.reshape(-1, 2), points
        assert one.pole is not None
        tips = np.stack([self.left[-1, 1::2], np.full(self.left[-1, 1::2].shape, self.up[-1])], axis=1)
        there = np.broadcast_to(one.pole, (1, *points.shape[1:]))
        return np.concatenate([flat[:-1].reshape(-1, 2), tips]), np.concatenate([points, there])

    def spots(self, points: np.ndarray, across: np.ndarray, upward: np.ndarray) -> Spots:
        """Of the pixels `across` (W,) metres from the left and `upward` (H,) metres from the bottom."""
        rows, columns = self.left.shape
        row = np.interp(upward, self.up, np.arange(rows))
        low = np.minimum(row.astype(int), rows - 2)
        part = (row - low)[:, None]
        left = self.left[low] * (1 - part) + self.left[low + 1] * part
        order = slice(None, None, -1) if self.backwards else slice(None)
        column = np.stack([np.interp(across, line[order], np.arange(columns)[order]) for line in left])
        near = np.minimum(column.astype(int), columns - 2)
        share = column - near
        below = _between(points, low[:, None], near, share)
        at = below * (1 - part[..., None]) + _between(points, low[:, None] + 1, near, share) * part[..., None]
        length = _between(self.along[..., None], low[:, None], near, share)[..., 0]
        t = np.broadcast_to(row[:, None] / (rows - 1), column.shape)
        v = np.broadcast_to(upward.clip(0, self.up[-1])[:, None], column.shape)
        return Spots(column / (columns - 1), t, length, v, at[..., 0], at[..., 1], at[..., 2])


def _between(values: np.ndarray, rows: np.ndarray, columns: np.ndarray, share: np.ndarray) -> np.ndarray:
    return values[rows, columns] * (1 - share)[..., None] + values[rows, columns + 1] * share[..., None]


def packed(charts: Sequence[_Chart], side: int) -> tuple[list[tuple[_Chart, float, float]], float]:
    """Each chart with its left and bottom edge in metres, in shelves of a square, and the square's side in metres."""
    order = sorted(range(len(charts)), key=lambda k: -charts[k].height)
    texel = max(np.sqrt(sum(c.width * c.height for c in charts)), max(c.width for c in charts)) * 1.005
    while True:
        gap = texel * GUTTER / side
        places: dict[int, tuple[_Chart, float, float]] = {}
        x, y, shelf = gap, gap, 0.0
        for k in order:
            chart = charts[k]
            if x + chart.width + gap > texel:
                x, y, shelf = gap, y + shelf + gap, 0.0
            places[k] = (chart, x, y)
            x, shelf = x + chart.width + gap, max(shelf, chart.height)
            if x > texel or y + shelf + gap > texel:
                break
        else:
            return [places[k] for k in range(len(charts))], float(texel)
        texel *= 1.02


def _paint(
    zones: dict[str, np.ndarray],
    one: Sheet,
    chart: _Chart,
    points: np.ndarray,
    corner: tuple[float, float],
    texel: float,
    side: int,
) -> None:
    if not one.paint:
        return
    scale, edge = side / texel, GUTTER // 2
    first = np.maximum(np.floor(np.array(corner) * scale).astype(int) - edge, 0)
    size = np.array((chart.width, chart.height))
    last = np.minimum(np.ceil((np.array(corner) + size) * scale).astype(int) + edge, side)
    across = (np.arange(first[0], last[0]) + 0.5) / scale - corner[0]
    upward = (np.arange(first[1], last[1]) + 0.5) / scale - corner[1]
    spots = chart.spots(points, across, upward)
    for name, value in one.paint.items():
        zone = zones.setdefault(name, np.full((side, side), _EMPTY.get(name, 0), np.uint8))
        amount = value(spots) if callable(value) else value
        amount = np.broadcast_to(np.asarray(amount, np.float64), spots.s.shape).clip(0, 1)
        zone[side - last[1] : side - first[1], first[0] : last[0]] = np.rint(amount[::-1] * 255).astype(np.uint8)
