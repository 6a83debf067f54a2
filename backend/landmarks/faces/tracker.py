"""The same faces from frame to frame, each with a number that it keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from ..crop import Crop
from ..picture import Picture
from .face import Face
from .find import same, search
from .mesh import look

AGAIN = 15
"""frames after which a picture with fewer faces than wanted is searched for others"""
JUMP = 0.5
"""of its size: a face that moves farther from one frame to the next may be another's"""
COLOURS = 6
"""squares along each side of a face whose colours tell whose it is"""
UNLIKE = 0.12
"""mean difference of these colours, 0..1, that counts as much as one size of the face"""
STRANGER = 2.0
"""of both together, from where on a face is nobody's who is known"""


@dataclass(frozen=True, eq=False)
class _Known:
    """Somebody: the face as it was last seen, its colours (COLOURS, COLOURS, 3) 0..1, and whether it is still seen."""

    face: Face
    colours: np.ndarray
    there: bool


class Tracker:
    """Follows at most `most` faces. within: square of the first frame in which they are looked for at first.

    Each frame, known faces are looked for where they were; where one is lost, the whole picture is searched at once.
    Somebody who was lost, whose face jumped, or whose place shows other colours, is known again by place and colours.
    """

    def __init__(self, most: int = 1, within: Crop | None = None) -> None:
        self.most, self._within = most, within
        self._known: dict[int, _Known] = {}
        self._searched = -AGAIN
        self._frame = -1

    def look(self, picture: np.ndarray) -> dict[int, Face]:
        """Number -> face, of those in the next frame, (H, W, 3) uint8."""
        self._frame += 1
        image = Picture(picture)
        colours = cache(partial(_colours, image))
        here: dict[int, Face] = {}
        free: list[Face] = []
        astray: list[Face] = []
        lost = False
        for number, known in self._known.items():
            if not known.there:
                continue
            face = look(image, known.face.crop)
            if face is None or any(same(face, other) for other in (*here.values(), *free)):
                lost = True
            elif face.is_astray:
                astray.append(face)
            elif _far(face, known.face) > JUMP or _unlike(colours(face), known.colours) > 1.0:
                free.append(face)
            else:
                here[number] = face
        if astray:
            anew = search(image, self.most, [*here.values(), *free], self._within if not self._known else None)
            free += _surer(anew, astray)
        faces = [*here.values(), *free]
        if len(faces) < self.most and (lost or not faces or self._frame - self._searched >= AGAIN):
            self._searched = self._frame
            free += search(image, self.most - len(faces), faces, self._within if not self._known else None)
        here |= self._named(colours, free, set(here))
        for number, known in self._known.items():
            if number not in here and known.there:
                self._known[number] = _Known(known.face, known.colours, there=False)
        for number, face in here.items():
            old, seen = self._known.get(number), colours(face)
            self._known[number] = _Known(face, seen if old is None else 0.9 * old.colours + 0.1 * seen, there=True)
        return here

    def _named(self, colours: Callable[[Face], np.ndarray], free: list[Face], taken: set[int]) -> dict[int, Face]:
        """Faces of which it is not known whose they are, by number: the likeliest first, by place and colours, and new
        ones where they may be nobody's who is known."""
        free = sorted(free, key=lambda face: -face.size)[: self.most - len(taken)]
        others = {number: known for number, known in self._known.items() if number not in taken}
        likely = sorted(
            (min(_far(face, known.face), 1.0) + min(_unlike(colours(face), known.colours), 1.5), place, number)
            for place, face in enumerate(free)
            for number, known in others.items()
        )
        out: dict[int, Face] = {}
        left = set(range(len(free)))
        for unlike, place, number in likely:
            if place in left and number not in out and (unlike < STRANGER or self.most == 1):
                out[number] = free[place]
                left.remove(place)
        for place in sorted(left):
            out[len(self._known) + sum(number >= len(self._known) for number in out)] = free[place]
        return out


def _surer(anew: list[Face], astray: list[Face]) -> list[Face]:
    """Of faces found anew and those that were doubtful: of two that are one, that on which the networks agree more."""
    out: list[Face] = []
    for face in sorted((*anew, *astray), key=lambda face: face.apart):
        if not any(same(face, other) for other in out):
            out.append(face)
    return out


def _far(face: Face, before: Face) -> float:
    """How far a face has moved, in its sizes."""
    return float(np.linalg.norm(face.box[0] - before.box[0])) / max(before.size, 1.0)


def _unlike(colours: np.ndarray, others: np.ndarray) -> float:
    return float(np.abs(colours - others).mean()) / UNLIKE


def _colours(image: Picture, face: Face) -> np.ndarray:
    (x, y), size = face.box
    return Crop(float(x), float(y), float(size.max()) * 1.2).taken(image, COLOURS)
