"""What a numbered coefficient of shape does, measured on the mesh: "Taller", "Heavier", "Longer Legs"; none is guessed.

A model's coefficients are principal components and have no names. One that clearly changes one of a few things more
than all others gets a label for what a positive value does; the rest keep their numbers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from backend.body.data import BodyData
from backend.body.measure import DENSITY, volume
from backend.body.shape import rest

SHOWN = 10
"""how many coefficients of shape an artist sees first, and how many are measured"""
CLEAR, APART = 0.4, 1.3
"""deviations by which a coefficient must move what it is named for, and how much more than the next"""

# what is measured -> one standard deviation of it, and what a positive coefficient does that raises it, that lowers it
_PEOPLE: Mapping[str, tuple[float, str, str]] = {
    "height": (0.07, "Taller", "Shorter"),
    "build": (4.0, "Heavier", "Lighter"),
    "legs": (0.012, "Longer Legs", "Shorter Legs"),
    "arms": (0.015, "Longer Arms", "Shorter Arms"),
    "shoulders": (0.008, "Broader Shoulders", "Narrower Shoulders"),
    "hips": (0.008, "Broader Hips", "Narrower Hips"),
    "head": (0.006, "Larger Head", "Smaller Head"),
}
_HEADS: Mapping[str, tuple[float, str, str]] = {
    "size": (0.03, "Larger", "Smaller"),
    "width": (0.025, "Wider", "Narrower"),
    "height": (0.025, "Longer", "Shorter"),
    "depth": (0.025, "Deeper", "Shallower"),
}
_ANIMALS: Mapping[str, tuple[float, str, str]] = {
    "size": (0.08, "Larger", "Smaller"),
    "build": (0.15, "Heavier", "Lighter"),
    "legs": (0.05, "Taller", "Lower"),
}
_THINGS = {"person": _PEOPLE, "head": _HEADS, "animal": _ANIMALS}


@torch.no_grad()
def with_meanings(body: BodyData) -> BodyData:
    """The body with labels for the first of its coefficients of shape, and those that numbers move in `metrics`."""
    columns = [k for k, parameter in enumerate(body.parameters) if parameter.group == "shape"][:SHOWN]
    if not columns:
        return body
    effects = _effects(body, columns)
    labels = _labels(body, columns, effects)
    parameters = tuple(
        dataclasses.replace(parameter, label=labels.get(parameter.name, parameter.label))
        for parameter in body.parameters
    )
    return dataclasses.replace(body, parameters=parameters, metrics=_metrics(body, columns, effects))


def _effects(body: BodyData, columns: Sequence[int]) -> dict[str, Tensor]:
    """What is measured -> (K,) how many of its deviations one unit of each coefficient moves it."""
    steps = torch.zeros(2 * len(columns), len(body.parameters), device=body.device)
    rows = torch.arange(len(columns))
    steps[rows, columns], steps[rows + len(columns), columns] = 1.0, -1.0
    rig = next(iter(body.rigs))
    vertices, heads, _ = rest(body, rig, body.defaults + steps)
    found = _measured(body, rig, vertices, heads)
    deviations = _THINGS[body.form]
    return {
        name: (values[: len(columns)] - values[len(columns) :]) / (2 * deviations[name][0])
        for name, values in found.items()
    }


def _measured(body: BodyData, rig: str, vertices: Tensor, heads: Tensor) -> dict[str, Tensor]:
    """(B,) each of what the form of the body is measured by."""
    width, depth, height = (vertices.amax(dim=1) - vertices.amin(dim=1)).unbind(dim=1)
    if body.form == "head":
        size = (width * depth * height).log() / 3
        parts = zip(("width", "height", "depth"), (width, height, depth), strict=True)
        return {"size": size, **{name: value.log() - size for name, value in parts}}
    if body.form == "animal":
        size = volume(vertices, body.faces).clamp(min=1e-9).log() / 3
        return {"size": size, "build": 3 * (size - depth.log()), "legs": height.log() - depth.log()}
    names = body.rigs[rig].bone_names
    found = {"height": height, "build": volume(vertices, body.faces) * DENSITY / height**2}

    def at(joint: str) -> Tensor:
        return heads[:, names.index(joint)]

    def apart(left: str) -> Tensor:
        return (at(f"left_{left}") - at(f"right_{left}")).norm(dim=-1) / height

    if {"left_hip", "left_shoulder", "left_elbow", "left_wrist", "head"} <= set(names):
        upper, lower = at("left_elbow") - at("left_shoulder"), at("left_wrist") - at("left_elbow")
        found |= {
            "legs": at("left_hip")[:, 2] / height,
            "arms": (upper.norm(dim=-1) + lower.norm(dim=-1)) / height,
            "shoulders": apart("shoulder"),
            "hips": apart("hip"),
            "head": (vertices[..., 2].amax(dim=1) - at("head")[:, 2]) / height,
        }
    return found


def _labels(body: BodyData, columns: Sequence[int], effects: Mapping[str, Tensor]) -> dict[str, str]:
    """Slider -> label, of those that have a meaning; each thing names the coefficient that moves it most."""
    table = torch.stack(list(effects.values()))
    names, out = list(effects), {}
    order = table.abs().amax(dim=0).argsort(descending=True).tolist()
    for place in order:
        own = table[:, place]
        first, *others = own.abs().argsort(descending=True).tolist()
        next_best = float(own[others[0]].abs()) if others else 0.0
        if float(own[first].abs()) < max(CLEAR, APART * next_best):
            continue
        _, more, less = _THINGS[body.form][names[first]]
        label = more if own[first] > 0 else less
        if not {more, less} & set(out.values()):
            out[body.parameters[columns[place]].name] = label
    return out


def _metrics(body: BodyData, columns: Sequence[int], effects: Mapping[str, Tensor]) -> dict[str, str]:
    """The coefficient that moves a person's height most, and of the others the one that moves the build most."""
    if body.form != "person":
        return {}
    out: dict[str, str] = {}
    for metric, thing in (("height", "height"), ("mass", "build")):
        strongest = effects[thing].abs().argsort(descending=True).tolist()
        names = [body.parameters[columns[place]].name for place in strongest if effects[thing][place] != 0]
        free = [name for name in names if name not in out.values()]
        if free:
            out[metric] = free[0]
    return out
