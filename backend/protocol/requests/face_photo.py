"""Photos of a face become an avatar with its shape and its expression, read from their pixels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .fields import within
from .figure import Figure
from .look import Look
from .photo import NamedFile, files

MOST_FACE_PHOTOS = 2000


@dataclass(frozen=True, kw_only=True)
class FacePhotoRequest:
    """Photos or a video of a face become an avatar with its expression, jaw and eyelids, read by nets as SMIRK's:
    FLAME's numbers on a FLAME head, or as ARKit's keys on Anny. Writes side_by_side.png, and repainted.png where
    another expression is asked for."""

    photos: tuple[NamedFile, ...] = files(positional=True)
    """A photo, several of one person in their order (JPEG, PNG, WebP, TIFF, BMP), or a video (MP4, MOV, GIF …)."""
    landmarks: tuple[NamedFile, ...] = files()
    """Landmarks of your own, an npz for each photo with "points" (L, 2) in pixels; without any they are found."""
    face: int = within(0, 0, 20)
    """Who of several in a photo, counted from the left; 0 is the largest."""
    model: str = "smirk"
    """Nets that you have added: `galatea models` lists them as face_reader."""
    crop: float = within(1.4, 1.0, 3.0)
    """How many times as wide as the face the square is that the nets see."""
    lock_shape: bool = True
    """Whether the shape of all photos together is kept for each, the median of what each tells."""
    refine: int = within(0, 0, 500)
    """Steps by which what the nets read is brought nearer to each photo; 20 to 60 help, and take their time."""
    expression: Mapping[str, float] = field(default_factory=dict)
    """Another expression, with which the first photo is painted anew: name -> value, as expression_3, jaw_x or
    eyelid_left."""
    fps: float = within(25.0, 1.0, 120.0)
    """Photos a second, where there are several; a video has its own."""
    look: Look = field(default_factory=Look)
    """Colours; the pixels tell none of them."""
    figure: Figure = field(default_factory=Figure)
