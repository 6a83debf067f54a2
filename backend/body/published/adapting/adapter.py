"""From the arrays of a published model to `BodyData`: what all families share; `forms.py` says what differs.

rest vertices = template + shape basis · betas + expression basis · expressions
joints        = joint regressor · rest vertices with a still face
posed         = linear blend skinning(rest vertices + pose basis · (R - I))
"""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
from torch import Tensor

from backend.body.arm_length import with_arms
from backend.body.blend import sparse_rows
from backend.body.data import FURTHER, BodyData, Parameter, SparseRows
from backend.body.published.adapting.axes import Axes, axes_of
from backend.body.published.adapting.expressions import EYELIDS, Expression, expressions_of
from backend.body.published.adapting.forms import form_of
from backend.body.published.adapting.ict_head import texture_parts, whole_head
from backend.body.published.adapting.meanings import SHOWN, with_meanings
from backend.body.published.model import PublishedModel
from backend.body.unwrap import unwrapped
from backend.protocol.sliders import ARKIT_52

DEVIATIONS = 5.0
"""how far a coefficient of shape may go from 0, in standard deviations"""
MADE_UVS, MADE_UV_FACES = "made_uvs", "made_uv_faces"
"""extras of a model without texture coordinates: those that were made for it"""
ANIMALS = ("cat", "dog", "horse", "cow", "hippo")
"""SMAL's families, in the order of their means"""
LOCAL = 0.3
"""expressions that move a smaller part of the mesh than this are kept as the vertices that they move"""
_BLINKS = dict(zip(("eyeBlinkLeft", "eyeBlinkRight"), EYELIDS, strict=True))
_SHAPES = {"smpl": "beta", "smplx": "beta", "smal": "beta", "flame": "shape", "ict": "identity"}


def published_body(model: PublishedModel) -> BodyData:
    """The body on the CPU, in the world's frame: metres, Z up, facing -Y, standing on z = 0.

    Its sliders are the model's own coefficients in standard deviations ("beta_0", "expression_0" …), or have the names
    that the model has for them.
    """
    if model.family == "ict":
        model = whole_head(model)
    axes = axes_of(model)
    template = np.ascontiguousarray(axes.lengths(model.template))
    triangles = triangulated(model.faces)
    uvs, uv_faces = _texture_space(model, triangles)
    shapes, expressions = _shapes(model), expressions_of(model)
    basis = axes.basis(model.shape_basis).reshape(len(shapes), -1)
    kinds, kind_rows = _kinds(model, basis)
    face_keys = {expression.parameter.name for expression in expressions}
    faces, sparse = _expression_rows(expressions, axes, len(template))
    form = form_of(model, axes, template, triangles)
    body = BodyData(
        name=model.name,
        licence=model.licence,
        parameters=(*kinds, *shapes, *(expression.parameter for expression in expressions)),
        template=torch.from_numpy(template),
        faces=torch.from_numpy(triangles.astype(np.int64)),
        polygons=triangles,
        uvs=torch.from_numpy(uvs),
        uv_faces=torch.from_numpy(uv_faces),
        uv_polygons=uv_faces,
        dense=torch.from_numpy(np.concatenate([kind_rows, basis, faces])),
        sparse=sparse,
        rigs=form.rigs,
        coefficients=_coefficients,
        tables=form.tables,
        regions=form.regions,
        landmarks={name: torch.from_numpy(values) for name, values in form.landmarks.items()},
        form=form.form,
        own_uvs=model.uvs is not None and model.family != "ict",
        albedo=model.extras.get("albedo"),
        texture_parts=texture_parts(model) if model.family == "ict" else {},
        skeletons=form.skeletons,
        attributes={
            **{name: {name: 1.0} for name in sorted(face_keys & set(ARKIT_52))},
            **{blink: {lid: 1.0} for blink, lid in _BLINKS.items() if lid in face_keys},
        },
    )
    return with_arms(with_meanings(body))


def with_texture_space(model: PublishedModel) -> PublishedModel:
    """The model with texture coordinates made for it where it has none. It takes seconds, so it is done once, when the
    model is added; a head of which not all is shown has its own."""
    if model.uvs is not None or MADE_UVS in model.extras or model.family == "ict":
        return model
    uvs, uv_faces = unwrapped(model.template, triangulated(model.faces))
    return dataclasses.replace(model, extras={**model.extras, MADE_UVS: uvs, MADE_UV_FACES: uv_faces})


def triangulated(faces: np.ndarray) -> np.ndarray:
    """(T, 3) int32 of (F, 3), or of (F, 4) with -1 in the last column of a triangle."""
    if faces.shape[1] == 3:
        return np.ascontiguousarray(faces, np.int32)
    both = np.stack([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]], axis=1).reshape(-1, 3)
    return np.ascontiguousarray(both[(both >= 0).all(axis=1)], np.int32)


def _texture_space(model: PublishedModel, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """uvs (T, 2) float32 and those of each triangle (F, 3) int32."""
    if model.uvs is None or model.uv_faces is None:
        if MADE_UVS not in model.extras:
            return unwrapped(model.template, triangles)
        return np.asarray(model.extras[MADE_UVS], np.float32), np.asarray(model.extras[MADE_UV_FACES], np.int32)
    uv_faces = triangulated(model.uv_faces)
    return np.ascontiguousarray(model.uvs, np.float32), uv_faces


def _shapes(model: PublishedModel) -> tuple[Parameter, ...]:
    stem, count = _SHAPES[model.family], model.shape_basis.shape[2]
    named = model.shape_names or tuple(f"{stem}_{k}" for k in range(count))
    return tuple(
        Parameter(
            name,
            "shape",
            -DEVIATIONS,
            DEVIATIONS,
            0.0,
            f"{stem.capitalize()} {k}" if model.shape_names else f"Shape {k}",
            "" if k < SHOWN else FURTHER,
        )
        for k, name in enumerate(named)
    )


def _kinds(model: PublishedModel, basis: np.ndarray) -> tuple[tuple[Parameter, ...], np.ndarray]:
    """A slider from the mean animal to each family of animals whose mean shape is known, and its (N, V * 3) rows."""
    means = model.extras.get("family_means")
    if means is None or len(means) != len(ANIMALS):
        return (), np.zeros((0, basis.shape[1]), np.float32)
    made = tuple(Parameter(name, "phenotype", 0.0, 1.0, 0.0, name.capitalize()) for name in ANIMALS)
    return made, np.asarray(means, np.float32) @ basis[: means.shape[1]]


def _expression_rows(expressions: tuple[Expression, ...], axes: Axes, count: int) -> tuple[np.ndarray, SparseRows]:
    """Blend shapes of the expressions: (E, V * 3) float32 where they move much of the mesh, else as sparse rows."""
    none = sparse_rows([], torch.zeros(0, dtype=torch.int64), torch.zeros(0, 3), count)
    if not expressions:
        return np.zeros((0, count * 3), np.float32), none
    moved = [np.flatnonzero(expression.offsets.any(axis=1)) for expression in expressions]
    if sum(map(len, moved)) > LOCAL * count * len(expressions):
        together = np.stack([expression.offsets for expression in expressions], axis=-1)
        return axes.basis(together).reshape(len(expressions), -1), none
    pairs = zip(expressions, moved, strict=True)
    picked = np.concatenate([axes.lengths(expression.offsets[places]) for expression, places in pairs])
    vertices = torch.from_numpy(np.concatenate(moved).astype(np.int64))
    return np.zeros((0, count * 3), np.float32), sparse_rows(
        [len(places) for places in moved], vertices, torch.from_numpy(np.ascontiguousarray(picked)), count
    )


def _coefficients(body: BodyData, parameters: Tensor) -> Tensor:
    return parameters
