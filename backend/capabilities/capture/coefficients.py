"""A take in the expressions of a body of another family, by the names that programs for FLAME read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rigging.faces.face_take import FaceTake
from rigging.rotations import matrices_from_quaternions

from ...body.fitting.expression_map import JAW
from ...capture.aligned import turn_vectors
from ...context import JobContext
from .acting import TO_FLAME, solved_for

LIDS = ("eyelid_left", "eyelid_right")


def coefficients_of(body: str, take: FaceTake, context: JobContext) -> dict[str, np.ndarray]:
    """As of `CaptureResult.coefficients`. Raises BadRequest where the body has no face that moves, and as
    `load_body`."""
    names, values = solved_for(body, replace(take, values=np.clip(take.values, 0.0, 1.0)), context)
    places = {name: place for place, name in enumerate(names)}
    groups = {"jaw_pose": JAW, "eyelids": LIDS}
    out = {key: [places.pop(name) for name in group if name in places] for key, group in groups.items()}
    out["expression"] = list(places.values())
    made = {key: values[:, columns] for key, columns in out.items() if columns}
    made["global_orient"] = turn_vectors(matrices_from_quaternions(take.head)) @ TO_FLAME.T
    return {key: array.astype(np.float32) for key, array in made.items()}
