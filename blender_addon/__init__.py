# SPDX-License-Identifier: GPL-3.0-or-later
"""Galatea in Blender: registers the panel, its operators and its timer. Nothing else happens on import."""

from __future__ import annotations


def register() -> None:
    from . import registration

    registration.register()


def unregister() -> None:
    from . import registration

    registration.unregister()
