# SPDX-License-Identifier: GPL-3.0-or-later
"""A Principled material for each mesh, with its textures packed into the .blend: albedo, normals, roughness."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, cast

import bpy
import numpy as np

from .._shared.protocol.results import BODY, Material
from . import png
from .objects import MeshObject
from .sharing import own_material

_MARK = "galatea_texture"
"""on our materials, where it tells which pixels were written last, and on our images; of a part with its name, and of
another map than the albedo with its kind and pixels"""
MAPS = {"albedo": "Base Color", "normal": "Normal", "roughness": "Roughness"}
"""Kind of texture -> what it is of the surface; there are no others"""
_CUTOFF = "Cutoff"
OF_PART = "|"
"""between the name of a part and what else the mark of its material tells"""
PLAIN = Material()


def write(
    thing: MeshObject,
    textures: Mapping[str, np.ndarray],
    surface: Material = PLAIN,
    part: str = BODY,
    whole: bool = True,
) -> None:
    """Show textures (H, W, 4) uint8 of the kinds in MAPS; where the artist put another material or image, theirs stays.

    surface: whether the albedo's alpha counts, and what else is told of it. part: whose they are. whole: whether these
    are all textures there are, so that normals and roughness of before go where there are none.

    Pixels that were written before are not written again, because the artist may have painted on them. Others come in
    a new image: undo brings an image back, but not its pixels.
    """
    if "albedo" in textures:
        _write_albedo(thing, textures["albedo"], surface, part)
    for kind in [kind for kind in MAPS if kind != "albedo" and (whole or kind in textures)]:
        _write_map(thing, kind, textures.get(kind), part)


def _write_albedo(thing: MeshObject, albedo: np.ndarray, surface: Material, part: str) -> None:
    slots = thing.data.materials
    ours = of(thing)
    if ours is None and any(slots):
        return
    if ours is None:
        ours = _new(thing.name, surface, part)
        slots.clear()
        slots.append(ours)
    pixels = hashlib.blake2b(albedo.tobytes(), digest_size=16).hexdigest()
    if part != BODY:
        pixels = f"{part}{OF_PART}{pixels}{OF_PART}{surface}"
    node = _node(ours)
    if node is None or (node.image is not None and (_MARK not in node.image or ours[_MARK] == pixels)):
        return
    ours = own_material(thing, ours)
    before, node = node.image, _node(ours)
    assert node is not None
    node.image = picture(albedo, thing.name, "albedo", alpha=surface.alpha_mode != "opaque")
    node.image[_MARK] = True if part == BODY else f"{part}{OF_PART}"
    if part != BODY:
        show_surface(ours, surface)
    ours.diffuse_color = _usual_colour(albedo)
    ours[_MARK] = pixels
    _forget(before)


def _forget(image: bpy.types.Image | None) -> None:
    if image is not None and not image.users and not image.is_dirty:  # undo needs one that was painted on
        bpy.data.images.remove(image)


def _write_map(thing: MeshObject, kind: str, pixels: np.ndarray | None, part: str) -> None:
    """Normals or roughness of a material of ours; None takes those away that are ours."""
    ours = of(thing)
    node = node_of(ours, kind) if ours else None
    if ours is None or (pixels is None and node is None) or _node(ours) is None:
        return
    if node is not None and node.image is not None and _MARK not in node.image:
        return
    mark = "" if pixels is None else _mark_of(kind, pixels, part)
    if node is not None and node.image is not None and node.image[_MARK] == mark:
        return
    ours = own_material(thing, ours)
    node = node_of(ours, kind)
    before = node.image if node else None
    if pixels is None:
        _take_out(ours, kind)
    else:
        shown = node or _put_in(ours, kind)
        if shown is None:
            return
        shown.image = picture(pixels, thing.name, kind, alpha=False)
        shown.image[_MARK] = mark
    _forget(before)


def _mark_of(kind: str, pixels: np.ndarray, part: str) -> str:
    whose = "" if part == BODY else part
    return OF_PART.join((whose, kind, hashlib.blake2b(pixels.tobytes(), digest_size=16).hexdigest()))


def _put_in(material: bpy.types.Material, kind: str) -> bpy.types.ShaderNodeTexImage | None:
    """A node for another texture, wired so that exporters know it; None where the artist has something in its place."""
    tree: Any = material.node_tree
    shader = next((node for node in tree.nodes if node.type == "BSDF_PRINCIPLED"), None)
    if shader is None or shader.inputs[MAPS[kind]].links:
        return None
    active = tree.nodes.active
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.label = kind.capitalize()
    texture.location = (-640, -300 if kind == "roughness" else -600)
    out = texture.outputs["Color"]
    if kind == "normal":
        turned = tree.nodes.new("ShaderNodeNormalMap")
        turned.location = (-320, -600)
        tree.links.new(out, turned.inputs["Color"])
        out = turned.outputs["Normal"]
    tree.links.new(out, shader.inputs[MAPS[kind]])
    tree.nodes.active = active  # Solid views with textures show the active one
    return texture


def _take_out(material: bpy.types.Material, kind: str) -> None:
    tree: Any = material.node_tree
    texture: Any = node_of(material, kind)
    if texture is not None:
        after = [link.to_node for link in texture.outputs["Color"].links]
        for node in after:
            if node.type == "NORMAL_MAP":
                tree.nodes.remove(node)
        tree.nodes.remove(texture)


def of(thing: MeshObject) -> bpy.types.Material | None:
    """Our material on a mesh; None where the artist put others in its place."""
    return next((material for material in thing.data.materials if material and _MARK in material), None)


def _node(material: bpy.types.Material) -> bpy.types.ShaderNodeTexImage | None:
    return node_of(material, "albedo")


def node_of(material: bpy.types.Material, kind: str) -> bpy.types.ShaderNodeTexImage | None:
    """Where a material shows one of the kinds in MAPS."""
    nodes = material.node_tree.nodes if material.node_tree else ()
    found = (node for node in nodes if node.type == "TEX_IMAGE" and node.label == kind.capitalize())
    return cast("bpy.types.ShaderNodeTexImage | None", next(found, None))


def our_image(material: bpy.types.Material, kind: str) -> bpy.types.Image | None:
    """The texture of this kind in a material of ours, which the artist may have painted on; None where it is theirs."""
    node = node_of(material, kind) if _MARK in material else None
    return node.image if node and node.image and _MARK in node.image else None


def show_surface(material: bpy.types.Material, surface: Material) -> None:
    """Alpha, sides, roughness, metal and shine of a material of ours."""
    tree: Any = material.node_tree
    texture: Any = _node(material)
    shader = next((node for node in tree.nodes if node.type == "BSDF_PRINCIPLED"), None)
    if shader is None:
        return
    for node in [node for node in tree.nodes if node.type == "MATH" and node.label == _CUTOFF]:
        tree.nodes.remove(node)
    for name in ("Alpha", "Emission Color"):
        for link in list(shader.inputs[name].links):
            tree.links.remove(link)
    material.use_backface_culling = not surface.double_sided
    shader.inputs["Roughness"].default_value = surface.roughness
    shader.inputs["Metallic"].default_value = surface.metallic
    shader.inputs["Alpha"].default_value = 1.0
    shader.inputs["Emission Strength"].default_value = surface.emission
    if surface.emission > 0.0:
        tree.links.new(texture.outputs["Color"], shader.inputs["Emission Color"])
    if surface.alpha_mode != "opaque":
        alpha = texture.outputs["Alpha"]
        if surface.alpha_mode == "mask":
            alpha = _at_least(tree, alpha, surface.alpha_cutoff)
        tree.links.new(alpha, shader.inputs["Alpha"])
    # blended surfaces are drawn in the order of their depth; what a mask leaves over is as solid as anything
    material.surface_render_method = "BLENDED" if surface.alpha_mode == "blend" else "DITHERED"


def surface_of(material: bpy.types.Material) -> Material | None:
    """What `show_surface` showed, as the artist has it now; None of a material that is not ours."""
    texture, tree = _node(material), material.node_tree
    shaders: list[Any] = [node for node in tree.nodes if node.type == "BSDF_PRINCIPLED"] if texture and tree else []
    if _MARK not in material or not shaders:
        return None
    links = shaders[0].inputs["Alpha"].links
    mode, cutoff = "opaque", PLAIN.alpha_cutoff
    if links and links[0].from_node == texture:
        mode = "blend"
    elif links and links[0].from_node.label == _CUTOFF and links[0].from_node.inputs[1].links:
        mode, cutoff = "mask", links[0].from_node.inputs[1].links[0].from_node.inputs[1].default_value
    return Material(
        alpha_mode=mode,
        alpha_cutoff=cutoff,
        double_sided=not material.use_backface_culling,
        roughness=shaders[0].inputs["Roughness"].default_value,
        metallic=shaders[0].inputs["Metallic"].default_value,
        emission=shaders[0].inputs["Emission Strength"].default_value,
    )


def _at_least(tree: Any, alpha: bpy.types.NodeSocket, cutoff: float) -> bpy.types.NodeSocket:
    """1 where alpha is the cutoff or more, else 0: 1 - (alpha < cutoff), which the glTF exporter knows."""
    below, there = tree.nodes.new("ShaderNodeMath"), tree.nodes.new("ShaderNodeMath")
    below.operation, there.operation = "LESS_THAN", "SUBTRACT"
    below.label = there.label = _CUTOFF
    below.location, there.location = (-320, -320), (-160, -320)
    tree.links.new(alpha, below.inputs[0])
    below.inputs[1].default_value, there.inputs[0].default_value = cutoff, 1.0
    tree.links.new(below.outputs[0], there.inputs[1])
    return there.outputs[0]


def _new(name: str, surface: Material, part: str) -> bpy.types.Material:
    material = bpy.data.materials.new(f"{name} Skin" if part == BODY else name)
    if bpy.app.version < (5, 0, 0):
        material.use_nodes = True
    material[_MARK] = ""
    material.use_backface_culling = True
    tree: Any = material.node_tree
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.label = "Albedo"
    tree.nodes.active = texture  # Solid views with textures show the active one
    shader.location, texture.location, output.location = (0, 0), (-320, 0), (320, 0)
    shader.inputs["Base Color"].default_value = (1.0, 1.0, 1.0, 1.0)
    shader.inputs["Roughness"].default_value = surface.roughness
    if part == BODY:
        shader.inputs["Specular IOR Level"].default_value = 0.35
        # light goes some millimetres through skin, the red of it farthest
        shader.inputs["Subsurface Weight"].default_value = 0.15
        shader.inputs["Subsurface Scale"].default_value = 0.006
        shader.inputs["Subsurface Radius"].default_value = (1.0, 0.36, 0.2)
    tree.links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    tree.links.new(shader.outputs["BSDF"], output.inputs["Surface"])
    return material


def _usual_colour(pixels: np.ndarray) -> tuple[float, float, float, float]:
    """The median of a texture (H, W, 4) sRGB as linear RGBA: what Solid views without textures show."""
    srgb = np.median(pixels[::8, ::8, :3].reshape(-1, 3), axis=0) / 255.0
    return (*np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).tolist(), 1.0)


def picture(pixels: np.ndarray, name: str, kind: str, alpha: bool) -> bpy.types.Image:
    """A new image of these pixels, packed."""
    height, width = pixels.shape[:2]
    image: Any = bpy.data.images.new(f"{name} {kind}", width, height, alpha=alpha, is_data=kind != "albedo")
    if alpha:
        image.alpha_mode = "CHANNEL_PACKED"  # colours stay as they are where nothing is seen
    # the name that programs give the texture when they take it out of an FBX file
    image.filepath_raw = f"//{bpy.path.clean_name(name)}_{kind}.png"
    file = png.encoded(pixels, alpha)
    image.pack(data=file, data_len=len(file))
    image.source = "FILE"
    if kind != "albedo":
        image.colorspace_settings.name = "Non-Color"
    return image


def pixels(image: bpy.types.Image) -> np.ndarray:
    """(H, W, 4) uint8 of a picture, first row at the top."""
    width, height = image.size
    there: Any = image.pixels
    found = np.empty(len(there), np.float32)
    there.foreach_get(found)
    upright = np.ones((height, width, 4), np.float32)
    upright[..., : image.channels] = found.reshape(height, width, -1)[::-1]
    return np.rint(upright * 255).clip(0, 255).astype(np.uint8)
