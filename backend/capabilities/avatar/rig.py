"""A body's shape becomes a mesh in the standard rest pose with the skeleton that other programs know."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from rigging.rest_pose import Pose, RestPose, to_rest_pose
from rigging.skeletons import SKELETONS, Skeleton
from rigging.weights import prune_lists

from ...body import BodyData, RigData, expression_offsets, joints, rest_shape, skin
from ...protocol.errors import BadRequest
from ...protocol.results import Rig


def rigged(body: BodyData, parameters: Tensor, skeleton: str, rest_pose: Pose) -> tuple[np.ndarray, Rig, np.ndarray]:
    """Mesh and rig of one shape, with a neutral face, soles on z = 0.

    parameters: (1, P) slider values; those of expressions do not count.
    Returns vertices (V, 3) float32 metres, the rig, and the offsets (K, V, 3) float32 of the face keys in that pose.
    """
    target, rig = _skeleton(body, skeleton), body.rigs[skeleton]
    parameters = _neutral(body, parameters)
    native = rest_shape(body, parameters)
    posed = _rest_poses(body, parameters, target, rest_pose)[0]
    vertices, ground = _placed(body, skeleton, native, [posed])
    offsets = _turned(expression_offsets(body, parameters), rig, posed)
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


def in_rest_pose(body: BodyData, parameters: Tensor, native: Tensor, skeleton: str, rest_pose: Pose) -> Tensor:
    """Vertices `native` (B, V, 3) of shapes `parameters` (B, P) brought to the rest pose of the rig, soles on z = 0."""
    poses = _rest_poses(body, parameters, _skeleton(body, skeleton), rest_pose)
    return _placed(body, skeleton, native, poses)[0]


def _skeleton(body: BodyData, name: str) -> Skeleton:
    if name not in body.rigs or name not in SKELETONS:
        known = sorted(set(body.rigs) & set(SKELETONS))
        raise BadRequest(f'The body "{body.name}" has no skeleton "{name}".', f"It has: {', '.join(known) or 'none'}.")
    return SKELETONS[name]


def _neutral(body: BodyData, parameters: Tensor) -> Tensor:
    out = parameters.clone()
    for column, parameter in enumerate(body.parameters):
        if parameter.group == "expression":
            out[:, column] = parameter.default
    return out


def _rest_poses(body: BodyData, parameters: Tensor, skeleton: Skeleton, pose: Pose) -> list[RestPose]:
    heads, tails = joints(body, skeleton.name, parameters)
    names = body.rigs[skeleton.name].bone_names
    pairs = zip(heads.detach().cpu().numpy(), tails.detach().cpu().numpy(), strict=True)
    return [to_rest_pose(skeleton, pose, names, head, tail) for head, tail in pairs]


def _placed(body: BodyData, skeleton: str, native: Tensor, poses: list[RestPose]) -> tuple[Tensor, Tensor]:
    """Skinned vertices (B, V, 3) on the ground, and the height (B,) that the ground had before."""
    rotations = torch.as_tensor(np.stack([pose.local_rotations for pose in poses])).to(native)
    rest = torch.eye(4).to(native).repeat(len(poses), rotations.shape[1], 1, 1)
    rest[:, :, :3, 3] = torch.as_tensor(np.stack([pose.native_heads for pose in poses])).to(native)
    vertices = skin(body, skeleton, native, rest, rotations, None)
    ground = vertices[..., 2].amin(dim=1)
    return vertices - torch.stack((torch.zeros_like(ground), torch.zeros_like(ground), ground), dim=-1)[:, None], ground


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
