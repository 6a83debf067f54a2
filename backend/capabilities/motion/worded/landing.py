"""Features become a take on the skeleton that motions were learned on, and a take on any body becomes features."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from rigging.clips.body import Body, body_of
from rigging.clips.retarget import Choices, retargeted
from rigging.joint_map import joint_map
from rigging.motion import continuous
from rigging.rotations import matrices_from_quaternions, quaternions_from_matrices
from rigging.take import Bones, Take, resampled

from ....motion.features import FPS, Skeleton, decode, encode
from ....motion.nets import PATCH


@lru_cache(maxsize=4)
def bones_of(skeleton: Skeleton) -> Bones:
    """The skeleton as it stands at rest on z = 0."""
    offsets = skeleton.offsets.cpu().double().numpy()
    heads = np.zeros_like(offsets)
    for joint, parent in enumerate(skeleton.parents):
        heads[joint] = offsets[joint] + (heads[parent] if parent >= 0 else 0.0)
    tails = heads.copy()
    for joint, parent in enumerate(skeleton.parents):
        if parent >= 0:
            tails[parent] = heads[joint]
    for foot, toe in zip(skeleton.feet, skeleton.toes.cpu().double().numpy(), strict=True):
        tails[foot] = heads[foot] + toe
    up = (0.0, 0.0, -min(heads[:, 2].min(), tails[:, 2].min()))
    rest = np.tile(np.eye(4), (len(heads), 1, 1))
    rest[:, :3, 3] = heads + up
    return Bones(skeleton.names, np.array(skeleton.parents), rest, tails + up)


@lru_cache(maxsize=4)
def person(skeleton: Skeleton) -> Body:
    bones = bones_of(skeleton)
    return body_of(bones, joint_map(bones).joints)


def take_of(skeleton: Skeleton, features: Tensor, name: str) -> Take:
    """(T, 134) -> the motion; it goes as its standing feet push it."""
    rotations, root = (each.cpu().double().numpy() for each in decode(skeleton, features))
    bones = bones_of(skeleton)
    turns = continuous(quaternions_from_matrices(rotations))
    return Take(name, float(FPS), bones, turns, root - bones.heads[0])


def features_of_take(skeleton: Skeleton, take: Take, body: Body, patches: int) -> Tensor:
    """(4 patches, 134) of the end of a motion on any body. Raises ValueError where it is shorter."""
    ours = person(skeleton)
    own = {joint: take.bones.names[bone] for joint, bone in body.place.items()}
    frames = patches * PATCH + 1
    at_rate = resampled(take, FPS)
    if at_rate.frames < frames:
        raise ValueError(f"The motion is shorter than {frames / FPS:.1f} s")
    moved = retargeted(at_rate, own, ours, Choices(floor="file", fingers=False, hands=False)).take
    moved = moved.cut(moved.frames - frames, moved.frames)
    return encode(skeleton, *turns_and_hips(skeleton, moved))[:-1]


def turns_and_hips(skeleton: Skeleton, take: Take) -> tuple[Tensor, Tensor]:
    """(T, J, 3, 3) local rotations and (T, 3) hips of a take on the skeleton's own bones, on its device."""
    turns = torch.from_numpy(matrices_from_quaternions(take.rotations)).float()
    hips = torch.from_numpy(take.travel + bones_of(skeleton).heads[0]).float()
    return turns.to(skeleton.device), hips.to(skeleton.device)
