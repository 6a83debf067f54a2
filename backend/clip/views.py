"""What a rendered picture goes through before an encoder sees it: background, small moves, light."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def composite(colours: Tensor, alpha: Tensor, background: Tensor) -> Tensor:
    """(B, H, W, 3) pictures of a figure over (B, H, W, 3) or (3,) backgrounds, by coverage (B, H, W, 1)."""
    return colours * alpha + background * (1.0 - alpha)


def augment(
    images: Tensor,
    generator: torch.Generator,
    copies: int = 1,
    shift: float = 0.04,
    zoom: float = 0.06,
    light: float = 0.1,
) -> Tensor:
    """(B, H, W, 3) -> (copies B, H, W, 3): each copy moved, scaled and lit at random; differentiable.

    An encoder that sees several copies cannot be satisfied by a pattern in single pixels. shift and zoom are parts of
    the picture's size; light is the largest change of brightness. Copies of one picture follow one another in blocks.
    """
    batch = images.repeat(copies, 1, 1, 1).permute(0, 3, 1, 2)
    count = batch.shape[0]

    def uniform(*shape: int) -> Tensor:
        return (torch.rand(*shape, generator=generator, device=generator.device) * 2 - 1).to(images.device)

    scale = 1.0 / (1.0 + zoom * uniform(count))
    theta = torch.zeros(count, 2, 3, device=images.device)
    theta[:, 0, 0] = theta[:, 1, 1] = scale
    theta[:, :, 2] = 2 * shift * uniform(count, 2)
    grid = functional.affine_grid(theta, list(batch.shape), align_corners=False)
    moved = functional.grid_sample(batch, grid.to(batch.dtype), padding_mode="border", align_corners=False)
    lit = moved * (1.0 + light * uniform(count, 1, 1, 1))
    return lit.clamp(0.0, 1.0).permute(0, 2, 3, 1)
