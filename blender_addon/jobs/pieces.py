# SPDX-License-Identifier: GPL-3.0-or-later
"""The pieces of the backend's wardrobe, for scripts and operators that can wait for it."""

from __future__ import annotations

from .._shared.protocol.codec import closest
from .._shared.protocol.errors import BadRequest
from .._shared.protocol.wardrobe import Entry
from ..state import wardrobe
from . import waiting
from . import wardrobe as asked


def entries(wait: bool = True) -> dict[str, Entry]:
    """By name. wait: whether it is waited for where it is not here yet. Raises BadRequest where there is none."""
    if not wardrobe.is_filled() and wait:
        waiting.ensure_ready()
        waiting.wait_for(asked.ask())
    found = {entry.name: entry for entry in wardrobe.entries()}
    if not found:
        raise BadRequest("The backend has told of no wardrobe yet.", "Wait until it is ready, then try again.")
    return found


def entry_named(name: str, wait: bool = True) -> Entry:
    """Raises BadRequest, naming near ones, where there is none of that name."""
    known = entries(wait)
    if name not in known:
        raise BadRequest(f"The wardrobe has no {name[:60]!r}.", closest(name[:60], known))
    return known[name]
