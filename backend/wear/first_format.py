"""Files of pieces as the first versions wrote them, which users keep: their arrays as those that are written now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from . import binding

_STEPS = "steps "


def as_now(
    header: Mapping[str, Any], stored: Mapping[str, np.ndarray], texels: int
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """texels: parts of 1 by which texture coordinates count now. Raises KeyError where something is missing."""
    arrays = dict(stored)
    for name in ("faces", "uv_faces", "uvs", "hides"):
        arrays[name] = _summed(arrays.pop(_STEPS + name)) if _STEPS + name in arrays else arrays[name]
    ends, lengths = arrays.pop("span_vertices").tolist(), arrays.pop("span_lengths").tolist()
    arrays["offsets"] = binding.in_steps(arrays["offsets"] * arrays.pop("offset_scale"))
    arrays["weights"] = arrays["weights"].astype(np.float32) * (binding.SHARES / 8192)
    arrays["uvs"] = arrays["uvs"] * (texels / 65535)
    for name in [name for name in arrays if name.startswith("size ")]:
        arrays[name] = binding.in_steps(arrays[name] * arrays.pop(name.replace("size ", "scale ")))
    for name in ("faces", "uv_faces", "hides"):
        arrays[name] = arrays[name].astype(np.int32)
    spans = [(*pair, length) for pair, length in zip(ends, lengths, strict=True)]
    return {**header, "spans": spans}, arrays


def _summed(steps: np.ndarray) -> np.ndarray:
    """Of (bytes of a number, rows, ...): what each row adds to the one before, as unsigned numbers."""
    each = np.ascontiguousarray(np.moveaxis(steps, 0, -1))
    numbers = each.view(np.dtype(f"<u{steps.shape[0]}"))[..., 0]
    return np.cumsum(numbers, axis=0, dtype=numbers.dtype)
