"""The raw sliders of a body as rows of the page: by part, left and right together, with labels for people."""

from __future__ import annotations

from dataclasses import dataclass

from ..protocol.events import ModelInfo
from ..protocol.face_labels import face_groups
from ..protocol.slider_catalogue import GROUPS, catalogue, expressions

_FACE = "Face"


@dataclass(frozen=True)
class Row:
    label: str
    sliders: tuple[str, ...]
    """one, or a left and a right one"""
    minimum: float
    maximum: float
    default: float


def rows_of(model: ModelInfo) -> dict[str, tuple[Row, ...]]:
    """Heading -> rows, from the build down to the feet, then the face's expressions."""
    found: dict[str, list[Row]] = {}
    for slider in catalogue(model):
        if slider.twin and slider.name.startswith("r-"):
            continue
        names = (slider.name, slider.twin) if slider.twin else (slider.name,)
        row = Row(slider.label, names, slider.minimum, slider.maximum, slider.default)
        found.setdefault(GROUPS.get(slider.group, slider.group), []).append(row)
    told = expressions(model)
    for heading, rows in face_groups(told, told).values():
        for face in rows:
            ends = told[face.keys[0]]
            row = Row(face.label, face.keys, ends.minimum, ends.maximum, ends.default)
            found.setdefault(f"{_FACE}: {heading}", []).append(row)
    return {heading: tuple(rows) for heading, rows in found.items()}
