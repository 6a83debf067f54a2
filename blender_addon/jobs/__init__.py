# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of the backend, and what becomes of each answer."""
