"""How tall grown people are and how long their limbs, as a survey found it, and bodies made so.

ANSUR II (Gordon et al., 2012 Anthropometric Survey of U.S. Army Personnel, 2014), whose measures of 4,082 men and 1,986
women are public. A body's own spread is another: by the sliders that stand for "one standard deviation" of arms, its
arms differ by 6 % among people of one height, where the survey has 3 %; and its women's arms are 5 % shorter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from backend.body import BodyData
from backend.body.arm_length import arm_lengths, arm_parts
from backend.body.shape import rest


@dataclass(frozen=True)
class Surveyed:
    """height: mean and standard deviation, metres. arm: mean share of the height, from the shoulder's tip (acromion)
    over the elbow to the wrist. spreads: standard deviations of the logarithms, at one height, of arm, upper arm by
    forearm, leg (crotch height) and breadth of the shoulders (biacromial); alike: their correlations. legs, shoulders:
    the mean share of the height that these have of Anny, between joints, for which the survey has no measure."""

    height: tuple[float, float]
    arm: float
    spreads: tuple[float, float, float, float]
    alike: tuple[tuple[float, ...], ...]
    legs: float
    shoulders: float


MEN = Surveyed(
    (1.756, 0.069), 0.343, (0.029, 0.041, 0.028, 0.039),
    ((1, -0.17, 0.52, 0.13), (-0.17, 1, -0.22, -0.04), (0.52, -0.22, 1, -0.07), (0.13, -0.04, -0.07, 1)), 0.532, 0.211,
)  # fmt: skip
WOMEN = Surveyed(
    (1.628, 0.064), 0.339, (0.032, 0.047, 0.030, 0.042),
    ((1, -0.22, 0.56, 0.14), (-0.22, 1, -0.19, -0.14), (0.56, -0.19, 1, -0.02), (0.14, -0.14, -0.02, 1)), 0.530, 0.197,
)  # fmt: skip
_SLIDERS = (
    ("height",), ("measure-upperarm-length-incr",), ("measure-lowerarm-length-incr",),
    ("measure-upperleg-height-incr", "measure-lowerleg-height-incr"), ("measure-shoulder-dist-incr",),
)  # fmt: skip
_STEP, _ROUNDS = 0.02, 3
_MOST = 2.5
"""standard deviations beyond which nobody is drawn"""


@torch.no_grad()
def as_surveyed(body: BodyData, values: Tensor, female: bool, rng: np.random.Generator) -> Tensor:
    """Anny's sliders (P,) with height and limbs of somebody of the survey; what else the body is stays."""
    people = WOMEN if female else MEN
    drawn = np.clip(rng.normal(size=5), -_MOST, _MOST)
    arm, parts, legs, shoulders = np.linalg.cholesky(np.array(people.alike)) @ drawn[1:] * people.spreads
    columns = [[body.parameter_index[name] for name in names] for names in _SLIDERS]
    usual = values.clone()
    usual[[place for own in columns[1:3] for place in own]] = 0.0
    goal = np.array((
        np.log(people.height[0] + people.height[1] * drawn[0]),
        np.log(people.arm) + arm,
        _lengths(body, usual[None])[0, 2] + parts,
        np.log(people.legs) + legs,
        np.log(people.shoulders) + shoulders,
    ))  # fmt: skip
    for _ in range(_ROUNDS):
        steps = torch.zeros(1 + len(columns), len(values))
        for row, own in enumerate(columns, 1):
            steps[row, own] = _STEP if values[own].max() < 0.9 else -_STEP
        found = _lengths(body, values + steps)
        sides = np.array([float(steps[row, own[0]]) for row, own in enumerate(columns, 1)])
        slopes = ((found[1:] - found[0]) / sides[:, None]).T
        change = np.linalg.lstsq(slopes, goal - found[0], rcond=None)[0]
        values = values.clone()
        for own, step in zip(columns, change, strict=True):
            for place in own:
                limits = body.parameters[place]
                values[place] = float(np.clip(float(values[place]) + step, limits.minimum, limits.maximum))
    return values


def _lengths(body: BodyData, values: Tensor) -> np.ndarray:
    """(B, 5) logarithms: height in metres; arm by height; upper arm by forearm; legs and shoulders by height."""
    names = body.rigs["mixamo"].bone_names
    vertices, heads, _ = rest(body, "mixamo", values)
    low = vertices[..., 2].amin(dim=1)
    height = vertices[..., 2].amax(dim=1) - low
    place = {name.rpartition(":")[2]: number for number, name in enumerate(names)}
    upper, fore = arm_parts(body, vertices).unbind(dim=1)
    legs = (heads[:, place["LeftUpLeg"], 2] + heads[:, place["RightUpLeg"], 2]) / 2 - low
    shoulders = (heads[:, place["LeftArm"]] - heads[:, place["RightArm"]]).norm(dim=-1)
    rows = (height, arm_lengths(body, vertices) / height, upper / fore, legs / height, shoulders / height)
    return torch.stack(rows, dim=1).log().double().numpy()
