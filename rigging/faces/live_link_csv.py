"""Takes of faces as CSV: Live Link Face's files in and out, and any other with a column of time and one for each key.

Live Link Face writes `HH:MM:SS:FF.fff`. Its frame field counts by a rate of its own, usually 60 a second, whatever
number of rows a second follow, and rows in which it saw no face end after their count of blend shapes, which is 0.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from statistics import median

import numpy as np

from .angles import from_live_link, live_link
from .face_take import MOST_FRAMES, FaceTake, face_take
from .names import ARKIT, arkit_name, compared

_ANGLES = tuple(f"{part}{angle}" for part in ("Head", "LeftEye", "RightEye") for angle in ("Yaw", "Pitch", "Roll"))
_TIMECODE = re.compile(r"(\d{1,3})[:;](\d{1,2})[:;](\d{1,2})[:;](\d{1,3}(?:\.\d+)?)")
_SECONDS = ("time", "times", "timestamp", "seconds", "timesec")
_CLOCK_RATES = (24, 25, 30, 48, 50, 60, 100, 120)
_DAY = 86_400.0
USUAL_RATE = 60
"""which the frame field counts by where a take is too short to tell"""


def read_csv(text: str, source: str = "", *, counts: float = 0.0, fps: float = 0.0) -> FaceTake:
    """A take of a CSV file. Columns that are no keys of ARKit stay under their own names.

    counts: what the frame field of a time code counts a second, 0 to find out; fps: frames a second of a file that
    tells no times. Raises ValueError, as a sentence to be read.
    """
    try:
        rows = [row for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ValueError(f"its lines are no table ({error}).") from error
    if len(rows) < 2:
        raise ValueError("There is no frame in the file.")
    if len(rows) > MOST_FRAMES:
        raise ValueError(f"The file has more than {MOST_FRAMES:,} frames.")
    head, *rows = [[cell.strip() for cell in row] for row in rows]
    titles = {compared(title): place for place, title in enumerate(head)}
    times, clock = _times(titles, rows, counts, fps)
    angles = [titles.get(compared(name), -1) for name in _ANGLES]
    beside = {"timecode", "blendshapecount", "frame", "confidence", *_SECONDS, *map(compared, _ANGLES)}
    keys = {arkit_name(title) or title: place for place, title in enumerate(head) if compared(title) not in beside}
    if not any(name in ARKIT for name in keys) and angles[0] < 0:
        raise ValueError(f"None of the columns is a key of a face; they are {', '.join(head[:6])} …")
    numbers, found = _numbers(head, rows, (*keys.values(), *angles), titles.get("blendshapecount", -1))
    if "confidence" in titles:
        found = found * _numbers(head, rows, (titles["confidence"],), -1)[0][:, 0].clip(0.0, 1.0)
    turns = numbers[:, len(keys) :].reshape(len(rows), 3, 3)
    steps = np.diff(times)
    if (steps < -1e-6).any():
        raise ValueError(f"Line {int(np.argmax(steps < -1e-6)) + 3} goes back in time.")
    later = np.concatenate(([True], steps > 0.0))
    return face_take(
        times[later],
        tuple(keys),
        numbers[later, : len(keys)],
        head=from_live_link(turns[later, 0]),
        left_eye=from_live_link(turns[later, 1]),
        right_eye=from_live_link(turns[later, 2]),
        confidence=found[later],
        fps=fps,
        source=source,
        clock=clock,
    )


def write_csv(take: FaceTake, counts: int = USUAL_RATE) -> str:
    """The take as Live Link Face writes it; keys that are none of ARKit's (`beyond_arkit`) have no column there."""
    columns = {name: take.values[:, place] for place, name in enumerate(take.names)}
    still = np.zeros(take.frames)
    values = np.stack([columns.get(name, still) for name in ARKIT], axis=1)
    angles = np.concatenate([live_link(turn) for turn in (take.head, take.left_eye, take.right_eye)], axis=1)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["Timecode", "BlendShapeCount", *(name[0].upper() + name[1:] for name in ARKIT), *_ANGLES])
    for time, known, row in zip(take.times, take.confidence, np.concatenate((values, angles), axis=1), strict=True):
        told = [_timecode(take.clock + time, counts), len(row) if known > 0.0 else 0]
        writer.writerow([*told, *(f"{value:.10f}" for value in row)] if known > 0.0 else told)
    return out.getvalue()


def beyond_arkit(take: FaceTake) -> tuple[str, ...]:
    """Keys of a take that a file of Live Link Face cannot hold."""
    return tuple(name for name in take.names if name not in ARKIT)


def _times(titles: dict[str, int], rows: list[list[str]], counts: float, fps: float) -> tuple[np.ndarray, float]:
    """(N,) seconds, and the time of day at which they begin."""
    if "timecode" in titles:
        codes = [_TIMECODE.fullmatch(_cell(row, titles["timecode"])) for row in rows]
        if all(codes):
            fields = np.array([[float(number) for number in code.groups()] for code in codes if code])
            return _of_clock(fields[:, :3] @ (3600.0, 60.0, 1.0), fields[:, 3], counts)
        wrong = next(number for number, code in enumerate(codes) if not code)
        told = _cell(rows[wrong], titles["timecode"])
        raise ValueError(f"Line {wrong + 2} has the time code {told!r}, which is not written HH:MM:SS:FF.")
    column = next((titles[name] for name in _SECONDS if name in titles), None)
    if column is not None:
        return np.array([_number(row, column, line) for line, row in enumerate(rows, 2)]), 0.0
    frames = [_number(row, titles["frame"], line) for line, row in enumerate(rows, 2)] if "frame" in titles else None
    return np.asarray(frames if frames is not None else np.arange(len(rows)), np.float64) / (fps or 30.0), 0.0


def _of_clock(seconds: np.ndarray, frames: np.ndarray, counts: float) -> tuple[np.ndarray, float]:
    day = np.cumsum(np.diff(seconds, prepend=seconds[0]) < -_DAY / 2.0) * _DAY
    times = seconds + day + frames / (counts or frame_field_rate(seconds, frames))
    return times - times[0], float(times[0])


def frame_field_rate(seconds: np.ndarray, frames: np.ndarray) -> int:
    """What the frame field (N,) of time codes with whole `seconds` (N,) counts a second: told where one second goes
    over into the next, else 60."""
    over = np.flatnonzero(np.diff(seconds) == 1.0)
    same = np.diff(frames)[np.diff(seconds) == 0.0]
    least = float(frames.max())
    usual = [rate for rate in _CLOCK_RATES if rate > least]
    if not usual:
        raise ValueError(f"The frame field of the time code goes to {least:g}.")
    if not len(over) or not len(same):
        return USUAL_RATE if USUAL_RATE in usual else usual[0]
    told = median((frames[over] - frames[over + 1] + median(same)).tolist())
    return min(usual, key=lambda rate: abs(rate - told))


def _numbers(
    head: Sequence[str], rows: list[list[str]], columns: Sequence[int], count: int
) -> tuple[np.ndarray, np.ndarray]:
    """(N, C) of these columns, 0 where one is -1, and (N,) 1 where a face was seen; without one the row before counts,
    or the first that has one."""
    out, found = np.zeros((len(rows), len(columns))), np.ones(len(rows))
    for number, row in enumerate(rows):
        lost = count >= 0 and (_cell(row, count) in ("", "0") or not any(row[count + 1 :]))
        if lost:
            found[number] = 0.0
            out[number] = out[number - 1]
        elif len(row) != len(head):
            raise ValueError(f"Line {number + 2} has {len(row)} columns, the first has {len(head)}.")
        else:
            out[number] = [_number(row, column, number + 2) if column >= 0 else 0.0 for column in columns]
    if not found.any():
        raise ValueError("The recorder saw no face in any frame.")
    first = int(np.argmax(found))
    out[:first] = out[first]
    return out, found


def _number(row: list[str], column: int, line: int) -> float:
    try:
        return float(_cell(row, column) or 0.0)
    except ValueError:
        raise ValueError(f"Line {line} has {_cell(row, column)[:20]!r} where a number should be.") from None


def _cell(row: list[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _timecode(seconds: float, counts: int) -> str:
    thousandths = round(seconds % _DAY * counts * 1000)
    whole, rest = divmod(thousandths, counts * 1000)
    minutes, second = divmod(int(whole), 60)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}:{second:02d}:{rest / 1000:06.3f}"
