"""How garments of a kind lie over the skin."""

from __future__ import annotations

import numpy as np
from scipy.spatial import KDTree

from . import drape
from .ground import smooth
from .sheet import Sheet

LEG = -0.10, 0.10
"""metres behind and before the ankle between which a hem rises"""
INSTEP = 0.036
"""metres aside of the middle of a foot in which a hem arches over it"""


def shirt_shape(
    sheet: Sheet,
    ease: float = 0.007,
    waist: float = 0.012,
    slope: float = 0.10,
    bridge: float = 0.8,
    arm: float = 0.006,
    stop: float = 0.0,
    bell: float = 0.0,
    pads: float = 0.0,
) -> np.ndarray:
    """(N, 3) metres: a top over the skin, `ease` at the shoulders and chest, `waist` more below, hanging from the
    chest; `arm` more on the arms; from `stop` metres of height down it falls in as it likes;
    `bell` more at the wrist, `pads` more on the shoulders."""
    g = sheet.ground
    share = sheet.at(g.share["arm"])
    along = sheet.at(g.arm)
    z = sheet.skin[:, 2]
    trunk = 1 - smooth(share, 0.1, 0.5)
    least = ease + waist * trunk * smooth(z, g.chest, g.waist)
    least = least + arm * smooth(share, 0.3, 0.9) * smooth(along, 0.02, 0.15)
    least = least + bell * smooth(share, 0.3, 0.9) * smooth(along, g.elbow - 0.12, g.wrist)
    top = smooth(np.abs(sheet.skin[:, 0]), 0.08, 0.16) * smooth(z, g.chest + 0.06, g.chest + 0.12)
    least = least + pads * top * smooth(along, 0.09, 0.02)
    least = least - 0.45 * ease * smooth(z, g.throat - 0.02, g.throat + 0.03)
    points = drape.stretched(sheet, least)
    points = drape.hanging_trunk(sheet, points, trunk, slope, bridge, stop=stop)
    points = drape.evened(sheet, points)
    return drape.clear(sheet, points, 0.7 * least)


def suit_shape(sheet: Sheet, ease: float, slope: float, opening: float, arm: float = 0.006) -> np.ndarray:
    """(N, 3) metres: a top and trousers in one."""
    g = sheet.ground
    share, z = sheet.at(g.share["arm"]), sheet.skin[:, 2]
    trunk = 1 - smooth(share, 0.1, 0.5)
    least = ease + 0.004 * trunk * smooth(z, g.chest, g.waist)
    least = least + arm * smooth(share, 0.3, 0.9) * smooth(sheet.at(g.arm), 0.02, 0.15)
    least = least - 0.45 * ease * smooth(z, g.throat - 0.02, g.throat + 0.03)
    points = drape.stretched(sheet, least)
    points = drape.hanging_trunk(sheet, points, trunk * smooth(z, g.crotch + 0.02, g.crotch + 0.08), 0.22, 0.7)
    points = drape.hanging_legs(sheet, points, 0.16, slope, 0.6, opening)
    middle = smooth(np.abs(sheet.skin[:, 0]), 0.05, 0.0) * smooth(z, g.crotch + 0.10, g.crotch)
    points[:, 2] -= 0.012 * middle
    points = drape.clear(sheet, drape.evened(sheet, points, 3), 0.7 * least)
    return drape.apart(sheet, points)


def gathered(sheet: Sheet, points: np.ndarray, cuffs: float, hem: float, tight: float) -> np.ndarray:
    """Drawn in to `tight` metres from the skin along the sleeves' ends and the lower border, so many metres wide; the
    cloth puffs out over it."""
    g = sheet.ground
    moved = points.copy()
    for loop in sheet.border:
        line = sheet.skin[loop]
        wide = cuffs if sheet.at(g.share["arm"])[loop].mean() > 0.5 else hem
        if not wide or line[:, 2].mean() > g.throat - 0.03:
            continue
        away = KDTree(line).query(sheet.skin)[0]
        height = np.einsum("nd,nd->n", moved - sheet.skin, sheet.normals)
        close = sheet.skin + sheet.normals * np.minimum(height, tight)[:, None]
        share = smooth(away, wide * 1.25, wide * 0.75)[:, None]
        moved = (1 - share) * moved + share * close
        puff = np.exp(-(((away - 1.9 * wide) / (0.6 * wide)) ** 2)) * (away < 4 * wide)
        moved += sheet.normals * (0.006 * puff)[:, None]
    return moved


def trouser_shape(
    sheet: Sheet,
    ease: float,
    slope: float,
    opening: float = 0.0,
    round_: float = 0.6,
    low_crotch: float = 0.012,
    wide: float = 0.0,
) -> np.ndarray:
    """(N, 3) metres: close at the waist, hanging from the seat and the thighs; slope 1 lies on the legs; `wide` more
    around the shins, as what is worn over boots."""
    g = sheet.ground
    z = sheet.skin[:, 2]
    top = float(z.max())
    least = 0.004 + ease * smooth(z, top - 0.02, top - 0.14)
    least = least + wide * smooth(sheet.at(g.leg), g.knee + 0.05, g.ankle - 0.12)
    points = drape.stretched(sheet, least)
    if slope < 1:
        trunk = smooth(z, g.crotch + 0.02, g.crotch + 0.08)
        points = drape.hanging_trunk(sheet, points, trunk, 0.35, 0.5, start=top - 0.03)
        points = drape.hanging_legs(sheet, points, 0.16, slope, round_, opening)
    middle = smooth(np.abs(sheet.skin[:, 0]), 0.05, 0.0) * smooth(z, g.crotch + 0.10, g.crotch)
    points[:, 2] -= low_crotch * middle
    points = drape.evened(sheet, points, 3)
    points = drape.clear(sheet, points, 0.7 * least)
    return drape.apart(sheet, points)


def let_down(
    sheet: Sheet, points: np.ndarray, heel: float = 0.005, front: float = 0.046, arch: float = 0.031, over: float = 0.32
) -> np.ndarray:
    """Legs down over shoes: level but for the way up from `heel` metres above the ground, behind, to `front`, and
    another `arch` over the instep alone; the lowest `over` metres are drawn out."""
    g = sheet.ground
    along, leg = sheet.at(g.leg), sheet.at(g.share["leg"]) > 0.5
    end = float(along[leg].max())
    moved = points.copy()
    for sign in (1, -1):
        here = leg & (sheet.skin[:, 0] * sign > 0)
        foot, toes = g.side("Foot", sign), g.side("ToeBase", sign)
        down = foot - g.side("Leg", sign)
        down /= np.linalg.norm(down)
        ahead = (toes - foot)[:2] / np.linalg.norm((toes - foot)[:2])
        p, rest = points[here], end - along[here]
        forth = (p[:, :2] - foot[:2]) @ ahead
        aside = (p[:, :2] - foot[:2]) @ (ahead[1], -ahead[0])
        hem = heel + (front - heel) * ((forth - LEG[0]) / (LEG[1] - LEG[0])).clip(0, 1)
        hem = hem + arch * np.exp(-((aside / INSTEP) ** 2)) * smooth(forth, 0.02, 0.07)
        longer = (p[:, 2] + rest * down[2] - hem) / -down[2]
        moved[here] += ((1 - rest / over).clip(0, 1) * longer)[:, None] * down
    return moved


def waistband(sheet: Sheet, points: np.ndarray, wide: float, thick: float = 0.0025) -> np.ndarray:
    """Thicker near the upper border."""
    upper = max(sheet.border, key=lambda loop: sheet.skin[loop, 2].mean())
    away = KDTree(sheet.skin[upper]).query(sheet.skin)[0]
    return points + sheet.normals * (thick * smooth(away, wide + 0.012, wide - 0.004))[:, None]
