# SPDX-License-Identifier: GPL-3.0-or-later
"""The sliders of an avatar's body as the backend describes them, and the panel filled with them."""

from __future__ import annotations

from .._shared.protocol import slider_catalogue
from .._shared.protocol.slider_catalogue import Slider
from ..session import session
from ..state import panel_sliders, properties, words
from ..state.avatar_object import AvatarObject


def of(body: str) -> tuple[Slider, ...]:
    """In the panel's order; none where no backend describes the body."""
    return slider_catalogue.catalogue(session.connection.body(body))


def show(thing: AvatarObject | None) -> None:
    """Fill the panel's sliders with an avatar's values."""
    panel_sliders.show(properties.panel(), thing, of(thing.galatea.body if thing else ""))
    words.show(properties.panel(), thing)
