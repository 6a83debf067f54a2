"""What an exported file holds, in the project's own frame: Z up, the figure faces -Y, metres.

Sizes: V vertices, J bones, K face keys, S sample times, M weights that are not zero.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from ...protocol.archive import ArrayArchive
from ...protocol.codec import load_json
from ...protocol.errors import BadFile
from .layout import Layout, from_plain, plain


@dataclass(frozen=True, eq=False, kw_only=True)
class MeshContents:
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
    """the picture file inside, empty where there is none; so are the next two"""
    normal: bytes = b""
    """the picture of normals in tangent space"""
    roughness: bytes = b""
    """the picture of roughness, in its green channel"""
    alpha_mode: str = "opaque"
    """whether the picture's alpha counts: "opaque", "mask" or "blend"; FBX knows no mask"""
    alpha_cutoff: float = 0.0
    """of a mask, else 0"""
    two_sided: bool | None = None
    """None where the format does not tell"""
    metal: float | None = None
    """share of the surface that is metal; None where the file does not tell"""
    rough: float | None = None
    """how rough the surface is where no picture tells; else None"""
    materials: tuple[str, ...] = ()
    """names"""
    sample_keys: np.ndarray
    """(S, K) values of the face keys at the times asked for; 1 is the whole offset"""


@dataclass(frozen=True, eq=False, kw_only=True)
class PartContents(MeshContents):
    name: str
    """of the part, as its node tells, else the node's own"""


@dataclass(frozen=True, eq=False, kw_only=True)
class Contents(MeshContents):
    """The body's mesh, and what the figure is besides."""

    parts: tuple[PartContents, ...] = ()
    layout: Layout
    bone_names: tuple[str, ...]
    bone_parents: tuple[str, ...]
    """name of each bone's parent, "" where the parent is no bone"""
    rest_matrices: np.ndarray
    """(J, 4, 4) bone to world as the skin was bound"""
    properties: Mapping[str, Any]
    """custom properties of the objects"""
    clip_seconds: tuple[float, ...]
    """begin and end of the clip, of several one after the other; empty where there is none"""
    sample_matrices: np.ndarray
    """(S, J, 4, 4) bone to world at the times asked for, of several clips one after the other"""

    def of_clip(self, clip: int, samples: slice) -> Contents:
        """The same with one clip alone; samples: the rows that were asked of it."""
        layout = self.layout
        return replace(
            self,
            parts=tuple(replace(part, sample_keys=part.sample_keys[samples]) for part in self.parts),
            layout=replace(
                layout,
                clips=layout.clips[clip : clip + 1],
                channels=tuple(channel for channel in layout.channels if channel.clip == clip),
            ),
            clip_seconds=self.clip_seconds[2 * clip : 2 * clip + 2],
            sample_matrices=self.sample_matrices[samples],
            sample_keys=self.sample_keys[samples],
        )


def check_sound(contents: Contents) -> None:
    """Raises BadFile where shapes do not fit one another or an index points outside."""
    bones, samples = len(contents.bone_names), len(contents.sample_matrices)
    wrong = [] if contents.rest_matrices.shape == (bones, 4, 4) else ["bones"]
    wrong += [] if contents.sample_matrices.shape == (samples, bones, 4, 4) else ["poses"]
    for mesh in (contents, *contents.parts):
        wrong += _wrong(mesh, bones, samples)
    names = [part.name for part in contents.parts]
    wrong += [] if len(set(names)) == len(names) else ["names of meshes"]
    if wrong or len(contents.bone_parents) != bones:
        raise BadFile(f"The file is damaged: {', '.join(wrong) or 'parents'}.", "Export it again.")


def _wrong(mesh: MeshContents, bones: int, samples: int) -> list[str]:
    count, keys = len(mesh.vertices), len(mesh.key_names)
    shapes = {
        "vertices": (mesh.vertices, (count, 3)),
        "face keys": (mesh.key_offsets, (keys, count, 3)),
        "values of keys": (mesh.key_values, (keys,)),
        "key values": (mesh.sample_keys, (samples, keys)),
        "weights": (mesh.weights, mesh.weight_vertices.shape),
        "weights of bones": (mesh.weights, mesh.weight_bones.shape),
    }
    wrong = [name for name, (array, shape) in shapes.items() if array.shape != shape]
    for name, indices, limit in (
        ("vertices of weights", mesh.weight_vertices, count),
        ("bones of weights", mesh.weight_bones, bones),
    ):
        if indices.size and not (indices.min() >= 0 and indices.max() < limit):
            wrong.append(name)
    return wrong


def save(path: Path, contents: Contents) -> None:
    """Write to an .npz that needs no unpickling."""
    arrays: dict[str, Any] = {}
    plain_data = _plain(contents, "", arrays)
    plain_data["parts"] = [_plain(part, f"parts.{i}.", arrays) for i, part in enumerate(contents.parts)]
    np.savez(path, plain=np.frombuffer(json.dumps(plain_data).encode(), np.uint8), **arrays)


def _plain(mesh: MeshContents, place: str, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """What JSON can hold of the fields; the rest goes into `arrays`, under names that begin with `place`."""
    out: dict[str, Any] = {}
    for field in fields(mesh):
        value = getattr(mesh, field.name)
        if isinstance(value, np.ndarray):
            arrays[place + field.name] = value
        elif isinstance(value, bytes):
            arrays[place + field.name] = np.frombuffer(value, np.uint8)
        elif field.name != "parts":
            out[field.name] = plain(value) if isinstance(value, Layout) else value
    return out


MOST_BYTES = 1 << 30
MOST_PARTS = 64


def load(path: Path) -> Contents:
    """What `save` wrote. Raises ValueError, or what zipfile raises, over anything else."""
    with open(path, "rb") as file:
        archive = ArrayArchive(file, MOST_BYTES, (len(fields(Contents)) + 1) * (MOST_PARTS + 1))
        values: dict[str, Any] = load_json(archive.take("plain").tobytes(), limit=1 << 26)
        arrays = {name: archive.take(name) for name in archive.names}
    parts = [_read(each, f"parts.{i}.", arrays) for i, each in enumerate(values["parts"])]
    values["layout"] = from_plain(values["layout"])
    values |= {"parts": tuple(PartContents(**part) for part in parts)}
    return Contents(**_read(values, "", arrays))


def _read(values: dict[str, Any], place: str, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    found = {name.removeprefix(place): array for name, array in arrays.items() if name.startswith(place)}
    own = {name: array for name, array in found.items() if "." not in name}
    out = {**values, **own, **{name: own[name].tobytes() for name in ("texture", "normal", "roughness")}}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in out.items()}


def split(
    meshes: list[PartContents], is_part: list[bool], is_body: list[bool]
) -> tuple[PartContents, list[PartContents]]:
    """The body, and the other meshes: it is marked, or else the only one that is no part, or the largest of these.

    Raises ValueError where there is no mesh.
    """
    if not meshes:
        raise ValueError("the file has no mesh with a skin")
    order = sorted(range(len(meshes)), key=lambda i: (is_body[i], not is_part[i], len(meshes[i].vertices)))
    return meshes[order[-1]], [meshes[i] for i in sorted(order[:-1])]
