"""The .mhmat file and the pictures that it names; a picture that is missing is borne."""

from __future__ import annotations

import io
import math
import posixpath
import warnings
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from ...protocol.errors import BadFile
from .files import Files, beside
from .licence import Legal, legal_of

LIMIT = 1 << 20
PICTURE_LIMIT = 1 << 26
MAX_PIXELS = 8192 * 8192
KEPT_PIXELS = 2048
"""larger pictures are made smaller"""
_FORMATS = ("PNG", "JPEG", "TGA", "BMP", "TIFF", "WEBP")
_PICTURES = {"diffusetexture": "albedo", "normalmaptexture": "normal", "albedotexture": "albedo"}
_WHITE = (1.0, 1.0, 1.0)


@dataclass(frozen=True, eq=False)
class MaterialFile:
    colour: tuple[float, float, float] = _WHITE
    transparent: bool = False
    double_sided: bool = False
    roughness: float | None = None
    pictures: dict[str, np.ndarray] = field(default_factory=dict)
    """"albedo", "normal" -> (H, W, 4) uint8"""
    missing: tuple[str, ...] = ()
    """pictures that it names and nobody has"""
    legal: Legal = field(default_factory=Legal)


def read_material(files: Files, name: str) -> MaterialFile:
    """Raises BadFile where the file, or a picture that is there, is damaged."""
    text = files.text(name, LIMIT)
    stated: dict[str, list[str]] = {}
    for line in text.splitlines():
        words = line.split()
        if words and words[0][0] not in "#/":
            stated.setdefault(words[0].lower(), words[1:])
    pictures, missing = {}, []
    for key, kind in _PICTURES.items():
        if not stated.get(key) or kind in pictures:
            continue
        wanted = " ".join(stated[key])
        found = files.find(beside(name, wanted)) or files.find(
            beside(name, posixpath.basename(wanted.replace("\\", "/")))
        )
        if found is None:
            missing.append(posixpath.basename(wanted.replace("\\", "/"))[:80])
        else:
            pictures[kind] = read_picture(files.read(found, PICTURE_LIMIT), found)
    red, green, blue = _colour(stated.get("diffusecolor"))
    return MaterialFile(
        colour=(red, green, blue),
        transparent=_yes(stated.get("transparent"), False),
        double_sided=not _yes(stated.get("backfacecull"), True),
        roughness=_number(stated.get("roughness")),
        pictures=pictures,
        missing=tuple(missing),
        legal=legal_of(text),
    )


def read_picture(data: bytes, name: str) -> np.ndarray:
    """(H, W, 4) uint8, at most KEPT_PIXELS high and wide. Raises BadFile."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise BadFile(f"{name} is {width} x {height} pixels large.", "Make the picture smaller: 2048 is plenty.")
        scale = KEPT_PIXELS / max(width, height)
        picture = picture.convert("RGBA")
        if scale < 1:
            picture = picture.resize(
                (max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.BOX
            )
        return np.array(picture)
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError) as error:
        raise _damaged(name) from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise BadFile(f"{name} is too large a picture.", "Make the picture smaller: 2048 is plenty.") from error


def _damaged(name: str) -> BadFile:
    return BadFile(f"{name} is no picture that can be read.", "Save it again as PNG or JPEG.")


def _yes(words: list[str] | None, otherwise: bool) -> bool:
    return words[0].lower() in ("true", "1", "yes") if words else otherwise


def _number(words: list[str] | None) -> float | None:
    try:
        value = float(words[0]) if words else math.nan
    except ValueError:
        return None
    return min(max(value, 0.0), 1.0) if math.isfinite(value) else None


def _colour(words: list[str] | None) -> tuple[float, ...]:
    values = [_number([word]) for word in (words or [])[:3]]
    known = [value for value in values if value is not None]
    return tuple(known) if len(known) == 3 else _WHITE
