"""How a piece hangs on the base mesh: each of its vertices on three of the mesh's, with an offset.

    vertex = sum of weight · reference vertex + offset · scale

The reference vertices are those of MakeHuman's base mesh (hm08), 19,158 with its helpers, which is how the files of its
users count. Offsets are along the axes of the body's own rest pose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

BASE_VERTICES = 19158
STEP = 2e-5
"""metres by which stored offsets count: nothing lies further than a hundredth of a millimetre from where it was made"""
SHARES = 2048
"""parts of 1 by which stored weights count: 0.02 mm on a triangle a decimetre wide"""


@dataclass(frozen=True, eq=False)
class Span:
    """How long the body is along one axis, on which offsets along it are scaled."""

    first: int
    second: int
    """vertices of the base mesh"""
    length: float
    """metres between them along the axis on the body that the piece was made on"""


@dataclass(frozen=True, eq=False)
class Binding:
    """indices: (N, 3) int32 vertices of the base mesh; weights: (N, 3) float32, rows sum to 1 (one may be negative);
    offsets: (N, 3) float32 metres; spans: of x, y and z, None where offsets keep their length."""

    indices: np.ndarray
    weights: np.ndarray
    offsets: np.ndarray
    spans: tuple[Span | None, Span | None, Span | None] = (None, None, None)

    def __len__(self) -> int:
        return len(self.indices)

    @property
    def references(self) -> np.ndarray:
        """Ascending vertices of the base mesh on which it depends."""
        spans = [vertex for span in self.spans if span for vertex in (span.first, span.second)]
        return np.unique(np.concatenate([self.indices.reshape(-1), np.array(spans, np.int32)]))


def scales(binding: Binding, base: np.ndarray) -> np.ndarray:
    """(3,) float32 how much longer the body is than the one that the piece was made on. Measure a neutral face: some
    pieces for the mouth have their span across both jaws."""
    found = [
        1.0 if span is None else abs(float(base[span.first, axis] - base[span.second, axis])) / span.length
        for axis, span in enumerate(binding.spans)
    ]
    return np.array(found, np.float32)


def fit(binding: Binding, base: np.ndarray, scale: np.ndarray | None = None) -> np.ndarray:
    """(N, 3) float32 metres: a piece on a shape. base: (19158, 3) float32 metres, of which only `references` count;
    scale: as `scales` gives it of the same figure with a neutral face."""
    scale = scales(binding, base) if scale is None else scale
    points = np.einsum("nk,nkd->nd", binding.weights, base.take(binding.indices, axis=0))
    return points + binding.offsets * scale


def moved(binding: Binding, offsets: np.ndarray) -> np.ndarray:
    """(K, N, 3): what changes (K, 19158, 3) of the base mesh, such as face keys, do to a piece."""
    return np.einsum("nk,bnkd->bnd", binding.weights, offsets[:, binding.indices])


def spread(binding: Binding, weights: np.ndarray) -> np.ndarray:
    """(N, J) skin weights of a piece from those of the base mesh (19158, J); rows sum to 1."""
    shares = np.clip(binding.weights, 0.0, None)
    shares = shares / shares.sum(axis=1, keepdims=True)
    found = np.einsum("nk,nkj->nj", shares, weights[binding.indices])
    return found / np.maximum(found.sum(axis=1, keepdims=True), 1e-12)


def named(arrays: Mapping[str, np.ndarray], spans: Sequence[Sequence[float]]) -> Binding:
    """As `arrays_of` and `spans_of` gave it."""
    of = [Span(int(a), int(b), float(length)) if length > 0 else None for a, b, length in spans]
    return Binding(
        indices=arrays["indices"].astype(np.int32),
        weights=_thirds(arrays["weights"].astype(np.float32) / SHARES),
        offsets=from_steps(arrays["offsets"]),
        spans=(of[0], of[1], of[2]),
    )


def arrays_of(binding: Binding) -> dict[str, np.ndarray]:
    """Whole numbers: the first two weights in `SHARES`, offsets in `STEP`."""
    return {
        "indices": binding.indices.astype(np.uint16),
        "weights": np.rint(binding.weights[:, :2] * SHARES).clip(-32768, 32767).astype(np.int16),
        "offsets": in_steps(binding.offsets),
    }


def spans_of(binding: Binding) -> list[tuple[int, int, float]]:
    """(first, second, length) of x, y and z; length 0 where there is none"""
    return [(span.first, span.second, span.length) if span else (0, 0, 0.0) for span in binding.spans]


def in_steps(metres: np.ndarray) -> np.ndarray:
    """int32"""
    return np.rint(metres / STEP).astype(np.int32)


def from_steps(steps: np.ndarray) -> np.ndarray:
    """float32 metres"""
    return steps.astype(np.float32) * np.float32(STEP)


def _thirds(shares: np.ndarray) -> np.ndarray:
    return np.concatenate([shares, 1.0 - shares.sum(axis=1, keepdims=True)], axis=1).astype(np.float32)
