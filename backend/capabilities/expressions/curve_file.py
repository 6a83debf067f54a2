"""Curves of expressions as others record them: ARKit's as CSV, FLAME's coefficients as npz."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rigging.faces.face_take import FaceTake, from_npz
from rigging.faces.ifacialmocap import read_text
from rigging.unreadable import UNREADABLE

from ...protocol.errors import BadFile
from ...protocol.requests import CurveFile

MOST_BYTES = 1 << 28
MOST_FRAMES = 200_000
_PARTS, _ANGLES = ("head", "lefteye", "righteye"), ("yaw", "pitch", "roll")
BESIDE = (
    *("timecode", "blendshapecount", "frame", "time", "timestamp"),
    *(part + angle for part in _PARTS for angle in _ANGLES),
)
"""columns that are no expressions, in small letters"""
EXPRESSIONS = ("expression", "expressions", "exp", "expr", "expression_params", "expcode", "expression_code")
JAWS = ("jaw", "jaw_pose", "jaw_params", "jawpose")
LIDS = ("eyelids", "eyelid", "eyelid_params")
_AGAIN = 'Give a CSV with a column for each expression, or an npz with "expression" of shape (frames, coefficients).'


@dataclass(frozen=True, eq=False)
class Curves:
    """values: (N, S) in the order of the source's expressions; missing: those that the file does not have, which are 0;
    unknown: columns that are none of its expressions; frames: (N,) what the file says of each frame, or ()."""

    values: np.ndarray
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    frames: tuple[str, ...] = ()


def read_curves(given: CurveFile, names: Sequence[str]) -> Curves:
    """Raises BadFile where the file cannot be read or has none of the expressions `names`."""
    name = Path(given.file).name or "The file"
    content = given.content.tobytes() if len(given.content) else _bytes(Path(given.file))
    try:
        read = _read(content, names, Path(given.file))
    except (ValueError, csv.Error, *UNREADABLE) as error:
        raise BadFile(f"{name} holds no curves of expressions: {error}.", _AGAIN) from error
    if len(read.missing) == len(names):
        told = ", ".join(read.unknown[:4]) or "no columns"
        raise BadFile(f"{name} has none of the source's expressions, but {told}.", f"They are {', '.join(names[:4])} …")
    if not np.isfinite(read.values).all():
        raise BadFile(f"{name} has values that are no numbers.", _AGAIN)
    return read


def _read(content: bytes, names: Sequence[str], file: Path) -> Curves:
    if file.suffix.lower() == ".npz":
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            is_take = "format" in arrays.files
        return _of_take(from_npz(content), names) if is_take else _npz(content, names)
    if b"|" in content.split(b"\n", 1)[0]:
        return _of_take(read_text(content.decode("utf-8-sig"), file.name), names)
    return _csv(content, names)


def _of_take(take: FaceTake, names: Sequence[str]) -> Curves:
    places = {name: place for place, name in enumerate(take.names)}
    values = np.zeros((take.frames, len(names)))
    for column, name in enumerate(names):
        if name in places:
            values[:, column] = take.values[:, places[name]]
    return Curves(
        values,
        tuple(name for name in names if name not in places),
        tuple(name for name in take.names if name not in names),
        tuple(f"{time:.4f}" for time in take.times),
    )


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadFile(f"{path} is larger than 256 MB.", "Cut it into shorter takes.")
        return path.read_bytes()
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.", "Choose the file again.") from error


def _csv(content: bytes, names: Sequence[str]) -> Curves:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    if len(rows) < 2:
        raise ValueError("there is no frame in it")
    if len(rows) > MOST_FRAMES:
        raise ValueError(f"{len(rows):,} frames are more than {MOST_FRAMES:,}")
    head, *frames = [row for row in rows if row]
    frames = _held(head, frames)
    short = next((number for number, row in enumerate(frames, 2) if len(row) != len(head)), None)
    if short:
        raise ValueError(f"line {short} has another number of columns than the first")
    by_letters = {name.lower(): place for place, name in enumerate(names)}
    columns = [by_letters.get(title.strip().lower(), -1) for title in head]
    values = np.zeros((len(frames), len(names)))
    for column, place in enumerate(columns):
        if place >= 0:
            values[:, place] = [float(row[column] or 0.0) for row in frames]
    found = set(columns)
    unknown = [title for title, place in zip(head, columns, strict=True) if place < 0 and title.lower() not in BESIDE]
    told = head[0].lower() in ("timecode", "time", "timestamp", "frame")
    return Curves(
        values,
        tuple(name for place, name in enumerate(names) if place not in found),
        tuple(unknown),
        tuple(row[0] for row in frames) if told else (),
    )


def _held(head: list[str], frames: list[list[str]]) -> list[list[str]]:
    """Rows in which a phone saw no face end after their count, which is 0: the face of the row before stays."""
    titles = [title.strip().lower() for title in head]
    if "blendshapecount" not in titles:
        return frames
    count = titles.index("blendshapecount")
    out: list[list[str]] = []
    for row in frames:
        if len(row) > count and row[count].strip() == "0" and not any(row[count + 1 :]):
            row = [*row[: count + 1], *(out[-1][count + 1 :] if out else ["0"] * (len(head) - count - 1))]
        out.append(row)
    return out


def _npz(content: bytes, names: Sequence[str]) -> Curves:
    """Arrays by their usual names, or by the expressions' own."""
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        arrays = {key: np.asarray(file[key], np.float64) for key in file.files if file[key].dtype.kind in "fiu"}
    numbered = [place for place, name in enumerate(names) if name.startswith("expression_")]
    kinds = (
        (EXPRESSIONS, numbered),
        (JAWS, [place for place, name in enumerate(names) if name.startswith("jaw_")]),
        (LIDS, [place for place, name in enumerate(names) if name.startswith("eyelid")]),
    )
    columns: dict[int, np.ndarray] = {}
    unknown = []
    for key, array in arrays.items():
        flat = array.reshape(len(array), -1) if array.ndim else array.reshape(1, 1)
        places = next((own for titles, own in kinds if key.lower() in titles), None)
        if places is None and key in names:
            places = [list(names).index(key)]
        if places is None:
            unknown.append(key)
            continue
        columns.update({place: flat[:, k] for k, place in enumerate(places[: flat.shape[1]])})
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise ValueError(f"its arrays have {' and '.join(map(str, sorted(lengths)))} frames")
    values = np.zeros((lengths.pop() if lengths else 0, len(names)))
    if len(values) > MOST_FRAMES:
        raise ValueError(f"{len(values):,} frames are more than {MOST_FRAMES:,}")
    for place, column in columns.items():
        values[:, place] = column
    return Curves(values, tuple(n for place, n in enumerate(names) if place not in columns), tuple(unknown))
