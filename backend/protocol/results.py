"""What jobs give back: the Avatar and its parts, as frozen data.

World frame everywhere: right-handed, Z up, the figure faces -Y, metres, radians, quaternions wxyz. Soles on z = 0.
Sizes in the shapes below: V vertices, F faces, T texture coordinates, J bones, K shape keys, N frames. Each part of an
avatar has sizes of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np


def array(shape: str, dtype: str) -> Any:
    """A required array field; the codec checks `shape` (letters bind, digits and a|b are fixed) and `dtype`."""
    return field(metadata={"shape": shape, "dtype": dtype})


def left_out_empty(empty: Any) -> Any:
    """A field that is not written where there is nothing in it, so that programs of before read what they know."""
    return field(default_factory=empty, metadata={"left_out_empty": True})


def array_left_out_empty(shape: str, dtype: str) -> Any:
    """As `array` and `left_out_empty` together: of the shape (0,) where it is not written."""
    return field(
        default_factory=lambda: np.zeros(0, dtype),
        metadata={"shape": shape, "dtype": dtype, "left_out_empty": True},
    )


BODY = "body"
"""name and kind of the mesh that every avatar has"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Mesh:
    vertices: np.ndarray = array("V 3", "float32")
    """metres, in the rest pose of the rig"""
    faces: np.ndarray = array("F 3|4", "int32")
    """vertex indices, counter-clockwise seen from outside"""
    uvs: np.ndarray = array("T 2", "float32")
    """0..1, origin bottom left (Blender's convention)"""
    uv_faces: np.ndarray = array("F 3|4", "int32")
    """indices into `uvs`, parallel to `faces`"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Rig:
    kind: str
    """name of the skeleton: "mixamo", "anny", …; see rigging/skeletons.py"""
    bone_names: tuple[str, ...]
    parents: np.ndarray = array("J", "int32")
    """-1 for the root; a parent comes before its children"""
    rest_matrices: np.ndarray = array("J 4 4", "float32")
    """bone to world at rest: column 1 (Y) points from head to tail as in Blender, column 3 is the head"""
    lengths: np.ndarray = array("J", "float32")
    """metres from head to tail"""
    weights: np.ndarray = array("V 4", "float32")
    """skin weights, descending, each row sums to 1"""
    bone_indices: np.ndarray = array("V 4", "int32")
    """the bone of each weight; 0 where the weight is 0"""


@dataclass(frozen=True, kw_only=True, eq=False)
class ShapeKeys:
    names: tuple[str, ...]
    offsets: np.ndarray = array("K V 3", "float32")
    """metres, added to Mesh.vertices at value 1"""
    values: np.ndarray = array("K", "float32")
    """current value of each key, within its range"""
    ranges: tuple[tuple[float, float], ...] = left_out_empty(tuple)
    """least and most of each key; empty where all go from 0 to 1"""

    @property
    def least(self) -> np.ndarray:
        """(K,) float64"""
        return np.array([low for low, _ in self.ranges] if self.ranges else [0.0] * len(self.names))

    @property
    def most(self) -> np.ndarray:
        """(K,) float64"""
        return np.array([high for _, high in self.ranges] if self.ranges else [1.0] * len(self.names))


@dataclass(frozen=True, kw_only=True, eq=False)
class Skin:
    weights: np.ndarray = array("V 4", "float32")
    """descending, each row sums to 1"""
    bone_indices: np.ndarray = array("V 4", "int32")
    """the bone of each weight in the avatar's rig; 0 where the weight is 0"""


@dataclass(frozen=True, kw_only=True)
class Material:
    alpha_mode: Literal["opaque", "mask", "blend"] = "opaque"
    """whether the alpha of the albedo texture counts: not at all, by `alpha_cutoff`, or as it is"""
    alpha_cutoff: float = 0.5
    """0..1; with "mask", what has less alpha is not there"""
    double_sided: bool = False
    """whether it is seen from behind too"""
    roughness: float = 0.55
    """0..1, as of a Principled surface"""
    metallic: float = field(default=0.0, metadata={"left_out_empty": True})
    """0..1, 1 for bare metal"""
    emission: float = field(default=0.0, metadata={"left_out_empty": True})
    """how strongly its albedo shines by itself, as the emission strength of a Principled surface"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """One of the meshes of an avatar, moved by the avatar's one rig."""

    name: str
    """no two parts of an avatar have the same"""
    kind: str
    """"body", "hair", "garment", "shoes", "eyes", "lashes", "brows", "teeth", …"""
    mesh: Mesh
    skin: Skin
    shape_keys: ShapeKeys
    """those of the body's keys that move it, with the body's values; K may be 0"""
    textures: Mapping[str, np.ndarray]
    """"albedo" (sRGB, alpha not multiplied in) | "normal" (tangent space, OpenGL's way) | "roughness" (grey) | … ->
    (H, W, 4) uint8, first row at the top"""
    material: Material = Material()


@dataclass(frozen=True, kw_only=True, eq=False)
class Motion:
    name: str
    fps: float
    root_translation: np.ndarray = array("N 3", "float32")
    """metres, world, added to the root bone's rest head"""
    rotations: np.ndarray = array("N J 4", "float32")
    """unit quaternions wxyz, each bone relative to its own rest orientation (Blender's pose rotation)"""
    shape_key_curves: np.ndarray = array("N K", "float32")
    """values within the keys' ranges, columns as in ShapeKeys.names; K may be 0"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Provenance:
    request: Mapping[str, Any]
    """the request as JSON, with its type name under "type" """
    seed: int
    models: Mapping[str, str]
    """model id -> licence"""
    versions: Mapping[str, str]
    """program -> version"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Correctives:
    """S shapes that mend the skin where a bone is turned far; `rigging/correctives.py` says how much of each shows.

    Of each mesh that they move ("body", or a part's name) a shape has some vertices, one shape's after the other's.
    """

    names: tuple[str, ...]
    """no shape key has the same"""
    bones: tuple[str, ...]
    """whose turn shows each"""
    axes: np.ndarray = array("S 3", "float32")
    """unit vectors in the bone's own frame at rest: across it for a swing, ±Y for a twist"""
    angles: np.ndarray = array("S", "float32")
    """radians of the turn that shows all of a shape"""
    counts: Mapping[str, np.ndarray]
    """mesh -> (S,) int32 how many vertices each shape moves"""
    vertices: Mapping[str, np.ndarray]
    """mesh -> (N,) int32 which"""
    offsets: Mapping[str, np.ndarray]
    """mesh -> (N, 3) float32 metres, added to Mesh.vertices where all of the shape shows"""

    def of(self, mesh: str) -> list[tuple[str, np.ndarray, np.ndarray]]:
        """Name, vertices and offsets of each shape that moves a mesh."""
        if mesh not in self.counts:
            return []
        ends = np.cumsum(self.counts[mesh]).tolist()
        ranges = [slice(end - count, end) for end, count in zip(ends, self.counts[mesh].tolist(), strict=True)]
        return [
            (name, self.vertices[mesh][each], self.offsets[mesh][each])
            for name, each in zip(self.names, ranges, strict=True)
            if each.stop > each.start
        ]


@dataclass(frozen=True, kw_only=True, eq=False)
class Avatar:
    avatar_id: str
    """32 hexadecimal digits, derived from the request: the same request gives the same id"""
    mesh: Mesh
    rig: Rig
    shape_keys: ShapeKeys
    textures: Mapping[str, np.ndarray]
    """as of a part"""
    motion: Motion | None
    sliders: Mapping[str, float]
    """every slider of the body model with its value"""
    look: Mapping[str, Any]
    provenance: Provenance
    parts: tuple[Part, ...] = left_out_empty(tuple)
    """what the figure wears and what is not of its skin; the mesh above is the body's"""
    covered: np.ndarray = array_left_out_empty("C", "int32")
    """ascending vertices of the body that are under what it wears; a face is seen unless all its vertices are"""
    correctives: Correctives | None = field(default=None, metadata={"left_out_empty": True})
    """None where skinning alone moves the skin"""

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """Every mesh of the avatar, the body first."""
        body = Part(
            name=BODY,
            kind=BODY,
            mesh=self.mesh,
            skin=Skin(weights=self.rig.weights, bone_indices=self.rig.bone_indices),
            shape_keys=self.shape_keys,
            textures=self.textures,
        )
        return (body, *self.parts)


@dataclass(frozen=True, kw_only=True, eq=False)
class AvatarResult:
    """Answer to AvatarRequest, ShapeRequest and ConvertRequest."""

    avatar: Avatar
    preview: np.ndarray = array("H W 3|4", "uint8")
    """front, side, back and face in one row"""
    report: Mapping[str, Any]
    """measurements, phenotypes, expression, sliders, timings_s, device, peak_memory_mb, checks, warnings and
    unknown_words"""
    pictures: Mapping[str, np.ndarray] = left_out_empty(dict)
    """what else there is to look at, such as a "heat_map": (H, W, 3|4) uint8"""


@dataclass(frozen=True, kw_only=True, eq=False)
class LiveShapeResult:
    """Answer to LiveShapeRequest: just enough to move a mesh that is already in the scene."""

    vertices: np.ndarray = array("V 3", "float32")
    measurements: Mapping[str, float]
    sliders: Mapping[str, float] = left_out_empty(dict)
    """those that were moved so that the body measures what was wanted, and its words stand where they shall"""
    words: Mapping[str, float] = left_out_empty(dict)
    """where the word sliders stand that were asked for"""
    missed: Mapping[str, float] = left_out_empty(dict)
    """wanted measurement that is not met -> what is reached: metres, kg or kg / m²"""
    told: tuple[str, ...] = left_out_empty(tuple)
    """sentences on measurements that contradict each other"""
    part_vertices: Mapping[str, np.ndarray] = left_out_empty(dict)
    """name of a part -> (V, 3) float32 metres; a part that is not named goes along with the body near it"""


@dataclass(frozen=True, kw_only=True, eq=False)
class CheckExportResult:
    """Answer to CheckExportRequest: what an independent reader found in the file."""

    checks: Mapping[str, str]
    """name of the check -> "ok", or what differs and by how much"""
