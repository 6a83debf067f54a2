"""Tensors that a stage saved for the case that it is interrupted. What is no longer whole is made again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

MOST_BYTES = 1 << 30
_log = logging.getLogger("galatea.saved")


def load_saved(path: Path, expected: Mapping[str, Tensor] | None = None) -> dict[str, Tensor] | None:
    """The tensors in `path`; None where there are none, or where they are damaged: then the log tells, and the file is
    deleted. `expected`: tensors that must be there, of these shapes."""
    if not path.exists():
        return None
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"it is larger than {MOST_BYTES >> 20} MB")
        tensors = load_file(path)
        for name, wanted in (expected or {}).items():
            if name not in tensors or tensors[name].shape != wanted.shape:
                raise ValueError(f"{name} is missing or of another shape")
        if not all(torch.isfinite(tensor).all() for tensor in tensors.values()):
            raise ValueError("not all of its numbers are finite")
    except (SafetensorError, OSError, ValueError) as error:
        _log.warning("%s is damaged, so that stage is run again: %s", path, error)
        path.unlink(missing_ok=True)
        return None
    return tensors
