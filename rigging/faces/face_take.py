"""A take of a face: key values, head and eyes over time, as recorded; and its npz file.

Rotations are unit quaternions wxyz in the world frame used everywhere (Z up, the face looks to -Y, its own left is +X);
none is a face that looks straight ahead, as into the camera. Those of the eyes are relative to the head. Sizes:
N frames, K keys.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from ..take import mixed
from ..unreadable import UNREADABLE

FORMAT = "galatea face take 1"
MOST_FRAMES, MOST_KEYS, MOST_BYTES = 500_000, 1_000, 1 << 30
RATES = (10.0, 12.0, 15.0, 23.976, 24.0, 25.0, 29.97, 30.0, 48.0, 50.0, 59.94, 60.0, 90.0, 100.0, 120.0, 240.0)
_TURNS = ("head", "left_eye", "right_eye")


@dataclass(frozen=True, eq=False)
class FaceTake:
    times: np.ndarray
    """(N,) float64 seconds, each later than the one before; 0 is where the video or sound beside it begins"""
    names: tuple[str, ...]
    """(K) keys; ARKit's have ARKit's own spelling"""
    values: np.ndarray
    """(N, K) float64 as recorded: nothing smoothed, subtracted or cut off; ARKit's are 0 to 1 and a little beyond"""
    head: np.ndarray
    """(N, 4)"""
    left_eye: np.ndarray
    """(N, 4) of the person's own left"""
    right_eye: np.ndarray
    """(N, 4)"""
    confidence: np.ndarray
    """(N,) 0 to 1; 0 where no face was found and the values of a neighbour are held"""
    fps: float
    """frames a second as meant; the times say when each frame really was"""
    source: str = ""
    """what it was made from, for people"""
    position: np.ndarray | None = None
    """(N, 3) metres from the camera, which looks to +Y, in the same frame; None where nobody told"""
    clock: float = 0.0
    """seconds since midnight at time 0, where the recorder tells it"""

    @property
    def frames(self) -> int:
        return len(self.times)

    @property
    def seconds(self) -> float:
        """From the first frame to the last."""
        return float(self.times[-1] - self.times[0]) if len(self.times) else 0.0

    def column(self, name: str) -> np.ndarray:
        """(N,) of a key. Raises KeyError."""
        if name not in self.names:
            raise KeyError(name)
        return self.values[:, self.names.index(name)]


def face_take(
    times: ArrayLike,
    names: Sequence[str],
    values: ArrayLike,
    *,
    head: ArrayLike | None = None,
    left_eye: ArrayLike | None = None,
    right_eye: ArrayLike | None = None,
    confidence: ArrayLike | None = None,
    fps: float = 0.0,
    source: str = "",
    position: ArrayLike | None = None,
    clock: float = 0.0,
) -> FaceTake:
    """A checked take; what is left out stands still, is certain, and comes as often as the times say.

    Raises ValueError, as a sentence to be read.
    """
    times = np.asarray(times, np.float64)
    still = np.tile((1.0, 0.0, 0.0, 0.0), (times.size, 1))
    return checked(
        FaceTake(
            times=times,
            names=tuple(names),
            values=np.asarray(values, np.float64),
            head=still if head is None else np.asarray(head, np.float64),
            left_eye=still if left_eye is None else np.asarray(left_eye, np.float64),
            right_eye=still if right_eye is None else np.asarray(right_eye, np.float64),
            confidence=np.ones(times.size) if confidence is None else np.asarray(confidence, np.float64),
            fps=float(fps) or rate_of(times),
            source=source,
            position=None if position is None else np.asarray(position, np.float64),
            clock=float(clock),
        )
    )


def checked(take: FaceTake) -> FaceTake:
    """The take with its quaternions made unit. Raises ValueError, as a sentence to be read, where it is none."""
    count, keys = take.times.size, len(take.names)
    if not count or count > MOST_FRAMES or keys > MOST_KEYS:
        raise ValueError(
            f"A take has 1 to {MOST_FRAMES:,} frames and at most {MOST_KEYS:,} keys, not {count} and {keys}."
        )
    expected = {"times": (count,), "values": (count, keys), "confidence": (count,), **dict.fromkeys(_TURNS, (count, 4))}
    if take.position is not None:
        expected["position"] = (count, 3)
    for name, shape in expected.items():
        array = getattr(take, name)
        if array.shape != shape:
            raise ValueError(f"The {name} of a take of {count} frames and {keys} keys are {array.shape}, not {shape}.")
        if not np.isfinite(array).all():
            raise ValueError(f"The {name} have values that are no numbers.")
    if len(set(take.names)) < keys or not all(take.names):
        raise ValueError("Every key of a take has a name of its own.")
    if (np.diff(take.times) <= 0.0).any():
        raise ValueError(f"Frame {int(np.argmax(np.diff(take.times) <= 0.0)) + 2} is not later than the one before it.")
    if not (np.isfinite(take.fps) and 0.0 < take.fps <= 1_000.0):
        raise ValueError(f"{take.fps:g} frames a second are none that a take can have.")
    if ((take.confidence < 0.0) | (take.confidence > 1.0)).any():
        raise ValueError("Confidence goes from 0 to 1.")
    lengths = {name: np.linalg.norm(getattr(take, name), axis=1, keepdims=True) for name in _TURNS}
    if any((length < 1e-6).any() for length in lengths.values()):
        raise ValueError("A quaternion of length 0 is no rotation.")
    return replace(take, **{name: getattr(take, name) / length for name, length in lengths.items()})


def rate_of(times: np.ndarray) -> float:
    """Frames a second by the median step, as a usual rate where one is within half a percent; 30 for a single frame."""
    if len(times) < 2:
        return 30.0
    rate = 1.0 / max(float(np.median(np.diff(times))), 1e-3)
    nearest = min(RATES, key=lambda usual: abs(usual - rate))
    # 30 is taken before 29.97, which is as near as a phone's clock can tell
    nearest = round(nearest) if abs(round(nearest) - rate) < 0.005 * rate else nearest
    return float(nearest) if abs(nearest - rate) < 0.005 * rate else rate


def at_times(take: FaceTake, times: np.ndarray) -> FaceTake:
    """The take as it stands at `times` (M,) seconds, between its frames where need be, held before and after."""
    times = np.asarray(times, np.float64)
    place = np.interp(times, take.times, np.arange(take.frames))
    low = np.minimum(np.floor(place).astype(int), max(take.frames - 2, 0))
    high = np.minimum(low + 1, take.frames - 1)
    share = place - low

    def line(array: np.ndarray) -> np.ndarray:
        part = share.reshape(-1, *[1] * (array.ndim - 1))
        return array[low] + (array[high] - array[low]) * part

    return replace(
        take,
        times=times,
        values=line(take.values),
        # a frame made of a gap and of its neighbour is not known better than the gap
        confidence=np.where(share > 0.0, np.minimum(take.confidence[low], take.confidence[high]), take.confidence[low]),
        position=None if take.position is None else line(take.position),
        **{name: mixed(getattr(take, name)[low], getattr(take, name)[high], share) for name in _TURNS},
    )


def cut(take: FaceTake, start: float, end: float) -> FaceTake:
    """The frames from `start` to `end` seconds, times as they were. Raises ValueError where there are none."""
    kept = (take.times >= start) & (take.times <= end)
    if not kept.any():
        raise ValueError(f"The take has no frame from {start:g} to {end:g} s; it goes to {take.times[-1]:.2f} s.")
    arrays = {
        f.name: getattr(take, f.name)[kept] for f in fields(take) if isinstance(getattr(take, f.name), np.ndarray)
    }
    return replace(take, **arrays)


def gaps(take: FaceTake) -> list[tuple[float, float]]:
    """(first, last) seconds of each stretch in which no face was found."""
    lost = np.concatenate(([False], take.confidence <= 0.0, [False]))
    edges = np.flatnonzero(np.diff(lost.astype(int)))
    return [(float(take.times[a]), float(take.times[b - 1])) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def npz_bytes(take: FaceTake) -> bytes:
    """The take as a file; numbers as float32, times as float64."""
    arrays: dict[str, np.ndarray] = {"format": np.array(FORMAT)}
    for field in fields(take):
        value = getattr(take, field.name)
        if isinstance(value, np.ndarray):
            arrays[field.name] = value if field.name == "times" else value.astype(np.float32)
        elif value is not None:
            arrays[field.name] = np.array(value, dtype=np.str_) if field.name == "names" else np.array(value)
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def from_npz(content: bytes | Path) -> FaceTake:
    """Raises ValueError, as a sentence to be read, where it is no take; nothing in it is run."""
    content = content.read_bytes() if isinstance(content, Path) else content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MOST_BYTES:
                raise ValueError("The file unpacks to more than 1 GB, which is no take of a face.")
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except UNREADABLE as error:
        raise ValueError(f"It is no npz file: {error}.") from error
    if str(arrays.get("format", "")) != FORMAT:
        raise ValueError("The npz file holds no take of a face.")
    missing = [f.name for f in fields(FaceTake) if f.name not in arrays and f.name != "position"]
    if missing:
        raise ValueError(f"The take has no {missing[0]}.")
    single = {name: arrays[name].item() for name in ("fps", "source", "clock")}
    return face_take(
        arrays["times"],
        [str(name) for name in np.atleast_1d(arrays["names"])],
        arrays["values"],
        head=arrays["head"],
        left_eye=arrays["left_eye"],
        right_eye=arrays["right_eye"],
        confidence=arrays["confidence"],
        fps=single["fps"],
        source=str(single["source"]),
        position=arrays.get("position"),
        clock=single["clock"],
    )
