"""Reads an FBX file with ufbx: `python -m backend.capabilities.exchange.read_fbx FILE OUT.npz SECONDS,…`.

A program of its own, because the binding can crash the process; it must hold on to every object it was given.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import ufbx

from .contents import Contents, save

_KEPT: list[Any] = []
_AXES = np.array(((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)), np.float64)


def read_fbx(path: Path, seconds: list[float]) -> Contents:
    """Everything that is compared, with poses sampled at `seconds`."""
    scene = _keep(ufbx.load_file(str(path)))
    to_world = _frame(scene)
    nodes = _all(scene.nodes)
    bones = [node for node in nodes if _keep(node.bone) is not None]
    names = [node.name for node in bones]
    skinned = [node for node in nodes if _keep(node.mesh) is not None]
    if len(skinned) != 1:
        raise SystemExit(f"the file has {len(skinned)} meshes, not one")
    mesh = _keep(skinned[0].mesh)
    mesh_to_world = to_world @ _matrix(_keep(skinned[0].geometry_to_world))
    count = mesh.num_vertices
    skins, deformers = _all(mesh.skin_deformers), _all(mesh.blend_deformers)
    clusters = _all(skins[0].clusters) if skins else []
    channels = _all(deformers[0].channels) if deformers else []
    stacks = _all(scene.anim_stacks)
    samples = _samples(stacks[0], nodes, bones, channels, to_world, seconds) if stacks else ([], [])
    vertices, bone_indices, weights = _weights(clusters, names)
    textures = [_keep(texture.content) for texture in _all(scene.textures)]
    return Contents(
        metres_per_unit=float(_keep(scene.settings).unit_meters),
        node_scale=float(np.cbrt(np.linalg.det(mesh_to_world[:3, :3]))),
        bone_names=tuple(names),
        bone_parents=tuple(_parent(node, names) for node in bones),
        rest_matrices=_stack([to_world @ matrix for matrix in _bound(scene, bones, clusters)]),
        vertices=np.asarray(_keep(mesh.vertices))[:count] @ mesh_to_world[:3, :3].T + mesh_to_world[:3, 3],
        polygons=mesh.num_faces,
        weight_vertices=vertices,
        weight_bones=bone_indices,
        weights=weights,
        key_names=tuple(channel.name for channel in channels),
        key_offsets=np.stack([_offsets(c, count) for c in channels]) @ mesh_to_world[:3, :3].T
        if channels
        else np.zeros((0, count, 3)),
        texture=bytes(textures[0]) if textures else b"",
        properties={name: text for node in nodes for name, text in _properties(node).items()},
        clip_seconds=(float(stacks[0].time_begin), float(stacks[0].time_end)) if stacks else (),
        sample_matrices=_stack(samples[0]).reshape(-1, len(bones), 4, 4),
        sample_keys=np.array(samples[1], np.float64).reshape(-1, len(channels)),
    )


def _keep(thing: Any) -> Any:
    _KEPT.append(thing)
    return thing


def _all(things: Any) -> list[Any]:
    """Every item of a list of the scene; iterating over the list itself is what crashes."""
    things = _keep(things)
    return [_keep(things[index]) for index in range(len(things))]


def _stack(matrices: list[np.ndarray]) -> np.ndarray:
    return np.array(matrices, np.float64).reshape(-1, 4, 4)


def _matrix(matrix: Any) -> np.ndarray:
    out = np.eye(4)
    for column, name in enumerate(("c0", "c1", "c2", "c3")):
        vector = _keep(getattr(matrix, name))
        out[:3, column] = (vector.x, vector.y, vector.z)
    return out


def _transform(transform: Any) -> np.ndarray:
    """Translation, rotation and scale as a matrix."""
    t, q, s = (_keep(getattr(transform, name)) for name in ("translation", "rotation", "scale"))
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
    settings = _keep(scene.settings)
    axes = _keep(settings.axes)
    out = np.eye(4)
    out[:3, :3] = (_AXES[int(axes.right)], -_AXES[int(axes.front)], _AXES[int(axes.up)])
    out[:3, :3] *= float(settings.unit_meters)
    return out


def _parent(node: Any, names: list[str]) -> str:
    parent = _keep(node.parent)
    return parent.name if parent is not None and parent.name in names else ""


def _bound(scene: Any, bones: list[Any], clusters: list[Any]) -> list[np.ndarray]:
    """Bone to file world as the skin was bound; for bones without weights from the bind pose, or the node itself."""
    found = {bone.name: _matrix(_keep(bone.node_to_world)) for bone in bones}
    for pose in _all(scene.poses):
        if pose.is_bind_pose:
            found.update({_keep(p.bone_node).name: _matrix(_keep(p.bone_to_world)) for p in _all(pose.bone_poses)})
    found.update({_keep(c.bone_node).name: _matrix(_keep(c.bind_to_world)) for c in clusters})
    out = [found[bone.name].copy() for bone in bones]
    for matrix in out:
        matrix[:3, :3] /= np.linalg.norm(matrix[:3, :3], axis=0)
    return out


def _weights(clusters: list[Any], names: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vertices, bones and weights (M,) of all clusters."""
    vertices, bones, weights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for cluster in clusters:
        vertices.append(np.array(_keep(cluster.vertices), np.int64))
        bones.append(np.full(len(vertices[-1]), names.index(_keep(cluster.bone_node).name)))
        weights.append(np.array(_keep(cluster.weights), np.float64))
    return np.concatenate(vertices), np.concatenate(bones), np.concatenate(weights)


def _offsets(channel: Any, count: int) -> np.ndarray:
    out = np.zeros((count, 3))
    frames = _all(channel.keyframes)
    shape = _keep(frames[-1].shape)
    if shape.num_offsets:
        out[np.asarray(_keep(shape.offset_vertices))] = np.asarray(_keep(shape.position_offsets))
    return out


def _properties(node: Any) -> dict[str, str]:
    return {p.name: p.value_str for p in _all(_keep(node.props).props) if p.name.startswith("galatea_")}


def _samples(
    stack: Any, nodes: list[Any], bones: list[Any], channels: list[Any], to_world: np.ndarray, seconds: list[float]
) -> tuple[list[np.ndarray], list[list[float]]]:
    anim = _keep(stack.anim)
    order = {node.element_id: index for index, node in enumerate(nodes)}
    parents = [None if (p := _keep(node.parent)) is None else order[p.element_id] for node in nodes]
    matrices, keys = [], []
    for second in seconds:
        world: list[np.ndarray] = []
        for node, parent in zip(nodes, parents, strict=True):
            local = _transform(_keep(ufbx.evaluate_transform(anim, node, second)))
            world.append(local if parent is None else world[parent] @ local)
        for bone in bones:
            matrix = to_world @ world[order[bone.element_id]]
            matrix[:3, :3] /= np.linalg.norm(matrix[:3, :3], axis=0)
            matrices.append(matrix)
        keys.append([float(ufbx.evaluate_blend_weight(anim, channel, second)) for channel in channels])
    return matrices, keys


def main() -> None:
    source, out, seconds = sys.argv[1:]
    save(Path(out), read_fbx(Path(source), [float(second) for second in seconds.split(",") if second]))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
