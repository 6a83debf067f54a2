"""How an FBX file is laid out, from what ufbx read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from .layout import Channel, Layout, Material, Node
from .ufbx_objects import every, keep

_KINDS = {"Lcl Translation": "translation", "Lcl Rotation": "rotation", "Lcl Scaling": "scale", "DeformPercent": "key"}
_AXIS_NAMES = ("+X", "-X", "+Y", "-Y", "+Z", "-Z")
_ABSOLUTE = re.compile(r"^(?:/|~|\\\\|[A-Za-z]:[\\/])")


def layout(scene: Any, nodes: list[Any], stacks: list[Any], channels: list[Any]) -> Layout:
    settings = keep(scene.settings)
    axes, metres = keep(settings.axes), float(settings.unit_meters)
    layers = [(clip, layer) for clip, stack in enumerate(stacks) for layer in every(stack.layers)]
    textures, videos = every(scene.textures), every(scene.videos)
    return Layout(
        metres_per_unit=metres,
        up=_AXIS_NAMES[int(axes.up)],
        front=_AXIS_NAMES[int(axes.front)],
        nodes=tuple(_node(node, metres) for node in nodes if not node.is_root),
        channels=tuple(_channel(prop, metres, clip) for clip, layer in layers for prop in every(layer.anim_props)),
        clips=tuple(stack.name for stack in stacks),
        materials=tuple(_material(material) for material in every(scene.materials)),
        pictures=tuple(
            sorted({text for picture in (*textures, *videos) for text in (picture.name, picture.relative_filename)})
        ),
        absolute_paths=tuple(sorted(set(_absolute(scene, [*textures, *videos])))),
        key_normals=any(_has_normals(channel) for channel in channels),
    )


def _node(node: Any, metres: float) -> Node:
    local = keep(node.local_transform)
    place, turn, scale = (keep(getattr(local, name)) for name in ("translation", "rotation", "scale"))
    parent = keep(node.parent)
    bone, mesh = keep(node.bone) is not None, keep(node.mesh) is not None
    return Node(
        name=node.name,
        kind="bone" if bone else "mesh" if mesh else "empty",
        parent="" if parent is None or parent.is_root else parent.name,
        turned=float(np.degrees(2.0 * np.arctan2(np.linalg.norm((turn.x, turn.y, turn.z)), abs(turn.w)))),
        scaled=max(abs(amount - 1.0) for amount in (scale.x, scale.y, scale.z)),
        moved=float(np.linalg.norm((place.x, place.y, place.z))) * metres,
    )


def _channel(prop: Any, metres: float, clip: int) -> Channel:
    curves = [curve for curve in every(keep(prop.anim_value).curves) if curve is not None]
    name = str(prop.prop_name)
    kind = _KINDS.get(name, name)
    factor = {"translation": metres, "key": 0.01}.get(kind, 1.0)
    varies = max((float(curve.max_value - curve.min_value) for curve in curves), default=0.0)
    return Channel(keep(prop.element).name, kind, varies * factor, clip)


def _material(material: Any) -> Material:
    rows = {row.name: row for row in every(keep(material.props).props)}
    colour = keep(rows["DiffuseColor"].value_vec4) if "DiffuseColor" in rows else None
    return Material(
        name=material.name,
        colour=(float(colour.x), float(colour.y), float(colour.z)) if colour is not None else (),
        textured=bool(every(material.textures)),
        two_sided=False,
        extras=tuple(sorted(name for name in rows if name.startswith("galatea_"))),
    )


def _absolute(scene: Any, pictures: list[Any]) -> Iterator[str]:
    about = keep(scene.metadata)
    texts = [row.value_str for row in every(keep(about.scene_props).props)]
    texts += [text for picture in pictures for text in (picture.absolute_filename, picture.relative_filename)]
    texts += [about.original_file_path]
    return (text for text in texts if _ABSOLUTE.match(text))


def _has_normals(channel: Any) -> bool:
    shape = keep(every(channel.keyframes)[-1].shape)
    normals = keep(shape.normal_offsets)
    return bool(normals is not None and shape.num_offsets and np.any(np.asarray(normals)))
