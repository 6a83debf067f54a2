"""Glasses: a front between the temples, arms to the ears."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ...wear.bind import span
from ...wear.piece import Entry, Piece
from .reference import Reference, reference
from .shaping import tube, xyz
from .sheets import Hang, Sheet, mirrored, piece, sheet

LENS = 0.0325, 1.613
"""metres from the middle, and height of a lens's middle"""


@lru_cache(maxsize=1)
def _face() -> tuple[Reference, int, tuple[int, int], tuple[int, int]]:
    """The bridge of the nose, both temples (left first) and where the arms lie on the ears."""
    on = reference()
    head, ears = on.region("head_skin"), on.region("ears")
    bare = np.setdiff1d(head, ears)

    def closest(among: np.ndarray, place: tuple[float, float, float]) -> int:
        return int(among[np.linalg.norm(on.base[among] - place, axis=1).argmin()])

    bridge = closest(bare, (0, -0.148, 1.618))
    temples = tuple(closest(bare, (sign * 0.066, -0.105, 1.622)) for sign in (1, -1))
    tops = tuple(closest(ears, (sign * 0.078, -0.046, 1.620)) for sign in (1, -1))
    return on, bridge, temples, tops  # type: ignore[return-value]


def strung(axis: int, stations: Sequence[tuple[float, int]]) -> Hang:
    """Between vertices of the base mesh that are passed one after the other along an axis."""
    places, vertices = np.array([p for p, _ in stations]), np.array([v for _, v in stations])
    order = np.argsort(places)
    places, vertices = places[order], vertices[order]

    def hang(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        at = np.interp(points[:, axis], places, np.arange(len(places)))
        low = np.minimum(at.astype(int), len(places) - 2)
        share = at - low
        held = np.stack([vertices[low], vertices[low + 1], vertices[low + 1]], axis=1)
        return held, np.stack([1 - share, share, np.zeros_like(share)], axis=1)

    return hang


def hangs() -> tuple[Hang, Hang, Hang]:
    """Of the front and of the left and right arm."""
    _, bridge, temples, tops = _face()
    front = strung(0, [(0.062, temples[0]), (0.0, bridge), (-0.062, temples[1])])
    arms = [strung(1, [(-0.146, temple), (-0.050, top)]) for temple, top in zip(temples, tops, strict=True)]
    return front, arms[0], arms[1]


def _bent(x: np.ndarray) -> np.ndarray:
    """How far back the front is at x: it goes a little around the face."""
    return -0.1645 + 0.0170 * (abs(x) / 0.062) ** 2


def _lens(wide: float, high: float, square: float, count: int = 28, drop: float = 0.0) -> np.ndarray:
    """(count, 3) around the left lens, `drop` narrower below."""
    turn = np.arange(count) * (2 * np.pi / count)
    cos, sin = np.cos(turn), np.sin(turn)
    x, z = (np.sign(v) * abs(v) ** (2 / square) for v in (cos, sin))
    x = LENS[0] + wide / 2 * x * (1 - drop * np.clip(-sin, 0, 1)) + 0.001
    return np.stack([x, _bent(x), LENS[1] + high / 2 * z], axis=1)


def _arm(thick: float, high: float, start: np.ndarray) -> np.ndarray:
    """Along the temple, over the ear and down behind it."""
    path = np.array(
        [
            (0.0665, -0.135, 1.6215), (0.0690, -0.10, 1.6225), (0.0748, -0.065, 1.6240), (0.0770, -0.045, 1.6240),
            (0.0775, -0.028, 1.619), (0.0765, -0.018, 1.606), (0.0755, -0.014, 1.596),
        ]
    )  # fmt: skip
    path = np.concatenate([[start, start + xyz(0.003, 0.008, 0.0)], path])
    fine = np.stack([np.interp(np.linspace(0, 8, 17), np.arange(9), path[:, k]) for k in range(3)], axis=1)
    return tube(fine, np.column_stack([np.full(17, thick), np.linspace(high, high * 0.8, 17)]), 6)


def _bridge(thick: float, edge: float, high: float) -> np.ndarray:
    x = np.linspace(-edge, edge, 9)
    z = LENS[1] + high + 0.0035 * np.cos(x / edge * np.pi / 2)
    return tube(np.stack([x, _bent(x) - 0.001, z], axis=1), thick, 6)


def face_spans() -> tuple[object, object, object]:
    """Between the temples, from the nose to the ears, over the head's height."""
    on, bridge, temples, tops = _face()
    head = on.region("head_skin")
    points = on.base[head]
    low, upper = int(head[points[:, 2].argmin()]), int(head[points[:, 2].argmax()])
    return span(on.base, *temples, 0), span(on.base, bridge, tops[0], 1), span(on.base, low, upper, 2)


def _made(
    entry: Entry,
    lens: np.ndarray,
    rim: float,
    arm: tuple[float, float],
    glass: bool,
    high: float | None = None,
    **more: object,
) -> Piece:
    """high: metres from the middle of a usual lens up to the bridge."""
    on, _, _, _ = _face()
    front, left, right = hangs()
    frame = {"frame": 1.0}
    outer = lens[:, 0].argmax()
    start = lens[outer] + xyz(rim, 0.001, 0.006)
    sides: list[Sheet] = [
        sheet(tube(lens, rim, 6, closed=True), front, closed=True, paint=frame),
    ]
    if glass:
        middle = lens.mean(axis=0)
        rows = np.stack([middle + (lens - middle) * share + (0, -0.003 * (1 - share), 0) for share in (1.0, 0.75, 0.4)])
        sides.append(sheet(rows, front, closed=True, pole=middle - xyz(0, 0.003, 0)))
        back = rows + xyz(0, 0.0012, 0)
        sides.append(sheet(back, front, closed=True, pole=middle - xyz(0, 0.0018, 0), turned=True))
    sheets = [*sides, *(mirrored(one, front) for one in sides)]
    hinge = sheet(_arm(arm[0], arm[1], start), left, closed=True, paint=frame)
    inner = lens[:, 0].min()
    high = (0.006 if rim < 0.002 else 0.004) if high is None else high
    sheets += [hinge, mirrored(hinge, right), sheet(_bridge(rim, inner, high), front, closed=True, paint=frame)]
    return piece(on, entry, sheets, spans=face_spans(), bone="Head", side=128, **more)  # type: ignore[arg-type]


def glasses() -> Piece:
    return _made(
        Entry(
            name="glasses", label="Glasses", slot="glasses", layer=60,
            nouns=("glasses", "spectacles", "eyeglasses", "specs", "reading glasses"),
            tags=("everyday", "formal", "work", "scholar", "male", "female", "child"),
            colours=((0.08, 0.07, 0.07), (0.25, 0.13, 0.07), (0.55, 0.50, 0.42)), fabric="rubber",
        ),
        _lens(0.050, 0.040, 2.5, drop=0.06), 0.0021, (0.0016, 0.0028), False, roughness=0.35,
    )  # fmt: skip


def sunglasses() -> Piece:
    return _made(
        Entry(
            name="sunglasses", label="Sunglasses", slot="glasses", layer=60,
            nouns=("sunglasses", "shades", "dark glasses", "aviators"),
            tags=("casual", "cool", "summer", "police", "male", "female"),
            colours=((0.035, 0.035, 0.04), (0.10, 0.06, 0.04)), fabric="rubber",
        ),
        _lens(0.054, 0.040, 2.7, drop=0.16), 0.0021, (0.0017, 0.0034), True,
        zone_colours={"frame": (0.11, 0.10, 0.10)}, roughness=0.15,
    )  # fmt: skip


def half_moon_glasses() -> Piece:
    """Low on the nose, their lenses flat above and round below: one looks over them."""
    turn = np.arange(28) * (2 * np.pi / 28)
    x, sine = LENS[0] + 0.0245 * np.sign(np.cos(turn)) * abs(np.cos(turn)) ** 0.7, np.sin(turn)
    z = LENS[1] - 0.0085 + np.where(sine > 0, 0.0015, 0.0215) * np.sign(sine) * abs(sine) ** 0.8
    return _made(
        Entry(
            name="half_moon_glasses", label="Half-moon glasses", slot="glasses", layer=60,
            nouns=("half-moon glasses", "half moon spectacles", "half moon specs", "half-rim reading glasses"),
            tags=("scholar", "wizard", "tailor", "granny", "librarian", "old", "male", "female"),
            colours=((0.76, 0.58, 0.20), (0.62, 0.62, 0.64), (0.10, 0.09, 0.09)), fabric="metal",
        ),
        np.stack([x, _bent(x) - 0.006, z], axis=1), 0.0019, (0.0015, 0.0022), False, high=-0.0045, roughness=0.3,
    )  # fmt: skip


MAKERS = {"glasses": glasses, "sunglasses": sunglasses, "half_moon_glasses": half_moon_glasses}
