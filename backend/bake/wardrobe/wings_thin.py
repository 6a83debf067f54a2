"""Wings without feathers: of butterflies, of dragonflies and of bats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ...wear.piece import Entry, Piece
from .backs import back_skin
from .horns import curved
from .shaping import slab, smoothstep, tube, xyz
from .sheets import Hang, Paint, Sheet, Spots, mirrored, nearest, piece, sheet
from .trunks import trunk

BLACK = (0.05, 0.045, 0.05)
_FORE = ((0.015, 0.05), (0.13, 0.27), (0.29, 0.43), (0.41, 0.47), (0.47, 0.42), (0.45, 0.28), (0.39, 0.12),
         (0.28, 0.02), (0.12, -0.015), (0.02, -0.015))  # fmt: skip
_HIND = ((0.02, 0.01), (0.14, 0.015), (0.27, -0.01), (0.36, -0.09), (0.37, -0.20), (0.30, -0.31), (0.215, -0.355),
         (0.165, -0.43), (0.14, -0.35), (0.07, -0.22), (0.015, -0.06))  # fmt: skip
_NARROW_FORE = ((0.01, 0.02), (0.25, 0.185), (0.48, 0.315), (0.61, 0.365), (0.645, 0.350), (0.62, 0.305), (0.46, 0.195),
                (0.24, 0.060), (0.01, -0.01))  # fmt: skip
_NARROW_HIND = ((0.01, 0.01), (0.24, 0.035), (0.44, 0.030), (0.57, 0.000), (0.585, -0.035), (0.54, -0.065),
                (0.36, -0.105), (0.17, -0.090), (0.01, -0.03))  # fmt: skip
"""metres to the left and up from where a wing begins, from its leading edge around its tip"""


def _root(on_left: float = 0.022) -> np.ndarray:
    """(3,) metres, between the shoulder blades, just off the skin."""
    on = trunk()
    height = float(on.joint["Neck"][2]) - 0.13
    skin = on.reference.base[np.unique(back_skin(1.1))]
    near = skin[np.hypot(skin[:, 0], skin[:, 2] - height) < 0.05]
    return xyz(on_left, float(near[:, 1].max()) + 0.006, height)


def _hang() -> Hang:
    return nearest(trunk().reference, back_skin(1.1))


def _fan(
    rim: np.ndarray, middle: np.ndarray, bend: float | np.ndarray, paint: Mapping[str, Paint | float], rows: int = 9
) -> Sheet:
    """A thin wing between a point (3,) and its rim (C, 3), arched by `bend` metres, one or
    (C,)."""
    reach = np.linspace(0.03, 1.0, rows)[:, None, None]
    grid = middle + (rim - middle) * reach
    grid[..., 1] += bend * np.sin(np.pi * reach[..., 0])
    thin = slab(grid, 0.0024)
    return sheet(thin, _hang(), closed=True, anchors=np.broadcast_to(_root(), thin.shape), paint=paint)


def _rim(outline: tuple[tuple[float, float], ...], back: float, columns: int) -> np.ndarray:
    """(columns, 3) metres. back: metres behind for each one to the left"""
    return _root() + curved(np.array([(x, back * x, z) for x, z in outline]), columns)


def _rod(path: np.ndarray, thick: np.ndarray, paint: Mapping[str, Paint | float]) -> Sheet:
    made = tube(path, thick, 7)
    return sheet(made, _hang(), closed=True, anchors=np.broadcast_to(_root(), made.shape), paint=paint)


def _both(entry: Entry, left: list[Sheet], *middle: Sheet, **more: object) -> Piece:
    on, hang = trunk(), _hang()
    sheets = [*left, *(mirrored(one, hang) for one in left), *middle]
    return piece(on.reference, entry, sheets, spans=on.spans, side=320, stand_off=0.004, **more)  # type: ignore[arg-type]


def _along(spots: Spots) -> np.ndarray:
    """0 to 1 from the leading edge on, of both faces."""
    return 1 - abs(2 * spots.s - 1)


def _body(zone: str) -> Sheet:
    """What both pairs grow from, between the shoulder blades."""
    steps = ((0, -0.004, 0.070), (0, 0.008, 0.045), (0, 0.012, 0.010), (0, 0.010, -0.035), (0, -0.004, -0.085))
    return _rod(_root(0.0) + np.array(steps), np.array((0.004, 0.015, 0.018, 0.014, 0.004)), {zone: 1.0})


def butterfly_wings() -> Piece:
    """Two pairs, dark along their edges with white dots, and eyes on the fore wings."""
    paint = {"edge": _dark_edge, "dots": _dots, "second": _glow, "shade": _dusted}
    left = [
        _fan(_rim(_FORE, 0.30, 26), _root(), 0.010, paint),
        _fan(_rim(_HIND, 0.40, 26), _root() + xyz(0, 0.008, 0), 0.012, paint),
    ]
    return _both(
        Entry(
            name="butterfly_wings", label="Butterfly wings", slot="back", layer=60,
            nouns=("butterfly wings", "moth wings", "monarch wings", "insect wings"),
            tags=("butterfly", "moth", "fairy", "fantasy", "costume", "female", "male", "child"),
            colours=((0.90, 0.45, 0.08), (0.20, 0.45, 0.85), (0.62, 0.30, 0.72)), second_colour=(0.98, 0.78, 0.25),
        ),
        left, _body("edge"), roughness=0.5, zone_colours={"edge": BLACK, "dots": (0.95, 0.93, 0.88), "second": None},
    )  # fmt: skip


def _veins(spots: Spots, count: int, wide: float) -> np.ndarray:
    """Lines that fan out over the wing, forked near its rim."""
    along = _along(spots)
    place = along * count + 0.25 * np.sin(spots.t * 5 + along * 9)
    line = abs((place % 1) - 0.5) * np.maximum(spots.t, 0.08)
    fork = abs(((place * 2 + 0.5) % 1) - 0.5) * np.maximum(spots.t, 0.08)
    return np.maximum(smoothstep(-line, -wide, -0.4 * wide), smoothstep(-fork, -wide, -0.4 * wide) * (spots.t > 0.62))


def _dark_edge(spots: Spots) -> np.ndarray:
    along = _along(spots)
    border = 0.80 - 0.10 * np.exp(-(((along - 0.38) / 0.16) ** 2)) + 0.02 * np.sin(along * 60)
    return np.maximum(smoothstep(spots.t - border, 0.0, 0.03), _veins(spots, 6, 0.055))


def _dots(spots: Spots) -> np.ndarray:
    along = _along(spots)
    found = np.zeros_like(spots.t)
    for row, count, size in ((0.915, 13, 0.20), (0.855, 13, 0.13)):
        across = abs(((along * count + (row < 0.9) * 0.5) % 1) - 0.5)
        found = np.maximum(found, (np.hypot(across, (spots.t - row) * 11) < size) * 1.0)
    return found * (along > 0.12) * (along < 0.9)


def _glow(spots: Spots) -> np.ndarray:
    """The second colour near the root and before the dark border."""
    along = _along(spots)
    return 0.85 * np.exp(-(((spots.t - 0.60) / 0.13) ** 2)) * smoothstep(np.sin(along * 6 * np.pi), -0.6, 0.7)


def _dusted(spots: Spots) -> np.ndarray:
    return 0.86 + 0.14 * smoothstep(spots.t, 0.0, 0.35)


def dragonfly_wings() -> Piece:
    """Two narrow pairs, clear as glass between dark veins, and shimmering in the second colour."""
    paint = {"veins": _net, "second": _shimmer, "alpha": _clear}
    left = [
        _fan(_rim(_NARROW_FORE, 0.22, 26), _root(), 0.006, paint, 10),
        _fan(_rim(_NARROW_HIND, 0.30, 24), _root() + xyz(0, 0.006, 0), 0.006, paint, 10),
    ]
    made = _both(
        Entry(
            name="dragonfly_wings", label="Fairy wings", slot="back", layer=60,
            nouns=("dragonfly wings", "fairy wings", "gossamer wings", "iridescent wings", "translucent wings"),
            tags=("fairy", "pixie", "dragonfly", "sprite", "fantasy", "female", "male", "child"),
            colours=((0.62, 0.86, 0.92), (0.80, 0.72, 0.95), (0.70, 0.92, 0.72)), second_colour=(0.93, 0.62, 0.86),
        ),
        left, _body("veins"), roughness=0.15, double_sided=True,
        zone_colours={"veins": (0.16, 0.22, 0.26), "second": None},
    )  # fmt: skip
    return replace(made, material=replace(made.material, alpha_mode="blend"))


def _net(spots: Spots) -> np.ndarray:
    along = _along(spots)
    cells = abs(((spots.t * 17 + 0.5 * np.floor(along * 7)) % 1) - 0.5)
    cross = smoothstep(-cells, -0.06, -0.02) * (spots.t > 0.15)
    rim = np.maximum(smoothstep(spots.t, 0.965, 0.985), smoothstep(-along, -0.03, -0.015))
    return np.maximum.reduce([0.6 * cross, _veins(spots, 7, 0.05), rim])


def _shimmer(spots: Spots) -> np.ndarray:
    return 0.5 + 0.5 * np.sin(spots.t * 11 + 7 * _along(spots) + 2 * np.sin(_along(spots) * 9))


def _clear(spots: Spots) -> np.ndarray:
    return 0.48 + 0.45 * _net(spots)


_WRIST = np.array((0.20, 0.075, 0.33))
_TIPS = np.array([(0.66, 0.20, 0.24), (0.58, 0.21, -0.10), (0.36, 0.17, -0.27), (0.06, 0.03, -0.24)])


def bat_wings() -> Piece:
    """Half spread: an arm, four long fingers, skin between them."""
    root = _root()
    wrist, tips = root + _WRIST, root + _TIPS
    rim = []
    for one, two in pairwise(tips):
        share = np.linspace(0, 1, 9)[:, None]
        sag = 0.30 * np.sin(np.pi * share) * (wrist - (one + two) / 2)
        rim.append(((one * (1 - share) + two * share) + sag)[:-1])
    inner = np.linspace(tips[-1], root + xyz(0.004, 0.004, 0), 6)
    edge = np.concatenate([*rim, inner])
    arched = 0.030 * smoothstep(np.arange(len(edge))[::-1], 0, 6)  # not along the arm
    skin = _fan(edge, wrist, arched, {"shade": _folded, "membrane": 1.0}, 9)
    arm = curved(np.array([root, root + xyz(0.064, 0.026, 0.115), root + xyz(0.130, 0.050, 0.222), wrist]), 10)
    left = [skin, _rod(arm, np.linspace(0.019, 0.014, 10), {"shade": _scaly})]
    left.append(_rod(wrist + np.array([(0, 0, -0.004), (-0.004, -0.004, 0.035), (-0.022, -0.010, 0.068)]),
                     np.array((0.013, 0.008, 0.001)), {"shade": 0.55}))  # fmt: skip
    share = np.linspace(0, 1, 9)
    for tip in tips[:-1]:
        line = wrist + (tip - wrist) * share[:, None]
        line[:, 1] += 0.030 * np.sin(np.pi * share)
        left.append(_rod(line, 0.0115 * (1 - share) ** 0.8 + 0.0016, {"shade": _scaly}))
    return _both(
        Entry(
            name="bat_wings", label="Bat wings", slot="back", layer=60,
            nouns=("bat wings", "dragon wings", "demon wings", "devil wings", "leathery wings"),
            tags=("bat", "dragon", "demon", "devil", "succubus", "vampire", "fantasy", "male", "female", "child"),
            colours=((0.15, 0.13, 0.135), (0.36, 0.06, 0.06), (0.14, 0.24, 0.13)),
        ),
        left, roughness=0.55, double_sided=True, zone_colours={"membrane": 1.4},
    )  # fmt: skip


def _folded(spots: Spots) -> np.ndarray:
    along = _along(spots)
    near = np.minimum(abs(along * 29.0 / 8 - np.rint(along * 29.0 / 8)), 1)
    folds = 0.10 * np.sin(along * 90) * spots.t
    return 0.72 + 0.20 * smoothstep(near, 0.0, 0.35) + folds * 0.5


def _scaly(spots: Spots) -> np.ndarray:
    return 0.80 + 0.12 * np.sin(spots.v * 300)


MAKERS = {"butterfly_wings": butterfly_wings, "dragonfly_wings": dragonfly_wings, "bat_wings": bat_wings}
