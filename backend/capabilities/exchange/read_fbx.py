"""Reads an FBX file with ufbx: `python -m backend.capabilities.exchange.read_fbx FILE OUT.npz SECONDS,…;SECONDS,…`.

A program of its own, because the binding can crash the process; it must hold on to every object it was given.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import ufbx

from ...limits import limit_this_process
from .contents import MOST_BYTES, MOST_PARTS, Contents, MeshContents, PartContents, save, split
from .fbx_layout import layout
from .joined import WHOSE, WORN, named, taken, whose_of
from .ufbx_objects import every, keep

MORE_BYTES = 1536 << 20
"""of memory, and 16 times the file"""
SECONDS = 100
_AXES = np.array(((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)), np.float64)


def read_fbx(path: Path, seconds: Sequence[float], further: Sequence[Sequence[float]] = ()) -> Contents:
    """Everything that is compared, with poses sampled at `seconds` of the first clip, and at those of further ones."""
    scene = keep(ufbx.load_file(str(path)))
    to_world = _frame(scene)
    nodes = every(scene.nodes)
    bones = [node for node in nodes if keep(node.bone) is not None]
    names = [node.name for node in bones]
    skinned = [node for node in nodes if keep(node.mesh) is not None]
    if not 0 < len(skinned) <= MOST_PARTS:
        raise SystemExit(f"the file has {len(skinned)} meshes, not 1 to {MOST_PARTS}")
    stacks = every(scene.anim_stacks)
    playing = [(keep(stack.anim), times) for stack, times in zip(stacks, (seconds, *further), strict=False)]
    told = [_properties(node) for node in skinned]
    meshes, rows = [], []
    for node, about in zip(skinned, told, strict=True):
        found = _parts(node, _mesh(node, names, to_world, playing), about)
        meshes += found
        rows += [about if index == 0 else {WORN: ""} for index in range(len(found))]
    told = rows
    body, others = split(meshes, [WORN in row for row in told], ["galatea_avatar_id" in row for row in told])
    clusters = [cluster for node in skinned for cluster in _clusters(keep(node.mesh))]
    channels = [channel for node in skinned for channel in _channels(keep(node.mesh))]
    return Contents(
        **{field.name: getattr(body, field.name) for field in fields(MeshContents)},
        parts=tuple(others),
        layout=layout(scene, nodes, stacks, channels),
        bone_names=tuple(names),
        bone_parents=tuple(_parent(node, names) for node in bones),
        rest_matrices=_stack([_unscaled(to_world @ matrix) for matrix in _bound(scene, bones, clusters)]),
        properties={name: text for node in nodes for name, text in _properties(node).items()},
        clip_seconds=tuple(float(end) for stack in stacks for end in (stack.time_begin, stack.time_end)),
        sample_matrices=_stack(
            [matrix for anim, times in playing for matrix in _samples(anim, nodes, bones, to_world, times)]
        ).reshape(-1, len(bones), 4, 4),
    )


def _mesh(
    node: Any, bones: list[str], to_world: np.ndarray, playing: Sequence[tuple[Any, Sequence[float]]]
) -> PartContents:
    """playing: each clip, and the seconds of it"""
    mesh = keep(node.mesh)
    mesh_to_world = to_world @ _matrix(keep(node.geometry_to_world))
    turn, count, channels = mesh_to_world[:3, :3].T, mesh.num_vertices, _channels(mesh)
    vertices, bone_indices, weights = _weights(_clusters(mesh), bones)
    times = [(anim, second) for anim, seconds in playing for second in seconds]
    return PartContents(
        **_surface(every(mesh.materials)),
        name=_properties(node).get(WORN, str(node.name)),
        vertices=np.asarray(keep(mesh.vertices))[:count] @ turn + mesh_to_world[:3, 3],
        polygons=mesh.num_faces,
        weight_vertices=vertices,
        weight_bones=bone_indices,
        weights=weights,
        key_names=tuple(channel.name for channel in channels),
        key_values=np.array([channel.weight for channel in channels], np.float64),
        key_offsets=np.stack([_offsets(c, count) for c in channels]) @ turn if channels else np.zeros((0, count, 3)),
        sample_keys=np.array(
            [[float(ufbx.evaluate_blend_weight(anim, c, second)) for c in channels] for anim, second in times],
            np.float64,
        ).reshape(len(times), len(channels)),
    )


def _clusters(mesh: Any) -> list[Any]:
    skins = every(mesh.skin_deformers)
    return every(skins[0].clusters) if skins else []


def _channels(mesh: Any) -> list[Any]:
    deformers = every(mesh.blend_deformers)
    return every(deformers[0].channels) if deformers else []


def _parts(node: Any, whole: PartContents, about: dict[str, str]) -> list[PartContents]:
    """The parts of a mesh, told apart by its materials where it is of several. Raises ValueError."""
    whose = whose_of(about)
    if not whose:
        return [whole]
    mesh = keep(node.mesh)
    materials = every(mesh.materials)
    if len(materials) != len(whose):
        raise ValueError(f"{len(materials)} materials, and {WHOSE} tells of {len(whose)}")
    of_face = np.asarray(keep(mesh.face_material)).astype(np.int64)
    corners = np.array([face.num_indices for face in every(mesh.faces)], np.int64)
    of_corner = np.repeat(of_face, corners)
    indices = np.asarray(keep(mesh.vertex_indices)).astype(np.int64)[: len(of_corner)]
    out = []
    for name in dict.fromkeys(whose):
        own = [slot for slot, of in enumerate(whose) if of == name]
        vertices = np.unique(indices[np.isin(of_corner, own)])
        part = named(taken(whole, vertices, int(np.isin(of_face, own).sum())), name)
        out.append(replace(part, **_surface([materials[slot] for slot in own])))
    return out


def _surface(materials: list[Any]) -> dict[str, Any]:
    """What some of a mesh's materials say, as fields of its contents."""
    shown = {
        str(row.material_prop): bytes(keep(keep(row.texture).content))
        for material in materials
        for row in every(material.textures)
    }
    rows = [row for material in materials[:1] for row in every(keep(material.props).props)]
    numbers = {str(row.name): float(keep(row.value_vec4).x) for row in rows}
    return {
        "texture": shown.get("DiffuseColor", b""),
        "normal": shown.get("NormalMap", b""),
        "roughness": shown.get("ShininessExponent", b""),
        "alpha_mode": "blend" if {"TransparencyFactor", "TransparentColor"} & shown.keys() else "opaque",
        "metal": numbers.get("ReflectionFactor"),
        "rough": _roughness(numbers.get("Shininess")) if "ShininessExponent" not in shown else None,
        "materials": tuple(str(material.name) for material in materials),
    }


def _roughness(shininess: float | None) -> float | None:
    """Blender writes the square of ten times what is not rough."""
    return None if shininess is None else 1.0 - max(shininess, 0.0) ** 0.5 / 10.0


def _stack(matrices: list[np.ndarray]) -> np.ndarray:
    return np.array(matrices, np.float64).reshape(-1, 4, 4)


def _matrix(matrix: Any) -> np.ndarray:
    out = np.eye(4)
    for column, name in enumerate(("c0", "c1", "c2", "c3")):
        vector = keep(getattr(matrix, name))
        out[:3, column] = (vector.x, vector.y, vector.z)
    return out


def _transform(transform: Any) -> np.ndarray:
    """Translation, rotation and scale as a matrix."""
    t, q, s = (keep(getattr(transform, name)) for name in ("translation", "rotation", "scale"))
    x, y, z, w = q.x, q.y, q.z, q.w
    out = np.eye(4)
    out[:3, :3] = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )
    out[:3, :3] *= (s.x, s.y, s.z)
    out[:3, 3] = (t.x, t.y, t.z)
    return out


def _frame(scene: Any) -> np.ndarray:
    """From the file's axes and unit to the project's (4, 4): right is X, up is Z, the front is -Y."""
    settings = keep(scene.settings)
    axes = keep(settings.axes)
    out = np.eye(4)
    out[:3, :3] = (_AXES[int(axes.right)], -_AXES[int(axes.front)], _AXES[int(axes.up)])
    out[:3, :3] *= float(settings.unit_meters)
    return out


def _parent(node: Any, names: list[str]) -> str:
    parent = keep(node.parent)
    return parent.name if parent is not None and parent.name in names else ""


def _bound(scene: Any, bones: list[Any], clusters: list[Any]) -> list[np.ndarray]:
    """Bone to file world as the skin was bound; for bones without weights from the bind pose, or the node itself."""
    found = {bone.name: _matrix(keep(bone.node_to_world)) for bone in bones}
    for pose in every(scene.poses):
        if pose.is_bind_pose:
            found.update({keep(p.bone_node).name: _matrix(keep(p.bone_to_world)) for p in every(pose.bone_poses)})
    found.update({keep(c.bone_node).name: _matrix(keep(c.bind_to_world)) for c in clusters})
    return [found[bone.name] for bone in bones]


def _unscaled(matrix: np.ndarray) -> np.ndarray:
    out = matrix.copy()
    out[:3, :3] /= np.linalg.norm(out[:3, :3], axis=0)
    return out


def _weights(clusters: list[Any], names: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vertices, bones and weights (M,) of all clusters."""
    vertices, bones, weights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for cluster in clusters:
        vertices.append(np.array(keep(cluster.vertices), np.int64))
        bones.append(np.full(len(vertices[-1]), names.index(keep(cluster.bone_node).name)))
        weights.append(np.array(keep(cluster.weights), np.float64))
    return np.concatenate(vertices), np.concatenate(bones), np.concatenate(weights)


def _offsets(channel: Any, count: int) -> np.ndarray:
    out = np.zeros((count, 3))
    frames = every(channel.keyframes)
    shape = keep(frames[-1].shape)
    if shape.num_offsets:
        out[np.asarray(keep(shape.offset_vertices))] = np.asarray(keep(shape.position_offsets))
    return out


def _properties(node: Any) -> dict[str, str]:
    return {p.name: p.value_str for p in every(keep(node.props).props) if p.name.startswith("galatea_")}


def _samples(
    anim: Any, nodes: list[Any], bones: list[Any], to_world: np.ndarray, seconds: Sequence[float]
) -> list[np.ndarray]:
    order = {node.element_id: index for index, node in enumerate(nodes)}
    parents = [None if (p := keep(node.parent)) is None else order[p.element_id] for node in nodes]
    matrices = []
    for second in seconds:
        world: list[np.ndarray] = []
        for node, parent in zip(nodes, parents, strict=True):
            local = _transform(keep(ufbx.evaluate_transform(anim, node, second)))
            world.append(local if parent is None else world[parent] @ local)
        for bone in bones:
            matrices.append(_unscaled(to_world @ world[order[bone.element_id]]))
    return matrices


def main() -> None:
    source, out, seconds = sys.argv[1:]
    limit_this_process(MORE_BYTES + 16 * Path(source).stat().st_size, SECONDS, MOST_BYTES)
    first, *further = [[float(second) for second in clip.split(",") if second] for clip in seconds.split(";")]
    save(Path(out), read_fbx(Path(source), first, further))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
