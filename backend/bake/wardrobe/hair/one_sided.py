"""Hair that is on one side of the head: a sidelock, a ponytail beside the ear, locks brought over one shoulder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ....wear.piece import Piece
from .cards import cap, joined
from .curtains import woven
from .fields import DOWN
from .gathered import band, drawn_cap, drawn_to, plait, tail
from .growing import pushed_out, resampled, unit
from .head import Head, head
from .piece import entry, hanging, rigid


def _on_skin(form: Head, spine: np.ndarray, off: float) -> np.ndarray:
    """A curve (K, 3) from between the eyes that keeps `off` metres from the skin."""
    return form.local(pushed_out(form.skin, resampled((spine + form.eyes)[None], 30), off)[0])


def sidelock() -> Piece:
    """A shaved head but for one plait, which begins over an ear and ends in a curl on the shoulder."""
    form, rng = head(), np.random.default_rng(81)
    place, round_ = np.array([0.078, 0.104, 0.050]), 0.038
    centre = form.eyes + place

    def inside(points: np.ndarray) -> np.ndarray:
        return round_ - np.linalg.norm(points - centre, axis=1)

    patch = cap(form, inside, height=0.003, fade=0.008, shown=True)
    turn = 2 * np.pi * np.arange(26) / 26
    aside = unit(np.cross(place - (0, 0.085, 0.03), [0.0, 1.0, 0.0]))
    ring = np.cos(turn)[:, None] * np.array([0.0, 1.0, 0.0]) + np.sin(turn)[:, None] * aside
    roots = pushed_out(form.skin, centre + 0.9 * round_ * ring, 0.0005)
    tie = place + np.array([0.030, 0.004, 0.004])
    share = np.linspace(0, 1, 7)[:, None]
    out = np.array([0.020, 0.0, 0.0]) * np.sin(np.pi * share**0.7)
    drawn = roots[:, None] + share * (form.eyes + tie + 0.009 * ring - roots)[:, None] + out
    spine = np.array([
        (0.106, 0.108, 0.058), (0.122, 0.108, 0.050), (0.128, 0.108, 0.010), (0.124, 0.106, -0.040),
        (0.116, 0.104, -0.090), (0.110, 0.102, -0.135), (0.108, 0.098, -0.168),
    ])  # fmt: skip
    spine = _on_skin(form, spine - (0.002, 0, 0), 0.018)
    end = spine[-1]
    curl = end + np.array([(0, 0, 0.0), (0.002, -0.006, -0.026), (0.006, -0.026, -0.034), (0.010, -0.036, -0.016)])
    sheet = joined(
        patch,
        woven(pushed_out(form.skin, drawn, 0.0008), 0.010, at="start", closed=True),
        plait(form, spine, 44, 0.0185, slims=0.30),
        band(tie - (-0.004, 0, 0), np.array([1.0, 0.0, 0.1]), 0.0150, 0.0065, form),
        band(end, DOWN, 0.0115, 0.0055, form),
        tail(form, rng, curl, np.array([0.008, 0.014, 0.013, 0.008]), around=9, points=7, soft=0.02, locks=6),
    )
    of = entry("sidelock", "Sidelock", "hair", ("sidelock", "side lock"), ("male", "child", "female"))
    return rigid(form, of, sheet)


def side_ponytail() -> Piece:
    form, rng = head(), np.random.default_rng(82)
    place = np.array([0.086, 0.112, 0.078])
    curve = np.array([
        (0.074, 0.108, 0.072), (0.098, 0.114, 0.088), (0.124, 0.118, 0.092), (0.146, 0.116, 0.070),
        (0.154, 0.106, 0.020), (0.150, 0.088, -0.045), (0.140, 0.062, -0.110), (0.130, 0.030, -0.170),
        (0.124, 0.008, -0.220), (0.122, -0.004, -0.262),
    ])  # fmt: skip
    radius = np.array([0.012, 0.014, 0.025, 0.036, 0.042, 0.043, 0.040, 0.034, 0.024, 0.010])
    sheet = joined(
        drawn_cap(form),
        drawn_to(form, rng, place - (0.010, 0, 0.003)),
        tail(form, rng, curve, radius, soft=0.10, locks=24),
        band(place - (-0.004, 0, -0.004), np.array([0.9, 0.2, 0.45]), 0.017, 0.010, form),
    )
    nouns = ("side ponytail", "ponytail at the side")
    of = entry("side_ponytail", "Side ponytail", "hair", nouns, ("female", "child", "long", "sport", "casual"))
    return hanging(form, of, sheet)


def over_shoulder() -> Piece:
    """All of it brought to the left of the neck, from where it falls in waves before the shoulder."""
    form, rng = head(), np.random.default_rng(84)
    place = np.array([0.046, 0.166, 0.004])
    curve = np.array([
        (0.042, 0.162, 0.004), (0.066, 0.150, -0.034), (0.084, 0.118, -0.078), (0.102, 0.064, -0.128),
        (0.112, 0.002, -0.178), (0.112, -0.030, -0.225), (0.108, -0.050, -0.280), (0.104, -0.060, -0.340),
        (0.102, -0.064, -0.395), (0.100, -0.064, -0.450),
    ])  # fmt: skip
    curve = _on_skin(form, curve, 0.026)
    down = np.linspace(0, 1, len(curve))
    curve[:, 0] += 0.016 * np.sin(4.4 * np.pi * down) * np.clip((down - 0.25) / 0.2, 0, 1)
    radius = np.array([0.026, 0.036, 0.044, 0.050, 0.056, 0.060, 0.058, 0.050, 0.038, 0.016])
    sheet = joined(
        drawn_cap(form),
        drawn_to(form, rng, place, full=0.016, neck=0.022, locks=22),
        tail(form, rng, curve, radius, around=13, points=15, soft=0.10, locks=26, width=0.024),
    )
    # off the jaw of wider faces
    low = np.clip((-0.05 - form.local(sheet.points)[:, 2]) / 0.05, 0, 1)
    sheet = replace(sheet, points=pushed_out(form.skin, sheet.points, -0.002 + 0.016 * low))
    nouns = ("hair over one shoulder", "side-swept waves")
    of = entry("over_shoulder", "Hair over one shoulder", "hair", nouns, ("female", "long", "formal"))
    return hanging(form, of, sheet, strands="wavy")


MAKERS = {
    "sidelock": sidelock,
    "side_ponytail": side_ponytail,
    "over_shoulder": over_shoulder,
}
