"""Folds, seams and shadows that every garment of a kind has."""

from __future__ import annotations

import numpy as np

from .canvas import Canvas, patchy, ridged, wavy
from .ground import smooth
from .pattern import armhole


def elbow_folds(c: Canvas, amount: float = 1.0) -> None:
    g = c.cloth.ground
    along, arm = c.field(g.arm), c.field(g.share["arm"])
    p = c.of(c.cloth.points)
    for at, wide, strength in ((g.elbow, 0.075, 1.0), (g.wrist - 0.02, 0.06, 0.7)):
        near = np.exp(-(((along - at) / wide) ** 2)) * (arm > 0.6)
        wave = np.sin(2 * np.pi * along / 0.042 + 2.2 * wavy(p, 5, 0.16))
        c.height += 0.0032 * amount * strength * near * ridged(wave) * patchy(p, 41)


def knee_folds(c: Canvas, amount: float = 1.0) -> None:
    g = c.cloth.ground
    along, leg = c.field(g.leg), c.field(g.share["leg"])
    p = c.of(c.cloth.points)
    back = smooth(p[..., 1], -0.06, 0.04)
    for at, wide, strength in ((g.knee, 0.10, 0.35 + 0.65 * back), (g.ankle - 0.03, 0.07, 1.0)):
        near = np.exp(-(((along - at) / wide) ** 2)) * (leg > 0.6) * strength
        wave = np.sin(2 * np.pi * along / 0.05 + 2.4 * wavy(p, 9, 0.22))
        c.height += 0.0035 * amount * near * ridged(wave) * patchy(p, 43)


def crotch_folds(c: Canvas, amount: float = 1.0) -> None:
    """Rays from the crotch over the thighs."""
    g = c.cloth.ground
    p = c.of(c.cloth.points)
    x, z = np.abs(p[..., 0]), p[..., 2] - g.crotch
    away = np.hypot(x, z - 0.02)
    turn = np.arctan2(z - 0.01, x)
    near = smooth(away, 0.24, 0.05) * smooth(away, 0.01, 0.05)
    wave = np.sin(9.0 * turn + 1.5 * wavy(p, 21, 0.2))
    c.height += 0.0026 * amount * near * ridged(wave) * patchy(p, 47)


def hanging_folds(
    c: Canvas, amount: float = 1.0, seed: int = 3, low: float | None = None, high: float | None = None
) -> None:
    """Long soft folds that run down, more of them below."""
    g = c.cloth.ground
    p = c.of(c.cloth.points)
    arm = c.field(g.share["arm"])
    share = smooth(p[..., 2], (high or g.chest), (low or g.hip)) * smooth(arm, 0.4, 0.1)
    wave = wavy(p, seed, 0.13, (1, 1, 4.0))
    c.height += 0.0030 * amount * share * wave
    c.height += 0.0022 * amount * share * ridged(wavy(p, seed + 1, 0.17, (1, 1, 2.6)) - 0.2)


def waist_folds(c: Canvas, at: float, amount: float = 1.0, seed: int = 7) -> None:
    """Slanting creases where a top lies in at the waist."""
    p = c.of(c.cloth.points)
    arm = c.field(c.cloth.ground.share["arm"])
    near = np.exp(-(((p[..., 2] - at) / 0.09) ** 2)) * smooth(arm, 0.4, 0.1)
    side = smooth(np.abs(p[..., 0]), 0.03, 0.12)
    wave = np.sin(2 * np.pi * (p[..., 2] + 0.5 * np.abs(p[..., 0])) / 0.085 + 2.5 * wavy(p, seed, 0.2))
    c.height += 0.0026 * amount * near * (0.15 + 0.85 * side) * ridged(wave) * patchy(p, 53, 0.12)


def armpit_folds(c: Canvas, amount: float = 1.0) -> None:
    """From the armpit over chest and back, and the shadow under the arm."""
    g = c.cloth.ground
    p = c.of(c.cloth.points)
    pit = np.array((abs(g.joint["LeftArm"][0]) - 0.01, g.chest + 0.02))
    x, z = np.abs(p[..., 0]) - pit[0], p[..., 2] - pit[1]
    away, turn = np.hypot(x, z), np.arctan2(z, -x)
    near = smooth(away, 0.17, 0.03) * smooth(away, 0.0, 0.03)
    c.height += 0.0024 * amount * near * ridged(np.sin(5 * turn + 1.2 * wavy(p, 31, 0.18))) * patchy(p, 59)
    c.shade *= 1 - 0.22 * smooth(away, 0.11, 0.0)


def soft(c: Canvas, amount: float = 1.0, seed: int = 11) -> None:
    """Large lumps everywhere, in relief and shade."""
    p = c.of(c.cloth.points)
    lumps = wavy(p, seed, 0.24)
    c.height += 0.0016 * amount * lumps
    c.shade *= 1 - 0.035 * amount * (1 - lumps.clip(-1, 1))


def side_seams(c: Canvas) -> None:
    """From the armpits down."""
    g = c.cloth.ground
    p = c.of(c.cloth.points)
    arm = c.field(g.share["arm"])
    c.groove(
        p[..., 1] + 0.035,
        0.0012,
        0.003,
        (np.abs(p[..., 0]) > 0.08) * smooth(p[..., 2], g.chest + 0.03, g.chest) * (arm < 0.3),
    )


def armhole_seams(c: Canvas, shoulder: float = 0.92, pit: float = 0.86, stitched: bool = False) -> None:
    """shoulder, pit: of the distance of the shoulder's joint from the middle."""
    g = c.cloth.ground
    wide = float(g.joint["LeftArm"][0])
    away = c.field(armhole(g, shoulder * wide, pit * wide))
    here = smooth(c.of(c.cloth.points)[..., 2], g.chest - 0.04, g.chest) * c.outer
    c.groove(away, 0.0016, 0.0035, here)
    if stitched:
        c.stitch(away + 0.008, here)


def border_stitches(c: Canvas, loop: np.ndarray, at: tuple[float, ...] = (0.018,), groove: float = 0.0) -> np.ndarray:
    """Lines of thread along a border, metres from it; gives the distance from it (S, S)."""
    away = distance(c, loop)
    for one in at:
        c.stitch(away - one, (away < 0.2) * c.outer)
        if groove:
            c.groove(away - one, groove, 0.003)
    return away


def distance(c: Canvas, loop: np.ndarray) -> np.ndarray:
    """(S, S) metres from a border's line in space."""
    from scipy.spatial import KDTree

    p = c.cloth.points[loop]
    fine = np.concatenate([p * (1 - t) + np.roll(p, -1, 0) * t for t in np.linspace(0, 1, 8, endpoint=False)])
    return KDTree(fine).query(c.of(c.cloth.points))[0]


def top_folds(c: Canvas, amount: float = 1.0) -> None:
    """Of a shirt of any kind."""
    g = c.cloth.ground
    soft(c, amount)
    hanging_folds(c, amount)
    waist_folds(c, g.waist + 0.02, amount)
    armpit_folds(c, amount)
    elbow_folds(c, amount)
    side_seams(c)
    armhole_seams(c)
    inner_shade(c)


def skirt_folds(c: Canvas, top: float, hem: float, amount: float = 1.0) -> None:
    """Long folds that grow downwards."""
    p = c.of(c.cloth.points)
    share = smooth(p[..., 2], top - 0.04, hem + 0.1)
    turn = np.arctan2(p[..., 0], p[..., 1] + 0.03)
    around = np.stack([0.2 * np.sin(turn), 0.2 * np.cos(turn), 0.16 * p[..., 2]], axis=-1)
    wave = wavy(around, 61, 0.11)
    c.height += 0.0045 * amount * share * wave
    c.shade *= 1 - 0.10 * amount * share * (0.5 - 0.5 * wave).clip(0, 1)
    soft(c, 0.6)
    inner_shade(c)


def inner_shade(c: Canvas) -> None:
    """What looks at the skin lies in the dark."""
    c.shade[c.cloth.inside[c.face]] *= 0.72


def trouser_folds(c: Canvas, amount: float = 1.0) -> None:
    soft(c, amount)
    crotch_folds(c, amount)
    knee_folds(c, amount)
    c.shade *= 1 - 0.25 * smooth(np.abs(c.of(c.cloth.points)[..., 0]), 0.06, 0.0) * (
        c.field(c.cloth.ground.share["leg"]) > 0.5
    )
    inner_shade(c)
