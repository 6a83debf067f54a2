"""A body's shape becomes a mesh in the standard rest pose with the skeleton that other programs know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from rigging.rest_pose import Pose, RestPose, local_rotations, to_rest_pose
from rigging.skeletons import SKELETONS, Skeleton, with_bones
from rigging.weights import merged, prune_lists

from ..body import BodyData, RigData, expression_offsets, lowest, orient, rest, rest_shape, skin, still_face
from ..protocol.errors import BadRequest
from ..protocol.results import Rig

OWN, STANDARD = "own", "standard"


@dataclass(frozen=True)
class Target:
    """A skeleton as far as a body has its bones, and which of the body's J bones become them."""

    skeleton: Skeleton
    rig: str
    """name among the body's rigs"""
    names: tuple[str, ...]
    """bones of the skeleton that the body has"""
    leaders: np.ndarray
    """own bone of each of these"""
    carriers: np.ndarray
    """(J,) place among `names` of what each own bone becomes or, where it becomes nothing, hangs on"""
    stands: Pose
    """the pose that the body's own rest pose is nearest to"""


def skeleton_name(body: BodyData, asked: str) -> str:
    """The skeleton that a request means: "standard" is the body's first, or its own bones where it has no other.

    Raises BadRequest, naming those there are, for one that the body cannot have.
    """
    if asked == STANDARD:
        return next(iter(body.skeletons), OWN)
    if asked != OWN and asked not in body.skeletons:
        known = [STANDARD, *sorted(body.skeletons), OWN]
        raise BadRequest(f'The body "{body.name}" has no skeleton "{asked}".', f"Choose from: {', '.join(known)}.")
    return asked


def rigged(
    body: BodyData,
    parameters: Tensor,
    skeleton: str,
    rest_pose: Pose,
    between: Callable[[], None] = lambda: None,
    sculpt: Tensor | None = None,
) -> tuple[np.ndarray, Rig, np.ndarray]:
    """Mesh and rig of one shape, with a neutral face, the lowest vertex on z = 0.

    parameters: (1, P) slider values; those of expressions do not count. between: as of `assemble`.
    sculpt: (V, 3) metres, added to the shape in the body's own rest pose.
    Returns vertices (V, 3) float32 metres, the rig, and the offsets (K, V, 3) float32 of the face keys in that pose.
    """
    parameters = still_face(body, parameters)
    skeleton = skeleton_name(body, skeleton)
    if skeleton == OWN:
        return _as_it_is(body, parameters, sculpt)
    target = _target(body, skeleton)
    rig = body.rigs[target.rig]
    native, heads, tails = rest(body, target.rig, parameters)
    native = native if sculpt is None else native + sculpt
    posed = _posed(target, rest_pose, heads, tails)
    vertices, ground = _placed(body, target, native, heads, posed.local_rotations[None])
    between()
    offsets = expression_offsets(body, parameters)
    between()
    offsets = _turned(offsets, rig, posed.rotations[target.carriers])
    matrices = posed.rest_matrices.copy()
    matrices[:, 2, 3] -= float(ground[0])
    to_target = np.empty(len(target.names), np.int32)
    to_target[posed.source[posed.source >= 0]] = np.flatnonzero(posed.source >= 0)
    bones, values = to_target[target.carriers][rig.weight_indices.cpu().numpy()], rig.weight_values.cpu().numpy()
    if len(target.names) < len(rig.bone_names):
        bones, values = merged(bones, values)
    indices, weights = prune_lists(bones, values)
    return (
        vertices[0].cpu().numpy(),
        Rig(
            kind=target.skeleton.name,
            bone_names=target.skeleton.names,
            parents=np.array(target.skeleton.parents, np.int32),
            rest_matrices=matrices.astype(np.float32),
            lengths=posed.lengths.astype(np.float32),
            weights=weights,
            bone_indices=indices,
        ),
        offsets,
    )


def in_rest_pose(body: BodyData, parameters: Tensor, skeleton: str, rest_pose: Pose) -> tuple[Tensor, Tensor]:
    """Vertices (B, V, 3) of shapes `parameters` (B, P), the lowest on z = 0: as the body has them, and in the rig's
    rest pose. For a mesh that has to follow a slider at once."""
    skeleton = skeleton_name(body, skeleton)
    if skeleton == OWN:
        native = rest_shape(body, parameters)
        return native, native
    target = _target(body, skeleton)
    native, heads, tails = rest(body, target.rig, parameters)
    pairs = zip(_numpy(heads)[:, target.leaders], _numpy(tails)[:, target.leaders], strict=True)
    rotations = np.stack(
        [local_rotations(target.skeleton, rest_pose, target.names, head, tail, target.stands) for head, tail in pairs]
    )
    return native, _placed(body, target, native, heads, rotations)[0]


def vertex_turns(body: BodyData, parameters: Tensor, skeleton: str, rest_pose: Pose) -> np.ndarray | None:
    """(V, 3, 3): how skinning turns what stands out of a shape (1, P) on the way from the body's own rest pose to that
    of the rig; None where it stays."""
    skeleton = skeleton_name(body, skeleton)
    if skeleton == OWN:
        return None
    target = _target(body, skeleton)
    rig = body.rigs[target.rig]
    _, heads, tails = rest(body, target.rig, still_face(body, parameters))
    rotations = _posed(target, rest_pose, heads, tails).rotations[target.carriers]
    bones, weights = rig.weight_indices.cpu().numpy(), rig.weight_values.cpu().numpy()
    return np.einsum("vk,vkij->vij", weights, rotations[bones])


def _posed(target: Target, rest_pose: Pose, heads: Tensor, tails: Tensor) -> RestPose:
    """heads, tails: (1, J, 3) of the body's own bones."""
    own = target.leaders
    return to_rest_pose(
        target.skeleton, rest_pose, target.names, _numpy(heads)[0, own], _numpy(tails)[0, own], target.stands
    )


def _as_it_is(body: BodyData, parameters: Tensor, sculpt: Tensor | None) -> tuple[np.ndarray, Rig, np.ndarray]:
    """As `rigged`, with the body's first skeleton under its own bone names and in the rest pose of its model."""
    name, rig = next(iter(body.rigs.items()))
    vertices, heads, tails = rest(body, name, parameters)
    if sculpt is not None:
        vertices = vertices + sculpt
        lift = torch.nn.functional.pad(-lowest(vertices)[:, None, None], (2, 0))
        vertices, heads, tails = vertices + lift, heads + lift, tails + lift
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


def _target(body: BodyData, name: str) -> Target:
    known = body.skeletons[name]
    rig = body.rigs[known.rig]
    return _fitted(name, known.rig, rig.bone_names, rig.parents, tuple(known.bones.items()), known.stands)


@lru_cache(maxsize=32)
def _fitted(
    name: str,
    rig: str,
    own: tuple[str, ...],
    parents: tuple[int, ...],
    bones: tuple[tuple[str, str], ...],
    stands: Pose,
) -> Target:
    """Raises ValueError where a body's map leads to bones that the skeleton does not have: a fault of its adapter."""
    whole, known = SKELETONS[name], dict(bones)
    names, leaders, carriers = [], [], []
    for bone, parent in enumerate(parents):
        wanted = known.get(own[bone], own[bone])
        if wanted in names:
            carriers.append(names.index(wanted))
        elif wanted in whole.names:
            carriers.append(len(names))
            names.append(wanted)
            leaders.append(bone)
        elif parent >= 0 and own[bone] not in known:
            carriers.append(carriers[parent])
        else:
            raise ValueError(f"the bone {own[bone]} becomes {wanted}, which {name} does not have")
    return Target(with_bones(whole, tuple(names)), rig, tuple(names), np.array(leaders), np.array(carriers), stands)


def _numpy(values: Tensor) -> np.ndarray:
    return values.detach().cpu().numpy()


def _placed(
    body: BodyData, target: Target, native: Tensor, heads: Tensor, rotations: np.ndarray
) -> tuple[Tensor, Tensor]:
    """Skinned vertices (B, V, 3) on the ground, and the height (B,) that the ground had before.

    heads: (B, J, 3) joints of the body's own rest pose; rotations: (B, K, 3, 3) of the skeleton's bones that the body
    has, relative to the parent's. Own bones that become none of these go along with what carries them.
    """
    turns = torch.eye(3, dtype=native.dtype, device=native.device).repeat(*heads.shape[:2], 1, 1)
    turns[:, target.leaders] = torch.as_tensor(rotations).to(native)
    frames = torch.eye(4, dtype=native.dtype, device=native.device).repeat(*heads.shape[:2], 1, 1)
    frames[..., :3, 3] = heads
    vertices = skin(body, target.rig, native, frames, turns, None)
    ground = lowest(vertices)
    return vertices - torch.nn.functional.pad(ground[:, None, None], (2, 0)), ground


def _turned(offsets: Tensor, rig: RigData, rotations: np.ndarray) -> np.ndarray:
    """Offsets (K, V, 3) turned as skinning with the bones' world rotations (J, 3, 3) turns the vertices they move."""
    moved = offsets.detach().cpu().numpy()
    if not len(moved):
        return moved.astype(np.float32)
    touched = np.flatnonzero(np.abs(moved).max(axis=(0, 2)) > 0.0)
    bones, weights = rig.weight_indices.cpu().numpy()[touched], rig.weight_values.cpu().numpy()[touched]
    turns = np.einsum("vk,vkij->vij", weights, rotations[bones]).astype(np.float32)
    out = np.zeros_like(moved, dtype=np.float32)
    out[:, touched] = np.einsum("vij,kvj->kvi", turns, moved[:, touched])
    return out
