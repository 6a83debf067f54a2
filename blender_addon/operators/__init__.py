# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything the panel can do, as operators with arguments that work from a script and without a window."""

from __future__ import annotations

from . import backend, create, export, face, jobs, look, motion, sliders

CLASSES = (
    *backend.CLASSES,
    *create.CLASSES,
    *jobs.CLASSES,
    *sliders.CLASSES,
    *face.CLASSES,
    *look.CLASSES,
    *motion.CLASSES,
    *export.CLASSES,
)
