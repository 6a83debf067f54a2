"""A video of a face side by side with what was read of it: the crop, the shape over it, and the crop painted anew."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ...photo.footage import INSTALL, Footage
from ...protocol.errors import BadRequest, NotAvailable
from ...protocol.requests import NamedFile
from ...smirk.encoder import FaceCode
from ...smirk.reading import Reader, repainted, shape_picture, with_changes
from .follow import Frame, frames_of, held
from .shown import resized

SIDE = 224
"""pixels of each of the pictures that stand side by side"""


def film(
    reader: Reader,
    clip: Path,
    out: Path,
    *,
    crop: float,
    number: int = 0,
    expression: Mapping[str, float] | None = None,
    repaint: bool = True,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Writes an MP4, and gives the numbers of its pictures: name -> (T, N) float32.

    One person has one shape: the median of what all pictures tell. expression: numbers that the painted face has
    instead. Raises BadFile, BadRequest, NotAvailable without the library that writes videos.
    """
    av = _library()
    told: list[Footage] = []
    frames = [
        Frame(frame.pixels[:1, :1], frame.face)
        for frame in frames_of(reader, NamedFile(file=str(clip)), None, number, crop, told.append)
    ]
    faces = held(frames)
    shape = torch.cat([face.code.shape for face in faces]).median(dim=0, keepdim=True).values
    codes = [dataclasses.replace(face.code, shape=shape) for face in faces]
    paints = repaint and reader.smirk.generator is not None

    def rows() -> Iterator[np.ndarray]:
        for done, (face, code) in enumerate(zip(faces, codes, strict=True), 1):
            grey, over = shape_picture(reader, face, code)
            pictures = [face.crop, over, grey]
            if paints:
                changed = with_changes(reader, code, expression or {})
                pictures.append(repainted(reader, dataclasses.replace(face, code=code), changed))
            tell(done, len(faces))
            yield np.concatenate([resized(picture, SIDE) for picture in pictures], axis=1)

    if expression and not paints:
        raise BadRequest("A face is painted anew by the nets' generator, which is not there.", "Add whole nets.")
    _written(av, out, rows(), told[0].fps)
    names = [field.name for field in dataclasses.fields(FaceCode)]
    numbers = {name: torch.cat([getattr(code, name) for code in codes]).numpy() for name in names}
    return {**numbers, "found": np.array([frame.face is not None for frame in frames]), "fps": np.array(told[0].fps)}


def _written(av: Any, out: Path, rows: Iterator[np.ndarray], fps: float) -> None:
    """Whole, or not at all."""
    partial = out.with_name(f".{out.name}")
    try:
        with av.open(str(partial), "w", format="mp4") as container:
            stream = container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1001))
            for number, row in enumerate(rows):
                if not number:
                    stream.height, stream.width, stream.pix_fmt = *row.shape[:2], "yuv420p"
                    stream.options = {"crf": "18"}
                for packet in stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(row), format="rgb24")):
                    container.mux(packet)
            for packet in stream.encode():
                container.mux(packet)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)


def _library() -> Any:
    try:
        import av
    except ImportError as error:
        raise NotAvailable(f"Videos are written with PyAV, which cannot be loaded here ({error}).", INSTALL) from error
    return av
