"""Files of results, each whole or not there."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rigging.faces.face_take import FaceTake, face_take, npz_bytes
from rigging.faces.live_link_csv import write_csv

from .protocol.avatar_file import save_avatar
from .protocol.change_file import save_change
from .protocol.changes import (
    CaptureResult,
    Change,
    MotionResult,
    ParametersResult,
    PosesResult,
    TakeResult,
    TextureResult,
)
from .protocol.results import Motion
from .server.disk import write_whole


def write_json(path: Path, plain: Any) -> None:
    write_whole(path, [f"{json.dumps(plain, indent=2)}\n".encode()])


def write_picture(path: Path, image: np.ndarray) -> None:
    """(H, W, 3|4) uint8 as PNG."""
    from PIL import Image

    png = io.BytesIO()
    Image.fromarray(image).save(png, "png")
    write_whole(path, [png.getvalue()])


def as_file_name(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)


def write_table(path: Path, values: np.ndarray, columns: Sequence[str], rows: Sequence[str] = ()) -> None:
    """(N, K) numbers as CSV with the names of the columns and, where there are any, of the rows."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(["", *columns] if rows else columns)
    for place, row in enumerate(values):
        numbers = [f"{value:.5g}" for value in row]
        table.writerow([rows[place], *numbers] if rows else numbers)
    write_whole(path, [text.getvalue().encode()])


def take_of(change: CaptureResult | TakeResult) -> FaceTake:
    """The raw take of a capture or a recording."""
    return face_take(
        change.times,
        change.take_keys,
        change.values,
        head=change.head,
        left_eye=change.left_eye,
        right_eye=change.right_eye,
        confidence=change.confidence,
        fps=change.fps,
        source=change.motion.name if isinstance(change, CaptureResult) else str(change.report.get("source", "")),
        position=change.position,
    )


def _write_take(out: Path, change: CaptureResult | TakeResult) -> list[Path]:
    take = take_of(change)
    write_whole(out / "take.npz", [npz_bytes(take)])
    write_whole(out / "take.csv", [write_csv(take).encode()])
    files = [out / "take.npz", out / "take.csv"]
    if isinstance(change, CaptureResult) and change.coefficients:
        files.append(out / "coefficients.npz")
        content = io.BytesIO()
        np.savez(content, allow_pickle=False, times=change.times, fps=change.fps, **change.coefficients)
        write_whole(files[-1], [content.getvalue()])
    if isinstance(change, CaptureResult) and change.avatar is not None:
        files.append(out / "avatar.npz")
        save_avatar(files[-1], change.avatar)
    return files


def as_motion(poses: PosesResult, index: int) -> MotionResult:
    """One of several poses as a clip of two equal frames, which is what files and `galatea export --motion` hold."""
    held = [index, index]
    motion = Motion(
        name=str(poses.provenance.request.get("prompt", ""))[:60].strip() or poses.names[index],
        fps=30.0,
        root_translation=poses.root_translation[held],
        rotations=poses.rotations[held],
        shape_key_curves=np.zeros((2, 0), np.float32),
    )
    return MotionResult(
        avatar_id=poses.avatar_id, provenance=poses.provenance, motion=motion, bone_names=poses.bone_names
    )


def write_change(out: Path, change: Change) -> tuple[list[Path], dict[str, Any]]:
    """Write a change to an avatar: change.npz, its textures as pictures, its request and report.

    Returns the files and the report.
    """
    report = json.loads(json.dumps(dict(change.report)))
    save_change(out / "change.npz", change)
    files = [out / name for name in ("change.npz", "request.json", "report.json")]
    if isinstance(change, CaptureResult | TakeResult):
        files += _write_take(out, change)
    if isinstance(change, PosesResult):
        for index in range(len(change.names)):
            files.append(out / f"pose_{index + 1}.npz")
            save_change(files[-1], as_motion(change, index))
    if isinstance(change, TextureResult):
        for name, pixels in change.textures.items():
            files.append(out / f"{as_file_name(name)}.png")
            write_picture(files[-1], pixels)
    for name, picture in change.pictures.items():
        files.append(out / f"{as_file_name(name)}.png")
        write_picture(files[-1], picture)
    if isinstance(change, ParametersResult):
        for name, values in change.parameters.items():
            columns = report.get("columns", {}).get(name, ())
            if values.ndim == 2 and len(columns) == values.shape[1]:
                files.append(out / f"{as_file_name(name)}.csv")
                write_table(files[-1], values, columns, report.get("rows", {}).get(name, ()))
    write_json(out / "request.json", dict(change.provenance.request))
    write_json(out / "report.json", report)
    return files, report
