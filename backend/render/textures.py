"""Colours from a texture: bilinear within a level, linear between levels of an averaged pyramid when minified."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, pad

from backend.render.kernel_ops import sample_texels
from backend.render.raster import Fragments
from backend.render.warp_launch import launch


@dataclass(frozen=True, eq=False)
class Pyramid:
    """All levels of a texture in one table, so that a fragment's two levels are one lookup apart."""

    texels: Tensor
    """(K, 4) every level of every texture, rows top first; colours multiplied by alpha, which is 1 where opaque"""
    levels: Tensor
    """(L, 4) int32 height, width, where the first texture's level begins in the table, and 0"""
    batch: int
    """1: one texture for all pictures"""
    first_size: tuple[int, int]
    """height and width of the texture itself"""
    opaque: bool
    """the texture came without alpha"""


def pyramid(texture: Tensor, levels: int = 12) -> Pyramid:
    """The levels of (H, W, C) or (B, H, W, C), C of 3 or 4 (the last is alpha), 0..1, each half as large as the one
    before. Keep it when the same texture is rendered many times."""
    images = (texture if texture.dim() == 4 else texture[None]).float()
    opaque = images.shape[-1] == 3
    alpha = torch.ones_like(images[..., :1]) if opaque else images[..., 3:]
    images = torch.cat([images[..., :3] if opaque else images[..., :3] * alpha, alpha], -1)
    level = images.permute(0, 3, 1, 2)
    height, width = level.shape[2:]
    rows, table, start = [images.reshape(-1, 4)], [(height, width, 0, 0)], 0
    while len(table) < levels and max(height, width) > 1:
        start += rows[-1].shape[0]
        level = avg_pool2d(pad(level, (0, width % 2, 0, height % 2), mode="replicate"), 2)
        rows.append(level.permute(0, 2, 3, 1).reshape(-1, 4))
        height, width = level.shape[2:]
        table.append((height, width, start, 0))
    return Pyramid(
        torch.cat(rows),
        torch.tensor(table, dtype=torch.int32, device=images.device),
        images.shape[0],
        (images.shape[1], images.shape[2]),
        opaque,
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
    level = torch.zeros_like(uv[:, 0]) if level is None else level
    if table.opaque:
        return sample_texels(table.texels, table.levels, uv, which, level, channels=3)
    colour = sample_texels(table.texels, table.levels, uv, which, level)
    return torch.cat([colour[:, :3] / colour[:, 3:].clamp(min=1e-4), colour[:, 3:]], -1)


def minification(texture: Pyramid, uvs: Tensor, uv_faces: Tensor, fragments: Fragments) -> Tensor:
    """Level for each fragment (N,): half the log2 of the texels that its triangle spends on a pixel; negative where a
    texel covers several pixels."""
    texels = texture.first_size[0] * texture.first_size[1]
    level = torch.empty(len(fragments.faces), device=uvs.device)
    arguments = (fragments.screen, fragments.mesh.faces32, uvs, uv_faces.int(), fragments.batch, fragments.faces)
    launch("texel_levels", len(level), *arguments, float(texels), level)
    return level
