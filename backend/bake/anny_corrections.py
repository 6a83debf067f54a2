"""Finds the rows of corrections.json: shapes of the library that break their pattern, a weight slider that works, and
origins that leave the height alone.

Three things are mended:

- The shape that makes a figure short is the same in all corners of the grid but two, old with most muscle and most
  weight, where it is almost nothing: such figures grew by 25 cm with their last kilograms. The shape that makes a
  figure tall is the same in all corners but one, old women of average build.
- The shapes for least and most weight at average muscle are a sixth of those at least muscle, and at most muscle they
  are small too, so that the slider of an average man went from 66 to 80 kg.
- The shapes of origins are up to 10 cm taller or shorter than their mean.

The first are replaced by their neighbours', and the third get as much of the shape of height as they lack; equal parts
of all stay what they are. For the second, least and most weight become the average figure plus a
change that reaches a body mass index, the same at every muscle, gender and height: at least muscle along the library's
own change, at most muscle along its own and then that of least muscle, in between along the mean of both. Women's own
change for most weight ends at 33; they take half of it from men's. The figure of average weight stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from torch import Tensor

from backend.body.anny import AGES, ANCHORS, GENDERS, MUSCLES, RACES
from backend.body.data import BodyData
from backend.body.measure import DENSITY, volume
from backend.body.shape import parameter_vector, rest_shape

# kg / m² at the ends of the weight slider: thin and heavy people of each age. Anny's newborns and babies are lighter
# for their length than people's, and a baby twice as heavy as the library's heaviest loses its shape.
ENDS: Mapping[str, tuple[float, float]] = {
    "newborn": (10.0, 17.5),
    "baby": (9.0, 16.0),
    "child": (12.5, 32.0),
    "young": (16.0, 40.0),
    "old": (16.0, 40.0),
}
SHARE_OF_MUSCLE = 0.6  # of the library's own change at most muscle, beside that of fat, which takes the rest
HEIGHTS = (0.15, 0.65)  # where the ends are met exactly: men of 1.53 and 2.07 m; in between and beyond nearly
FACTORS = (-1.0, 4.0)
STEPS = 30
SHORTENED = ("male-old-maxmuscle-maxweight", "female-old-maxmuscle-maxweight")
LENGTHENED = ("female-old-averagemuscle-averageweight",)

Sum = dict[str, float]


def find_corrections(body: BodyData, names: list[str]) -> dict[str, Sum]:
    """Row -> {row of the library: factor}. body: with the library's rows; names: those of its dense rows."""
    rows = _repaired_heights()
    found = dict(rows)

    def row(name: str) -> Sum:
        return rows.get(name, {name: 1.0})

    place = {name: k for k, name in enumerate(names)}

    def shape_of(parts: Sum) -> Tensor:
        return sum((f * body.dense[place[n]] for n, f in parts.items()), torch.zeros_like(body.dense[0])).view(-1, 3)

    for age in AGES:
        for gender in GENDERS:
            for end, least_or_most in zip(ENDS[age], ("minweight", "maxweight"), strict=True):
                changes = {m: _change(row, gender, age, m, least_or_most) for m in (MUSCLES[0], MUSCLES[-1])}
                lower, upper = (_reaching(body, gender, age, h, end, changes, shape_of, row) for h in HEIGHTS)
                for muscle in MUSCLES:
                    corner = f"{gender}-{age}-{muscle}"
                    slope = _times(_plus(upper[muscle], _times(lower[muscle], -1.0)), 1.0 / (HEIGHTS[1] - HEIGHTS[0]))
                    shortest = _plus(lower[muscle], _times(slope, -HEIGHTS[0]))
                    found[f"{corner}-{least_or_most}"] = _plus(row(f"{corner}-averageweight"), shortest)
                    found[f"{corner}-{least_or_most}-height"] = _plus(row(f"{corner}-averageweight-height"), slope)
            found |= _level_origins(body, gender, age)
    return found


def write_corrections(found: Mapping[str, Sum], path: Path) -> None:
    """One row a line, factors rounded to five digits."""
    lines = [
        f"  {json.dumps(name)}: {json.dumps({k: round(v, 5) for k, v in parts.items()})}"
        for name, parts in sorted(found.items())
    ]
    path.write_text('{"rows": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


def _repaired_heights() -> dict[str, Sum]:
    """A corner's row holds the short figure, its height row the difference to the tall one."""
    rows: dict[str, Sum] = {}
    for corner in SHORTENED:
        sound = corner.replace("-maxweight", "-averageweight")
        # the tall shapes are the same, so that the height rows differ by the short ones
        rows[corner] = {corner: 1.0, f"{corner}-height": 1.0, f"{sound}-height": -1.0}
        rows[f"{corner}-height"] = {f"{sound}-height": 1.0}
    for corner in LENGTHENED:
        rows[f"{corner}-height"] = {f"{corner.replace('averagemuscle', 'maxmuscle')}-height": 1.0}
    return rows


def _change(row: Callable[[str], Sum], gender: str, age: str, muscle: str, weight: str) -> Sum:
    """What the library adds to a figure of average weight; women's most weight is half men's."""
    genders = GENDERS if (gender, weight) == ("female", "maxweight") else (gender,)
    change: Sum = {}
    for one in genders:
        corner = f"{one}-{age}-{muscle}"
        difference = _plus(row(f"{corner}-{weight}"), _times(row(f"{corner}-averageweight"), -1.0))
        change = _plus(change, _times(difference, 1.0 / len(genders)))
    return change


def _reaching(
    body: BodyData,
    gender: str,
    age: str,
    height: float,
    end: float,
    changes: Mapping[str, Sum],
    shape_of: Callable[[Sum], Tensor],
    row: Callable[[str], Sum],
) -> dict[str, Sum]:
    """Muscle -> the change that takes a figure of average weight to a body mass index of `end`."""
    least, average, most = MUSCLES
    place = dict(zip(ANCHORS["muscle"][0], ANCHORS["muscle"][1], strict=True))

    def scaled(muscle: str, change: Sum, start: Sum | None = None) -> Sum:
        figure = _average(body, gender, age, place[muscle], height, shape_of, row)
        if start:
            figure = figure + shape_of(start)
        return _plus(start or {}, _times(change, _factor(body, figure, shape_of(change), end)))

    found = {
        least: scaled(least, changes[least]),
        most: scaled(most, changes[least], _times(changes[most], SHARE_OF_MUSCLE)),
    }
    found[average] = scaled(average, _times(_plus(found[least], found[most]), 0.5))
    return found


def _level_origins(body: BodyData, gender: str, age: str) -> dict[str, Sum]:
    """The shapes of origins, as tall as their mean."""

    def height(**sliders: float) -> float:
        z = rest_shape(body, parameter_vector(body, _person(gender, age) | sliders))[0, :, 2]
        return float(z.max() - z.min())

    span = height(height=1.0) - height(height=0.0)
    lack = {race: -height(**{other: float(other == race) for other in RACES}) / span for race in RACES}
    mean = sum(lack.values()) / len(lack)
    taller = f"{gender}-{age}-averagemuscle-averageweight-height"
    taller = taller if taller not in _repaired_heights() else taller.replace("averagemuscle", "maxmuscle")
    shares = {race: round(share - mean, 4) for race, share in lack.items()}
    names = {race: f"{race}-{gender}-{age}" for race in RACES}
    return {names[race]: {names[race]: 1.0, taller: share} for race, share in shares.items() if share}


def _person(gender: str, age: str) -> dict[str, float]:
    return {"gender": ANCHORS["gender"][1][GENDERS.index(gender)], "age": ANCHORS["age"][1][AGES.index(age)]}


def _average(
    body: BodyData,
    gender: str,
    age: str,
    muscle: float,
    height: float,
    shape_of: Callable[[Sum], Tensor],
    row: Callable[[str], Sum],
) -> Tensor:
    """(V, 3) the figure of average weight, its own rows repaired."""
    sliders = {**_person(gender, age), "muscle": muscle, "height": height}
    figure = rest_shape(body, parameter_vector(body, sliders))[0]
    name = f"{gender}-{age}-{MUSCLES[ANCHORS['muscle'][1].index(muscle)]}-averageweight-height"
    return figure + height * (shape_of(row(name)) - shape_of({name: 1.0}))


def _factor(body: BodyData, figure: Tensor, change: Tensor, end: float) -> float:
    """How often the change is added to the figure until its body mass index is `end`."""

    def index(factor: float) -> float:
        vertices = figure + factor * change
        height = float(vertices[:, 2].max() - vertices[:, 2].min())
        return float(volume(vertices[None], body.landmarks["closed_faces"])) * DENSITY / height**2

    low, high = FACTORS
    rising = index(0.1) > index(0.0)
    for _ in range(STEPS):
        middle = (low + high) / 2
        if (index(middle) < end) == rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _plus(one: Sum, other: Sum) -> Sum:
    total = {name: one.get(name, 0.0) + other.get(name, 0.0) for name in {**one, **other}}
    return {name: factor for name, factor in total.items() if abs(factor) > 1e-9}


def _times(one: Sum, factor: float) -> Sum:
    return {name: factor * value for name, value in one.items()}
