"""A hood that stands off the head, on a collar that lies on the shoulders."""

from __future__ import annotations

from ...wear.piece import Entry, Piece
from .over_head import Cloth, covered, laid
from .sheets import piece
from .skulls import skull
from .trunks import trunk

HOOD = Cloth(
    face=((0, 0.0900), (20, 0.0880), (40, 0.0760), (54, 0.0500), (63, 0.0150), (66, -0.0250), (64, -0.0640),
          (55, -0.0980), (40, -0.1240), (20, -0.1370), (0, -0.1400)),
    leaves=((180, -0.045), (140, -0.055), (110, -0.080), (88, -0.105), (64, -0.128), (42, -0.142), (20, -0.148),
            (0, -0.150)),
    hem=((0, 0.195, -0.300), (0.080, 0.193, -0.280), (0.140, 0.165, -0.240), (0.172, 0.105, -0.240),
         (0.172, 0.060, -0.255), (0.146, 0.005, -0.305), (0.085, -0.035, -0.335), (0.035, -0.052, -0.350),
         (0.0, -0.055, -0.352)),
    edge=0.017,
    off=0.022,
    peak=0.032,
    fold=0.008,
    folds=2.2,
    free=0.006,
)  # fmt: skip


def hood() -> Piece:
    on = skull()
    return piece(
        on.reference,
        Entry(
            name="hood", label="Hood", slot="head", layer=70,
            nouns=("hood", "cowl", "monk's hood", "ranger's hood", "riding hood"),
            tags=("medieval", "fantasy", "monk", "rogue", "assassin", "male", "female"),
            colours=((0.25, 0.19, 0.13), (0.13, 0.20, 0.14), (0.10, 0.10, 0.11), (0.50, 0.07, 0.09)), fabric="wool",
        ),
        [laid(HOOD, rows=49, last=1.12)],
        hides=covered(1.45), double_sided=True, stand_off=0.005, spans=trunk().spans,
    )  # fmt: skip


MAKERS = {"hood": hood}
