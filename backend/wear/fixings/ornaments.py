"""What adorns a piece at one place: bows, flowers, gems, pom-poms, plumes, lights."""

from __future__ import annotations

import numpy as np

from . import shapes
from .placing import Fixing, Host, placed, stood, thinned


def bows(host: Host) -> list[Fixing]:
    slot = host.form.slot
    if slot == "shoes":
        return [stood(shapes.bow(0.075), host, v, np.array((0, 0.6, 0.8))) for v in host.insteps()]
    if slot == "head":
        return [stood(shapes.bow(0.12), host, host.on_hat(1.0))]
    if slot in ("waist", "bottom"):
        return [stood(shapes.bow(0.16), host, host.before(0.0, float(host.form.high[2]) - 0.03))]
    return [stood(shapes.bow(0.15), host, host.on_chest(0.50))]


def flowers(host: Host) -> list[Fixing]:
    slot = host.form.slot
    if slot == "shoes":
        return [stood(shapes.flower(0.03), host, v) for v in host.insteps()]
    if slot == "head":
        return [stood(shapes.flower(0.045), host, host.on_hat(side)) for side in (1.0, 0.0)]
    return [stood(shapes.flower(0.045), host, host.before(0.085, 0.43))]


def gems(host: Host) -> list[Fixing]:
    gem = shapes.lathe([(0.021, 0.0), (0.021, 0.005), (0.012, 0.013), (1e-4, 0.014)], 6)
    if host.form.slot == "head":
        return [stood(gem, host, host.on_hat(), raised=0.002)]
    if host.form.slot == "waist":
        return [stood(gem, host, host.half_up())]
    return [stood(gem, host, host.on_chest(0.44))]


def pom_poms(host: Host) -> list[Fixing]:
    def at(v: int, radius: float) -> Fixing:
        points, faces, uvs = shapes.ball(radius, 14)
        rng = np.random.default_rng(6)
        middle = np.array((0, 0, radius))
        bumpy = middle + (points - middle) * (1 + 0.10 * rng.standard_normal((len(points), 1)))
        return stood((bumpy, faces, uvs), host, v, raised=-0.004)

    slot = host.form.slot
    if slot == "head":
        return [at(host.nearest((0, host.form.middle, 2.0), (0.3, 0.3, 1.0)), 0.042)]
    if slot == "shoes":
        return [at(v, 0.026) for v in host.toes()]
    return [at(v, 0.032) for v in host.column(0.13)]


def plumes(host: Host) -> list[Fixing]:
    found = []
    for number, lean in enumerate((0.0, 0.35)):
        form = host.form
        v = host.nearest((form.crown, form.middle - 0.02, form.sill + 0.02), (1, 1, 1))
        points, faces, uvs = shapes.feather(0.27 - 0.05 * number)
        c, s = np.cos(lean), np.sin(lean)
        leaning = points @ np.array(((c, -s, 0), (s, c, 0), (0, 0, 1)))
        out = np.array((1.0, 0.15, 0.0))
        up = np.array((0.0, 0.35, 1.0))
        found.append(placed((leaning * (-1, 1, 1), faces[:, ::-1], uvs), host.at.points[v], out, up, 0.004))
    return found


def lights_at(host: Host) -> list[tuple[int, float]]:
    """Vertices on which lights are, and their radius, metres."""
    slot = host.form.slot
    if slot == "head":
        return [(host.on_hat(), 0.026)]
    if slot == "shoes":
        return [(v, 0.012) for v in host.toes()]
    if slot in ("top", "outer", "one_piece", "back", "neck"):
        return [(host.on_chest(0.40), 0.044)]
    if slot == "bottom":
        return [(host.before(x, -0.33), 0.022) for x in (0.15, -0.15)]
    rows = list(thinned(host.at.points, np.arange(len(host.at.points)), 0.07))
    return [(v, 0.012) for v in rows[:8]]


def lights(host: Host) -> list[Fixing]:
    return [stood(shapes.disc(radius, 0.010, 16), host, v, raised=0.002) for v, radius in lights_at(host)]
