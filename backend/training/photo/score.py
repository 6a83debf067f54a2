"""How far bodies from photos are off, on people that the tables have not seen; beside the usual body."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from backend.body import BodyData, measure
from backend.body.fitting.rigid import laid_on
from backend.body.solve_measures import solve_measures
from backend.photo.table import Table, corrected

from .renders import rest_of

_GIRTHS = ("height", "waist", "hips", "chest")
Maker = Callable[[Mapping[str, np.ndarray], float | None], np.ndarray]


def evaluated(body: BodyData, table: Table, fits: Sequence[Mapping[str, np.ndarray] | None]) -> dict[str, Any]:
    """Of each way to a body, with and without known height: millimetres that vertices lie off after turning and moving
    it as one onto the true one, and how far measures are off in centimetres; each the mean over people."""
    there = [fit for fit in fits if fit is not None]
    usual = body.defaults.numpy().astype(np.float64)

    def by_table(fit: Mapping[str, np.ndarray], height: float | None) -> np.ndarray:
        told = dict(zip(map(str, fit["names"]), map(float, fit["told"]), strict=True))
        return corrected(body, fit["found"], table, told, height, set())[0]

    ways: dict[str, Maker] = {
        "the usual body": lambda fit, height: usual,
        "points and outline alone": lambda fit, height: fit["found"],
        "with the table": by_table,
    }
    out: dict[str, Any] = {"people": len(there), "nobody found": len(fits) - len(there)}
    for known in (True, False):
        rows = {name: _row(body, there, way, known) for name, way in ways.items()}
        out["height known" if known else "height not known"] = rows
    return out


def _row(body: BodyData, fits: Sequence[Mapping[str, np.ndarray]], way: Maker, known: bool) -> dict[str, float]:
    off, sizes = [], []
    for fit in fits:
        true = rest_of(body, fit["values"])
        height = float(np.ptp(true[:, 2]))
        values = way(fit, height if known else None)
        if known:
            given = torch.as_tensor(values, dtype=torch.float32)
            values = solve_measures(body, given, {"height": height}).values.numpy()
        mine = rest_of(body, values)
        off.append(1000 * apart(mine, true))
        both = measure(body, torch.as_tensor(np.stack([mine, true]), dtype=torch.float32), _GIRTHS)
        sizes.append([100 * abs(float(both[name][0] - both[name][1])) for name in _GIRTHS])
    told = {"vertices mm": round(float(np.mean(off)), 2), "worst tenth mm": round(float(np.quantile(off, 0.9)), 2)}
    return told | {f"{n} cm": round(float(v), 2) for n, v in zip(_GIRTHS, np.mean(sizes, axis=0), strict=True)}


def apart(mine: np.ndarray, true: np.ndarray) -> float:
    """Metres that vertices (V, 3) lie off on average after one is turned and moved as one onto the other."""
    return float(np.linalg.norm(laid_on(mine, true) - true, axis=1).mean())
