"""A toy body for tests: a standing tube of 64 vertices, two bones, and a few sliders of every group."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from backend.body.blend import sparse_rows
from backend.body.data import BodyData, Parameter, RigData

RINGS, SIDES = 8, 8
HEIGHT, RADIUS = 1.7, 0.15


def load() -> BodyData:
    """Height 1.7 m, soles at 0; "height" stretches, "weight" widens, "jawOpen" and "mouthSmileLeft" move the top."""
    z = torch.linspace(0, HEIGHT, RINGS).repeat_interleave(SIDES)
    angle = torch.arange(SIDES).repeat(RINGS) * (2 * math.pi / SIDES)
    template = torch.stack([RADIUS * angle.cos(), RADIUS * angle.sin(), z], dim=1)
    taller = torch.stack([torch.zeros_like(z), torch.zeros_like(z), 0.3 * z], dim=1)
    wider = torch.stack([template[:, 0], template[:, 1], torch.zeros_like(z)], dim=1)
    top = torch.arange((RINGS - 1) * SIDES, RINGS * SIDES)
    jaw = torch.tensor([0.0, -0.02, -0.03]).expand(SIDES, 3)
    smile = torch.tensor([0.01, 0.0, 0.01]).expand(SIDES, 3)

    polygons = _polygons()
    faces = np.concatenate([polygons[:, [0, 1, 2]], polygons[:, [2, 3, 0]]])
    uvs = torch.stack([angle / (2 * math.pi), z / HEIGHT], dim=1)
    bend = torch.sigmoid((z - HEIGHT / 2) * 8)
    weights = torch.stack([1 - bend, bend], dim=1)
    rig = RigData(
        bone_names=("lower", "upper"),
        parents=(-1, 0),
        head_template=torch.tensor([[0.0, 0.0, 0.0], [0.0, 0.0, HEIGHT / 2]]),
        tail_template=torch.tensor([[0.0, 0.0, HEIGHT / 2], [0.0, 0.0, HEIGHT]]),
        head_basis=_lifts((0.0, 0.15 * HEIGHT)),
        tail_basis=_lifts((0.15 * HEIGHT, 0.3 * HEIGHT)),
        head_regressor=None,
        roll_axes=torch.tensor([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]),
        weights=weights,
        weight_indices=torch.tensor([[0, 1]]).repeat(len(template), 1),
        weight_values=weights,
    )
    return BodyData(
        name="toy",
        licence="Apache-2.0 (Galatea)",
        parameters=(
            Parameter("height", "phenotype", 0.0, 1.0, 0.5, "Height"),
            Parameter("weight", "phenotype", 0.0, 1.0, 0.5, "Weight"),
            Parameter("jawOpen", "expression", 0.0, 1.0, 0.0, "Jaw open", "jaw"),
            Parameter("mouthSmileLeft", "expression", 0.0, 1.0, 0.0, "Mouth smile left", "mouth"),
        ),
        template=template,
        faces=torch.from_numpy(faces.astype(np.int64)),
        polygons=polygons,
        uvs=uvs,
        uv_faces=torch.from_numpy(faces.astype(np.int32)),
        uv_polygons=polygons,
        dense=torch.stack([taller.flatten(), wider.flatten()]),
        sparse=sparse_rows([SIDES, SIDES], torch.cat([top, top]), torch.cat([jaw, smile]), len(template)),
        rigs={"toy": rig},
        coefficients=_coefficients,
        regions={"head": top.numpy(), "face": top.numpy(), "soles": np.arange(SIDES)},
        metrics={"height": "height", "mass": "weight"},
        attributes={
            "height": {"height": 0.14},
            "weight": {"weight": 0.15},
            "jawOpen": {"jawOpen": 1.0},
            "mouthSmileLeft": {"mouthSmileLeft": 1.0},
        },
    )


def _coefficients(body: BodyData, parameters: Tensor) -> Tensor:
    """The two phenotypes count from their middle, the expressions from 0."""
    return parameters - body.defaults * torch.tensor([1.0, 1.0, 0.0, 0.0], device=parameters.device)


def _lifts(heights: tuple[float, float]) -> Tensor:
    """(4, 6) joint rows of the four blend shapes: only the first raises the two bones' ends."""
    rows = torch.zeros(4, 2, 3)
    rows[0, :, 2] = torch.tensor(heights)
    return rows.flatten(1)


def _polygons() -> np.ndarray:
    """(P, 4) int32 quads: the side of the tube, and strips that close its two ends; outward."""
    side = [
        [r * SIDES + s, r * SIDES + (s + 1) % SIDES, (r + 1) * SIDES + (s + 1) % SIDES, (r + 1) * SIDES + s]
        for r in range(RINGS - 1)
        for s in range(SIDES)
    ]
    strips = [[i, i + 1, SIDES - 2 - i, SIDES - 1 - i] for i in range(SIDES // 2 - 1)]
    last = (RINGS - 1) * SIDES
    return np.array(
        side + [strip[::-1] for strip in strips] + [[last + i for i in strip] for strip in strips], np.int32
    )
