"""Codes of faces for tests."""

import torch

from backend.smirk.encoder import FaceCode
from backend.smirk.head import Head


def code_of(head: Head, batch: int, seed: int = 0) -> FaceCode:
    random, layout = torch.Generator().manual_seed(seed), head.layout
    some = lambda n, size: size * torch.randn(batch, n, generator=random)  # noqa: E731
    expression = some(layout.expressions, 1.0)
    return FaceCode(
        some(3, 0.3), some(3, 0.02) + torch.tensor([7.0, 0.0, 0.0]), some(layout.shapes, 1.0),
        expression.abs().clamp(max=1.0) if layout.expression_names else expression,
        torch.rand(batch, 2 * layout.eyelids, generator=random), some(3 * layout.jaw, 0.15),
    )  # fmt: skip
