"""Forward kinematics and linear blend skinning."""

from __future__ import annotations

from typing import Any

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
    posed, _ = skin_and_bones(body, rig, rest_vertices, rest_matrices, rotations)
    return posed if translation is None else posed + translation[:, None]


def skin_and_bones(
    body: BodyData, rig: str, rest_vertices: Tensor, rest_matrices: Tensor, rotations: Tensor
) -> tuple[Tensor, Tensor]:
    """As `skin`, and the transforms (B, J, 4, 4) of the bones that did it."""
    skeleton = rig_of(body, rig)
    if skeleton.pose_correctives is not None:
        eye = torch.eye(3, dtype=rotations.dtype, device=rotations.device)
        bends = (_turns(rest_matrices, rotations)[:, 1:] - eye).flatten(1)
        rest_vertices = rest_vertices + (bends @ skeleton.pose_correctives).view(len(bends), -1, 3)
    transforms = bone_transforms(skeleton, rest_matrices, rotations)
    return blend_skin(skeleton, rest_vertices, transforms), transforms


def bone_transforms(rig: RigData, rest_matrices: Tensor, rotations: Tensor) -> Tensor:
    """(B, J, 4, 4) what each bone does to points at rest: pose · rest⁻¹.

    A bone turns by M R Mᵀ about its own head (M its rest rotation), on top of what its parent does.
    """
    batch = max(len(rest_matrices), len(rotations))
    heads, turns = rest_matrices[..., :3, 3:], _turns(rest_matrices, rotations)
    own = torch.cat([turns, heads - turns @ heads], dim=-1)
    eye = torch.eye(4, dtype=own.dtype, device=own.device)
    own = torch.cat([own, eye[3:].expand(*own.shape[:2], 1, 4)], dim=-2).expand(batch, -1, 4, 4)
    chain = torch.cat([own, eye.expand(batch, 1, 4, 4)], dim=1)
    for ancestor in rig.ancestors:  # after n rounds each entry is the product over 2ⁿ links of the chain
        chain = chain.index_select(1, ancestor) @ chain
    return chain[:, :-1]


def _turns(rest_matrices: Tensor, rotations: Tensor) -> Tensor:
    """(B, J, 3, 3) what each bone's rotation in its own rest frame is in the body's."""
    frames = rest_matrices[..., :3, :3]
    return frames @ rotations @ frames.transpose(-1, -2)


def blend_skin(rig: RigData, vertices: Tensor, transforms: Tensor) -> Tensor:
    """Linear blend skinning: vertices (B, V, 3) moved by the weighted mean of the transforms (B, J, 4, 4)."""
    batch = max(len(vertices), len(transforms))
    rows = transforms[..., :3, :].expand(batch, -1, 3, 4)
    return _Skin.apply(vertices.expand(batch, -1, 3), rows, rig)  # type: ignore[no-any-return]


class _Skin(torch.autograd.Function):
    """Blending the matrices as one sparse product, forward and backward."""

    @staticmethod
    def forward(ctx: Any, vertices: Tensor, rows: Tensor, rig: RigData) -> Tensor:
        batch, bones = rows.shape[:2]
        by_bone = rows.transpose(0, 1).reshape(bones, batch * 12)
        blended = (rig.sparse_weights[0] @ by_bone).view(-1, batch, 3, 4).transpose(0, 1)
        ctx.save_for_backward(vertices, blended)
        ctx.rig = rig
        return (blended[..., :3] @ vertices[..., None])[..., 0] + blended[..., 3]

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, None]:  # type: ignore[override]
        vertices, blended = ctx.saved_tensors
        to_vertices = to_rows = None
        if ctx.needs_input_grad[0]:
            to_vertices = (gradient[..., None, :] @ blended[..., :3])[..., 0, :]
        if ctx.needs_input_grad[1]:
            points = torch.cat([vertices, torch.ones_like(vertices[..., :1])], dim=-1)
            outer = (gradient[..., :, None] * points[..., None, :]).transpose(0, 1)
            summed = ctx.rig.sparse_weights[1] @ outer.reshape(outer.shape[0], -1)
            to_rows = summed.view(-1, len(gradient), 3, 4).transpose(0, 1)
        return to_vertices, to_rows, None
