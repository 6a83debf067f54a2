"""What an exported file holds, in the project's own frame: Z up, the figure faces -Y, metres.

Sizes: V vertices, J bones, K face keys, S sample times, M weights that are not zero.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from ...protocol.archive import ArrayArchive
from ...protocol.codec import load_json
from ...protocol.errors import BadFile
from .layout import Layout, from_plain, plain


@dataclass(frozen=True, eq=False)
class Contents:
    layout: Layout
    bone_names: tuple[str, ...]
    bone_parents: tuple[str, ...]
    """name of each bone's parent, "" where the parent is no bone"""
    rest_matrices: np.ndarray
    """(J, 4, 4) bone to world as the skin was bound"""
    vertices: np.ndarray
    """(V, 3) in the world"""
    polygons: int
    weight_vertices: np.ndarray
    """(M,)"""
    weight_bones: np.ndarray
    """(M,)"""
    weights: np.ndarray
    """(M,)"""
    key_names: tuple[str, ...]
    key_values: np.ndarray
    """(K,) where no clip plays"""
    key_offsets: np.ndarray
    """(K, V, 3) in the world"""
    texture: bytes
    """the picture file inside, empty where there is none"""
    properties: Mapping[str, Any]
    """custom properties of the objects"""
    clip_seconds: tuple[float, ...]
    """begin and end of the clip; empty where there is none"""
    sample_matrices: np.ndarray
    """(S, J, 4, 4) bone to world at the times asked for"""
    sample_keys: np.ndarray
    """(S, K) values of the face keys at these times; 1 is the whole offset"""


def check_sound(contents: Contents) -> None:
    """Raises BadFile where shapes do not fit one another or an index points outside."""
    bones, count, keys = len(contents.bone_names), len(contents.vertices), len(contents.key_names)
    samples = len(contents.sample_matrices)
    shapes = {
        "bones": (contents.rest_matrices, (bones, 4, 4)),
        "vertices": (contents.vertices, (count, 3)),
        "face keys": (contents.key_offsets, (keys, count, 3)),
        "poses": (contents.sample_matrices, (samples, bones, 4, 4)),
        "values of keys": (contents.key_values, (keys,)),
        "key values": (contents.sample_keys, (samples, keys)),
        "weights": (contents.weights, contents.weight_vertices.shape),
        "weights of bones": (contents.weights, contents.weight_bones.shape),
    }
    wrong = [name for name, (array, shape) in shapes.items() if array.shape != shape]
    for name, indices, limit in (
        ("vertices of weights", contents.weight_vertices, count),
        ("bones of weights", contents.weight_bones, bones),
    ):
        if indices.size and not (indices.min() >= 0 and indices.max() < limit):
            wrong.append(name)
    if wrong or len(contents.bone_parents) != bones:
        raise BadFile(f"The file is damaged: {', '.join(wrong) or 'parents'}.", "Export it again.")


def save(path: Path, contents: Contents) -> None:
    """Write to an .npz that needs no unpickling."""
    arrays, rest = {}, {}
    for field in fields(contents):
        value = getattr(contents, field.name)
        if isinstance(value, np.ndarray):
            arrays[field.name] = value
        elif isinstance(value, bytes):
            arrays[field.name] = np.frombuffer(value, np.uint8)
        else:
            rest[field.name] = plain(value) if isinstance(value, Layout) else value
    np.savez(path, plain=np.frombuffer(json.dumps(rest).encode(), np.uint8), **arrays)


MOST_BYTES = 1 << 30


def load(path: Path) -> Contents:
    """What `save` wrote. Raises ValueError, or what zipfile raises, over anything else."""
    with open(path, "rb") as file:
        archive = ArrayArchive(file, MOST_BYTES, len(fields(Contents)) + 1)
        values: dict[str, Any] = load_json(archive.take("plain").tobytes(), limit=1 << 26)
        for name in archive.names:
            values[name] = archive.take(name)
    values["layout"] = from_plain(values["layout"])
    values["texture"] = values["texture"].tobytes()
    for name in ("bone_names", "bone_parents", "key_names", "clip_seconds"):
        values[name] = tuple(values[name])
    return Contents(**values)
