"""Who of the people in a photo is meant, and whether enough of them is seen."""

from __future__ import annotations

import numpy as np

from ...landmarks import POINTS, Person, find_people
from ...photo.pictures_given import Photo
from ...protocol.errors import BadFile, BadRequest

SEEN = 0.5
_TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
_PARTS = {
    "feet": ("left_ankle", "right_ankle"),
    "lower legs": ("left_knee", "right_knee"),
    "hands": ("left_wrist", "right_wrist"),
    "head": ("nose", "left_ear", "right_ear"),
}


def person_in(photo: Photo, number: int) -> tuple[Person, list[str]]:
    """The person meant, and sentences for the user.

    number: from the left, 0 for the largest. Raises BadFile where nobody is seen, or too little of them; BadRequest
    where there are not so many.
    """
    told: list[str] = []
    people = find_people(photo.pixels)
    if not people:
        raise BadFile(
            f"Nobody was found in {photo.name}.",
            "Give a photo of one person from head to feet, upright, larger than a quarter of the picture. "
            "For an animal choose an animal's body, as a SMAL of yours.",
        )
    across = sorted(people, key=lambda one: float(one.points[:, 0].mean()))
    if number > len(across):
        many = f"{len(across)} people were" if len(across) > 1 else "One person was"
        raise BadRequest(f"{many} found in {photo.name}, no number {number}.", "Count from the left, or choose 0.")
    person = across[number - 1] if number else people[0]
    if len(people) > 1 and not number:
        place = across.index(person) + 1
        told.append(
            f"{len(people)} people were found in {photo.name}; the largest was taken, number {place} from the left. "
            "Choose another by number."
        )
    missing = [name for name in _TRUNK if not is_seen(person, name)]
    if missing:
        raise BadFile(
            f"{photo.name} does not show enough of the person: {_listed(missing)} cannot be seen.",
            "Shoulders and hips must be in the picture; better is somebody from head to feet. "
            "Photos that show a face alone, all of them, become the face of anny or of a head.",
        )
    hidden = [part for part, names in _PARTS.items() if not any(is_seen(person, name) for name in names)]
    if hidden:
        told.append(f"Not seen in {photo.name}: {_listed(hidden)}. What is not seen is as is usual.")
    return person, told


def shows_trunk(person: Person) -> bool:
    return all(is_seen(person, name) for name in _TRUNK)


def is_seen(person: Person, point: str) -> bool:
    return bool(person.visible[POINTS.index(point)] > SEEN)


def _listed(names: list[str]) -> str:
    plain = [name.replace("_", " ") for name in names]
    return plain[0] if len(plain) == 1 else f"{', '.join(plain[:-1])} and {plain[-1]}"


def crop_of(person: Person, shape: tuple[int, ...], margin: float = 0.12) -> tuple[slice, slice]:
    """Rows and columns of a picture around somebody."""
    rows, columns = np.nonzero(person.outline > SEEN)
    if not len(rows):
        return slice(0, shape[0]), slice(0, shape[1])
    edge = int(margin * max(np.ptp(rows), np.ptp(columns))) + 4
    return (
        slice(max(int(rows.min()) - edge, 0), min(int(rows.max()) + edge, shape[0])),
        slice(max(int(columns.min()) - edge, 0), min(int(columns.max()) + edge, shape[1])),
    )
