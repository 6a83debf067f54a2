"""What closes, arms or ranks a piece: buckles, buttons, cartridges, spikes, epaulettes."""

from __future__ import annotations

import numpy as np

from . import shapes
from .placing import UP, Fixing, Host, placed, stood, thinned


def buckles(host: Host) -> list[Fixing]:
    slot = host.form.slot
    if slot == "shoes":
        return [stood(shapes.buckle(0.062, 0.05), host, v, np.array((0, 0.6, 0.8))) for v in host.insteps()]
    if slot == "head":
        return [stood(shapes.buckle(0.062, 0.054), host, host.on_hat())]
    if slot == "waist":
        return [stood(shapes.buckle(0.098, 0.078), host, host.half_up(), raised=0.006)]
    if slot == "bottom":
        return [stood(shapes.buckle(0.075, 0.055), host, host.before(0.0, float(host.form.high[2]) - 0.025))]
    if slot == "hands":
        return []
    return [stood(shapes.buckle(0.07, 0.045), host, v, raised=0.004) for v in host.column(0.105)]


def buttons(host: Host) -> list[Fixing]:
    if host.form.slot == "shoes":
        return []
    wide = host.form.slot == "outer"
    return [stood(shapes.disc(0.0135, 0.006), host, v) for v in host.column(0.08 if wide else 0.07)]


def cartridges(host: Host) -> list[Fixing]:
    case = shapes.lathe([(0.0075, -0.035), (0.0075, 0.028), (0.0045, 0.034), (0.0035, 0.046), (1e-4, 0.047)], 8)
    points, faces, uvs = case
    upright = (points[:, [0, 2, 1]] * (1, 1, -1) + (0, 0, 0.007), faces, uvs)
    found = []
    for side in (1.0, -1.0):  # each row is one, so that they stay side by side
        row = [stood(upright, host, host.before(side * x, 0.375)) for x in np.arange(0.045, 0.135, 0.0175)]
        found.append(Fixing(shapes.joined([one.shape for one in row]), row[2].origins))
    return found


def spikes(host: Host) -> list[Fixing]:
    at, slot = host.at, host.form.slot
    x, z = np.abs(at.points[:, 0]), at.points[:, 2]
    if slot in ("top", "outer", "one_piece", "back"):
        out = at.normals[:, 2] * 0.7 + np.sign(at.points[:, 0]) * at.normals[:, 0] * 0.7
        chosen = (out > 0.72) & (x > 0.115) & (z > 0.43)
        cone, apart = shapes.cone(0.019, 0.085), 0.05
    elif slot == "head":
        chosen = (z > host.form.sill + 0.03) & (at.normals[:, 2] > -0.1)
        cone, apart = shapes.cone(0.013, 0.05), 0.055
    elif slot == "shoes":
        chosen = host.inside("toes") > 0.01
        chosen &= at.normals[:, 2] > 0.2
        cone, apart = shapes.cone(0.008, 0.025), 0.025
    else:
        out = at.points - at.points.mean(axis=0)
        chosen = (at.normals * out).sum(axis=1) > 0
        cone, apart = shapes.cone(0.007, 0.028), 0.032
    order = np.flatnonzero(chosen)
    order = order[np.argsort(-at.normals[order, 2], kind="stable")]
    return [stood(cone, host, v) for v in list(thinned(at.points, order, apart))[:40]]


def epaulettes(host: Host) -> list[Fixing]:
    found = []
    for side in (1.0, -1.0):
        v = host.nearest((side * 0.157, 0.0, 0.9), (1.0, 1.0, 0.02), host.at.normals[:, 2] > 0.2)
        board = shapes.box((-0.034, -0.062, 0.0), (0.034, 0.036, 0.010))
        outward = np.array((side * 0.9, 0.0, -0.35))
        found.append(stood(board, host, v, -outward, 0.003))
        rng = np.random.default_rng(4)
        end = host.at.points[v] + outward * 0.058 + UP * 0.006
        for turn in np.linspace(-1.15, 1.15, 15):
            way = np.array((side * np.cos(turn), np.sin(turn), 0.0))
            place = end + way * 0.030 * (1.0, 1.15, 1.0)
            found.append(placed(shapes.strand(0.055 * rng.uniform(0.9, 1.1), 0.011, (0.0, 0.012)), place, way, UP))
    return found
