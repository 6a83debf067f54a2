"""Several meshes in one picture, with textures that let through what lies behind them.

What is opaque is drawn as one mesh. What is not is taken off in layers from the front, each pixel's next triangle at a
time, and laid together front to back: before the opaque surface over it, beside it under its smoothed edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor
from torch.nn.functional import normalize, pad

from backend.protocol.results import Material
from backend.render.camera import Camera
from backend.render.kernel_ops import corner_weights, normal_sums
from backend.render.openness import openness, reached
from backend.render.picture import backdrop, render, smaller, usual_supersample
from backend.render.raster import Fragments, interpolate, rasterise, screen_points
from backend.render.shading import Light, light_named, shade
from backend.render.silhouette import antialias
from backend.render.studio import Finish, Studio, bent, key_rays, studio_colours
from backend.render.textures import Pyramid, minification, pyramid, sample_texture
from backend.render.topology import Topology, topology
from backend.render.warp_engine import NOTHING, nearest_keys

LAYERS = 48
"""how many triangles that let light through lie over one another at most"""
SEEN_THROUGH = 1.0 / 512.0
"""what lets through less is opaque"""
_SEAM = 1e-4
_MARGIN = 3
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
    detail: Tensor | None = None
    """(h, w, 3) of `detail_map`: relief and roughness, which count under a `Studio` light"""
    open_sky: Tensor | None = None
    """(1 or 2, V) how much of the sky reaches each vertex, of its front and where it is seen from both sides its back,
    as of `with_open_sky`; everything where it is None"""

    @cached_property
    def detail_pyramid(self) -> Pyramid | None:
        return None if self.detail is None else pyramid(self.detail)

    @cached_property
    def pyramid(self) -> Pyramid:
        """The texture in all its sizes, made once for all pictures of the surface."""
        return pyramid(self.texture[..., :3] if _is_solid(self.material) else self.texture)


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
        and _is_solid(surfaces[0].material)
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
    solid = [surface for surface in surfaces if _is_solid(surface.material)]
    sheer = [surface for surface in surfaces if not _is_solid(surface.material)]
    picture = backdrop(background, surfaces[0].vertices.expand(batch, -1, -1), size, times)
    alpha = torch.zeros_like(picture[..., :1])
    whole, thin = (_merged(kind, batch) if kind else None for kind in (solid, sheer))
    if isinstance(chosen, Studio):
        whole, thin = (each and _shadowed(each, whole, chosen, camera) for each in (whole, thin))
    front = behind = None
    if thin:
        solid_keys = _keys(whole, camera, large) if whole else None
        front, behind = _layers(thin, camera, large, chosen, solid_keys, layers)
        picture, alpha = behind.over(picture), behind.over(alpha, covers=True)
    if whole:
        fragments = rasterise(camera.project(whole.vertices), whole.mesh, large)
        colours = _lit(whole.colours(fragments)[:, :3], whole, fragments, chosen, camera)
        picture, edge = antialias(colours, fragments, camera, picture)
        if sheer:  # what is behind the edge covers too
            edge = antialias(torch.ones_like(colours), fragments, camera, alpha.expand(-1, -1, -1, 3))[0][..., :1]
        alpha = edge
    if front is not None:
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
                yield number, here, fragments if len(here) == len(fragments.faces) else _picked(fragments, here)

    def finish(self, fragments: Fragments) -> Finish:
        """Relief, roughness and metal of the fragments."""
        slopes = fragments.weights.new_zeros((len(fragments.pixels), 2))
        roughness = fragments.weights.new_ones((len(fragments.pixels), 1))
        metallic = torch.zeros_like(roughness)
        for number, here, part in self.parts(fragments):
            material, detail = self.materials[number], self.details[number]
            metallic[here] = material.metallic
            roughness[here] = material.roughness
            if detail is not None:
                level = minification(detail, self.uvs, self.uv_faces, part)
                found = sample_texture(detail, interpolate(self.uvs, part, self.uv_faces), part.batch, level)
                slopes[here] = found[:, :2] * 2.0 - 1.0
                roughness[here] = found[:, 2:3]
        return Finish(slopes, roughness, metallic)

    def colours(self, fragments: Fragments) -> Tensor:
        """(N, 4) colour and alpha of the surfaces themselves, before light."""
        out = fragments.weights.new_zeros((len(fragments.pixels), 4))
        for number, here, part in self.parts(fragments):
            texture, material = self.textures[number], self.materials[number]
            level = minification(texture, self.uvs, self.uv_faces, part)
            found = sample_texture(texture, interpolate(self.uvs, part, self.uv_faces), part.batch, level)
            alpha = torch.ones_like(found[:, :1]) if texture.opaque else found[:, 3:]
            if material.alpha_mode == "mask":
                alpha = (alpha >= material.alpha_cutoff).to(alpha.dtype)
            out = out.index_copy(0, here, torch.cat([found[:, :3], alpha], 1))
        return out


@dataclass(frozen=True, eq=False)
class _Laid:
    """Layers that were laid together, in the P pixels that have any."""

    pixels: Tensor
    """(P,) places in the flattened (B, H, W)"""
    colours: Tensor
    """(P, 3) of all layers, each times how much of it is seen"""
    through: Tensor
    """(P, 1) how much of what is behind them is seen"""

    def over(self, picture: Tensor, covers: bool = False) -> Tensor:
        """Before a picture (B, H, W, C); `covers`: before a coverage (B, H, W, 1) of it."""
        flat = picture.reshape(-1, picture.shape[-1])
        own = (1.0 - self.through) if covers else self.colours
        return flat.index_copy(0, self.pixels, own + self.through * flat[self.pixels]).view(picture.shape)

    def under(self, rows: Tensor, colours: Tensor, alpha: Tensor) -> _Laid:
        """With one more layer behind those that are laid already, in some of the pixels."""
        seen = self.through[rows] * alpha
        through = self.through.index_copy(0, rows, self.through[rows] - seen)
        return replace(self, colours=self.colours.index_add(0, rows, seen * colours), through=through)


def _is_solid(material: Material) -> bool:
    return material.alpha_mode == "opaque"


def _merged(surfaces: Sequence[Surface], batch: int) -> _Merged:
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
    return _Merged(
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


def with_open_sky(surfaces: Sequence[Surface]) -> list[Surface]:
    """The surfaces of one figure (B = 1) with what each keeps of the sky from itself and the others."""
    solid = [surface for surface in surfaces if _is_solid(surface.material)]
    if not solid:
        return list(surfaces)
    blockers = _merged(solid, 1)
    sides = [
        (surface.vertices[0], turned * _normals(surface.vertices, surface.mesh)[0])
        for surface in surfaces
        for turned in ((1.0, -1.0) if surface.material.double_sided else (1.0,))
    ]
    points, normals = (torch.cat(each) for each in zip(*sides, strict=True))
    free = iter(openness(points, normals, blockers.mesh, blockers.vertices[0]).split([len(own) for own, _ in sides]))
    return [
        replace(surface, open_sky=torch.stack([next(free) for _ in range(2 if surface.material.double_sided else 1)]))
        for surface in surfaces
    ]


def _normals(vertices: Tensor, mesh: Topology) -> Tensor:
    """(B, V, 3) unit vectors"""
    return normalize(normal_sums(vertices, mesh), dim=-1)


def _shadowed(merged: _Merged, solid: _Merged | None, light: Studio, camera: Camera) -> _Merged:
    """With what the opaque surfaces keep of the key light from it."""
    if solid is None:
        return merged
    rays = key_rays(light, _to_key(light, camera)[0])
    normals = _normals(merged.vertices, merged.mesh)[0]
    seen = reached(merged.vertices[0], normals, solid.mesh, solid.vertices[0], rays)
    return replace(merged, key_seen=seen.mean(0)[:, None])


def _to_key(light: Light, camera: Camera) -> Tensor:
    """(B, 3) unit vectors to the key light, which comes along with the camera."""
    towards = torch.tensor(light.direction, device=camera.rotation.device)
    return camera.rotation.transpose(1, 2) @ (towards / towards.norm())


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
    if isinstance(light, Studio):
        return _in_studio(light, colours, merged, fragments, camera)
    return shade(light, colours, merged.vertices, fragments, camera.rotation)


def _lit_where(
    counts: Tensor, colours: Tensor, merged: _Merged, fragments: Fragments, light: Light | None, camera: Camera
) -> Tensor:
    """As `_lit`; under a `Studio` light only fragments that count, because what is cut out of hair is most of it."""
    if not isinstance(light, Studio):
        return _lit(colours, merged, fragments, light, camera)
    here = torch.nonzero(counts).squeeze(1)
    return colours.index_copy(0, here, _lit(colours[here], merged, _picked(fragments, here), light, camera))


def _in_studio(light: Studio, colours: Tensor, merged: _Merged, fragments: Fragments, camera: Camera) -> Tensor:
    normals = normalize(interpolate(_normals(merged.vertices, merged.mesh), fragments), dim=-1)
    finish = merged.finish(fragments)
    along, upward = (axis[fragments.faces] for axis in _texture_axes(merged))
    normals = bent(normals, finish.relief, along, upward)
    key_seen = torch.ones_like(merged.open_sky) if merged.key_seen is None else merged.key_seen
    free = interpolate(torch.cat([merged.open_sky, key_seen], 1), fragments)
    view = camera.rotation[fragments.batch, 2]
    return studio_colours(light, colours, normals, finish, view, _to_key(light, camera)[fragments.batch], free)


def _texture_axes(merged: _Merged) -> tuple[Tensor, Tensor]:
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


def _keys(merged: _Merged, camera: Camera, size: tuple[int, int]) -> Tensor:
    """(B, H, W) as of `nearest_keys`."""
    return nearest_keys(screen_points(camera.project(merged.vertices), size), merged.mesh, size)


def _limits(solid: Tensor, pixels: Tensor) -> tuple[Tensor, Tensor]:
    """(P,) int64 how deep a layer may lie to be before what is opaque, and (P,) whether something opaque is there.

    Where nothing opaque is, but is in a neighbouring pixel, the nearest of these counts: what is behind it there must
    be behind its smoothed edge here. solid: (B, H, W) keys of the opaque surface.
    """
    edged = pad(solid, (1, 1, 1, 1), value=NOTHING)
    height, width = solid.shape[1:]
    row = torch.div(pixels, width, rounding_mode="floor")
    batch = torch.div(row, height, rounding_mode="floor")
    place = (row + 2 * batch + 1) * (width + 2) + pixels % width + 1
    here, beside = edged.view(-1)[place], edged.view(-1)[place - 1]
    for step in (1, -(width + 2), width + 2):
        beside = torch.minimum(beside, edged.view(-1)[place + step])
    covered = here != NOTHING
    return torch.where(covered, here, beside) >> 32, covered


@dataclass(frozen=True)
class _Window:
    """The part of a picture of `size` in which something is: pixels from the top left."""

    top: int
    left: int
    height: int
    width: int
    size: tuple[int, int]

    def clip(self, clip: Tensor) -> Tensor:
        """Clip coordinates (B, V, 4) of the picture as those of the window."""
        height, width = self.size
        x, y, z, w = clip.unbind(-1)
        across = x * (width / self.width) + w * ((width - 2 * self.left) / self.width - 1.0)
        up = y * (height / self.height) + w * (1.0 - (height - 2 * self.top) / self.height)
        return torch.stack([across, up, z, w], -1)

    def cut(self, picture: Tensor) -> Tensor:
        """(B, H, W) to (B, h, w)"""
        rows = slice(self.top, self.top + self.height)
        return picture[:, rows, self.left : self.left + self.width].contiguous()

    def places(self, pixels: Tensor) -> Tensor:
        """Places in the flattened (B, h, w) as those in the flattened (B, H, W)."""
        row = torch.div(pixels, self.width, rounding_mode="floor")
        batch = torch.div(row, self.height, rounding_mode="floor")
        row = row - batch * self.height + self.top
        return (batch * self.size[0] + row) * self.size[1] + pixels % self.width + self.left


def _window(clip: Tensor, size: tuple[int, int]) -> _Window:
    """Around all points (B, V, 4), with room for the neighbours that smoothed edges look at."""
    height, width = size
    points = clip.detach()
    if bool((points[..., 3] <= 0.0).any()):
        return _Window(0, 0, height, width, size)
    x, y = (points[..., axis] / points[..., 3] for axis in (0, 1))
    ends = torch.stack([x.amin(), x.amax(), -y.amax(), -y.amin()]).tolist()

    def within(low: float, high: float, most: int) -> tuple[int, int]:
        first = min(max(int((low + 1.0) / 2.0 * most) - _MARGIN, 0), most - 1)
        last = max(min(int((high + 1.0) / 2.0 * most) + 1 + _MARGIN, most), first + 1)
        return first, last - first

    left, wide = within(ends[0], ends[1], width)
    top, high = within(ends[2], ends[3], height)
    return _Window(top, left, high, wide, size)


def _layers(
    merged: _Merged, camera: Camera, picture: tuple[int, int], light: Light | None, solid: Tensor | None, layers: int
) -> tuple[_Laid, _Laid]:
    """What lies before the opaque surface and what lies behind its edge; solid: its keys (B, H, W)."""
    clip = camera.project(merged.vertices)
    window = _window(clip, picture)
    clip, size = window.clip(clip), (window.height, window.width)
    solid = None if solid is None else window.cut(solid)
    screen = screen_points(clip, size)
    area = size[0] * size[1]
    keys = nearest_keys(screen, merged.mesh, size)
    covered = torch.nonzero(keys.view(-1) != NOTHING).squeeze(1)
    limit, hidden_behind = _limits(keys.new_full(keys.shape, NOTHING) if solid is None else solid, covered)
    front = behind = _Laid(covered, clip.new_zeros((len(covered), 3)), clip.new_ones((len(covered), 1)))
    beyond, last = torch.full_like(keys, -1), torch.full_like(covered, -NOTHING)
    rows = torch.arange(len(covered), device=clip.device)
    for _ in range(layers):
        pixels = covered[rows]
        found = keys.view(-1)[pixels]
        before = (found >> 32) <= limit[rows]
        hidden = ~before & hidden_behind[rows]
        batch, faces = torch.div(pixels, area, rounding_mode="floor"), found & 0xFFFFFFFF
        weights = corner_weights(clip, merged.mesh, size, pixels, batch, faces)
        fragments = Fragments(clip, merged.mesh, size, pixels, batch, faces, weights, screen, screen.new_empty(0))
        colours = merged.colours(fragments)
        # a pixel's centre that lies on the edge of two triangles sees both, though they are one surface
        least = torch.minimum(torch.minimum(weights[:, 0], weights[:, 1]), weights[:, 2]).detach()
        seam = ((found >> 32) - (last[rows] >> 32) <= _ROUNDING) & (least < _SEAM)
        alpha = colours[:, 3:] * ~(hidden | seam)[:, None]
        lit = _lit_where(alpha[:, 0] > 0.0, colours[:, :3], merged, fragments, light, camera)
        front = front.under(rows, lit, alpha * before[:, None])
        behind = behind.under(rows, lit, alpha * ~before[:, None])
        last[rows] = found
        on = ~hidden & ((front.through * behind.through).detach()[rows, 0] >= SEEN_THROUGH)
        beyond.view(-1)[pixels] = torch.where(on, found, NOTHING)
        rows = rows[on]
        if not len(rows):
            break
        keys = nearest_keys(screen, merged.mesh, size, beyond)
        rows = rows[keys.view(-1)[covered[rows]] != NOTHING]
        if not len(rows):
            break
    places = window.places(covered)
    return replace(front, pixels=places), replace(behind, pixels=places)
