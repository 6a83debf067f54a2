# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos of a person, or of a face, become a new avatar with the shape and the pose that they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .._shared.protocol.errors import BadFile, BadRequest
from .._shared.protocol.requests import (
    MOST_FACE_PHOTOS,
    MOST_PHOTOS,
    MOST_SCAN_BYTES,
    FacePhotoRequest,
    Figure,
    NamedFile,
    PhotoRequest,
)
from .._shared.protocol.results import AvatarResult
from ..scene import current
from ..session import session
from ..session.job import Job
from ..state import avatars, labels, properties
from . import generating
from .generating import GeneratedAvatar

ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp")


class PhotographedAvatar(GeneratedAvatar):
    """A new avatar; how near its joints came to those in the photos is told."""

    def tell(self, job: Job, result: AvatarResult) -> None:
        super().tell(job, result)
        panel = properties.panel()
        panel.note = " ".join(filter(None, (_told(result.report), panel.note)))


def of_photos(paths: Sequence[str], body: str, measures: Mapping[str, float], person: int = 0, masks: str = "") -> Job:
    """paths: of images of one person or animal; measures: what is known of them, metres and kg; person: who of those
    in the photos, from the left, 0 for the largest; masks: of an animal, a picture, or a folder with one for each
    photo. Raises BadRequest and BadFile for what is no photo, and for masks that are not there."""
    if not paths:
        raise BadRequest("No photo was chosen.", "Choose one or several images of one person.")
    if len(paths) > MOST_PHOTOS:
        raise BadRequest(f"{len(paths)} photos were chosen.", f"At most {MOST_PHOTOS} are looked at together.")
    photos = tuple(_read(Path(path)) for path in paths)
    request = PhotoRequest(
        photos=photos,
        masks=tuple(_read(path) for path in masks_of([Path(path) for path in paths], masks)),
        measures=dict(measures),
        person=person,
        figure=Figure(body=body),
    )
    avatars.separate_twins()
    generating.must_be_idle("")
    job = session.connection.submit(request, PhotographedAvatar(), title=labels.shorten(f"photo {photos[0].file}"))
    job.scene = current.scene().session_uid
    properties.panel().note = ""
    properties.forget_problem()
    return job


def masks_of(photos: Sequence[Path], masks: str) -> list[Path]:
    """The mask of each photo: a file that is named, or of a folder the picture called as the photo ("lion.png" or
    "lion_mask.png"). None for "". Raises BadRequest and BadFile."""
    if not masks:
        return []
    place = Path(masks)
    if not place.is_dir():
        if len(photos) > 1:
            raise BadRequest(
                f"{place.name} is one mask for {len(photos)} photos.",
                "Give a folder with a picture of the same name for each photo.",
            )
        return [place]
    return [_mask_in(place, photo) for photo in photos]


def _mask_in(folder: Path, photo: Path) -> Path:
    called = {f"{photo.stem}_mask".casefold(): 0, photo.stem.casefold(): 1}
    found = [
        file
        for file in folder.iterdir()
        if file.stem.casefold() in called and file.suffix.lower() in ENDINGS and file.resolve() != photo.resolve()
    ]
    if not found:
        raise BadFile(
            f"{folder.name} has no mask of {photo.name}.", f"Call it {photo.stem}.png, or {photo.stem}_mask.png."
        )
    return min(found, key=lambda file: (called[file.stem.casefold()], file.name))


def of_face(paths: Sequence[str], body: str, model: str, face: int = 0, refine: int = 0) -> Job:
    """paths: photos of one person's face, or a video; model: nets that read them; refine: steps for each photo.

    Raises BadRequest and BadFile for what is no photo or video.
    """
    if not paths:
        raise BadRequest("No photo was chosen.", "Choose photos of one person's face, or a video.")
    if len(paths) > MOST_FACE_PHOTOS:
        raise BadRequest(f"{len(paths)} photos were chosen.", f"At most {MOST_FACE_PHOTOS} are looked at together.")
    photos = tuple(_read(Path(path), MOST_SCAN_BYTES // len(paths)) for path in paths)
    request = FacePhotoRequest(photos=photos, model=model, face=face, refine=refine, figure=Figure(body=body))
    avatars.separate_twins()
    generating.must_be_idle("")
    job = session.connection.submit(request, GeneratedAvatar(), title=labels.shorten(f"face of {Path(paths[0]).name}"))
    job.scene = current.scene().session_uid
    properties.panel().note = ""
    properties.forget_problem()
    return job


def _read(path: Path, most: int = MOST_SCAN_BYTES // MOST_PHOTOS) -> NamedFile:
    """With its bytes, for the backend may be on another machine."""
    try:
        if path.stat().st_size > most:
            raise BadFile(f"{path.name} is larger than {most >> 20} MB.", "Give a smaller picture, or fewer of them.")
        return NamedFile(file=str(path), content=np.fromfile(path, np.uint8))
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.", "Choose the photo again.") from error


_NEAR = {
    "points_off_heights": "Joints lie {:.1f} % of the height off those in the photo.",
    "points_off_faces": "Points of the face lie {:.1f} % of its size off those in the photo.",
    "overlap": "The figure covers {:.0f} % of the silhouette.",
}


def _told(report: Any) -> str:
    """How near a fit came, in a sentence."""
    try:
        photos = report["photo"]["photos"]
        what = next(name for name in _NEAR if name in photos[0])
        return _NEAR[what].format(100 * sum(photo[what] for photo in photos) / len(photos))
    except (KeyError, IndexError, TypeError, ValueError, StopIteration):
        return ""
