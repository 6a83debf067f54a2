"""Cameras: where from, how much, and which way the world (Z up, figure faces -Y) lands in the picture."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor

from backend.protocol.errors import BadRequest
from backend.render.head import head_box

View = Literal["front", "side", "back", "face", "three_quarter"]

_YAW = {"front": 0.0, "side": 90.0, "back": 180.0, "face": 0.0, "three_quarter": 35.0}
_BODY_ANGLE, _FACE_ANGLE = 25.0, 20.0


@dataclass(frozen=True, eq=False)
class Camera:
    """B cameras of one kind. Clip space as in OpenGL: x right, y up, visible where each of x, y, z is in -w..w."""

    view_projection: Tensor
    """(B, 4, 4) world to clip, for column vectors"""
    rotation: Tensor
    """(B, 3, 3) rows are the picture's right, its up, and the direction back to the viewer, in the world"""
    scale: Tensor
    """(B,) half pictures per metre (orthographic) or per metre at one metre distance (perspective), vertically"""
    depth_range: Tensor
    """(B,) metres from the near to the far plane"""
    aspect: float
    """width / height"""
    orthographic: bool

    def project(self, vertices: Tensor) -> Tensor:
        """(B, V, 3) metres -> (B, V, 4) clip coordinates."""
        matrix = self.view_projection
        return vertices @ matrix[:, :, :3].transpose(1, 2) + matrix[:, None, :, 3]

    def __len__(self) -> int:
        return len(self.view_projection)

    def expand(self, batch: int) -> Camera:
        """One camera repeated, or all B unchanged."""
        return self._each(lambda values: values.expand(batch, *values.shape[1:]))

    def to(self, device: str | torch.device) -> Camera:
        return self._each(lambda values: values.to(device))

    def _each(self, change: Callable[[Tensor], Tensor]) -> Camera:
        return replace(
            self,
            view_projection=change(self.view_projection),
            rotation=change(self.rotation),
            scale=change(self.scale),
            depth_range=change(self.depth_range),
        )


def named_camera(
    view: View,
    vertices: Tensor,
    aspect: float = 1.0,
    face_vertices: Tensor | None = None,
    orthographic: bool = False,
) -> Camera:
    """The camera that frames a standing figure from one of the named sides; "face" frames the head from the front.

    vertices: (B, V, 3) metres. face_vertices: which vertices are the head, as indices (K,), a mask (V,) bool, or
    points (B, K, 3); without it the head is found above the narrowest place under it. Side is the figure's left.
    The frame follows the vertices but passes no gradient to them.
    """
    if view not in _YAW:
        raise BadRequest(f"There is no view named {view!r}.", f"Choose one of: {', '.join(_YAW)}.")
    if view != "face":
        elevation = 5.0 if view == "three_quarter" else 0.0
        return orbit_camera(vertices, _YAW[view], elevation, _BODY_ANGLE, aspect, orthographic=orthographic)
    if face_vertices is None:
        points = head_box(vertices)
    elif face_vertices.is_floating_point():
        points = face_vertices
    else:
        points = vertices[:, face_vertices]
    return orbit_camera(points, 0.0, 0.0, _FACE_ANGLE, aspect, margin=0.12, orthographic=orthographic)


def orbit_camera(
    points: Tensor,
    yaw: float | Tensor = 0.0,
    elevation: float | Tensor = 0.0,
    angle: float = _BODY_ANGLE,
    aspect: float = 1.0,
    margin: float = 0.06,
    orthographic: bool = False,
) -> Camera:
    """The camera that sees all `points`: (B, K, 3) metres, from a direction given in degrees, as large as they fit.

    yaw: 0 sees the front (from -Y), 90 the figure's left (from +X); elevation: positive looks down; each a number
    or (B,). angle: vertical opening of a perspective camera, degrees. margin: the part of the half picture left free.
    """
    points = points.detach().float()
    batch, device = points.shape[0], points.device
    turn = torch.deg2rad(torch.as_tensor(yaw, dtype=torch.float32, device=device)).expand(batch)
    lift = torch.deg2rad(torch.as_tensor(elevation, dtype=torch.float32, device=device)).expand(batch)
    zero = torch.zeros_like(turn)
    right = torch.stack([turn.cos(), turn.sin(), zero], -1)
    back = torch.stack([turn.sin() * lift.cos(), -turn.cos() * lift.cos(), lift.sin()], -1)
    rotation = torch.stack([right, torch.linalg.cross(back, right), back], 1)
    seen = points @ rotation.transpose(1, 2)
    low, high = seen.amin(1), seen.amax(1)
    middle = 0.5 * (low + high)
    seen = seen - middle[:, None]
    inside = 1.0 - margin
    radius = (0.5 * (high - low)).norm(dim=-1).clamp(min=1e-3)
    sideways = torch.maximum(seen[..., 0].abs() / aspect, seen[..., 1].abs()).clamp(min=1e-3)
    if orthographic:
        scale = inside / sideways.amax(1)
        distance = 2.0 * radius
    else:
        scale = torch.full_like(radius, 1.0 / math.tan(math.radians(angle) / 2.0))
        distance = (sideways * scale[:, None] / inside + seen[..., 2]).amax(1)
    near = torch.maximum(distance - 2.0 * radius, 0.05 * distance)
    far = distance + 2.0 * radius
    eye = torch.einsum("bij,bi->bj", rotation, middle) + back * distance[:, None]
    return _camera(rotation, eye, scale, near, far, aspect, orthographic)


def pinhole_camera(focal: float, middle: tuple[float, float], size: tuple[int, int], far: float = 100.0) -> Camera:
    """The camera of a photo: it stands at the world's origin, looks along +Y, and Z is up in the picture.

    focal: pixels; middle: (x, y) pixels from the upper left corner, where the optical axis meets the picture of `size`
    (height, width); far: metres to what is farthest.
    """
    height, width = size
    near = 0.002 * far
    matrix = torch.zeros(1, 4, 4)
    matrix[0, 0, 0], matrix[0, 0, 1] = 2.0 * focal / width, 2.0 * middle[0] / width - 1.0
    matrix[0, 1, 2], matrix[0, 1, 1] = 2.0 * focal / height, 1.0 - 2.0 * middle[1] / height
    matrix[0, 2, 1], matrix[0, 2, 3] = (far + near) / (far - near), -2.0 * far * near / (far - near)
    matrix[0, 3, 1] = 1.0
    rotation = torch.tensor([[[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]]])
    scale, depth = torch.tensor([2.0 * focal / height]), torch.tensor([far - near])
    return Camera(matrix, rotation, scale, depth, width / height, False)


def _camera(
    rotation: Tensor, eye: Tensor, scale: Tensor, near: Tensor, far: Tensor, aspect: float, orthographic: bool
) -> Camera:
    view = torch.zeros(len(eye), 4, 4, device=eye.device)
    view[:, :3, :3] = rotation
    view[:, :3, 3] = -torch.einsum("bij,bj->bi", rotation, eye)
    view[:, 3, 3] = 1.0
    projection = torch.zeros_like(view)
    projection[:, 0, 0] = scale / aspect
    projection[:, 1, 1] = scale
    if orthographic:
        projection[:, 2, 2] = -2.0 / (far - near)
        projection[:, 2, 3] = -(far + near) / (far - near)
        projection[:, 3, 3] = 1.0
    else:
        projection[:, 2, 2] = -(far + near) / (far - near)
        projection[:, 2, 3] = -2.0 * far * near / (far - near)
        projection[:, 3, 2] = -1.0
    return Camera(projection @ view, rotation, scale, far - near, aspect, orthographic)
