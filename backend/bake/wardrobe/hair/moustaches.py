"""Moustaches: hair over the mouth, combed to the sides, and their ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ....wear.piece import Piece
from ...appearance.fields import smooth_curve
from .cards import Sheet, joined, mirrored, tubes
from .curtains import woven
from .growing import pushed_out, resampled, smoothed
from .head import Head, head
from .tufts import LIP, tufts
from .whiskers import whiskers

# across and over the eyes, in metres
UPPER_LIP = np.array([
    (0, -0.0629), (0.005, -0.0623), (0.010, -0.0626), (0.015, -0.0645), (0.020, -0.0662), (0.025, -0.0705),
    (0.032, -0.078),
])  # fmt: skip


def over_lip(
    form: Head,
    rng: np.random.Generator,
    *,
    wide: float = 0.029,
    full: float = 0.0030,
    droop: float = 0.0,
    over: float = 0.0,
    top: float = -0.0525,
    aside: float = 0.30,
    gap: float = 0.0,
) -> Sheet:
    """Hair over the mouth, combed to the sides. wide, droop: metres that it reaches to each side, and falls beside the
    mouth; over: how far it hangs over the lip; gap: half of what is left free in the middle."""
    sheets = []
    sides = ((-wide, wide),) if not gap else ((-wide, -gap), (gap, wide))
    for layer in range(3):
        for first, last in sides:
            x = np.linspace(first, last, 31 if not gap else 17)
            far = np.abs(x) / wide
            begin = (
                top
                + 0.0022
                - 0.0012 * (2 - layer)
                - (0.009 + 0.3 * droop) * far**2.5
                + 0.0006 * rng.standard_normal(len(x))
            )
            lip = np.interp(np.abs(x), UPPER_LIP[:, 0], UPPER_LIP[:, 1]) + 0.0012 - over
            # beside the mouth nothing is in its way
            last_z = np.minimum(lip, lip - droop * np.clip((far - 0.55) / 0.45, 0, 1))
            last_z = np.minimum(last_z + 0.0007 * rng.standard_normal(len(x)), begin - 0.003)
            end_x = x + np.sign(x) * aside * (0.006 + 0.5 * np.abs(x)) * np.clip(np.abs(x) / 0.006, 0, 1)
            share = np.linspace(0, 1, 6)[:, None]
            across = (x + (end_x - x) * share**0.8).T
            height = (begin + (last_z - begin) * share**1.1).T
            skin, normals = form.front(np.stack([across, height], axis=-1).reshape(-1, 2))
            off = 0.0005 + full * (0.25 + 0.375 * layer) * np.minimum(share / 0.5, 1) ** 0.7 * np.ones(len(x))
            points = (skin + normals * off.T.reshape(-1, 1)).reshape(len(x), 6, 3)
            sheets.append(woven(pushed_out(form.skin, points, 0.0004), 0.006, at="both"))
    return joined(*sheets)


def combed_lip(
    form: Head,
    rng: np.random.Generator,
    *,
    long: float = 0.016,
    full: float = 0.005,
    count: int = 70,
    width: float = 0.0042,
    gap: float = 0.0022,
    ragged: float = 0.25,
) -> Sheet:
    """Locks on the upper lip that go to both sides and fray at their ends."""
    return tufts(
        form,
        rng,
        LIP,
        lambda p: long * (0.75 + 12 * np.abs(p[:, 0])),
        counts=(count // 2, count),
        full=lambda p: np.full(len(p), full),
        width=width,
        under=False,
        ragged=ragged,
        lean=0.12,
        gap=gap,
        sparse=0.0,
    )


def moustache() -> Piece:
    form, rng = head(), np.random.default_rng(43)
    sheet = joined(
        over_lip(form, rng, full=0.0050, top=-0.0505, over=0.0008, wide=0.029),
        combed_lip(form, rng, long=0.015, full=0.0058, width=0.0044, gap=0.0010),
    )
    return whiskers("moustache", "Moustache", ("moustache", "mustache"), ("male",), sheet)


def walrus_moustache() -> Piece:
    """It hangs over the lip and beside the mouth, thick and ragged."""
    form, rng = head(), np.random.default_rng(47)
    sheet = joined(
        over_lip(form, rng, wide=0.033, full=0.0075, over=0.0030, droop=0.010, aside=0.2, top=-0.0500),
        combed_lip(form, rng, long=0.023, full=0.0100, width=0.0062, count=110, gap=0.0006),
    )
    return whiskers("walrus_moustache", "Walrus moustache", ("walrus moustache",), ("male", "old"), sheet)


def handlebar_moustache() -> Piece:
    form, rng = head(), np.random.default_rng(48)
    sheet = over_lip(form, rng, wide=0.024, full=0.0042, aside=0.45)
    turn = np.array([
        (0.013, -0.0605), (0.022, -0.0640), (0.032, -0.0665), (0.042, -0.0655), (0.050, -0.0600), (0.0535, -0.0530),
        (0.0525, -0.0470), (0.0490, -0.0445),
    ])  # fmt: skip
    flat = resampled(smooth_curve(turn)[None], 18)[0]
    skin, normals = form.front(flat)
    away = np.interp(np.linspace(0, 1, 18), [0, 0.3, 1], [0.0020, 0.0055, 0.011])
    radius = np.interp(np.linspace(0, 1, 18), [0, 0.2, 0.5, 0.85, 1], [0.0020, 0.0045, 0.0036, 0.0016, 0.0006])
    left = tubes((skin + normals * away[:, None])[None], radius, sides=7)
    # all of it goes with the lip that it grows on
    left = replace(left, root=np.broadcast_to(skin[1], left.points.shape).copy())
    sheet = joined(sheet, left, mirrored(left))
    nouns = ("handlebar moustache", "curled moustache")
    return whiskers("handlebar_moustache", "Handlebar moustache", nouns, ("male",), sheet)


def fu_manchu() -> Piece:
    """Two long thin ends that hang beside the mouth below the chin."""
    form, rng = head(), np.random.default_rng(51)
    sheet = over_lip(form, rng, wide=0.027, full=0.0036, aside=0.40)
    hang = np.array([
        (0.014, -0.0600), (0.024, -0.0650), (0.032, -0.0740), (0.0345, -0.0880), (0.0340, -0.1020), (0.0320, -0.1100),
    ])  # fmt: skip
    flat = resampled(smooth_curve(hang)[None], 12)[0]
    skin, normals = form.front(flat)
    on_skin = skin + normals * np.interp(np.linspace(0, 1, 12), [0, 0.3, 1], [0.0025, 0.0045, 0.0060])[:, None]
    free = on_skin[-1] + np.array([(0, -0.002, -0.014), (-0.001, -0.002, -0.034), (-0.003, 0.000, -0.062)])
    line = smoothed(resampled(np.concatenate([on_skin, free])[None], 18), 2)
    radius = np.interp(np.linspace(0, 1, 18), [0, 0.15, 0.5, 0.85, 1], [0.0020, 0.0050, 0.0048, 0.0032, 0.0006])
    left = tubes(line, radius, sides=7)
    left = replace(left, root=np.broadcast_to(skin[1], left.points.shape).copy())
    nouns = ("fu manchu", "long thin moustache")
    return whiskers("fu_manchu", "Fu Manchu moustache", nouns, ("male",), joined(sheet, left, mirrored(left)))


def pencil_moustache() -> Piece:
    """A thin line along the upper lip."""
    form, rng = head(), np.random.default_rng(54)
    sheet = over_lip(form, rng, wide=0.027, full=0.0010, aside=0.30, top=-0.0606, gap=0.0014)
    return whiskers("pencil_moustache", "Pencil moustache", ("pencil moustache",), ("male", "formal"), sheet)


MAKERS = {
    "pencil_moustache": pencil_moustache,
    "moustache": moustache,
    "walrus_moustache": walrus_moustache,
    "handlebar_moustache": handlebar_moustache,
    "fu_manchu": fu_manchu,
}
