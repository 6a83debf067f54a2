"""The one parametric form that every body model fits: frozen arrays, no behaviour.

    rest vertices = template + blend shapes · coefficients(parameters)
    joints        = joint template + joint blend shapes · coefficients      (Anny: points not in the mesh)
                  | joint regressor · rest vertices                         (SMPL, SMPL-X, FLAME, SMAL)
    posed         = linear blend skinning(rest vertices + pose correctives · (R - I))

An adapter (`anny.py`, `toy.py`) fills the arrays and gives `coefficients`, the map from sliders to blend shape weights.
"""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

from backend.body.variation import Variation

GROUPS = ("phenotype", "local", "expression", "shape")
FURTHER = "further"
"""`Parameter.part` of the later of many coefficients without a name: words leave them, and a panel folds them away"""


@dataclass(frozen=True)
class Parameter:
    """One slider: a plain number without unit, in a range of its own (0..1, -1..1, -5..5 …)."""

    name: str
    group: str
    """"phenotype", "local", "expression" or "shape" (coefficients without a meaning of their own)"""
    minimum: float
    maximum: float
    default: float
    label: str
    part: str = ""
    """what of the face or body it moves ("brows", "mouth" …), under which a panel shows it; "" where that is unsaid"""


@dataclass(frozen=True)
class SkeletonMap:
    """How a rig of the body becomes a skeleton that other programs know (rigging/skeletons.py)."""

    rig: str
    """name in `BodyData.rigs`"""
    bones: Mapping[str, str] = field(default_factory=dict)
    """own bone -> bone of the skeleton; several may become one. Bones that are not here keep their names, and one that
    the skeleton does not have goes along with its parent."""
    stands: Literal["t", "a"] = "a"
    """the pose that the body's own rest pose is nearest to, which tells how its collar bones lie"""


@dataclass(frozen=True, eq=False, repr=False)
class SparseRows:
    """Blend shapes that move few vertices, row k holding entries `starts[k]:starts[k + 1]`.

    starts: tuple of K + 1 offsets; vertices: (N,) int64; offsets: (N, 3) float32, metres
    matrix, transposed: the same as sparse CSR matrices (V * 3, K) and (K, V * 3); see blend.sparse_rows
    """

    starts: tuple[int, ...]
    vertices: Tensor
    offsets: Tensor
    matrix: Tensor
    transposed: Tensor

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, eq=False, repr=False)
class RigData:
    """A skeleton with its skin weights.

    parents: (J,) index of each bone's parent, -1 for the root; parents come before children
    head_template, tail_template: (J, 3) metres in the model's own frame, heads and tails at zero coefficients
    head_basis, tail_basis: (K, J * 3) their blend shapes, or None where `head_regressor` gives the joints
    head_regressor, tail_regressor: (J, V) weights of the rest vertices with a still face, or None
    roll_axes: (J, 3) direction that each bone's X axis keeps to as near as the bone's direction allows
    weights: (V, J) dense float32, rows sum to 1
    weight_indices, weight_values: (V, M) the same, only the bones that act on a vertex, padded with weight 0
    pose_correctives: (9 (J - 1), V * 3) or None: offsets by the entries of R - I of every bone but the root,
        R relative to the parent and in the axes of the body
    roll_axes None means bones without direction: their rest orientation is the identity. Where nothing tells tails, a
    bone ends where it begins.
    """

    bone_names: tuple[str, ...]
    parents: tuple[int, ...]
    head_template: Tensor | None
    tail_template: Tensor | None
    head_basis: Tensor | None
    tail_basis: Tensor | None
    head_regressor: Tensor | None
    roll_axes: Tensor | None
    weights: Tensor
    weight_indices: Tensor
    weight_values: Tensor
    pose_correctives: Tensor | None = None
    tail_regressor: Tensor | None = None

    @cached_property
    def ancestors(self) -> tuple[Tensor, ...]:
        """(J + 1,) each: the bone 1, 2, 4, … steps up the chain, J (a place for the identity) beyond the root."""
        with torch.inference_mode(
            False
        ):  # kept for calls that want gradients, even when first used in one that does not
            return self._ancestors()

    def _ancestors(self) -> tuple[Tensor, ...]:
        count = len(self.parents)
        step = torch.tensor([p if p >= 0 else count for p in self.parents] + [count])
        table = []
        while bool((step < count).any()):
            table.append(step.to(self.weights.device))
            step = step[step]
        return tuple(table)

    @cached_property
    def sparse_weights(self) -> tuple[Tensor, Tensor]:
        """The weights (V, J) and their transpose as sparse CSR matrices."""
        with torch.inference_mode(False):
            return compressed(self.weights), compressed(self.weights.T)


@dataclass(frozen=True, eq=False, repr=False)
class FaceFrames:
    """What face.py needs to fit a body's expressions to its face: E expressions on N vertices, R regions.

    first: place of the first expression among the coefficients, whose rows of `BodyData.sparse` are empty
    places: (N * 3,) int64 of the N vertices' coordinates among all V * 3; offsets: (E, N * 3) metres, on the reference
    weights: (N, R) share of each region in a vertex, rows sum to 1
    fitted: (U,) int64 vertices that the regions' maps are fitted to; fits: (R * 3, U) the linear part by least squares
    """

    first: int
    places: Tensor
    offsets: Tensor
    weights: Tensor
    fitted: Tensor
    fits: Tensor

    def of(self, coefficients: Tensor) -> Tensor:
        """(B, E) the coefficients of the expressions among all, (B, K)."""
        return coefficients[:, self.first : self.first + len(self.offsets)]


@dataclass(frozen=True, eq=False, repr=False)
class BodyData:
    """A parametric body. Arrays are on one device; `to` moves them.

    template: (V, 3) float32, metres, Z up, facing -Y
    faces: (F, 3) int64 triangles; polygons: (P, 4) int32 quads (or (P, 3)), the mesh that artists get
    uvs: (T, 2) float32, origin bottom left; uv_faces: (F, 3) int32 parallel to faces; uv_polygons parallel to polygons
    dense: (Kd, V * 3) blend shapes that move most vertices; sparse: the Ks others; coefficients come in this order
    grounded: figures are moved so that their lowest vertex has z = 0
    regions: named vertex indices, e.g. "head", "eye_left"; landmarks: named data for the measurements
    coefficients: (body, parameters (B, P)) -> (B, Kd + Ks) blend shape weights
    face: how expressions follow the face, or None where they are blend shapes like the others
    form: a whole person; a head alone, which has no waist and stands on nothing; or an animal
    own_uvs: whether `uvs` are the model's; others were made for it, and no picture from elsewhere fits them
    albedo: (H, W, 3) uint8 sRGB, the first row on top: a picture of its own on `uvs`, or None
    texture_parts: what is not skin on it ("eyes", "teeth" …) -> left, bottom, right and top in a texture without masks
    skeletons: name in rigging/skeletons.py -> how a rig becomes it, the one that a figure gets unasked first; a body
        without any goes out with its own bones
    metrics: what people state in numbers ("height" in metres, "mass" in kg, "age" in years) -> slider that moves it;
        words as "tall" move it, too, by what is measured (attributes.py)
    attributes: attribute of words (backend/words/attributes.py) -> slider -> what one unit of it adds to the slider;
        words move other sliders only by how pictures answer to them
    variation: how people vary in these attributes, and what goes with what
    years: (years, value of the slider that `metrics` names for "age"), ascending; () where a body does not age
    measure_sliders: measurement -> the sliders that are for it, which move first when it is wanted otherwise
    readiness: slider that may move so that measurements are as wanted -> how far it moves as readily as others do; of
        a body that names none, its first coefficients by one standard deviation
    """

    name: str
    licence: str
    parameters: tuple[Parameter, ...]
    template: Tensor
    faces: Tensor
    polygons: np.ndarray
    uvs: Tensor
    uv_faces: Tensor
    uv_polygons: np.ndarray
    dense: Tensor
    sparse: SparseRows
    rigs: Mapping[str, RigData]
    coefficients: Callable[[BodyData, Tensor], Tensor]
    tables: Mapping[str, Tensor] = field(default_factory=dict)
    grounded: bool = True
    regions: Mapping[str, np.ndarray] = field(default_factory=dict)
    landmarks: Mapping[str, Tensor] = field(default_factory=dict)
    face: FaceFrames | None = None
    form: Literal["person", "head", "animal"] = "person"
    own_uvs: bool = True
    albedo: np.ndarray | None = None
    texture_parts: Mapping[str, tuple[float, float, float, float]] = field(default_factory=dict)
    skeletons: Mapping[str, SkeletonMap] = field(default_factory=dict)
    metrics: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    variation: Variation = field(default_factory=Variation)
    years: tuple[tuple[float, float], ...] = ()
    measure_sliders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    readiness: Mapping[str, float] = field(default_factory=dict)

    @property
    def device(self) -> torch.device:
        return self.template.device

    @property
    def vertex_count(self) -> int:
        return self.template.shape[0]

    @cached_property
    def parameter_index(self) -> dict[str, int]:
        return {parameter.name: i for i, parameter in enumerate(self.parameters)}

    @cached_property
    def defaults(self) -> Tensor:
        """(P,) the default of every parameter."""
        with torch.inference_mode(False):
            return torch.tensor([p.default for p in self.parameters], dtype=torch.float32, device=self.device)

    @cached_property
    def expressions(self) -> tuple[Parameter, ...]:
        """What moves the face and becomes shape keys; a body without any has no face to move."""
        return tuple(p for p in self.parameters if p.group == "expression")

    @cached_property
    def expression_names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.expressions)

    @cached_property
    def expression_columns(self) -> Tensor:
        """(E,) int64 where the expressions stand among the parameters."""
        with torch.inference_mode(False):
            return torch.tensor([self.parameter_index[p.name] for p in self.expressions], device=self.device).long()

    def to(self, device: str | torch.device) -> BodyData:
        return _move(self, torch.device(device))


def compressed(matrix: Tensor) -> Tensor:
    """The matrix as sparse CSR with 32-bit indices, which is what the fast kernels take."""
    with warnings.catch_warnings():
        # torch announces once per process that its CSR support is in beta
        warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta")
        rows = matrix.to_sparse_csr()
        return torch.sparse_csr_tensor(
            rows.crow_indices().int(), rows.col_indices().int(), rows.values(), rows.shape, check_invariants=False
        )


def _move(value: Any, device: torch.device) -> Any:
    """The same frozen data with every tensor on `device`."""
    if isinstance(value, Tensor):
        return value.to(device)
    if isinstance(value, Mapping):
        return {key: _move(item, device) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: _move(getattr(value, f.name), device) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **changes)
    return value
