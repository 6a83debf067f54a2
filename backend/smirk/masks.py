"""What of a photo the generator is still told: all around the face, and few coloured points on it.

So it can take the form of the face from nowhere but the rendered shape (SMIRK, section 3.3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from scipy.spatial import ConvexHull, QhullError
from torch import Tensor
from torch.nn.functional import max_pool2d

from .draw import normals
from .head import Head

REFERENCE = 224
"""pixels of the published picture, to which sizes here refer"""
WIDER, PATCH = 21, 11
"""pixels by which the hull is widened, and of the patches in which points are dropped, at the published size"""
KEPT = 0.01
"""share of the picture's pixels that are kept as points on the face"""
DROPPED, DROPPED_IN_CYCLE = 0.01, 0.005
COLOUR_NOISE = 0.05
FACING = -0.05
"""least part towards the viewer of a triangle's normal"""
_NONE = ("neck", "left_ear", "right_ear", "eye_left", "eye_right", "left_eyeball", "right_eyeball")
_HALF = ("lips", "nose")


@dataclass(frozen=True, eq=False)
class SurfacePoints:
    """K places on the drawn triangles of B heads. faces: (B, K) which triangle; shares: (B, K, 3) of its corners"""

    faces: Tensor
    shares: Tensor

    def of(self, projected: Tensor, triangles: Tensor) -> Tensor:
        """(B, K, 2) where they are in the picture, -1..1, y down. projected: (B, N, 3); triangles: (F, 3)"""
        corners = triangles[self.faces]
        batch = torch.arange(len(projected), device=projected.device)[:, None, None]
        return (projected[batch, corners, :2] * self.shares[..., None]).sum(dim=2)


def outside(points: Tensor, shown: Tensor) -> Tensor:
    """(B, 1, S, S) 1 where a picture is kept: beyond the hull of its landmarks, which is widened a little, and beyond
    the rendered face. points: (B, L, 2) -1..1, y down; shown: (B, 1, S, S) bool"""
    size = shown.shape[-1]
    inside = torch.stack([_hull(row, size) for row in points.detach().cpu().numpy()])[:, None].to(shown.device)
    wide = _odd(WIDER, size)
    wider = max_pool2d(inside.float(), wide, 1, wide // 2)
    return 1.0 - torch.maximum(wider, shown.float())


def _odd(pixels: int, size: int) -> int:
    return 2 * round((pixels * size / REFERENCE - 1) / 2) + 1


def _hull(points: np.ndarray, size: int) -> Tensor:
    """(S, S) bool pixels whose middle lies in the convex hull of (L, 2) points."""
    try:
        sides = ConvexHull(points.astype(np.float64)).equations
    except (QhullError, ValueError):  # all in one place, or not finite
        return torch.zeros(size, size, dtype=torch.bool)
    middle = (2 * np.arange(size) + 1) / size - 1
    x, y = np.meshgrid(middle, middle)
    inside = np.ones((size, size), bool)
    for a, b, c in sides:
        inside &= a * x + b * y + c <= 0
    return torch.from_numpy(inside)


def region_weights(head: Head) -> Tensor:
    """(F,) how readily a point is taken from each drawn triangle, for its part of the face."""
    weights, place = np.ones(len(head.own)), {int(v): k for k, v in enumerate(head.own.tolist())}
    for names, value in ((_HALF, 0.5), (_NONE, 0.0)):
        for name in names:
            for vertex in head.body.regions.get(name, ()):
                if int(vertex) in place:
                    weights[place[int(vertex)]] = value
    return torch.from_numpy(weights).float()[head.faces].amin(dim=1)


def sample_points(
    vertices: Tensor,
    projected: Tensor,
    faces: Tensor,
    weights: Tensor,
    size: int,
    random: torch.Generator,
    more: int = 1,
) -> SurfacePoints:
    """A hundredth of the picture's pixels as points on the face, `more` times as many where asked: triangles by their
    weight, by how large they are in the picture, and only those that face the viewer."""
    count = max(1, round(KEPT * size * size)) * more
    with torch.no_grad():
        a, b, c = (projected[:, faces[:, k], :2] for k in range(3))
        first, second = b - a, c - a
        area = (first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]).abs()
        towards = normals(vertices, faces)[..., 2][:, faces].mean(dim=2) > FACING
        chance = weights * area * towards + 1e-12
        chosen = torch.multinomial(chance, count, replacement=True, generator=random)
        shares = torch.rand(*chosen.shape, 2, generator=random)
        over = shares.sum(dim=-1, keepdim=True) > 1
        shares = torch.where(over, 1 - shares, shares)
        return SurfacePoints(chosen, torch.cat([1 - shares.sum(dim=-1, keepdim=True), shares], dim=-1))


def pixels_of(places: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """Flat pixels (B, K) int64 of places (B, K, 2), -1..1, and which of them lie in the picture, (B, K) bool."""
    at = ((places + 1) * (size / 2)).floor().long()
    there = ((at >= 0) & (at < size)).all(dim=-1)
    at = at.clamp(0, size - 1)
    return at[..., 1] * size + at[..., 0], there


def colours_at(pictures: Tensor, pixels: Tensor) -> Tensor:
    """(B, K, 3) of pictures (B, 3, S, S)."""
    flat = pictures.flatten(2)
    return flat.gather(2, pixels[:, None].expand(-1, 3, -1)).transpose(1, 2)


def masked(
    pictures: Tensor,
    kept: Tensor,
    colours: Tensor,
    pixels: Tensor,
    there: Tensor,
    random: torch.Generator,
    dropped: float = DROPPED,
) -> Tensor:
    """(B, 3, S, S) what the generator is told of pictures: what is `kept` (B, 1, S, S), and the colours (B, K, 3) at
    `pixels`, a little off, where they are `there` (B, K) and no patch is dropped."""
    size = pictures.shape[-1]
    batch = len(pictures)
    drop = (torch.rand(batch, 1, size, size, generator=random) < dropped).float()
    wide = _odd(PATCH, size)
    drop = max_pool2d(drop, wide, 1, wide // 2).flatten(1).bool()
    noisy = colours * (1 + COLOUR_NOISE * torch.randn(colours.shape, generator=random))
    flat = (pictures * kept).flatten(2).transpose(1, 2).clone()
    rows = torch.arange(batch)[:, None].expand_as(pixels)
    use = there & ~drop.gather(1, pixels)
    flat[rows[use], pixels[use]] = noisy[use].clamp(0.0, 1.0)
    return flat.transpose(1, 2).reshape(pictures.shape)
