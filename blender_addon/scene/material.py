# SPDX-License-Identifier: GPL-3.0-or-later
"""One Principled material with the albedo texture packed into the .blend."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import bpy
import numpy as np

from .sharing import own_material

_MARK = "galatea_texture"
"""on our materials, where it tells which pixels were written last, and on our images"""


def write(thing: bpy.types.Object, textures: Mapping[str, np.ndarray]) -> None:
    """Show textures["albedo"] (H, W, 4) uint8; where the artist put another material or image, theirs stays.

    Pixels that were written before are not written again, because the artist may have painted on them. Others come in
    a new image: undo brings an image back, but not its pixels.
    """
    albedo = textures.get("albedo")
    if albedo is None:
        return
    slots = thing.data.materials
    ours = next((material for material in slots if material and _MARK in material), None)
    if ours is None and any(slots):
        return
    if ours is None:
        ours = _new(thing.name)
        slots.clear()
        slots.append(ours)
    pixels = hashlib.blake2b(albedo.tobytes(), digest_size=16).hexdigest()
    node = _node(ours)
    if node is None or (node.image is not None and (_MARK not in node.image or ours[_MARK] == pixels)):
        return
    ours = own_material(thing, ours)
    node, before = _node(ours), node.image
    node.image = _image(albedo, thing.name)
    ours.diffuse_color = _usual_colour(albedo)
    ours[_MARK] = pixels
    if before is not None and not before.users and not before.is_dirty:  # undo needs one that was painted on
        bpy.data.images.remove(before)


def _node(material: bpy.types.Material) -> bpy.types.Node | None:
    nodes = material.node_tree.nodes if material.node_tree else ()
    return next((node for node in nodes if node.type == "TEX_IMAGE" and node.label == "Albedo"), None)


def _new(name: str) -> bpy.types.Material:
    material = bpy.data.materials.new(f"{name} Skin")
    if bpy.app.version < (5, 0, 0):
        material.use_nodes = True
    material[_MARK] = ""
    material.use_backface_culling = True
    tree = material.node_tree
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.label = "Albedo"
    tree.nodes.active = texture  # Solid views with textures show the active one
    shader.location, texture.location, output.location = (0, 0), (-320, 0), (320, 0)
    shader.inputs["Base Color"].default_value = (1.0, 1.0, 1.0, 1.0)
    shader.inputs["Roughness"].default_value = 0.55
    shader.inputs["Specular IOR Level"].default_value = 0.35
    shader.inputs["Subsurface Weight"].default_value = 0.06
    shader.inputs["Subsurface Radius"].default_value = (0.01, 0.004, 0.002)
    tree.links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    tree.links.new(shader.outputs["BSDF"], output.inputs["Surface"])
    return material


def _usual_colour(pixels: np.ndarray) -> tuple[float, float, float, float]:
    """The median of a texture (H, W, 4) sRGB as linear RGBA: what Solid views without textures show."""
    srgb = np.median(pixels[::8, ::8, :3].reshape(-1, 3), axis=0) / 255.0
    return (*np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).tolist(), 1.0)


def _image(pixels: np.ndarray, name: str) -> bpy.types.Image:
    """A new image of these pixels, packed."""
    height, width = pixels.shape[:2]
    image = bpy.data.images.new(f"{name} albedo", width, height, alpha=False)
    image[_MARK] = True
    # the name that programs give the texture when they take it out of an FBX file
    image.filepath_raw = f"//{bpy.path.clean_name(name)}_albedo.png"
    upward = np.ascontiguousarray(pixels[::-1], np.float32) / np.float32(255.0)
    image.pixels.foreach_set(upward.reshape(-1))
    image.update()
    image.pack()
    return image
