"""What the figure looks like: skin, hair, eyes and bodysuit as one albedo texture, painted from a Look; and what it
wears."""

from .close_up import paint_skin
from .cloth import paint_piece, piece_colours, piece_material
from .colours import random_look, skin_colour
from .paint import paint_albedo, without_colours
from .traits import Traits

__all__ = [
    "Traits",
    "paint_albedo",
    "paint_piece",
    "paint_skin",
    "piece_colours",
    "piece_material",
    "random_look",
    "skin_colour",
    "without_colours",
]
