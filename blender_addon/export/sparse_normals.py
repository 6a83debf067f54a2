# SPDX-License-Identifier: GPL-3.0-or-later
"""Normals of a glTF file's shape keys where they turn, and nowhere else.

Blender's exporter writes each one that is not zero to the last bit, which are three times as many as a key moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

TURNS = 2e-3
"""share of a normal's length, a tenth of a degree; what is added is not written where it is less"""
_INDICES = {5121: "<u1", 5123: "<u2", 5125: "<u4"}


def thin(tree: dict[str, Any], binary: bytes) -> bytes:
    """Leave rows of sparse accessors out; gives the binary part with those that stay at its end."""
    out = bytearray(binary)
    for accessor in _of_normals(tree):
        sparse = accessor["sparse"]
        rows = _array(tree, binary, sparse["indices"], _INDICES[sparse["indices"]["componentType"]], sparse["count"])
        values = _array(tree, binary, sparse["values"], "<f4", sparse["count"] * 3).reshape(-1, 3)
        turned = np.linalg.norm(values, axis=1) > TURNS
        if not turned.any():  # a sparse accessor has one at least
            turned[0] = True
        if turned.all():
            continue
        sparse["count"] = int(turned.sum())
        for place, kept in ((sparse["indices"], rows[turned]), (sparse["values"], values[turned])):
            out += b"\0" * (-len(out) % 4)
            place["bufferView"] = len(tree["bufferViews"])
            place.pop("byteOffset", None)
            tree["bufferViews"].append({"buffer": 0, "byteOffset": len(out), "byteLength": kept.nbytes})
            out += kept.tobytes()
    return bytes(out)


def _of_normals(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The sparse accessors of normals, each once."""
    targets = [
        target
        for mesh in tree.get("meshes", ())
        for primitive in mesh["primitives"]
        for target in primitive.get("targets", ())
    ]
    for number in sorted({target["NORMAL"] for target in targets if "NORMAL" in target}):
        accessor = tree["accessors"][number]
        if "sparse" in accessor and "bufferView" not in accessor:
            yield accessor


def _array(tree: dict[str, Any], binary: bytes, place: dict[str, Any], kind: str, count: int) -> np.ndarray:
    start = tree["bufferViews"][place["bufferView"]].get("byteOffset", 0) + place.get("byteOffset", 0)
    return np.frombuffer(binary, kind, count, start)
