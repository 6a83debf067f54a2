"""One message on the socket: [version, header, content, array…]. See SPEC.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .codec import (
    MAX_ARRAY_BYTES,
    MAX_CONTENT_BYTES,
    MAX_FRAMES,
    MAX_HEADER_BYTES,
    MAX_MESSAGE_BYTES,
    PROTOCOL,
    dump_json,
    encode,
    load_json,
    raw,
)
from .errors import BadRequest, VersionMismatch

VERSION_FRAME = b"galatea/%d" % PROTOCOL
MAX_HEADER_TEXT = 200
"""characters"""
_VERSION = re.compile(rb"galatea/(\d{1,9})")
_JOB_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Message:
    header: dict[str, Any]
    """type, and whatever else the type needs; unknown names are ignored"""
    content: bytes
    """JSON, not yet parsed"""
    arrays: Sequence[Any]
    """raw array frames"""

    @property
    def type(self) -> str:
        return self.header["type"]

    def text(self, name: str, longest: int = MAX_HEADER_TEXT) -> str:
        """A text field of the header; "" where it is absent."""
        value = self.header.get(name, "")
        if not isinstance(value, str) or len(value) > longest:
            raise BadRequest(f"The header's {name!r} should be a text of at most {longest} characters.")
        return value

    def job_id(self) -> str:
        return checked_job_id(self.header.get("job"))

    def follows(self) -> int:
        """Bytes of the next message, where the sender has told; 0 else."""
        told = self.header.get("follows", 0)
        return min(told, MAX_MESSAGE_BYTES) if type(told) is int and told > 0 else 0

    def json(self) -> Any:
        return load_json(self.content)


def is_job_id(text: str) -> bool:
    return _JOB_ID.fullmatch(text) is not None


def checked_job_id(job_id: Any) -> str:
    """Job ids become folder names, so nothing but 32 hexadecimal digits is one."""
    if not isinstance(job_id, str) or not is_job_id(job_id):
        raise BadRequest("A job id is 32 hexadecimal digits.", "`galatea jobs` lists them.")
    return job_id


def pack(header: dict[str, Any], value: Any = None) -> list[Any]:
    """Frames of a message whose content is `value`, a dataclass or plain JSON data."""
    plain, arrays = encode(value)
    frames = [VERSION_FRAME, dump_json(header), dump_json(plain), *(raw(a.array) for a in arrays)]
    check_sizes(frames)
    return frames


def check_sizes(frames: Sequence[Any]) -> None:
    """Raises BadRequest for what no receiver takes: the connection would end over it, again and again."""
    sizes = [memoryview(frame).nbytes for frame in frames]
    if not 3 <= len(frames) <= MAX_FRAMES:
        raise BadRequest(f"A message has 3 to {MAX_FRAMES} frames, not {len(frames)}.")
    if max(sizes) > MAX_ARRAY_BYTES or sum(sizes) > MAX_MESSAGE_BYTES:
        raise BadRequest(
            f"The message is too large: at most {MAX_ARRAY_BYTES >> 20} MB a frame, {MAX_MESSAGE_BYTES >> 20} MB all."
        )
    for name, size, most in (("header", sizes[1], MAX_HEADER_BYTES), ("content", sizes[2], MAX_CONTENT_BYTES)):
        if size > most:
            raise BadRequest(f"The {name} is {size} bytes long; at most {most} are allowed.")


def unpack(frames: Sequence[bytes]) -> Message:
    """Check the outside of a message: version, number and size of frames, header. The content stays unread."""
    version = _VERSION.fullmatch(frames[0]) if frames else None
    if version is None:
        raise BadRequest("This is not a Galatea message.")
    if frames[0] != VERSION_FRAME:
        raise VersionMismatch(
            f"The other side speaks Galatea protocol {version[1].decode()}, this side protocol {PROTOCOL}.",
            "Install the same version of Galatea on both sides.",
        )
    check_sizes(frames)
    header = load_json(frames[1], MAX_HEADER_BYTES, "header")
    if not isinstance(header, dict) or not isinstance(header.get("type"), str):
        raise BadRequest('The header should be an object with a text under "type".')
    return Message(header, frames[2], frames[3:])
