"""How well keys are read: their correlation with those of takes and heads that nothing was learned from."""

from __future__ import annotations

from typing import Any

import numpy as np

from backend.capture.net import HEADS, KeyNet, inputs_of
from backend.protocol.sliders import ARKIT_52

from .rows import Rows

MOVED = 0.02
"""standard deviation of a key below which there is nothing to correlate with"""


def scored(net: KeyNet, rows: Rows) -> dict[str, Any]:
    """Body -> mean correlation over its keys, mean absolute error, how many keys move at all, and each of them; of
    looks at faces that act."""
    out: dict[str, Any] = {}
    for number, head in enumerate(HEADS[: len(net.heads)]):
        own = np.flatnonzero((rows.body == number) & rows.keys.any(1))
        if not len(own):
            continue
        now, rest = rows.aligned[own], rows.aligned[rows.rest[own].reshape(-1)]
        rest = type(rest)(
            *(
                getattr(rest, n).reshape(len(own), -1, *getattr(rest, n).shape[1:]).mean(1)
                for n in type(rest).__annotations__
            )
        )
        out[head] = correlations(net.keys(inputs_of(now, rest), head), rows.keys[own])
    return out


def correlations(found: np.ndarray, true: np.ndarray) -> dict[str, Any]:
    """found, true: (N, 52)"""
    found = found.clip(0, 1)
    each = {
        name: round(float(np.corrcoef(found[:, k], true[:, k])[0, 1]), 3) if found[:, k].std() > 1e-6 else 0.0
        for k, name in enumerate(ARKIT_52)
        if true[:, k].std() > MOVED
    }
    return {
        "correlation": round(float(np.mean(list(each.values()))), 4),
        "mean off": round(float(np.abs(found - true).mean()), 4),
        "keys": len(each),
        "looks": len(true),
        "each": each,
    }
