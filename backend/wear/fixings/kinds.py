"""Where on a piece small things are fixed, and which: buckles on insteps, fringes below sleeves, cones on shoulders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from ...protocol.requests import Colour
from . import shapes
from .fur import RING
from .host import UP, Fixing, Host, hung, line, placed, stood, thinned
from .shapes import Shape

GOLD, SILVER, WHITE = (0.85, 0.66, 0.20), (0.80, 0.81, 0.84), (0.95, 0.94, 0.92)


@dataclass(frozen=True)
class Kind:
    """make: what a piece has of it. colour: where none is said, None for the piece's own. second: whether the second
    colour of the piece comes before that. always: also where the piece has a zone of it. texel: metres of its cloth
    along its texture."""

    make: Callable[[Host], list[Fixing]]
    fabric: str = "metal"
    colour: Colour | None = GOLD
    second: bool = False
    always: bool = False
    texel: float = 0.15
    glows: bool = False
    rings: int = field(default=0)


def _insteps(host: Host) -> list[int]:
    """Of a left and a right shoe the vertex in the middle of the instep."""
    found, level = [], host.form.low[1] + 0.11
    for side in (1.0, -1.0):
        own = host.at.points[:, 0] * side > 0
        middle = float(np.median(host.at.points[own & (host.at.points[:, 1] < level + 0.03), 0]))
        upper = own & (host.at.normals[:, 2] > 0.2)
        found.append(host.nearest((middle, level, 0.0), (1.0, 1.0, 0.05), upper))
    return found


def _toes(host: Host) -> list[int]:
    found = []
    for side in (1.0, -1.0):
        own = (host.at.points[:, 0] * side > 0) & (host.at.normals[:, 2] > 0.2)
        found.append(host.nearest((0, host.form.low[1] + 0.02, 0.0), (0.0, 1.0, 0.05), own))
    return found


def _on_hat(host: Host, side: float = 0.0) -> int:
    """The vertex before, or beside, the crown in the middle of its band."""
    form = host.form
    wanted = (side * form.crown, form.middle - (0.0 if side else form.crown), form.sill + 0.024)
    return host.nearest(wanted, (1, 1, 1), np.abs(host.at.normals[:, 2]) < 0.75)


def _column(host: Host, apart: float, top: float = 0.50, bottom: float | None = None) -> list[int]:
    low = max(float(host.form.low[2]) + 0.06, 0.02) if bottom is None else bottom
    top = min(top, float(host.form.high[2]) - 0.05)
    return [host.before(0.0, z) for z in np.arange(top, low, -apart)]


def _buckles(host: Host) -> list[Fixing]:
    slot = host.form.slot
    if slot == "shoes":
        return [stood(shapes.buckle(0.062, 0.05), host, v, np.array((0, 0.6, 0.8))) for v in _insteps(host)]
    if slot == "head":
        return [stood(shapes.buckle(0.062, 0.054), host, _on_hat(host))]
    if slot == "waist":
        middle = float(host.form.high[2] + host.form.low[2]) / 2
        return [stood(shapes.buckle(0.098, 0.078), host, host.before(0.0, middle), raised=0.006)]
    if slot == "bottom":
        return [stood(shapes.buckle(0.075, 0.055), host, host.before(0.0, float(host.form.high[2]) - 0.025))]
    if slot == "hands":
        return []
    return [stood(shapes.buckle(0.07, 0.045), host, v, raised=0.004) for v in _column(host, 0.105)]


def _bows(host: Host) -> list[Fixing]:
    slot = host.form.slot
    if slot == "shoes":
        return [stood(shapes.bow(0.075), host, v, np.array((0, 0.6, 0.8))) for v in _insteps(host)]
    if slot == "head":
        return [stood(shapes.bow(0.12), host, _on_hat(host, 1.0))]
    if slot in ("waist", "bottom"):
        return [stood(shapes.bow(0.16), host, host.before(0.0, float(host.form.high[2]) - 0.03))]
    return [stood(shapes.bow(0.15), host, host.before(0.0, min(0.50, float(host.form.high[2]) - 0.03)))]


def _flowers(host: Host) -> list[Fixing]:
    slot = host.form.slot
    if slot == "shoes":
        return [stood(shapes.flower(0.03), host, v) for v in _insteps(host)]
    if slot == "head":
        return [stood(shapes.flower(0.045), host, _on_hat(host, side)) for side in (1.0, 0.0)]
    return [stood(shapes.flower(0.045), host, host.before(0.085, 0.43))]


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


def _fringes(host: Host) -> list[Fixing]:
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


def _tassels(host: Host) -> list[Fixing]:
    slot = host.form.slot
    if slot == "shoes":
        return [stood(shapes.tassel(0.035), host, v, np.array((0, 0.6, 0.8))) for v in _insteps(host)]
    if slot == "head":
        return [hung(shapes.tassel(0.11), host.at.points[v], host.at.normals[v]) for v in (_on_hat(host, 1.0),)]
    if slot == "waist":
        middle = float(host.form.high[2] + host.form.low[2]) / 2
        places = [host.before(x, middle) for x in (0.05, 0.085)]
        return [hung(shapes.tassel(0.20), host.at.points[v], host.at.normals[v]) for v in places]
    lowest = host.at.points[:, 2] < host.form.low[2] + 0.4 * (host.form.high[2] - host.form.low[2])
    border = line(host, np.where(lowest, host.at.edge - 0.008, np.nan), 0.06)
    return [hung(shapes.tassel(0.075), origin, out) for origin, out in border]


def _spikes(host: Host) -> list[Fixing]:
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


def _epaulettes(host: Host) -> list[Fixing]:
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


def _cartridges(host: Host) -> list[Fixing]:
    case = shapes.lathe([(0.0075, -0.035), (0.0075, 0.028), (0.0045, 0.034), (0.0035, 0.046), (1e-4, 0.047)], 8)
    points, faces, uvs = case
    upright = (points[:, [0, 2, 1]] * (1, 1, -1) + (0, 0, 0.007), faces, uvs)
    found = []
    for side in (1.0, -1.0):  # each row is one, so that they stay side by side
        row = [stood(upright, host, host.before(side * x, 0.375)) for x in np.arange(0.045, 0.135, 0.0175)]
        found.append(Fixing(shapes.joined([one.shape for one in row]), row[2].origin))
    return found


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


def _coins(host: Host) -> list[Fixing]:
    points, faces, uvs = shapes.disc(0.0135, 0.003)
    return _dangling(host, (points - (0, 0.006, 0), faces, uvs), 0.029)


def _gems(host: Host) -> list[Fixing]:
    gem = shapes.lathe([(0.021, 0.0), (0.021, 0.005), (0.012, 0.013), (1e-4, 0.014)], 6)
    if host.form.slot == "head":
        return [stood(gem, host, _on_hat(host), raised=0.002)]
    if host.form.slot == "waist":
        return [stood(gem, host, host.before(0.0, float(host.form.high[2] + host.form.low[2]) / 2))]
    return [stood(gem, host, host.before(0.0, min(0.44, float(host.form.high[2]) - 0.03)))]


def _buttons(host: Host) -> list[Fixing]:
    if host.form.slot == "shoes":
        return []
    wide = host.form.slot == "outer"
    return [stood(shapes.disc(0.0135, 0.006), host, v) for v in _column(host, 0.08 if wide else 0.07)]


def _pom_poms(host: Host) -> list[Fixing]:
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
        return [at(v, 0.026) for v in _toes(host)]
    return [at(v, 0.032) for v in _column(host, 0.13)]


def _plumes(host: Host) -> list[Fixing]:
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


def lit(host: Host) -> list[tuple[np.ndarray, float]]:
    """Where lights are: (3,) metres, and their radius."""
    return [(host.at.points[v], radius) for v, radius in _lights_at(host)]


def _lights_at(host: Host) -> list[tuple[int, float]]:
    slot, form = host.form.slot, host.form
    if slot == "head":
        return [(_on_hat(host), 0.026)]
    if slot == "shoes":
        return [(v, 0.012) for v in _toes(host)]
    if slot in ("top", "outer", "one_piece", "back", "neck"):
        return [(host.before(0.0, min(0.40, float(form.high[2]) - 0.03)), 0.044)]
    if slot == "bottom":
        return [(host.before(x, -0.33), 0.022) for x in (0.15, -0.15)]
    rows = list(thinned(host.at.points, np.arange(len(host.at.points)), 0.07))
    return [(v, 0.012) for v in rows[:8]]


def _lights(host: Host) -> list[Fixing]:
    return [stood(shapes.disc(radius, 0.010, 16), host, v, raised=0.002) for v, radius in _lights_at(host)]


FIXINGS: Mapping[str, Kind] = {
    "buckle": Kind(_buckles, always=True),
    "bow": Kind(_bows, "silk", (0.75, 0.07, 0.12), second=True),
    "flower": Kind(_flowers, "silk", (0.80, 0.10, 0.14), second=True),
    "fringe": Kind(_fringes, "leather", None),
    "tassels": Kind(_tassels, "silk", GOLD, second=True),
    "fur": Kind(lambda host: [], "fur", WHITE, second=True, rings=RING, texel=0.5),
    "spikes": Kind(_spikes, "metal", SILVER, always=True),
    "epaulettes": Kind(_epaulettes, "silk", GOLD),
    "cartridges": Kind(_cartridges, "metal", GOLD, always=True),
    "coins": Kind(_coins, "metal", GOLD),
    "bells": Kind(lambda host: _dangling(host, shapes.ball(0.013), 0.075), "metal", GOLD),
    "gem": Kind(_gems, "glowing", (0.10, 0.25, 0.80)),
    "buttons": Kind(_buttons, "metal", GOLD),
    "pom_pom": Kind(_pom_poms, "fur", WHITE, second=True),
    "plume": Kind(_plumes, "fur", WHITE, second=True),
    "lights": Kind(_lights, "glowing", (0.25, 0.75, 1.0), glows=True),
}
"""kind of detail -> how it is fixed"""
