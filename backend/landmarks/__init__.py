"""People in photos: where they stand, their joints and their outline, by small networks that ship with the program."""

from .people import POINTS, Person, find_people

__all__ = ["POINTS", "Person", "find_people"]
