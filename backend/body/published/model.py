"""What a published body model is made of, whatever file it was read from: named arrays in the model's own frame.

A reader fills it from the user's files, the store keeps it as safetensors, and an adapter makes `BodyData` of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np

Family = Literal["smpl", "smplx", "flame", "smal", "ict"]
FAMILIES: tuple[Family, ...] = ("smpl", "smplx", "flame", "smal", "ict")

UNIT_METRES: Mapping[Family, float] = MappingProxyType(
    {"smpl": 1.0, "smplx": 1.0, "flame": 1.0, "smal": 1.0, "ict": 0.01}
)
"""Metres in one unit of length of the family's files."""


@dataclass(frozen=True, eq=False, kw_only=True)
class PublishedModel:
    """One model; lengths in the unit of its family, axes as in its files (Y up, facing +Z, but for SMAL).

    V vertices, J joints, S shape and E expression coefficients.
    """

    family: Family
    variant: str
    """what tells it from others of its family: "neutral", "female", "male"; "2020", "2023", "2023-open", with "-female"
    or "-male" after it where the head is not of both; or "" """
    licence: str
    """its licence in one line, as its publisher states it"""
    sources: tuple[str, ...]
    """names of the files that it was read from"""

    template: np.ndarray
    """(V, 3) float32"""
    faces: np.ndarray
    """(F, 3) int32, or (F, 4) where quads are told, with -1 in the last column of a triangle"""
    shape_basis: np.ndarray
    """(V, 3, S) float32, per standard deviation"""
    expression_basis: np.ndarray
    """(V, 3, E) float32; E is 0 without expressions"""
    pose_basis: np.ndarray
    """(9 (J - 1), V, 3) float32, by the elements of R - I of every joint but the root; (0, V, 3) without"""
    joint_regressor: np.ndarray
    """(J, V) float32"""
    weights: np.ndarray
    """(V, J) float32, rows sum to 1"""
    parents: np.ndarray
    """(J,) int32, -1 for the root, parents before children"""
    joint_names: tuple[str, ...]
    """J names in the field's usual words ("left_hip", "jaw", "left_index1" …)"""
    shape_names: tuple[str, ...] = ()
    """S names where the model has meanings for them, else empty"""
    expression_names: tuple[str, ...] = ()
    """E names where the model has meanings for them, else empty"""
    uvs: np.ndarray | None = None
    """(T, 2) float32, v upwards"""
    uv_faces: np.ndarray | None = None
    """like `faces`, indices of `uvs`"""
    extras: Mapping[str, np.ndarray] = field(default_factory=dict)
    """what a family has besides, where its files have it:
    SMPL-X: hand_components_left, hand_components_right (45, 45), hand_mean_left, hand_mean_right (45,),
    vertices_flame (5023,) those of its vertices that are FLAME's;
    SMPL-X, FLAME: landmark_faces (L,), landmark_barycentrics (L, 3), contour_faces (79, 17),
    contour_barycentrics (79, 17, 3), albedo (H, W, 3) uint8 sRGB, the first row on top;
    FLAME: mediapipe_faces (105,), mediapipe_barycentrics (105, 3), mediapipe_numbers (105,),
    landmark68_faces (68,), landmark68_barycentrics (68, 3),
    eyelids (2, V, 3) what closes the left and the right eye, added to the template;
    SMAL: family_means (5, 41) shapes of cats, dogs, horses, cows, hippos; ICT: landmark_vertices (68,);
    all: groups of vertices under "vertices_NAME" (N,) int32"""

    @property
    def name(self) -> str:
        """How requests and lists call it: "smpl-female", "flame-2023-open", "ict"."""
        return f"{self.family}-{self.variant}" if self.variant else self.family
