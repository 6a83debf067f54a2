"""Photos of a person become a figure with the shape that they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..measures import measures
from ..results import array_left_out_empty
from .convert import Scan, scan_named
from .fields import within
from .figure import Figure
from .look import Look

MOST_PHOTOS = 16


@dataclass(frozen=True, kw_only=True, eq=False)
class NamedFile:
    """A file: named, or given with its bytes."""

    file: str = ""
    """on the backend's machine; with `content`, only its name counts"""
    content: np.ndarray = array_left_out_empty("B", "uint8")
    """its bytes"""
    checksum: str = ""
    """of the bytes, where no others are meant"""


def files_named(texts: str | Iterable[str]) -> tuple[NamedFile, ...]:
    return tuple(NamedFile(file=text) for text in ([texts] if isinstance(texts, str) else texts) if text)


def files(**more: Any) -> Any:
    """The field of a request for several files; people write their names alone."""
    return field(default=(), metadata={"left_out_empty": True, "from_texts": files_named, **more})


def truth() -> Any:
    return field(default=None, metadata={"left_out_empty": True, "from_text": scan_named})


@dataclass(frozen=True, kw_only=True)
class PhotoRequest:
    """Photos of one person, face or animal become an avatar with the shape that they show, and a pose for each. People
    are found by their joints and outlines, and known measurements make their shape much surer; a face by its points,
    for a head (ICT, FLAME) or where photos show a face alone; an animal (SMAL) by its silhouette, which transparency, a
    mask or a plain background tells. Writes overlay.png and comparison.png, and error_map.png where the truth is
    given."""

    photos: tuple[NamedFile, ...] = files(positional=True)
    """One or several photos of one person, face or animal: JPEG, PNG, WebP, TIFF or BMP."""
    masks: tuple[NamedFile, ...] = files()
    """Of an animal, a picture for each photo that is white on it and black around; none where photos are transparent
    around it, or their background is plain."""
    person: int = within(0, 0, 20)
    """Who of those in a photo, counted from the left; 0 is the largest."""
    focal: float = within(0.0, 0.0, 2000.0)
    """Focal length as on film, in mm; 0 takes what the photo tells, or what is usual."""
    pose: bool = True
    """Whether the pose of each photo is kept as a frame of a clip of the avatar, which stands in its rest pose."""
    poses: tuple[NamedFile, ...] = files()
    """Poses of your own, a file for each photo, from which the fit begins: npz or pkl with SMPL's "pose" (72) or
    "rotmat" (24, 3, 3) before the camera as SPIN and its successors give them, and "betas"."""
    truth: Scan | None = truth()
    """The true body, to compare with: an avatar.npz or a mesh with the body's own vertices."""
    measures: Mapping[str, float] = measures()
    """What is known of the person, as height=180cm waist=82cm weight=75kg; on the wire metres, kg, kg / m²."""
    sliders: Mapping[str, float] = field(default_factory=dict)
    """Sliders that are known: they stay as given."""
    look: Look = field(default_factory=Look)
    """Colours and clothes; a photo tells none of them."""
    figure: Figure = field(default_factory=Figure)
