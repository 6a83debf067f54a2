"""From what fits tell to sliders: ridge regression of the shape as a whole, each ridge chosen by leaving people out.

Foretold are the numbers that vertices depend on most, the first principal components of people's shapes at one height,
and the height; sliders follow these as they do among people. Foretelling each slider by itself makes bodies that lie
farther off: of sliders that do much the same, as weight and girths, each would be held near its middle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from backend.body import BodyData
from backend.body.fitting.rigid import laid_on
from backend.photo.fit import SPREADS
from backend.photo.table import HEIGHT, Part, Table, standard
from backend.words.attributes import BODY_PARTS

from .renders import rest_of

COMPONENTS = 20
OTHERS = ("cupsize", "firmness")
TOLD = 0.002
"""share of its variance that a number's row must foretell of people left out; others stay as usual"""
STILL = 1e-4
"""standard deviation of a slider that nobody has moved"""
RIDGES = np.geomspace(1.0, 3000.0, 24)
SOME = 7
"""one vertex of so many tells a shape"""


@dataclass(frozen=True, eq=False)
class _Line:
    """middle: (G,) where all features are usual; slopes: (F, G); left_out: (N, G) foretold of each person by the
    others."""

    middle: np.ndarray
    slopes: np.ndarray
    left_out: np.ndarray


def learned(body: BodyData, fits: Sequence[Mapping[str, np.ndarray] | None]) -> Table:
    there = [fit for fit in fits if fit is not None]
    names = [str(name) for name in there[0]["names"]]
    told = np.stack([fit["told"] for fit in there])
    values = np.stack([fit["values"] for fit in there])
    numbers, heights = shape_numbers(np.stack([rest_of(body, row) for row in values]))
    usual, spread = np.nanmean(told, axis=0), np.maximum(np.nanstd(told, axis=0), 1e-6)
    usual, spread = np.append(usual, heights.mean()), np.append(spread, heights.std())
    rows = standard(np.column_stack([told, heights]), usual, spread)
    blind = rows.copy()
    blind[:, -1] = 0.0
    sliders = [name for name in _sliders(body) if values[:, body.parameter_index[name]].std() > STILL]
    columns = [body.parameter_index[name] for name in sliders]
    even = _even(body, values)
    goals = np.column_stack([numbers, rows[:, -1]])
    parts = [_part(tuple(sliders), each, goals, values[:, columns], even) for each in (rows, blind)]
    return Table((*names, HEIGHT), usual, spread, *parts)


def shape_numbers(rest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of rest shapes (N, V, 3): their first principal components (N, C), each of standard deviation 1, when they are
    equally tall and lie as one on the other; and their heights (N,), metres."""
    heights = np.ptp(rest[:, :, 2], axis=1)
    shapes = rest[:, ::SOME] / heights[:, None, None]
    middle = shapes[0]
    for _ in range(2):
        middle = np.mean([laid_on(shape, middle) for shape in shapes], axis=0)
    apart = np.stack([laid_on(shape, middle) for shape in shapes]).reshape(len(shapes), -1)
    left, _, _ = np.linalg.svd(apart - apart.mean(axis=0), full_matrices=False)
    return left[:, :COMPONENTS] * len(shapes) ** 0.5, heights


def _sliders(body: BodyData) -> list[str]:
    parts = [slider for name in BODY_PARTS for slider in body.attributes.get(name, ())]
    return [name for name in dict.fromkeys((*SPREADS, *OTHERS, *parts)) if name in body.parameter_index]


def _even(body: BodyData, values: np.ndarray) -> np.ndarray:
    """(N,) how much people (N, P) count, so that women count as much as men, whatever clothes were kept apart."""
    place = body.parameter_index.get("gender")
    if place is None:
        return np.ones(len(values))
    female = values[:, place] > 0.5
    share = np.where(female, female.mean(), 1 - female.mean())
    return 1 / share / (1 / share).mean()


def _part(
    sliders: tuple[str, ...], rows: np.ndarray, goals: np.ndarray, values: np.ndarray, counts: np.ndarray
) -> Part:
    """rows: (N, F) features; goals: (N, G) numbers of the shape and the height; values: (N, T) sliders; counts: (N,)
    how much people count, 1 in the mean."""
    line = _regressed(rows, goals, counts)
    middle, usual = values.mean(axis=0), goals.mean(axis=0)
    off = goals - usual
    follow = np.linalg.solve(off.T @ off + np.eye(off.shape[1]), off.T @ (values - middle))
    found = middle + (line.left_out - usual) @ follow
    return Part(
        sliders,
        middle + (line.middle - usual) @ follow,
        (line.slopes @ follow).T,
        np.sqrt(counts @ (found - values) ** 2 / len(values)),
    )


def _regressed(rows: np.ndarray, goals: np.ndarray, counts: np.ndarray) -> _Line:
    middle, usual = counts @ goals / len(goals), counts @ rows / len(rows)
    root = np.sqrt(counts)
    left, sizes, right = np.linalg.svd((rows - usual) * root[:, None], full_matrices=False)
    slopes, left_out = np.zeros((rows.shape[1], goals.shape[1])), np.tile(middle, (len(goals), 1))
    for column in range(goals.shape[1]):
        goal = (goals[:, column] - middle[column]) * root
        best = (np.inf, 0.0, goal)
        for ridge in RIDGES:
            shrunk = sizes**2 / (sizes**2 + ridge)
            leverage = (left**2 @ shrunk) + counts / len(goal)
            missed = (goal - left @ (shrunk * (left.T @ goal))) / (1 - leverage)
            best = min(best, (float((missed**2).mean()), float(ridge), missed), key=lambda one: one[0])
        if best[0] > (1 - TOLD) * float((goal**2).mean()):
            continue
        slopes[:, column] = right.T @ (sizes / (sizes**2 + best[1]) * (left.T @ goal))
        left_out[:, column] += (goal - best[2]) / root
    return _Line(middle - usual @ slopes, slopes, left_out)
