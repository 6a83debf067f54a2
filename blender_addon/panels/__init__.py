# SPDX-License-Identifier: GPL-3.0-or-later
"""The side bar: one panel per step of the work. Drawing only reads."""

from __future__ import annotations

from . import backend, body, create, export, face, look, motion

CLASSES = (
    *backend.CLASSES,
    *create.CLASSES,
    *body.CLASSES,
    *face.CLASSES,
    *look.CLASSES,
    *motion.CLASSES,
    *export.CLASSES,
)
