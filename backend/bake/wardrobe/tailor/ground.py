"""What a tailor measures: fields over the skin of a reference body, one number for each vertex of the base mesh."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import torch

from ....body import parameter_vector
from ....body.helpers import load_helpers
from ....body.shape import joints
from ....wear.bind import span
from ....wear.binding import BASE_VERTICES, Span
from ..reference import Reference, reference

_SIDES = ("Left", "Right")


@dataclass(frozen=True, eq=False)
class Ground:
    """Fields are (19158,) float64; lengths are metres. What is said of arms and legs holds for both sides."""

    body: Reference
    joint: dict[str, np.ndarray]
    """heads of the Mixamo bones, metres"""
    share: dict[str, np.ndarray]
    """skin weights: "arm" of upper arm to fingers, "leg" of thigh to toes, "head" of neck and head"""

    @property
    def base(self) -> np.ndarray:
        return self.body.base

    @cached_property
    def across(self) -> np.ndarray:
        """How far from the middle."""
        return np.abs(self.base[:, 0])

    @cached_property
    def arm(self) -> np.ndarray:
        """Along the arm from the shoulder's joint, on the nearer side."""
        return self._along("Arm", "ForeArm", "Hand")

    @cached_property
    def leg(self) -> np.ndarray:
        """Along the leg from the hip's joint."""
        return self._along("UpLeg", "Leg", "Foot")

    @cached_property
    def elbow(self) -> float:
        return float(np.linalg.norm(self.joint["LeftForeArm"] - self.joint["LeftArm"]))

    @cached_property
    def wrist(self) -> float:
        return self.elbow + float(np.linalg.norm(self.joint["LeftHand"] - self.joint["LeftForeArm"]))

    @cached_property
    def knee(self) -> float:
        return float(np.linalg.norm(self.joint["LeftLeg"] - self.joint["LeftUpLeg"]))

    @cached_property
    def ankle(self) -> float:
        return self.knee + float(np.linalg.norm(self.joint["LeftFoot"] - self.joint["LeftLeg"]))

    @property
    def knee_height(self) -> float:
        return float(self.joint["LeftLeg"][2])

    @cached_property
    def hip(self) -> float:
        """Height of the hips' joints."""
        return float(self.joint["LeftUpLeg"][2])

    @cached_property
    def crotch(self) -> float:
        """Height of the lowest skin between the legs."""
        middle = (self.across < 0.012) & (self.base[:, 2] < self.hip) & (self.base[:, 2] > 0.6 * self.hip)
        return float(self.base[middle & self.skin, 2].min())

    @cached_property
    def waist(self) -> float:
        """Height of the natural waist."""
        return float(self.joint["Spine"][2]) + 0.03

    @cached_property
    def throat(self) -> float:
        """Height of the pit of the throat."""
        return float(self.joint["Neck"][2]) - 0.035

    @cached_property
    def chest(self) -> float:
        """Height where the arms leave the trunk."""
        return float(self.joint["LeftArm"][2]) - 0.11

    @cached_property
    def skin(self) -> np.ndarray:
        """(19158,) bool: vertices of the skin."""
        mask = np.zeros(BASE_VERTICES, bool)
        mask[np.unique(self.body.skin_quads)] = True
        return mask

    @cached_property
    def spans(self) -> tuple[Span, Span, Span]:
        """Over the shoulders, from front to back, from the crotch to the throat."""
        z, x, y = self.base[:, 2], self.base[:, 0], self.base[:, 1]
        trunk = self.skin & (self.share["arm"] < 0.1)

        def nearest(px: float, pz: float, front: bool) -> int:
            away = (x - px) ** 2 + (z - pz) ** 2 + np.where((y < -0.02) == front, 0.0, 1.0) + np.where(trunk, 0.0, 9.0)
            return int(np.nan_to_num(away, nan=99.0).argmin())

        wide = abs(float(self.joint["LeftArm"][0]))
        mid = self.chest - 0.09
        left, right = nearest(wide, self.chest + 0.1, False), nearest(-wide, self.chest + 0.1, False)
        front, back = nearest(0.06, mid, True), nearest(0.06, mid, False)
        top, bottom = nearest(0.0, self.throat, True), nearest(0.0, self.hip, True)
        base = np.nan_to_num(self.base)
        return span(base, left, right, 0), span(base, front, back, 1), span(base, top, bottom, 2)

    def side(self, name: str, sign: int) -> np.ndarray:
        return self.joint[_SIDES[0 if sign > 0 else 1] + name]

    def _along(self, *names: str) -> np.ndarray:
        found = np.zeros(BASE_VERTICES)
        for sign in (1, -1):
            a, b, c = (self.side(name, sign) for name in names)
            here = self.base[:, 0] * sign >= 0
            first, second = b - a, c - b
            length = np.linalg.norm(first)
            first, second = first / length, second / np.linalg.norm(second)
            upper, lower = (self.base - a) @ first, length + (self.base - b) @ second
            bend = (self.base - b) @ (first + second) / np.linalg.norm(first + second)
            mix = smooth(bend, -0.05, 0.05)
            found[here] = ((1 - mix) * upper + mix * lower)[here]
        return np.nan_to_num(found)


def smooth(value: np.ndarray, low: float, high: float) -> np.ndarray:
    """0 below `low`, 1 above `high`, an S between; also falling where high < low."""
    t = ((value - low) / (high - low)).clip(0, 1)
    return t * t * (3 - 2 * t)


@lru_cache(maxsize=8)
def _ground(sliders: tuple[tuple[str, float], ...]) -> Ground:
    made = reference(**dict(sliders))
    body = made.body
    with torch.inference_mode():
        heads = joints(body, "mixamo", parameter_vector(body, dict(sliders)))[0][0].numpy().astype(np.float64)
    rig = body.rigs["mixamo"]
    names = [name.split(":")[-1] for name in rig.bone_names]
    weights = np.zeros((BASE_VERTICES, len(names)))
    rows = np.zeros((len(made.ids), len(names)))
    np.add.at(rows, (np.arange(len(rows))[:, None], rig.weight_indices.numpy()), rig.weight_values.numpy())
    helpers = load_helpers()
    bones, shares = helpers.weights["mixamo"]
    around = np.zeros((len(bones), len(names)))
    np.add.at(around, (np.arange(len(bones))[:, None], bones), shares)
    weights[helpers.vertices] = around
    weights[made.ids] = rows

    def total(*parts: str) -> np.ndarray:
        chosen = [
            k for k, name in enumerate(names) if name.removeprefix("Left").removeprefix("Right").startswith(parts)
        ]
        return weights[:, chosen].sum(axis=1)

    share = {
        "arm": total("Arm", "ForeArm", "Hand"),
        "leg": total("UpLeg", "Leg", "Foot", "Toe"),
        "head": total("Neck", "Head"),
    }
    return Ground(made, dict(zip(names, heads, strict=True)), share)


def ground(**sliders: float) -> Ground:
    """The fields of the body with these sliders."""
    return _ground(tuple(sorted(sliders.items())))
