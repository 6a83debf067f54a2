"""What words may move of a body: axes, each a slider or a pair of left and right, of its body, face or expression."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from backend.body import BodyData, Parameter
from backend.protocol.errors import BadRequest
from backend.words.attributes import BODY_PARTS, FACE_PARTS

SPACES = ("body", "face", "expression")
_SEEN_FROM_AFAR = ("neck_length", "neck_width", "head_size")
# what changes a face without being its shape; known to a mapper of faces, and left alone by it
_FACE_CONTEXT = ("gender", "age", "weight", "african", "asian", "caucasian")
_EXPRESSION_CONTEXT = ("gender", "age", "weight")
# to one side, so that left and right together cancel out or squint
_SIDEWAYS = ("jawLeft", "jawRight", "mouthLeft", "mouthRight", "eyeLookIn", "eyeLookOut")
_LOCAL_SPREAD, _COEFFICIENTS = 0.4, 20


@dataclass(frozen=True)
class Axis:
    """One direction of a body; its values are those of its sliders, which move alike."""

    name: str
    sliders: tuple[str, ...]
    low: float
    high: float
    default: float
    spread: float
    """what counts as one step of it, in units of the sliders: a standard deviation as it is sampled"""
    moves: bool = True
    """False for what the scores depend on and no word changes"""


@dataclass(frozen=True)
class Space:
    """A axes of one body."""

    name: str
    """one of SPACES"""
    body: str
    axes: tuple[Axis, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(axis.name for axis in self.axes)

    def column(self, what: str) -> Tensor:
        """(A,) float32 of a number of every axis: "low", "high", "default", "spread" or "moves"."""
        return torch.tensor([float(getattr(axis, what)) for axis in self.axes])

    def sliders(self, values: Iterable[float]) -> dict[str, float]:
        """Slider -> value, of (A,) values of the axes that move."""
        pairs = zip(self.axes, values, strict=True)
        return {slider: float(value) for axis, value in pairs if axis.moves for slider in axis.sliders}

    def all_sliders(self, values: Iterable[float]) -> dict[str, float]:
        """As `sliders`, with those that words leave alone."""
        return replace(self, axes=tuple(replace(axis, moves=True) for axis in self.axes)).sliders(values)

    def values(self, sliders: Mapping[str, float]) -> Tensor:
        """(A,) float32 of sliders, the mean of left and right; the default of those that are not given."""
        found = [
            sum(float(sliders.get(slider, axis.default)) for slider in axis.sliders) / len(axis.sliders)
            for axis in self.axes
        ]
        return torch.tensor(found, dtype=torch.float32)


def space_of(body: BodyData, name: str) -> Space:
    """The space of a body by its name. Raises BadRequest where there is none, naming those that it has."""
    if name not in SPACES:
        raise BadRequest(f"There is no space of parameters called {name!r}.", f"Use one of {', '.join(SPACES)}.")
    axes = _axes(body, name)
    if not any(axis.moves for axis in axes):
        others = [other for other in SPACES if other != name and any(a.moves for a in _axes(body, other))]
        raise BadRequest(
            f"The body {body.name} has no sliders of {name}.",
            f"It has those of {' and '.join(others)}." if others else "Use another body.",
        )
    return Space(name, body.name, axes)


def _axes(body: BodyData, name: str) -> tuple[Axis, ...]:
    own = {"body": _body_sliders, "face": _face_sliders, "expression": _expression_sliders}[name](body)
    pairs: dict[str, list[str]] = {}
    for slider in own:
        pairs.setdefault(base_name(slider), []).append(slider)
    axes = [_axis(body, base, tuple(sliders), own[sliders[0]]) for base, sliders in pairs.items()]
    around = {"face": _FACE_CONTEXT, "expression": _EXPRESSION_CONTEXT}.get(name, ())
    context = [slider for slider in around if slider in body.parameter_index and slider not in own]
    axes += [replace(_axis(body, slider, (slider,), _width(body, slider) / 4), moves=False) for slider in context]
    return tuple(axes)


def base_name(slider: str) -> str:
    """The name that left and right share."""
    if slider.startswith(("l-", "r-")):
        return slider[2:]
    if slider in _SIDEWAYS:
        return slider
    return slider.removesuffix("Left").removesuffix("Right")


def _body_sliders(body: BodyData) -> dict[str, float]:
    """Slider -> spread."""
    origins = body.variation.origins.values()
    found = {p.name: _usual(body, p) for p in body.parameters if p.group == "phenotype" and p.name not in origins}
    if body.form == "person":
        found |= _coefficients(body)
    return found | _showing(body, (*BODY_PARTS, *_SEEN_FROM_AFAR), found)


def _face_sliders(body: BodyData) -> dict[str, float]:
    found: dict[str, float] = {} if body.form == "person" else _coefficients(body)
    for pattern, deviation in body.variation.faces.items():
        for slider in (f"l-{pattern[1:]}", f"r-{pattern[1:]}") if pattern.startswith("*") else (pattern,):
            if slider in body.parameter_index:
                found[slider] = 1.5 * deviation
    return found | _showing(body, [part for part in FACE_PARTS if part not in _SEEN_FROM_AFAR], {})


def _expression_sliders(body: BodyData) -> dict[str, float]:
    own = [p for p in body.expressions if base_name(p.name) not in _SIDEWAYS]
    symmetric = any(p.minimum < 0 for p in own)
    return {p.name: 1.0 if symmetric else _width(body, p.name) / 3 for p in own[: None if not symmetric else 50]}


def _coefficients(body: BodyData) -> dict[str, float]:
    """The first of coefficients without a meaning of their own, in standard deviations."""
    shapes = [p for p in body.parameters if p.group == "shape"]
    return {p.name: 1.0 for p in shapes[:_COEFFICIENTS]}


def _showing(body: BodyData, attributes: Iterable[str], besides: Mapping[str, float]) -> dict[str, float]:
    """The local sliders that words of these attributes move."""
    named = dict.fromkeys(slider for attribute in attributes for slider in body.attributes.get(attribute, ()))
    return {slider: _LOCAL_SPREAD for slider in named if slider not in besides}


def _axis(body: BodyData, base: str, sliders: tuple[str, ...], spread: float) -> Axis:
    parameter: Parameter = body.parameters[body.parameter_index[sliders[0]]]
    low = parameter.minimum
    if sliders[0] == body.metrics.get("age") and body.variation.adult_from is not None:
        low = body.variation.adult_from  # words about builds mean another thing of children
    return Axis(base, sliders, low, parameter.maximum, parameter.default, spread)


def _usual(body: BodyData, parameter: Parameter) -> float:
    """How far people differ in a phenotype, in units of its slider."""
    unit = body.attributes.get(parameter.name, {}).get(parameter.name)
    widely = _width(body, parameter.name) / 4
    return widely if unit is None else abs(unit) * body.variation.spread.get(parameter.name, 1.0)


def _width(body: BodyData, slider: str) -> float:
    parameter = body.parameters[body.parameter_index[slider]]
    return parameter.maximum - parameter.minimum
