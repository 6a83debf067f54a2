"""Mail: a shirt of rings to the thighs, and a coif of them around head and shoulders."""

from __future__ import annotations

from ...wear.piece import Entry, Piece
from .sheets import piece
from .skulls import skull
from .tailor import folds, pattern
from .tailor.canvas import Canvas
from .tailor.finish import LEAN
from .tailor.gown import gown, gown_paint, gown_piece
from .tailor.ground import ground
from .veils import Opening, covered, veil

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
    levels = [
        (1.402, 0.014), (1.412, 0.015), (1.43, 0.018), (1.455, 0.016), (1.48, 0.011), (1.50, 0.009),
        (1.52, 0.008), (1.54, 0.008), (1.56, 0.008), (1.58, 0.008), (1.60, 0.009), (1.62, 0.009), (1.64, 0.010),
        (1.66, 0.010), (1.675, 0.010),
    ]  # fmt: skip
    on = skull()
    return piece(
        on.reference,
        Entry(
            name="mail_coif", label="Mail coif", slot="head", layer=70,
            nouns=("mail coif", "chainmail coif", "chain mail hood", "chainmail hood", "coif of mail"),
            tags=("medieval", "knight", "crusader", "soldier", "male", "female"),
            colours=(STEEL, DARK), fabric="mail",
        ),
        [veil(levels, Opening(1.592, 0.078, 0.98), 0.013, wave=0.004)],
        hides=covered(1.47), double_sided=True, stand_off=0.009, side=64, roughness=0.36,
    )  # fmt: skip


MAKERS = {"mail_shirt": mail_shirt, "mail_coif": mail_coif}
