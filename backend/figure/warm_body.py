"""Bodies that stay in a worker's memory from one job to the next."""

from __future__ import annotations

from ..assets.store import recorded
from ..body import ADAPTERS, BodyData, load_body
from ..context import JobContext


def warm_body(name: str, context: JobContext, device: str = "") -> BodyData:
    """The named body on a device, the job's own if none is named; one that the user has replaced meanwhile is loaded
    anew. Raises as `load_body`."""
    device = device or context.device
    return context.model(f"body {kept_as(name)} {device}", lambda: load_body(name, device))


def kept_as(name: str) -> str:
    """The name, with what tells the user's own from another of the name that was there before."""
    own = None if name in ADAPTERS else recorded(name)
    return f"{name} {own.path.stem}" if own else name
