# SPDX-License-Identifier: GPL-3.0-or-later
"""What colour a mesh of the artist's has, as one picture: its texture, or the colour of its material.

Of several materials each has a square of the picture, where the texture coordinates of its faces are put.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import bpy
import numpy as np

from .._shared.protocol.results import Material
from .as_seen import Seen
from .objects import MeshObject

MOST = 1024
"""pixels of the side of a picture; a larger one is made smaller"""
PLAIN_SIZE = 8
_SEVERAL_SIZE = 512
_EDGE = 2
"""pixels of a square of several that no face reaches, so that no other colour shows at a seam"""
_USUAL = (0.8, 0.8, 0.8)
"""the colour of a material that nobody has given one"""


def taken(thing: MeshObject, seen: Seen) -> tuple[Seen, dict[str, np.ndarray], Material]:
    """The mesh with its texture coordinates as the picture wants them, "albedo" and "normal" (H, W, 4) uint8 with the
    first row at the top, and what else is told of the surface."""
    slots = thing.material_slots
    used = [int(place) for place in np.unique(np.minimum(seen.slots, max(len(slots) - 1, 0)))]
    materials = [slots[place].material if place < len(slots) else None for place in used]
    surface = _surface(materials[0])
    if len(materials) == 1:
        pictures = {"albedo": _albedo(materials[0])}
        normal = _normal(materials[0])
        return seen, pictures | ({} if normal is None else {"normal": normal}), surface
    across = math.ceil(math.sqrt(len(materials)))
    size = min(_SEVERAL_SIZE, 2 * MOST // across)
    whole = np.zeros((across * size, across * size, 4), np.uint8)
    uvs, uv_faces = seen.uvs[seen.uv_faces], np.arange(seen.uv_faces.size).reshape(seen.uv_faces.shape)
    places = np.searchsorted(used, np.minimum(seen.slots, max(len(slots) - 1, 0)))
    for place, material in enumerate(materials):
        row, column = divmod(place, across)
        whole[row * size : (row + 1) * size, column * size : (column + 1) * size] = _stretched(_albedo(material), size)
        inside = places == place
        own = uvs[inside] - np.floor(uvs[inside].mean(axis=1, keepdims=True))
        own = (np.clip(own, 0.0, 1.0) * (size - 2 * _EDGE) + _EDGE) / size
        uvs[inside] = (own + np.array((column, across - 1 - row))) / across
    alpha = [_surface(material).alpha_mode for material in materials]
    mode = next((each for each in ("blend", "mask") if each in alpha), "opaque")
    mesh = dataclasses.replace(
        seen, uvs=uvs.reshape(-1, 2).astype(np.float32), uv_faces=uv_faces.astype(np.int32)
    )  # every corner has its own: two materials may share one
    return mesh, {"albedo": whole}, dataclasses.replace(surface, alpha_mode=mode)


def _shader(material: bpy.types.Material | None) -> Any:
    used = material is not None and (bpy.app.version >= (5, 0, 0) or material.use_nodes)
    tree: Any = material.node_tree if material is not None and used else None
    return next((node for node in tree.nodes if node.type == "BSDF_PRINCIPLED"), None) if tree else None


def _surface(material: bpy.types.Material | None) -> Material:
    shader = _shader(material)
    if material is None or shader is None:
        return Material(double_sided=True)
    alpha = shader.inputs["Alpha"]
    clear = bool(alpha.links) or alpha.default_value < 1.0
    blended = material.surface_render_method == "BLENDED" or not alpha.links
    return Material(
        alpha_mode=("blend" if blended else "mask") if clear else "opaque",
        double_sided=not material.use_backface_culling,
        roughness=_number(shader.inputs["Roughness"], 0.8),
        metallic=_number(shader.inputs["Metallic"], 0.0),
    )


def _number(entry: Any, linked: float) -> float:
    return linked if entry.links else float(min(1.0, max(0.0, entry.default_value)))


def _albedo(material: bpy.types.Material | None) -> np.ndarray:
    shader = _shader(material)
    entry = shader.inputs["Base Color"] if shader is not None else None
    picture = _pixels(_image_before(entry)) if entry is not None else None
    alpha = 1.0
    if shader is not None and not shader.inputs["Alpha"].links:
        alpha = float(shader.inputs["Alpha"].default_value)
    if picture is None:
        colour = np.array([*_colour(material, entry), 1.0])
        picture = np.tile(np.rint(colour * 255).astype(np.uint8), (PLAIN_SIZE, PLAIN_SIZE, 1))
    if _surface(material).alpha_mode == "opaque":
        picture[..., 3] = 255
    elif alpha < 1.0:
        picture[..., 3] = np.rint(picture[..., 3] * alpha)
    return picture


def _colour(material: bpy.types.Material | None, entry: Any) -> tuple[float, float, float]:
    """sRGB: the shader's colour where it was given one, else that of the viewport."""
    if material is None:
        return _srgb(_USUAL)
    if entry is not None and not entry.links:
        told = tuple(entry.default_value)[:3]
        if not np.allclose(told, _USUAL, atol=1e-3):
            return _srgb(told)
    return _srgb(tuple(material.diffuse_color)[:3])


def _normal(material: bpy.types.Material | None) -> np.ndarray | None:
    shader = _shader(material)
    before = next((link.from_node for link in shader.inputs["Normal"].links), None) if shader is not None else None
    if before is None or before.type != "NORMAL_MAP" or before.space != "TANGENT":
        return None
    return _pixels(_image_before(before.inputs["Color"]))


def _image_before(entry: Any, depth: int = 8) -> bpy.types.Image | None:
    """The nearest picture in the nodes before an input."""
    for link in entry.links if depth else ():
        node = link.from_node
        if node.type == "TEX_IMAGE":
            return node.image
        for before in node.inputs:
            found = _image_before(before, depth - 1)
            if found is not None:
                return found
    return None


def _pixels(image: bpy.types.Image | None) -> np.ndarray | None:
    """(H, W, 4) uint8, first row at the top; None where its file is gone."""
    if image is None:
        return None
    width, height = image.size
    count = width * height * 4
    stored: Any = image.pixels
    if not count or len(stored) != count:
        return None
    flat = np.empty(count, np.float32)
    stored.foreach_get(flat)
    pixels = _smaller(flat.reshape(height, width, 4)[::-1])
    space = image.colorspace_settings
    if image.is_float and space is not None and space.name != "Non-Color":
        pixels[..., :3] = _encoded(pixels[..., :3])
    return np.rint(np.clip(pixels, 0.0, 1.0) * 255).astype(np.uint8)


def _smaller(pixels: np.ndarray) -> np.ndarray:
    """At most MOST pixels on a side, each the mean of those that it takes the place of."""
    share = MOST / max(pixels.shape[:2])
    for axis in (0, 1) if share < 1 else ():
        count = pixels.shape[axis]
        most = max(1, round(count * share))
        if count > most:
            starts = np.arange(most) * count // most
            summed = np.add.reduceat(pixels, starts, axis=axis)
            many = np.diff(np.append(starts, count)).astype(np.float32)
            pixels = summed / many.reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
    return np.array(pixels, np.float32)


def _stretched(picture: np.ndarray, size: int) -> np.ndarray:
    rows, columns = (np.arange(size) * count // size for count in picture.shape[:2])
    return picture[rows][:, columns]


def _srgb(linear: tuple[float, ...]) -> tuple[float, float, float]:
    red, green, blue = _encoded(np.clip(np.array(linear, np.float64), 0.0, 1.0)).tolist()
    return red, green, blue


def _encoded(linear: np.ndarray) -> np.ndarray:
    low = np.maximum(linear, 0.0)
    return np.where(low <= 0.0031308, low * 12.92, 1.055 * low ** (1 / 2.4) - 0.055)
