"""Where on a piece small things are fixed, and which: buckles on insteps, fringes below sleeves, cones on shoulders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.spatial import KDTree

from ..protocol.requests import Colour
from . import small_shapes as shapes
from .parts import parts_of
from .regions import Form, Places, part_at
from .small_shapes import Shape

GOLD, SILVER, WHITE = (0.85, 0.66, 0.20), (0.80, 0.81, 0.84), (0.95, 0.94, 0.92)
_UP, _FRONT = np.array((0.0, 0.0, 1.0)), np.array((0.0, -1.0, 0.0))
_STRIP = 0.035
"""metres from its borders that what is no strip reaches"""
_MEETS = 0.014
"""metres from another part of the piece within which a border is a seam"""
_RING = 8
"""vertices of one ring of a tube"""


@dataclass(frozen=True, eq=False)
class Host:
    """A piece of N vertices on a body of middle build."""

    at: Places
    triangles: np.ndarray
    faces: np.ndarray
    form: Form

    def inside(self, name: str) -> np.ndarray:
        """(N,) metres inside a part; everything where it has no such part."""
        found = part_at(name, self.at, self.form)
        return np.full(len(self.at.points), 1.0) if found is None else found

    def nearest(self, wanted: Sequence[float], weights: Sequence[float], among: np.ndarray | None = None) -> int:
        """The vertex nearest to a place; weights: how much x, y and z count; among: (N,) bool"""
        away = (((self.at.points - np.asarray(wanted)) * np.asarray(weights)) ** 2).sum(axis=1)
        if among is not None and among.any():
            away = np.where(among, away, np.inf)
        return int(np.argmin(away))

    def before(self, x: float, z: float) -> int:
        """The vertex in front at that place beside the middle and height."""
        return self.nearest((x, -0.5, z), (1.0, 0.15, 1.0), self.at.normals[:, 1] < -0.25)


@dataclass(frozen=True, eq=False)
class Fixing:
    shape: Shape
    """in the body's own axes"""
    origin: np.ndarray
    """(3,) metres: where it stands on the cloth"""
    rings: tuple[np.ndarray, ...] = ()
    """of a tube where each of its rings stands"""


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


def _stood(shape: Shape, host: Host, vertex: int, up: np.ndarray = _UP, raised: float = 0.0) -> Fixing:
    """A shape on a vertex, its z out of the cloth and its y up."""
    return _placed(shape, host.at.points[vertex], host.at.normals[vertex], up, raised)


def _placed(shape: Shape, origin: np.ndarray, out: np.ndarray, up: np.ndarray, raised: float = 0.0) -> Fixing:
    out = out / max(np.linalg.norm(out), 1e-9)
    up = up - out * (up @ out)
    if np.linalg.norm(up) < 0.1:
        up = _FRONT - out * (_FRONT @ out)
    up = up / np.linalg.norm(up)
    points, faces, uvs = shape
    return Fixing((points @ np.stack([np.cross(up, out), up, out]) + origin + raised * out, faces, uvs), origin)


def _hung(shape: Shape, origin: np.ndarray, out: np.ndarray) -> Fixing:
    """A shape that hangs straight down, its z level and out of the cloth."""
    level = out * (1.0, 1.0, 0.0)
    level = level if np.linalg.norm(level) > 0.2 else _FRONT
    return _placed(shape, origin, level, _UP, 0.002)


def _thinned(points: np.ndarray, rows: np.ndarray, apart: float) -> Iterator[int]:
    """Of these vertices some that are at least so far apart."""
    taken: list[np.ndarray] = []
    for row in rows:
        if all(np.abs(points[row] - other).max() > 0.55 * apart and np.linalg.norm(points[row] - other) > apart
               for other in taken):  # fmt: skip
            taken.append(points[row])
            yield int(row)


def _line(host: Host, values: np.ndarray, apart: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Places (3,) and ways out (3,) on the line where values (N,) change their sign, about so far apart."""
    faces = host.triangles
    edges = np.unique(np.sort(faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1), axis=0)
    first, second = values[edges[:, 0]], values[edges[:, 1]]
    crossed = np.isfinite(first) & np.isfinite(second) & ((first > 0) != (second > 0))
    edges, first, second = edges[crossed], first[crossed], second[crossed]
    share = (first / (first - second))[:, None]
    a, b = host.at.points[edges[:, 0]], host.at.points[edges[:, 1]]
    near = np.linalg.norm(b - a, axis=1) < 0.09
    places = (a + share * (b - a))[near]
    ways = (host.at.normals[edges[:, 0]] * (1 - share) + host.at.normals[edges[:, 1]] * share)[near]
    return _along(places, ways, apart)


def _along(places: np.ndarray, ways: np.ndarray, apart: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Evenly along the lines that places (K, 3) are scattered on: steps between neighbours are filled."""
    if not len(places):
        return []
    found: list[tuple[np.ndarray, np.ndarray]] = []
    left = np.ones(len(places), bool)
    here = int(np.argmin(places[:, 0]))
    left[here] = False
    while left.any():
        away = np.linalg.norm(places - places[here], axis=1)
        away[~left] = np.inf
        there = int(np.argmin(away))
        steps = max(1, round(away[there] / apart)) if away[there] < 0.07 else 1
        if away[there] >= 0.6 * apart:
            for k in range(steps):
                share = k / steps
                found.append((places[here] + share * (places[there] - places[here]), ways[here]))
            here = there
        left[there] = False
        if away[there] >= 0.07:
            here = there
    found.append((places[here], ways[here]))
    return found


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
        return [_stood(shapes.buckle(0.062, 0.05), host, v, np.array((0, 0.6, 0.8))) for v in _insteps(host)]
    if slot == "head":
        return [_stood(shapes.buckle(0.062, 0.054), host, _on_hat(host))]
    if slot == "waist":
        middle = float(host.form.high[2] + host.form.low[2]) / 2
        return [_stood(shapes.buckle(0.098, 0.078), host, host.before(0.0, middle), raised=0.006)]
    if slot == "bottom":
        return [_stood(shapes.buckle(0.075, 0.055), host, host.before(0.0, float(host.form.high[2]) - 0.025))]
    if slot == "hands":
        return []
    return [_stood(shapes.buckle(0.07, 0.045), host, v, raised=0.004) for v in _column(host, 0.105)]


def _bows(host: Host) -> list[Fixing]:
    slot = host.form.slot
    if slot == "shoes":
        return [_stood(shapes.bow(0.075), host, v, np.array((0, 0.6, 0.8))) for v in _insteps(host)]
    if slot == "head":
        return [_stood(shapes.bow(0.12), host, _on_hat(host, 1.0))]
    if slot in ("waist", "bottom"):
        return [_stood(shapes.bow(0.16), host, host.before(0.0, float(host.form.high[2]) - 0.03))]
    return [_stood(shapes.bow(0.15), host, host.before(0.0, min(0.50, float(host.form.high[2]) - 0.03)))]


def _flowers(host: Host) -> list[Fixing]:
    slot = host.form.slot
    if slot == "shoes":
        return [_stood(shapes.flower(0.03), host, v) for v in _insteps(host)]
    if slot == "head":
        return [_stood(shapes.flower(0.045), host, _on_hat(host, side)) for side in (1.0, 0.0)]
    return [_stood(shapes.flower(0.045), host, host.before(0.085, 0.43))]


def _strands(
    host: Host, values: np.ndarray, length: float, out_by: float = 0.006, apart: float = 0.011
) -> list[Fixing]:
    """Along the line where values change their sign; out_by: metres that the ends of strands are further out"""
    rng = np.random.default_rng(3)
    found = []
    for origin, out in _line(host, values, apart):
        sway = tuple(rng.uniform(-0.012, 0.012, 2))
        strand = shapes.strand(length * rng.uniform(0.85, 1.1), 0.0085, (sway[0], out_by + abs(sway[1])))
        found.append(_hung(strand, origin, out))
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
        return [_stood(shapes.tassel(0.035), host, v, np.array((0, 0.6, 0.8))) for v in _insteps(host)]
    if slot == "head":
        return [_hung(shapes.tassel(0.11), host.at.points[v], host.at.normals[v]) for v in (_on_hat(host, 1.0),)]
    if slot == "waist":
        middle = float(host.form.high[2] + host.form.low[2]) / 2
        places = [host.before(x, middle) for x in (0.05, 0.085)]
        return [_hung(shapes.tassel(0.20), host.at.points[v], host.at.normals[v]) for v in places]
    lowest = host.at.points[:, 2] < host.form.low[2] + 0.4 * (host.form.high[2] - host.form.low[2])
    line = _line(host, np.where(lowest, host.at.edge - 0.008, np.nan), 0.06)
    return [_hung(shapes.tassel(0.075), origin, out) for origin, out in line]


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
    return [_stood(cone, host, v) for v in list(_thinned(at.points, order, apart))[:40]]


def _epaulettes(host: Host) -> list[Fixing]:
    found = []
    for side in (1.0, -1.0):
        v = host.nearest((side * 0.157, 0.0, 0.9), (1.0, 1.0, 0.02), host.at.normals[:, 2] > 0.2)
        board = shapes.box((-0.034, -0.062, 0.0), (0.034, 0.036, 0.010))
        outward = np.array((side * 0.9, 0.0, -0.35))
        found.append(_stood(board, host, v, -outward, 0.003))
        rng = np.random.default_rng(4)
        end = host.at.points[v] + outward * 0.058 + _UP * 0.006
        for turn in np.linspace(-1.15, 1.15, 15):
            way = np.array((side * np.cos(turn), np.sin(turn), 0.0))
            place = end + way * 0.030 * (1.0, 1.15, 1.0)
            found.append(_placed(shapes.strand(0.055 * rng.uniform(0.9, 1.1), 0.011, (0.0, 0.012)), place, way, _UP))
    return found


def _cartridges(host: Host) -> list[Fixing]:
    case = shapes.lathe([(0.0075, -0.035), (0.0075, 0.028), (0.0045, 0.034), (0.0035, 0.046), (1e-4, 0.047)], 8)
    points, faces, uvs = case
    upright = (points[:, [0, 2, 1]] * (1, 1, -1) + (0, 0, 0.007), faces, uvs)
    found = []
    for side in (1.0, -1.0):  # each row is one, so that they stay side by side
        row = [_stood(upright, host, host.before(side * x, 0.375)) for x in np.arange(0.045, 0.135, 0.0175)]
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
    line = _line(host, np.where(chosen, at.edge - 0.006, np.nan), apart)
    return [_placed(shape, origin, out, _UP, 0.003) for origin, out in line]


def _coins(host: Host) -> list[Fixing]:
    points, faces, uvs = shapes.disc(0.0135, 0.003)
    return _dangling(host, (points - (0, 0.006, 0), faces, uvs), 0.029)


def _gems(host: Host) -> list[Fixing]:
    gem = shapes.lathe([(0.021, 0.0), (0.021, 0.005), (0.012, 0.013), (1e-4, 0.014)], 6)
    if host.form.slot == "head":
        return [_stood(gem, host, _on_hat(host), raised=0.002)]
    if host.form.slot == "waist":
        return [_stood(gem, host, host.before(0.0, float(host.form.high[2] + host.form.low[2]) / 2))]
    return [_stood(gem, host, host.before(0.0, min(0.44, float(host.form.high[2]) - 0.03)))]


def _buttons(host: Host) -> list[Fixing]:
    if host.form.slot == "shoes":
        return []
    wide = host.form.slot == "outer"
    return [_stood(shapes.disc(0.0135, 0.006), host, v) for v in _column(host, 0.08 if wide else 0.07)]


def _pom_poms(host: Host) -> list[Fixing]:
    def at(v: int, radius: float) -> Fixing:
        points, faces, uvs = shapes.ball(radius, 14)
        rng = np.random.default_rng(6)
        middle = np.array((0, 0, radius))
        bumpy = middle + (points - middle) * (1 + 0.10 * rng.standard_normal((len(points), 1)))
        return _stood((bumpy, faces, uvs), host, v, raised=-0.004)

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
        found.append(_placed((leaning * (-1, 1, 1), faces[:, ::-1], uvs), host.at.points[v], out, up, 0.004))
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
    rows = list(_thinned(host.at.points, np.arange(len(host.at.points)), 0.07))
    return [(v, 0.012) for v in rows[:8]]


def _lights(host: Host) -> list[Fixing]:
    return [_stood(shapes.disc(radius, 0.010, 16), host, v, raised=0.002) for v, radius in _lights_at(host)]


def furred(name: str, host: Host) -> list[Fixing]:
    """Rolls of fur along the borders that a part has."""
    inside = host.inside("edges" if name == "fur" else name)
    label = parts_of(host.faces, len(host.at.points))
    wide = np.zeros(label.max() + 1)
    np.maximum.at(wide, label, np.where(host.at.edge < 5.0, host.at.edge, 0.0))
    rng = np.random.default_rng(8)
    found = []
    for loop in _borders(host.faces):
        if wide[label[loop[0]]] < _STRIP:  # a drawstring, a flap
            continue
        own = label == label[loop[0]]
        others = KDTree(host.at.points[~own]) if (~own).any() else None
        meets = np.zeros(len(loop), bool) if others is None else others.query(host.at.points[loop])[0] < _MEETS
        whole = np.concatenate([loop, loop[:1]])
        there = (inside[whole] > 0) & ~np.concatenate([meets, meets[:1]])
        for run in np.split(np.arange(len(whole)), np.flatnonzero(np.diff(there.astype(int))) + 1):
            if not there[run[0]] or len(run) < 3:
                continue
            path, ways = _even(host.at.points[whole[run]], host.at.normals[whole[run]], 0.017)
            if len(path) < 4:
                continue
            radius = 0.024 * (1 + 0.13 * rng.standard_normal(len(path)))
            radius[[0, -1]] *= 0.4 if not there.all() else 1.0
            points, faces, uvs = shapes.tube(path + 0.008 * ways, radius, ways, _RING)
            points = points + 0.0022 * rng.standard_normal(points.shape)
            found.append(Fixing((points, faces, uvs), path[0], tuple(path)))
    return found


def _even(path: np.ndarray, ways: np.ndarray, apart: float) -> tuple[np.ndarray, np.ndarray]:
    """A path in even steps."""
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    at = np.linspace(0, length[-1], max(2, round(length[-1] / apart)))
    return tuple(np.stack([np.interp(at, length, one[:, k]) for k in range(3)], axis=1) for one in (path, ways))  # pyright: ignore[reportReturnType]


def _borders(faces: np.ndarray) -> list[np.ndarray]:
    """The vertices of each border of a mesh, in order."""
    edges = np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2)
    edges = edges[edges[:, 0] != edges[:, 1]]
    _, which, times = np.unique(np.sort(edges, axis=1), axis=0, return_index=True, return_counts=True)
    following = {int(a): int(b) for a, b in edges[which[times == 1]]}
    found = []
    while following:
        here = next(iter(following))
        loop = []
        while here in following:
            loop.append(here)
            here = following.pop(here)
        if len(loop) > 8:
            found.append(np.array(loop))
    return found


FIXINGS: Mapping[str, Kind] = {
    "buckle": Kind(_buckles, always=True),
    "bow": Kind(_bows, "silk", (0.75, 0.07, 0.12), second=True),
    "flower": Kind(_flowers, "silk", (0.80, 0.10, 0.14), second=True),
    "fringe": Kind(_fringes, "leather", None),
    "tassels": Kind(_tassels, "silk", GOLD, second=True),
    "fur": Kind(lambda host: [], "fur", WHITE, second=True, rings=_RING, texel=0.5),
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
