"""What a file shows of somebody's face: who is meant, where it is in each picture, and how it rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...capture.aligned import Aligned, aligned, usual_face
from ...capture.found import found_of
from ...capture.net import key_net
from ...capture.rest import FEWEST, at_rest, foretold, rest_table, stillest
from ...capture.resting_faces import keep_rest, kept_rest
from ...context import JobContext
from ...figure.told import Told
from ...photo.footage import Footage, opened
from ...protocol.errors import BadRequest
from ...protocol.requests import CaptureRequest
from .seen import Seen, chosen, look_through, square_of

_BEYOND = 0.5
"""seconds behind the last picture that a moment may be said to be"""


@dataclass(frozen=True, eq=False)
class Read:
    """footage: what is told of the file; seen: all that was found; who: number of the face that is meant; frames: (F,)
    in which it was found; faces: the same aligned; resting: how its rest was found"""

    footage: Footage
    seen: Seen
    who: int
    frames: np.ndarray
    faces: Aligned
    rest: Aligned
    resting: dict[str, Any]


def read_file(request: CaptureRequest, context: JobContext, told: Told) -> Read:
    assert request.file is not None
    with opened(request.file, request.start, request.end) as (footage, shots):
        expected = footage.frames or int(footage.fps * 60)

        def tell(frame: int, seconds: float, pixels: np.ndarray) -> None:
            if frame % 5 == 0:
                share = min(frame / max(expected, 1), 1.0)
                context.progress("faces", 0.02 + 0.56 * share, f"looking at {seconds:.1f} s")

        seen = look_through(footage, shots, request.face, square_of(request.crop, footage), tell)
    who, sentences = chosen(seen, request.face, footage.name)
    for sentence in sentences:
        told.warn(sentence)
    frames = np.array(sorted(seen.people[who]))
    faces = aligned(found_of([seen.people[who][frame] for frame in frames]), usual_face())
    if request.neutral > seen.times[-1] + _BEYOND:
        raise BadRequest(
            f"{footage.name} ends at {seen.times[-1]:.1f} s, and neutral is {request.neutral:g} s.",
            "Say a moment of the clip at which the face is at rest; -1 looks for one.",
        )
    rest, resting = _at_rest(request, faces, np.array(seen.times)[frames], told)
    return Read(footage, seen, who, frames, faces, rest, resting)


def _at_rest(request: CaptureRequest, faces: Aligned, times: np.ndarray, told: Told) -> tuple[Aligned, dict[str, Any]]:
    """That of a known person, unless another moment is told; one that is found is kept of a person who has a name."""
    person = request.person.strip()
    if person and request.neutral < 0.0 and (known := kept_rest(person)) is not None:
        return known, {"by": f"kept of {person}"}
    rest, how = _rest_in(request, faces, times, told)
    if person and "seconds" in how:
        told.warn(f"The resting face of {person} is kept in {keep_rest(person, rest).name}.")
    return rest, how


def _rest_in(request: CaptureRequest, faces: Aligned, times: np.ndarray, told: Told) -> tuple[Aligned, dict[str, Any]]:
    if request.neutral >= 0.0:
        near = float(times[np.abs(times - request.neutral).argmin()])
        return at_rest(faces, times, request.neutral), {"by": "told", "seconds": round(near, 3)}
    frame = stillest(faces, key_net(), request.keys, rest_table())
    if frame is None:
        if len(faces) >= FEWEST:
            told.warn(
                "The face is nowhere at rest, so how it rests is foretold from how it acts. If it does rest, say when: "
                "neutral, in seconds."
            )
        return foretold(faces, rest_table()), {"by": "foretold from the face as it acts"}
    seconds = round(float(times[frame]), 2)
    told.warn(
        f"The face seems at rest at {seconds:g} s, and everything is read against that. If it is not, say "
        "another moment: neutral, in seconds."
    )
    return at_rest(faces, times, seconds), {"by": "suggested", "seconds": seconds}
