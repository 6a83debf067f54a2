"""What a result of any capability must hold before anything is made of it. All checks raise BadRequest."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from .changes import Change
from .results import Avatar, AvatarResult, CheckExportResult, LiveShapeResult
from .sound import (
    MAX_NAMES,
    MAX_PARTS,
    MAX_TEXT,
    MAX_VERTICES,
    check_avatar,
    check_names,
    check_numbers,
    check_picture,
    check_points,
    check_report,
    hold,
)
from .sound_changes import check_change


def check_result(result: Any) -> None:
    """One of table.results. Of a class that is not known here, the avatars and changes in its fields are looked at."""
    if isinstance(result, AvatarResult):
        check_avatar(result.avatar)
        check_picture("preview", result.preview)
        check_report(result.report)
    elif isinstance(result, Change):
        check_change(result)
    elif isinstance(result, LiveShapeResult):
        check_points("vertices", result.vertices, MAX_VERTICES)
        check_numbers("measurements", result.measurements)
        check_names("part_vertices", result.part_vertices, MAX_PARTS)
        for name, vertices in result.part_vertices.items():
            fits = vertices.ndim == 2 and vertices.shape[1] == 3 and vertices.dtype == np.float32
            hold(fits, f"part_vertices.{name[:60]} should be (V, 3) float32.")
            check_points(f"part_vertices.{name[:60]}", vertices, MAX_VERTICES)
    elif isinstance(result, CheckExportResult):
        check_names("checks", result.checks, MAX_NAMES, longest=MAX_TEXT)
    elif dataclasses.is_dataclass(result):
        for field in dataclasses.fields(result):
            value = getattr(result, field.name)
            if isinstance(value, Avatar):
                check_avatar(value)
            elif dataclasses.is_dataclass(value):
                check_result(value)
