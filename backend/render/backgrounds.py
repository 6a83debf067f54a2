"""What stands behind the figure: plain, noise, or a blurred chess board, so that an encoder learns to ignore it."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import conv2d, pad

from backend.protocol.errors import BadRequest

Kind = Literal["black", "white", "noise", "checker"]
KINDS: tuple[Kind, ...] = ("black", "white", "noise", "checker")


def backgrounds(kind: Kind, batch: int, size: tuple[int, int], generator: torch.Generator) -> Tensor:
    """(B, H, W, 3) in 0..1 on the generator's device, each picture of the batch different where there is chance.

    "noise" is Gaussian around grey; "checker" two random greys on squares of 1/16 to 1/4 of the picture, blurred.
    """
    device = generator.device
    shape = (batch, *size, 3)
    if kind == "black":
        return torch.zeros(shape, device=device)
    if kind == "white":
        return torch.ones(shape, device=device)
    if kind == "noise":
        return (0.5 + 0.2 * torch.randn(shape, generator=generator, device=device)).clamp(0.0, 1.0)
    if kind == "checker":
        return torch.stack([_checker(size, generator) for _ in range(batch)])
    raise BadRequest(f"There is no background named {kind!r}.", f"Choose one of: {', '.join(KINDS)}.")


def _checker(size: tuple[int, int], generator: torch.Generator) -> Tensor:
    height, width = size
    device = generator.device
    squares, shift_x, shift_y, first, second, blur = torch.rand(6, generator=generator, device=device).tolist()
    side = max(1.0, max(size) / 2.0 ** (2.0 + 2.0 * squares))
    x = torch.floor(torch.arange(width, device=device) / side + 2.0 * shift_x)
    y = torch.floor(torch.arange(height, device=device) / side + 2.0 * shift_y)
    board = torch.where((x[None, :] + y[:, None]) % 2 == 0, first, second)
    return _blurred(board, max(size) * (0.005 + 0.02 * blur))[..., None].expand(-1, -1, 3)


def _blurred(image: Tensor, sigma: float) -> Tensor:
    """Gaussian blur of (H, W), sigma in pixels; the border is continued."""
    reach = min(max(1, round(3.0 * sigma)), min(image.shape) - 1) if min(image.shape) > 1 else 0
    ramp = torch.arange(-reach, reach + 1, device=image.device)
    weight = torch.exp(-0.5 * (ramp / sigma) ** 2)
    weight = weight / weight.sum()
    padded = pad(image[None, None], (reach, reach, reach, reach), mode="replicate")
    return conv2d(conv2d(padded, weight[None, None, None, :]), weight[None, None, :, None])[0, 0]
