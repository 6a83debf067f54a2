"""From the rest pose that a figure stands in back to the body's own, for what lies around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import Tensor

from ...body import RigData
from ...wear.bind import nearest_places
from ...wear.binding import Binding, Span
from ...wear.surface import triangles_of

Spans = tuple[Span | None, Span | None, Span | None]
_STEEPEST = 0.2
"""the least determinant of a blend of turns that is still undone"""


@dataclass(frozen=True, eq=False)
class Posed:
    """vertices: (V, 3) the body as it stands, native: the same in its own rest pose; moves: (J, 3, 4) what its bones do
    on the way, None where nothing does; numbers: (V,) of the base mesh; quads: (P, 4) of the skin, in these numbers."""

    vertices: np.ndarray
    native: np.ndarray
    rig: RigData
    moves: Tensor | None
    numbers: np.ndarray
    quads: np.ndarray

    def bound(self, points: np.ndarray, spans: Spans = (None, None, None)) -> Binding:
        """How points (N, 3) metres, around the figure as it stands, hang on the base mesh so that skinning brings them
        there again. Each hangs on the skin that is nearest as the figure stands, where arms are away from the trunk."""
        corners, shares, nearest = nearest_places(points, self.vertices.astype(np.float64), self._triangles())
        under = np.einsum("nk,nkd->nd", shares, self.native[corners])
        offsets = points - nearest
        if self.moves is not None:
            moves = self.moves.cpu().numpy().astype(np.float64)
            bones, weights = self.rig.weight_indices.cpu().numpy(), self.rig.weight_values.cpu().numpy()
            skin = np.einsum("vj,vjab->vab", weights, moves[bones])
            stands = np.median(self.vertices - _moved(skin, self.native), axis=0)
            blended = np.einsum("nk,nkab->nab", shares, skin[corners])
            turns = blended[..., :3]
            flat = np.abs(np.linalg.det(turns)) < _STEEPEST
            turns[flat] = np.eye(3)
            left = np.where(flat[:, None], offsets, points - stands - _moved(blended, under))
            offsets = np.linalg.solve(turns, left[..., None])[..., 0]
        return Binding(
            indices=self.numbers[corners].astype(np.int32),
            weights=shares.astype(np.float32),
            offsets=offsets.astype(np.float32),
            spans=spans,
        )

    def _triangles(self) -> np.ndarray:
        """(F, 3) of the skin in the body's own numbers."""
        place = np.zeros(int(self.numbers.max()) + 1, np.int64)
        place[self.numbers] = np.arange(len(self.numbers))
        return triangles_of(place[self.quads])


def _moved(moves: np.ndarray, points: np.ndarray) -> np.ndarray:
    return np.einsum("nij,nj->ni", moves[..., :3], points) + moves[..., 3]
