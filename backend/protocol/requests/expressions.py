"""Expressions of one body become those of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..results import array_left_out_empty
from .base import Base, base
from .fields import sentence


@dataclass(frozen=True, kw_only=True, eq=False)
class CurveFile:
    """Values of expressions over time: named by the file, or given with its bytes."""

    file: str = ""
    """CSV with a column for each expression, as ARKit's recorders write it, or npz with "expression" (N, E) and, where
    a jaw is a bone, "jaw" (N, 3), on the backend's machine; with `content`, only its name counts"""
    content: np.ndarray = array_left_out_empty("B", "uint8")
    """the bytes of the file"""


def curve_file_named(text: str) -> CurveFile | None:
    return CurveFile(file=text) if text else None


def curves() -> Any:
    """The field of a request for curves; people write their file alone."""
    return field(default=None, metadata={"left_out_empty": True, "from_text": curve_file_named})


@dataclass(frozen=True, kw_only=True)
class ExpressionsRequest:
    """Expressions of one body become those of another, by least squares on both faces: as a matrix, and for curves
    frame by frame."""

    source: str = sentence(100, "arkit")
    """Body whose expressions are given: ict, flame-2023, smplx-neutral … or arkit."""
    target: str = sentence(100, "arkit")
    """Body that shall show them; arkit for ARKit's 52 keys, as on anny."""
    curves: CurveFile | None = curves()
    """Curves of the source, to be made those of the target: a CSV or npz file."""
    base: Base | None = base()
    """An avatar whose motion gives the curves: its avatar.npz, or the job that gave it."""
