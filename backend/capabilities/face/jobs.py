"""The job behind FacePhotoRequest."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from ...body import load_body
from ...body.published import published_names
from ...context import JobContext
from ...figure.finish import body_of, check_figure, finish
from ...figure.report import Stopwatch
from ...figure.told import Told
from ...photo.footage import Footage
from ...protocol.errors import NotAvailable
from ...protocol.requests import FacePhotoRequest, NamedFile
from ...protocol.results import AvatarResult
from ...smirk.encoder import FaceCode
from ...smirk.head import Head, head_of
from ...smirk.model_file import Smirk, load_smirk
from ...smirk.reading import Reader, ReadFace, laid_back, reader_of, repainted, with_changes
from ...smirk.refine import refined
from .follow import Frame, frames_of, held
from .on_rig import acting, on_other, on_own
from .shown import resized, row, sheet, some


@dataclass(frozen=True, eq=False)
class _Read:
    """request: as it stands on the avatar, files by names and checksums; faces: of each picture; photo: (H, W, 3) the
    first picture with a face; fps: pictures a second"""

    request: FacePhotoRequest
    faces: list[ReadFace]
    photo: np.ndarray
    fps: float


READER_BYTES = 300 << 20
FLAME = ("flame-2020", "flame-2020-female", "flame-2020-male")
"""whose coefficients the published nets give; other editions have others"""


def run_face_photo(request: FacePhotoRequest, context: JobContext) -> AvatarResult:
    """Raises BadFile where a photo cannot be read or shows no face, NotAvailable without the nets or their body."""
    check_figure(request)
    stopwatch, told = Stopwatch(), Told(context)
    with stopwatch.stage("load"):
        context.progress("load", 0.0, "loading the nets")
        body, faces = body_of(request.figure, context)
        reader = context.model(f"face reader {request.model}", lambda: reader_named(request.model), READER_BYTES)
    with stopwatch.stage("read"):
        seen = _read(request, context, reader, told)
        request, read = seen.request, seen.faces
        code = _together(request, [face.code for face in read])
        changes = with_changes(reader, code.of([0]), request.expression) if request.expression else None
    if request.refine:
        with stopwatch.stage("refine"):
            code = _refined(request, context, reader, read, code)
    with stopwatch.stage("body"):
        context.progress("body", 0.7, "onto the body")
        own = body.name == reader.head.body.name
        found = on_own(reader.head, code, told.warn) if own else on_other(reader.head, body, code, context, told.warn)
    models = {f"body {body.name}": body.licence, request.model: _licence(request.model)}
    if not own:
        models[f"body {reader.head.body.name}"] = reader.head.body.licence
    values = found.values[0].to(body.device)
    result = finish(request, context, body, faces, values, request.look, stopwatch, told.sentences, [], models)
    avatar = acting(result.avatar, body, found, code, seen.fps)
    pictures = {}
    if size := min(request.figure.preview_size, 512):
        context.progress("pictures", 0.96, "photos and shapes side by side")
        shown = some(len(read))
        pictures["side_by_side"] = sheet([row(reader, read[k], code.of([k]), size // 2) for k in shown])
        if changes is not None:
            painted = repainted(reader, read[0], changes)
            pictures["repainted"] = laid_back(seen.photo, read[0], painted)
            pictures["repainted_crop"] = resized(painted, size)
    report = {**result.report, "warnings": told.sentences, "face": _told(reader, code)}
    return dataclasses.replace(result, avatar=avatar, pictures=pictures, report=report)


def reader_named(model: str) -> Reader:
    """Nets that were added, with the head that they move. Raises NotAvailable where one of both is missing."""
    smirk = load_smirk(model)
    layout = smirk.layout
    return reader_of(smirk, head_of(load_body(_body_name(smirk)), layout.shapes, layout.expressions))


def _body_name(smirk: Smirk) -> str:
    if not smirk.layout.body.startswith("flame"):
        return smirk.layout.body
    here = published_names()
    found = next((name for name in (smirk.layout.body, *FLAME) if name in here), None)
    if found is None:
        raise NotAvailable(
            "The numbers that these nets read are FLAME 2020's, which you have not added.",
            "Download FLAME 2020 from its publisher, then: galatea models add generic_model.pkl",
        )
    return found


def _licence(model: str) -> str:
    from ...assets import require

    return require(model).licence


def _read(request: FacePhotoRequest, context: JobContext, reader: Reader, told: Told) -> _Read:
    """What is read of each picture; where a video shows no face, what was read before is held."""
    frames, named, rates = list[Frame](), list[NamedFile](), set[float]()
    first: np.ndarray | None = None
    for number, given in enumerate(request.photos):
        marks = request.landmarks[number] if request.landmarks else None

        def stamp(footage: Footage) -> None:
            named.append(footage.stamped)
            rates.update(() if footage.photo else (footage.fps,))

        for frame in frames_of(reader, given, marks, request.face, request.crop, stamp):
            share = (number + 1 - 1 / (len(frames) + 2)) / len(request.photos)
            context.progress("read", 0.1 + 0.4 * share, "reading the face")
            first = frame.pixels if first is None and frame.face is not None else first
            # pictures of a clip together are large
            frames.append(Frame(frame.pixels[:1, :1], frame.face))
    read = held(frames)
    lost = sum(frame.face is None for frame in frames)
    if lost:
        told.warn(f"No face was found in {lost} of {len(frames)} pictures; what was read before is held there.")
    marks = tuple(dataclasses.replace(given, content=np.zeros(0, np.uint8)) for given in request.landmarks)
    assert first is not None
    fps = min(rates.pop(), 120.0) if len(rates) == 1 else request.fps
    return _Read(dataclasses.replace(request, photos=tuple(named), landmarks=marks), read, first, fps)


def _together(request: FacePhotoRequest, codes: list[FaceCode]) -> FaceCode:
    """All photos as one batch, with one shape where that is asked for."""
    names = [field.name for field in dataclasses.fields(FaceCode)]
    code = FaceCode(*(torch.cat([getattr(one, name) for one in codes]) for name in names))
    if request.lock_shape and len(codes) > 1:
        middle = code.shape.median(dim=0).values
        code = dataclasses.replace(code, shape=middle.expand_as(code.shape).clone())
    return code


def _refined(
    request: FacePhotoRequest, context: JobContext, reader: Reader, read: list[ReadFace], code: FaceCode
) -> FaceCode:
    out = []
    for number, face in enumerate(read):
        start = dataclasses.replace(face, code=code.of([number]))

        def tell(step: int, value: float, number: int = number) -> None:
            context.progress("refine", 0.5 + 0.2 * (number + step / request.refine) / len(read), "nearer to the photo")

        out.append(refined(reader, start, _own_marks(reader.head, face), request.refine, tell)[0])
    return _together(dataclasses.replace(request, lock_shape=False), out)


def _own_marks(head: Head, face: ReadFace) -> torch.Tensor | None:
    """(L, 2) of the photo's landmarks those that the head has as well; None where they are others."""
    if head.numbers and len(face.points) > max(head.numbers):
        return face.points[list(head.numbers)]
    return face.points if len(face.points) == len(head.corners) else None


def _told(reader: Reader, code: FaceCode) -> dict[str, Any]:
    """The numbers of each photo, in the published order."""
    names = [field.name for field in dataclasses.fields(FaceCode)]
    numbers = {name: np.round(getattr(code, name).numpy().astype(float), 5).tolist() for name in names}
    return {"body": reader.head.body.name, "photos": len(code.shape), **numbers}
