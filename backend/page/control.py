"""One slider or number of the page, which the page moves and locks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CLOSED = "🔒 "


@dataclass
class Control:
    """A slider or a number of the page; label: without its lock."""

    handle: Any
    label: str

    def put(self, value: float) -> None:
        held = min(max(round(value, 3), self.handle.min), self.handle.max)
        if abs(self.handle.value - held) > 2e-3:
            self.handle.value = held

    def show_lock(self, closed: bool, disabled: bool = True) -> None:
        label = (CLOSED if closed else "") + self.label
        if self.handle.label != label:
            self.handle.disabled, self.handle.label = closed and disabled, label
