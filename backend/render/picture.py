"""From vertices to a picture in one call: project, rasterise, colour, light, lay over a background, anti-alias."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from backend.protocol.errors import BadRequest
from backend.render.camera import Camera
from backend.render.raster import Fragments, interpolate, rasterise
from backend.render.shading import Light, light_named, shade
from backend.render.silhouette import antialias
from backend.render.textures import Pyramid, minification, pyramid, sample_texture
from backend.render.topology import Topology

_PLAIN = (0.72, 0.70, 0.68)
_SMALL = 192


def render(
    vertices: Tensor,
    mesh: Topology,
    camera: Camera,
    size: tuple[int, int],
    *,
    texture: Tensor | Pyramid | None = None,
    uvs: Tensor | None = None,
    uv_faces: Tensor | None = None,
    vertex_colours: Tensor | None = None,
    light: str | Light | None = "lit",
    background: Tensor | Sequence[float] = (1.0, 1.0, 1.0),
    supersample: int | None = None,
    cull: bool = True,
    using: str = "warp",
) -> tuple[Tensor, Tensor]:
    """Pictures (B, H, W, 3) and coverage (B, H, W, 1), both 0..1; differentiable in vertices, colours and camera.

    vertices: (B, V, 3) metres; one body before B cameras or B bodies before one camera will do. size: (height, width).
    The surface takes its colour from `texture` ((H, W, 3|4) or (B, H, W, 3|4), rows top first, or its `pyramid`)
    through `uvs` (T, 2) and `uv_faces` (F, 3), or from `vertex_colours` ((V, 3) or (B, V, 3)), or is plain grey.
    light: "lit", "clay" (lit, one material), "unlit" or a Light. background: a colour (3,) or pictures (B, H, W, 3).
    supersample: renders that many times larger and averages; by default twice for small pictures, in which fingers are
    thinner than a pixel and would hand on too little gradient, else once. cull: hides triangles seen from behind.
    Raises BadRequest where the shapes do not fit.
    """
    _check(vertices, camera, size, texture, uvs, uv_faces)
    batch = max(len(vertices), len(camera))
    vertices, camera = vertices.expand(batch, -1, -1), camera.expand(batch)
    if supersample is None:
        supersample = usual_supersample(size)
    height, width = size[0] * supersample, size[1] * supersample
    chosen = light_named(light)
    fragments = rasterise(camera.project(vertices), mesh, (height, width), cull, using)
    colour = _surface_colour(fragments, texture, uvs, uv_faces, vertex_colours)
    if chosen is not None:
        if chosen.colour is not None:
            colour = colour.new_tensor(chosen.colour).expand(len(colour), 3)
        colour = shade(chosen, colour, vertices, fragments, camera.rotation)
    behind = backdrop(background, vertices, size, supersample)
    picture, alpha = antialias(colour, fragments, camera, behind)
    if supersample > 1:
        picture, alpha = smaller(picture, supersample), smaller(alpha, supersample)
    return picture, alpha


def usual_supersample(size: tuple[int, int]) -> int:
    return 2 if min(size) < _SMALL else 1


def smaller(image: Tensor, times: int) -> Tensor:
    """(B, H, W, C) averaged over squares of so many pixels."""
    return avg_pool2d(image.permute(0, 3, 1, 2), times).permute(0, 2, 3, 1)


def _surface_colour(
    fragments: Fragments,
    texture: Tensor | Pyramid | None,
    uvs: Tensor | None,
    uv_faces: Tensor | None,
    vertex_colours: Tensor | None,
) -> Tensor:
    """Colour (N, 3) of the surface itself, before light."""
    if texture is not None and uvs is not None and uv_faces is not None:
        levels = texture if isinstance(texture, Pyramid) else pyramid(texture)
        uv_faces = uv_faces.int()
        uv = interpolate(uvs, fragments, uv_faces)
        level = minification(levels, uvs, uv_faces, fragments)
        return sample_texture(levels, uv, fragments.batch, level)[:, :3]
    if vertex_colours is not None:
        return interpolate(vertex_colours, fragments)
    return fragments.weights.new_tensor(_PLAIN).expand(len(fragments.pixels), 3)


def backdrop(background: Tensor | Sequence[float], vertices: Tensor, size: tuple[int, int], supersample: int) -> Tensor:
    """The background (B, H, W, 3) at the size of the rendering."""
    batch, (height, width) = len(vertices), size
    colour = torch.as_tensor(background, dtype=torch.float32, device=vertices.device)
    if colour.shape not in ((3,), (batch, height, width, 3)):
        raise BadRequest(
            f"A background has shape (3,) or {(batch, height, width, 3)}, not {tuple(colour.shape)}.",
            "Give one colour or one picture for each body.",
        )
    if colour.dim() == 1:
        return colour.expand(batch, height * supersample, width * supersample, 3)
    return colour.repeat_interleave(supersample, 1).repeat_interleave(supersample, 2) if supersample > 1 else colour


def _check(
    vertices: Tensor,
    camera: Camera,
    size: tuple[int, int],
    texture: Tensor | Pyramid | None,
    uvs: Tensor | None,
    uv_faces: Tensor | None,
) -> None:
    if vertices.dim() != 3 or vertices.shape[-1] != 3:
        raise BadRequest(f"Vertices have shape (B, V, 3), not {tuple(vertices.shape)}.", "Add the batch dimension.")
    if 1 not in (len(vertices), len(camera)) and len(vertices) != len(camera):
        raise BadRequest(
            f"There are {len(vertices)} bodies but {len(camera)} cameras.", "Make one camera, or one for each body."
        )
    if abs(size[1] / size[0] - camera.aspect) > 0.5 / size[0] * (1.0 + camera.aspect):
        raise BadRequest(
            f"The camera was made for width / height = {camera.aspect:.3f}, the picture is {size[1]} x {size[0]}.",
            "Give the camera the picture's aspect.",
        )
    if texture is not None and (uvs is None or uv_faces is None):
        raise BadRequest("A texture needs uvs and uv_faces.", "Pass those of the body, or use vertex_colours.")
