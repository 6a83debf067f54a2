"""Parametric bodies: `load_body`, then pure functions from sliders to vertices, joints, poses and measurements."""

from backend.body.data import BodyData, Parameter, RigData, SkeletonMap
from backend.body.measure import measure
from backend.body.models import ADAPTERS, load_body
from backend.body.shape import (
    expression_offsets,
    joints,
    lowest,
    orient,
    parameter_vector,
    rest,
    rest_matrices,
    rest_shape,
    still_face,
)
from backend.body.skinning import bone_transforms, skin, skin_and_bones

__all__ = [
    "ADAPTERS",
    "BodyData",
    "Parameter",
    "RigData",
    "SkeletonMap",
    "bone_transforms",
    "expression_offsets",
    "joints",
    "load_body",
    "lowest",
    "measure",
    "orient",
    "parameter_vector",
    "rest",
    "rest_matrices",
    "rest_shape",
    "skin",
    "skin_and_bones",
    "still_face",
]
