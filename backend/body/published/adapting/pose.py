"""The published formula whole, for those who fit a model to something: there, joints follow the expression as well.

Everywhere else a figure's bones stay where its still face has them, so that an expression can be a shape key.
"""

from __future__ import annotations

import torch
from torch import Tensor

from backend.body.data import BodyData
from backend.body.shape import orient, rest_shape
from backend.body.skinning import skin_and_bones

FARTHEST = 39
"""degrees to each side for which the contour of a face is told"""


def posed(
    body: BodyData, parameters: Tensor, rotations: Tensor, translation: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Vertices (B, V, 3) and joints (B, J, 3), metres, of figures that stand on z = 0 before they are turned.

    parameters: (B, P) slider values; rotations: (B, J, 3, 3) of each bone relative to its parent, in the frame of the
    bone at rest, which is the world's but for animals; translation: (B, 3) metres
    """
    name, rig = next(iter(body.rigs.items()))
    vertices = rest_shape(body, parameters)
    assert rig.head_regressor is not None and rig.tail_regressor is not None
    heads = rig.head_regressor @ vertices
    frames = orient(rig, heads, rig.tail_regressor @ vertices)
    moved, bones = skin_and_bones(body, name, vertices, frames, rotations)
    joints = (bones[..., :3, :3] @ heads[..., None])[..., 0] + bones[..., :3, 3]
    if translation is None:
        return moved, joints
    return moved + translation[:, None], joints + translation[:, None]


def face_points(body: BodyData, vertices: Tensor, contour: Tensor | None = None) -> Tensor:
    """(B, 51, 3) the face's landmarks on vertices (B, V, 3), brows first; (B, 68, 3) with the 17 of the
    contour before them where `contour` (B,) says which row of the model's table, as of `contour_row`."""
    marks = body.landmarks
    faces, shares = marks["landmark_faces"].long(), marks["landmark_barycentrics"].to(vertices)
    points = _on_faces(body, vertices, faces.expand(len(vertices), -1), shares.expand(len(vertices), -1, -1))
    if contour is None:
        return points
    rows, weights = marks["contour_faces"].long()[contour], marks["contour_barycentrics"].to(vertices)[contour]
    return torch.cat([_on_faces(body, vertices, rows, weights), points], dim=1)


def contour_row(turn: Tensor, way: float = 1.0) -> Tensor:
    """(B,) which row of the contour's table a head shows whose neck stands turned by `turn` (B, 3, 3) in the world: its
    yaw in whole degrees, 0 to 39 to the one side, 40 to 78 to the other. way: -1 where programs count the sides the
    other way about, as SMIRK does."""
    side = (turn[:, 0, 0] ** 2 + turn[:, 2, 0] ** 2).sqrt()
    degrees = torch.round(torch.rad2deg(torch.atan2(-way * turn[:, 1, 0], side)).clamp(-FARTHEST, FARTHEST)).long()
    return torch.where(degrees < 0, FARTHEST - degrees, degrees)


def _on_faces(body: BodyData, vertices: Tensor, faces: Tensor, shares: Tensor) -> Tensor:
    """(B, L, 3) places on triangles: faces (B, L), shares of their corners (B, L, 3)."""
    corners = body.faces[faces]
    batch = torch.arange(len(vertices), device=vertices.device)[:, None, None]
    return (vertices[batch, corners] * shares[..., None]).sum(dim=2)
