"""What the nets read, brought nearer to one picture: down the gradient of its landmarks and, through the rasteriser and
the generator, of its pixels."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import l1_loss

from ..optim.loop import minimise
from .draw import draw
from .encoder import FaceCode
from .head import project
from .masks import colours_at, masked, outside, pixels_of, sample_points
from .reading import Reader, ReadFace, pixels

RATES = {"pose": 0.005, "cam": 0.003, "expression": 0.02, "eyelids": 0.02, "jaw": 0.005}
MARKS, PIXELS, HELD = 100.0, 10.0, 0.02
"""weights: of the landmarks and the pixels as in training, and of how far expressions go from where they began"""


def refined(
    reader: Reader,
    face: ReadFace,
    points: Tensor | None,
    steps: int,
    on_step: Callable[[int, float], None] = lambda step, value: None,
) -> tuple[FaceCode, list[float]]:
    """The code after so many steps, and the loss of each. points: (L, 2) the head's own landmarks in -1..1 of the crop,
    where they are known; the shape stays."""
    head, generator, size = reader.head, reader.smirk.generator, reader.smirk.layout.size
    first = face.code
    free = {name: getattr(first, name).clone() for name in RATES if getattr(first, name).numel()}
    photo, parts = pixels(face.crop), list[Callable[[FaceCode, Tensor], Tensor]]()
    if points is not None:
        parts.append(lambda code, at: MARKS * ((_marks(reader, at, code) - points) ** 2).mean())
    if generator is not None:
        generator.requires_grad_(False)
        random = torch.Generator().manual_seed(0)
        with torch.no_grad():
            vertices = head.vertices(first)
            projected = project(vertices, first.cam)
            _, shown = draw(vertices, projected, reader.drawn, size)
            places = sample_points(vertices, projected, head.faces, reader.weights, size, random)
            where, there = pixels_of(places.of(projected, head.faces), size)
            left = masked(photo, outside(face.points[None], shown), colours_at(photo, where), where, there, random, 0.0)

        def painted(code: FaceCode, at: Tensor) -> Tensor:
            drawn, _ = draw(at, project(at, code.cam), reader.drawn, size)
            return PIXELS * l1_loss(generator(drawn, left), photo)

        parts.append(painted)

    def loss(step: int) -> Tensor:
        code = dataclasses.replace(first, **free)
        vertices = head.vertices(code)
        total = HELD * ((code.flat - first.flat) ** 2).sum()
        for part in parts:
            total = total + part(code, vertices)
        return total

    def within() -> None:
        if head.layout.expression_names:
            free["expression"].clamp_(0.0, 1.0)
        if "eyelids" in free:
            free["eyelids"].clamp_(0.0, 1.0)
        if "jaw" in free:
            free["jaw"][:, 0].clamp_(min=0.0)

    values = minimise(loss, free, steps=steps, learning_rates=RATES, on_step=on_step, project=within)
    return dataclasses.replace(first, **{name: value.detach() for name, value in free.items()}), values


def _marks(reader: Reader, vertices: Tensor, code: FaceCode) -> Tensor:
    return project(reader.head.points(vertices), code.cam)[0, :, :2]
