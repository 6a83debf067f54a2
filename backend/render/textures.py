"""Colours from a texture: bilinear within a level, linear between levels of an averaged pyramid when minified."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, pad

from backend.render.raster import Fragments
from backend.render.rows import gather, take_rows


@dataclass(frozen=True, eq=False)
class Pyramid:
    """All levels of a texture in one table, so that a fragment's two levels are one lookup apart."""

    texels: Tensor
    """(K, C) every level of every texture, rows top first; colours multiplied by alpha where there is one"""
    sizes: Tensor
    """(L, 2) int64 height and width per level"""
    starts: Tensor
    """(L,) int64 where the first texture's level begins in the table"""
    batch: int
    """1: one texture for all pictures"""


def pyramid(texture: Tensor, levels: int = 12) -> Pyramid:
    """The levels of (H, W, C) or (B, H, W, C), C of 3 or 4 (the last is alpha), 0..1, each half as large as the one
    before. Keep it when the same texture is rendered many times."""
    images = (texture if texture.dim() == 4 else texture[None]).float()
    if images.shape[-1] == 4:
        images = torch.cat([images[..., :3] * images[..., 3:], images[..., 3:]], -1)
    channels = images.shape[-1]
    level = images.permute(0, 3, 1, 2)
    rows, sizes, starts, start = [images.reshape(-1, channels)], [images.shape[1:3]], [0], 0
    while len(sizes) < levels and max(sizes[-1]) > 1:
        start += rows[-1].shape[0]
        height, width = level.shape[2:]
        level = avg_pool2d(pad(level, (0, width % 2, 0, height % 2), mode="replicate"), 2)
        rows.append(level.permute(0, 2, 3, 1).reshape(-1, channels))
        sizes.append(level.shape[2:])
        starts.append(start)
    device = images.device
    return Pyramid(
        torch.cat(rows), torch.tensor(sizes, device=device), torch.tensor(starts, device=device), images.shape[0]
    )


def sample_texture(
    texture: Tensor | Pyramid, uv: Tensor, batch: Tensor | None = None, level: Tensor | None = None
) -> Tensor:
    """Colours (N, C) at uv (N, 2), 0..1 with the origin at the bottom left; the border repeats.

    batch: (N,) which texture, where there are several. level: (N,) log2 of how many texels a pixel covers; without
    it the texture is not minified. Differentiable in texture and uv.
    """
    table = texture if isinstance(texture, Pyramid) else pyramid(texture, 1 if level is None else 12)
    which = torch.zeros_like(uv[:, 0], dtype=torch.int64) if batch is None or table.batch == 1 else batch
    if level is None or len(table.sizes) == 1:
        colour = _bilinear(table, uv, which, torch.zeros_like(which)[None])[0]
    else:
        level = level.clamp(0.0, len(table.sizes) - 1.0)
        below = level.floor().long()
        both = torch.stack([below, (below + 1).clamp(max=len(table.sizes) - 1)])
        fine, coarse = _bilinear(table, uv, which, both).unbind(0)
        colour = torch.lerp(fine, coarse, (level - below)[:, None])
    if colour.shape[-1] == 4:
        colour = torch.cat([colour[:, :3] / colour[:, 3:].clamp(min=1e-4), colour[:, 3:]], -1)
    return colour


def minification(texture: Tensor | Pyramid, uvs: Tensor, uv_faces: Tensor, fragments: Fragments) -> Tensor:
    """Level for each fragment (N,): half the log2 of the texels that its triangle spends on a pixel."""
    with torch.no_grad():
        if isinstance(texture, Pyramid):
            texels = texture.sizes[0].prod()
        else:
            texels = texture.shape[-3] * texture.shape[-2]
        height, width = fragments.size
        clip = gather(fragments.clip, fragments.batch, fragments.corners)
        on_screen = _area(clip[..., :2] / clip[..., 3:]) * (0.25 * height * width)
        on_texture = _area(uvs[uv_faces[fragments.faces]]) * texels
        return 0.5 * torch.log2((on_texture / on_screen.clamp(min=1e-8)).clamp(min=1.0))


def _area(corners: Tensor) -> Tensor:
    """Twice the area of (N, 3, 2) triangles."""
    a, b = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    return (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).abs()


def _bilinear(table: Pyramid, uv: Tensor, which: Tensor, level: Tensor) -> Tensor:
    """uv (N, 2), which texture (N,), level (L, N) -> (L, N, C)."""
    height, width = table.sizes[level].unbind(-1)
    start = table.starts[level] + which * height * width
    x = uv[:, 0] * width - 0.5
    y = (1.0 - uv[:, 1]) * height - 0.5
    left, top = x.detach().floor(), y.detach().floor()
    fx, fy = (x - left)[..., None], (y - top)[..., None]
    x0, y0 = left.long(), top.long()
    x1, y1 = torch.minimum((x0 + 1).clamp(min=0), width - 1), torch.minimum((y0 + 1).clamp(min=0), height - 1)
    x0, y0 = torch.minimum(x0.clamp(min=0), width - 1), torch.minimum(y0.clamp(min=0), height - 1)
    upper, lower = start + y0 * width, start + y1 * width
    texel = take_rows(table.texels, torch.stack([upper + x0, upper + x1, lower + x0, lower + x1]))
    return torch.lerp(torch.lerp(texel[0], texel[1], fx), torch.lerp(texel[2], texel[3], fx), fy)
