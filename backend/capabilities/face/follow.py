"""One face followed through photos and videos: what is read of it in each picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...landmarks.faces import Face, Tracker
from ...photo.footage import Footage, Shot, is_photo, opened
from ...photo.pictures_given import Photo
from ...protocol.errors import BadFile
from ...protocol.requests import MOST_FACE_PHOTOS, NamedFile
from ...smirk.reading import Reader, ReadFace, read_face
from .points import points_of

TOGETHER = 4
"""faces that are followed at once, so that the one that is meant is not lost to another"""


@dataclass(frozen=True, eq=False)
class Frame:
    """pixels: (H, W, 3) uint8; face: None where none was found"""

    pixels: np.ndarray
    face: ReadFace | None


def frames_of(
    reader: Reader,
    given: NamedFile,
    landmarks: NamedFile | None,
    number: int,
    crop: float,
    stamp: Callable[[Footage], None] = lambda footage: None,
) -> Iterator[Frame]:
    """The pictures of one file. number: which face of several, from the left, 0 for the largest.

    Raises BadFile where a photo shows no face, or no picture of a video does.
    """
    with opened(given) as (footage, shots):
        stamp(footage)
        if is_photo(given):
            for shot in shots:
                photo = Photo(footage.name, shot.pixels, footage.focal)
                points = points_of(photo, landmarks, number)
                yield Frame(shot.pixels, read_face(reader, shot.pixels, points, crop))
            return
        found = False
        for shot, face in _followed(shots, number):
            found |= face is not None
            points = None if face is None else face.points[:, :2].astype(np.float64)
            yield Frame(shot.pixels, None if points is None else read_face(reader, shot.pixels, points, crop))
        if not found:
            raise BadFile(
                f"No face was found in {footage.name}.", "Give a clip in which the face is larger than 60 pixels."
            )


def _followed(shots: Iterator[Shot], number: int) -> Iterator[tuple[Shot, Face | None]]:
    """Each picture with the face that was chosen where faces were first seen."""
    tracker, who = Tracker(max(number, TOGETHER)), -1
    for count, shot in enumerate(shots):
        if count >= MOST_FACE_PHOTOS:
            raise BadFile(f"The clip is longer than {MOST_FACE_PHOTOS} pictures.", "Cut it into shorter ones.")
        seen = tracker.look(shot.pixels)
        if who < 0 and len(seen) >= max(number, 1):
            who = _chosen(seen, number)
        yield shot, seen.get(who)


def _chosen(seen: dict[int, Face], number: int) -> int:
    if not number:
        return max(seen, key=lambda one: seen[one].size)
    return sorted(seen, key=lambda one: seen[one].box[0, 0])[number - 1]


def held(frames: Sequence[Frame]) -> list[ReadFace]:
    """A face for each picture: where none was found, the one before, or at the beginning the first. Raises BadFile
    where there is none at all."""
    first = next((frame.face for frame in frames if frame.face is not None), None)
    if first is None:
        raise BadFile("No face was found in these pictures.", "Give pictures in which it is larger than 60 pixels.")
    out = [first]
    for frame in frames:
        out.append(frame.face or out[-1])
    return out[1:]
