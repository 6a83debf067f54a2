# SPDX-License-Identifier: GPL-3.0-or-later
"""What the extension knows while it is registered and no file keeps: one object of each class that asks for one."""

from __future__ import annotations

from typing import Any, TypeVar

Part = TypeVar("Part")


class Memory:
    """Forgets everything when the extension is unregistered, so that nothing of before is found by the next."""

    def __init__(self) -> None:
        self._parts: dict[type, Any] = {}

    def of(self, part: type[Part]) -> Part:
        """The one object of this class, made when it is first asked for."""
        if part not in self._parts:
            self._parts[part] = part()
        return self._parts[part]

    def clear(self) -> None:
        self._parts.clear()


memory = Memory()
