# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything the panel can do, as operators with arguments that work from a script and without a window."""

from __future__ import annotations

from ..state.discovery import classes_in

CLASSES = classes_in(__name__, __path__)
