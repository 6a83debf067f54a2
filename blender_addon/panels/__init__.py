# SPDX-License-Identifier: GPL-3.0-or-later
"""The side bar: one panel per step of the work, in the order of their `bl_order`. Drawing only reads."""

from __future__ import annotations

from ..state.discovery import classes_in

CLASSES = classes_in(__name__, __path__)
