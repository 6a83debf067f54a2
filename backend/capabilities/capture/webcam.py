"""The job behind WebcamRequest: pictures of a camera become samples of a face, sent on at once and kept as a take."""

from __future__ import annotations

import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from rigging.faces.face_take import FaceTake, rate_of
from rigging.faces.filters import OneEuro
from rigging.faces.live_link_udp import write_packet
from rigging.faces.samples import FaceSample, take_of

from ... import __version__
from ...capture.aligned import Aligned
from ...capture.camera_stream import Camera, camera
from ...capture.live import LiveFace
from ...capture.resting_faces import keep_rest, kept_rest, rest_file
from ...context import JobContext
from ...figure.assemble import stamp
from ...protocol.changes import TakeResult
from ...protocol.checks import check_request
from ...protocol.errors import BadRequest, NotAvailable
from ...protocol.requests import WebcamRequest
from ...protocol.results import Provenance
from ...protocol.sliders import ARKIT_52
from .curves import face_curves
from .jobs import MODELS

TELL_S = 0.25
"""seconds after which it is told how far it is, and heard whether it shall stop"""
MOST_FRAMES = 100_000
"""of a take, an hour of 30 a second; what comes later is sent on, but not kept"""
SENDS_FPS = 60
"""frames a second by which the packets count their time"""
OVER = 60
"""pictures over which rate and delay are told"""


@dataclass(eq=False)
class _Course:
    """samples: all so far; reading, late: milliseconds for the newest pictures, to read one, and from when it came to
    when it was sent; arrivals: when they came"""

    samples: list[FaceSample] = field(default_factory=list)
    reading: deque[float] = field(default_factory=lambda: deque(maxlen=OVER))
    late: deque[float] = field(default_factory=lambda: deque(maxlen=OVER))
    arrivals: deque[float] = field(default_factory=lambda: deque(maxlen=OVER))

    @property
    def rate(self) -> float:
        passed = self.arrivals[-1] - self.arrivals[0] if len(self.arrivals) > 1 else 0.0
        return (len(self.arrivals) - 1) / passed if passed > 0.0 else 0.0

    def note(self, sample: FaceSample, came: float, began: float) -> None:
        now = time.monotonic()
        self.arrivals.append(came)
        self.reading.append(1000 * (now - began))
        self.late.append(1000 * (now - came))
        if len(self.samples) < MOST_FRAMES:
            self.samples.append(sample)


def run_webcam(request: WebcamRequest, context: JobContext) -> TakeResult:
    """Ends after the seconds that were asked for, or where the stream ends.

    Raises NotAvailable where there is no such camera, another program uses it or nothing comes; BadFile
    for a video that cannot be read, BadRequest where no picture showed a face.
    """
    check_request(request)
    person, course, resting = request.person.strip(), _Course(), {"by": "the calmest of the first 3 s"}
    known = kept_rest(person) if person and not request.anew else None
    if known is not None:
        resting["by"] = f"kept of {person}"

    def settled(rest: Aligned) -> None:
        if person:
            keep_rest(person, rest)
            context.warn(f"The resting face of {person} is kept in {rest_file(person).name}.")

    face = LiveFace(request.keys, request.face, known, settled)
    with _sending(request) as send, camera(request.camera) as source:
        name = source.source.name
        for shot in _shots(source, request, course, context):
            began = time.monotonic()
            sample = face.look(shot)
            send(sample)
            course.note(sample, shot.seconds, began)
        if source.fault is not None:
            if not any(sample.confidence > 0.0 for sample in course.samples):
                raise source.fault
            context.warn(f"{source.fault.message} What came before is in the take.")
        size = [source.width, source.height]
        came = source.came
    if not any(sample.confidence > 0.0 for sample in course.samples):
        raise BadRequest(
            f"No face was seen in {len(course.samples)} pictures of {name}.", "Sit before the camera, in more light."
        )
    take = _take(course.samples, name)
    report: dict[str, Any] = {
        "source": name,
        "pixels": size,
        "pictures": {"came": came, "read": len(course.samples), "with a face": int((take.confidence > 0).sum())},
        "fps": round(course.rate, 2),
        "ms": {
            "to read a picture": round(float(np.median(course.reading)), 1),
            "from picture to packet": round(float(np.median(course.late)), 1),
        },
        "rest": resting,
        "timings_s": {"total": round(take.seconds, 3)},
    }
    return TakeResult(
        provenance=Provenance(
            request=stamp(request, None), seed=0, models=dict(MODELS), versions={"galatea": __version__}
        ),
        report=report,
        **face_curves(take),
    )


def _shots(source: Camera, request: WebcamRequest, course: _Course, context: JobContext) -> Iterator[Any]:
    """The newest picture again and again; tells how it goes. Raises JobCancelled where it was asked for."""
    begun, told = None, 0.0
    context.progress("camera", 0.0, f"opening {source.source.name}")
    while True:
        now = time.monotonic()
        if now - told > TELL_S:
            told = now
            share = min((now - begun) / request.seconds, 1.0) if begun is not None and request.seconds else 0.0
            context.progress("camera", share, _told(course))
        shot = source.next(TELL_S)
        if shot is None:
            if source.over:
                return
            continue
        begun = shot.seconds if begun is None else begun
        if request.seconds and shot.seconds - begun > request.seconds:
            return
        yield shot


def _told(course: _Course) -> str:
    if not course.samples:
        return "waiting for a picture"
    if course.samples[-1].confidence <= 0.0:
        return "no face is seen"
    return f"{course.rate:.0f} a second, {np.median(course.late):.0f} ms late"


@contextmanager
def _sending(request: WebcamRequest) -> Iterator[Callable[[FaceSample], None]]:
    """Sends samples as Live Link Face does; nobody needs to listen. Raises NotAvailable for a host that is none."""
    if not request.host:
        yield lambda _: None
        return
    try:
        kind, _, _, _, to = socket.getaddrinfo(request.host, request.port, type=socket.SOCK_DGRAM)[0]
    except (OSError, UnicodeError) as error:
        raise NotAvailable(
            f"There is no host {request.host}.", "Correct it, or send to 127.0.0.1 for programs of this computer."
        ) from error
    euro = OneEuro(request.smooth)
    with socket.socket(kind, socket.SOCK_DGRAM) as out:
        out.setblocking(False)

        def send(sample: FaceSample) -> None:
            seconds = sample.time or 0.0
            if request.smooth and sample.confidence > 0.0:
                row = euro.step(np.array([sample.values[name] for name in ARKIT_52]), seconds)
                sample = replace(sample, values=dict(zip(ARKIT_52, row.tolist(), strict=True)))
            try:
                out.sendto(write_packet(sample, seconds * SENDS_FPS, SENDS_FPS), to)
            except OSError:  # full, or the network is away for a moment: the next picture is sent again
                return

        yield send


def _take(samples: list[FaceSample], name: str) -> FaceTake:
    """The take of all samples, from 0 on; before the first face nothing moves."""
    first = next(sample for sample in samples if sample.confidence > 0.0)
    begin = replace(first, values=dict.fromkeys(ARKIT_52, 0.0), confidence=0.0, time=samples[0].time)
    shown = samples if samples[0].values else [begin, *samples[1:]]
    times = np.array([sample.time or 0.0 for sample in samples])
    times -= times[0]
    return take_of(shown, times.tolist(), source=name, fps=rate_of(times) if len(times) > 2 else 30.0)
