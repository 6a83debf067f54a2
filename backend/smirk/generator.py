"""The neural renderer: a U-Net that paints a face from a rendered shape and from a picture of which little is left.

Names and order of the tensors are those of the published checkpoints.
"""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor, nn

from .layout import Layout

LEVELS = 4


def _double(name: str, before: int, after: int) -> nn.Sequential:
    """Two convolutions of 3x3, each normed over the batch and cut at 0."""
    parts: OrderedDict[str, nn.Module] = OrderedDict()
    for number, channels in ((1, before), (2, after)):
        parts[f"{name}conv{number}"] = nn.Conv2d(channels, after, 3, padding=1, bias=False)
        parts[f"{name}norm{number}"] = nn.BatchNorm2d(after)
        parts[f"{name}relu{number}"] = nn.ReLU(inplace=True)
    return nn.Sequential(parts)


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(channels, channels, 3, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.ReflectionPad2d(1),
            nn.Conv2d(channels, channels, 3, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, maps: Tensor) -> Tensor:
        return maps + self.conv_block(maps)


class Generator(nn.Module):
    def __init__(self, layout: Layout) -> None:
        super().__init__()
        widths = [layout.features * 2**level for level in range(LEVELS)]
        for level, (before, after) in enumerate(zip([6, *widths], widths, strict=False), 1):
            setattr(self, f"encoder{level}", _double(f"enc{level}", before, after))
        deepest = 2 * widths[-1]
        self.bottleneck = _double("bottleneck", widths[-1], deepest)
        self.resnet_blocks = nn.ModuleList(_Residual(deepest) for _ in range(layout.blocks))
        for level in range(LEVELS, 0, -1):
            width = widths[level - 1]
            setattr(self, f"upconv{level}", nn.ConvTranspose2d(2 * width, width, 2, 2))
            setattr(self, f"decoder{level}", _double(f"dec{level}", 2 * width, width))
        self.conv = nn.Conv2d(widths[0], 3, 1)
        self.pool = nn.MaxPool2d(2, 2)

    def forward(self, rendered: Tensor, masked: Tensor) -> Tensor:
        """(B, 3, H, W) in 0..1, of two of the same; sides are multiples of 16."""
        maps, kept = torch.cat([rendered, masked], dim=1), []
        for level in range(1, LEVELS + 1):
            maps = getattr(self, f"encoder{level}")(maps)
            kept.append(maps)
            maps = self.pool(maps)
        maps = self.bottleneck(maps)
        for block in self.resnet_blocks:
            maps = block(maps)
        for level in range(LEVELS, 0, -1):
            maps = torch.cat([getattr(self, f"upconv{level}")(maps), kept[level - 1]], dim=1)
            maps = getattr(self, f"decoder{level}")(maps)
        return torch.sigmoid(self.conv(maps))
