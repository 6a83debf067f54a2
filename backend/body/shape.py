"""From sliders to a figure at rest: vertices, joints, rest matrices, expression offsets."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping

import torch
from torch import Tensor

from backend.body.blend import blend
from backend.body.data import BodyData, RigData
from backend.body.face import expressed, offsets_on
from backend.protocol.errors import BadRequest


def parameter_vector(body: BodyData, sliders: Mapping[str, float | Tensor], batch: int = 1) -> Tensor:
    """(B, P) float32: the defaults with the named sliders set; tensor values may be () or (B,) and keep their gradient.

    Raises BadRequest for an unknown name (with close matches), for NaN and for a value out of its range.
    """
    values = body.defaults.repeat(batch, 1)
    plain: dict[int, float] = {}
    columns: dict[int, Tensor] = {}
    for name, value in sliders.items():
        index = body.parameter_index.get(name)
        if index is None:
            near = difflib.get_close_matches(name, body.parameter_index, n=3, cutoff=0.5)
            hint = (
                f"Did you mean {', '.join(near)}?"
                if near
                else f"Some of its sliders: {', '.join(list(body.parameter_index)[:8])}."
            )
            raise BadRequest(f"The body {body.name} has no slider {name!r}.", hint)
        if isinstance(value, Tensor):
            if value.ndim > 1 or (value.ndim == 1 and value.shape[0] not in (1, batch)):
                raise BadRequest(f"Slider {name} has shape {tuple(value.shape)}.", f"Give one number or {batch}.")
            _check_range(body, index, float(value.detach().min()), float(value.detach().max()))
            columns[index] = value.to(values).expand(batch)
        else:
            _check_range(body, index, value, value)
            plain[index] = value
    if plain:  # all at once: a torch call for each of some hundred sliders would take longer than the body
        values[:, list(plain)] = torch.tensor(list(plain.values()), dtype=values.dtype, device=values.device)
    if columns:
        index = torch.tensor(list(columns), device=body.device)
        values = values.index_copy(1, index, torch.stack(list(columns.values()), dim=1))
    return values


def _check_range(body: BodyData, index: int, low: float, high: float) -> None:
    parameter = body.parameters[index]
    # comparisons with NaN are false, so NaN lands here as well
    if not (parameter.minimum - 1e-6 <= low and high <= parameter.maximum + 1e-6):
        bad = low if math.isnan(low) or low < parameter.minimum else high
        raise BadRequest(
            f"Slider {parameter.name} cannot be {bad:g}.",
            f"Use a number from {parameter.minimum:g} to {parameter.maximum:g}.",
        )


def rest_shape(body: BodyData, parameters: Tensor) -> Tensor:
    """(B, V, 3) rest vertices in metres, Z up, facing -Y, soles at z = 0. parameters: (B, P)"""
    return _rest_vertices(body, body.coefficients(body, parameters))[0]


def joints(body: BodyData, rig: str, parameters: Tensor) -> tuple[Tensor, Tensor]:
    """Heads and tails (B, J, 3) of the bones at rest, in the frame of `rest_shape`. Expressions do not move them."""
    return rest(body, rig, parameters)[1:]


def rest(body: BodyData, rig: str, parameters: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """`rest_shape` and `joints` together, for about the price of the first."""
    skeleton = rig_of(body, rig)
    coefficients = body.coefficients(body, parameters)
    vertices, ground = _rest_vertices(body, coefficients)
    if skeleton.head_regressor is not None:
        still = _with_still_face(body, parameters, vertices, ground)
        heads = skeleton.head_regressor @ still
        return vertices, heads, heads if skeleton.tail_regressor is None else skeleton.tail_regressor @ still
    assert skeleton.head_template is not None and skeleton.head_basis is not None
    heads = skeleton.head_template + (coefficients @ skeleton.head_basis).view(len(coefficients), -1, 3) - ground
    if skeleton.tail_template is None or skeleton.tail_basis is None:
        return vertices, heads, heads
    tails = skeleton.tail_template + (coefficients @ skeleton.tail_basis).view(len(coefficients), -1, 3) - ground
    return vertices, heads, tails


def still_face(body: BodyData, parameters: Tensor) -> Tensor:
    """(B, P) the same figures with every expression at its default."""
    columns = body.expression_columns
    if not len(columns):
        return parameters
    return parameters.index_copy(1, columns, body.defaults[columns].expand(len(parameters), -1))


def _with_still_face(body: BodyData, parameters: Tensor, vertices: Tensor, ground: Tensor) -> Tensor:
    """(B, V, 3) what joints are regressed from, standing where `vertices` stand."""
    if not body.expressions:
        return vertices
    still = still_face(body, parameters)
    # in a drag the face is still already; asking would stop another device, and a gradient must not reach expressions
    if parameters.device.type == "cpu" and not parameters.requires_grad and torch.equal(still, parameters):
        return vertices
    neutral, its_ground = _rest_vertices(body, body.coefficients(body, still))
    return neutral + its_ground - ground


def rest_matrices(body: BodyData, rig: str, parameters: Tensor) -> Tensor:
    """(B, J, 4, 4) each bone's rest matrix: origin at the head, Y axis towards the tail as in Blender."""
    return orient(rig_of(body, rig), *joints(body, rig, parameters))


def orient(rig: RigData, heads: Tensor, tails: Tensor) -> Tensor:
    """(B, J, 4, 4) rest matrices from heads and tails (B, J, 3).

    Y points from head to tail; X is the rig's roll axis made orthogonal to it, so that the roll follows the shape
    smoothly and is the same, up to the bone's direction, for every body.
    """
    matrices = torch.zeros(*heads.shape[:2], 4, 4, dtype=heads.dtype, device=heads.device)
    matrices[..., 3, 3] = 1
    matrices[..., :3, 3] = heads
    if rig.roll_axes is None:
        matrices[..., :3, :3] = torch.eye(3, dtype=heads.dtype, device=heads.device)
        return matrices
    y = torch.nn.functional.normalize(tails - heads, dim=-1)
    x = rig.roll_axes - (rig.roll_axes * y).sum(dim=-1, keepdim=True) * y
    x = torch.nn.functional.normalize(x, dim=-1)
    matrices[..., :3, :3] = torch.stack([x, y, torch.linalg.cross(x, y)], dim=-1)
    return matrices


def expression_offsets(body: BodyData, parameters: Tensor) -> Tensor:
    """(E, V, 3) metres: what each expression at 1 adds to the rest shape, in the order of `body.expression_names`.

    A body with `face` has them as large as its face; of others they are the same for every shape.
    """
    columns = body.expression_columns
    if not len(columns):
        return body.template.new_zeros(0, body.vertex_count, 3)
    base = parameters[:1].detach().index_fill(1, columns, 0.0)
    if body.face is not None:
        return offsets_on(body.face, _rest_vertices(body, body.coefficients(body, base))[0])
    probes = base.repeat(len(columns) + 1, 1)
    probes[torch.arange(len(columns), device=probes.device), columns] = 1
    coefficients = body.coefficients(body, probes)
    return blend(coefficients[:-1] - coefficients[-1:], body.dense, body.sparse).view(len(columns), -1, 3)


def rig_of(body: BodyData, rig: str) -> RigData:
    """The named skeleton; raises BadRequest naming those there are."""
    if rig not in body.rigs:
        raise BadRequest(f"The body {body.name} has no rig {rig!r}.", f"Use one of {', '.join(body.rigs)}.")
    return body.rigs[rig]


def _rest_vertices(body: BodyData, coefficients: Tensor) -> tuple[Tensor, Tensor]:
    """Grounded vertices (B, V, 3) and what was taken off them, (B, 1, 3)."""
    offsets = blend(coefficients, body.dense, body.sparse)
    vertices = body.template + offsets.view(len(offsets), -1, 3)
    if body.face is not None:
        vertices = expressed(body.face, vertices, body.face.of(coefficients))
    ground = torch.zeros(len(offsets), 1, 3, dtype=vertices.dtype, device=vertices.device)
    if body.grounded:
        ground[:, 0, 2] = lowest(vertices)
    return vertices - ground, ground


def lowest(vertices: Tensor) -> Tensor:
    """(B,) the smallest z of vertices (B, V, 3)."""
    return vertices[..., 2].contiguous().amin(dim=1)  # of a strided column it takes three times as long
