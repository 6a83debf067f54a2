"""The same faces from frame to frame, each with a number that it keeps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from ..crop import Crop
from .face import Face
from .find import same, search
from .mesh import look

AGAIN = 15
"""frames after which a picture with fewer faces than wanted is searched for others"""
FORGOTTEN = 3.0
"""seconds after which a face that is gone is nobody's any more, where others are there"""
JUMP = 0.5
"""of its size: a face that moves farther from one frame to the next may be another's"""
COLOURS = 6
"""squares along each side of a face whose colours tell whose it is"""
UNLIKE = 0.12
"""mean difference of these colours, 0..1, that counts as much as one size of the face"""


@dataclass(frozen=True, eq=False)
class _Known:
    """Somebody: the face as it was last seen, when, and its colours (COLOURS, COLOURS, 3) 0..1."""

    face: Face
    seconds: float
    colours: np.ndarray
    there: bool


class Tracker:
    """Follows at most `most` faces. within: square of the first frame in which they are looked for at first.

    Each frame, known faces are looked for where they were; where one is lost, the whole picture is searched at once.
    Somebody who was lost, or whose face jumped, is known again by place, size and colours.
    """

    def __init__(self, most: int = 1, within: Crop | None = None) -> None:
        self.most, self._within = most, within
        self._known: dict[int, _Known] = {}
        self._searched = -AGAIN
        self._frame = -1

    def look(self, picture: np.ndarray, seconds: float) -> dict[int, Face]:
        """Number -> face, of those in the next frame, (H, W, 3) uint8 at that time."""
        self._frame += 1
        image = Image.fromarray(np.ascontiguousarray(picture[..., :3]), "RGB")
        here: list[tuple[int, Face]] = []
        free: list[Face] = []
        lost = False
        for number, known in self._known.items():
            if not known.there:
                continue
            face = look(image, known.face.crop)
            if face is None or any(same(face, other) for _, other in here) or any(same(face, o) for o in free):
                lost = True
            elif _far(face, known.face) > JUMP:
                free.append(face)
            else:
                here.append((number, face))
        faces = [face for _, face in here] + free
        if len(faces) < self.most and (lost or not faces or self._frame - self._searched >= AGAIN):
            self._searched = self._frame
            free += search(image, self.most - len(faces), faces, self._within if not self._known else None)
        taken = dict(here)
        for face in sorted(free, key=lambda face: -face.size)[: self.most - len(taken)]:
            taken[self._whose(image, face, seconds, set(taken))] = face
        for number, known in self._known.items():
            if number not in taken and known.there:
                self._known[number] = _Known(known.face, known.seconds, known.colours, there=False)
        for number, face in taken.items():
            old = self._known.get(number)
            seen = _colours(image, face)
            mixed = seen if old is None else 0.9 * old.colours + 0.1 * seen
            self._known[number] = _Known(face, seconds, mixed, there=True)
        return taken

    def _whose(self, image: Image.Image, face: Face, seconds: float, taken: set[int]) -> int:
        """The number of who this may be; a new one where it may be nobody who is known."""
        seen = _colours(image, face)
        away = {
            number: min(_far(face, known.face), 2.0) + float(np.abs(known.colours - seen).mean()) / UNLIKE
            for number, known in self._known.items()
            if number not in taken
        }
        if away and (len(self._known) >= self.most or min(away.values()) < 2.0):
            return min(away, key=lambda number: away[number])
        return len(self._known)


def _far(face: Face, before: Face) -> float:
    """How far a face has moved, in its sizes."""
    return float(np.linalg.norm(face.box[0] - before.box[0])) / max(before.size, 1.0)


def _colours(image: Image.Image, face: Face) -> np.ndarray:
    (x, y), size = face.box
    return Crop(float(x), float(y), float(size.max()) * 1.2).taken(image, COLOURS)
