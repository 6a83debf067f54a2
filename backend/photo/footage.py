"""Pictures of a video, of a moving GIF or of one photo, upright and with the time at which each was taken.

Videos are decoded by PyAV (FFmpeg), which ai-edge-litert's networks then look at; it is an extra of the backend.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from ..protocol.errors import BadFile, NotAvailable
from ..protocol.requests import NamedFile
from .pictures_given import bytes_of, photo_of

PHOTOS = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp")
MOST_SECONDS, MOST_PICTURES = 3600.0, 40_000
MOST_PIXELS = 4096 * 4096
AGAIN = "Convert it to MP4 (H.264), or record it again."
INSTALL = "Install it: pip install av"
FOR_CURVES = (
    "Import it in Blender (Capture > Import Face File), or convert its curves for another body: "
    "galatea expressions arkit BODY --curves FILE"
)
_FIRST_LINE = 4096
"""bytes in which a recording of curves names its keys"""


@dataclass(frozen=True, eq=False)
class Shot:
    """seconds: since the first picture's; pixels: (H, W, 3) uint8"""

    seconds: float
    pixels: np.ndarray


@dataclass(frozen=True)
class Footage:
    """What is told of a file before its pictures are read. width, height: pixels, upright; fps: frames a second as its
    head says; frames: how many there may be, 0 where that is not told; turned: degrees by which its camera was held;
    photo: whether it is a single picture; focal: pixels, 0 where it is not told."""

    name: str
    width: int
    height: int
    fps: float
    frames: int
    turned: int
    photo: bool
    focal: float
    stamped: NamedFile


def is_photo(given: NamedFile) -> bool:
    return Path(given.file).suffix.lower() in PHOTOS


@contextmanager
def opened(given: NamedFile, start: float = 0.0, end: float = 0.0) -> Iterator[tuple[Footage, Iterator[Shot]]]:
    """What is told of a file, and its pictures one after the other, from `start` seconds to `end`, 0 for the last.

    Raises BadFile with what is wrong, NotAvailable without the library, BadRequest for another file than was meant.
    """
    if is_photo(given):
        photo, stamped = photo_of(given, 0.0)
        height, width = photo.pixels.shape[:2]
        told = Footage(photo.name, width, height, 30.0, 1, 0, True, photo.focal, stamped)
        yield told, iter((Shot(0.0, photo.pixels),))
        return
    name = Path(given.file).name
    av = library()
    content = bytes_of(given, name)
    if _is_curves(content):
        raise BadFile(f"{name} is not a video but a phone's recording of a face.", FOR_CURVES)
    checksum = hashlib.sha256(content).hexdigest()
    with _reading(name, av), av.open(io.BytesIO(content), metadata_errors="ignore") as container:
        stream = next(iter(container.streams.video), None)
        if stream is None:
            raise BadFile(f"{name} has no pictures in it.", "Give a video or a photo of a face.")
        stream.thread_type = "AUTO"
        shots = _shots(container, stream, start, end)
        first = next(shots, None)
        if first is None:
            raise BadFile(f"{name} has no picture that can be read{_within(start, end)}.", AGAIN)
        height, width = first[0].pixels.shape[:2]
        if width * height > MOST_PIXELS:
            raise BadFile(
                f"The pictures of {name} have {width} by {height} pixels.", "Make them smaller: 720 lines do."
            )
        rate = float(stream.average_rate or stream.guessed_rate or 30.0)
        told = Footage(name, width, height, rate, int(stream.frames), first[1], False, 0.0, _stamped(given, checksum))
        yield told, _after(first[0], shots)


def _is_curves(content: bytes) -> bool:
    """Whether it is text of Live Link Face or iFacialMocap: their first line names or holds every key."""
    return b"jawopen" in content[:_FIRST_LINE].lower() and b"\0" not in content[:_FIRST_LINE]


def _after(first: Shot, shots: Iterator[tuple[Shot, int]]) -> Iterator[Shot]:
    yield first
    for shot, _ in shots:
        yield shot


def _shots(container: Any, stream: Any, start: float, end: float) -> Iterator[tuple[Shot, int]]:
    """Pictures with the degrees by which they were turned; those without a later time than the one before are told by
    the rate."""
    begun: float | None = None
    last = -math.inf
    step = float(1 / (stream.average_rate or stream.guessed_rate or Fraction(30)))
    for number, frame in enumerate(container.decode(stream)):
        told = frame.time if frame.time is not None else last + step
        begun = float(told) if begun is None else begun
        seconds = float(told) - begun
        if seconds <= last:
            seconds = last + step * 0.1 if math.isfinite(last) else 0.0
        if number >= MOST_PICTURES or seconds > MOST_SECONDS:
            raise BadFile(
                f"The video is longer than {MOST_PICTURES:,} pictures or an hour.", "Cut it, or say a start and an end."
            )
        last = seconds
        if seconds < start:
            continue
        if end and seconds > end:
            return
        pixels, turned = upright(frame)
        yield Shot(seconds, pixels), turned


def upright(frame: Any, longest: int = 0) -> tuple[np.ndarray, int]:
    """(H, W, 3) uint8 of a frame of PyAV, and the degrees by which it was turned. longest: pixels of the longer side to
    which a larger picture is made smaller, 0 for none."""
    turned = round(frame.rotation / 90.0) * 90 % 360
    factor = min(longest / max(frame.width, frame.height), 1.0) if longest else 1.0
    size = {"width": round(frame.width * factor), "height": round(frame.height * factor)} if factor < 1.0 else {}
    pixels = frame.to_ndarray(format="rgb24", **size)
    # the angle is how far the picture is to be turned against the clock to stand upright
    return np.ascontiguousarray(np.rot90(pixels, turned // 90)) if turned else pixels, turned


def _within(start: float, end: float) -> str:
    return f" from {start:g} s to {f'{end:g} s' if end else 'its end'}" if start or end else ""


def _stamped(given: NamedFile, checksum: str) -> NamedFile:
    return NamedFile(file=given.file, checksum=checksum)


def library() -> Any:
    """PyAV. Raises NotAvailable."""
    try:
        import av
    except ImportError as error:
        raise NotAvailable(f"Videos are read with PyAV, which cannot be loaded here ({error}).", INSTALL) from error
    av.logging.set_level(None)  # pyright: ignore[reportPrivateImportUsage]
    return av


@contextmanager
def _reading(name: str, av: Any) -> Iterator[None]:
    """Faults of a file that FFmpeg finds become sentences."""
    try:
        yield
    except av.error.InvalidDataError as error:
        raise BadFile(f"{name} is no video that can be read, or it is damaged.", AGAIN) from error
    except (av.error.FFmpegError, EOFError) as error:
        told = (str(error).splitlines() or [""])[0][:120]
        raise BadFile(f"{name} cannot be read as a video: {told}.", AGAIN) from error
