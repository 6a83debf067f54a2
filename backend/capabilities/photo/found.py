"""What was found in photos, of whatever kind of body: the same for people, faces and animals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...body.fitting.posed import Posed
from ...photo import Lens
from ...photo.pictures_given import Photo


@dataclass(frozen=True, eq=False)
class Shot:
    """A photo with the figure in it. vertices: (V, 3) metres before the camera; rows, columns: the part of the photo
    around what was looked at."""

    photo: Photo
    lens: Lens
    vertices: np.ndarray
    rows: slice
    columns: slice


@dataclass(frozen=True, eq=False)
class Found:
    """values: (P,) sliders; rig: in which `poses` were found, of which the clip is made, none where no pose was looked
    for; each: what the report tells of each photo; told: of all."""

    values: np.ndarray
    shots: Sequence[Shot]
    each: Sequence[Mapping[str, Any]]
    models: Mapping[str, str]
    rig: str = ""
    poses: Sequence[Posed] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
