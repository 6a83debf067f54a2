"""Meshes of hair: strips along strands, the dense cap under them, and tubes for locks and plaits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ....appearance.strands import CARDS, COLUMNS, EDGE, FULL
from .growing import unit
from .head import CROWN, MIDDLE, Head

FOLDS = 8
"""times that the dense quarter goes around half of a head, there or back: an even number, so that it closes"""
WHORL = 0.05
"""metres around the crown in which it does not, for vertices are too far apart there"""


@dataclass(frozen=True, eq=False)
class Sheet:
    """points: (N, 3) metres; faces: (F, 4) of points and of uvs (N, 2) alike; along: (N,) from the root, 0 to 1;
    root: (N, 3) where each point's strand begins; hides: vertices of the base mesh."""

    points: np.ndarray
    faces: np.ndarray
    uvs: np.ndarray
    along: np.ndarray
    root: np.ndarray
    hides: np.ndarray


def joined(*sheets: Sheet) -> Sheet:
    """The first lies innermost."""
    starts = np.cumsum([0, *(len(sheet.points) for sheet in sheets[:-1])])
    return Sheet(
        points=np.concatenate([s.points for s in sheets]),
        faces=np.concatenate([s.faces + start for s, start in zip(sheets, starts, strict=True)]),
        uvs=np.concatenate([s.uvs for s in sheets]),
        along=np.concatenate([s.along for s in sheets]),
        root=np.concatenate([s.root for s in sheets]),
        hides=np.unique(np.concatenate([s.hides for s in sheets])),
    )


def mirrored(sheet: Sheet) -> Sheet:
    flip = np.array([-1.0, 1.0, 1.0])
    return replace(sheet, points=sheet.points * flip, root=sheet.root * flip, faces=sheet.faces[:, ::-1])


def cards(
    head: Head,
    paths: np.ndarray,
    width: np.ndarray | float,
    rng: np.random.Generator,
    *,
    columns: tuple[int, ...] = (2, 3, 4),
    tip: float = 0.6,
    reach: tuple[float, float] = (0.0, 1.0),
    roll: float = 0.25,
    outward: np.ndarray | None = None,
    bulge: float = 0.0,
) -> Sheet:
    """A strip along each path (N, K, 3), outer ones last. width: metres, in the middle; tip: how much of it is left at
    the end; reach: which part of a strip of the texture it shows; roll: radians that strips are turned by at random;
    outward: (N, K, 3) where it is not the way from the head's middle; bulge: how far its middle is raised over its
    edges, in half widths: a lock that is round has light and shade of its own."""
    n, k = paths.shape[:2]
    tangent = unit(np.gradient(paths, axis=1))
    if outward is None:
        axis = head.middle
        flat = np.minimum(paths[..., 2] - axis[2], 0.12)
        outward = unit(np.stack([paths[..., 0], paths[..., 1] - axis[1], np.maximum(flat, 0) * 1.2], axis=-1))
    elif outward.ndim == 2:
        outward = np.broadcast_to(outward[:, None], paths.shape)
    side = unit(np.cross(tangent, outward))
    turn = roll * rng.standard_normal((n, 1, 1))
    side = unit(side * np.cos(turn) + np.cross(tangent, side) * np.sin(turn))
    share = np.linspace(0, 1, k)
    half = 0.5 * np.broadcast_to(width, n)[:, None] * np.interp(share, [0, 0.2, 0.6, 1], [0.45, 1.0, 0.95, tip])
    places = np.array([-1.0, 0.0, 1.0] if bulge else [-1.0, 1.0])
    edges = paths[:, :, None] + side[:, :, None] * (half[..., None] * places)[..., None]
    if bulge:
        raised = (bulge * half)[..., None] * unit(np.cross(side, tangent))
        edges[:, :, 1] += np.where((raised * outward).sum(axis=-1, keepdims=True) < 0, -raised, raised)
    # a wide strip would cut into the round of the head; the head's surface is open below
    out, normals = head.skull.distance(edges.reshape(-1, 3))
    deep = np.where(np.abs(out) < 0.008, np.maximum(-0.0012 - out, 0), 0)
    edges = edges + (normals * deep[:, None]).reshape(edges.shape)
    column = rng.choice(np.array(columns), n)
    turned = rng.random(n) < 0.5
    across = 0.5 + 0.47 * places
    left = (column[:, None] + np.where(turned[:, None], across[::-1], across)) * CARDS / COLUMNS
    v = 1 - np.interp(share, [0, 1], reach)
    uvs = np.stack(np.broadcast_arrays(left[:, None, :], v[None, :, None]), axis=-1)
    middle = np.linalg.norm(paths[:, k // 2] - head.eyes - MIDDLE, axis=1)
    order = np.argsort(middle, kind="stable")
    wide = len(places)
    start = (wide * np.arange(k - 1)[:, None] + np.arange(wide - 1)).reshape(-1)
    strip = np.stack([start, start + 1, start + wide + 1, start + wide], axis=1)
    return Sheet(
        points=edges[order].reshape(-1, 3),
        faces=(strip + wide * k * np.arange(n)[:, None, None]).reshape(-1, 4),
        uvs=uvs[order].reshape(-1, 2),
        along=np.broadcast_to(share[None, :, None], (n, k, wide)).reshape(-1),
        root=np.broadcast_to(paths[order][:, :1, None], (n, k, wide, 3)).reshape(-1, 3),
        hides=np.zeros(0, np.int32),
    )


SUNK, ROOTED = 0.0006, 0.0008
"""metres that the edges of a lock are inside the sheet on which it lies, and its root besides: one that comes out
steeply is a dark patch, for it is turned from the light"""


def lying_on(
    head: Head,
    paths: np.ndarray,
    width: float,
    rng: np.random.Generator,
    *,
    lift: float,
    outward: np.ndarray | None = None,
    ends: float = 1.0,
    **how: Any,
) -> Sheet:
    """Locks along paths (N, K, 3) of a sheet, round ones that come out of it and whose edges are in it: flat strips
    over a sheet are plates along its outline. lift: metres that a lock is thick;
    outward: (N, K, 3) where it is not the way from the head's middle; ends: how far down a strip of the texture they
    come; how: of `cards`."""
    outward = unit(paths - head.middle) if outward is None else outward
    own = paths - SUNK * outward
    own[:, 0] -= ROOTED * outward[:, 0]
    bulge = 2 * (lift + SUNK) / width
    return cards(head, own, width, rng, outward=outward, bulge=bulge, reach=(0.04, ends), **how)


def cap(
    head: Head,
    line: str | Callable[[np.ndarray], np.ndarray] = "woman",
    height: float = 0.002,
    fade: float = 0.010,
    shown: bool = False,
    lowest: float = -0.09,
    inset: float = 0.0,
    full: Callable[[np.ndarray], np.ndarray] | None = None,
    folds: int = FOLDS,
    deep: float = EDGE,
) -> Sheet:
    """The skin of the scalp again, a little higher, in dense hair that thins out over `fade` metres at the hairline.

    line: as of `Head.inside`, or metres inside for points (N, 3); shown: whether the scalp under it stays visible;
    inset: metres that it begins behind the line; full: metres over the skin, of points (N, 3) from between the eyes,
    that it rises to behind it; folds: as FOLDS; deep: how far down the texture it comes far behind the line,
    above the half of it where what falls over it is of roots alone.
    """
    of, quads = head.of, head.of.skin_quads
    quads = quads[~np.isin(quads, of.region("ears")).any(axis=1)]
    quads = quads[(of.base[quads][..., 2] > head.eyes[2] + lowest).all(axis=1)]
    inside = np.full(len(of.base), -1.0)
    used = np.unique(quads)
    inside[used] = head.inside(of.base[used], line) if isinstance(line, str) else line(of.base[used])
    inside -= inset
    outer = -0.4 * fade
    quads = quads[(inside[quads] > outer).any(axis=1)]
    points = of.base.copy()
    # the outermost ring is drawn in to the hairline
    best = np.full(len(points), -1)
    for a, b in ((0, 1), (1, 2), (2, 3), (3, 0)):
        for here, there in ((quads[:, a], quads[:, b]), (quads[:, b], quads[:, a])):
            for i, j in zip(here, there, strict=True):
                if inside[i] < outer < inside[j] and (best[i] < 0 or inside[j] > inside[best[i]]):
                    best[i] = j
    moved = np.flatnonzero(best >= 0)
    share = (inside[best[moved]] - outer) / (inside[best[moved]] - inside[moved])
    points[moved] = of.base[best[moved]] + share[:, None] * (of.base[moved] - of.base[best[moved]])
    kept = inside.copy()
    kept[moved] = outer
    kept = np.maximum(kept, outer)
    used, faces = np.unique(quads, return_inverse=True)
    depth = kept[used]
    normals = of.normals[used]
    rise = height * np.clip((depth - outer) / fade, 0.15, 1)
    p = head.local(points[used])
    if full is not None:
        t = np.clip((depth - 0.3 * fade) / 0.028, 0, 1)
        rise = rise + full(p) * t * t * (3 - 2 * t)
    from_crown = p[:, :2] - CROWN[:2]
    turn = np.abs(np.arctan2(*from_crown.T) * folds / np.pi % 2 - 1)
    turn = 0.5 + (turn - 0.5) * np.clip(np.linalg.norm(from_crown, axis=1) / WHORL - 0.4, 0, 1)
    u = CARDS + 0.02 + (0.96 - CARDS) * turn
    v = np.where(
        depth < 0.6 * fade,
        1 - (1 - FULL) * (depth - outer) / fade,
        FULL + (deep - FULL) * (1 - np.exp((0.6 * fade - depth) / 0.08)),
    )
    return Sheet(
        points=points[used] + normals * rise[:, None],
        faces=faces.reshape(-1, 4),
        uvs=np.stack([u, np.clip(v, 0, 1)], axis=1),
        along=np.zeros(len(used)),
        root=points[used],
        hides=np.zeros(0, np.int32) if shown else np.sort(used[inside[used] > 0.016]).astype(np.int32),
    )


def tubes(paths: np.ndarray, radius: np.ndarray, sides: int = 6, turns: float = 1.0, flat: float = 1.0) -> Sheet:
    """Closed locks along paths (N, K, 3), of radius (K,) or (N, K) metres, in dense hair."""
    n, k = paths.shape[:2]
    radius = np.broadcast_to(radius, (n, k))
    if np.linalg.norm(paths[:, 0] - paths[:, -1], axis=-1).min() > 1e-6:  # a ring has no ends to close
        radius = radius * np.where(np.isin(np.arange(k), (0, k - 1)), 0.05, 1.0)
    tangent = unit(np.gradient(paths, axis=1))
    first = np.cross(tangent, np.array([0.31, 0.93, 0.2]))
    first = unit(first)
    second = np.cross(tangent, first)
    angle = 2 * np.pi * np.arange(sides + 1) / sides
    ring = first[:, :, None] * np.cos(angle)[:, None] + flat * second[:, :, None] * np.sin(angle)[:, None]
    points = paths[:, :, None] + ring * radius[..., None, None]
    share = np.linspace(0, 1, k)
    u = CARDS + 0.02 + (0.96 - CARDS) * np.interp(np.arange(sides + 1), [0, sides // 2, sides], [1, 0, 1])
    lengths = np.linalg.norm(np.diff(paths, axis=1), axis=-1).sum(axis=1).mean()
    v = FULL - (FULL - EDGE) * np.abs((share * lengths / 0.30 * turns + 1) % 2 - 1)
    uvs = np.stack(np.broadcast_arrays(u[None, None, :], v[None, :, None], radius[..., None])[:2], axis=-1)
    row = np.arange(k - 1)[:, None] * (sides + 1) + np.arange(sides)
    quad = np.stack([row, row + 1, row + sides + 2, row + sides + 1], axis=-1).reshape(-1, 4)
    size = k * (sides + 1)
    return Sheet(
        points=points.reshape(-1, 3),
        faces=(quad + size * np.arange(n)[:, None, None]).reshape(-1, 4),
        uvs=uvs.reshape(-1, 2),
        along=np.broadcast_to(share[None, :, None], (n, k, sides + 1)).reshape(-1),
        root=np.broadcast_to(paths[:, :1, None], (n, k, sides + 1, 3)).reshape(-1, 3),
        hides=np.zeros(0, np.int32),
    )
