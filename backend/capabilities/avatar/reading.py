"""What the embedded encoder's own axes say of words: its space has one direction for each attribute.

Other encoders have no such axes; for them the search starts from how their answers change with the pictures alone.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ...clip.attributes import ATTRIBUTES
from ..semantics.space import CONSTANT, axes, scales
from .person import Space

# readings below this are noise of the text tower: in standard deviations, or in the range of an expression
FAINT = 0.15


def read_off(space: Space, direction: Tensor) -> Tensor:
    """(A,) deviations that the words imply; direction: (D,) of the embedded encoder."""
    found = (direction.cpu() @ axes().T)[1 : 1 + len(ATTRIBUTES)] * CONSTANT / torch.from_numpy(scales())
    said = {name: float(value) for name, value in zip(ATTRIBUTES, found, strict=True) if abs(float(value)) > FAINT}
    deviation = torch.zeros(len(space.names))
    for row, name in enumerate(space.names):
        if name in said:
            deviation[row] = said[name] * space.unit_of(row)
    return deviation.to(space.start.device).clamp(space.least, space.most)
