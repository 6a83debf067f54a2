"""Landmarks of the face in each photo: found, or given in files."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from rigging.unreadable import UNREADABLE

from ...photo.faces import face_in
from ...photo.pictures_given import Photo, bytes_of
from ...protocol.errors import BadFile
from ...protocol.requests import NamedFile

_AGAIN = 'Give an npz with "points" (L, 2): pixels from the upper left corner.'


def points_of(photo: Photo, given: NamedFile | None, number: int) -> np.ndarray:
    """(L, 2) float64 pixels of one face, MediaPipe's 468 where they are found. number: who of several, from the left, 0
    for the largest. Raises BadFile where no face is seen, or where the file has none."""
    if given is None:
        return face_in(photo, number, ", or its landmarks").points[:, :2].astype(np.float64)
    name = Path(given.file).name
    try:
        with np.load(io.BytesIO(bytes_of(given, name)), allow_pickle=False) as stored:
            points = np.asarray(stored["points"], np.float64)
    except (ValueError, *UNREADABLE) as error:
        raise BadFile(f"{name} has no landmarks: {str(error)[:100]}.", _AGAIN) from error
    if points.ndim != 2 or points.shape[1] < 2 or len(points) < 3 or not np.isfinite(points).all():
        raise BadFile(f"{name} has landmarks of the shape {points.shape}.", _AGAIN)
    height, width = photo.pixels.shape[:2]
    inside = ((points[:, :2] >= 0) & (points[:, :2] <= (width, height))).all(axis=1)
    if not inside.any():
        raise BadFile(f"The landmarks of {name} lie outside of {photo.name}.", _AGAIN)
    return points[:, :2]
