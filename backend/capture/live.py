"""A face that is read while it acts: each picture by what came before it alone.

Its rest is that of a known person, else foretold from the first pictures, and after a few seconds the moment in which
the face was calmest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from rigging.faces.samples import FaceSample

from ..landmarks.faces import Face, Tracker
from ..photo.footage import Shot
from ..photo.lens import usual_lens
from ..protocol.sliders import ARKIT_52
from .aligned import Aligned, aligned, usual_face
from .found import found_of
from .inner_features import shortened
from .net import key_net
from .reading import Reading, reading
from .rest import at_rest, flat, foretold, from_flat, rest_table, stillest

SETTLES_S = 3.0
"""seconds with a face after which its rest is chosen, and stays"""
NO_FACE = 0.0


@dataclass(eq=False)
class LiveFace:
    """keys: body whose keys are read; face: who of several, counted from the left when they are first seen, 0 for the
    largest; rest: of a known person; settled: told once, the rest that was chosen"""

    keys: str = "anny"
    face: int = 0
    rest: Aligned | None = None
    settled: Callable[[Aligned], None] | None = None
    tracker: Tracker = field(init=False)

    def __post_init__(self) -> None:
        self.tracker = Tracker(max(self.face, 1))
        self._who: int | None = None if self.face > 1 else 0
        self._found: list[Face] = []
        self._times: list[float] = []
        self._foretold: Aligned | None = None

    def look(self, shot: Shot) -> FaceSample:
        """The face in a picture; a sample with no confidence where it is not seen."""
        seen = self.tracker.look(shot.pixels)
        face = seen.get(self._number(seen))
        if face is None:
            return FaceSample({}, confidence=NO_FACE, time=shot.seconds)
        one = aligned(found_of([face]), usual_face())
        height, width = shot.pixels.shape[:2]
        lens = usual_lens(width, height)
        read = reading([face], one, self._rest(face, one, shot.seconds), self.keys, lens, width, height)
        return sample_of(read, shot.seconds)

    def _number(self, seen: dict[int, Face]) -> int:
        """Who is meant; until enough are seen at once, nobody."""
        if self._who is None and len(seen) >= self.face:
            self._who = sorted(seen, key=lambda number: seen[number].box[0, 0])[self.face - 1]
        return -1 if self._who is None else self._who

    def _rest(self, face: Face, one: Aligned, seconds: float) -> Aligned:
        if self.rest is not None:
            return self.rest
        self._found.append(shortened(face))
        self._times.append(seconds)
        count = len(self._found)
        if seconds - self._times[0] >= SETTLES_S:
            self.rest = self._calmest()
            self._found.clear()
            if self.settled is not None:
                self.settled(self.rest)
            return self.rest
        if self._foretold is None or count & (count - 1) == 0:  # seldomer and seldomer
            faces = one if count == 1 else aligned(found_of(self._found), usual_face())
            self._foretold = foretold(faces, rest_table())
        return self._foretold

    def _calmest(self) -> Aligned:
        faces = aligned(found_of(self._found), usual_face())
        frame = stillest(faces, key_net(), self.keys, rest_table())
        if frame is None:
            return from_flat(flat(foretold(faces, rest_table()))[0])
        times = np.array(self._times)
        return at_rest(faces, times, float(times[frame]))


def sample_of(read: Reading, seconds: float) -> FaceSample:
    """The first of a reading, its keys from 0 to 1."""
    values = dict(zip(ARKIT_52, np.clip(read.values[0], 0.0, 1.0).tolist(), strict=True))
    turns = {name: tuple(getattr(read, name)[0].tolist()) for name in ("head", "left", "right")}
    return FaceSample(
        values,
        head=turns["head"],
        left_eye=turns["left"],
        right_eye=turns["right"],
        position=tuple(read.position[0].tolist()),
        confidence=float(read.confidence[0]),
        time=seconds,
    )
