"""Encoders that stay in a worker's memory from one job to the next."""

from __future__ import annotations

from pathlib import Path

from ..assets import require
from ..clip.encoder import Encoder, load_encoder
from ..context import JobContext


def warm_encoder(name: str, context: JobContext) -> Encoder:
    """The encoder of that name on the job's device. Raises as `load_encoder` and `require`."""
    return context.model(f"encoder {name} {context.device}", lambda: _loaded(name, context.device), size=_size_of(name))


def _loaded(name: str, device: str) -> Encoder:
    if "=" in name or "/" not in name:
        return load_encoder(name, device)
    here = require(name, "encoder")
    return load_encoder(name, device, weights=here.path, licence=here.licence)


def _size_of(name: str) -> int:
    """Bytes that loading an encoder takes: its weights are there twice meanwhile. 0 where its file tells nothing."""
    file = Path(name.partition("=")[2]).expanduser() if "=" in name else None
    if file is not None:
        return 2 * file.stat().st_size if file.is_file() else 0
    return 2 * require(name, "encoder").record.size if "/" in name else 0
