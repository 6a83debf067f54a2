"""A surface with its texture, and several of them as one mesh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor
from torch.nn.functional import normalize

from backend.protocol.results import Material
from backend.render.kernel_ops import normal_sums
from backend.render.raster import Fragments, interpolate
from backend.render.studio import Finish
from backend.render.textures import Pyramid, minification, pyramid, sample_texture
from backend.render.topology import Topology, topology

PLAIN = Material()
THIN = 0.5
"""how much light comes through what is cut out of a texture: most of it is hair"""


@dataclass(frozen=True, eq=False)
class Surface:
    vertices: Tensor
    """(B, V, 3) metres; B may be 1 beside surfaces or cameras of more"""
    mesh: Topology
    texture: Tensor
    """(H, W, 3|4) 0..1, rows top first; the last is alpha, not multiplied in"""
    uvs: Tensor
    """(T, 2)"""
    uv_faces: Tensor
    """(F, 3)"""
    material: Material = PLAIN
    detail: Tensor | None = None
    """(h, w, 3) of `detail_map`: relief and roughness, which count under a `Studio` light"""
    open_sky: Tensor | None = None
    """(1 or 2, V) how much of the sky reaches each vertex, of its front and where it is seen from both sides its back,
    as of `with_open_sky`; everything where it is None"""

    def at(self, vertices: Tensor) -> Surface:
        """The same surface with its vertices (B, V, 3) elsewhere; the sizes of its textures are made once for all."""
        moved = replace(self, vertices=vertices)
        moved.__dict__.update(pyramid=self.pyramid, detail_pyramid=self.detail_pyramid)
        return moved

    @cached_property
    def detail_pyramid(self) -> Pyramid | None:
        return None if self.detail is None else pyramid(self.detail)

    @cached_property
    def pyramid(self) -> Pyramid:
        """The texture in all its sizes, made once for all pictures of the surface."""
        return pyramid(self.texture[..., :3] if is_solid(self.material) else self.texture)


@dataclass(frozen=True, eq=False)
class Merged:
    """Surfaces as one mesh; those that are seen from both sides are in it twice, once turned inside out."""

    vertices: Tensor
    mesh: Topology
    uvs: Tensor
    uv_faces: Tensor
    textures: tuple[Pyramid, ...]
    materials: tuple[Material, ...]
    ends: tuple[int, ...]
    """where the triangles of each surface end"""
    details: tuple[Pyramid | None, ...]
    open_sky: Tensor
    """(V, 1)"""
    key_seen: Tensor | None = None
    """(V, 1) how much of the key light reaches each vertex"""

    def parts(self, fragments: Fragments) -> Iterator[tuple[int, Tensor, Fragments]]:
        """Each surface that is seen: its number, which fragments show it, and these."""
        begin = 0
        for number, end in enumerate(self.ends):
            here = torch.nonzero((fragments.faces >= begin) & (fragments.faces < end)).squeeze(1)
            begin = end
            if len(here):
                yield number, here, fragments if len(here) == len(fragments.faces) else picked(fragments, here)

    def finish(self, fragments: Fragments) -> Finish:
        """Relief, roughness and metal of the fragments."""
        slopes = fragments.weights.new_zeros((len(fragments.pixels), 2))
        roughness = fragments.weights.new_ones((len(fragments.pixels), 1))
        metallic, thin, emission = (torch.zeros_like(roughness) for _ in range(3))
        for number, here, part in self.parts(fragments):
            material, detail = self.materials[number], self.details[number]
            metallic[here], emission[here] = material.metallic, material.emission
            thin[here] = THIN if material.alpha_mode == "mask" else 0.0
            roughness[here] = material.roughness
            if detail is not None:
                level = minification(detail, self.uvs, self.uv_faces, part)
                found = sample_texture(detail, interpolate(self.uvs, part, self.uv_faces), part.batch, level)
                slopes[here] = found[:, :2] * 2.0 - 1.0
                roughness[here] = found[:, 2:3]
        return Finish(slopes, roughness, metallic, thin, emission)

    def colours(self, fragments: Fragments) -> Tensor:
        """(N, 4) colour and alpha of the surfaces themselves, before light."""
        out = fragments.weights.new_zeros((len(fragments.pixels), 4))
        for number, here, part in self.parts(fragments):
            texture, material = self.textures[number], self.materials[number]
            level = minification(texture, self.uvs, self.uv_faces, part)
            found = sample_texture(texture, interpolate(self.uvs, part, self.uv_faces), part.batch, level)
            alpha = torch.ones_like(found[:, :1]) if texture.opaque else found[:, 3:]
            if material.alpha_mode == "mask":
                alpha = cut_out(alpha, material.alpha_cutoff, level)
            out = out.index_copy(0, here, torch.cat([found[:, :3], alpha], 1))
        return out


def cut_out(alpha: Tensor, cutoff: float, level: Tensor) -> Tensor:
    """(N, 1) how much of a pixel is left of what is cut out of a texture: its edges are at most a pixel wide.

    level: (N,) log2 of how many texels a pixel covers. Where these are many, alpha is already how much of the pixel
    they fill; where they are few, it changes slowly and is made steeper about the cutoff (as alpha to coverage does).
    """
    steep = torch.exp2(1.0 - level).clamp(min=0.5 / max(cutoff, 1e-3))[:, None]
    return ((alpha - cutoff) * steep + 0.5).clamp(0.0, 1.0)


def is_solid(material: Material) -> bool:
    return material.alpha_mode == "opaque"


def merged_surfaces(surfaces: Sequence[Surface], batch: int) -> Merged:
    vertices, faces, uvs, uv_faces, textures, ends, free = [], [], [], [], [], [], []
    points = coordinates = triangles = 0
    for surface in surfaces:
        sides = (False, True) if surface.material.double_sided else (False,)
        for turned in sides:
            own, texture_own = surface.mesh.faces + points, surface.uv_faces.long() + coordinates
            faces.append(own.flip(1) if turned else own)
            uv_faces.append(texture_own.flip(1) if turned else texture_own)
            vertices.append(surface.vertices.expand(batch, -1, -1))
            open_sky = surface.open_sky
            free.append(torch.ones_like(surface.vertices[0, :, 0]) if open_sky is None else open_sky[int(turned)])
            points += surface.vertices.shape[1]
            triangles += len(own)
        uvs.append(surface.uvs)
        coordinates += len(surface.uvs)
        textures.append(surface.pyramid)
        ends.append(triangles)
    alone = len(faces) == 1
    return Merged(
        vertices=torch.cat(vertices, 1),
        mesh=surfaces[0].mesh if alone else topology(torch.cat(faces)),
        uvs=torch.cat(uvs),
        uv_faces=torch.cat(uv_faces).int(),
        textures=tuple(textures),
        materials=tuple(surface.material for surface in surfaces),
        ends=tuple(ends),
        details=tuple(surface.detail_pyramid for surface in surfaces),
        open_sky=torch.cat(free)[:, None],
    )


def vertex_normals(vertices: Tensor, mesh: Topology) -> Tensor:
    """(B, V, 3) unit vectors"""
    return normalize(normal_sums(vertices, mesh), dim=-1)


def picked(fragments: Fragments, here: Tensor) -> Fragments:
    return replace(
        fragments,
        pixels=fragments.pixels[here],
        batch=fragments.batch[here],
        faces=fragments.faces[here],
        weights=fragments.weights[here],
    )
