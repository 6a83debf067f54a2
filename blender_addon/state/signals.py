# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes are announced to whoever listens, so that a room tells the rooms above it without importing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy


class Signal:
    """Who listens twice hears once."""

    def __init__(self) -> None:
        self._listeners: list[Callable[..., None]] = []

    def connect(self, listener: Callable[..., None]) -> None:
        if listener not in self._listeners:
            self._listeners.append(listener)

    def disconnect(self, listener: Callable[..., None]) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)

    def send(self, *told: Any) -> None:
        for listener in list(self._listeners):
            listener(*told)


slider_moved = Signal()
"""a slider or a colour in the panel was moved, by the artist or by filling the panel"""

piece_chosen = Signal()
"""in a slot of the panel a piece was chosen; told are the slot and the name of the piece, empty for nothing"""


face_changed = Signal()
"""a setting of a take of a face was changed, on whatever object"""


def on_slider_moved(_group: object, _context: bpy.types.Context) -> None:
    """For the `update` of a property."""
    slider_moved.send()


def on_face_changed(group: Any, _context: bpy.types.Context) -> None:
    """For the `update` of a property on an object."""
    face_changed.send(group.id_data)
