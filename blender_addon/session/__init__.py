# SPDX-License-Identifier: GPL-3.0-or-later
"""The one backend of this Blender: its process, the connection to it, and the jobs on their way through it."""
