"""The network from aligned points to keys, as a file and as it is run: numpy alone, a tenth of a millisecond a frame.

What goes in: how far the points of the face and of the eyes have moved from where they are at rest, how the head is
turned, the resting eyes, and how what the networks have between their layers differs from that at rest. What comes out:
the keys of each body that it has learned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assets import asset

from ..assets.reading import own_file, read_arrays
from ..protocol.sliders import ARKIT_52
from .aligned import FOLDER, Aligned, turn_vectors
from .packed_matrices import packed, unpacked

FILE = "keys.npz"
HEADS = ("anny", "ict")
_LAYERS = ("first", "second")


@dataclass(frozen=True, eq=False)
class KeyNet:
    """middle, spread: (I,) of what goes in; layers: (weights (in, out), bias (out,)) of each; heads: body -> the same
    of its own last layer, whose outputs are ARKit's 52."""

    middle: np.ndarray
    spread: np.ndarray
    layers: tuple[tuple[np.ndarray, np.ndarray], ...]
    heads: Mapping[str, tuple[np.ndarray, np.ndarray]]

    def keys(self, inputs: np.ndarray, head: str) -> np.ndarray:
        """(N, 52) of inputs (N, I), not cut off at 0 and 1."""
        here = (inputs - self.middle) / self.spread
        for weights, bias in self.layers:
            here = here @ weights + bias
            here = here / (1 + np.exp(-np.clip(here, -60, 60)))
        weights, bias = self.heads[head]
        return here @ weights + bias


def inputs_of(now: Aligned, rest: Aligned) -> np.ndarray:
    """(N, I) what the network is given. rest: one, or N, the same faces at rest."""
    count = len(now)
    points = (now.points - rest.points).reshape(count, -1)
    eyes = (now.eyes - rest.eyes).reshape(count, -1)
    own = np.broadcast_to(rest.eyes[:, :, :16], (count, 2, 16, 2)).reshape(count, -1)
    inner = np.broadcast_to(now.inner - rest.inner, (count, now.inner.shape[1]))
    return np.concatenate([points * 10, eyes * 10, turn_vectors(now.turns), own, inner], axis=1)


@lru_cache(maxsize=1)
def key_net() -> KeyNet:
    """Raises BadFile where its file is damaged."""
    path = asset(FOLDER, FILE)
    with own_file(path, "network of faces"):
        return net_from(read_arrays(path, "network of faces"))


def net_from(arrays: Mapping[str, np.ndarray]) -> KeyNet:
    def layer(name: str) -> tuple[np.ndarray, np.ndarray]:
        return unpacked(arrays, f"{name}.weight"), arrays[f"{name}.bias"].astype(np.float32)

    heads = {head: layer(f"head.{head}") for head in HEADS if f"head.{head}.weight" in arrays}
    if any(bias.shape != (len(ARKIT_52),) for _, bias in heads.values()):
        raise ValueError("its keys are not ARKit's")
    middle, spread = (arrays[name].astype(np.float32) for name in ("middle", "spread"))
    return KeyNet(middle, spread, tuple(layer(name) for name in _LAYERS), heads)


def net_arrays(net: KeyNet) -> dict[str, np.ndarray]:
    """What `net_from` reads."""
    arrays = {"middle": net.middle.astype(np.float32), "spread": net.spread.astype(np.float32)}
    named = [*zip(_LAYERS, net.layers, strict=True), *((f"head.{head}", layer) for head, layer in net.heads.items())]
    for name, (weights, bias) in named:
        arrays |= {**packed(f"{name}.weight", weights), f"{name}.bias": bias.astype(np.float32)}
    return arrays
