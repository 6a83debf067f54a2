"""Photos read from files of others: upright as their cameras held them, not too large, with their focal length."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import math
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from ..protocol.errors import BadFile, BadRequest
from ..protocol.requests import MOST_SCAN_BYTES, NamedFile
from .lens import focal_of_film

LONGEST = 1600
"""pixels of the longer side at which photos are looked at"""
SMALLEST = 48
MOST_PIXELS = 400_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP")
_SMALLER = "Make it smaller: 1600 by 1600 are enough."
_OTHERS = "Save it as JPEG or PNG."
_FOCAL_FILM, _DETAILS = 0xA405, 0x8769
_LONGEST_LENS = 2000.0


@dataclass(frozen=True, eq=False)
class Photo:
    """name: of its file; pixels: (H, W, 3) uint8, upright; focal: pixels, 0 where the file does not tell it; alpha:
    (H, W) float32 in 0..1, None of a picture without anything transparent."""

    name: str
    pixels: np.ndarray
    focal: float
    alpha: np.ndarray | None = None


def photo_of(given: NamedFile, focal: float) -> tuple[Photo, NamedFile]:
    """The photo, and how it is named in the request of its result: without its bytes, by their checksum.

    focal: mm as on film, 0 for what the file tells. Raises BadFile with what is wrong, BadRequest for another file than
    was meant.
    """
    name = Path(given.file).name
    content = bytes_of(given, name)
    checksum = hashlib.sha256(content).hexdigest()
    if given.checksum not in ("", checksum):
        raise BadRequest(f"{name} is not the file that this request was made for.", 'Leave its "checksum" out.')
    image, told, alpha = _read(content, name)
    if min(image.size) < SMALLEST:
        raise BadFile(f"{name} is {image.width} by {image.height} pixels, too small to see a person.", _OTHERS)
    film = focal or told
    pixels = focal_of_film(film, *image.size) if film else 0.0
    stamped = dataclasses.replace(given, content=np.zeros(0, np.uint8), checksum=checksum)
    return Photo(name, np.asarray(image), pixels, alpha), stamped


def bytes_of(given: NamedFile, name: str) -> bytes:
    """Raises BadFile."""
    if len(given.content):
        return given.content.tobytes()
    path = Path(given.file)
    try:
        if path.stat().st_size > MOST_SCAN_BYTES:
            raise BadFile(f"{name} is larger than 512 MB.", "Give a smaller one.")
        return path.read_bytes()
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.", "Choose the file again.") from error


def mask_of(given: NamedFile, shape: tuple[int, ...]) -> np.ndarray:
    """(H, W) float32 in 0..1: a picture of what belongs to the figure, white on black or not transparent, stretched to
    the photo of `shape`. Raises BadFile where it is none, or has other proportions."""
    name = Path(given.file).name
    image, _, alpha = _read(bytes_of(given, name), name)
    height, width = shape[:2]
    if abs(image.width / image.height - width / height) > 0.02 * width / height:
        raise BadFile(
            f"The mask {name} is {image.width} by {image.height} pixels, its photo {width} by {height}.",
            "Give a mask with the proportions of the photo.",
        )
    shown = image.convert("L") if alpha is None else Image.fromarray((255 * alpha).astype(np.uint8))
    return np.asarray(shown.resize((width, height), Image.Resampling.BILINEAR), np.float32) / 255


def _read(content: bytes, name: str) -> tuple[Image.Image, float, np.ndarray | None]:
    """The picture, RGB and at most so large, its focal length on film in mm, 0 where that is not told, and how opaque
    it is, as in `Photo`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is too large is refused below, and odd notes are no fault
            image = Image.open(io.BytesIO(content), formats=FORMATS)
            if math.prod(image.size) > MOST_PIXELS:
                raise BadFile(f"{name} has {math.prod(image.size):,} pixels.", _SMALLER)
            focal = _focal(image)
            image.draft("RGB", (2 * LONGEST, 2 * LONGEST))
            image.load()
            image = ImageOps.exif_transpose(image)
    except BadFile:
        raise
    except Image.DecompressionBombError as error:
        raise BadFile(f"{name} has more than {2 * (Image.MAX_IMAGE_PIXELS or 0):,} pixels.", _SMALLER) from error
    except UnidentifiedImageError as error:
        raise BadFile(f"{name} is no picture that can be read.", _OTHERS) from error
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, MemoryError) as error:
        # what readers of pictures raise over damaged bytes
        told = (str(error).splitlines() or [""])[0][:100]
        raise BadFile(f"{name} is no whole picture: {told or type(error).__name__}.", _OTHERS) from error
    if image.mode in ("I;16", "I", "F"):
        raise BadFile(f"{name} has no colours that a person could be seen by.", "Give a photo, not a map of depths.")
    alpha = None
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        own = image.convert("RGBA")
        image = Image.new("RGBA", own.size, (190, 190, 190, 255))
        image.alpha_composite(own)
        opaque = own.getchannel("A")
        opaque.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
        seen = np.asarray(opaque, np.float32) / 255
        alpha = seen if seen.min() < 0.5 else None
    image = image.convert("RGB")
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return image, focal, alpha


def _focal(image: Image.Image) -> float:
    """Millimetres as on film by what the camera noted; 0 where it noted none, or none that a lens has."""
    try:
        details = image.getexif().get_ifd(_DETAILS)
        film = float(details.get(_FOCAL_FILM, 0) or 0)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, ZeroDivisionError):
        return 0.0
    return film if 5.0 <= film <= _LONGEST_LENS else 0.0
