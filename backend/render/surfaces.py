"""Several meshes in one picture, with textures that let through what lies behind them.

What is opaque is drawn as one mesh. What is not is taken off in layers from the front, each pixel's next triangle at a
time, and laid together front to back: before the opaque surface over it, beside it under its smoothed edge.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from backend.render.camera import Camera
from backend.render.layers import depth_keys, taken_off
from backend.render.merged import Surface, is_solid, merged_surfaces
from backend.render.picture import backdrop, render, smaller, usual_supersample
from backend.render.raster import rasterise
from backend.render.shading import Light, light_named
from backend.render.silhouette import antialias
from backend.render.studio import Studio
from backend.render.surface_light import lit, with_shadows

LAYERS = 48
"""how many triangles that let light through lie over one another at most"""


def render_surfaces(
    surfaces: Sequence[Surface],
    camera: Camera,
    size: tuple[int, int],
    *,
    light: str | Light | None = "lit",
    background: Tensor | Sequence[float] = (1.0, 1.0, 1.0),
    supersample: int | None = None,
    layers: int = LAYERS,
) -> tuple[Tensor, Tensor]:
    """Pictures (B, H, W, 3) and coverage (B, H, W, 1) as of `render`, of surfaces that stand together.

    layers: how many triangles that let light through are seen behind one another at most. One opaque surface alone
    gives what `render` gives, to the bit, but under a `Studio` light, which shows relief, shine, metal and shadows, for
    one figure at a time and without gradients.
    """
    if (
        not isinstance(light, Studio)
        and len(surfaces) == 1
        and is_solid(surfaces[0].material)
        and not surfaces[0].material.double_sided
    ):
        (only,) = surfaces
        return render(
            only.vertices,
            only.mesh,
            camera,
            size,
            texture=only.texture[..., :3],
            uvs=only.uvs,
            uv_faces=only.uv_faces,
            light=light,
            background=background,
            supersample=supersample,
        )
    times = usual_supersample(size) if supersample is None else supersample
    large = (size[0] * times, size[1] * times)
    batch = max(len(camera), *(len(surface.vertices) for surface in surfaces))
    camera = camera.expand(batch)
    chosen = light_named(light)
    solid = [surface for surface in surfaces if is_solid(surface.material)]
    sheer = [surface for surface in surfaces if not is_solid(surface.material)]
    picture = backdrop(background, surfaces[0].vertices.expand(batch, -1, -1), size, times)
    alpha = torch.zeros_like(picture[..., :1])
    whole, thin = (merged_surfaces(kind, batch) if kind else None for kind in (solid, sheer))
    if isinstance(chosen, Studio):
        whole, thin = (each and with_shadows(each, whole, chosen, camera) for each in (whole, thin))
    front = behind = None
    if thin:
        solid_keys = depth_keys(whole, camera, large) if whole else None
        front, behind = taken_off(thin, camera, large, chosen, solid_keys, layers)
        picture, alpha = behind.over(picture), behind.over(alpha, covers=True)
    if whole:
        fragments = rasterise(camera.project(whole.vertices), whole.mesh, large)
        colours = lit(whole.colours(fragments)[:, :3], whole, fragments, chosen, camera)
        picture, edge = antialias(colours, fragments, camera, picture)
        if sheer:  # what is behind the edge covers too
            edge = antialias(torch.ones_like(colours), fragments, camera, alpha.expand(-1, -1, -1, 3))[0][..., :1]
        alpha = edge
    if front is not None:
        picture, alpha = front.over(picture), front.over(alpha, covers=True)
    return (smaller(picture, times), smaller(alpha, times)) if times > 1 else (picture, alpha)
