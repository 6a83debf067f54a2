"""Expressions follow the size and the shape of the face.

The library moves the skin of every face by the same millimetres, so that a child's jaw opens as far as a man's and its
teeth come out of the chin. Here the face has regions (mouth with jaw, teeth and tongue, both eyes, nose, brow). How a
region of a figure differs from the one of the reference face is fitted by one affine map; its linear part turns and
scales the offsets, blended smoothly between the regions. The map is linear in the figure's vertices, and the identity
for the reference face, where the expressions are the library's. Parts that touch, such as the lids of an eye or jaw and
teeth, belong to one region, so that they still do.
"""

from __future__ import annotations

import torch
from torch import Tensor

from backend.body.data import FaceFrames


def frames(face: FaceFrames, neutral: Tensor) -> Tensor:
    """(B, N, 3, 3) what turns and scales the offset of each of the face's vertices. neutral: (B, V, 3) without any."""
    points = neutral.index_select(1, face.fitted)
    regions = (face.fits @ points).unflatten(1, (-1, 3)).transpose(2, 3)  # (B, R, 3 of the figure, 3 of the reference)
    return (face.weights @ regions.flatten(2)).unflatten(2, (3, 3))


def expressed(face: FaceFrames, neutral: Tensor, coefficients: Tensor) -> Tensor:
    """(B, V, 3) the figure with its expressions. neutral: (B, V, 3); coefficients: (B, E)"""
    if coefficients.device.type == "cpu" and not coefficients.requires_grad and not bool(coefficients.any()):
        return neutral
    offsets = (coefficients @ face.offsets).unflatten(1, (-1, 3))
    columns, (x, y, z) = frames(face, neutral).unbind(3), offsets.split(1, dim=2)
    turned = columns[0] * x + columns[1] * y + columns[2] * z
    return neutral.flatten(1).index_add(1, face.places, turned.flatten(1)).view_as(neutral)


def offsets_on(face: FaceFrames, neutral: Tensor) -> Tensor:
    """(E, V, 3) metres: what each expression adds to a figure (1, V, 3)."""
    turned = torch.einsum("nij,enj->eni", frames(face, neutral)[0], face.offsets.unflatten(1, (-1, 3)))
    out = neutral.new_zeros(len(turned), neutral[0].numel())
    return out.index_copy(1, face.places, turned.flatten(1)).unflatten(1, (-1, 3))
