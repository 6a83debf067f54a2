"""Faces in pictures: where they are, 468 points on each, lids and irises, and the same face from frame to frame."""

from .face import IRIS_POINTS, LID_POINTS, MESH_POINTS, Face
from .find import find_faces
from .tracker import Tracker

__all__ = ["IRIS_POINTS", "LID_POINTS", "MESH_POINTS", "Face", "Tracker", "find_faces"]
