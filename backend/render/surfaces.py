"""Several meshes in one picture, with textures that let through what lies behind them.

What is opaque is drawn as one mesh. What is not is taken off in layers from the front, each pixel's next triangle at a
time, and laid together front to back: before the opaque surface over it, beside it under its smoothed edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn.functional import pad

from backend.protocol.results import Material
from backend.render.camera import Camera
from backend.render.kernel_ops import corner_weights
from backend.render.picture import backdrop, render, smaller, usual_supersample
from backend.render.raster import Fragments, interpolate, rasterise, screen_points
from backend.render.shading import Light, light_named, shade
from backend.render.silhouette import antialias
from backend.render.textures import Pyramid, minification, pyramid, sample_texture
from backend.render.topology import Topology, topology
from backend.render.warp_engine import NOTHING, nearest_keys

LAYERS = 48
"""how many triangles that let light through lie over one another at most"""
SEEN_THROUGH = 1.0 / 512.0
"""what lets through less is opaque"""
_SEAM = 1e-4
_ROUNDING = 256
"""units of a key's depth"""
PLAIN = Material()


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


def render_surfaces(
    surfaces: Sequence[Surface],
    camera: Camera,
    size: tuple[int, int],
    *,
    light: str | Light | None = "lit",
    background: Tensor | Sequence[float] = (1.0, 1.0, 1.0),
    supersample: int | None = None,
) -> tuple[Tensor, Tensor]:
    """Pictures (B, H, W, 3) and coverage (B, H, W, 1) as of `render`, of surfaces that stand together.

    One opaque surface alone gives what `render` gives, to the bit.
    """
    if len(surfaces) == 1 and _is_solid(surfaces[0].material) and not surfaces[0].material.double_sided:
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
    solid = [surface for surface in surfaces if _is_solid(surface.material)]
    sheer = [surface for surface in surfaces if not _is_solid(surface.material)]
    picture = backdrop(background, surfaces[0].vertices.expand(batch, -1, -1), size, times)
    alpha = torch.zeros_like(picture[..., :1])
    whole = _merged(solid, batch) if solid else None
    front, behind = _no_layers(picture), _no_layers(picture)
    if sheer:
        solid_depth = _solid_depth(whole, camera, large) if whole else None
        front, behind = _layers(_merged(sheer, batch), camera, large, chosen, solid_depth)
        picture, alpha = behind.over(picture), behind.over(alpha, covers=True)
    if whole:
        fragments = rasterise(camera.project(whole.vertices), whole.mesh, large)
        colours = _lit(whole.colours(fragments)[:, :3], whole, fragments, chosen, camera)
        picture, edge = antialias(colours, fragments, camera, picture)
        if sheer:  # what is behind the edge covers too
            edge = antialias(torch.ones_like(colours), fragments, camera, alpha.expand(-1, -1, -1, 3))[0][..., :1]
        alpha = edge
    picture, alpha = front.over(picture), front.over(alpha, covers=True)
    return (smaller(picture, times), smaller(alpha, times)) if times > 1 else (picture, alpha)


@dataclass(frozen=True, eq=False)
class _Merged:
    """Surfaces as one mesh; those that are seen from both sides are in it twice, once turned inside out."""

    vertices: Tensor
    mesh: Topology
    uvs: Tensor
    uv_faces: Tensor
    textures: tuple[Pyramid, ...]
    materials: tuple[Material, ...]
    ends: tuple[int, ...]
    """where the triangles of each surface end"""

    def colours(self, fragments: Fragments) -> Tensor:
        """(N, 4) colour and alpha of the surfaces themselves, before light."""
        out = fragments.weights.new_zeros((len(fragments.pixels), 4))
        begin = 0
        for texture, material, end in zip(self.textures, self.materials, self.ends, strict=True):
            here = torch.nonzero((fragments.faces >= begin) & (fragments.faces < end)).squeeze(1)
            begin = end
            part = _picked(fragments, here)
            level = minification(texture, self.uvs, self.uv_faces, part)
            found = sample_texture(texture, interpolate(self.uvs, part, self.uv_faces), part.batch, level)
            alpha = torch.ones_like(found[:, :1]) if texture.opaque else found[:, 3:]
            if material.alpha_mode == "mask":
                alpha = (alpha >= material.alpha_cutoff).to(alpha.dtype)
            out = out.index_copy(0, here, torch.cat([found[:, :3], alpha], 1))
        return out


@dataclass(frozen=True, eq=False)
class _Laid:
    """Layers that were laid together."""

    colours: Tensor
    """(B * H * W, 3) of all layers, each times how much of it is seen"""
    through: Tensor
    """(B * H * W, 1) how much of what is behind them is seen"""

    def over(self, picture: Tensor, covers: bool = False) -> Tensor:
        """Before a picture (B, H, W, C); `covers`: before a coverage (B, H, W, 1) of it."""
        through = self.through.view(*picture.shape[:3], 1)
        return through * picture + ((1.0 - through) if covers else self.colours.view(picture.shape))


def _is_solid(material: Material) -> bool:
    return material.alpha_mode == "opaque"


def _no_layers(picture: Tensor) -> _Laid:
    count = picture.shape[:3].numel()
    return _Laid(picture.new_zeros((count, 3)), picture.new_ones((count, 1)))


def _merged(surfaces: Sequence[Surface], batch: int) -> _Merged:
    vertices, faces, uvs, uv_faces, textures, ends = [], [], [], [], [], []
    points = coordinates = triangles = 0
    for surface in surfaces:
        sides = (False, True) if surface.material.double_sided else (False,)
        for turned in sides:
            own, texture_own = surface.mesh.faces + points, surface.uv_faces.long() + coordinates
            faces.append(own.flip(1) if turned else own)
            uv_faces.append(texture_own.flip(1) if turned else texture_own)
            vertices.append(surface.vertices.expand(batch, -1, -1))
            points += surface.vertices.shape[1]
            triangles += len(own)
        uvs.append(surface.uvs)
        coordinates += len(surface.uvs)
        solid = _is_solid(surface.material)
        textures.append(pyramid(surface.texture[..., :3] if solid else surface.texture))
        ends.append(triangles)
    alone = len(faces) == 1
    return _Merged(
        vertices=torch.cat(vertices, 1),
        mesh=surfaces[0].mesh if alone else topology(torch.cat(faces)),
        uvs=torch.cat(uvs),
        uv_faces=torch.cat(uv_faces).int(),
        textures=tuple(textures),
        materials=tuple(surface.material for surface in surfaces),
        ends=tuple(ends),
    )


def _picked(fragments: Fragments, here: Tensor) -> Fragments:
    return replace(
        fragments,
        pixels=fragments.pixels[here],
        batch=fragments.batch[here],
        faces=fragments.faces[here],
        weights=fragments.weights[here],
    )


def _lit(colours: Tensor, merged: _Merged, fragments: Fragments, light: Light | None, camera: Camera) -> Tensor:
    if light is None:
        return colours
    if light.colour is not None:
        colours = colours.new_tensor(light.colour).expand(len(colours), 3)
    return shade(light, colours, merged.vertices, fragments, camera.rotation)


def _solid_depth(merged: _Merged, camera: Camera, size: tuple[int, int]) -> tuple[Tensor, Tensor]:
    """(B * H * W,) int64 how deep a layer may lie to be before what is opaque, and whether something opaque is there.

    Where nothing opaque is, but is in a neighbouring pixel, the nearest of these counts: what is behind it there must
    be behind its smoothed edge here.
    """
    keys = nearest_keys(screen_points(camera.project(merged.vertices), size), merged.mesh, size)
    depth, covered = keys >> 32, keys != NOTHING
    edged = pad(depth, (1, 1, 1, 1), value=NOTHING >> 32)
    beside = torch.stack([edged[:, 1:-1, :-2], edged[:, 1:-1, 2:], edged[:, :-2, 1:-1], edged[:, 2:, 1:-1]]).amin(0)
    return torch.where(covered, depth, beside).reshape(-1), covered.reshape(-1)


def _layers(
    merged: _Merged, camera: Camera, size: tuple[int, int], light: Light | None, solid: tuple[Tensor, Tensor] | None
) -> tuple[_Laid, _Laid]:
    """What lies before the opaque surface and what lies behind its edge; solid: as of `_solid_depth`."""
    clip = camera.project(merged.vertices)
    screen = screen_points(clip, size)
    count = len(screen) * size[0] * size[1]
    front = (clip.new_zeros((count, 3)), clip.new_ones((count, 1)))
    behind = (clip.new_zeros((count, 3)), clip.new_ones((count, 1)))
    beyond = torch.full((len(screen), *size), -1, dtype=torch.int64, device=clip.device)
    for _ in range(LAYERS):
        keys = nearest_keys(screen, merged.mesh, size, beyond).reshape(-1)
        pixels = torch.nonzero(keys != NOTHING).squeeze(1)
        if not len(pixels):
            break
        found = keys[pixels]
        before = torch.ones_like(found, dtype=torch.bool)
        hidden = ~before
        if solid is not None:
            before = (found >> 32) <= solid[0][pixels]
            hidden = ~before & solid[1][pixels]
        batch, faces = torch.div(pixels, size[0] * size[1], rounding_mode="floor"), found & 0xFFFFFFFF
        weights = corner_weights(clip, merged.mesh, size, pixels, batch, faces)
        fragments = Fragments(clip, merged.mesh, size, pixels, batch, faces, weights, screen, screen.new_empty(0))
        colours = merged.colours(fragments)
        # a pixel's centre that lies on the edge of two triangles sees both, though they are one surface
        seam = ((found >> 32) - (beyond.view(-1)[pixels] >> 32) <= _ROUNDING) & (weights.detach().amin(1) < _SEAM)
        alpha = colours[:, 3:] * ~(hidden | seam)[:, None]
        lit = _lit(colours[:, :3], merged, fragments, light, camera)
        front = _laid_under(front, pixels, lit, alpha * before[:, None])
        behind = _laid_under(behind, pixels, lit, alpha * ~before[:, None])
        left = (front[1] * behind[1]).detach()[pixels, 0]
        over = hidden | (left < SEEN_THROUGH)
        beyond.view(-1)[pixels] = torch.where(over, NOTHING, found)
    return _Laid(*front), _Laid(*behind)


def _laid_under(laid: tuple[Tensor, Tensor], pixels: Tensor, colours: Tensor, alpha: Tensor) -> tuple[Tensor, Tensor]:
    """One more layer under those that are laid already, in some pixels."""
    seen = laid[1][pixels] * alpha
    return laid[0].index_add(0, pixels, seen * colours), laid[1].index_copy(0, pixels, laid[1][pixels] - seen)
