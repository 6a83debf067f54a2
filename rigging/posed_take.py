"""A motion told by where every bone is at every frame, as other programs show it, becomes a take of a person."""

from __future__ import annotations

import numpy as np

from .joint_map import JointMap
from .motion import continuous
from .take import Bones, Take, pose_rotations


def take_of_poses(name: str, fps: float, bones: Bones, poses: np.ndarray, known: JointMap) -> Take:
    """The hips are its root, whatever they hang on. poses: (N, J, 4, 4) bone to world, which may grow"""
    own = rooted(bones, known)
    world = poses[:, [bones.place[each] for each in own.names]].astype(np.float64)
    turns = world[..., :3, :3] / np.maximum(np.linalg.norm(world[..., :3, :3], axis=-2, keepdims=True), 1e-9)
    rotations = continuous(pose_rotations(own, turns))
    return Take(name, fps, own, rotations, world[:, 0, :3, 3] - own.heads[0])


def rooted(bones: Bones, known: JointMap) -> Bones:
    """The bones that are under the hips, and joints that hang elsewhere, with the hips before all others."""
    hips = bones.place[known.joints["Hips"]]
    joints = {bones.place[name] for name in known.joints.values()}
    kept = [n for n in range(len(bones.names)) if n != hips and (hips in bones.above(n) or n in joints)]
    order = [hips, *sorted(kept, key=lambda n: len(bones.above(n)))]
    place = {old: new for new, old in enumerate(order)}
    parents = [-1]
    for old in order[1:]:
        above = [each for each in bones.above(old)[:-1] if each in place]
        parents.append(place[above[-1]] if above else 0)
    return Bones(tuple(bones.names[n] for n in order), np.array(parents), bones.rest[order], bones.tails[order])
