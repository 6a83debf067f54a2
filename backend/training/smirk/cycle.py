"""Other expressions for the faces of a batch, and the way back: what the generator paints must be read as it was asked.

Each quarter of a batch is changed in another way (SMIRK, section 3.3): noise, somebody else's expression, a template,
and a still face with lids of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from backend.smirk.encoder import FaceCode
from backend.smirk.layout import Layout

NAMED = 0.25
"""what numbers of coefficients are multiplied by for keys that go from 0 to 1 instead of -4 to 4"""
FARTHEST, JAW_FARTHEST = 4.0, 0.5
JAWS, LIDS, JAW_WEIGHT, LID_WEIGHT = 0.2, 0.25, 10.0, 10.0


@dataclass(frozen=True)
class Ends:
    """unit: how far a coefficient usually goes; least, most: its ends"""

    unit: float
    least: float
    most: float


def ends_of(layout: Layout) -> Ends:
    return Ends(NAMED, 0.0, 1.0) if layout.expression_names else Ends(1.0, -FARTHEST, FARTHEST)


def changed(code: FaceCode, layout: Layout, templates: Tensor | None, random: torch.Generator) -> FaceCode:
    """The same faces with other expressions, without gradient. templates: (T, E) expressions of others, or None: then
    that quarter takes them from the batch as well."""
    ends, batch = ends_of(layout), len(code.expression)
    expression, eyelids, jaw = (v.detach().clone() for v in (code.expression, code.eyelids, code.jaw))

    def uniform(low: float, high: float, *size: int) -> Tensor:
        return low + (high - low) * torch.rand(*size, generator=random)

    if layout.jaw:
        some = (torch.rand(batch, 1, generator=random) < 0.5).float()
        jaw = jaw + JAWS * some * torch.randn(jaw.shape, generator=random) * jaw.new_tensor([1.0, 0.1, 0.1])
        jaw[:, 0] = jaw[:, 0].clamp(0.0, JAW_FARTHEST)
    if layout.eyelids:
        eyelids = (eyelids + uniform(-LIDS, LIDS, *eyelids.shape)).clamp(0.0, 1.0)
    noisy, others, theirs, calm = torch.randperm(batch, generator=random).tensor_split(4)
    shape = expression[noisy].shape
    noise = ends.unit * torch.randn(shape, generator=random) * uniform(1, 3, len(noisy), 1)
    expression[noisy] = expression[noisy] + noise * (torch.rand(shape, generator=random) < 0.5)
    whole = code.expression.detach()
    expression[others] = whole[torch.randperm(batch, generator=random)[: len(others)]]
    expression[others] *= uniform(0.25, 1.5, len(others), 1)
    known = whole if templates is None or not len(templates) else templates
    picked = torch.randint(len(known), (len(theirs),), generator=random)
    expression[theirs] = known[picked] * uniform(0.25, 1.5, len(theirs), 1)
    expression = expression + ends.unit * uniform(0, 0.2, batch, 1) * torch.randn(expression.shape, generator=random)
    expression[calm] = 0.0
    jaw[calm] = 0.0
    eyelids[calm] = uniform(0, 1, *eyelids[calm].shape)
    expression = expression.clamp(ends.least, ends.most)
    return FaceCode(code.pose.detach(), code.cam.detach(), code.shape.detach(), expression, eyelids, jaw)


def cycle_loss(read: FaceCode, asked: FaceCode, layout: Layout, with_shape: bool) -> Tensor:
    """() how far what is read of painted faces is from what they were asked to show; expressions in the unit of their
    kind, so that the weights mean of named keys what they do of coefficients."""
    unit = ends_of(layout).unit
    loss = mse_loss(read.expression / unit, asked.expression / unit)
    if asked.jaw.shape[1]:
        loss = loss + JAW_WEIGHT * mse_loss(read.jaw, asked.jaw)
    if asked.eyelids.shape[1]:
        loss = loss + LID_WEIGHT * mse_loss(read.eyelids, asked.eyelids)
    return loss + mse_loss(read.shape, asked.shape) if with_shape else loss
