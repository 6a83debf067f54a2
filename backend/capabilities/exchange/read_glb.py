"""Reads a binary glTF file with the standard library and numpy alone."""

from __future__ import annotations

import functools
import struct
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from ...protocol.codec import load_json
from ...protocol.errors import BadFile, BadRequest
from .contents import MOST_PARTS, Contents, MeshContents, PartContents, split
from .joined import WORN, by_part
from .layout import Channel, Layout, Material, Node

_TYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
# glTF has Y up and the figure faces +Z
_TO_WORLD = np.array(((1, 0, 0, 0), (0, 0, -1, 0), (0, 1, 0, 0), (0, 0, 0, 1)), np.float64)

MOST_BYTES = 256 << 20
"""of all arrays together, however often the file names one of them"""
MOST_JSON_BYTES = 1 << 25
_MOST = {"nodes": 10_000, "meshes": 100, "skins": 100, "animations": 100, "images": 1000, "materials": 1000}
_MOST_CHANNELS = 5_000
_MOST_PRIMITIVES = 256
_MOST_JOINTS = _MOST_TARGETS = 2_000
_DAMAGE = (KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError, RecursionError, struct.error)


def read_glb(content: bytes, seconds: Sequence[float], further: Sequence[Sequence[float]] = ()) -> Contents:
    """Everything that is compared, with poses sampled at `seconds` of the first clip, and at those of further ones.

    Raises BadFile where it is no whole glTF.
    """
    try:
        # what comes out as no number fails the comparison
        with np.errstate(all="ignore"):
            tree, binary = _chunks(content)
            return _read(tree, binary, [seconds, *further])
    except (BadRequest, *_DAMAGE) as error:
        raise BadFile(f"The glTF file is damaged: {type(error).__name__}: {error}.", "Export it again.") from error


def _chunks(content: bytes) -> tuple[dict[str, Any], _Binary]:
    magic, version, _ = struct.unpack_from("<4sII", content)
    if magic != b"glTF" or version != 2:
        raise ValueError("no binary glTF 2")
    length, _ = struct.unpack_from("<II", content, 12)
    tree = load_json(content[20 : 20 + length], MOST_JSON_BYTES)
    _check_counts(tree)
    binary = _Binary(content[28 + length :])
    binary.left = min(MOST_BYTES, (64 << 20) + 4 * len(binary))
    return tree, binary


class _Binary(bytes):
    """The file's arrays, and how many bytes of them may still be asked for."""

    left = 0

    def take(self, size: int) -> None:
        self.left -= size
        if size < 0 or self.left < 0:
            raise ValueError("its arrays are larger than a figure's can be")


def _check_counts(tree: dict[str, Any]) -> None:
    """What is far from any figure is refused before work is done for each of it."""
    counts = {name: (len(tree.get(name, ())), most) for name, most in _MOST.items()}
    channels = sum(len(animation["channels"]) for animation in tree.get("animations", ()))
    counts["channels"] = (channels, _MOST_CHANNELS)
    counts["joints"] = (sum(len(skin["joints"]) for skin in tree.get("skins", ())), _MOST_JOINTS)
    parts = [part for mesh in tree.get("meshes", ()) for part in mesh["primitives"]]
    counts["primitives"] = (len(parts), _MOST_PRIMITIVES)
    counts["targets"] = (sum(len(part.get("targets", ())) for part in parts), _MOST_TARGETS)
    for name, (count, most) in counts.items():
        if count > most:
            raise ValueError(f"{count} {name} are more than the {most} that are looked at")


def _read(tree: dict[str, Any], binary: _Binary, asked: Sequence[Sequence[float]]) -> Contents:
    """asked: the seconds of each clip"""
    nodes = tree["nodes"]
    parents = {child: index for index, node in enumerate(nodes) for child in node.get("children", ())}
    order = _parents_first(len(nodes), parents)
    holders = [index for index, node in enumerate(nodes) if "mesh" in node and "skin" in node]
    if len(holders) > MOST_PARTS:
        raise ValueError(f"{len(holders)} meshes are more than the {MOST_PARTS} that are looked at")
    skins = [tree["skins"][nodes[holder]["skin"]] for holder in holders]
    # meshes that other programs wrote may have a skin each, with the bones that move them
    joints = list(dict.fromkeys(joint for skin in skins for joint in skin["joints"]))
    bound: dict[int, np.ndarray] = {}
    for skin in skins:
        inverse = _accessor(tree, binary, skin["inverseBindMatrices"]).reshape(-1, 4, 4).transpose(0, 2, 1)
        bound.update(zip(skin["joints"], np.linalg.inv(inverse.astype(np.float64)), strict=True))
    clips = [_tracks(tree, binary, animation) for animation in tree.get("animations", ())]
    locals_at = [
        _posed(nodes, tracks, second)
        for tracks, seconds in zip(clips, asked, strict=False)
        if tracks
        for second in seconds
    ]
    worlds = [_worlds(order, parents, local) for local, _ in locals_at]
    places = {joint: place for place, joint in enumerate(joints)}
    keys_at = [keys for _, keys in locals_at]
    meshes, told = [], []
    for holder in holders:
        about = nodes[holder].get("extras", {})
        primitives = tree["meshes"][nodes[holder]["mesh"]]["primitives"]
        found = by_part([_mesh(tree, binary, holder, each, places, keys_at) for each in primitives], about)
        meshes += found
        told += [about if index == 0 else {WORN: ""} for index in range(len(found))]
    body, others = split(meshes, [WORN in row for row in told], ["galatea_avatar_id" in row for row in told])
    return Contents(
        **{field.name: getattr(body, field.name) for field in fields(MeshContents)},
        parts=tuple(others),
        layout=_layout(tree, parents, joints, clips),
        bone_names=tuple(nodes[joint]["name"] for joint in joints),
        bone_parents=tuple(nodes[parents[j]]["name"] if parents.get(j) in joints else "" for j in joints),
        rest_matrices=_TO_WORLD @ np.array([bound[joint] for joint in joints]),
        properties={k: v for node in nodes for k, v in node.get("extras", {}).items() if k.startswith("galatea_")},
        clip_seconds=tuple(end for tracks in clips if tracks for end in _ends(tracks)),
        sample_matrices=np.array([_TO_WORLD @ world[joints] for world in worlds]).reshape(-1, len(joints), 4, 4),
    )


def _ends(tracks: list[Any]) -> tuple[float, float]:
    return min(float(track[2][0]) for track in tracks), max(float(track[2][-1]) for track in tracks)


def _mesh(
    tree: dict[str, Any],
    binary: _Binary,
    holder: int,
    part: dict[str, Any],
    places: dict[int, int],
    shown: list[dict[int, list[float]]],
) -> PartContents:
    """One primitive of a node's mesh; places: of the joints of all skins; shown: the key values by node at the times
    asked for."""
    node = tree["nodes"][holder]
    mesh, own_joints = tree["meshes"][node["mesh"]], tree["skins"][node["skin"]]["joints"]
    place = _accessor(tree, binary, part["attributes"]["POSITION"]).astype(np.float64)
    bones = _accessor(tree, binary, part["attributes"]["JOINTS_0"])
    weights = _accessor(tree, binary, part["attributes"]["WEIGHTS_0"]).astype(np.float64)
    used = np.nonzero(weights)
    targets = [_accessor(tree, binary, target["POSITION"]) for target in part.get("targets", ())]
    turn = _TO_WORLD[:3, :3]
    start = node.get("weights") or mesh.get("weights") or [0.0] * len(targets)
    material = tree["materials"][part["material"]] if "material" in part else {}
    surface = material.get("pbrMetallicRoughness", {})
    mode = str(material.get("alphaMode", "OPAQUE")).lower()
    return PartContents(
        name=str(node.get("extras", {}).get(WORN, node.get("name", ""))),
        vertices=place @ turn.T,
        polygons=tree["accessors"][part["indices"]]["count"] // 3,
        weight_vertices=used[0],
        weight_bones=np.array([places[joint] for joint in own_joints])[bones[used].astype(np.int64)],
        weights=weights[used],
        key_names=tuple(mesh.get("extras", {}).get("targetNames", ())),
        key_values=np.array(start, np.float64),
        key_offsets=np.array(targets, np.float64).reshape(len(targets), len(place), 3) @ turn.T,
        texture=_texture(tree, binary, surface.get("baseColorTexture")),
        normal=_texture(tree, binary, material.get("normalTexture")),
        roughness=_texture(tree, binary, surface.get("metallicRoughnessTexture")),
        alpha_mode=mode,
        alpha_cutoff=float(material.get("alphaCutoff", 0.5)) if mode == "mask" else 0.0,
        two_sided=bool(material.get("doubleSided", False)),
        metal=float(surface.get("metallicFactor", 1.0)),
        rough=None if "metallicRoughnessTexture" in surface else float(surface.get("roughnessFactor", 1.0)),
        materials=(str(material.get("name", "")),),
        sample_keys=np.array([keys.get(holder, start) for keys in shown]).reshape(len(shown), len(targets)),
    )


def _accessor(tree: dict[str, Any], binary: _Binary, index: int) -> np.ndarray:
    """(count, width) of the accessor's own type, (count,) for scalars; sparse ones filled in."""
    accessor = tree["accessors"][index]
    width, dtype = _WIDTHS[accessor["type"]], np.dtype(_TYPES[accessor["componentType"]])
    binary.take(accessor["count"] * width * dtype.itemsize)
    if "bufferView" not in accessor:
        out = np.zeros((accessor["count"], width), dtype)
    else:
        out = _view(
            tree, binary, accessor["bufferView"], accessor.get("byteOffset", 0), accessor["count"], width, dtype
        )
    if "sparse" in accessor:
        sparse, out = accessor["sparse"], out.copy()
        at, value = sparse["indices"], sparse["values"]
        kind = np.dtype(_TYPES[at["componentType"]])
        rows = _view(tree, binary, at["bufferView"], at.get("byteOffset", 0), sparse["count"], 1, kind)[:, 0]
        out[rows] = _view(tree, binary, value["bufferView"], value.get("byteOffset", 0), sparse["count"], width, dtype)
    return out[:, 0] if width == 1 else out


def _view(
    tree: dict[str, Any], binary: _Binary, index: int, offset: int, count: int, width: int, dtype: np.dtype
) -> np.ndarray:
    view = tree["bufferViews"][index]
    stride = view.get("byteStride") or width * dtype.itemsize
    start = view.get("byteOffset", 0) + offset
    if start < 0 or stride < 0 or count < 0:
        raise ValueError("a buffer view begins outside the file")
    if start + stride * (count - 1) + width * dtype.itemsize > len(binary):
        raise ValueError("a buffer view ends outside the file")
    return np.ndarray((count, width), dtype, binary, start, (stride, dtype.itemsize)) if count else np.zeros((0, width))


def _texture(tree: dict[str, Any], binary: _Binary, shown: dict[str, Any] | None) -> bytes:
    """The file of the picture that a material shows."""
    if shown is None:
        return b""
    view = tree["bufferViews"][tree["images"][tree["textures"][shown["index"]]["source"]]["bufferView"]]
    return binary[view.get("byteOffset", 0) :][: view["byteLength"]]


def _layout(tree: dict[str, Any], parents: dict[int, int], joints: list[int], clips: list[list[Any]]) -> Layout:
    nodes = tree["nodes"]
    primitives = [part for mesh in tree["meshes"] for part in mesh["primitives"]]
    return Layout(
        metres_per_unit=1.0,
        up="+Y",
        front="+Z",
        nodes=tuple(
            Node(
                name=node.get("name", ""),
                kind="bone" if index in joints else "mesh" if "mesh" in node else "empty",
                parent=nodes[parents[index]].get("name", "") if index in parents else "",
                turned=_degrees(node.get("rotation", (0, 0, 0, 1))),
                scaled=float(np.abs(np.subtract(node.get("scale", (1, 1, 1)), 1.0)).max()),
                moved=float(np.linalg.norm(node.get("translation", (0, 0, 0)))),
            )
            for index, node in enumerate(nodes)
        ),
        channels=tuple(
            Channel(
                nodes[node].get("name", ""),
                "key" if path == "weights" else path,
                float(np.ptp(values, axis=0).max(initial=0.0)),
                clip,
            )
            for clip, tracks in enumerate(clips)
            for node, path, _, values, _ in tracks
        ),
        clips=tuple(animation.get("name", "") for animation in tree.get("animations", ())),
        materials=tuple(_material(material) for material in tree.get("materials", ())),
        pictures=tuple(image.get("name", "") for image in tree.get("images", ())),
        absolute_paths=tuple(image["uri"] for image in tree.get("images", ()) if "uri" in image),
        key_normals=any("NORMAL" in target for part in primitives for target in part.get("targets", ())),
    )


def _degrees(rotation: Sequence[float]) -> float:
    return float(np.degrees(2.0 * np.arctan2(np.linalg.norm(rotation[:3]), abs(rotation[3]))))


def _material(material: dict[str, Any]) -> Material:
    surface = material.get("pbrMetallicRoughness", {})
    return Material(
        name=material.get("name", ""),
        colour=tuple(surface.get("baseColorFactor", (1.0, 1.0, 1.0, 1.0))[:3]),
        textured="baseColorTexture" in surface,
        two_sided=bool(material.get("doubleSided", False)),
        extras=tuple(name for name in material.get("extras", {}) if name.startswith("galatea_")),
    )


def _parents_first(count: int, parents: dict[int, int]) -> list[int]:
    @functools.cache
    def depth(index: int) -> int:
        return 0 if index not in parents else 1 + depth(parents[index])

    return sorted(range(count), key=depth)


def _tracks(
    tree: dict[str, Any], binary: _Binary, animation: dict[str, Any]
) -> list[tuple[int, str, np.ndarray, np.ndarray, str]]:
    """(node, property, times (T,), values (T, C), interpolation) of every channel."""
    out = []
    for channel in animation["channels"]:
        sampler = animation["samplers"][channel["sampler"]]
        times = _accessor(tree, binary, sampler["input"])
        values = _accessor(tree, binary, sampler["output"]).reshape(len(times), -1)
        target = channel["target"]
        out.append((target["node"], target["path"], times, values, sampler.get("interpolation", "LINEAR")))
    return out


def _posed(nodes: list[dict[str, Any]], tracks: list[Any], second: float) -> tuple[np.ndarray, dict[int, list[float]]]:
    """Local matrices (nodes, 4, 4) at a time, and the face key values by node."""
    moved: dict[tuple[int, str], np.ndarray] = {}
    for node, path, times, values, how in tracks:
        last = int(np.clip(np.searchsorted(times, second, side="right") - 1, 0, len(times) - 1))
        following = min(last + 1, len(times) - 1)
        span = float(times[following] - times[last])
        share = 0.0 if how == "STEP" or span <= 0 else float(np.clip((second - times[last]) / span, 0.0, 1.0))
        a, b = values[last].astype(np.float64), values[following].astype(np.float64)
        if path == "rotation" and a @ b < 0:
            b = -b
        moved[node, path] = a + (b - a) * share
    local = np.tile(np.eye(4), (len(nodes), 1, 1))
    for index, node in enumerate(nodes):
        x, y, z, w = moved.get((index, "rotation"), np.array(node.get("rotation", (0, 0, 0, 1)), np.float64))
        x, y, z, w = np.array((x, y, z, w)) / np.linalg.norm((x, y, z, w))
        local[index, :3, :3] = (
            (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
            (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
            (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
        )
        local[index, :3, :3] *= moved.get((index, "scale"), np.array(node.get("scale", (1, 1, 1)), np.float64))
        local[index, :3, 3] = moved.get(
            (index, "translation"), np.array(node.get("translation", (0, 0, 0)), np.float64)
        )
    return local, {node: value.tolist() for (node, path), value in moved.items() if path == "weights"}


def _worlds(order: list[int], parents: dict[int, int], local: np.ndarray) -> np.ndarray:
    world = local.copy()
    for index in order:
        if index in parents:
            world[index] = world[parents[index]] @ local[index]
    return world
