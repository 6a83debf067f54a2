"""What moves the face of a published model: its own coefficients, or ARKit's where it has their names."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from backend.body.data import FURTHER, Parameter
from backend.body.published.model import PublishedModel
from backend.protocol.sliders import ARKIT_52, ARKIT_GROUPS

DEVIATIONS = 4.0
"""how far a numbered coefficient may go from 0, in standard deviations"""
SHOWN = 20
"""how many numbered coefficients an artist sees first"""
EYELIDS = ("eyelid_left", "eyelid_right")
_SIDES = {"_L": "Left", "_R": "Right"}
_PARTS = {name: part for part, names in ARKIT_GROUPS.items() for name in names}
_OTHER_PARTS = {"pupil": "eyes", "cheek": "cheeks", "brow": "brows", "eye": "eyes", "mouth": "mouth", "jaw": "jaw",
                "nose": "nose", "tongue": "tongue"}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Expression:
    """offsets: (V, 3) in the file's axes and unit, at 1."""

    parameter: Parameter
    offsets: np.ndarray


def expressions_of(model: PublishedModel) -> tuple[Expression, ...]:
    """In the model's order. ARKit knows no sides of some that models split in two: these are one again."""
    basis = model.expression_basis
    if not model.expression_names:
        numbered = tuple(Expression(_numbered(k), basis[:, :, k]) for k in range(basis.shape[2]))
        return (*numbered, *_eyelids(model))
    together: dict[str, list[int]] = {}
    for k, name in enumerate(model.expression_names):
        together.setdefault(arkit_name(name), []).append(k)
    return tuple(Expression(_named(name), basis[:, :, rows].sum(axis=2)) for name, rows in together.items())


def arkit_name(name: str) -> str:
    """`"browDown_L"` -> `"browDownLeft"`, `"browInnerUp_L"` -> `"browInnerUp"`, which ARKit has once; what ARKit does
    not have is spelled as it would spell it."""
    stem, side = re.fullmatch(r"(.+?)(_[LR])?", name).groups()  # pyright: ignore[reportOptionalMemberAccess]
    stem = stem[:1].lower() + stem[1:]
    whole = stem + _SIDES.get(side or "", "")
    return stem if whole not in ARKIT_52 and stem in ARKIT_52 else whole


def _named(name: str) -> Parameter:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    other = next((part for start, part in _OTHER_PARTS.items() if name.startswith(start)), "expression")
    return Parameter(name, "expression", 0.0, 1.0, 0.0, words.capitalize(), _PARTS.get(name, other))


def _eyelids(model: PublishedModel) -> tuple[Expression, ...]:
    """As shape keys, so that they turn with the head."""
    if "eyelids" not in model.extras:
        return ()
    return tuple(
        Expression(Parameter(name, "expression", 0.0, 1.0, 0.0, name.replace("_", " ").capitalize(), "eyes"), offsets)
        for name, offsets in zip(EYELIDS, model.extras["eyelids"], strict=True)
        if offsets.any()
    )


def _numbered(k: int) -> Parameter:
    part = "expression" if k < SHOWN else FURTHER
    return Parameter(f"expression_{k}", "expression", -DEVIATIONS, DEVIATIONS, 0.0, f"Expression {k}", part)
