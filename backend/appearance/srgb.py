"""Colours as screens have them and as light adds up."""

from __future__ import annotations

import numpy as np


def linear(colours: np.ndarray) -> np.ndarray:
    """sRGB colours 0..1 of any shape, linear (IEC 61966-2-1)."""
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
