"""iFacialMocap's text, as Facemotion3d and others send it too: one line a frame, `key-25|…|=head#…|leftEye#…|`.

Values go from 0 to 100, angles are degrees about ARKit's axes, positions metres before the camera; `&` may stand for
`-`.
A line of a file may begin with its time in seconds, apart by a tab or `|`.
"""

from __future__ import annotations

import math

import numpy as np

from .angles import arkit_degrees, from_arkit_degrees
from .face_take import MOST_FRAMES, MOST_KEYS, FaceTake
from .names import ARKIT, SIDES, arkit_name
from .samples import FaceSample, take_of

PORT = 49983
HELLO = b"iFacialMocap_sahuasouryya9218sauhuiayeta91555dy3719"
"""sent to the phone's PORT, it makes the phone send a line for every frame to the same port of who asked"""
SENDS_FPS = 60.0
_PARTS = {"head": "head", "lefteye": "left_eye", "righteye": "right_eye"}
_BESIDE = ("hapihapi",)
"""keys that say nothing of a face"""
_LONGEST = 16_384


def read_line(line: str) -> FaceSample | None:
    """None where the line tells nothing of a face: whatever comes, nothing is raised."""
    if len(line) > _LONGEST:
        return None
    values: dict[str, float] = {}
    turns: dict[str, tuple[float, ...]] = {}
    position: tuple[float, ...] = ()
    confidence, time = 1.0, None
    for number, part in enumerate(line.strip().replace("\t", "|", 1).split("|")):
        part = part.strip().lstrip("=")
        name, mark, told = part.partition("#")
        if mark:
            numbers = [_number(text) for text in told.split(",")]
            if name.lower() in _PARTS and len(numbers) in (3, 6) and all(map(math.isfinite, numbers)):
                turn = from_arkit_degrees(np.array([numbers[:3]]))[0]
                turns[_PARTS[name.lower()]] = tuple(map(float, turn))
                if len(numbers) == 6 and name.lower() == "head":
                    x, y, z = numbers[3:]
                    position = (x, -z, y)
            continue
        name, value = _key(part)
        if not name:
            if number == 0 and math.isfinite(_number(part)):
                time = _number(part)
            continue
        if name.lower() == "trackingstatus":
            confidence = 1.0 if value > 0.0 else 0.0
        elif name not in _BESIDE and len(values) < MOST_KEYS:
            values[arkit_name(name) or name] = value / 100.0
    if not values and not turns:
        return None
    return FaceSample(values, position=position, confidence=confidence, time=time, **turns)


def read_text(text: str, source: str = "", fps: float = SENDS_FPS) -> FaceTake:
    """The take of a file with a line for each frame; `fps` counts where the lines begin with no times.

    Raises ValueError, as a sentence to be read.
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if len(lines) > MOST_FRAMES:
        raise ValueError(f"The file has more than {MOST_FRAMES:,} frames.")
    samples = [read_line(line) for line in lines]
    good = [sample for sample in samples if sample is not None]
    if len(good) < max(len(samples) * 0.5, 1.0):
        raise ValueError(f"{len(samples) - len(good)} of {len(samples)} lines tell nothing of a face.")
    timed = all(sample.time is not None for sample in good)
    times = [sample.time or 0.0 for sample in good] if timed else [k / fps for k, s in enumerate(samples) if s]
    return take_of(good, times, source=source, fps=0.0 if timed else fps)


def write_text(take: FaceTake) -> str:
    """A line for each frame, its time first; keys go by whole percents, as the format has them."""
    angles = {part: arkit_degrees(getattr(take, own)) for part, own in _PARTS.items()}
    lines = []
    for row, time in enumerate(take.times):
        keys = [f"{_own_name(n)}-{round(v * 100)}" for n, v in zip(take.names, take.values[row], strict=True)]
        head = angles["head"][row].tolist()
        if take.position is not None:
            x, y, z = take.position[row]
            head += [x, z, -y]
        parts = (("=head", head), ("rightEye", angles["righteye"][row]), ("leftEye", angles["lefteye"][row]))
        turns = [f"{name}#{','.join(f'{number:.6f}' for number in numbers)}" for name, numbers in parts]
        seen = f"trackingStatus-{int(take.confidence[row] > 0.0)}"
        lines.append("|".join((f"{time:.6f}", *keys, seen, *turns, "")))
    return "\n".join(lines) + "\n"


def _own_name(name: str) -> str:
    for side in SIDES:
        stem = name.removesuffix(side)
        if name in ARKIT and stem not in (name, "jaw", "mouth"):
            return f"{stem}_{side[0]}"
    return name


def _key(part: str) -> tuple[str, float]:
    """("", 0) where it is none; a value may be negative: `browDown_L--3`."""
    for mark in "&-":
        place = part.find(mark, 1)
        if place > 0 and math.isfinite(value := _number(part[place + 1 :])):
            name = part[:place].strip()
            return (name, value) if name and not math.isfinite(_number(name)) else ("", 0.0)
    return "", 0.0


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
