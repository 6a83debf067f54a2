"""Weights of what hangs over both legs: skirts, dresses, robes, coats.

The skin's weights jump from one leg to the other, and a skirt with them splits when a thigh is raised. Between the legs
its vertices belong to both, by how much nearer one leg is than the other: close to a thigh all its own, so that the
thigh stays below the cloth, and the further the cloth hangs from the legs the wider the way from one to the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .surface import Surface

REACH = 0.03  # metres by which one leg must be nearer to have nearly all of a vertex
WIDER = 1.0  # metres more in each metre that it hangs from the nearer leg
ROUNDS = 6  # of smoothing
_LEGS = re.compile(r"(?P<side>Left|Right)(?P<part>UpLeg|Leg|Foot|ToeBase|Toe_End)|"
                   r"(?P<part2>upperleg0[12]|lowerleg0[12]|foot|toe[\d-]+)\.(?P<side2>[LR])")  # fmt: skip
_ASIDE = 0.02  # metres
_FEET = ("Foot", "ToeBase", "Toe_End", "foot", "toe")


@dataclass(frozen=True)
class Legs:
    """Columns of the weights: of each leg the bones in pairs, and of each foot's bones the shin that a hem follows."""

    left: list[int]
    right: list[int]
    feet: dict[int, int]


def legs_of(bones: Mapping[str, int]) -> Legs | None:
    """None where the bones are not named as any rig of ours."""
    found: dict[tuple[str, str], int] = {}
    for name, column in bones.items():
        if match := _LEGS.fullmatch(name):
            side = (match["side"] or match["side2"])[0]
            found[(side, match["part"] or match["part2"])] = column
    parts = [part for side, part in found if side == "L" and ("R", part) in found]
    if not parts:
        return None
    shins = {side: found.get((side, "Leg"), found.get((side, "lowerleg02"), -1)) for side in "LR"}
    feet = {column: shins[side] for (side, part), column in found.items() if part.startswith(_FEET)}
    return Legs([found["L", p] for p in parts], [found["R", p] for p in parts], feet)


def joins_the_legs(points: np.ndarray, around: np.ndarray, crotch: float) -> bool:
    """Whether a piece (N, 3) on the average figure goes from the left side to the right in one below the crotch.
    around: (N, K) neighbours"""
    below = points[:, 2] < crotch - 0.04
    reached = below & (points[:, 0] > _ASIDE)
    while True:
        grown = below & reached[around].any(axis=1)
        if np.array_equal(grown, reached):
            return bool((reached & (points[:, 0] < -_ASIDE)).any())
        reached = grown


def blended(
    weights: np.ndarray, points: np.ndarray, around: np.ndarray, base_weights: np.ndarray, surface: Surface, legs: Legs
) -> np.ndarray:
    """Weights (N, J) of a piece over both legs, from those of the skin below it.

    points: (N, 3) on the average figure; around: (N, K) neighbours; base_weights: (19158, J)
    """
    out = weights.copy()
    for foot, shin in legs.feet.items():
        if shin >= 0:
            out[:, shin] += out[:, foot]
            out[:, foot] = 0.0
    skin = surface.vertices
    sides = base_weights[skin][:, legs.left].sum(axis=1), base_weights[skin][:, legs.right].sum(axis=1)
    away = [_distance(points, surface.base[skin[side > 0.5]]) for side in sides]
    reach = REACH + WIDER * np.maximum(np.minimum(*away) - 0.01, 0.0)
    nearer = 1.0 / (1.0 + np.exp(-2.0 * (away[1] - away[0]) / reach))
    both = out[:, legs.left] + out[:, legs.right]
    mixed = np.concatenate([both * nearer[:, None], both * (1.0 - nearer[:, None])], axis=1)
    hanging = np.clip((np.minimum(*away) - 0.01) / 0.03, 0.0, 1.0)[:, None]
    out[:, legs.left + legs.right] = mixed
    for _ in range(ROUNDS):
        out += 0.6 * hanging * (out[around].mean(axis=1) - out)
    return out / np.maximum(out.sum(axis=1, keepdims=True), 1e-9)


def _distance(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(N,) metres to the nearest of the others."""
    squares = np.einsum("vd,vd->v", others, others)
    parts = [
        np.einsum("nd,nd->n", part, part) + (squares - 2.0 * part @ others.T).min(axis=1)
        for part in np.array_split(points, len(points) // 512 + 1)
    ]
    return np.sqrt(np.maximum(np.concatenate(parts), 0.0))
