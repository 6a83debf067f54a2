# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials of ours as Blender's exporters can read them: copies, wired as each format has them."""

from __future__ import annotations

import dataclasses
from typing import Any

import bpy

from ..scene import material
from ..scene.objects import MeshObject
from . import unseen_pixels


def suit(made: list[Any], mesh: MeshObject, gltf: bool) -> None:
    """Give a mesh that is a copy materials for its file; what is new is added to `made`."""
    slots = mesh.data.materials
    for index, worn in enumerate(slots):
        surface = material.surface_of(worn) if worn else None
        if worn is None or surface is None:
            continue
        if not gltf and surface.alpha_mode == "mask":  # FBX knows alpha as the picture says it, and no other
            slots[index] = copy = _copy(made, worn)
            material.show_surface(copy, dataclasses.replace(surface, alpha_mode="blend"))
        elif gltf and _is_plainly_rough(worn):
            slots[index] = copy = _copy(made, worn)
            _channels_of_gltf(made, copy, surface.metallic)


def without_unseen(made: list[Any], part: MeshObject) -> None:
    """Give a part that is a copy textures that are plain where none of its faces is; what is new is added to `made`."""
    slots = part.data.materials
    for index, worn in enumerate(slots):
        surface = material.surface_of(worn) if worn else None
        if worn is None or surface is None or not (changed := unseen_pixels.plain_textures(part.data, worn)):
            continue
        slots[index] = copy = _copy(made, worn)
        for kind, pixels in changed.items():
            node: Any = material.node_of(copy, kind)
            alpha = kind == "albedo" and surface.alpha_mode != "opaque"
            name = bpy.path.basename(node.image.filepath_raw).removesuffix(f"_{kind}.png")
            node.image = material.picture(pixels, name, kind, alpha)
            made.append(node.image)


def _copy(made: list[Any], worn: bpy.types.Material) -> bpy.types.Material:
    copy = worn.copy()
    made.append(copy)
    return copy


def _is_plainly_rough(worn: bpy.types.Material) -> bool:
    """Whether a picture tells its roughness, and a number how much of it is metal."""
    node: Any = material.node_of(worn, "roughness")
    links = node.outputs["Color"].links if node and node.image else ()
    if len(links) != 1 or links[0].to_socket.name != "Roughness":
        return False
    return not links[0].to_node.inputs["Metallic"].links


def _channels_of_gltf(made: list[Any], worn: bpy.types.Material, metal: float) -> None:
    """glTF has roughness in the green channel of a picture and metal in its blue. Where nodes say so of both, the
    exporter takes our picture as it is, and need not make another of it, which is slower and larger."""
    node: Any = material.node_of(worn, "roughness")
    tree: Any = worn.node_tree
    rough = node.outputs["Color"].links[0].to_socket
    parted, share = tree.nodes.new("ShaderNodeSeparateColor"), tree.nodes.new("ShaderNodeMath")
    share.operation = "MULTIPLY"
    share.inputs[1].default_value = metal
    tree.links.new(node.outputs["Color"], parted.inputs["Color"])
    tree.links.new(parted.outputs["Green"], rough)
    tree.links.new(parted.outputs["Blue"], share.inputs[0])
    tree.links.new(share.outputs["Value"], rough.node.inputs["Metallic"])
    if metal:
        before = node.image
        pixels = material.pixels(before)
        pixels[..., (0, 2)] = 255
        node.image = material.picture(pixels, before.name, "roughness", alpha=False)
        made.append(node.image)
