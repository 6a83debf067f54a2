"""Where cloth lies over the skin: it bridges hollows, hangs from the widest place down, and keeps its distance."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import LinearNDInterpolator, NearestNDInterpolator
from scipy.ndimage import gaussian_filter1d, map_coordinates
from scipy.spatial import ConvexHull

from ....wear.bind import nearest_places
from ..reference import vertex_normals
from .ground import Ground, smooth
from .sheet import Sheet

_TURNS, _STEP = 72, 0.01


def stretched(sheet: Sheet, least: np.ndarray, rounds: int = 60) -> np.ndarray:
    """(N, 3) metres: as tight as it can be that keeps `least` (N,) from the skin, so that it bridges hollows."""
    height = least.copy()
    for _ in range(rounds):
        points = sheet.skin + sheet.normals * height[:, None]
        pull = np.einsum("nd,nd->n", sheet.average @ points - points, sheet.normals)
        height = np.maximum(least, height + 0.5 * pull)
    return sheet.skin + sheet.normals * height[:, None]


def hanging_trunk(
    sheet: Sheet,
    points: np.ndarray,
    share: np.ndarray,
    slope: float = 0.1,
    bridge: float = 0.8,
    start: float | None = None,
    stop: float = 0.0,
) -> np.ndarray:
    """Straight down from chest and back. share: (N,) how much of it each vertex takes up; slope: metres that it may
    come in a metre; bridge: how much of a level's hollows it bridges, 0 to 1; start, stop: heights in metres."""
    ground = sheet.ground
    low, high = float(points[share > 0, 2].min()), ground.chest + 0.16 if start is None else start
    centre = np.array((0.0, float(np.mean(points[share > 0.5, 1]))))
    flat = points[:, :2] - centre
    radius, angle = np.linalg.norm(flat, axis=1), np.arctan2(flat[:, 0], -flat[:, 1])
    some = (share > 0.05) & (points[:, 2] < high + 0.05)
    rows = int(np.ceil((high - low) / _STEP)) + 1
    table = _table(angle[some], points[some, 2], radius[some], high - _STEP * np.arange(rows))
    table = (1 - bridge) * table + bridge * np.stack([hull(row) for row in table])
    levels = high - _STEP * np.arange(rows)
    for k in range(1, rows):
        if levels[k] >= stop:
            table[k] = np.maximum(table[k], table[k - 1] - slope * _STEP)
    table = _softened(table, 1.5)
    wanted = _look_up(table, angle, (high - points[:, 2]) / _STEP)
    more = np.maximum(0.0, wanted - radius) * share * smooth(points[:, 2], high, high - 0.08)
    moved = points.copy()
    moved[:, :2] += flat / np.maximum(radius, 1e-6)[:, None] * more[:, None]
    return moved


def hanging_legs(
    sheet: Sheet, points: np.ndarray, start: float, slope: float, round_: float = 0.5, opening: float = 0.0
) -> np.ndarray:
    """Straight down from the thighs. start: metres below the hip's joint; slope: metres that it comes in a metre;
    round_: how near to circles, 0 to 1; opening: least radius at the ankle, metres, reached from the knee down."""
    ground = sheet.ground
    moved = points.copy()
    for sign in (1, -1):
        here = (sheet.skin[:, 0] * sign > 0) & (sheet.at(ground.share["leg"]) > 0.3)
        along = sheet.at(ground.leg)
        some = here & (along > start - 0.06)
        if not some.any():
            continue
        axis = _leg_axis(ground, along, sign)
        flat = (points - axis)[:, :2]
        radius, angle = np.linalg.norm(flat, axis=1), np.arctan2(flat[:, 0] * sign, -flat[:, 1])
        levels = start - 0.05 + _STEP * np.arange(int((along[some].max() - start + 0.05) / _STEP) + 2)
        table = _table(angle[some], along[some], radius[some], levels)
        mean = table.mean(axis=1, keepdims=True)
        table = np.maximum(table, (1 - round_) * table + round_ * mean)
        for k in range(1, len(levels)):
            table[k] = np.maximum(table[k], table[k - 1] - slope * _STEP)
        if opening:
            part = smooth(levels, ground.knee - 0.1, ground.ankle)[:, None]
            table = np.maximum(table, part * opening)
        table = _softened(table, 2.0)
        wanted = _look_up(table, angle, (along - levels[0]) / _STEP)
        more = np.maximum(0.0, wanted - radius) * smooth(along, start - 0.04, start + 0.08) * here
        moved[:, :2] += flat / np.maximum(radius, 1e-6)[:, None] * more[:, None]
    return moved


def apart(sheet: Sheet, points: np.ndarray, gap: float = 0.004) -> np.ndarray:
    """The legs keep to their own sides of the middle."""
    moved = points.copy()
    leg = sheet.at(sheet.ground.share["leg"]) > 0.5
    below = leg & (sheet.skin[:, 2] < sheet.ground.crotch - 0.005)
    side = np.sign(sheet.skin[:, 0])
    moved[below, 0] = side[below] * np.maximum(np.abs(points[below, 0]), gap)
    return moved


def clear(sheet: Sheet, points: np.ndarray, least: np.ndarray, rounds: int = 3) -> np.ndarray:
    """Pushed out of the skin to `least` (N,) metres, and evened."""
    base = np.nan_to_num(sheet.ground.base)
    triangles = limb_triangles(sheet)
    normals = vertex_normals(base, triangles)
    moved = points.copy()
    for turn in range(rounds):
        corners, shares, places = nearest_places(moved, base, triangles)
        outward = np.einsum("nk,nkd->nd", shares, normals[corners])
        outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-9)
        missing = least - np.einsum("nd,nd->n", moved - places, outward)
        push = np.maximum(missing, 0.0)[:, None] * outward
        if turn < rounds - 1:
            push = np.where((missing > 0)[:, None], push, 0.5 * (sheet.average @ push))
        moved = moved + push
    return moved


def limb_triangles(sheet: Sheet) -> np.ndarray:
    """The skin under and around a sheet."""
    quads = sheet.quads
    used = np.zeros(len(sheet.ground.base), bool)
    used[sheet.corners] = True
    for _ in range(2):
        used[quads[used[quads].any(axis=1)]] = True
    quads = quads[used[quads].any(axis=1)]
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def evened(sheet: Sheet, points: np.ndarray, rounds: int = 2, amount: float = 0.5) -> np.ndarray:
    """Offsets from the skin averaged with their neighbours'."""
    offset = points - sheet.skin
    for _ in range(rounds):
        offset = (1 - amount) * offset + amount * (sheet.average @ offset)
    return sheet.skin + offset


def _leg_axis(ground: Ground, along: np.ndarray, sign: int) -> np.ndarray:
    names = ("UpLeg", "Leg", "Foot")
    joints = np.stack([ground.side(name, sign) for name in names])
    at = np.array((0.0, ground.knee, ground.ankle))
    return np.stack([np.interp(along, at, joints[:, k]) for k in range(3)], axis=1)


def _table(angle: np.ndarray, level: np.ndarray, radius: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """(L, 72) radius at each level and angle."""
    turns = (np.arange(_TURNS) + 0.5) / _TURNS * 2 * np.pi - np.pi
    known = np.concatenate([np.c_[angle + k, level * 3] for k in (-2 * np.pi, 0, 2 * np.pi)])
    values = np.tile(radius, 3)
    asked = np.stack(np.meshgrid(levels * 3, turns, indexing="ij")[::-1], axis=-1)
    found = LinearNDInterpolator(known, values)(asked)
    return np.where(np.isnan(found), NearestNDInterpolator(known, values)(asked), found)


def _softened(table: np.ndarray, amount: float) -> np.ndarray:
    return gaussian_filter1d(gaussian_filter1d(table, amount, axis=0, mode="nearest"), amount, axis=1, mode="wrap")


def _look_up(table: np.ndarray, angle: np.ndarray, row: np.ndarray) -> np.ndarray:
    column = (angle + np.pi) / (2 * np.pi) * _TURNS - 0.5
    wide = np.concatenate([table[:, -2:], table, table[:, :2]], axis=1)
    return map_coordinates(wide, [row.clip(0, len(table) - 1), column + 2], order=1, mode="nearest")


def hull(row: np.ndarray) -> np.ndarray:
    turns = (np.arange(_TURNS) + 0.5) / _TURNS * 2 * np.pi
    way = np.c_[np.cos(turns), np.sin(turns)]
    planes = ConvexHull(way * row[:, None]).equations
    facing = planes[:, :2] @ way.T
    return np.where(facing > 1e-6, -planes[:, 2:] / np.maximum(facing, 1e-6), np.inf).min(axis=0)
