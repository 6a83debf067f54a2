"""A body before the camera as a person stands in photos: its shape from what the pictures tell, and a pose for each."""

from .features import features
from .fit import PhotoFit, View, fit_views, pose_again
from .lens import Lens, focal_of_film, usual_lens
from .marks import MarkedBody, known_marks
from .outline import outline_of
from .table import corrected, known_table

__all__ = [
    "Lens",
    "MarkedBody",
    "PhotoFit",
    "View",
    "corrected",
    "features",
    "fit_views",
    "focal_of_film",
    "known_marks",
    "known_table",
    "outline_of",
    "pose_again",
    "usual_lens",
]
