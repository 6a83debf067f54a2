"""The face that is meant in a photo."""

from __future__ import annotations

from ..landmarks.faces import Face, find_faces
from ..protocol.errors import BadFile
from .pictures_given import Photo

MOST_FACES = 5


def face_in(photo: Photo, number: int, otherwise: str = "") -> Face:
    """number: who of several, from the left, 0 for the largest. otherwise: what else could be given. Raises BadFile
    where no face is seen, or not so many."""
    faces = find_faces(photo.pixels, max(number, MOST_FACES))
    if not faces:
        raise BadFile(
            f"No face was found in {photo.name}.",
            f"Give a photo in which the face is larger than 60 pixels and not turned away{otherwise}.",
        )
    if number > len(faces):
        raise BadFile(
            f"{len(faces)} faces were found in {photo.name}, no number {number}.", "Count from the left, or choose 0."
        )
    if number:
        return sorted(faces, key=lambda face: face.box[0, 0])[number - 1]
    return faces[0]
