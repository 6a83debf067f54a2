"""Cloth on the head: a bandana that is tied behind, a sunbonnet, a turban whose end veils the face."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import BLACK, RED, WHITE, hat, held, hollow, inner
from .hats_tall import wound_cloth
from .masks import eased, face_of, outside
from .shaping import smoothstep, tube, xyz
from .sheets import Sheet, Spots, facing, sheet
from .skulls import ball, skull


def bandana() -> Piece:
    """Tight over the whole skull, knotted behind, the point of the cloth and two ends over the nape."""
    on = skull()
    band = on.ring(on.brow + 0.020, on.ear - 0.016, 0.006)
    dome, pole = on.dome(band, 9, 0.011, 0.015, 0.75, back=0.004)
    body = np.concatenate([inner(band, 0.02), dome])
    away = (band - band.mean(axis=0)) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    fold = np.array([band + away * out + xyz(0, 0, h) for out, h in ((0.001, -0.003), (0.005, 0.001), (0.006, 0.014),
                                                                     (0.003, 0.022))])  # fmt: skip
    at = band[0]
    sheets = [
        sheet(body, on.hang, closed=True, pole=pole, paint={"shade": _drawn, "height": _drawn}),
        sheet(fold, on.hang, closed=True, paint={"shade": 0.86}),
        held(ball(at + xyz(0, 0.013, 0.002), (0.017, 0.013, 0.015), 6, 10), at, {"shade": 0.88}),
    ]
    share, across = np.linspace(0, 1, 8), np.linspace(-1, 1, 5)
    for lean, long, half, behind in (
        (0.0, 0.085, 0.055, 0.004),
        (0.040, 0.135, 0.017, 0.020),
        (-0.034, 0.120, 0.017, 0.022),
    ):
        wide = half * (
            np.interp(share, (0, 0.12, 1), (0.75, 1.0, 0.06))
            if lean == 0
            else np.interp(share, (0, 0.3, 1), (0.5, 1, 0.8))
        )
        rows = np.array([
            at + xyz(lean * s, behind + 0.012 * s, -long * s)
            + np.stack([w * across, -0.010 * across**2, 0 * across], axis=1)
            for s, w in zip(share, wide, strict=True)
        ])[::-1]  # fmt: skip
        back = np.concatenate([rows, (rows - xyz(0, 0.003, 0))[:, ::-1]], axis=1)
        sheets.append(held(back[:, ::-1], at))
    return hat(
        Entry(
            name="bandana", label="Bandana", slot="head", layer=68,
            nouns=("bandana", "do-rag", "bandanna", "durag", "biker bandana", "pirate bandana", "head bandana"),
            tags=("biker", "pirate", "rapper", "hip hop", "casual", "male", "female", "child"),
            colours=(BLACK, RED, (0.12, 0.20, 0.46)), second_colour=(0.90, 0.89, 0.86),
        ),
        sheets, band, double_sided=True, side=192,
    )  # fmt: skip


def _drawn(spots: Spots) -> np.ndarray:
    pull = np.sin(spots.s * 2 * np.pi * 11 + 6 * spots.t) * smoothstep(abs(spots.s - 0.5), 0.15, 0.45)
    return (0.88 + 0.12 * pull) * hollow(spots)


def bonnet() -> Piece:
    """A deep brim round the face, a soft crown behind, a frill over the nape, ribbons with a bow under the chin."""
    on = skull()
    low = on.ear - 0.005
    high, wide = on.top - low + 0.012, float(abs(on.reference.base[on.vertices][:, 0]).max()) + 0.012
    turn = np.linspace(-2.15, 2.15, 33)
    middle = on.middle
    steps = ((-0.142, 1.13), (-0.125, 1.10), (-0.100, 1.06), (-0.075, 1.03), (-0.068, 1.01), (-0.045, 1.08),
             (0.0, 1.11), (0.045, 1.08), (0.088, 0.96), (0.117, 0.73), (0.133, 0.41), (0.139, 0.06))  # fmt: skip
    rows = []
    for number, (y, size) in enumerate(steps):
        gather = 1 + (0.018 * np.cos(turn * 13) if number > 5 else 0.0)
        drop = 0.0 if number < 5 else 0.020 * smoothstep(abs(turn), 1.4, 2.1)
        x, z = wide * size * gather * np.sin(turn), low + high * size * gather * np.cos(turn) + drop
        z = np.where(abs(turn) > 1.57, low + 0.75 * (z - low), z)
        rows.append(np.stack([x, np.full(33, middle + y) + 0.020 * (1 - np.cos(turn)) * (number < 3), z], axis=1))
    grid = np.array(rows)
    grid[4:] = on.cleared(grid[4:], 0.014)
    anchor = xyz(0, middle, on.top)
    shell = np.concatenate([grid, (grid - (grid - xyz(0, middle, low)) * 0.03)[::-1]])
    # brim first, the inside last; the rows run from the face to the back of the head
    cloth = sheet(shell, on.hang, anchors=np.broadcast_to(anchor, shell.shape), paint={"shade": _gathers, "trim": _hem})
    cloth = _outside(cloth, xyz(0, middle, low))
    edge = np.concatenate([grid[5:, 0], grid[5:, -1][::-1]])
    out = (edge - xyz(0, middle, 0)) * (1, 1, 0)
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    wave = 0.010 * np.cos(np.arange(len(edge)) * np.pi)
    frill = np.array(
        [edge + out * (0.044 * s + wave[:, None] * s) - xyz(0, 0, 0.085 * s) for s in np.linspace(0, 1, 5)]
    )
    skirt = sheet(frill, on.hang, anchors=np.broadcast_to(anchor, frill.shape), paint={"trim": _frilled})
    chin = on.reference.base[on.reference.region("head_skin")]
    chin = chin[(abs(chin[:, 0]) < 0.012) & (chin[:, 1] < middle - 0.06)]
    under = xyz(0, float(chin[:, 1].min()) + 0.030, float(chin[:, 2].min()) + 0.010)
    rim = on.ring(on.brow + 0.052, on.ear - 0.030, 0.009, 65)
    rim = rim[np.argsort(np.arctan2(rim[:, 0], -(rim[:, 1] - middle)))]
    rim = rim[abs(np.arctan2(rim[:, 0], -(rim[:, 1] - middle))) < 1.75]
    at = np.linspace(0, len(rim) - 1, 33)
    inner_edge = np.stack([np.interp(at, np.arange(len(rim)), rim[:, d]) for d in range(3)], axis=1)
    lining = np.array([inner_edge * (1 - s) + (grid[3] - xyz(0, 0.002, 0)) * s for s in np.linspace(0, 1, 4)])
    close = facing(
        sheet(lining, on.hang, anchors=np.broadcast_to(anchor, lining.shape), paint={"shade": 0.95}), (0, 1, 0)
    )
    sheets = [cloth, skirt, close]
    for sign in (1, -1):
        start = grid[4, -1 if sign > 0 else 0]
        path = np.array([start + xyz(0, 0, 0.03), start, (start + under) / 2 + xyz(sign * 0.020, 0, -0.014), under])
        fine = np.stack([np.interp(np.linspace(0, 3, 10), np.arange(4), path[:, d]) for d in range(3)], axis=1)
        tie = tube(fine, np.array([[0.0018, 0.0085]] * 10), 6)
        sheets.append(sheet(tie, on.hang, closed=True, anchors=np.broadcast_to(anchor, tie.shape), paint={"trim": 1.0}))
        t = np.linspace(0, 2 * np.pi, 14, endpoint=False)
        bow = under + np.stack(
            [sign * (0.024 - 0.024 * np.cos(t)), -0.010 - 0.004 * np.sin(t), 0.014 * np.sin(t)], axis=1
        )
        end = under + np.linspace(0, 1, 6)[:, None] * xyz(sign * 0.028, -0.012, -0.085)
        for ribbon in (
            tube(bow, np.array([[0.0022, 0.0075]] * 14), 6, closed=True),
            tube(end, np.array([[0.0018, 0.0085]] * 6), 6),
        ):
            sheets.append(
                sheet(ribbon, on.hang, closed=True, anchors=np.broadcast_to(anchor, ribbon.shape), paint={"trim": 1.0})
            )
    band = on.ring(on.brow + 0.055, on.ear - 0.030, 0.006)
    return hat(
        Entry(
            name="bonnet", label="Sunbonnet", slot="head", layer=70,
            nouns=("bonnet", "sunbonnet", "sun bonnet", "prairie bonnet", "poke bonnet", "pioneer bonnet"),
            tags=("pioneer", "prairie", "amish", "victorian", "baby", "farm", "female", "child"),
            colours=(WHITE, (0.80, 0.72, 0.56), (0.46, 0.58, 0.72)), second_colour=(0.93, 0.92, 0.88),
        ),
        sheets, band, double_sided=True, side=256, zone_colours={"trim": 0.88},
    )  # fmt: skip


def _outside(one: Sheet, centre: np.ndarray) -> Sheet:
    """Turned so that its first half of rows looks away from a centre."""
    half = one.points[: len(one.points) // 2]
    a, b = half[1:, 1:] - half[:-1, :-1], half[1:, :-1] - half[:-1, 1:]
    looks = np.einsum("rcd,rcd->", np.cross(a, b), half[:-1, :-1] - centre)
    return replace(one, turned=bool(looks < 0))


def _gathers(spots: Spots) -> np.ndarray:
    row = np.minimum(spots.t, 1 - spots.t) * 2
    lines = 0.5 + 0.5 * np.cos(spots.s * 2 * np.pi * 13)
    quilt = 0.5 + 0.5 * np.cos(row * 2 * np.pi * 9)
    inside = 0.90 + 0.10 * (spots.t < 0.5)
    return (1 - 0.22 * lines * (row > 0.5) - 0.12 * quilt * (row < 0.36)) * inside


def _hem(spots: Spots) -> np.ndarray:
    row = np.minimum(spots.t, 1 - spots.t) * 2
    return (row < 0.05) | (abs(row - 0.40) < 0.035)


def _frilled(spots: Spots) -> np.ndarray:
    return (spots.t > 0.86) * 1.0


def tagelmust() -> Piece:
    """Wound around the head as a turban, its end over nose and mouth and around the neck; the eyes are left free."""
    on, face = skull(), face_of()
    band, _, turban = wound_cloth()
    eyes = float(on.reference.base[on.reference.region("eye_left")][:, 2].mean())
    angles = np.linspace(-178, 178, 61)
    aside = np.abs(angles) / 178
    top = eyes - 0.030 + 0.040 * smoothstep(aside, 0.22, 0.46)
    low = top - 0.115 - 0.010 * aside
    heights = low + (top - low) * np.linspace(0, 1, 14)[:, None]
    rows = outside(face, eased(face.around(angles, heights, 0.011), 4), 0.009)
    ripple = 0.0035 * np.cos(np.linspace(0, 5 * 2 * np.pi, 14))[:, None] * (1 - 0.4 * aside)
    middle = xyz(0.0, on.middle, 0)
    out = (rows - middle) * (1, 1, 0)
    out /= np.linalg.norm(out, axis=2, keepdims=True)
    ears = 0.016 * np.exp(-(((np.abs(angles) - 100) / 22) ** 2)) * np.linspace(0.2, 1, 14)[:, None]
    rows = rows + out * (ripple + ears)[..., None]
    below = []
    for share in (1.0, 0.8, 0.6, 0.4, 0.2):  # folds that lie before the throat
        below.append(
            rows[0] + out[0] * 0.020 * np.sin(np.pi * share) - xyz(0, 0, 0.075 * share) + xyz(0, 0.014 * share**2, 0)
        )
    veil = np.concatenate([np.array(below), rows])
    made = hat(
        Entry(
            name="tagelmust", label="Turban with a veil", slot="head", also=("face",), layer=70,
            nouns=("tagelmust", "veiled turban", "tuareg turban", "litham", "desert turban", "face wrapped turban"),
            tags=("tuareg", "desert", "nomad", "berber", "bedouin", "male", "female"),
            colours=((0.10, 0.13, 0.36), (0.08, 0.08, 0.10), (0.90, 0.88, 0.82)),
        ),
        [turban, sheet(veil, face.hang, paint={"shade": _veiled, "height": _veiled})],
        band, double_sided=True, roughness=0.8,
    )  # fmt: skip
    return replace(made, hides=np.union1d(made.hides, on.reference.region("ears")).astype(np.int32))


def _veiled(spots: Spots) -> np.ndarray:
    return 0.80 + 0.20 * np.cos(spots.t * 2 * np.pi * 8 + 7 * (spots.s - 0.5) ** 2)


MAKERS = {"bandana": bandana, "bonnet": bonnet, "tagelmust": tagelmust}
