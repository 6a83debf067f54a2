"""Hair that stands by itself: cropped, afro, mohawk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ....appearance.strands import CARDS, EDGE, FULL, SHELLS
from ....protocol.results import Material
from ....wear.piece import Piece
from .cards import Sheet, cap, cards, joined
from .growing import rooted, unit
from .head import SKULL_DEPTH, Head, apart, head
from .piece import entry, rigid
from .short import INNER, OUTER, on_top


def cropped(
    form: Head,
    heights: tuple[float, ...],
    on_the_top: float = 0.0,
    line: str | Callable[[np.ndarray], np.ndarray] = "man",
    lowest: float = -0.09,
    fade: float = 0.016,
) -> Sheet:
    """Shells of cut hair, each with less of it. heights: metres over the skin; on_the_top: how many times as high the
    hair on top is besides; line, lowest, fade: as of `cap`."""
    shells = []
    for shell in range(SHELLS):
        high = heights[shell]
        sheet = cap(
            form,
            line,
            height=high,
            fade=fade,
            shown=True,
            lowest=lowest,
            full=lambda p, high=high: high * on_the_top * on_top(p),
            folds=4,
        )
        shells.append(_in_grain(sheet, shell))
    return joined(*shells)


def _in_grain(sheet: Sheet, shell: int) -> Sheet:
    """A cap in the strands "cropped", which are the sparser the lower in their quarter of the square."""
    u, v = sheet.uvs.T
    across = 0.5 * (shell % 2) + 0.5 * (u - CARDS) / (1 - CARDS)
    dense = np.where(v > FULL, 0.3 * (1 - v) / (1 - FULL), 0.3 + 0.68 * (FULL - v) / (FULL - EDGE))
    return replace(sheet, uvs=np.stack([across, 0.5 * dense + 0.5 * (1 - shell // 2)], axis=1))


def buzz_cut() -> Piece:
    form = head()
    of = entry("buzz_cut", "Buzz cut", "hair", ("buzz cut", "cropped hair"), ("male", "short", "sport"))
    return rigid(form, of, cropped(form, (0.0012, 0.0022, 0.0031, 0.0039)), strands="cropped", cutoff=0.5)


def shaved_head() -> Piece:
    """Grain that has just come through; the skin below is seen between it."""
    form = head()
    sheet = cap(form, "man", height=0.0007, fade=0.020, shown=True)
    of = entry("shaved_head", "Shaved head", "hair", ("shaved head", "stubble on the head"), ("male", "short", "sport"))
    grown = rigid(form, of, _in_grain(sheet, SHELLS - 1), strands="cropped")
    return replace(grown, material=Material(alpha_mode="blend", double_sided=True, roughness=0.6))


def crew_cut() -> Piece:
    form = head()
    of = entry("crew_cut", "Crew cut", "hair", ("crew cut", "flat top"), ("male", "short", "sport"))
    sheet = cropped(form, (0.0024, 0.0033, 0.0040, 0.0046), on_the_top=2.4)
    return rigid(form, of, sheet, strands="cropped", cutoff=0.5)


def afro() -> Piece:
    form, rng = head(), np.random.default_rng(32)
    shell = cap(form, "woman")
    centre = form.eyes + np.array([0.0, SKULL_DEPTH, 0.052])
    radius = 0.150
    depth = np.maximum(form.inside(shell.root), 0)
    way = unit(shell.points - centre)
    # round from all sides, and drawn in to the hairline
    low = np.clip((0.03 - form.local(shell.root)[:, 2]) / 0.07, 0, 1)
    whole = 1 - np.exp(-((depth / (0.020 + 0.022 * low)) ** (1.3 - 0.2 * low)))
    bumps = (
        0.004 * np.sin(55 * shell.points[:, 0] + 2) * np.sin(61 * shell.points[:, 1]) * np.sin(58 * shell.points[:, 2])
    )
    target = centre + way * (radius + bumps)[:, None]
    points = shell.points + whole[:, None] * (target - shell.points)
    fine = 0.06 * np.abs((shell.root / 0.055 + 0.5) % 2 - 1).sum(axis=1)
    u = CARDS + 0.02 + (0.96 - CARDS) * np.abs((shell.root[:, 0] / 0.03) % 2 - 1)
    v = FULL - (FULL - EDGE) * np.abs(((shell.root[:, 1] + shell.root[:, 2]) / 0.045 + fine) % 2 - 1)
    shell = replace(shell, points=points, uvs=np.where(whole[:, None] > 0.3, np.stack([u, v], axis=1), shell.uvs))

    corners = points[shell.faces[whole[shell.faces].min(axis=1) > 0.3]]
    area = np.linalg.norm(np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]), axis=1)
    chosen = rng.choice(len(area), 12000, p=area / area.sum())
    mix = rng.dirichlet((1, 1, 1, 1), len(chosen))
    places = apart(np.einsum("nk,nkd->nd", mix, corners[chosen]), 1150)
    out = unit(places - centre)
    lean = rng.standard_normal(out.shape)
    lean = unit(lean - (lean * out).sum(axis=1, keepdims=True) * out)
    away = unit(rng.uniform(0.25, 0.8, len(out))[:, None] * out + lean)
    small = np.clip(np.linalg.norm(places - centre, axis=1) / radius, 0.6, 1.0) ** 2
    length = small * rng.uniform(0.009, 0.015, len(out))
    share = np.linspace(0, 1, 3)
    paths = (places - 0.35 * length[:, None] * away)[:, None] + (share[:, None] * 1.2) * (length[:, None] * away)[
        :, None
    ]
    # little locks that lie on the ball and lift their tips: of its shade from before, a soft rim from the side
    outward = np.broadcast_to(out[:, None], paths.shape)
    tufts = cards(form, paths, 0.011 * small, rng, columns=OUTER, reach=(0.35, 1.0), outward=outward, roll=0.2, tip=1.0)
    of = entry("afro", "Afro", "hair", ("afro", "natural hair"), ("male", "female", "child", "short"))
    return rigid(form, of, joined(shell, tufts), strands="coily")


def mohawk() -> Piece:
    form, rng = head(), np.random.default_rng(33)
    sheets = [cap(form, "ridge", fade=0.006)]
    spots = form.skull.spots(60000, rng)
    p = form.local(spots)
    on = (form.inside(spots, "woman") > 0.003) & (np.abs(p[:, 0]) < 0.014) & (p[:, 2] > -0.045)
    for layer, (count, half) in enumerate(((150, 0.014), (150, 0.010), (120, 0.004))):
        roots = apart(spots[on & (np.abs(p[:, 0]) < half)], count)
        local = form.local(roots)
        _, normals = form.skull.distance(roots)
        # from the middle of the skull outwards, a little back at the front, so that the crest is a fan
        way = unit(normals * (0.0, 1, 1) + np.array([0.0, 0.25, 0.35]))
        along = np.clip((0.16 - local[:, 2]) / 0.20, 0, 1)
        length = (0.105 - 0.060 * along**1.5) * rng.uniform(0.88, 1.06, count)
        share = np.linspace(0, 1, 5)
        paths = roots[:, None] + (share[:, None] * length[:, None, None]) * way[:, None]
        paths[..., 0] *= 1 - 0.75 * share
        paths[..., 1] += 0.012 * share**2
        outward = np.broadcast_to(np.array([1.0, 0.0, 0.0]), paths.shape)
        paths = rooted(form, paths)
        columns = INNER if layer == 0 else OUTER
        sheets.append(cards(form, paths, 0.020, rng, columns=columns, outward=outward, roll=0.35, tip=0.5))
    of = entry("mohawk", "Mohawk", "hair", ("mohawk", "mohican"), ("male", "female", "punk", "short"))
    return rigid(form, of, joined(*sheets))


MAKERS = {
    "shaved_head": shaved_head,
    "buzz_cut": buzz_cut,
    "crew_cut": crew_cut,
    "afro": afro,
    "mohawk": mohawk,
}
