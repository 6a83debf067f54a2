"""Three nets that read one face from a square picture: pose with camera, shape, and expression with lids and jaw.

Names and order of the tensors are those of the published checkpoints. A backbone without its classifier, the mean over
its last map, one linear layer. Pictures are RGB in 0..1, neither shifted nor scaled.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, fields
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_avg_pool2d

from ..protocol.errors import NotAvailable
from .layout import JAW_MOST, Layout

SCALE_FIRST = 7.0
"""the camera's scale before anything is learned: a head fills the crop"""
_SMALL_POSE, _SMALL_EXPRESSION = 0.001, 0.1
"""what the first weights of the heads are multiplied by; those of the shape begin at 0"""


@dataclass(frozen=True, eq=False)
class FaceCode:
    """What a picture tells of a face, B pictures.

    pose: (B, 3) axis-angle of the head, radians, in axes of the picture: x to its right, y up, z to the viewer;
    cam: (B, 3) scale and shift (s, x, y) of the orthographic camera; shape: (B, S); expression: (B, E); eyelids: (B, 2)
    of the left and the right eye, 0..1; jaw: (B, 3) axis-angle. Eyelids and jaw are (B, 0) where a body has none.
    """

    pose: Tensor
    cam: Tensor
    shape: Tensor
    expression: Tensor
    eyelids: Tensor
    jaw: Tensor

    def of(self, rows: Any) -> FaceCode:
        """Some of the pictures."""
        return FaceCode(*(getattr(self, field.name)[rows] for field in fields(self)))

    @property
    def flat(self) -> Tensor:
        """(B, E + 2 + 3) expression, eyelids, jaw: the order in which the expression net gives them."""
        return torch.cat([self.expression, self.eyelids, self.jaw], dim=1)


class _Bounded(torch.autograd.Function):
    """Clamped; outside of the ends only a gradient that leads back is handed on, so that nothing gets stuck there."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, least: float, most: float) -> Tensor:
        ctx.save_for_backward(values)
        ctx.ends = (least, most)
        return values.clamp(least, most)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:  # type: ignore[override]
        (values,) = ctx.saved_tensors
        least, most = ctx.ends
        stuck = ((values < least) & (gradient > 0)) | ((values > most) & (gradient < 0))
        return gradient.masked_fill(stuck, 0.0), None, None


def bounded(values: Tensor, least: float, most: float) -> Tensor:
    return _Bounded.apply(values, least, most)  # type: ignore[no-any-return]


def backbone(name: str) -> nn.Module:
    """A net of timm's that gives its maps, with random weights: nothing is ever downloaded."""
    from ..clip.torchvision_compat import import_torchvision

    import_torchvision()
    try:
        timm = importlib.import_module("timm")
    except ImportError as error:
        raise NotAvailable("timm is not installed.", "Run: pip install 'timm>=1.0.17'", repr(error)) from error
    return timm.create_model(name, pretrained=False, features_only=True)


class _Reader(nn.Module):
    """A backbone; subclasses add the linear layer under its published name."""

    def __init__(self, net: str) -> None:
        super().__init__()
        self.encoder = backbone(net)
        self.width: int = self.encoder.feature_info.channels()[-1]  # pyright: ignore

    def pooled(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W) -> (B, width)"""
        return adaptive_avg_pool2d(self.encoder(pictures)[-1], 1).flatten(1)


class PoseEncoder(_Reader):
    def __init__(self, net: str) -> None:
        super().__init__(net)
        layer = nn.Linear(self.width, 6)
        self.pose_cam_layers = nn.Sequential(layer)
        with torch.no_grad():
            layer.weight.mul_(_SMALL_POSE)
            layer.bias.mul_(_SMALL_POSE)
            layer.weight[3] = 0.0
            layer.bias[3] = SCALE_FIRST

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        found = self.pose_cam_layers(self.pooled(pictures))
        return found[:, :3], found[:, 3:]


class ShapeEncoder(_Reader):
    def __init__(self, net: str, count: int) -> None:
        super().__init__(net)
        layer = nn.Linear(self.width, count)
        self.shape_layers = nn.Sequential(layer)
        with torch.no_grad():
            layer.weight.zero_()
            layer.bias.zero_()

    def forward(self, pictures: Tensor) -> Tensor:
        return self.shape_layers(self.pooled(pictures))


class ExpressionEncoder(_Reader):
    def __init__(self, net: str, layout: Layout) -> None:
        super().__init__(net)
        self.layout = layout
        layer = nn.Linear(self.width, layout.outputs)
        self.expression_layers = nn.Sequential(layer)
        with torch.no_grad():
            for values in layer.parameters():
                values *= _SMALL_EXPRESSION

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        found = self.expression_layers(self.pooled(pictures))
        return split(found, self.layout)


def split(found: Tensor, layout: Layout) -> tuple[Tensor, Tensor, Tensor]:
    """Expression (B, E), eyelids (B, 0|2) and jaw (B, 0|3) within their ends, of the numbers (B, outputs) of a net."""
    lids = layout.expressions + 2 * layout.eyelids
    expression, eyelids, jaw = found[:, : layout.expressions], found[:, layout.expressions : lids], found[:, lids:]
    if layout.expression_names:
        expression = bounded(expression, 0.0, 1.0)
    eyelids = bounded(eyelids, 0.0, 1.0)
    if layout.jaw:
        jaw = torch.cat([bounded(jaw[:, :1], 0.0, torch.inf), bounded(jaw[:, 1:], -JAW_MOST, JAW_MOST)], dim=1)
    return expression, eyelids, jaw


class Encoder(nn.Module):
    """All three."""

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.layout = layout
        self.pose_encoder = PoseEncoder(layout.pose_net)
        self.shape_encoder = ShapeEncoder(layout.shape_net, layout.shapes)
        self.expression_encoder = ExpressionEncoder(layout.expression_net, layout)

    def forward(self, pictures: Tensor) -> FaceCode:
        """pictures: (B, 3, H, W) RGB, 0..1"""
        pose, cam = self.pose_encoder(pictures)
        return FaceCode(pose, cam, self.shape_encoder(pictures), *self.expression_encoder(pictures))
