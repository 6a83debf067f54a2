"""Mail: a shirt of rings to the thighs, and a coif of them around head and shoulders."""

from __future__ import annotations

from ...wear.piece import Entry, Piece
from .over_head import Cloth, covered, laid
from .sheets import piece
from .skulls import skull
from .tailor import folds, pattern
from .tailor.canvas import Canvas
from .tailor.finish import LEAN
from .tailor.gown import gown, gown_paint, gown_piece
from .tailor.ground import ground
from .trunks import trunk

COIF = Cloth(
    leaves=((180, -0.045), (140, -0.055), (110, -0.075), (85, -0.095), (60, -0.112), (40, -0.124), (18, -0.130),
            (0, -0.132)),
    hem=((0, 0.190, -0.236), (0.070, 0.188, -0.224), (0.128, 0.155, -0.190), (0.150, 0.095, -0.196),
         (0.150, 0.055, -0.212), (0.120, 0.005, -0.250), (0.070, -0.030, -0.272), (0.0, -0.045, -0.280)),
    off=0.007,
    fold=0.004,
    folds=2.2,
    free=0.006,
)  # fmt: skip
STEEL, DARK = (0.62, 0.63, 0.66), (0.40, 0.40, 0.43)


def mail_shirt() -> Piece:
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.066, 0.050, 0.004, 1.1), pattern.sleeve_end(g, g.elbow + 0.06)),
        g.knee_height + 0.17,
        {"ease": 0.010, "waist": 0.006, "slope": 0.25, "bridge": 0.75, "arm": 0.010},
        0.16,
        9,
        0.012,
        13,
    )
    base = gown_paint(made, 0.5)

    def paint(c: Canvas) -> None:
        base(c)
        folds.armhole_seams(c)

    entry = Entry(
        name="mail_shirt",
        label="Mail shirt",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("mail shirt", "chainmail", "chain mail", "hauberk", "mail hauberk", "ring mail", "byrnie"),
        tags=("medieval", "knight", "viking", "crusader", "soldier", "fantasy", "male", "female"),
        colours=(STEEL, DARK),
        fabric="mail",
    )
    return gown_piece(made, entry, paint, {}, 0.12, 0.10, size=LEAN)


def mail_coif() -> Piece:
    on = skull()
    return piece(
        on.reference,
        Entry(
            name="mail_coif", label="Mail coif", slot="head", layer=70,
            nouns=("mail coif", "chainmail coif", "chain mail hood", "chainmail hood", "coif of mail"),
            tags=("medieval", "knight", "crusader", "soldier", "male", "female"),
            colours=(STEEL, DARK), fabric="mail",
        ),
        [laid(COIF, rows=45, last=1.1)],
        hides=covered(1.47), double_sided=True, stand_off=0.009, side=64, roughness=0.36,
        spans=trunk().spans,
    )  # fmt: skip


MAKERS = {"mail_shirt": mail_shirt, "mail_coif": mail_coif}
