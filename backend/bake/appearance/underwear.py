"""Where plain underwear is painted, so that nobody is naked: briefs, a band over the chest, for children a vest.

The band has no straps: beside those of a dress, and below its wide neck, they would be seen as a second pair.
"""

from __future__ import annotations

import numpy as np

from .fields import bump, soft_step
from .place import Place

EDGE = 0.0016
"""metres over which a hem fades"""


def underwear(place: Place) -> dict[str, np.ndarray]:
    """Name -> (N,) 0..1: "briefs", "chest_band", "vest", and their hems, "briefs_hem" and so on."""
    body = place.on["body"] & (place.arm < 0.5)
    x, z = np.abs(place.points[:, 0]), place.points[:, 2]
    front = place.points[:, 1] < place.joint("spine05")[1] + 0.01
    hip, chest, neck = place.joint("upperleg01")[2], place.joint("spine01")[2], place.joint("neck01")[2]

    leg = np.interp(x, (0.02, 0.06, 0.12, 0.20), (-0.15, -0.105, -0.080, -0.035))
    seat = np.interp(x, (0.02, 0.06, 0.12, 0.20), (-0.15, -0.125, -0.115, -0.050))
    briefs = np.minimum(z - hip - np.where(front, leg, seat), hip + 0.062 - z)

    dip = np.where(front, 0.030 * soft_step(0.05, 0.0, x), 0.0)
    band = np.minimum(z - (chest - 0.185), chest - 0.015 - dip - z)
    shoulder = place.joint("upperarm01")[0]

    opening = neck - 0.035 - np.where(front, 0.080, 0.030) * soft_step(0.105, 0.0, x) - z
    vest = np.minimum(np.minimum(opening, 0.86 * shoulder - np.where(z > chest, x, 0)), z - (hip - 0.01))
    shapes = {"briefs": briefs, "chest_band": band, "vest": vest}
    masks = {name: soft_step(-EDGE, EDGE, inside) * body for name, inside in shapes.items()}
    return masks | {f"{name}_hem": bump(inside, 0.006, 0.003) * body for name, inside in shapes.items()}
