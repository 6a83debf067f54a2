"""Packets of the app Live Link Face, one a frame: all numbers big-endian.

A byte with the version 6; device and name of the subject, each a length (int32) and so many bytes; frame (int32), its
fraction (float32), frames a second as numerator and denominator (uint32); a byte with the count, 61, and so many
float32: the 52 keys and nine angles in the order of the app's CSV files. The count is 0, or missing, where no face is
seen.
"""

from __future__ import annotations

import math
import struct

import numpy as np

from .angles import from_live_link, live_link
from .names import ARKIT
from .samples import FaceSample

PORT = 11111
VERSION = 6
COUNT = len(ARKIT) + 9
_TIME = struct.Struct(">ifII")
_VALUES = struct.Struct(f">{COUNT}f")
_LENGTH = struct.Struct(">i")
_LONGEST_NAME = 1_024


def read_packet(packet: bytes) -> FaceSample | None:
    """None where it is no packet of this kind: whatever comes, nothing is raised."""
    if len(packet) < 30 or packet[0] != VERSION:
        return None
    place = 1
    for _ in range(2):
        if place + 4 > len(packet):
            return None
        (length,) = _LENGTH.unpack_from(packet, place)
        if not 0 <= length <= _LONGEST_NAME:
            return None
        place += 4 + length
    if place + _TIME.size > len(packet):
        return None
    frame, part, numerator, denominator = _TIME.unpack_from(packet, place)
    place += _TIME.size
    time = (frame + part) * denominator / numerator if numerator and math.isfinite(part) else None
    count = packet[place] if place < len(packet) else 0
    if count == 0:
        return FaceSample({}, confidence=0.0, time=time)
    if count != COUNT or len(packet) - place - 1 != _VALUES.size:
        return None
    values = _VALUES.unpack_from(packet, place + 1)
    if not all(map(math.isfinite, values)):
        return None
    turns = from_live_link(np.array(values[len(ARKIT) :]).reshape(3, 3)).tolist()
    head, left, right = map(tuple, turns)
    keys = dict(zip(ARKIT, values[: len(ARKIT)], strict=True))
    return FaceSample(keys, head=head, left_eye=left, right_eye=right, time=time)


def write_packet(sample: FaceSample, frame: float, fps: int = 60, device: str = "", subject: str = "Galatea") -> bytes:
    """A packet as the app sends it, for programs that receive from it. frame: counted at `fps`, with its fraction"""
    out = bytes([VERSION])
    for text in (device, subject):
        told = text.encode()
        out += _LENGTH.pack(len(told)) + told
    out += _TIME.pack(int(frame), frame - int(frame), fps, 1)
    if sample.confidence <= 0.0:
        return out + b"\0"
    angles = live_link(np.array([sample.head, sample.left_eye, sample.right_eye])).reshape(-1)
    return out + bytes([COUNT]) + _VALUES.pack(*(sample.values.get(name, 0.0) for name in ARKIT), *angles)
