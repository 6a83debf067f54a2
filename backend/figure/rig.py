"""A body's shape becomes a mesh in the standard rest pose with the skeleton that other programs know."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from rigging.rest_pose import Pose, RestPose, local_rotations, to_rest_pose
from rigging.skeletons import SKELETONS, Skeleton
from rigging.weights import prune_lists

from ..body import BodyData, RigData, expression_offsets, lowest, orient, rest, rest_shape, skin
from ..protocol.errors import BadRequest
from ..protocol.results import Rig

OWN = "own"


def rigged(
    body: BodyData, parameters: Tensor, skeleton: str, rest_pose: Pose, between: Callable[[], None] = lambda: None
) -> tuple[np.ndarray, Rig, np.ndarray]:
    """Mesh and rig of one shape, with a neutral face, soles on z = 0.

    parameters: (1, P) slider values; those of expressions do not count. between: as of `assemble`.
    Returns vertices (V, 3) float32 metres, the rig, and the offsets (K, V, 3) float32 of the face keys in that pose.
    """
    parameters = _neutral(body, parameters)
    if skeleton == OWN:
        return _as_it_is(body, parameters)
    target, rig = _skeleton(body, skeleton), body.rigs[skeleton]
    native, heads, tails = rest(body, skeleton, parameters)
    posed = to_rest_pose(target, rest_pose, rig.bone_names, _numpy(heads)[0], _numpy(tails)[0])
    vertices, ground = _placed(body, skeleton, native, heads, posed.local_rotations[None])
    between()
    offsets = expression_offsets(body, parameters)
    between()
    offsets = _turned(offsets, rig, posed)
    matrices = posed.rest_matrices.copy()
    matrices[:, 2, 3] -= float(ground[0])
    indices, weights = prune_lists(rig.weight_indices.cpu().numpy(), rig.weight_values.cpu().numpy())
    to_target = np.empty(len(rig.bone_names), np.int32)
    to_target[posed.source[posed.source >= 0]] = np.flatnonzero(posed.source >= 0)
    return (
        vertices[0].cpu().numpy(),
        Rig(
            kind=target.name,
            bone_names=target.names,
            parents=np.array(target.parents, np.int32),
            rest_matrices=matrices.astype(np.float32),
            lengths=posed.lengths.astype(np.float32),
            weights=weights,
            bone_indices=np.where(weights > 0.0, to_target[indices], 0).astype(np.int32),
        ),
        offsets,
    )


def in_rest_pose(body: BodyData, parameters: Tensor, skeleton: str, rest_pose: Pose) -> tuple[Tensor, Tensor]:
    """Vertices (B, V, 3) of shapes `parameters` (B, P), soles on z = 0: as the body has them, and in the rig's rest
    pose. For a mesh that has to follow a slider at once."""
    if skeleton == OWN:
        native = rest_shape(body, parameters)
        return native, native
    target, names = _skeleton(body, skeleton), body.rigs[skeleton].bone_names
    native, heads, tails = rest(body, skeleton, parameters)
    pairs = zip(_numpy(heads), _numpy(tails), strict=True)
    rotations = np.stack([local_rotations(target, rest_pose, names, head, tail) for head, tail in pairs])
    return native, _placed(body, skeleton, native, heads, rotations)[0]


def _as_it_is(body: BodyData, parameters: Tensor) -> tuple[np.ndarray, Rig, np.ndarray]:
    """As `rigged`, with the body's first skeleton under its own bone names and in the rest pose of its model."""
    name, rig = next(iter(body.rigs.items()))
    vertices, heads, tails = rest(body, name, parameters)
    indices, weights = prune_lists(rig.weight_indices.cpu().numpy(), rig.weight_values.cpu().numpy())
    own = Rig(
        kind=name,
        bone_names=rig.bone_names,
        parents=np.array(rig.parents, np.int32),
        rest_matrices=orient(rig, heads, tails)[0].cpu().numpy().astype(np.float32),
        lengths=(tails - heads)[0].norm(dim=-1).cpu().numpy().astype(np.float32),
        weights=weights,
        bone_indices=np.where(weights > 0.0, indices, 0).astype(np.int32),
    )
    offsets = expression_offsets(body, parameters).cpu().numpy().astype(np.float32)
    return vertices[0].cpu().numpy(), own, offsets


def _skeleton(body: BodyData, name: str) -> Skeleton:
    if name not in body.rigs or name not in SKELETONS:
        known = sorted(set(body.rigs) & set(SKELETONS))
        raise BadRequest(
            f'The body "{body.name}" has no skeleton "{name}".', f"Choose from: {', '.join([*known, OWN])}."
        )
    return SKELETONS[name]


def _neutral(body: BodyData, parameters: Tensor) -> Tensor:
    out = parameters.clone()
    for column, parameter in enumerate(body.parameters):
        if parameter.group == "expression":
            out[:, column] = parameter.default
    return out


def _numpy(values: Tensor) -> np.ndarray:
    return values.detach().cpu().numpy()


def _placed(
    body: BodyData, skeleton: str, native: Tensor, heads: Tensor, rotations: np.ndarray
) -> tuple[Tensor, Tensor]:
    """Skinned vertices (B, V, 3) on the ground, and the height (B,) that the ground had before.

    heads: (B, J, 3) joints of the body's own rest pose; rotations: (B, J, 3, 3) relative to the parent's.
    """
    frames = torch.eye(4, dtype=native.dtype, device=native.device).repeat(*heads.shape[:2], 1, 1)
    frames[..., :3, 3] = heads
    vertices = skin(body, skeleton, native, frames, torch.as_tensor(rotations).to(native), None)
    ground = lowest(vertices)
    return vertices - torch.nn.functional.pad(ground[:, None, None], (2, 0)), ground


def _turned(offsets: Tensor, rig: RigData, pose: RestPose) -> np.ndarray:
    """Offsets (K, V, 3) turned as skinning turns the vertices that they move."""
    moved = offsets.detach().cpu().numpy()
    if not len(moved):
        return moved.astype(np.float32)
    touched = np.flatnonzero(np.abs(moved).max(axis=(0, 2)) > 0.0)
    bones, weights = rig.weight_indices.cpu().numpy()[touched], rig.weight_values.cpu().numpy()[touched]
    turns = np.einsum("vk,vkij->vij", weights, pose.rotations[bones]).astype(np.float32)
    out = np.zeros_like(moved, dtype=np.float32)
    out[:, touched] = np.einsum("vij,kvj->kvi", turns, moved[:, touched])
    return out
