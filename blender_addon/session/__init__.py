# SPDX-License-Identifier: GPL-3.0-or-later
"""The one backend of this Blender: its process, the connection to it, and the jobs on their way through it."""

from __future__ import annotations

from .backend import BackendSession

session = BackendSession()
"""the one that panels, operators and jobs share"""
