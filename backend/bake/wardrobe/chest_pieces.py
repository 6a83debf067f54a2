"""On the chest: a name tag, a disc that glows, loops with cartridges; and the chain of a watch before the belly."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .jewellery import GOLD
from .neck_cords import part, plate
from .shaping import along, slab, smoothstep, tube, xyz
from .sheets import Spots, piece, sheet
from .skulls import ball
from .trinkets import SILVER, flat_on_chest, on_chest
from .trunks import trunk


def name_tag() -> Piece:
    on, at = trunk(), on_chest(0.078, 0.100)
    card = plate(at + xyz(0, -0.006, 0), 0.076, 0.030, 0.004)
    return piece(
        on.reference,
        Entry(
            name="name_tag", label="Name tag", slot="neck", layer=57,
            nouns=("name tag", "name badge", "name plate", "hello badge", "staff badge"),
            tags=("cashier", "waiter", "shop", "staff", "conference", "male", "female", "child"),
            colours=((0.96, 0.96, 0.94), (0.84, 0.68, 0.28)), second_colour=(0.12, 0.14, 0.30),
        ),
        [sheet(card, flat_on_chest(at, 0.035), closed=True, paint={"ink": _name})],
        spans=on.spans, stand_off=0.004, side=96, roughness=0.35, zone_colours={"ink": None},
    )  # fmt: skip


def _name(spots: Spots) -> np.ndarray:
    letters = (abs(spots.t - 0.5) < 0.13) & (abs(spots.x - 0.078) < 0.028) & ((spots.x * 110) % 1 > 0.25)
    return letters | (spots.t < 0.17) | (spots.t > 0.83)


def chest_light() -> Piece:
    """A ring of metal around a bright disc, in the middle of the chest."""
    on, at = trunk(), on_chest(0.0, 0.120) + xyz(0, -0.008, 0)
    hang = flat_on_chest(at, 0.045)
    turn = np.arange(28) * (2 * np.pi / 28)
    circle = np.stack([np.cos(turn), 0 * turn, np.sin(turn)], axis=1)
    disc = [
        at + circle * (0.036 * size) - xyz(0, y, 0)
        for y, size in ((0.0, 1.0), (0.006, 0.92), (0.009, 0.6), (0.010, 0.2))
    ]
    return piece(
        on.reference,
        Entry(
            name="chest_light", label="Glowing disc on the chest", slot="neck", layer=57,
            nouns=("chest light", "arc reactor", "glowing chest light", "light on the chest", "power core"),
            tags=("android", "robot", "cyborg", "superhero", "science fiction", "male", "female", "child"),
            colours=((0.35, 0.82, 1.0), (1.0, 0.35, 0.25), (0.45, 1.0, 0.45)), second_colour=(0.62, 0.63, 0.66),
        ),
        [
            sheet(tube(at + 0.041 * circle, 0.0072, 8, closed=True), hang, closed=True, paint={"ring": 1.0}),
            sheet(np.array(disc), hang, closed=True, pole=at - xyz(0, 0.010, 0), paint={"core": _core}),
        ],
        spans=on.spans, stand_off=0.003, side=128, roughness=0.2,
        zone_colours={"ring": None, "core": (0.98, 1.0, 1.0)},
    )  # fmt: skip


def _core(spots: Spots) -> np.ndarray:
    return smoothstep(spots.t, 0.45, 1.0)


def cartridge_loops() -> Piece:
    """A row of tubes in loops of cloth on either breast, as on the coat of a Cossack."""
    on, hang = trunk(), trunk().upper_hang
    sheets = []
    for sign in (1, -1):
        feet = [on_chest(sign * (0.034 + 0.0148 * k), 0.112) - xyz(0, 0.004, 0) for k in range(7)]
        for foot in feet:
            path = foot + np.linspace(0, 1, 6)[:, None] * xyz(0, 0, 0.074) - xyz(0, 0.004, 0)
            thick = 0.0062 * np.array((0.7, 1, 1, 1, 1, 0.45))
            sheets.append(part(tube(path, thick, 6), feet[3], hang, tip=_capped))
        line = along(
            np.array([feet[0] - xyz(sign * 0.010, 0, 0), *feet, feet[-1] + xyz(sign * 0.010, 0, 0)]),
            np.linspace(0, 1, 9),
        )
        grid = np.array([line + xyz(0, -0.0125, h) for h in np.linspace(0.006, 0.052, 4)])
        pocket = slab(grid[:, ::sign], 0.004)
        sheets.append(part(pocket, feet[3], hang, second=1.0, shade=_sewn))
    return piece(
        on.reference,
        Entry(
            name="cartridge_loops", label="Cartridge loops", slot="neck", layer=57,
            nouns=("cartridge loops", "gazyri", "cartridge tubes", "cartridges on the chest", "cossack cartridges"),
            tags=("cossack", "georgian", "caucasian", "military", "male", "female"),
            colours=(SILVER, GOLD), second_colour=(0.10, 0.09, 0.09), fabric="metal",
        ),
        sheets, spans=on.spans, stand_off=0.004, side=192, roughness=0.3, zone_colours={"second": None, "tip": 0.82},
    )  # fmt: skip


def _capped(spots: Spots) -> np.ndarray:
    return abs(spots.t - 0.80) < 0.06


def _sewn(spots: Spots) -> np.ndarray:
    return 0.70 + 0.30 * abs(np.sin(spots.x * np.pi / 0.0148))


def watch_chain() -> Piece:
    """From a button of the waistcoat in two arcs to its pockets, with a fob in the middle."""
    on = trunk()
    high = on.hip + 0.175
    reach = np.linspace(-1, 1, 65)
    drop = 0.034 * (1 - (2 * abs(reach) - 1) ** 2)
    rows = on.ring(high, high, 0.015, 160)
    ahead = rows[rows[:, 1] < 0]
    order = np.argsort(ahead[:, 0])
    x = 0.098 * reach
    y = np.interp(x, ahead[order, 0], ahead[order, 1])
    path = np.stack([x, y - 0.004, high - drop], axis=1)
    links = np.where(np.arange(65) % 2 == 0, 0.0042, 0.0024)
    middle = path[32]
    fob = middle + xyz(0, -0.004, -0.030)
    sheets = [
        sheet(tube(path, links, 6), on.hang, closed=True, anchors=np.broadcast_to(path[:, None], (65, 6, 3))),
        part(tube(np.linspace(middle, fob, 5), np.array((0.003, 0.002, 0.003, 0.002, 0.003)), 5), middle, on.hang),
        part(ball(fob, (0.0095, 0.004, 0.012), 5, 10), middle, on.hang, stone=1.0),
        part(ball(middle - xyz(0, 0.003, 0), (0.007, 0.005, 0.007), 5, 8), middle, on.hang),
    ]
    return piece(
        on.reference,
        Entry(
            name="watch_chain", label="Watch chain", slot="waist", layer=57,
            nouns=("watch chain", "pocket watch", "pocket watch chain", "fob watch", "watch fob", "albert chain"),
            tags=("victorian", "banker", "gentleman", "steampunk", "conductor", "butler", "male", "female"),
            colours=(GOLD, SILVER), second_colour=(0.45, 0.06, 0.08), fabric="metal",
        ),
        sheets, spans=on.spans, stand_off=0.004, side=128, roughness=0.25, zone_colours={"stone": None},
    )  # fmt: skip


MAKERS = {
    "name_tag": name_tag,
    "chest_light": chest_light,
    "cartridge_loops": cartridge_loops,
    "watch_chain": watch_chain,
}
