"""What a folder has to learn from: pictures and videos of faces, recorded curves, and weights of others.

Landmarks are found, or stand in NAME.npz beside NAME.jpg: "points" (L, 2) pixels, of MediaPipe's 468 or of those that
the head has; "contour" (17, 2) of FAN and "shape" (S,) of MICA where they are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from backend.landmarks.faces import MESH_POINTS, find_faces
from backend.photo.footage import opened
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.requests import NamedFile
from backend.smirk.crop import cut, square_of
from backend.smirk.head import Head
from rigging.faces.face_take import FaceTake, from_npz
from rigging.faces.live_link_csv import read_csv

from .faces import ROOM, Faces, joined
from .renders import curves_of

VIDEOS = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".gif")
EVERY_S = 0.2
"""seconds between two pictures of a video that are learned from"""
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
MOST_PICTURES = 1_000_000
_HULL = slice(0, MESH_POINTS)
Report = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Given:
    """faces: None without pictures; curves: (T, E) expressions; perceptual, emotion: files of weights"""

    faces: Faces | None = None
    curves: np.ndarray | None = None
    perceptual: Path | None = None
    emotion: Path | None = None


def given_in(folder: Path | None, head: Head, work: Path, size: int, report: Report) -> Given:
    """Raises BadRequest where there is no such folder, or no face in its pictures."""
    if folder is None:
        return Given()
    if not folder.is_dir():
        raise BadRequest(f"There is no folder {folder}.", "Name the folder of faces: --data DIR")
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    curves = [found for file in files if (found := _curves(file, head, report)) is not None]
    pictures = [file for file in files if file.suffix.lower() in PICTURES]
    videos = [file for file in files if file.suffix.lower() in VIDEOS]
    faces = _faces(pictures, videos, head, size, report) if pictures or videos else None
    return Given(
        faces,
        np.concatenate(curves) if curves else None,
        next((file for file in files if file.name.startswith("vgg16") and file.suffix == ".pth"), None),
        next((file for file in files if file.name.startswith("emotion") and file.suffix in (".pth", ".ckpt")), None),
    )


def needs_marks(folder: Path) -> bool:
    """Whether faces are to be found in what is there: in videos, or in pictures without landmarks beside them."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    alone = (file for file in files if file.suffix.lower() in PICTURES and not file.with_suffix(".npz").exists())
    return any(file.suffix.lower() in VIDEOS for file in files) or any(True for _ in alone)


def _curves(file: Path, head: Head, report: Report) -> np.ndarray | None:
    try:
        take: FaceTake | None = None
        if file.suffix.lower() == ".csv":
            take = read_csv(file.read_text(encoding="utf-8-sig"), file.name)
        elif file.suffix.lower() == ".npz" and not _has_picture(file):
            take = from_npz(file)
    except (ValueError, OSError) as error:
        report(f"{file.name} is left out: {error}")
        return None
    found = take and curves_of(head, take.names, take.values)
    if take is not None and found is None:
        report(f"{file.name} is left out: it has none of the keys of {head.body.name}")
    return found


def _has_picture(file: Path) -> bool:
    return any(file.with_suffix(ending).exists() for ending in PICTURES)


def _faces(pictures: list[Path], videos: list[Path], head: Head, size: int, report: Report) -> Faces:
    found, without = list[Faces](), 0
    for file in videos:
        before = len(found)
        try:
            for shot in _shots(file):
                face = _face(shot, {}, head, size)
                found += [face] if face is not None else []
        except BadFile as error:
            report(f"{file.name} is left out: {error.message}")
        report(f"{len(found) - before} faces in {file.name}")
    for file in pictures[:MOST_PICTURES]:
        try:
            with Image.open(file) as opened:
                picture = np.asarray(opened.convert("RGB"))
            beside = file.with_suffix(".npz")
            face = _face(picture, _told(beside) if beside.exists() else {}, head, size)
        except (UnidentifiedImageError, OSError, ValueError, BadFile, BadRequest) as error:
            report(f"{file.name} is left out: {error}")
            continue
        if face is None:
            without += 1
        else:
            found.append(face)
    if not found:
        raise BadRequest(
            "No face was found in the pictures, nor landmarks beside them.",
            'Put NAME.npz with "points" (L, 2), in pixels, beside NAME.jpg.'
            + ("" if head.numbers else f" MediaPipe's points are known on FLAME, not on {head.body.name}."),
        )
    report(f"{len(found)} faces; {without} of {len(pictures)} pictures without landmarks are left out")
    return joined(found)


def _shots(file: Path) -> Iterator[np.ndarray]:
    """Pictures of a video, some of each second. Raises BadFile, NotAvailable without the library that reads them."""
    with opened(NamedFile(file=str(file))) as (_, shots):
        due = 0.0
        for shot in shots:
            if shot.seconds >= due:
                due = shot.seconds + EVERY_S
                yield shot.pixels


def _told(file: Path) -> dict[str, np.ndarray]:
    with np.load(file, allow_pickle=False) as stored:
        return {name: np.asarray(stored[name], np.float64) for name in stored.files}


def _face(picture: np.ndarray, told: dict[str, np.ndarray], head: Head, size: int) -> Faces | None:
    """One face, cut out generously; None where no landmarks are known. Raises ValueError for strange ones."""
    every = told.get("points")
    if every is None:
        seen = find_faces(picture, 1) if head.numbers else ()
        if not seen:
            return None
        every = seen[0].points.astype(np.float64)
    every = every[:, :2]
    count = len(head.corners)
    if head.numbers and len(every) > max(head.numbers):
        own = every[list(head.numbers)]
    elif len(every) == count:
        own = every
    else:
        raise BadFile(f"There are {len(every)} landmarks, and {head.body.name} has {count}.", "Give MediaPipe's 468.")
    square = square_of(own, ROOM)

    def laid(points: np.ndarray) -> np.ndarray:
        return ((2 * square.to_square(points, size) + 1) / size - 1)[None].astype(np.float32)

    contour, shape = told.get("contour"), told.get("shape")
    layout = head.layout
    return Faces(
        cut(picture, square, size)[None],
        laid(own),
        laid(every[_HULL] if len(every) >= MESH_POINTS else own),
        np.full((1, 17, 2), np.nan, np.float32) if contour is None else laid(contour[:17, :2]),
        np.full((1, layout.shapes), np.nan, np.float32) if shape is None else shape[None, : layout.shapes],
        np.full((1, layout.outputs), np.nan, np.float32),
    )
