"""What is sewn onto garments and painted: plackets, cuffs, pockets, ribs, waistbands."""

from __future__ import annotations

import numpy as np

from . import folds
from .canvas import Canvas
from .cloth import Cloth
from .ground import smooth


def highest(cloth: Cloth, loops: list[np.ndarray]) -> np.ndarray:
    return max(loops, key=lambda loop: cloth.points[loop, 2].mean())


def lowest(cloth: Cloth, loops: list[np.ndarray]) -> np.ndarray:
    return min(loops, key=lambda loop: cloth.points[loop, 2].mean())


def ribs(c: Canvas, where: np.ndarray, step: float = 0.010) -> None:
    """Upright ridges of knitted bands."""
    u = (np.arange(len(c.face)) + 0.5) * c.texel
    wave = 0.5 + 0.5 * np.cos(2 * np.pi * u / step)[None, :]
    c.height += 0.0008 * wave * where
    c.shade *= 1 - 0.08 * (1 - wave) * where


def ribbed_edge(c: Canvas, loop: np.ndarray, wide: float) -> None:
    """A ribbed band along a border."""
    away = folds.distance(c, loop)
    outer = c.outer
    c.groove(away - wide, 0.0016, 0.0035, outer * 1.0)
    ribs(c, smooth(away, wide, wide - 0.004) * outer)


def front(c: Canvas) -> np.ndarray:
    return (c.of(c.cloth.points)[..., 1] < -0.03) * c.outer * (c.cloth.panel[c.face] < 40)


def buttons(c: Canvas, x: float, heights: np.ndarray, radius: float = 0.0068) -> None:
    p = c.of(c.cloth.points)
    r = max(radius, 1.6 * c.texel)
    for z in heights:
        away = np.hypot(p[..., 0] - x, p[..., 2] - z)
        c.zone("buttons", smooth(away, r + 0.4 * c.texel, r - 0.4 * c.texel) * front(c))
        c.height += 0.0018 * smooth(away, r + 0.002, r - 0.002) * front(c)
        c.shade *= 1 - 0.25 * np.exp(-(((away - r - 0.002) / 0.003) ** 2)) * front(c)


def placket(c: Canvas, half: float, low: float, high: float, step: float = 0.09, first: float = 0.03) -> None:
    """A strip with buttons down the front."""
    p = c.of(c.cloth.points)
    here = front(c) * (p[..., 2] < high + 0.03)
    x = p[..., 0]
    c.height += 0.0014 * smooth(np.abs(x), half + 0.001, half - 0.001) * here
    c.groove(x - half, 0.0012, 0.003, here)
    c.groove(x + half, 0.0012, 0.003, here)
    for side in (-1, 1):
        c.stitch(x - side * (half - 0.004), here)
    buttons(c, 0.0, np.arange(high - first, low + 0.03, -step))


def opening(
    c: Canvas, low: float, high: float, buttons_at: np.ndarray | None = None, lap: float = 0.02, dark: float = 0.18
) -> None:
    """The edge of a front that lies over the other, with buttons beside it. dark: how much its shadow darkens."""
    p = c.of(c.cloth.points)
    here = front(c) * (p[..., 2] < high) * (p[..., 2] > low)
    c.height += 0.0025 * smooth(p[..., 0], -lap - 0.012, -lap) * smooth(p[..., 0], 0.15, 0.05) * here
    c.groove(p[..., 0] + lap, 0.01 * dark, 0.0045, here * min(1.0, 4.0 * dark))
    c.shade *= 1 - dark * np.exp(-(((p[..., 0] + lap + 0.004) / 0.005) ** 2)) * here
    if buttons_at is not None:
        buttons(c, 0.0, buttons_at, 0.0095)


def zip_fastener(c: Canvas, low: float, high: float) -> None:
    p = c.of(c.cloth.points)
    here = front(c) * (p[..., 2] < high) * (p[..., 2] > low)
    c.zone("zip", smooth(np.abs(p[..., 0]), 0.0055, 0.0035) * here)
    c.groove(np.abs(p[..., 0]) - 0.008, 0.0015, 0.003, here)
    teeth = 0.5 + 0.5 * np.cos(2 * np.pi * p[..., 2] / 0.012)
    c.height += 0.001 * teeth * smooth(np.abs(p[..., 0]), 0.006, 0.003) * here


def sleeve(c: Canvas) -> tuple[np.ndarray, np.ndarray]:
    """(S, S) metres from the end of the sleeve, and where there is sleeve."""
    g = c.cloth.ground
    end = float(c.cloth.at(g.arm)[c.cloth.at(g.share["arm"]) > 0.6].max())
    return end - c.field(g.arm), (c.field(g.share["arm"]) > 0.6) * c.outer


def cuffs(c: Canvas, wide: float) -> None:
    end, here = sleeve(c)
    c.groove(end - wide, 0.0016, 0.0035, here)
    c.height += 0.0014 * smooth(end, wide, wide - 0.004) * here
    c.stitch(end - wide + 0.006, here)
    c.stitch(end - 0.006, here)


def border(
    c: Canvas, loop: np.ndarray, wide: float, where: np.ndarray | float = 1.0, fade: float = 0.004, groove: float = 0.0
) -> None:
    """Along a border the zone "trim", `wide` metres and `fade` of them soft, with a seam `groove` metres deep."""
    away = folds.distance(c, loop)
    c.zone("trim", smooth(away, wide, wide - fade) * (c.outer * where))
    if groove:
        c.groove(away - wide, groove, 0.003, c.outer * where)


def sleeve_border(c: Canvas, wide: float, fade: float = 0.004) -> None:
    end, here = sleeve(c)
    c.zone("trim", smooth(end, wide, wide - fade) * here)


def patch(
    c: Canvas, x: float, z: float, half: float, high: float, where: np.ndarray, point: float = 0.25, flap: float = 0.0
) -> None:
    """A pocket on both sides whose upper middle is at x, z; half as wide, `high` metres deep, pointed below."""
    p = c.of(c.cloth.points)
    u, v = np.abs(p[..., 0]) - x, p[..., 2] - z
    box = np.maximum(np.abs(u) - half, np.maximum(v, -v - high + point * np.abs(u)))
    c.height += 0.0020 * smooth(box, 0.002, -0.002) * where
    c.groove(box, 0.0008, 0.003, where)
    c.shade *= 1 - 0.18 * np.exp(-(((box - 0.003) / 0.004) ** 2)) * where
    c.stitch(box + 0.005, where)
    if flap:
        lid = np.maximum(np.abs(u) - half - 0.003, np.maximum(v - 0.012, -v - flap))
        c.height += 0.0022 * smooth(lid, 0.002, -0.002) * where
        c.groove(lid, 0.001, 0.003, where)
        c.shade *= 1 - 0.22 * np.exp(-(((lid - 0.003) / 0.004) ** 2)) * where


def chest_pocket(c: Canvas, left_alone: bool = True) -> None:
    p = c.of(c.cloth.points)
    here = front(c) * ((p[..., 0] > 0) if left_alone else 1.0)
    patch(c, 0.082, c.cloth.ground.chest + 0.012, 0.048, 0.105, here)


def welt(c: Canvas, x: float, z: float, half: float, slant: float, where: np.ndarray) -> None:
    """A cut pocket: one slanting slit with a lip on both sides of the body."""
    p = c.of(c.cloth.points)
    u, v = np.abs(p[..., 0]) - x, p[..., 2] - z
    across, along = v * np.cos(slant) + u * np.sin(slant), u * np.cos(slant) - v * np.sin(slant)
    inside = smooth(np.abs(along), half + 0.003, half - 0.003) * where
    c.groove(across, 0.003, 0.003, inside)
    c.shade *= 1 - 0.45 * np.exp(-((across / 0.0035) ** 2)) * inside
    c.height += 0.0015 * np.exp(-(((across + 0.008) / 0.006) ** 2)) * inside


def band_line(c: Canvas, loop: np.ndarray, wide: float) -> None:
    """The seam of a band along a border, with thread."""
    away = folds.distance(c, loop)
    outer = c.outer * 1.0
    c.groove(away - wide, 0.0014, 0.003, outer)
    c.stitch(away - wide + 0.005, outer)
    c.height += 0.0015 * smooth(away, wide, wide - 0.004) * outer


def trouser_front(c: Canvas, loops: list[np.ndarray], band: float, belt_loops: bool = True) -> None:
    """Waistband, fly, button, belt loops."""
    p = c.of(c.cloth.points)
    g = c.cloth.ground
    outer = c.outer * 1.0
    away = folds.distance(c, highest(c.cloth, loops))
    before = (p[..., 1] < -0.03) * outer
    c.height += 0.0018 * smooth(away, band + 0.002, band - 0.002) * outer
    c.groove(away - band, 0.0012, 0.003, outer * (away < 0.3))
    c.stitch(away - 0.006, outer)
    c.stitch(away - band + 0.006, outer)
    below = smooth(p[..., 2], g.crotch + 0.055, g.crotch + 0.075) * (away > band)
    c.groove(p[..., 0], 0.0016, 0.003, before * (away > band) * (p[..., 2] > g.crotch - 0.02))
    curve = 0.036 - 0.034 * smooth(p[..., 2], g.crotch + 0.10, g.crotch + 0.055)
    c.stitch(p[..., 0] - curve, before * below)
    c.height += 0.0012 * smooth(p[..., 0], 0.036, 0.032) * (p[..., 0] > 0) * before * below
    c.groove(p[..., 0], 0.0012, 0.003, (p[..., 1] > 0) * outer * (away > band))
    button = np.hypot(p[..., 0] - 0.012, away - band / 2)
    c.zone("buttons", smooth(button, 0.0095, 0.0075) * before)
    c.height += 0.002 * smooth(button, 0.011, 0.006) * before
    if belt_loops:
        for at in (0.085, 0.165):
            strap = (
                smooth(np.abs(np.abs(p[..., 0]) - at), 0.008, 0.005) * smooth(away, band + 0.012, band + 0.006) * outer
            )
            c.height += 0.0022 * strap
            c.shade *= (
                1 - 0.18 * np.exp(-(((np.abs(np.abs(p[..., 0]) - at) - 0.009) / 0.003) ** 2)) * (away < band) * outer
            )


def side_of_leg(c: Canvas) -> np.ndarray:
    """(S, S) metres behind the seams of the legs."""
    g = c.cloth.ground
    names = ("LeftUpLeg", "LeftLeg", "LeftFoot")
    at = (-0.2, 0.0, g.knee, g.ankle)
    return c.of(c.cloth.points)[..., 1] - np.interp(c.field(g.leg), at, (-0.03, *(g.joint[n][1] for n in names)))


def leg_seams(c: Canvas, stitched: bool = False, creased: bool = False) -> None:
    g = c.cloth.ground
    p = c.of(c.cloth.points)
    outer = c.outer * 1.0
    side = side_of_leg(c)
    lateral = smooth(np.abs(p[..., 0]), 0.10, 0.13)
    inner = outer * (1 - lateral) * (c.field(g.leg) > 0.15)
    c.groove(side, 0.0012, 0.003, outer * lateral + inner)
    if stitched:
        c.stitch(side - 0.006, inner)
        c.stitch(side + 0.006, inner)
    if creased:
        names = ("LeftUpLeg", "LeftLeg", "LeftFoot")
        middle = np.interp(c.field(g.leg), (0.0, g.knee, g.ankle), [g.joint[n][0] for n in names])
        x = np.abs(p[..., 0]) - middle + 0.004
        c.height += (
            0.003 * np.exp(-np.abs(x) / 0.006) * outer * smooth(c.field(g.leg), 0.02, 0.15) * (np.abs(side) > 0.03)
        )


def jeans_pockets(c: Canvas) -> None:
    """Curved openings at the front, patches and yoke behind."""
    g = c.cloth.ground
    p = c.of(c.cloth.points)
    outer = c.outer
    before, behind = (p[..., 1] < -0.02) * outer * 1.0, (p[..., 1] > 0.02) * outer * 1.0
    x, z = np.abs(p[..., 0]) - 0.175, p[..., 2] - (g.hip + 0.075)
    away = np.hypot(x / 0.95, z / 1.15) - 0.075
    below = before * smooth(z, 0.005, -0.002)
    c.groove(away, 0.0022, 0.0035, below)
    c.stitch(away - 0.006, below)
    patch(c, 0.085, g.hip + 0.055, 0.058, 0.13, behind, 0.35)
    yoke = p[..., 2] - (g.hip + 0.075) + 0.12 * (0.16 - np.abs(p[..., 0]))
    c.groove(yoke, 0.0012, 0.003, behind)
    c.stitch(yoke + 0.006, behind)


def shadow_of(c: Canvas, edge: np.ndarray, below: tuple[int, ...], own: tuple[int, ...]) -> None:
    """The shadow of a collar's or lapel's edge on the panels below it, and thread along the edge."""
    away = folds.distance(c, edge)
    c.shade *= 1 - 0.45 * np.exp(-((away / 0.009) ** 2)) * c.panel(*below)
    c.stitch(away - 0.005, c.panel(*own) * 1.0)
    c.shade *= 1 - 0.2 * np.exp(-((away / 0.003) ** 2)) * c.panel(*own)
