"""One curved pane before both eyes, from ear to ear: a visor, and the narrower sunglasses of sport."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .glasses import face_spans
from .masks import face_of
from .shaping import slab, smoothstep, xyz
from .sheets import Spots, piece, sheet


def visor() -> Piece:
    face = face_of()
    angles = np.linspace(-102, 102, 61)
    aside = np.abs(angles) / 102
    low = 1.585 + 0.018 * smoothstep(aside, 0.25, 0.9) + 0.012 * np.exp(-((angles / 9) ** 2))
    top = 1.640 - 0.008 * smoothstep(aside, 0.3, 1.0)
    rows = face.around(angles, low + (top - low) * np.linspace(0, 1, 8)[:, None], 0.0)
    away = (rows - xyz(0, -0.055, 0)) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=2, keepdims=True)
    out = (0.020 - 0.012 * smoothstep(aside, 0.5, 1.0))[None, :] + 0.004 * np.sin(np.linspace(0, np.pi, 8))[:, None]
    pane = slab(rows + away * out[..., None], 0.004)
    return piece(
        face.reference,
        Entry(
            name="visor", label="Visor", slot="glasses", layer=60,
            nouns=("visor", "eye shield", "cyber visor", "wraparound visor", "scanner visor", "sci-fi visor"),
            tags=("cyborg", "cyberpunk", "robot", "science fiction", "superhero", "pilot", "male", "female", "child"),
            colours=((0.75, 0.06, 0.07), (0.08, 0.55, 0.72), (0.06, 0.06, 0.07), (0.80, 0.62, 0.16)),
            second_colour=(0.10, 0.10, 0.11), fabric="rubber",
        ),
        [sheet(pane, face.hang, closed=True, paint={"rim": _rim, "gleam": _gleam})],
        spans=face_spans(), bone="Head", side=192, roughness=0.1,
        zone_colours={"rim": None, "gleam": (0.95, 0.95, 0.97)},
    )  # fmt: skip


def _rim(spots: Spots) -> np.ndarray:
    along = np.where(spots.s < 0.5, spots.s, 1 - spots.s) * 2
    return (spots.t < 0.17) | (spots.t > 0.83) | (along < 0.10) | (along > 0.90)


def _gleam(spots: Spots) -> np.ndarray:
    return 0.55 * (abs(spots.t - 0.64) < 0.025) * (spots.s < 0.5)


def sports_shades() -> Piece:
    """Low and close: the pane narrows towards the temples and leaves the nose free; arms run on to the ears."""
    face = face_of()
    angles = np.linspace(-100, 100, 61)
    aside = np.abs(angles) / 100
    low = 1.589 + 0.019 * smoothstep(aside, 0.22, 0.72) + 0.016 * np.exp(-((angles / 8) ** 2))
    top = 1.633 - 0.014 * smoothstep(aside, 0.35, 0.85)
    rows = face.around(angles, low + (top - low) * np.linspace(0, 1, 7)[:, None], 0.0)
    away = (rows - xyz(0, -0.055, 0)) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=2, keepdims=True)
    out = (0.017 - 0.011 * smoothstep(aside, 0.45, 1.0))[None, :] + 0.003 * np.sin(np.linspace(0, np.pi, 7))[:, None]
    pane = slab(rows + away * out[..., None], 0.003)
    return piece(
        face.reference,
        Entry(
            name="sports_shades", label="Wraparound sunglasses", slot="glasses", layer=60,
            nouns=("wraparound sunglasses", "sports sunglasses", "cycling glasses", "wraparounds", "sport shades"),
            tags=("cyclist", "runner", "cricket", "ski", "volleyball", "sport", "male", "female", "child"),
            colours=((0.045, 0.045, 0.055), (0.10, 0.22, 0.48), (0.72, 0.20, 0.08)),
            second_colour=(0.92, 0.92, 0.92), fabric="rubber",
        ),
        [sheet(pane, face.hang, closed=True, paint={"rim": _upper_rim, "gleam": _gleam})],
        spans=face_spans(), bone="Head", side=192, roughness=0.1,
        zone_colours={"rim": None, "gleam": (0.72, 0.80, 0.92)},
    )  # fmt: skip


def _upper_rim(spots: Spots) -> np.ndarray:
    along = np.where(spots.s < 0.5, spots.s, 1 - spots.s) * 2
    return (spots.t > 0.86) | (along < 0.17) | (along > 0.83)


MAKERS = {"visor": visor, "sports_shades": sports_shades}
