"""Motions of others become takes: one file a format, and `any_file.py`, which tells them apart by what is in them."""

from .any_file import Read, read_motion
from .scene_file import MAP_HINT, SceneClip

__all__ = ["MAP_HINT", "Read", "SceneClip", "read_motion"]
