"""All faces of one picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..boxes import shared
from ..crop import Crop
from ..picture import Picture
from . import detector
from .detector import Box
from .face import Face
from .mesh import look

OVERLAP = 0.25
"""two faces that share so much of what they cover are one"""
TRIED = 4
"""boxes that are looked at for each face that is wanted: the surest may be none"""


def find_faces(picture: np.ndarray, most: int = 5, within: Crop | None = None) -> tuple[Face, ...]:
    """Faces in (H, W, 3) uint8, the largest first, at most so many. within: the square in which they are looked for.

    Raises NotAvailable where the library is missing.
    """
    image = Picture(picture)
    return tuple(sorted(search(image, most, (), within), key=lambda face: -face.size)[:most])


def search(image: Picture, most: int, known: Sequence[Face], within: Crop | None = None) -> list[Face]:
    """Faces that are not `known` yet: by the detector for near faces, by that for far ones where it has not found as
    many as are wanted, and by the same in parts of the picture where none is found, or others are sought at first."""
    windows, found = (within or detector.whole(image),), list[Face]()

    def more(kind: detector.Kind, seen: Sequence[Crop]) -> None:
        if len(found) < most:
            found.extend(_faces(image, detector.detect(image, kind, seen), most - len(found), (*known, *found)))

    more(detector.NEAR, windows)
    more(detector.FAR, windows)
    if not found or not known:
        more(detector.FAR, _parts(image, within))
    return found


def _parts(image: Picture, within: Crop | None) -> tuple[Crop, ...]:
    if within is None:
        return detector.parts(image)
    return tuple(Crop(within.x, within.y, within.side * larger) for larger in (0.6, 1.6))


def _faces(image: Picture, boxes: Sequence[Box], most: int, known: Sequence[Face]) -> list[Face]:
    out: list[Face] = []
    for box in boxes[: TRIED * most]:
        first = look(image, box.crop)
        # the points tell better than the box where the face is
        face = first and look(image, first.crop)
        if face and not any(same(face, other) for other in (*known, *out)):
            out.append(face)
    return out


def same(one: Face, other: Face) -> bool:
    return shared(one.box, other.box) > OVERLAP
