# SPDX-License-Identifier: GPL-3.0-or-later
"""One Principled material with the albedo texture packed into the .blend."""

from __future__ import annotations

from collections.abc import Mapping

import bpy
import numpy as np

_MARK = "galatea_texture"


def write(thing: bpy.types.Object, textures: Mapping[str, np.ndarray]) -> None:
    """Show textures["albedo"] (H, W, 4) uint8; where the artist put another material, theirs stays."""
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
    node = next((n for n in ours.node_tree.nodes if n.type == "TEX_IMAGE" and n.label == "Albedo"), None)
    if node is not None:
        node.image = _image(node.image, albedo, thing.name)


def _new(name: str) -> bpy.types.Material:
    material = bpy.data.materials.new(f"{name} Skin")
    if bpy.app.version < (5, 0, 0):
        material.use_nodes = True
    material[_MARK] = "albedo"
    tree = material.node_tree
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.label = "Albedo"
    shader.location, texture.location, output.location = (0, 0), (-320, 0), (320, 0)
    shader.inputs["Roughness"].default_value = 0.55
    shader.inputs["Specular IOR Level"].default_value = 0.35
    shader.inputs["Subsurface Weight"].default_value = 0.06
    shader.inputs["Subsurface Radius"].default_value = (0.01, 0.004, 0.002)
    tree.links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    tree.links.new(shader.outputs["BSDF"], output.inputs["Surface"])
    return material


def _image(image: bpy.types.Image | None, pixels: np.ndarray, name: str) -> bpy.types.Image:
    """`image` with other pixels, or a new one where there is none or its size differs; packed."""
    height, width = pixels.shape[:2]
    if image is None or tuple(image.size) != (width, height):
        image = bpy.data.images.new(f"{name} albedo", width, height, alpha=True)
        # the name that programs give the texture when they take it out of an FBX file
        image.filepath_raw = f"//{bpy.path.clean_name(name)}_albedo.png"
    upward = np.ascontiguousarray(pixels[::-1], np.float32) / np.float32(255.0)
    image.pixels.foreach_set(upward.reshape(-1))
    image.update()
    image.pack()
    return image
