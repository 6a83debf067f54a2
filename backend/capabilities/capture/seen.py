"""Who is in the footage: faces followed from picture to picture, and which of them is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from ...capture.inner_features import shortened
from ...landmarks.crop import Crop
from ...landmarks.faces import Face, Tracker
from ...photo.footage import Footage, Shot
from ...protocol.errors import BadFile, BadRequest

TOGETHER = 4
"""faces that are followed at once where the largest is wanted"""
KEPT, TALL = 48, 540
"""pictures that are kept for the sheet, and their height in pixels"""
SURE = 0.97
"""of faces the network is surer than this: 1.00 in the median where eyes are 28 pixels apart or more, turned or behind
a hand; what it takes in the background for a face has some 0.9"""
EVERY = 10
"""every such picture comes on the sheet, of long clips more seldom"""


@dataclass(frozen=True, eq=False)
class Kept:
    """A picture for the sheet. frame: its number; pixels: (h, w, 3) uint8; factor: its size to that of the footage's"""

    frame: int
    pixels: np.ndarray
    factor: float


@dataclass(eq=False)
class Seen:
    """times: seconds of each picture; people: number -> frame -> face; kept: pictures for the sheet"""

    times: list[float] = field(default_factory=list)
    people: dict[int, dict[int, Face]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    every: int = EVERY


def square_of(crop: tuple[float, float, float, float], footage: Footage) -> Crop | None:
    """The square around a part of the picture that somebody drew; None where they drew nothing."""
    left, top, width, height = crop
    if not width or not height:
        return None
    x, y = (left + width / 2) * footage.width, (top + height / 2) * footage.height
    return Crop(x, y, max(width * footage.width, height * footage.height, 16.0))


def look_through(
    footage: Footage,
    shots: object,
    number: int,
    within: Crop | None,
    tell: Callable[[int, float, np.ndarray], None],
) -> Seen:
    """Follow faces through all pictures. number: as asked for, 0 for the largest; tell(frame, seconds, pixels) comes
    before each picture."""
    seen = Seen()
    tracker = Tracker(1 if within else max(number, TOGETHER), within)
    for frame, shot in enumerate(shots):  # type: ignore[var-annotated]
        assert isinstance(shot, Shot)
        tell(frame, shot.seconds, shot.pixels)
        seen.times.append(shot.seconds)
        for who, face in tracker.look(shot.pixels).items():
            seen.people.setdefault(who, {})[frame] = shortened(face)
        if frame % seen.every == 0:
            seen.kept.append(_kept(frame, shot.pixels))
            if len(seen.kept) > KEPT:
                seen.every *= 2
                seen.kept = [kept for kept in seen.kept if kept.frame % seen.every == 0]
    return seen


def _kept(frame: int, pixels: np.ndarray) -> Kept:
    factor = min(TALL / pixels.shape[0], 1.0)
    if factor < 1.0:
        size = (max(round(pixels.shape[1] * factor), 1), TALL)
        pixels = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR))
    return Kept(frame, pixels, factor)


def from_the_left(seen: Seen) -> list[int]:
    """Who can be chosen, from the left in the picture that shows most of them."""
    people = _steady(seen)
    most = max(range(len(seen.times)), key=lambda frame: sum(frame in faces for faces in people.values()), default=0)
    return sorted((who for who in people if most in people[who]), key=lambda who: people[who][most].box[0, 0])


def chosen(seen: Seen, number: int, name: str) -> tuple[int, list[str]]:
    """The number of who is meant, and sentences for the user. Raises BadFile where there is no face, BadRequest where
    there are not so many."""
    people = _steady(seen)
    if not people:
        raise BadFile(
            f"No face was found in {name}.",
            "Give a picture in which the face of a person is larger than 60 pixels and not turned away, or say where "
            "it is: crop, as left, top, width and height in shares of the picture. Drawn faces are not found.",
        )
    largest = max(people, key=lambda who: sum(face.size for face in people[who].values()))
    if len(people) == 1 and number <= 1:
        return largest, []
    here = from_the_left(seen)
    if number > len(here):
        many = f"At most {len(here)} faces are seen at once" if len(here) > 1 else "One face is seen"
        raise BadRequest(f"{many} in {name}, no number {number}.", "Count from the left, or choose 0 for the largest.")
    if number:
        return here[number - 1], []
    place = f", number {here.index(largest) + 1} from the left" if largest in here else ""
    return largest, [
        f"{len(people)} faces were found in {name}; the largest was taken{place}. Choose another face by its number."
    ]


def _steady(seen: Seen) -> dict[int, dict[int, Face]]:
    """Those who were seen for more than a moment; where somebody was seen well, those alone."""
    least = min(3, len(seen.times))
    people = {who: faces for who, faces in seen.people.items() if len(faces) >= least}
    well = {who: f for who, f in people.items() if sum(not face.is_astray for face in f.values()) >= least}
    sure = {who: f for who, f in well.items() if np.median([face.sure for face in f.values()]) > SURE}
    return sure or well or people
