"""How light falls on surfaces that stand together: on each fragment, and past what stands in its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn.functional import normalize

from backend.render.camera import Camera
from backend.render.merged import Merged, Surface, is_solid, merged_surfaces, picked, vertex_normals
from backend.render.openness import openness, reached
from backend.render.raster import Fragments, interpolate
from backend.render.shading import Light, shade
from backend.render.studio import Studio, bent, key_rays, studio_colours

_THROUGH = 0.75
"""of the light on one side of something thin, how much is seen on the other"""


def with_open_sky(surfaces: Sequence[Surface]) -> list[Surface]:
    """The surfaces of one figure (B = 1) with what each keeps of the sky from itself and the others."""
    solid = [surface for surface in surfaces if is_solid(surface.material)]
    if not solid:
        return list(surfaces)
    blockers = merged_surfaces(solid, 1)
    sides = [
        (surface.vertices[0], turned * vertex_normals(surface.vertices, surface.mesh)[0])
        for surface in surfaces
        for turned in ((1.0, -1.0) if surface.material.double_sided else (1.0,))
    ]
    points, normals = (torch.cat(each) for each in zip(*sides, strict=True))
    free = iter(openness(points, normals, blockers.mesh, blockers.vertices[0]).split([len(own) for own, _ in sides]))
    return [
        replace(
            surface, open_sky=_both(surface, [next(free) for _ in range(2 if surface.material.double_sided else 1)])
        )
        for surface in surfaces
    ]


def _both(surface: Surface, free: list[Tensor]) -> Tensor:
    """(1 or 2, V) of both sides. What is cut out, hair above all, is thin and lets light through: the back of a lock
    that stands off would be a dark speck beside its bright front otherwise."""
    if len(free) == 2 and not is_solid(surface.material):
        front, back = free
        free = [front.maximum(_THROUGH * back), back.maximum(_THROUGH * front)]
    return torch.stack(free)


def with_shadows(merged: Merged, solid: Merged | None, light: Studio, camera: Camera) -> Merged:
    """With what the opaque surfaces keep of the key light from it."""
    if solid is None:
        return merged
    rays = key_rays(light, _to_key(light, camera)[0])
    normals = vertex_normals(merged.vertices, merged.mesh)[0]
    seen = reached(merged.vertices[0], normals, solid.mesh, solid.vertices[0], rays)
    return replace(merged, key_seen=seen.mean(0)[:, None])


def lit(colours: Tensor, merged: Merged, fragments: Fragments, light: Light | None, camera: Camera) -> Tensor:
    if light is None:
        return colours
    if light.colour is not None:
        colours = colours.new_tensor(light.colour).expand(len(colours), 3)
    if isinstance(light, Studio):
        return _in_studio(light, colours, merged, fragments, camera)
    return shade(light, colours, merged.vertices, fragments, camera.rotation)


def lit_where(
    counts: Tensor, colours: Tensor, merged: Merged, fragments: Fragments, light: Light | None, camera: Camera
) -> Tensor:
    """As `lit`; under a `Studio` light only fragments that count, because what is cut out of hair is most of it."""
    if not isinstance(light, Studio):
        return lit(colours, merged, fragments, light, camera)
    here = torch.nonzero(counts).squeeze(1)
    return colours.index_copy(0, here, lit(colours[here], merged, picked(fragments, here), light, camera))


def _in_studio(light: Studio, colours: Tensor, merged: Merged, fragments: Fragments, camera: Camera) -> Tensor:
    normals = normalize(interpolate(vertex_normals(merged.vertices, merged.mesh), fragments), dim=-1)
    finish = merged.finish(fragments)
    along, upward = (axis[fragments.faces] for axis in _texture_axes(merged))
    normals = bent(normals, finish.relief, along, upward)
    key_seen = torch.ones_like(merged.open_sky) if merged.key_seen is None else merged.key_seen
    free = interpolate(torch.cat([merged.open_sky, key_seen], 1), fragments)
    view = camera.rotation[fragments.batch, 2]
    return studio_colours(light, colours, normals, finish, view, _to_key(light, camera)[fragments.batch], free)


def _texture_axes(merged: Merged) -> tuple[Tensor, Tensor]:
    """(F, 3) each: where the texture's right and up lie on every triangle of the first figure."""
    a, b, c = (merged.vertices[0, merged.mesh.faces[:, corner]] for corner in range(3))
    u, v, w = (merged.uvs[merged.uv_faces[:, corner].long()] for corner in range(3))
    first, second, right, up = b - a, c - a, v - u, w - u
    area = right[:, :1] * up[:, 1:] - right[:, 1:] * up[:, :1]
    sign = torch.where(area < 0.0, -1.0, 1.0)
    return (
        sign * (up[:, 1:] * first - right[:, 1:] * second),
        sign * (right[:, :1] * second - up[:, :1] * first),
    )


def _to_key(light: Light, camera: Camera) -> Tensor:
    """(B, 3) unit vectors to the key light, which comes along with the camera."""
    towards = torch.tensor(light.direction, device=camera.rotation.device)
    return camera.rotation.transpose(1, 2) @ (towards / towards.norm())
