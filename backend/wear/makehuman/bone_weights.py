"""The .mhw file: skin weights by the bones of MakeHuman's own rig, as weights of the Mixamo skeleton."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from rigging.skeletons import ANNY, MIXAMO, MIXAMO_PREFIX

from ...protocol.codec import load_json
from ...protocol.errors import BadFile, BadRequest
from .files import Files

LIMIT = 1 << 26
_FACE = ("jaw", "tongue", "eye", "orbicularis", "oris", "levator", "risorius", "temporalis", "special", "head")


def read_bone_weights(files: Files, name: str, count: int) -> tuple[tuple[str, ...], np.ndarray] | None:
    """Names of bones without prefix, (N, J) float32 with rows that sum to 1; None where some vertices have none, as of
    weights for a rig of the piece's own. Raises BadFile."""
    try:
        plain = load_json(files.read(name, LIMIT), LIMIT, name)
    except BadRequest as error:
        raise BadFile(error.message, "Take the file from its author again.") from error
    table = plain.get("weights") if isinstance(plain, dict) else None
    if not isinstance(table, dict):
        raise BadFile(f"{name} holds no weights.", "Take the file from its author again.")
    weights = np.zeros((count, len(MIXAMO.names)), np.float32)
    for bone, rows in table.items():
        target = _mixamo(str(bone))
        for vertex, value in _rows(rows, name, count):
            if target is not None:
                weights[vertex, target] += value
    sums = weights.sum(axis=1, keepdims=True)
    if not (sums > 1e-3).all():
        return None
    used = np.flatnonzero(weights.any(axis=0))
    return tuple(MIXAMO.names[k].removeprefix(MIXAMO_PREFIX) for k in used), (weights / sums)[:, used]


def _rows(rows: Any, name: str, count: int) -> list[tuple[int, float]]:
    found = []
    for row in rows if isinstance(rows, list) else []:
        if not (
            isinstance(row, list) and len(row) == 2 and isinstance(row[0], int) and isinstance(row[1], int | float)
        ):
            raise BadFile(f"{name} has a weight that is no vertex and number.", "Take the file from its author again.")
        vertex, value = row
        if not (0 <= vertex < count and math.isfinite(value) and 0 <= value <= 1000):
            raise BadFile(
                f"{name} weighs vertex {vertex} of {count} by {value}.", "Take the file from its author again."
            )
        found.append((vertex, float(value)))
    return found


def _mixamo(bone: str) -> int | None:
    """The bone of the Mixamo skeleton that moves what this one does; None for bones that a body does not have."""
    if bone in ANNY.names:
        theirs = ANNY.bones[ANNY.index(bone)]
        for index, ours in enumerate(MIXAMO.bones):
            if (ours.part, ours.side) == (theirs.part, theirs.side) and not ours.leaf:
                return index
        return MIXAMO.index(f"{MIXAMO_PREFIX}Hips") if theirs.part in ("Pelvis", "Hips") else _head(theirs.part)
    if bone.startswith("breast"):
        return MIXAMO.index(f"{MIXAMO_PREFIX}Spine2")
    return MIXAMO.index(f"{MIXAMO_PREFIX}Head") if bone.startswith(_FACE) else None


def _head(part: str) -> int | None:
    return MIXAMO.index(f"{MIXAMO_PREFIX}Head") if part in ("Eye", "Jaw") else None
