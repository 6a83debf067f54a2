# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender's exporter insists on, taken out of a binary glTF file again.

It keys every channel of every bone whether it moves or not, names each clip "Animation" and the scene after the one
that it was told to write, and keeps the mark by which we know our own materials.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from . import glb_takes, sparse_normals
from .fbx_clean import OURS, part_of
from .glb_takes import WIDTHS
from .sample import Span

STILL = {"translation": 2e-5, "rotation": 2e-5, "scale": 1e-4, "weights": 1e-5}
"""metres, shares of a turn, shares: a channel that stays so near to where its node is anyway is none"""
_AT_HOME = {"translation": (0, 0, 0), "rotation": (0, 0, 0, 1), "scale": (1, 1, 1)}
_ALIGNED = 4


def clean(content: bytes, figure: str, clips: Sequence[Span]) -> bytes:
    """The file with names after the figure and its clips, and with keys only on what moves."""
    length = struct.unpack_from("<I", content, 12)[0]
    tree, binary = json.loads(content[20 : 20 + length]), content[28 + length :]
    for scene in tree.get("scenes", ()):
        scene["name"] = figure
    _name_pictures(tree, figure)
    for node in tree.get("nodes", ()):
        for name, home in _AT_HOME.items():
            if name in node and np.abs(np.subtract(node[name], home)).max() < 1e-6:
                del node[name]
    glb_takes.divide(tree, binary, clips)
    for animation in tree.get("animations", ()):
        _drop_still_channels(tree, binary, animation)
    if moving := [animation for animation in tree.get("animations", ()) if animation["channels"]]:
        tree["animations"] = moving
    else:
        tree.pop("animations", None)
    return _packed(tree, _without_unused(tree, sparse_normals.thin(tree, binary)))


def _name_pictures(tree: dict[str, Any], figure: str) -> None:
    """Our own materials and pictures are called after the figure; the mark by which we know them stays at home."""
    for material in tree.get("materials", ()):
        if OURS not in material.get("extras", {}):
            continue
        part = part_of(material["extras"].pop(OURS))
        if not material["extras"]:
            del material["extras"]
        material["name"] = f"{figure}_{part or 'skin'}"
        surface = material.get("pbrMetallicRoughness", {})
        shown = {
            "albedo": surface.get("baseColorTexture"),
            "normal": material.get("normalTexture"),
            "roughness": surface.get("metallicRoughnessTexture"),
        }
        for kind, texture in shown.items():
            for source in _pictures(tree["textures"][texture["index"]]) if texture else ():
                tree["images"][source]["name"] = f"{figure}_{part}_{kind}" if part else f"{figure}_{kind}"


def _pictures(texture: dict[str, Any]) -> Iterator[int]:
    """The images of a texture: its own, and those in other forms such as WebP."""
    for place in (texture, *texture.get("extensions", {}).values()):
        if "source" in place:
            yield place["source"]


def _drop_still_channels(tree: dict[str, Any], binary: bytes, animation: dict[str, Any]) -> None:
    """A channel that stays where the node is anyway would only stretch other figures on which the clip is played."""
    samplers, channels = [], []
    for channel in animation["channels"]:
        sampler, target = animation["samplers"][channel["sampler"]], channel["target"]
        node, path = tree["nodes"][target["node"]], target["path"]
        values = _values(tree, binary, sampler["output"])
        if path == "weights":
            home = node.get("weights") or tree["meshes"][node["mesh"]].get("weights", 0.0)
            values = values.reshape(len(_values(tree, binary, sampler["input"])), -1)
        else:
            home = np.array(node.get(path, _AT_HOME[path]))
        off = np.abs(values - home)
        if path == "rotation":  # a quaternion and its negative are one turn
            off = np.minimum(off, np.abs(values + home))
        if off.max() > STILL[path]:
            channels.append({**channel, "sampler": len(samplers)})
            samplers.append(sampler)
    animation["channels"], animation["samplers"] = channels, samplers


def _values(tree: dict[str, Any], binary: bytes, index: int) -> np.ndarray:
    """(N, C) of an accessor of floats, tightly packed as Blender writes those of clips."""
    accessor = tree["accessors"][index]
    width, view = WIDTHS[accessor["type"]], tree["bufferViews"][accessor["bufferView"]]
    start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
    return np.frombuffer(binary, "<f4", accessor["count"] * width, start).reshape(-1, width)


def _accessors(tree: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every place in the tree that holds the number of an accessor."""
    for mesh in tree.get("meshes", ()):
        for part in mesh["primitives"]:
            for holder in (part["attributes"], *part.get("targets", ())):
                yield from ((holder, name) for name in holder)
            if "indices" in part:
                yield part, "indices"
    for skin in tree.get("skins", ()):
        if "inverseBindMatrices" in skin:
            yield skin, "inverseBindMatrices"
    for animation in tree.get("animations", ()):
        for sampler in animation["samplers"]:
            yield sampler, "input"
            yield sampler, "output"


def _views(tree: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every place in the tree that holds the number of a buffer view."""
    for accessor in tree.get("accessors", ()):
        sparse = accessor.get("sparse", {})
        for holder in (accessor, sparse.get("indices", {}), sparse.get("values", {})):
            if "bufferView" in holder:
                yield holder, "bufferView"
    for image in tree.get("images", ()):
        if "bufferView" in image:
            yield image, "bufferView"


def _without_unused(tree: dict[str, Any], binary: bytes) -> bytes:
    """Leave out what nothing refers to any more, and give the rest its new place; gives the new binary part."""
    for name, places in (("accessors", _accessors), ("bufferViews", _views)):
        used = list(places(tree))
        order = {old: new for new, old in enumerate(sorted({holder[key] for holder, key in used}))}
        for holder, key in used:
            holder[key] = order[holder[key]]
        tree[name] = [tree[name][old] for old in order]
    out = bytearray()
    for view in tree["bufferViews"]:
        start = view.get("byteOffset", 0)
        view["byteOffset"] = len(out)
        out += binary[start : start + view["byteLength"]]
        out += b"\0" * (-len(out) % _ALIGNED)
    tree["buffers"] = [{"byteLength": len(out)}]
    return bytes(out)


def _packed(tree: dict[str, Any], binary: bytes) -> bytes:
    text = json.dumps(tree, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % _ALIGNED)
    body = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(binary), b"BIN\0") + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body
