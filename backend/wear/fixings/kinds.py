"""Which details of pieces are small meshes of their own, of what they are made, in which colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...protocol.requests import Colour
from . import dangling, fasteners, ornaments
from .fur import furred
from .placing import Fixing, Host

GOLD, SILVER, WHITE = (0.85, 0.66, 0.20), (0.80, 0.81, 0.84), (0.95, 0.94, 0.92)
LIGHT = (0.25, 0.75, 1.0)


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


FIXINGS: Mapping[str, Kind] = {
    "buckle": Kind(fasteners.buckles, always=True),
    "bow": Kind(ornaments.bows, "silk", (0.75, 0.07, 0.12), second=True),
    "flower": Kind(ornaments.flowers, "silk", (0.80, 0.10, 0.14), second=True),
    "fringe": Kind(dangling.fringes, "leather", None),
    "tassels": Kind(dangling.tassels, "silk", second=True),
    "fur": Kind(lambda host: furred(host, "edges"), "fur", WHITE, second=True, always=True, texel=0.5),
    "spikes": Kind(fasteners.spikes, colour=SILVER, always=True),
    "epaulettes": Kind(fasteners.epaulettes, "silk"),
    "cartridges": Kind(fasteners.cartridges, always=True),
    "coins": Kind(dangling.coins),
    "bells": Kind(dangling.bells),
    "gem": Kind(ornaments.gems, "glowing", (0.10, 0.25, 0.80)),
    "buttons": Kind(fasteners.buttons),
    "pom_pom": Kind(ornaments.pom_poms, "fur", WHITE, second=True),
    "plume": Kind(ornaments.plumes, "fur", WHITE, second=True),
    "lights": Kind(ornaments.lights, "glowing", LIGHT, glows=True),
}
"""kind of detail -> what of it is fixed to a piece"""
