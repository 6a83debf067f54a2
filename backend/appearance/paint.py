"""The albedo of a person: baked masks, coloured in layers from skin to eyes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

import numpy as np
from PIL import Image

from ..protocol.errors import BadRequest
from ..protocol.requests import Look
from .bare import EYES, Rectangle, bare
from .canvas import Canvas
from .colours import PALM, lip_colour, paleness, skin_colour
from .covering import Covering, covering
from .maps import has_maps, load_maps
from .noise import noise, tiled
from .traits import Traits

IRIS, PUPIL = 0.41, 0.155  # radians on the eyeball
UNDER_BEARD = 0.55
PAINTED_AT_MOST = 2048  # the masks have 1024; larger textures are enlarged
ANYBODY = Traits()


class Painted(Protocol):
    """What the painter asks of a body: the masks are found by its name; of one without, see bare.py."""

    @property
    def name(self) -> str: ...

    @property
    def albedo(self) -> np.ndarray | None: ...

    @property
    def texture_parts(self) -> Mapping[str, Rectangle]: ...


def paint_albedo(body: Painted, look: Look, size: int = 1024, seed: int = 0, traits: Traits = ANYBODY) -> np.ndarray:
    """(size, size, 4) uint8 sRGB, first row at the top, on the body's UV layout; the seed varies the mottled skin.

    As a figure is seen from afar, and as the encoder learned to see it; `paint_skin` is for a close look. What is worn
    is not painted, and nobody is naked: who wears nothing has a bodysuit, who does not has underwear. A body without
    masks has bare skin all over. Raises BadRequest for a look out of range.
    """
    check(look, size)
    painted = min(size, PAINTED_AT_MOST)
    known = has_maps(body.name)
    image = _painted(body.name, look, painted, seed, traits.told_apart()) if known else unmasked(body, look, painted)
    if painted != size:
        image = np.asarray(Image.fromarray(image).resize((size, size), Image.Resampling.BICUBIC))
    return opaque(image)


def opaque(image: np.ndarray) -> np.ndarray:
    """(H, W, 4) of (H, W, 3)."""
    return np.concatenate([image, np.full((*image.shape[:2], 1), 255, np.uint8)], 2)


def without_colours(body: Painted, look: Look) -> list[str]:
    """What must be told of a look that a body cannot show: it has no masks, and colours were chosen for their parts."""
    plain = Look()
    parts = ["hair_colour", "eye_colour", "suit_colour"]
    if body.albedo is not None:
        parts.append("skin_tone")
    elif EYES in body.texture_parts:
        parts.remove("eye_colour")
    chosen = [name.split("_")[0] for name in parts if getattr(look, name) != getattr(plain, name)]
    if has_maps(body.name) or not chosen:
        return []
    has = "has bare skin all over" if body.albedo is None else "has a texture of its own"
    return [f"The body {body.name} {has}, so the colour of {', '.join(chosen)} is not shown."]


def check(look: Look, size: int) -> None:
    values = (look.skin_tone, *look.hair_colour, *look.eye_colour, *look.suit_colour)
    for name, value in vars(look.skin).items():
        told = value if isinstance(value, tuple) else (value,)
        if not all(0 <= each <= 1 for each in told if isinstance(each, float | int)):
            raise BadRequest(
                f"{name} of the skin is {value}, not between 0 and 1.", "0 is none, 1 as much as there can be."
            )
    if not all(0 <= value <= 1 for value in values):
        raise BadRequest("A tone or a colour of the look is not between 0 and 1.", "Colours are sRGB from 0 to 1.")
    if not 1 <= size <= 8192:
        raise BadRequest(f"The texture size is {size}.", "Choose 256, 512, 1024, 2048 or 4096 pixels.")


def unmasked(body: Painted, look: Look, size: int) -> np.ndarray:
    """(size, size, 3) uint8 of a body without masks."""
    return bare(look, size, body.albedo, body.texture_parts)


@lru_cache(maxsize=1)  # sliders are dragged again and again over one look
def _painted(name: str, look: Look, size: int, seed: int, traits: Traits) -> np.ndarray:
    canvas = Canvas(base_skin(load_maps(name, size), look, seed), name, size)
    covered = covering(look, traits)
    _paint_skin_details(canvas, look, covered)
    _paint_inner(canvas, look)
    paint_hair(canvas, look, covered)
    paint_clothes(canvas, look, covered, traits)
    _paint_eyes(canvas, look)
    return bytes_of(canvas)


def bytes_of(canvas: Canvas) -> np.ndarray:
    """(size, size, 3) uint8."""
    return np.rint(np.clip(canvas.pixels, 0, 1) * 255).astype(np.uint8).reshape(canvas.size, canvas.size, 3)


def base_skin(maps: Mapping[str, np.ndarray], look: Look, seed: int) -> np.ndarray:
    """(N, 3): tone, mottling, blood, pale palms, and soft shade in the folds."""
    size = maps["red"].shape[0]
    rng = np.random.default_rng(seed)
    turn = rng.uniform(0, 2 * np.pi)
    a, b = (maps[k].astype(np.float32) / 127.5 - 1 for k in ("mottle_a", "mottle_b"))
    grain = rng.standard_normal((size, size), dtype=np.float32) * np.float32(0.006)
    light = 1 + np.float32(0.028) * (np.cos(turn) * a + np.sin(turn) * b) + grain
    openness = maps["openness"].astype(np.float32) / 255
    light *= 0.66 + 0.34 * np.sqrt(openness)
    red = maps["red"].astype(np.float32) / 255
    blush = np.float32(1 - 0.55 * look.skin_tone)
    pale = paleness(maps, look)
    # shade between lit skin is warm: green and blue fall faster than red
    fold = (1 - openness) * np.float32(0.10)
    base = skin_colour(look.skin_tone)
    out = np.empty((size * size, 3), np.float32)
    for k, drop in enumerate((0.03, 0.20, 0.17)):
        channel = base[k] + pale * (PALM[k] - base[k])
        out[:, k] = (channel * light * (1 - red * blush * np.float32(drop)) * (1 - fold * (0, 1, 1.1)[k])).reshape(-1)
    return out


def _paint_skin_details(canvas: Canvas, look: Look, covered: Covering) -> None:
    skin = skin_colour(look.skin_tone)
    canvas.cover("lips", lip_colour(look.skin_tone), 0.80)
    canvas.cover("nails", skin * 0.72 + np.array([0.26, 0.21, 0.20]), 0.60)
    canvas.tint("nostrils", (0.45, 0.36, 0.34))
    canvas.cover("lash", skin * 0.10 + np.array([0.02, 0.012, 0.01]), covered.lashes)


def _paint_inner(canvas: Canvas, look: Look) -> None:
    inner = {
        "mouth_cavity": (0.42, 0.17, 0.16),
        "tongue": (0.62, 0.31, 0.30),
        "teeth": (0.98, 0.93, 0.84),
        "gums": (0.70, 0.38, 0.37),
    }
    for part, colour in inner.items():
        texels, _ = canvas.mask(part)
        # the deeper, the redder
        light = (0.25 + 0.75 * canvas.value("openness", texels)) ** np.array([0.9, 1.1, 1.15], np.float32)
        canvas.cover(part, np.asarray(colour, np.float32) * light)
    canvas.cover("eye_socket", skin_colour(look.skin_tone) * (0.70, 0.50, 0.46))


def paint_hair(canvas: Canvas, look: Look, covered: Covering) -> None:
    hair = np.asarray(look.hair_colour, np.float32)
    if covered.cap:
        texels, _ = canvas.mask("hair")
        strand = canvas.value("strand", texels) * 2 - 1
        shade = canvas.value("openness", texels) * 0.3 + 0.7
        contrast = 0.34 - 0.16 * float(hair.mean())
        canvas.cover("hair", np.clip(hair * (1 + contrast * strand) + 0.018 * strand, 0, 1) * shade, 0.97)
    else:
        _paint_scalp(canvas, hair, covered)
    canvas.cover("brow", hair * (0.88 - 0.32 * float(hair.mean())) + 0.01, 0.88 * covered.brows)
    if covered.beard:
        canvas.cover_detail(covered.beard, hair * 0.85, UNDER_BEARD)


def _paint_scalp(canvas: Canvas, hair: np.ndarray, covered: Covering) -> None:
    """A soft shade under hair that is worn, so that no skin flashes between the strands, or stubble."""
    texels, density = canvas.mask("hair")
    shade = np.full(len(texels), covered.scalp, np.float32)
    if covered.midline:
        shade = np.maximum(shade, covered.midline * canvas.detail_value("midline", texels)[:, 0])
    if covered.crown < 1:
        shade *= 1 - (1 - covered.crown) * canvas.detail_value("crown", texels)[:, 0]
    # softer than the cap: the edge of a shade is not the edge of hair
    # and stubble is of single dark hairs, with the scalp's own colour between them
    bare = np.clip((0.6 - shade) / 0.3, 0, 1)
    grain = np.clip(1 + bare * 0.45 * tiled(noise(256, 0.9, 71), canvas.size).reshape(-1)[texels], 0.1, 1.8)
    canvas.lay(texels, density ** (1.5 + 1.5 * bare) * shade * grain, hair * (0.82 - 0.45 * bare[:, None]))


def paint_clothes(canvas: Canvas, look: Look, covered: Covering, traits: Traits) -> None:
    """The bodysuit of a figure that wears nothing, or the underwear of one that does."""
    if covered.suit:
        _paint_suit(canvas, look)
        return
    above = "vest" if covered.vest else "chest_band"
    if not traits.is_child:
        above = "" if traits.is_male else "chest_band"
    for part in filter(None, (above, "briefs")):
        texels, _ = canvas.detail(part)
        shade = (0.72 + 0.28 * canvas.value("openness", texels)) * (
            1 - 0.16 * canvas.detail_value(f"{part}_hem", texels)
        )
        cloth = np.asarray(covered.underwear if part == "briefs" else covered.chest, np.float32)
        canvas.cover_detail(part, cloth * shade)


def _paint_suit(canvas: Canvas, look: Look) -> None:
    cloth = np.asarray(look.suit_colour, np.float32)
    brightness = float(cloth @ (0.3, 0.6, 0.1))
    panel = cloth * 0.58
    piping = cloth + (1 - cloth) * 0.42 if brightness < 0.6 else cloth * 0.45
    texels, _ = canvas.mask("suit")
    shade = 0.72 + 0.28 * canvas.value("openness", texels)
    weave = 1 + 0.05 * (canvas.value("mottle_a", texels) - 0.5)
    canvas.cover("suit", cloth * shade * weave)
    for part, colour in (("panel", panel), ("trim", piping), ("seam", cloth * 0.35)):
        texels, _ = canvas.mask(part)
        canvas.cover(part, colour * (0.72 + 0.28 * canvas.value("openness", texels)))


def _paint_eyes(canvas: Canvas, look: Look) -> None:
    texels, _ = canvas.mask("eyes")
    angle = canvas.value("eye_angle", texels)
    fibre = canvas.value("iris_fibre", texels) * 2 - 1
    soft = 0.02 * max(1.0, 1024 / canvas.size)

    def beyond(radius: float, width: float) -> np.ndarray:
        t = np.clip((angle - radius) / width + 0.5, 0, 1)
        return t * t * (3 - 2 * t)

    colour = np.asarray(look.eye_colour, np.float32)
    white = np.array([0.91, 0.89, 0.87], np.float32) - beyond(0.75, 0.5) * np.array([0.05, 0.16, 0.16], np.float32)
    inner = np.clip((IRIS - angle) / (IRIS - PUPIL), 0, 1)
    iris = colour * (0.78 + 0.30 * fibre) * (1.25 - 0.30 * inner) + 0.05 * (1 - inner)
    ring = beyond(IRIS - 0.055, 0.08)
    iris = iris * (1 - 0.62 * ring)
    eye = iris + beyond(IRIS, 2.2 * soft) * (white - iris)
    eye = np.float32(0.015) + beyond(PUPIL, 1.5 * soft) * (eye - np.float32(0.015))
    canvas.cover("eyes", eye * (0.80 + 0.20 * canvas.value("openness", texels)))
