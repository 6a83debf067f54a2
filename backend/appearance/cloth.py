"""Textures of what is worn: a piece in the colours, pattern and fabric that a look says."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops

from ..protocol.requests import Colour, Look, Worn
from ..protocol.results import Material
from ..wear.piece import Piece, fabric_of, seen_through
from .details import detail_layers
from .fabrics import EMISSION, METALLIC, ROUGHNESS, Fabric, fabric
from .few_colours import few_colours, few_leans
from .noise import noise, tiled
from .patterns import palette, pattern_masks
from .pictures import paint_picture
from .placed import PLACED, placed_colours, placed_masks, worn_through
from .relief import relief
from .stitches import stitches
from .strands import paint_hair
from .zone_masks import zone_mask

_GREY: Colour = (0.45, 0.45, 0.47)
_THREADS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "denim": lambda main: np.array((0.76, 0.53, 0.24)) if main.mean() > 0.12 else main + 0.2,
    "leather": lambda main: main * 0.6 if main.mean() > 0.35 else main * 1.5 + 0.06,
}
_DARKER = {"lashes": 0.35, "brows": 0.8, "facial_hair": 0.92}
"""of the colour of the hair on the head"""
_RIBBON: Colour = (0.72, 0.06, 0.09)
"""tied into hair, where no colour is said"""
_OWN_USE = ("shade", "height", "alpha")
_LUMA = np.array((0.3, 0.6, 0.1))
_THROWN = 0.6
"""how much less dark the creases of white cloth are, as a power of their shade"""


def paint_piece(piece: Piece, look: Look, worn: Worn | None, size: int = 1024, seed: int = 0) -> dict[str, np.ndarray]:
    """Textures by name, (H, W, 4) uint8, first row at the top, on the piece's UV layout: "albedo" (sRGB), and where it
    has them "normal" (tangent space, OpenGL's) and "roughness" (grey).

    The seed chooses among usual colours where `worn` says none. H and W are `size`; pictures that somebody else made
    keep their form and are at most that large."""
    if piece.paint == "picture":
        return paint_picture(piece, look, worn, size)
    hair = piece.paint == "hair"
    found = _hair(piece, look, worn, size, seed) if hair else _cloth(piece, worn, size, seed)
    found["albedo"] = found["albedo"] if hair else few_colours(found["albedo"])
    if "normal" in found:
        found["normal"] = few_leans(found["normal"])
    return found


def piece_material(piece: Piece, worn: Worn | None) -> Material:
    """The piece's own, as rough as the fabric that it is worn in; lace has holes."""
    if piece.paint != "cloth":
        return piece.material
    name = fabric_of(piece, worn)
    material = dataclasses.replace(
        piece.material,
        roughness=ROUGHNESS[name],
        metallic=METALLIC.get(name, 0.0),
        emission=piece.material.emission or EMISSION.get(name, 0.0),
    )
    if seen_through(piece, worn) and material.alpha_mode == "opaque":
        material = dataclasses.replace(material, alpha_mode="blend", double_sided=True)
    return material


_TRIMMED = frozenset("top bottom one_piece outer back hands waist neck legs".split())  # noqa: SIM905
"""slots of garments whose borders are in the second colour where nothing else is"""


def piece_colours(piece: Piece, worn: Worn | None, seed: int = 0) -> tuple[Colour, Colour]:
    """The main and the second colour that it is painted in, sRGB 0..1."""
    entry = piece.entry
    main = worn.colour if worn else None
    if main is None:
        usual = entry.colours or (_GREY,)
        main = usual[np.random.default_rng([seed, zlib.crc32(entry.name.encode())]).integers(len(usual))]
    second = worn.second_colour if worn else None
    if second is None:
        second = entry.second_colour
        if second is None or np.abs(np.subtract(second, main)).max() < 0.12:
            second = _beside(main)
    return main, second


def _beside(main: Colour) -> Colour:
    """One that is told apart from it."""
    values = np.asarray(main)
    other = values * 0.25 + 0.72 if values @ (0.3, 0.6, 0.1) < 0.45 else values * 0.38
    red, green, blue = (float(v) for v in other.clip(0, 1))
    return red, green, blue


def _cloth(piece: Piece, worn: Worn | None, size: int, seed: int) -> dict[str, np.ndarray]:
    main, second = (np.asarray(colour) for colour in piece_colours(piece, worn, seed))
    name = fabric_of(piece, worn)
    made_of = fabric(name, size, piece.texel)
    own = "trim" if _needs_trim(piece, worn) and piece.entry.pattern in ("", "plain") else piece.entry.pattern
    pattern = (worn.pattern if worn else "") or own or "plain"
    if placed := pattern in PLACED:
        masks = placed_masks(pattern, piece, size)
    else:
        masks = pattern_masks(pattern, size, piece.texel)
    shades = _shades(float(main @ _LUMA))
    woven = shades[made_of.shade]
    bright = 255 / float(woven[::8, ::8].mean())
    image = Image.new("RGB", (size, size), _bytes(main * bright))
    for mask, colour in zip(masks, (placed_colours if placed else palette)(pattern, main, second), strict=False):
        image.paste(_bytes(colour * bright), mask=Image.fromarray(mask))
    if name == "denim":
        image.paste(_bytes((main * 0.55 + np.array((0.36, 0.39, 0.42))) * bright), mask=_faded(piece, size))
    if name in _THREADS and "stitches" not in piece.zones:
        image.paste(_bytes(_THREADS[name](main) * bright), mask=stitches(piece, size))
    for zone, value in piece.zone_colours.items():
        if zone in piece.zones and zone not in _OWN_USE:
            colour = second if value is None else main * value if isinstance(value, float | int) else np.asarray(value)
            image.paste(_bytes(colour * bright), mask=zone_mask(piece, zone, size))
    for detail in worn.details if worn else ():
        for mask, colour in detail_layers(detail, piece, main, second, size):
            image.paste(_bytes(colour * bright), mask=mask)
    if pattern == "torn":
        image.paste(_bytes((main * 0.7 + 0.22) * bright), mask=Image.fromarray(worn_through(piece, size)[1]))
    light = Image.fromarray(woven)
    if "shade" in piece.zones:
        light = ImageChops.multiply(light, zone_mask(piece, "shade", size).point(shades.tolist()))
    albedo = ImageChops.multiply(image, Image.merge("RGB", (light, light, light)))
    found = {"albedo": with_alpha(albedo, _alpha(piece, made_of, pattern, size))}
    if (normal := relief(piece, made_of, size)) is not None:
        found["normal"] = normal
    if made_of.roughness is not None:
        grey = np.full((size, size, 4), 255, np.uint8)
        grey[..., :3] = made_of.roughness[..., None]
        found["roughness"] = grey
    return found


def _shades(brightness: float) -> np.ndarray:
    """(256,) uint8 that a shade becomes: bright cloth throws light into its own creases, so that they are less dark."""
    power = 1 - _THROWN * brightness**2
    return np.round(255 * (np.arange(256) / 255) ** power).astype(np.uint8)


def _needs_trim(piece: Piece, worn: Worn | None) -> bool:
    """Whether two colours are asked for and nothing of the piece would show the second: its borders do."""
    if worn is None or worn.second_colour is None or worn.colour is None or piece.entry.slot not in _TRIMMED:
        return False
    if worn.details:  # which have it
        return False
    return not any(value is None and zone in piece.zones for zone, value in piece.zone_colours.items())


def _hair(piece: Piece, look: Look, worn: Worn | None, size: int, seed: int) -> dict[str, np.ndarray]:
    colour = np.asarray(worn.colour if worn and worn.colour is not None else look.hair_colour)
    if worn is None or worn.colour is None:
        colour = colour * _DARKER.get(piece.entry.slot, 1.0)
    red, green, blue = (float(value) for value in colour)
    second, pattern = (worn.second_colour, worn.pattern) if worn else (None, "")
    tied = "ribbon" in piece.zones
    found = paint_hair(piece, (red, green, blue), size, seed, None if tied else second, pattern=pattern)
    albedo = found["albedo"]
    if tied:
        ribbon = second or piece.entry.second_colour or _RIBBON
        part = np.asarray(zone_mask(piece, "ribbon", size))[..., None] / np.float32(255)
        of = np.append(np.asarray(ribbon) * 255, 255)
        albedo[...] = np.rint(albedo * (1 - part) + of * part)
    for zone, channels in (("shade", slice(0, 3)), ("alpha", slice(3, 4))):
        if zone in piece.zones:
            part = np.asarray(zone_mask(piece, zone, size))[..., None] / np.float32(255)
            albedo[..., channels] = albedo[..., channels] * part + np.float32(0.5)
    if "height" in piece.zones and (normal := relief(piece, None, size)) is not None:
        found["normal"] = normal
    return found


def _alpha(piece: Piece, made_of: Fabric, pattern: str, size: int) -> Image.Image | None:
    own = piece.material.alpha_mode == "blend" and "alpha" in piece.zones  # a veil, which has lace of its own
    holes = Image.fromarray(made_of.alpha) if made_of.alpha is not None and not own else None
    if pattern == "torn":
        torn = Image.fromarray(worn_through(piece, size)[0])
        holes = torn if holes is None else ImageChops.multiply(holes, torn)
    if "alpha" not in piece.zones:
        return holes
    cut = zone_mask(piece, "alpha", size)
    return cut if holes is None else ImageChops.multiply(cut, holes)


def _faded(piece: Piece, size: int) -> Image.Image:
    """Where denim is worn off: in large lumps, and most where it lies in the light."""
    mask = Image.fromarray(_clouds(size))
    return ImageChops.multiply(mask, zone_mask(piece, "shade", size)) if "shade" in piece.zones else mask


@lru_cache(maxsize=4)
def _clouds(size: int) -> np.ndarray:
    tile = min(size, 512)
    lumps = 55 + 22 * noise(tile, tile / 3, 31) + 8 * noise(tile, tile / 60, 32, 4.0)
    return tiled(np.clip(lumps, 0, 150).astype(np.uint8), size)


def with_alpha(image: Image.Image, alpha: Image.Image | None) -> np.ndarray:
    """(H, W, 4) uint8 of an RGB picture and what cuts it out."""
    image = image.copy()
    image.putalpha(255 if alpha is None else alpha)
    return np.array(image)


def _bytes(colour: np.ndarray) -> tuple[int, int, int]:
    red, green, blue = (round(float(value) * 255) for value in np.clip(colour, 0, 1))
    return red, green, blue
