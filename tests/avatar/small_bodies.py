"""Bodies of a few vertices that show words otherwise than Anny: by unnamed coefficients, or a head alone."""

import dataclasses

import torch

from backend.body import BodyData, Parameter, load_body


def stick() -> BodyData:
    """A tube whose two coefficients have no names: the first stretches it and widens it a little, the second widens."""
    toy = load_body("toy")
    taller, wider = toy.dense
    return dataclasses.replace(
        toy,
        name="stick",
        parameters=tuple(Parameter(f"beta_{k}", "shape", -5.0, 5.0, 0.0, f"Shape {k}") for k in range(2)),
        dense=torch.stack([0.2 * taller + 0.02 * wider, 0.15 * wider]),
        coefficients=_two,
        metrics={},
        attributes={},
    )


def bust() -> BodyData:
    """A head alone: two expressions in -3..3 that are not ARKit's, by which it smiles and opens its mouth, and one
    coefficient of shape."""
    toy = load_body("toy")
    return dataclasses.replace(
        toy,
        name="bust",
        parameters=(
            Parameter("shape_0", "shape", -5.0, 5.0, 0.0, "Shape 0"),
            Parameter("expression_0", "expression", -3.0, 3.0, 0.0, "Expression 0", "mouth"),
            Parameter("expression_1", "expression", -3.0, 3.0, 0.0, "Expression 1", "mouth"),
        ),
        coefficients=_head,
        metrics={},
        attributes={
            "mouthSmileLeft": {"expression_1": 1.0},
            "mouthSmileRight": {"expression_1": 1.0},
            "jawOpen": {"expression_0": -2.0},
        },
        form="head",
    )


def _two(body: BodyData, parameters: torch.Tensor) -> torch.Tensor:
    return torch.cat([parameters, parameters.new_zeros(len(parameters), 2)], dim=1)


def _head(body: BodyData, parameters: torch.Tensor) -> torch.Tensor:
    """The coefficient widens; the first expression closes the mouth, the second smiles."""
    shape, first, second = parameters.unbind(1)
    return torch.stack([torch.zeros_like(shape), 0.05 * shape, -first / 2, second], dim=1)
