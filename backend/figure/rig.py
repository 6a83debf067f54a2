"""A body's shape becomes a mesh in the standard rest pose with the skeleton that other programs know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from rigging.rest_pose import Pose, RestPose, to_rest_pose
from rigging.skeletons import SKELETONS, Skeleton, with_bones
from rigging.weights import merged, prune_lists

from ..body import (
    BodyData,
    RigData,
    expression_offsets,
    lowest,
    orient,
    rest,
    skin_and_bones,
    still_face,
)
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


@dataclass(frozen=True, eq=False)
class Stance:
    """One shape with a neutral face, and how it gets from the body's own rest pose into that of the rig.

    native: (1, V, 3) metres, the shape in its own rest pose; vertices: the same in the rig's, the lowest on z = 0
    heads, tails: (1, J, 3) of the body's own bones, as `native` stands
    moves: (J, 3, 4) what each own bone does to points of `native`, which then stand on `ground`; None where they stay
    """

    native: Tensor
    vertices: Tensor
    heads: Tensor
    tails: Tensor
    rig: str
    """name among the body's rigs"""
    ground: float = 0.0
    moves: Tensor | None = None
    posed: RestPose | None = None
    target: Target | None = None
    sculpt: Tensor | None = None
    """(V, 3) metres that are in `native` beside the shape of the sliders"""

    def bones(self) -> np.ndarray:
        """(J,) int32 which bone of the rig each of the body's own becomes, or goes along with."""
        if self.target is None or self.posed is None:
            return np.arange(self.heads.shape[1], dtype=np.int32)
        return _places(self.target, self.posed)[self.target.carriers]

    def turns(self) -> np.ndarray | None:
        """(J, 3, 3) how each own bone turns on the way; None where nothing does."""
        if self.target is None or self.posed is None:
            return None
        return self.posed.rotations[self.target.carriers]


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


def stand(body: BodyData, parameters: Tensor, skeleton: str, rest_pose: Pose, sculpt: Tensor | None = None) -> Stance:
    """parameters: (1, P) slider values; those of expressions do not count. sculpt: (V, 3) metres, added to the shape in
    the body's own rest pose."""
    parameters = still_face(body, parameters)
    skeleton = skeleton_name(body, skeleton)
    if skeleton == OWN:
        rig = next(iter(body.rigs))
        native, heads, tails = rest(body, rig, parameters)
        if sculpt is not None:
            native = native + sculpt
            lift = torch.nn.functional.pad(-lowest(native)[:, None, None], (2, 0))
            native, heads, tails = native + lift, heads + lift, tails + lift
        return Stance(native, native, heads, tails, rig, sculpt=sculpt)
    target = _target(body, skeleton)
    native, heads, tails = rest(body, target.rig, parameters)
    native = native if sculpt is None else native + sculpt
    posed = _posed(target, rest_pose, heads, tails)
    frames, turns = _bones_turned(target, heads, posed.local_rotations[None])
    vertices, moves = skin_and_bones(body, target.rig, native, frames, turns)
    ground = lowest(vertices)
    vertices = vertices - torch.nn.functional.pad(ground[:, None, None], (2, 0))
    return Stance(native, vertices, heads, tails, target.rig, float(ground[0]), moves[0, :, :3], posed, target, sculpt)


def rigged(
    body: BodyData,
    parameters: Tensor,
    skeleton: str,
    rest_pose: Pose,
    between: Callable[[], None] = lambda: None,
    sculpt: Tensor | None = None,
) -> tuple[np.ndarray, Rig, np.ndarray]:
    """Mesh and rig of one shape, as of `stand` and `rig_of`."""
    stance = stand(body, parameters, skeleton, rest_pose, sculpt)
    between()
    rig, offsets = rig_of(body, stance, expression_offsets(body, still_face(body, parameters)))
    return stance.vertices[0].cpu().numpy(), rig, offsets


def rig_of(body: BodyData, stance: Stance, offsets: Tensor) -> tuple[Rig, np.ndarray]:
    """The rig of a shape, and the offsets (K, V, 3) float32 of its face keys in the rig's rest pose.

    offsets: (K, V, 3) metres of the keys in the body's own rest pose.
    """
    rig, target, posed = body.rigs[stance.rig], stance.target, stance.posed
    indices, values = rig.weight_indices.cpu().numpy(), rig.weight_values.cpu().numpy()
    if target is None or posed is None:
        indices, weights = prune_lists(indices, values)
        own = Rig(
            kind=stance.rig,
            bone_names=rig.bone_names,
            parents=np.array(rig.parents, np.int32),
            rest_matrices=orient(rig, stance.heads, stance.tails)[0].cpu().numpy().astype(np.float32),
            lengths=(stance.tails - stance.heads)[0].norm(dim=-1).cpu().numpy().astype(np.float32),
            weights=weights,
            bone_indices=np.where(weights > 0.0, indices, 0).astype(np.int32),
        )
        return own, offsets.cpu().numpy().astype(np.float32)
    turned = _turned(offsets, rig, posed.rotations[target.carriers])
    matrices = posed.rest_matrices.copy()
    matrices[:, 2, 3] -= stance.ground
    bones = stance.bones()[indices]
    if len(target.names) < len(rig.bone_names):
        bones, values = merged(bones, values)
    indices, weights = prune_lists(bones, values)
    made = Rig(
        kind=target.skeleton.name,
        bone_names=target.skeleton.names,
        parents=np.array(target.skeleton.parents, np.int32),
        rest_matrices=matrices.astype(np.float32),
        lengths=posed.lengths.astype(np.float32),
        weights=weights,
        bone_indices=indices,
    )
    return made, turned


def _places(target: Target, posed: RestPose) -> np.ndarray:
    """(K,) int32 place in the rig of each of the skeleton's bones that the body has."""
    places = np.empty(len(target.names), np.int32)
    places[posed.source[posed.source >= 0]] = np.flatnonzero(posed.source >= 0)
    return places


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


def _bones_turned(target: Target, heads: Tensor, rotations: np.ndarray) -> tuple[Tensor, Tensor]:
    """Rest matrices (B, J, 4, 4) and rotations (B, J, 3, 3) of the body's own bones.

    heads: (B, J, 3) joints of the body's own rest pose; rotations: (B, K, 3, 3) of the skeleton's bones that the body
    has, relative to the parent's. Own bones that become none of these go along with what carries them.
    """
    turns = torch.eye(3, dtype=heads.dtype, device=heads.device).repeat(*heads.shape[:2], 1, 1)
    turns[:, target.leaders] = torch.as_tensor(rotations).to(heads)
    frames = torch.eye(4, dtype=heads.dtype, device=heads.device).repeat(*heads.shape[:2], 1, 1)
    frames[..., :3, 3] = heads
    return frames, turns


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
