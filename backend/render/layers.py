"""What lets light through, taken off in layers from the front, each pixel's next triangle at a time, and laid together.

What lies before the opaque surface comes over it; what lies beside it comes under its smoothed edge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn.functional import pad

from backend.render.camera import Camera
from backend.render.kernel_ops import corner_weights
from backend.render.merged import Merged
from backend.render.raster import Fragments, screen_points
from backend.render.shading import Light
from backend.render.surface_light import lit_where
from backend.render.warp_engine import NOTHING, nearest_keys

SEEN_THROUGH = 1.0 / 512.0
"""what lets through less is opaque"""
_EDGE_ON = 0.22
"""of a triangle's area, below which it is seen nearly edge on"""
_SEAM = 1e-4
_MARGIN = 3
_ROUNDING = 256
"""units of a key's depth"""


@dataclass(frozen=True, eq=False)
class Laid:
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

    def under(self, rows: Tensor, colours: Tensor, alpha: Tensor) -> Laid:
        """With one more layer behind those that are laid already, in some of the pixels."""
        seen = self.through[rows] * alpha
        through = self.through.index_copy(0, rows, self.through[rows] - seen)
        return replace(self, colours=self.colours.index_add(0, rows, seen * colours), through=through)


def taken_off(
    merged: Merged, camera: Camera, picture: tuple[int, int], light: Light | None, solid: Tensor | None, layers: int
) -> tuple[Laid, Laid]:
    """What lies before the opaque surface and what lies behind its edge; solid: its keys (B, H, W)."""
    clip = camera.project(merged.vertices)
    window = _window(clip, picture)
    clip, size = window.clip(clip), (window.height, window.width)
    solid = None if solid is None else window.cut(solid)
    screen = screen_points(clip, size)
    area = size[0] * size[1]
    keys = nearest_keys(screen, merged.mesh, size)
    broad = _broadside(merged, clip, screen, camera.scale * picture[0] / 2.0)
    covered = torch.nonzero(keys.view(-1) != NOTHING).squeeze(1)
    limit, hidden_behind = _limits(keys.new_full(keys.shape, NOTHING) if solid is None else solid, covered)
    front = behind = Laid(covered, clip.new_zeros((len(covered), 3)), clip.new_ones((len(covered), 1)))
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
        alpha = colours[:, 3:] * ~(hidden | seam)[:, None] * broad[batch, faces, None]
        lit = lit_where(alpha[:, 0] > 0.0, colours[:, :3], merged, fragments, light, camera)
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


def _broadside(merged: Merged, clip: Tensor, screen: Tensor, pixels: Tensor) -> Tensor:
    """(B, F) how much of each triangle is drawn: less where one that is cut out is seen nearly edge on, or locks of
    hair would be dotted lines. pixels: (B,) of a metre, or of one at a metre's distance."""
    cut = torch.cat([
        torch.full((end - begin,), material.alpha_mode == "mask", device=clip.device)
        for begin, end, material in zip((0, *merged.ends), merged.ends, merged.materials, strict=False)
    ])  # fmt: skip
    faces = merged.mesh.faces
    a, b, c = (merged.vertices[:, faces[:, corner]] for corner in range(3))
    whole = torch.linalg.cross(b - a, c - a).norm(dim=-1)
    p, q, r = (screen[:, faces[:, corner], :2] for corner in range(3))
    first, second = q - p, r - p
    seen = (first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]).abs()
    depth = clip[:, faces, 3].mean(dim=-1).clamp(min=1e-6)
    share = seen / (whole * (pixels[:, None] / depth).square()).clamp(min=1e-12)
    drawn = (share / _EDGE_ON).clamp(0.0, 1.0).square().detach()
    return torch.where(cut, drawn, torch.ones_like(drawn))


def depth_keys(merged: Merged, camera: Camera, size: tuple[int, int]) -> Tensor:
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
