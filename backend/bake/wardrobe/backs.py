"""On the back: capes, wings, backpacks."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .glasses import strung
from .reference import Reference
from .shaping import moved_by, smoothstep, triangles_of, tube, xyz
from .sheets import Hang, Paint, Sheet, Spots, mirrored, nearest, piece, sheet
from .skulls import ball
from .trunks import trunk


def back_skin(least: float = 0.94) -> np.ndarray:
    """(F, 3) triangles of the back and the shoulders, above the seat."""
    on = trunk()
    bones = ("Spine*", "Hips", "Neck", "LeftShoulder", "RightShoulder")
    skin = moved_by(on.reference, *bones)
    points = on.reference.base[skin]
    return triangles_of(on.reference, skin[(points[:, 1] > -0.06) & (points[:, 2] > least)])


def along_the_spine(reference: Reference, heights: tuple[float, ...]) -> Hang:
    """Along the middle of the back: what hangs there goes with the spine and not with the arms."""
    skin = np.unique(back_skin(0.85))
    points = reference.base[skin]
    behind = skin[(abs(points[:, 0]) < 0.02) & (points[:, 1] > 0.0)]
    stations = []
    for height in heights:
        stations.append((height, int(behind[abs(reference.base[behind, 2] - height).argmin()])))
    return strung(2, stations)


def cloak(edge: Paint, shade: Paint | float = 1.0) -> list[Sheet]:
    """Of a cape the cloth, which hangs from the shoulders, and the chain that holds it."""
    on = trunk()
    back = back_skin()
    columns, rows = 41, 34
    share = np.linspace(0, 1, columns)
    turn = (share - 0.5) * 2
    neck = float(on.joint["Neck"][2])
    # from the collar over the shoulders, then straight down
    t = np.linspace(0, 1, rows)
    bottom = 0.30
    grid = np.zeros((rows, columns, 3))
    angle = turn * 2.15
    behind = np.cos(angle)
    collar = np.stack(
        [0.074 * np.sin(angle), 0.010 + np.where(behind > 0, 0.028, 0.075) * behind, neck + 0.022 * (1 + behind)], 1
    )
    shoulder = np.stack([0.190 * np.sin(angle * 0.80), 0.070 * np.cos(angle * 0.82), np.full(columns, 0.0)], 1)
    shoulder[:, 2] = neck - 0.055 - 0.020 * abs(turn) ** 2
    low = np.stack([0.34 * turn, 0.155 + 0.05 * np.cos(turn * np.pi / 2) - 0.06 * turn**2, np.full(columns, bottom)], 1)
    for k, at in enumerate(t):
        over = smoothstep(at, 0.0, 0.15)
        fall = np.clip((at - 0.15) / 0.85, 0, 1)
        spread = fall**0.8
        row = collar * (1 - over) + shoulder * over
        row[:, 2] += 0.016 * np.sin(np.pi * over)
        flat = row[:, :2] * (1 - spread) + low[:, :2] * spread
        wave = 0.022 * smoothstep(fall, 0.05, 0.9) * np.cos(turn * np.pi * 6.5 + 0.4 * np.sin(3 * turn))
        grid[k, :, :2] = flat
        grid[k, :, 1] += wave
        grid[k, :, 2] = row[:, 2] * (1 - fall) + low[:, 2] * fall
    skin = triangles_of(
        on.reference,
        moved_by(on.reference, "Spine*", "Hips", "Neck", "LeftShoulder", "RightShoulder", "LeftArm", "RightArm",
                 "LeftUpLeg", "RightUpLeg", least=0.4),
    )  # fmt: skip
    grid = on.cleared(grid, 0.014, skin)
    for _ in range(6):
        grid[1:-1, 1:-1] = 0.5 * grid[1:-1, 1:-1] + 0.125 * (
            grid[:-2, 1:-1] + grid[2:, 1:-1] + grid[1:-1, :-2] + grid[1:-1, 2:]
        )
        grid = on.cleared(grid, 0.014, skin)
    anchors = grid.copy()
    anchors[..., 2] = np.maximum(anchors[..., 2], 0.95)
    anchors[..., 0] = np.clip(anchors[..., 0], -0.15, 0.15)
    follow = along_the_spine(on.reference, (neck + 0.02, neck - 0.10, 1.20, 1.08, 0.97))
    hang = nearest(on.reference, back)
    up, held = grid[::-1], anchors[::-1]
    if _looks_back(up) < 0:
        up, held = up[:, ::-1], held[:, ::-1]
    sheets = [sheet(up, hang, anchors=held, follow=follow, paint={"trim": edge, "shade": shade})]
    left, right = grid[1, 0], grid[1, -1]
    front = on.front([float(left[2]) - 0.03], 0.016, 0.05)[0]
    chain = np.array([left * (1 - k) + right * k for k in np.linspace(0, 1, 13)])
    sag = np.sin(np.linspace(0, np.pi, 13))
    chain[:, 2] -= 0.030 * sag
    chain[:, 1] = np.minimum(chain[:, 1], left[1] + (front - left[1]) * sag)
    chain = on.cleared(chain, 0.010, skin)
    for spot in (left, right):
        pin = ball(spot + xyz(0, -0.004, 0), (0.014, 0.008, 0.014), 4, 10)
        at = np.broadcast_to(spot, pin.shape)
        sheets.append(sheet(pin, hang, follow=follow, closed=True, anchors=at, paint={"metal": 1.0}))
    links = tube(chain, 0.0032, 6)
    sheets.append(sheet(links, nearest(on.reference, skin), follow=follow, closed=True, paint={"metal": 1.0}))
    return sheets


def cape() -> Piece:
    on = trunk()
    return piece(
        on.reference,
        Entry(
            name="cape", label="Cape", slot="back", layer=60,
            nouns=("cape", "cloak", "mantle", "royal cape", "superhero cape"),
            tags=("fantasy", "medieval", "superhero", "royal", "vampire", "male", "female"),
            colours=((0.55, 0.05, 0.08), (0.09, 0.09, 0.10), (0.15, 0.18, 0.40), (0.20, 0.30, 0.18)),
            second_colour=(0.80, 0.64, 0.24), fabric="wool",
        ),
        cloak(hemmed), spans=on.spans, side=256, zone_colours={"metal": (0.80, 0.64, 0.24), "trim": 0.7},
        stand_off=0.006, double_sided=True,
    )  # fmt: skip


def fur_roll(wide: float, high: float, lower: float = 0.0, off: float = 0.030) -> Sheet:
    """A shaggy roll over the shoulders, `wide` and `high` metres in radius."""
    on = trunk()
    loop = on.ring(on.throat - 0.030 - lower, on.throat + 0.050 - lower, off, 72, on.upper)
    turn = np.arange(72) * (2 * np.pi / 72)
    shaggy = 1 + 0.10 * np.sin(17 * turn) + 0.07 * np.sin(31 * turn + 1.0)
    roll = tube(loop, np.column_stack([wide * shaggy, high * shaggy]), 12, closed=True)
    hung = np.broadcast_to(np.concatenate([loop, loop[:1]])[:, None], roll.shape)
    return sheet(roll, on.upper_hang, closed=True, anchors=hung, paint={"trim": 1.0, "shade": _tufts})


def fur_cloak() -> Piece:
    """With a broad collar of fur over the shoulders, and fur along its edges."""
    on = trunk()
    collar = fur_roll(0.042, 0.036)
    return piece(
        on.reference,
        Entry(
            name="fur_cloak", label="Cloak with fur", slot="back", layer=60,
            nouns=("fur cloak", "fur trimmed cloak", "fur cape", "fur mantle", "wolf fur cloak"),
            tags=("fantasy", "medieval", "royal", "viking", "winter", "male", "female", "child"),
            colours=((0.42, 0.07, 0.09), (0.20, 0.14, 0.10), (0.15, 0.18, 0.40)), second_colour=(0.86, 0.83, 0.78),
            fabric="wool",
        ),
        [*cloak(_fur_edge, _tufted), collar], spans=on.spans, side=256, stand_off=0.006, double_sided=True,
        zone_colours={"metal": (0.80, 0.64, 0.24), "trim": None}, roughness=0.9,
    )  # fmt: skip


def fur_mantle() -> Piece:
    """A pelt over the shoulders, in two shaggy rolls."""
    on = trunk()
    return piece(
        on.reference,
        Entry(
            name="fur_mantle", label="Fur over the shoulders", slot="back", layer=60,
            nouns=("fur mantle", "fur stole", "fur on the shoulders", "wolf pelt", "pelt over the shoulders"),
            tags=("barbarian", "viking", "fantasy", "medieval", "glamour", "male", "female", "child"),
            colours=((0.36, 0.25, 0.16), (0.55, 0.53, 0.50), (0.86, 0.83, 0.78), (0.14, 0.12, 0.12)), fabric="fur",
        ),
        [fur_roll(0.046, 0.040), fur_roll(0.052, 0.050, 0.046, 0.040)], spans=on.spans, side=192, stand_off=0.006,
        zone_colours={"trim": 1.0}, roughness=0.95,
    )  # fmt: skip


def _fur_edge(spots: Spots) -> np.ndarray:
    ragged = 0.012 * np.sin(spots.s * 160) + 0.010 * np.sin(spots.t * 120)
    return ((spots.t < 0.10 + ragged) | (abs(spots.s - 0.5) > 0.435 + ragged)) * 1.0


def _tufts(spots: Spots) -> np.ndarray:
    streak = np.sin(spots.s * 2 * np.pi * 61 + 5 * np.sin(spots.t * 22)) * np.sin(
        spots.t * 2 * np.pi * 17 + spots.s * 90
    )
    return 0.80 + 0.20 * streak


def _tufted(spots: Spots) -> np.ndarray:
    return np.where(_fur_edge(spots) > 0, _tufts(spots), 1.0)


def _looks_back(grid: np.ndarray) -> float:
    """How far the outside of a sheet looks back."""
    a, b = grid[1:, 1:] - grid[:-1, :-1], grid[1:, :-1] - grid[:-1, 1:]
    return float(np.cross(a, b)[..., 1].sum())


def hemmed(spots: Spots) -> np.ndarray:
    return (spots.t < 0.045) * 1.0


def wings() -> Piece:
    """Feathered, half spread: three rows of feathers a side."""
    on = trunk()
    neck = float(on.joint["Neck"][2])
    root = xyz(0.045, 0.075, neck - 0.13)
    hang = nearest(on.reference, back_skin(1.1))
    # the leading edge: up and out, then down to the tip
    edge = np.array(
        [(0, 0, 0), (0.10, 0.05, 0.10), (0.21, 0.09, 0.21), (0.34, 0.11, 0.28), (0.47, 0.12, 0.26), (0.57, 0.12, 0.16)]
    )
    fine = np.linspace(0, 1, 60)
    arm = root + np.stack([np.interp(fine * 5, np.arange(6), edge[:, d]) for d in range(3)], axis=1)
    for _ in range(30):
        arm[1:-1] = (arm[:-2] + arm[1:-1] + arm[2:]) / 3
    left: list[Sheet] = []
    anchor = root

    def add(points: np.ndarray, **paint: float) -> None:
        left.append(sheet(points, hang, closed=True, anchors=np.broadcast_to(anchor, points.shape), paint=paint))

    add(tube(arm, 0.016 * (1 - 0.6 * fine) + 0.003, 8))
    for layer, (count, long, wide, depth, shade) in enumerate(
        ((13, 0.50, 0.034, 0.000, 0.92), (12, 0.30, 0.034, 0.010, 1.0), (11, 0.16, 0.034, 0.019, 1.0))
    ):
        for k in range(count):
            share = (k + 0.35 * layer + 0.5) / count
            share = min(share, 0.985)
            base = arm[int(share * 59)]
            direction = xyz(-0.10 + 1.0 * share**2.2, 0.10, -1.0)
            direction /= np.linalg.norm(direction)
            length = long * (0.55 + 0.62 * np.sin(np.pi * min(0.9, share * 0.75 + 0.12)))
            size = wide * (1 + 0.35 * (layer == 0))
            add(_feather(base + xyz(0, -depth, 0.006), direction, length, size), shade=shade)
    sheets = [*left, *(mirrored(one, hang) for one in left)]
    return piece(
        on.reference,
        Entry(
            name="wings", label="Wings", slot="back", layer=60,
            nouns=("wings", "angel wings", "feathered wings"),
            tags=("angel", "fantasy", "fairy", "demon", "male", "female"),
            colours=((0.93, 0.93, 0.91), (0.12, 0.12, 0.13), (0.50, 0.36, 0.22)),
        ),
        sheets, spans=on.spans, side=256, stand_off=0.004,
    )  # fmt: skip


def _feather(base: np.ndarray, direction: np.ndarray, length: float, wide: float) -> np.ndarray:
    """(R, 8, 3) a flat vane that ends in a round tip."""
    share = np.array((0.0, 0.12, 0.35, 0.6, 0.8, 0.92, 1.0))
    half = wide * np.array((0.35, 0.7, 1.0, 1.0, 0.85, 0.55, 0.08))
    across = np.cross(direction, (0, 1.0, 0))
    across /= np.linalg.norm(across)
    out = np.cross(across, direction)
    curve = 0.05 * length * share**2
    path = base + direction * (share * length)[:, None] + out * curve[:, None] * (1 if out[1] > 0 else -1)
    turn, thick = np.arange(6) * (2 * np.pi / 6), 0.0035 + 0.003 * (1 - share)
    return path[:, None] + np.stack(
        [across * (np.cos(a) * half)[:, None] + out * (np.sin(a) * thick)[:, None] for a in turn[::-1]], 1
    )


MAKERS = {"cape": cape, "fur_cloak": fur_cloak, "fur_mantle": fur_mantle, "wings": wings}
