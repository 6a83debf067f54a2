"""Forward kinematics and linear blend skinning."""

from __future__ import annotations

import torch
from torch import Tensor

from backend.body.data import BodyData, RigData
from backend.body.shape import rig_of


def skin(
    body: BodyData,
    rig: str,
    rest_vertices: Tensor,
    rest_matrices: Tensor,
    rotations: Tensor,
    translation: Tensor | None = None,
) -> Tensor:
    """Posed vertices (B, V, 3), metres.

    rest_vertices: (B, V, 3); rest_matrices: (B, J, 4, 4); rotations: (B, J, 3, 3), each bone's rotation in its own
    rest frame, relative to its parent (Blender's pose rotation); translation: (B, 3) metres, moves the whole figure.
    Batches of 1 are repeated to the largest.
    """
    skeleton = rig_of(body, rig)
    if skeleton.pose_correctives is not None:
        eye = torch.eye(3, dtype=rotations.dtype, device=rotations.device)
        bends = (rotations[:, 1:] - eye).flatten(1)
        rest_vertices = rest_vertices + (bends @ skeleton.pose_correctives).view(len(bends), -1, 3)
    transforms = bone_transforms(skeleton, rest_matrices, rotations)
    posed = blend_skin(skeleton, rest_vertices, transforms)
    return posed if translation is None else posed + translation[:, None]


def pose_matrices(rig: RigData, rest_matrices: Tensor, rotations: Tensor) -> Tensor:
    """(B, J, 4, 4) each bone's matrix when posed."""
    return bone_transforms(rig, rest_matrices, rotations) @ rest_matrices


def bone_transforms(rig: RigData, rest_matrices: Tensor, rotations: Tensor) -> Tensor:
    """(B, J, 4, 4) what each bone does to points at rest: pose · rest⁻¹.

    A bone turns by M R Mᵀ about its own head (M its rest rotation), on top of what its parent does.
    """
    batch = max(len(rest_matrices), len(rotations))
    frames, heads = rest_matrices[..., :3, :3], rest_matrices[..., :3, 3]
    turns = frames @ rotations @ frames.transpose(-1, -2)
    shifts = heads - (turns @ heads[..., None])[..., 0]
    own = torch.cat([turns, shifts[..., None]], dim=-1)
    last = torch.tensor([0.0, 0.0, 0.0, 1.0], dtype=own.dtype, device=own.device).expand(*own.shape[:2], 1, 4)
    own = torch.cat([own, last], dim=-2).expand(batch, -1, 4, 4)
    done = [own[:, list(rig.levels[0])]]
    place = {bone: i for i, bone in enumerate(rig.levels[0])}
    order = list(rig.levels[0])
    for level in rig.levels[1:]:
        parents = [place[rig.parents[bone]] for bone in level]
        done.append(done[-1][:, parents] @ own[:, list(level)])
        place = {bone: i for i, bone in enumerate(level)}
        order += level
    back = torch.argsort(torch.tensor(order, device=own.device))
    return torch.cat(done, dim=1)[:, back]


def blend_skin(rig: RigData, vertices: Tensor, transforms: Tensor) -> Tensor:
    """Linear blend skinning: vertices (B, V, 3) moved by the weighted mean of the transforms (B, J, 4, 4)."""
    rows = transforms[..., :3, :].flatten(2)
    blended = torch.matmul(rig.weights, rows).unflatten(-1, (3, 4))
    return (blended[..., :3] @ vertices[..., None])[..., 0] + blended[..., 3]
