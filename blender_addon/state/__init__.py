# SPDX-License-Identifier: GPL-3.0-or-later
"""What the extension knows: the avatars' values on their objects, the panel's on the window. Asks no backend."""
