"""An avatar that moves with joints as tensors, so that pictures of it lead back to the pose: for the encoder to score.

Every bone turns as the joint of the model's skeleton that it is, or as what it hangs on; hands and faces stay still.
The views are AvatarCLIP's: five from the front, 30 degrees apart, the hips turned forward.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rigging.clips.body import Body

from ..clip.encoder import Encoder
from ..motion.features import Skeleton
from ..motion.poses.mannequin import JOINT_OF
from ..protocol.results import Avatar
from ..render import Topology, render, topology
from ..render.camera import orbit_camera

VIEWS = (-60.0, -30.0, 0.0, 30.0, 60.0)
"""degrees about the vertical"""
HEIGHT = 8.0
"""degrees from above"""
PIXELS = 112
TEXT = "a rendered 3d man is {}"
_BATCH = 8
Report = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Puppet:
    """V vertices, J bones, K joints of the skeleton."""

    vertices: Tensor
    """(V, 3) metres at rest"""
    weights: Tensor
    """(V, J)"""
    faces: Topology
    heads: Tensor
    """(J, 3) where bones begin at rest"""
    parents: tuple[int, ...]
    follows: tuple[int, ...]
    """joint of the skeleton that each bone turns as, -1 where it goes along with its parent"""
    to: Tensor
    """(J, 3, 3) from rest to the T-pose"""
    skeleton: Skeleton


def puppet_of(avatar: Avatar, body: Body, skeleton: Skeleton, device: str = "cpu") -> Puppet:
    """The body of an avatar, without what it wears, as it is looked at on a device."""
    rig, joint_of = avatar.rig, {bone: joint for joint, bone in body.place.items()}
    place = {joint: skeleton.names.index(name) for name, joint in JOINT_OF.items() if name in skeleton.names}
    place |= {"Chest": place["Spine"], "LeftToes": place["LeftFoot"], "RightToes": place["RightFoot"]}
    weights = np.zeros((len(avatar.mesh.vertices), len(rig.parents)), np.float32)
    np.add.at(weights, (np.arange(len(weights))[:, None], rig.bone_indices), rig.weights)
    triangles = avatar.mesh.faces
    if triangles.shape[1] == 4:
        triangles = np.concatenate([triangles[:, :3], triangles[:, [0, 2, 3]]])
    return Puppet(
        torch.from_numpy(avatar.mesh.vertices).float().to(device),
        torch.from_numpy(weights).to(device),
        topology(torch.from_numpy(triangles.astype(np.int64))).to(device),
        torch.from_numpy(body.bones.heads).float().to(device),
        tuple(rig.parents.tolist()),
        tuple(place.get(joint_of.get(bone, ""), -1) for bone in range(len(rig.parents))),
        torch.from_numpy(body.to_t_pose).float().to(device),
        skeleton,
    )


def moved(puppet: Puppet, rotations: Tensor) -> Tensor:
    """(B, K, 3, 3) local rotations of the skeleton -> (B, V, 3) metres, the lowest vertex on the floor."""
    world: list[Tensor] = []
    for joint, parent in enumerate(puppet.skeleton.parents):
        own = rotations[:, joint]
        world.append(own if parent < 0 else world[parent] @ own)
    turned: list[Tensor] = []
    heads: list[Tensor] = []
    for bone, parent in enumerate(puppet.parents):
        joint = puppet.follows[bone]
        if joint >= 0:
            turned.append(world[joint] @ puppet.to[bone])
        elif parent >= 0:
            turned.append(turned[parent] @ puppet.to[parent].T @ puppet.to[bone])
        else:
            turned.append(torch.eye(3, device=rotations.device).expand(len(rotations), 3, 3))
        if parent < 0:
            heads.append(puppet.heads[bone].expand(len(rotations), 3))
        else:
            step = turned[parent] @ (puppet.heads[bone] - puppet.heads[parent])
            heads.append(heads[parent] + step)
    all_turned, all_heads = torch.stack(turned, 1), torch.stack(heads, 1)
    shift = all_heads - (all_turned @ puppet.heads[..., None])[..., 0]
    blended = torch.einsum("vj,bjik->bvik", puppet.weights, all_turned)
    points = (blended @ puppet.vertices[..., None])[..., 0] + torch.einsum("vj,bji->bvi", puppet.weights, shift)
    low = points[..., 2].amin(1, keepdim=True)
    return points - torch.nn.functional.pad(low[..., None], (2, 0))


def pictures(puppet: Puppet, points: Tensor, yaw: float) -> Tensor:
    """(B, PIXELS, PIXELS, 3) of vertices (B, V, 3); differentiable."""
    camera = orbit_camera(points.detach(), yaw, HEIGHT, margin=0.06)
    image, _ = render(points, puppet.faces, camera, (PIXELS, PIXELS), light="lit", supersample=1)
    return image


def features(puppet: Puppet, rotations: Tensor, encoder: Encoder, views: Sequence[float] = VIEWS) -> Tensor:
    """(B, D) unit: the mean of the embeddings from all views."""
    points = moved(puppet, rotations)
    found = sum(encoder.encode_images(pictures(puppet, points, yaw).to(encoder.device)) for yaw in views)
    assert isinstance(found, Tensor)
    return torch.nn.functional.normalize(found, dim=-1)


@dataclass(frozen=True, eq=False)
class Seeing:
    """What scores a pose: an encoder that sees a puppet."""

    encoder: Encoder
    puppet: Puppet
    words: Tensor
    """(D,) embedding of the words"""

    def scores(self, rotations: Tensor, views: Sequence[float] = VIEWS) -> Tensor:
        """(B,) cosines, where the rotations are; differentiable."""
        seen = features(self.puppet, rotations.to(self.puppet.vertices.device), self.encoder, views)
        return (seen @ self.words).to(rotations.device)

    @torch.no_grad()
    def all_scores(self, rotations: Tensor, report: Report = lambda share: None) -> Tensor:
        found = []
        for start in range(0, len(rotations), _BATCH):
            found.append(self.scores(rotations[start : start + _BATCH]))
            report(min(1.0, (start + _BATCH) / len(rotations)))
        return torch.cat(found)


def seeing(encoder: Encoder, puppet: Puppet, prompt: str) -> Seeing:
    return Seeing(encoder, puppet, encoder.encode_texts([TEXT.format(prompt)])[0])
