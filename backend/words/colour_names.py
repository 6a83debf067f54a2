"""The colours that words name, as sRGB from 0 to 1: of hair, eyes and the suit."""

from __future__ import annotations

from ..protocol.requests import Colour

HAIR: dict[str, Colour] = {
    "black": (0.06, 0.05, 0.05), "brown": (0.25, 0.16, 0.10), "blond": (0.78, 0.66, 0.44), "red": (0.52, 0.21, 0.10),
    "grey": (0.58, 0.58, 0.58), "white": (0.88, 0.87, 0.85),
}  # fmt: skip
EYES: dict[str, Colour] = {
    "brown": (0.26, 0.16, 0.09), "blue": (0.28, 0.45, 0.66), "green": (0.30, 0.48, 0.28), "grey": (0.46, 0.50, 0.52),
    "hazel": (0.44, 0.34, 0.18),
}  # fmt: skip
SUITS: dict[str, Colour] = {
    "black": (0.05, 0.05, 0.06), "white": (0.92, 0.92, 0.91), "grey": (0.45, 0.45, 0.46), "red": (0.75, 0.10, 0.10),
    "blue": (0.12, 0.22, 0.65), "green": (0.12, 0.48, 0.18), "yellow": (0.90, 0.80, 0.15), "orange": (0.92, 0.48, 0.10),
    "purple": (0.42, 0.14, 0.55), "pink": (0.93, 0.52, 0.66), "brown": (0.36, 0.22, 0.12),
}  # fmt: skip
