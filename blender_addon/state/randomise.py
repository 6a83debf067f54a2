# SPDX-License-Identifier: GPL-3.0-or-later
"""The dice that roll people, which batches of the backend throw too."""

from .._shared.protocol.randomise import HEAVIEST, LIGHTEST, OLDEST, YOUNGEST_ADULT, right_weight, roll

__all__ = ["HEAVIEST", "LIGHTEST", "OLDEST", "YOUNGEST_ADULT", "right_weight", "roll"]
