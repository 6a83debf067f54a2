"""From any body's own rest pose to the T-pose or A-pose, with bone axes that are the same for every shape.

Only joint positions and bone lengths differ between shapes. Limbs are turned until they point exactly where the
skeleton's table (`bone_axes`) says, the trunk and head stay as the body has them, feet are turned about the vertical
only so that soles stay flat. One animation, given relative to these axes, therefore fits every shape.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from .bone_axes import SHOULDER_LIFT, Pose, anatomical_axes, lowered, rest_axes
from .rotations import about, axes, cross, turns
from .skeletons import FINGERS, Bone, Skeleton

Rule = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""heads (J, 3) of the own bones and the world rotation (3, 3) of the parent -> that of the bone"""

SHORTEST = 0.004
"""metres; a shorter bone has no direction, and Blender deletes bones of length zero"""


@dataclass(frozen=True, eq=False)
class RestPose:
    """A body's joints brought to a standard rest pose. J bones of the body's own rig, K of the skeleton."""

    skeleton: Skeleton
    pose: Pose
    plan: _Plan
    own_heads: np.ndarray
    own_tails: np.ndarray
    """(J, 3) float64 metres in the body's own rest pose"""
    rotations: np.ndarray
    """(J, 3, 3) float64: world rotation of each own bone from the body's rest pose, about its joint"""

    @cached_property
    def local_rotations(self) -> np.ndarray:
        """(J, 3, 3) float64: the same relative to the parent's turn, for skinning with unrotated rest matrices"""
        return _local(self.plan, self.rotations)

    @cached_property
    def heads(self) -> np.ndarray:
        """(J, 3) float64 metres: where the joints of the own bones come to lie"""
        return _placed(self.plan, self.rotations, self.own_heads)

    @property
    def rest_matrices(self) -> np.ndarray:
        """(K, 4, 4) float64: bone to world of the skeleton's bones"""
        return self._frames[0]

    @property
    def lengths(self) -> np.ndarray:
        """(K,) float64 metres, head to tail"""
        return self._frames[1]

    @property
    def source(self) -> np.ndarray:
        """(K,) int: own bone of each bone of the skeleton; -1 for leaves that the body does not have"""
        return np.array(self.plan.own)

    @cached_property
    def _frames(self) -> tuple[np.ndarray, np.ndarray]:
        return _frames(self.skeleton, self.pose, self.plan.own, self.heads, self.own_heads, self.own_tails)


def to_rest_pose(
    skeleton: Skeleton, pose: Pose, names: Sequence[str], heads: np.ndarray, tails: np.ndarray, native: Pose = "a"
) -> RestPose:
    """Find the rotations that bring a body from its own rest pose to the standard one.

    names: the body's own bones, each a bone of `skeleton`; heads, tails: (J, 3) metres, in the same order; native: the
    pose that its own is nearest to, which tells how its collar bones lie.
    Raises ValueError where a bone other than a leaf is missing or unknown.
    """
    heads, tails = np.asarray(heads, np.float64), np.asarray(tails, np.float64)
    plan = _plan(skeleton, pose, tuple(names), native)
    return RestPose(skeleton, pose, plan, heads, tails, _turned(plan, heads, tails))


def local_rotations(
    skeleton: Skeleton, pose: Pose, names: Sequence[str], heads: np.ndarray, tails: np.ndarray, native: Pose = "a"
) -> np.ndarray:
    """Only `RestPose.local_rotations` (J, 3, 3), for a mesh that has to follow a slider at once."""
    plan = _plan(skeleton, pose, tuple(names), native)
    return _local(plan, _turned(plan, np.asarray(heads, np.float64), np.asarray(tails, np.float64)))


@dataclass(frozen=True)
class _Level:
    """Bones whose parents are all in earlier levels; indices are those of the body's own bones."""

    bones: np.ndarray
    parents: np.ndarray
    aiming: np.ndarray
    """which of them point at something"""
    directions: np.ndarray
    """(len(aiming), 3) where these have to point"""
    others: tuple[tuple[int, Rule], ...]
    """shoulders, hands and feet: place in `bones`, how it turns"""


@dataclass(frozen=True)
class _Plan:
    own: tuple[int, ...]
    """own bone of each bone of the skeleton, -1 for none"""
    levels: tuple[_Level, ...]
    parents: np.ndarray
    """(J,) own parent of each own bone, itself for the root"""
    ends: np.ndarray
    """(J,) own bone at whose head each own bone points, -1 for its own tail"""


@lru_cache(maxsize=32)
def _plan(skeleton: Skeleton, pose: Pose, names: tuple[str, ...], native: Pose) -> _Plan:
    own = _own_index(skeleton, names)
    frames = rest_axes(skeleton, pose)
    depth, by_depth = [0] * len(own), {}
    parents, ends = np.arange(len(names)), np.full(len(names), -1)
    for k, bone in enumerate(skeleton.bones):
        if own[k] >= 0 and bone.parent >= 0:
            depth[k] = depth[bone.parent] + 1
            by_depth.setdefault(depth[k], []).append(k)
            parents[own[k]] = own[bone.parent]
    levels = []
    for _, members in sorted(by_depth.items()):
        bones = [skeleton.bones[k] for k in members]
        other = [bone.moves and bone.part in ("Shoulder", "Hand", "Foot") for bone in bones]
        aiming = [n for n, bone in enumerate(bones) if bone.aim and not other[n]]
        for n in aiming:
            if bones[n].aim != "tail":
                ends[own[members[n]]] = own[skeleton.index(bones[n].aim)]
        levels.append(
            _Level(
                bones=np.array([own[k] for k in members]),
                parents=np.array([own[bone.parent] for bone in bones]),
                aiming=np.array(aiming, int),
                directions=frames[[members[n] for n in aiming], :, 1],
                others=tuple((n, _rule(skeleton, pose, own, bone, native)) for n, bone in enumerate(bones) if other[n]),
            )
        )
    return _Plan(own, tuple(levels), parents, ends)


def _turned(plan: _Plan, heads: np.ndarray, tails: np.ndarray) -> np.ndarray:
    """World rotations (J, 3, 3) of the own bones."""
    along = np.where((plan.ends < 0)[:, None], tails, heads[plan.ends]) - heads
    length = np.sqrt((along * along).sum(-1))
    short = length <= SHORTEST
    along /= np.where(short, 1.0, length)[:, None]
    anything_short = bool(short.any())
    rotations = np.tile(np.eye(3), (len(heads), 1, 1))
    for level in plan.levels:
        turn = rotations[level.parents]
        if len(level.aiming):
            aiming = level.bones[level.aiming]
            before = turn[level.aiming]
            now = (before @ along[aiming, :, None])[..., 0]
            if anything_short:  # a bone too short to point anywhere keeps its parent's turn
                now = np.where(short[aiming, None], level.directions, now)
            turn[level.aiming] = turns(now, level.directions) @ before
        for n, rule in level.others:
            turn[n] = rule(heads, turn[n])
        rotations[level.bones] = turn
    return rotations


def _local(plan: _Plan, rotations: np.ndarray) -> np.ndarray:
    """World rotations (J, 3, 3) relative to those of the parents."""
    return rotations[plan.parents].transpose(0, 2, 1) @ rotations


def _placed(plan: _Plan, rotations: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """Where turned bones have their heads (J, 3)."""
    placed = heads.copy()
    steps = (rotations[plan.parents] @ (heads - heads[plan.parents])[..., None])[..., 0]
    for level in plan.levels:
        placed[level.bones] = placed[level.parents] + steps[level.bones]
    return placed


def _rule(skeleton: Skeleton, pose: Pose, own: Sequence[int], bone: Bone, native: Pose) -> Rule:
    """A shoulder is lifted or lowered; a foot stays flat; a hand turns until its palm faces down, or as its arm does
    where not all knuckles are there. own: own bone of each bone of the skeleton."""
    k = skeleton.index(bone.name)
    if bone.part == "Shoulder":
        lift = _lift(bone, pose, native)
        return lambda heads, turn: lift @ turn
    if bone.part == "Foot" and bone.aim in skeleton.names:
        ankle, ball = own[k], own[skeleton.index(bone.aim)]
        return lambda heads, turn: about("z", math.atan2(*(heads[ankle] - heads[ball])[:2]))
    joints = [skeleton.joints.get(f"{bone.side} {finger} Proximal") for finger in FINGERS[1:]]
    if not all(joints):
        return lambda heads, turn: turn
    knuckles, wrist = [own[found[0]] for found in joints if found], own[k]
    frame, side = rest_axes(skeleton, pose)[k], -1.0 if bone.side == "Right" else 1.0
    return lambda heads, turn: frame @ _hand(heads[knuckles], heads[wrist], side).T


def _hand(knuckles: np.ndarray, wrist: np.ndarray, side: float) -> np.ndarray:
    """The frame (3, 3) of a hand, from index to little finger: Y along it, Z out of its palm. side: -1 on the right"""
    along = knuckles.mean(axis=0) - wrist
    return axes(along, cross(along, knuckles[0] - knuckles[-1]) * side)


def _own_index(skeleton: Skeleton, names: tuple[str, ...]) -> tuple[int, ...]:
    unknown = sorted(set(names) - set(skeleton.names))
    missing = [bone.name for bone in skeleton.bones if not bone.leaf and bone.name not in names]
    if unknown or missing:
        raise ValueError(f"not the bones of {skeleton.name}: unknown {unknown}, missing {missing}")
    return tuple(names.index(bone.name) if bone.name in names else -1 for bone in skeleton.bones)


def _lift(bone: Bone, pose: Pose, native: Pose) -> np.ndarray:
    return lowered(bone, 0.0 if pose == native else -SHOULDER_LIFT if pose == "t" else SHOULDER_LIFT)


def _frames(
    skeleton: Skeleton, pose: Pose, own: Sequence[int], placed: np.ndarray, heads: np.ndarray, tails: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rest matrices (K, 4, 4) and lengths (K,); a leaf sits at the end of its parent's limb and is a third as long."""
    rest, lengths = np.tile(np.eye(4), (len(skeleton.bones), 1, 1)), np.empty(len(skeleton.bones))
    rest[:, :3, :3] = rest_axes(skeleton, pose)
    upright = anatomical_axes(skeleton, pose)
    for k, bone in enumerate(skeleton.bones):
        j = own[k]
        if j < 0:
            # a head does not lean with the axes of its bone
            along = rest if skeleton.bones[bone.parent].aim else upright
            lengths[k] = max(lengths[bone.parent] / 3.0, SHORTEST)
            rest[k, :3, 3] = rest[bone.parent, :3, 3] + along[bone.parent, :3, 1] * lengths[bone.parent]
            continue
        end = tails[j] if bone.aim in ("", "tail") else heads[own[skeleton.index(bone.aim)]]
        lengths[k] = float(np.linalg.norm(end - heads[j]))
        if lengths[k] < SHORTEST:
            lengths[k] = max(_to_child(skeleton, own, heads, k) or lengths[bone.parent] / 2.0, SHORTEST)
        rest[k, :3, 3] = placed[j]
    return rest, lengths


def _to_child(skeleton: Skeleton, own: Sequence[int], heads: np.ndarray, k: int) -> float:
    """Distance from bone k to the farthest joint that hangs on it, 0 where there is none."""
    children = [own[c] for c, bone in enumerate(skeleton.bones) if bone.parent == k and own[c] >= 0]
    return max((float(np.linalg.norm(heads[c] - heads[own[k]])) for c in children), default=0.0)
