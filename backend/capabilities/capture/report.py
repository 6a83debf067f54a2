"""What is told of a capture beside its curves: doubts, and the report."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from rigging.faces.face_take import FaceTake, gaps

from ...capture.pose import BETWEEN_EYES
from ...figure.assemble import stamp
from ...figure.report import Stopwatch
from ...figure.told import Told
from ...figure.traits import GENDER
from ...photo import usual_lens
from ...protocol.requests import CaptureRequest
from .read import Read

WEAK = ("cheekPuff", "cheekSquintLeft", "cheekSquintRight", "tongueOut")
"""keys that points on the skin hardly tell"""
UNSURE = 0.5
FACES_TELL = 0.2
"""how far from the middle a gender that is fitted to a face must be to be taken for told: of 23 faces of photos and
clips that were looked at, the nearer ones were right in half the cases"""


def doubts(read: Read, take: FaceTake) -> list[str]:
    out = []
    lost = gaps(take)
    if lost:
        some = ", ".join(f"{a:.1f}-{b:.1f} s" for a, b in lost[:4])
        out.append(
            f"No face was found in {int((take.confidence == 0).sum())} of {take.frames} pictures "
            f"({some}{' …' if len(lost) > 4 else ''})."
        )
    unsure = float(((take.confidence > 0) & (take.confidence < UNSURE)).mean())
    if unsure > 0.2:
        eyes = np.median([face.between_eyes for face in read.seen.people[read.who].values()])
        why = f"the eyes are {eyes:.0f} pixels apart" if eyes < 20 else "the face is turned away or cut off"
        out.append(f"In {unsure:.0%} of the pictures the face is hard to read: {why}.")
    return out


def unsure_gender(said: Mapping[str, float], fitted: Mapping[str, float]) -> list[str]:
    """What to tell where hair and clothes of a new avatar go by a gender that its face hardly tells."""
    seen = fitted.get(GENDER)
    if GENDER in said or seen is None or abs(seen - 0.5) > FACES_TELL:
        return []
    kind = "woman" if seen >= 0.5 else "man"
    return [f"Hair and clothes are a {kind}'s by a guess: the face hardly tells. Say it: gender, 0 male to 1 female."]


def report_of(request: CaptureRequest, read: Read, take: FaceTake, told: Told, stopwatch: Stopwatch) -> dict[str, Any]:
    known = take.confidence > 0
    eyes = [face.between_eyes for face in read.seen.people[read.who].values()]
    return {
        "file": {
            "name": read.footage.name,
            "pixels": [read.footage.width, read.footage.height],
            "fps": round(read.footage.fps, 3),
            "turned_degrees": read.footage.turned,
            "focal_pixels": round(usual_lens(read.footage.width, read.footage.height, read.footage.focal).focal, 1),
            "seconds": round(take.seconds, 3),
            "even": bool(take.frames < 3 or np.ptp(np.diff(take.times)) < 0.2 * float(np.median(np.diff(take.times)))),
        },
        "faces": len(read.seen.people),
        "frames": take.frames,
        "found": int(known.sum()),
        "found_share": round(float(known.mean()), 4),
        "gaps_s": [[round(a, 3), round(b, 3)] for a, b in gaps(take)],
        "confidence": {
            "mean": round(float(take.confidence[known].mean()), 3),
            "least": round(float(take.confidence[known].min()), 3),
        },
        "metres_between_eyes": BETWEEN_EYES,
        "pixels_between_eyes": round(float(np.median(eyes)), 1),
        "rest": read.resting,
        "keys": {"of": request.keys, "low_confidence": list(WEAK), "not_read": ["tongueOut"]},
        "warnings": told.sentences,
        "timings_s": {**stopwatch.seconds, "total": round(sum(stopwatch.seconds.values()), 3)},
    }


def stamped(request: CaptureRequest) -> dict[str, Any]:
    stamped = stamp(dataclasses.replace(request, base=None), None)
    if request.base is not None:
        stamped["base"] = {"file": request.base.file, "job": request.base.job, "checksum": request.base.checksum}
    return {name: value for name, value in stamped.items() if value is not None}
