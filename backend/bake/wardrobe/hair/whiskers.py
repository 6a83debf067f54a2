"""How facial hair grows: strips and sheets on cheeks, lip and chin, that go where their roots go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from ....protocol.results import Material
from ....wear.piece import Piece
from ...appearance.fields import smooth_curve
from .cards import Sheet, cards, joined
from .curtains import DENSE, woven
from .growing import grow, pushed_out, resampled, smoothed, unit
from .head import ARC, MIDDLE, Head, head, resampled_line
from .piece import entry, on_face
from .short import OUTER

SOFT = Material(alpha_mode="blend", double_sided=True, roughness=0.68)
"""strips lie over one another from the skin outwards, so that they can be drawn in the order of their faces"""
COARSE = Material(alpha_mode="mask", alpha_cutoff=0.4, double_sided=True, roughness=0.65)

Measure = Callable[[np.ndarray], np.ndarray]


def whiskers(
    name: str,
    label: str,
    nouns: tuple[str, ...],
    tags: tuple[str, ...],
    sheet: Sheet,
    strands: str = "straight",
    material: Material = SOFT,
    sizes: Mapping[str, np.ndarray] | None = None,
) -> Piece:
    """A piece of facial hair from its mesh: how it hangs on the face follows from where it grows."""
    return on_face(head(), entry(name, label, "facial_hair", nouns, tags), sheet, strands, material, sheet.root, sizes)


def hung(
    form: Head,
    rng: np.random.Generator,
    line: np.ndarray,
    end: Measure,
    full: Measure,
    *,
    columns: int = 25,
    rows: int = 9,
    soft: float = 0.012,
    both: bool = True,
    body: bool = False,
    locks: int = 60,
    width: float = 0.007,
    tip: float = 0.010,
    ends: np.ndarray | None = None,
) -> Sheet:
    """Sheets from a line on the cheeks, in degrees around the skull and heights over the eyes, down to a height `end`,
    of roots (N, 3); full: metres over the skin at their ends; both: whether left and right meet in the middle."""
    half = form.place(resampled_line(smooth_curve(line * (ARC, 1)), columns))
    if both:
        half[-1, 0] = 0.0
    sides = [np.concatenate([half, half[-2::-1] * (-1, 1, 1)])] if both else [half, half * (-1, 1, 1)]
    under, over, strips = [], [], []
    for roots in sides:
        for layer, found in ((0, under), (1, over)):
            own = roots.copy()
            own[..., 2] += (0.0010 if layer else -0.0025) + 0.0008 * rng.standard_normal(len(own))
            p = form.local(own)
            lengths = np.maximum((p[:, 2] - end(p)) * 1.06, 0.012) * (0.9 + 0.1 * layer)
            share = np.linspace(0, 1, 33)
            rise = 0.0007 + full(p)[:, None] * (0.45 + 0.55 * layer) * np.minimum(share / 0.6, 1) ** 0.8
            paths = grow(form, own, lengths, falls, rise, keeps=0.45, clings=0.35, body=body)
            if ends is not None:
                paths = _to(form, paths, ends - (0, 0, 0.004 * (1 - layer)), 0.002 + 0.004 * layer)
            for _ in range(3):
                paths = np.concatenate([paths[:1], 0.5 * paths[1:-1] + 0.25 * (paths[:-2] + paths[2:]), paths[-1:]])
            paths = pushed_out(form.skin, smoothed(paths, 2), 0.0007)
            thin = resampled(paths, rows)
            found.append(woven(thin, soft, at="start" if layer else "end", kind=DENSE))
        at = rng.integers(0, len(paths), locks)
        begin = rng.uniform(2, 18, locks)
        some = np.stack([resampled(paths[i : i + 1], 5, start=s)[0] for i, s in zip(at, begin, strict=True)])
        some[:, -1] += unit(some[:, -1] - some[:, -2]) * rng.uniform(0, tip, (locks, 1))
        out = unit(some - form.middle)
        some = some + out * np.array([0.0, 0.0012, 0.0015, 0.0015, 0.001])[:, None]
        strips.append(cards(form, some, width, rng, columns=OUTER, reach=(0.06, 1.0), roll=0.1, tip=0.8))
        # hung on the skin where the strand that they lie on begins
        first = np.repeat(paths[at, :1], 10, axis=1).reshape(-1, 3)
        order = np.argsort(np.linalg.norm(some[:, 2] - form.eyes - MIDDLE, axis=1), kind="stable")
        strips[-1] = replace(strips[-1], root=first.reshape(locks, 10, 3)[order].reshape(-1, 3))
    return joined(*under, *over, *strips)


def _to(form: Head, paths: np.ndarray, ends: np.ndarray, off: float) -> np.ndarray:
    """The same roots, from which strands hang in a curve to places (N, 3) from between the eyes."""
    share = np.linspace(0, 1, paths.shape[1])[:, None]
    root, end = form.local(paths[:, :1]), ends[:, None]
    first = form.local(paths[:, 4:5]) + np.array([0.0, -0.012, -0.020])
    second = end + np.array([0.0, 0.0, 0.10])
    curve = (
        (1 - share) ** 3 * root
        + 3 * (1 - share) ** 2 * share * first
        + 3 * (1 - share) * share**2 * second
        + share**3 * end
    )
    return pushed_out(form.skin, curve + form.eyes, 0.0007 + off * np.minimum(share[:, 0] / 0.3, 1))


def falls(p: np.ndarray, share: np.ndarray, root: np.ndarray) -> np.ndarray:
    """On the lip outwards, elsewhere down, and towards the middle."""
    lip = np.clip((root[:, 2:3] + 0.070) / 0.006, 0, 1) * np.clip((0.034 - np.abs(root[:, :1])) / 0.006, 0, 1)
    aside = np.sign(root[:, :1]) * np.array([1.0, 0.0, 0.0])
    inward = -2.5 * p[:, :1] * (np.abs(p[:, :1]) < 0.05)
    down = np.concatenate([inward, np.full((len(p), 1), -0.25), np.full((len(p), 1), -1.0)], axis=1)
    return lip * (aside + np.array([0.0, -0.25, -0.45])) + (1 - lip) * down
