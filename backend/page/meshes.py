"""What an avatar looks like to a program that draws triangles: corners, colours, and a GLB with its textures."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from ..appearance.srgb import linear
from ..protocol.results import Part

JPEG_QUALITY = 88
_EDGE, _LINEAR, _MIPMAPS = 33071, 9729, 9987
"""glTF's numbers for how a texture is read"""
LARGEST = 1024
"""pixels of a texture's side on the page"""


@dataclass(frozen=True, eq=False)
class Encoded:
    """A picture that is a file already, as far as trimesh asks for more of it: it is encoded once, not in every GLB."""

    content: bytes
    format: str
    """JPEG or PNG"""

    def save(self, file: BinaryIO, format: str) -> None:
        file.write(self.content)


@dataclass(frozen=True, eq=False)
class Drawn:
    """One mesh of an avatar, ready to be drawn with any positions of its vertices.

    triangles: (F, 3) int32 vertices. corners: (C,) int32, the vertex of each corner that has a texture coordinate of
    its own; uvs: (C, 2); corner_triangles: (F, 3) int32 corners. colour: the mean of what is seen of its albedo.
    """

    part: Part
    triangles: np.ndarray
    corners: np.ndarray
    uvs: np.ndarray
    corner_triangles: np.ndarray
    colour: tuple[int, int, int]
    picture: Encoded | None
    """its albedo"""

    @property
    def name(self) -> str:
        return self.part.name


def drawn(part: Part) -> Drawn:
    mesh = part.mesh
    count = len(mesh.uvs) + 1
    pairs, places = np.unique(mesh.faces.astype(np.int64) * count + mesh.uv_faces, return_inverse=True)
    return Drawn(
        part=part,
        triangles=triangles_of(mesh.faces),
        corners=(pairs // count).astype(np.int32),
        uvs=mesh.uvs[pairs % count] if len(mesh.uvs) else np.zeros((len(pairs), 2), np.float32),
        corner_triangles=triangles_of(places.reshape(mesh.faces.shape).astype(np.int32)),
        colour=_mean_colour(part),
        picture=_picture(part),
    )


def triangles_of(faces: np.ndarray) -> np.ndarray:
    """(F, 3|4) -> triangles; a face with its last corner twice is one triangle already."""
    if faces.shape[1] == 3:
        return faces
    both = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    whole = (both[:, 0] != both[:, 1]) & (both[:, 1] != both[:, 2]) & (both[:, 2] != both[:, 0])
    return both[whole]


def textured(meshes: Sequence[tuple[Drawn, np.ndarray]]) -> bytes:
    """A GLB of meshes with their vertices (V, 3), with their albedo, metres, in the frame that they come in."""
    import trimesh
    from trimesh.visual import TextureVisuals
    from trimesh.visual.material import PBRMaterial

    scene = trimesh.Scene()
    for mesh, vertices in meshes:
        material = mesh.part.material
        mode = material.alpha_mode.upper()
        visual = TextureVisuals(
            mesh.uvs,
            material=PBRMaterial(
                baseColorTexture=mesh.picture,
                baseColorFactor=None if mesh.picture is not None else [*mesh.colour, 255],
                roughnessFactor=max(material.roughness, 0.6),
                metallicFactor=material.metallic,
                alphaMode=mode,
                alphaCutoff=material.alpha_cutoff if mode == "MASK" else None,
                doubleSided=material.double_sided,
            ),
        )
        _add(scene, mesh, vertices, visual)
    return _glb(scene)


def coloured(mesh: Drawn, vertices: np.ndarray, colours: np.ndarray) -> bytes:
    """A GLB of one mesh whose vertices have colours (V, 3) 0..1 in sRGB."""
    import trimesh
    from trimesh.visual.material import PBRMaterial

    scene = trimesh.Scene()
    rgba = np.concatenate([np.round(linear(colours) * 255), np.full((len(colours), 1), 255)], axis=1).astype(np.uint8)
    shape: Any = trimesh.Trimesh(vertices, mesh.triangles, vertex_colors=rgba, process=False)
    shape.visual.material = PBRMaterial(roughnessFactor=0.9, metallicFactor=0.0)
    scene.add_geometry(shape, node_name=mesh.name)
    return _glb(scene)


def _glb(scene: Any) -> bytes:
    # without normals a viewer draws flat faces
    return scene.export(file_type="glb", include_normals=True, tree_postprocessor=_clamped)


def _clamped(tree: dict[str, Any]) -> None:
    """Textures end at their edges: where they went on from the other side, roots of hair would have its tips' alpha."""
    tree["samplers"] = [{"wrapS": _EDGE, "wrapT": _EDGE, "magFilter": _LINEAR, "minFilter": _MIPMAPS}]
    for texture in tree.get("textures", ()):
        texture["sampler"] = 0


def _add(scene: Any, mesh: Drawn, vertices: np.ndarray, visual: Any) -> None:
    import trimesh

    shape = trimesh.Trimesh(vertices[mesh.corners], mesh.corner_triangles, visual=visual, process=False)
    scene.add_geometry(shape, node_name=mesh.name)


def shown_vertices(part: Part, vertices: np.ndarray, face: Mapping[str, float]) -> np.ndarray:
    """(V, 3) of a part with its face keys as `face` says, from its vertices (V, 3) with a neutral face."""
    keys = part.shape_keys
    weights = np.array([face.get(name, 0.0) for name in keys.names], np.float32)
    moving = np.flatnonzero(weights)
    if not len(moving):
        return vertices
    return vertices + np.tensordot(weights[moving], keys.offsets[moving], 1)


def _albedo(part: Part) -> np.ndarray | None:
    pixels = part.textures.get("albedo")
    if pixels is None:
        return None
    step = -(-max(pixels.shape[:2]) // LARGEST)
    return pixels[::step, ::step]


def _mean_colour(part: Part) -> tuple[int, int, int]:
    pixels = _albedo(part)
    if pixels is None:
        return (178, 172, 166)
    flat = pixels.reshape(-1, 4)[:: max(1, pixels.size // 100_000)]
    seen = flat[flat[:, 3] > 127] if part.material.alpha_mode != "opaque" else flat
    mean = (seen if len(seen) else flat)[:, :3].mean(axis=0)
    return (int(mean[0]), int(mean[1]), int(mean[2]))


def _picture(part: Part) -> Encoded | None:
    from PIL import Image

    pixels = _albedo(part)
    if pixels is None:
        return None
    image, held = Image.fromarray(pixels), io.BytesIO()
    if part.material.alpha_mode == "opaque":
        image.convert("RGB").save(held, "jpeg", quality=JPEG_QUALITY)
        return Encoded(held.getvalue(), "JPEG")
    image.save(held, "png")
    return Encoded(held.getvalue(), "PNG")


def inset(vertices: np.ndarray, triangles: np.ndarray, depth: float) -> np.ndarray:
    """(V, 3) vertices moved inwards by `depth` metres."""
    corners = vertices[triangles]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.stack(
        [
            sum(np.bincount(triangles[:, k], across[:, c], len(vertices)) for k in range(3))
            for c in range(3)
        ],
        axis=1,
    )  # fmt: skip
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    return (vertices - depth * normals / np.maximum(lengths, 1e-12)).astype(np.float32)
