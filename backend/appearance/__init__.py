"""What the figure looks like: skin, hair, eyes and bodysuit as one albedo texture, painted from a Look."""

from .colours import random_look, skin_colour
from .paint import paint_albedo, without_colours

__all__ = ["paint_albedo", "random_look", "skin_colour", "without_colours"]
