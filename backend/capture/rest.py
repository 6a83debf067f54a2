"""The face at rest: at a time that is told, where it seems so, or foretold from a face that acts.

What is foretold is a straight function of the points, learned from renders (`galatea train capture`): for a single
photo, or a clip in which nobody is ever still, it is the best there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assets import asset

from ..assets.reading import own_file, read_arrays
from ..landmarks.faces.face import IRIS_POINTS, LID_POINTS, MESH_POINTS
from ..protocol.sliders import ARKIT_52
from .aligned import FOLDER, Aligned, turn_vectors
from .net import KeyNet, inputs_of

FILE = "rest.npz"
TOLD = MESH_POINTS * 3 + 2 * (LID_POINTS + IRIS_POINTS) * 2
"""numbers of the points and the eyes of a face in one row"""
ROUNDS, BEST = 2, 0.12
"""how often the stillest frames are chosen anew, and which share of all they are"""
FEWEST = 12
"""frames from which on the stillest are looked for"""
TURNED = 0.5
"""of what a key counts, a radian by which the head is turned"""
ACTS = 0.5
"""a key, but those of gaze and lids, of which the stillest frame shows so much against the rest that is foretold:
nobody rests there"""
_EYES = tuple(name.startswith(("eyeLook", "eyeBlink")) for name in ARKIT_52)
NEAR = 0.12
"""seconds around a time that are at rest, too"""


@dataclass(frozen=True, eq=False)
class RestTable:
    """middle: (D,) points, eyes and inner numbers of the usual face; into: (D, C), out: (C, D)"""

    middle: np.ndarray
    into: np.ndarray
    out: np.ndarray


@lru_cache(maxsize=1)
def rest_table() -> RestTable:
    """Raises BadFile where its file is damaged."""
    path = asset(FOLDER, FILE)
    with own_file(path, "table of resting faces"):
        stored = read_arrays(path, "table of resting faces")
        return RestTable(*(stored[name].astype(np.float32) for name in ("middle", "into", "out")))


def flat(faces: Aligned) -> np.ndarray:
    """(N, D) points, eyes and inner numbers in one row."""
    parts = (faces.points.reshape(len(faces), -1), faces.eyes.reshape(len(faces), -1), faces.inner)
    return np.concatenate(parts, axis=1)


def from_flat(row: np.ndarray) -> Aligned:
    """One face of (D,) numbers, not turned."""
    points, eyes, inner = np.split(row, (MESH_POINTS * 3, TOLD))
    places = points.reshape(1, MESH_POINTS, 3), eyes.reshape(1, 2, -1, 2)
    return Aligned(*places, np.eye(3)[None], np.ones(1), np.zeros((1, 3)), inner[None])


def foretold(faces: Aligned, table: RestTable) -> Aligned:
    """The face at rest of somebody who acts, the mean over frames."""
    rows = (flat(faces) - table.middle) @ table.into @ table.out + table.middle
    return from_flat(np.median(rows, axis=0))


def at_rest(faces: Aligned, times: np.ndarray, seconds: float) -> Aligned:
    """The mean of the frames around a time (N,)."""
    near = np.abs(times - seconds) <= NEAR
    if not near.any():
        near = np.abs(times - seconds) <= np.abs(times - seconds).min()
    return from_flat(flat(faces[near]).mean(0))


def stillest(faces: Aligned, net: KeyNet, head: str, table: RestTable) -> int | None:
    """The frame that seems most at rest; None of too few, and where the face acts in all of them. It is the one with
    the least expression against the face at rest that is foretold, and then against the middle of those with little;
    looking ahead counts for it."""
    if len(faces) < FEWEST:
        return None
    rows = flat(faces)
    turned = TURNED * np.linalg.norm(turn_vectors(faces.turns), axis=1)
    rest = foretold(faces, table)
    order, calm = np.arange(len(faces)), set[int]()
    against_foretold = np.abs(net.keys(inputs_of(faces, rest), head))
    for round_ in range(ROUNDS):
        shown = against_foretold if round_ == 0 else np.abs(net.keys(inputs_of(faces, rest), head))
        score = shown.sum(1) + turned
        order = np.argsort(score)
        if round_ == 0:  # afterwards only among the calmer half, which the first round tells apart well
            calm = set(order[: max(len(order) // 3, 5)].tolist())
        order = np.array([frame for frame in order if frame in calm])
        rest = from_flat(np.median(rows[order[: max(round(BEST * len(rows)), 5)]], axis=0))
    best = int(order[0])
    return None if against_foretold[best, ~np.array(_EYES)].max() > ACTS else best


def table_from(now: np.ndarray, rest: np.ndarray, middle: np.ndarray, count: int, ridge: float) -> RestTable:
    """The table that foretells rows at rest (N, D) from rows as they act (N, D), by `count` principal numbers. Inner
    numbers vary as much as points and eyes do together."""
    weigh = np.ones(len(middle))
    weigh[TOLD:] = np.sqrt((now - middle)[:, :TOLD].var(0).sum() / max((now - middle)[:, TOLD:].var(0).sum(), 1e-12))
    goal, given = (rest - middle) * weigh, (now - middle) * weigh
    _, axes = np.linalg.eigh(goal.T @ goal)
    out = axes[:, : -count - 1 : -1].T
    square = given.T @ given
    square[np.diag_indices_from(square)] += ridge * np.trace(square) / len(square)
    into = np.linalg.solve(square, given.T @ (goal @ out.T))
    return RestTable(middle, weigh[:, None] * into, out / weigh)


def table_arrays(table: RestTable) -> Mapping[str, np.ndarray]:
    return {
        "middle": table.middle.astype(np.float32),
        "into": table.into.astype(np.float16),
        "out": table.out.astype(np.float16),
    }
