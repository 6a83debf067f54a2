"""What hangs along the borders of a piece: fringes, tassels, coins, bells."""

from __future__ import annotations

import numpy as np

from . import shapes
from .placing import UP, Fixing, Host, hung, line, placed, stood
from .shapes import Shape


def _strands(
    host: Host, values: np.ndarray, length: float, out_by: float = 0.006, apart: float = 0.011
) -> list[Fixing]:
    """Along the line where values change their sign; out_by: metres that the ends of strands are further out"""
    rng = np.random.default_rng(3)
    found = []
    for origin, out in line(host, values, apart):
        sway = tuple(rng.uniform(-0.012, 0.012, 2))
        strand = shapes.strand(length * rng.uniform(0.85, 1.1), 0.0085, (sway[0], out_by + abs(sway[1])))
        found.append(hung(strand, origin, out))
    return found


def fringes(host: Host) -> list[Fixing]:
    at, slot = host.at, host.form.slot
    if slot in ("top", "outer", "one_piece"):
        sleeves = host.inside("sleeves")
        side = np.sign(at.points[:, 0])
        below = -side * at.normals[:, 0] * 0.857 - at.normals[:, 2] * 0.51
        found = []
        if (sleeves > 0.05).any():  # from the seam behind below each sleeve
            seam = np.where((sleeves > 0) & (at.normals[:, 1] > -0.2), below - 0.75 * at.normals[:, 1], np.nan)
            found += _strands(host, seam, 0.13)
        level = 0.385 + 0.25 * np.abs(at.points[:, 0])  # a yoke, lowest in the middle
        found += _strands(host, np.where(sleeves < 0.03, at.points[:, 2] - level, np.nan), 0.12, 0.045)
        hem = np.where(host.inside("hem") > -0.05, at.edge - 0.012, np.nan)
        return [*found, *_strands(host, hem, 0.09)]
    if slot == "bottom" and host.form.low[2] < -0.6:  # along the outer seams of legs
        side = np.sign(at.points[:, 0]) * at.normals[:, 0]
        long = (at.points[:, 2] < 0.08) & (at.points[:, 2] > -0.66)  # none reaches the floor
        return _strands(host, np.where((side > 0.75) & long, at.normals[:, 1] - 0.1, np.nan), 0.10)
    if slot == "shoes":
        return _strands(host, np.where(host.inside("cuffs") > -0.03, at.edge - 0.01, np.nan), 0.06)
    lowest = at.points[:, 2] < host.form.low[2] + 0.5 * (host.form.high[2] - host.form.low[2])
    return _strands(host, np.where(lowest, at.edge - 0.01, np.nan), 0.085)


def tassels(host: Host) -> list[Fixing]:
    slot = host.form.slot
    if slot == "shoes":
        return [stood(shapes.tassel(0.035), host, v, np.array((0, 0.6, 0.8))) for v in host.insteps()]
    if slot == "head":
        return [hung(shapes.tassel(0.11), host.at.points[v], host.at.normals[v]) for v in (host.on_hat(1.0),)]
    if slot == "waist":
        places = [host.half_up(x) for x in (0.05, 0.085)]
        return [hung(shapes.tassel(0.20), host.at.points[v], host.at.normals[v]) for v in places]
    lowest = host.at.points[:, 2] < host.form.low[2] + 0.4 * (host.form.high[2] - host.form.low[2])
    border = line(host, np.where(lowest, host.at.edge - 0.008, np.nan), 0.06)
    return [hung(shapes.tassel(0.075), origin, out) for origin, out in border]


def _dangling(host: Host, shape: Shape, apart: float) -> list[Fixing]:
    """Along the border that is seen: of cloth on the head above the brow, of other pieces the lowest."""
    at = host.at
    if host.form.slot == "head":
        chosen = (at.normals[:, 1] < 0.2) & (at.points[:, 2] > 0.60)
    elif host.form.slot in ("waist", "bottom"):
        chosen = np.ones(len(at.points), bool)
    else:
        chosen = np.maximum(host.inside("hem"), host.inside("collar")) > -0.03
    border = line(host, np.where(chosen, at.edge - 0.006, np.nan), apart)
    return [placed(shape, origin, out, UP, 0.003) for origin, out in border]


def coins(host: Host) -> list[Fixing]:
    points, faces, uvs = shapes.disc(0.0135, 0.003)
    return _dangling(host, (points - (0, 0.006, 0), faces, uvs), 0.029)


def bells(host: Host) -> list[Fixing]:
    return _dangling(host, shapes.ball(0.013), 0.075)
