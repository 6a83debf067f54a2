"""A camera, a stream, or a video played as one: read while it comes, and only the newest picture counts.

PyAV (FFmpeg) opens all of them. A thread reads and decodes; whoever looks at the pictures takes the newest and never
waits for those that came before it.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..photo.footage import Shot, library, upright
from ..protocol.errors import BadFile, BadRequest, GalateaError, NotAvailable
from .camera_faults import SILENT_S, fault_of, silent, stopped

SCHEMES = ("rtsp", "rtsps", "rtmp", "http", "https", "udp", "tcp", "srt")
WANTED = {"video_size": "1280x720", "framerate": "30"}
LONGEST = 1280
"""pixels of a picture's longer side, to which larger ones are made smaller"""
OPEN_S, READ_S = 5.0, 3.0
"""seconds that a stream may take to answer, and to go on"""
_DEVICES = {"linux": "v4l2", "darwin": "avfoundation", "win32": "dshow"}
# no "nobuffer": it throws away what was read to tell the codec, and with it the first whole picture
_STREAM = {"rtsp_transport": "tcp", "probesize": "500000", "analyzeduration": "500000"}


@dataclass(frozen=True)
class Source:
    """address: as FFmpeg calls it; format: of a camera, else empty; options: those that are tried one after the other;
    paced: whether pictures have to be held back until they are due, as those of a file"""

    name: str
    address: str
    format: str = ""
    options: tuple[dict[str, str], ...] = field(default=({},))
    paced: bool = False


def source_of(camera: str, platform: str = sys.platform) -> Source:
    """What a number, a name, a file or an address means. Raises NotAvailable where there is no such camera, BadRequest
    for an address that cannot be read."""
    text = camera.strip()
    if "://" in text:
        scheme = text.partition("://")[0].lower()
        if scheme not in SCHEMES:
            raise BadRequest(f"Streams by {scheme[:40]} are not read.", f"Choose one of {', '.join(SCHEMES)}.")
        return Source(text, text, options=(_STREAM,))
    if Path(text).is_file() and not text.isdecimal():
        return Source(Path(text).name, text, paced=True)
    kind = _DEVICES.get(platform)
    if kind is None:
        raise NotAvailable(f"Cameras are not read on {platform}.", "Give the address of a stream, or a file.")
    known = cameras(platform)
    place = next((name for name in known if text in (name, known[name])), "")
    if not place:
        there = "; ".join(f"{name}: {told}" for name, told in known.items()) or "none is connected"
        raise NotAvailable(
            f"There is no camera {text!r}.",
            f"Cameras here: {there}. Connect one, or give a video or the address of a stream.",
        )
    address = {"linux": f"/dev/video{place}", "darwin": f"{place}:none", "win32": f"video={known[place]}"}[platform]
    compressed = {**WANTED, "input_format": "mjpeg"} if platform == "linux" else WANTED
    return Source(f"camera {place} ({known[place]})", address, kind, (compressed, WANTED, {"framerate": "30"}, {}))


def cameras(platform: str = sys.platform) -> dict[str, str]:
    """The number of each camera of this computer -> its name. Raises NotAvailable without the library."""
    if platform == "linux":
        out = {}
        for place in sorted(Path("/dev").glob("video[0-9]*"), key=lambda path: int(path.name[5:])):
            told = Path("/sys/class/video4linux", place.name, "name")
            out[place.name[5:]] = told.read_text().strip() if told.is_file() else place.name
        return out
    found = library().device.enumerate_input_devices(_DEVICES[platform])
    videos = [device for device in found if not device.media_types or "video" in device.media_types]
    return {str(number): device.description or device.name for number, device in enumerate(videos)}


class Camera:
    """Open from its making until `close`. `shot.seconds` are those of `time.monotonic` at which the picture came."""

    def __init__(self, source: Source, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises NotAvailable or BadFile where it cannot be opened."""
        self.source, self.fault, self.over = source, None, False
        self.fault: GalateaError | None
        """why it ended, where it should not have"""
        self.width = self.height = 0
        self.came = 0
        """pictures so far, those that nobody took too"""
        self._clock = clock
        self._container = _opened(source)
        self._fresh = threading.Condition()
        self._newest: Shot | None = None
        self._heard = clock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._read, name="camera", daemon=True)
        self._thread.start()

    def next(self, within: float) -> Shot | None:
        """The newest picture that was not taken yet; None where none comes within so many seconds, or ever."""
        with self._fresh:
            self._fresh.wait_for(lambda: self._newest is not None or self.over, within)
            shot, self._newest = self._newest, None
        if shot is None and not self.over and self._clock() - self._heard > SILENT_S:
            self.fault, self.over = silent(self.source.name, self.came), True
        return shot

    def close(self) -> None:
        self._closing.set()
        self._thread.join(1.0)
        if not self._thread.is_alive():  # one that hangs in the driver is left to the end of the process
            self._container.close()

    def _read(self) -> None:
        av = library()
        try:
            for shot in self._shots():
                if self._closing.is_set():
                    return
                self.came += 1
                with self._fresh:
                    self._newest = shot
                    self._fresh.notify()
        except (av.error.FFmpegError, OSError) as error:
            self.fault = fault_of(error, self.source.name, self.came)
        finally:
            if self.fault is None and not self._closing.is_set() and not (self.came and self.source.paced):
                self.fault = stopped(self.source.name, self.came) if self.came else _empty(self.source)
            with self._fresh:
                self.over = True
                self._fresh.notify()

    def _shots(self) -> Iterator[Shot]:
        stream = self._container.streams.video[0]
        stream.thread_type = "SLICE"  # threads for whole frames would hold pictures back
        begun = self._clock()
        for packet in self._container.demux(stream):
            self._heard = self._clock()
            for frame in packet.decode():
                at = self._heard
                if self.source.paced:
                    at = begun + float(frame.time or 0.0)
                    if self._closing.wait(max(at - self._clock(), 0.0)):
                        return
                    self._heard = self._clock()
                shot = Shot(at, upright(frame, LONGEST)[0])
                self.height, self.width = shot.pixels.shape[:2]
                yield shot


@contextmanager
def camera(named: str) -> Iterator[Camera]:
    """The camera, stream or file of that name. Raises as `source_of` and `Camera` do."""
    made = Camera(source_of(named))
    try:
        yield made
    finally:
        made.close()


def _opened(source: Source) -> Any:
    """The container, by the first options that it takes."""
    av, last = library(), None
    for options in source.options:
        try:
            container = av.open(source.address, format=source.format or None, options=options, timeout=(OPEN_S, READ_S))
        except (av.error.FFmpegError, OSError) as error:
            last = fault_of(error, source.name, 0)
            if not isinstance(last, BadFile):
                break  # other options do not help against a camera in use
            continue
        if container.streams.video:
            return container
        container.close()
        raise _empty(source)
    assert last is not None
    raise NotAvailable(last.message, last.hint) if "://" in source.address and isinstance(last, BadFile) else last


def _empty(source: Source) -> BadFile:
    return BadFile(f"{source.name} has no pictures in it.", "Give a camera, a stream or a video.")
