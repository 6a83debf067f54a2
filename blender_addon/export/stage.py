# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy of the figure for the exporters alone: clean objects with one baked clip in a scene of their own.

The artist's objects, which may be linked, hidden, constrained or driven, are only read. Everything made here is gone
afterwards, also after an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import bpy
import numpy as np
from mathutils import Matrix

from .._shared.rigging.clips.root_motion import ROOT, ROOT_LENGTH, UPRIGHT
from ..scene import action, parts, provenance, rate
from ..scene.modes import in_edit_mode
from ..scene.objects import ArmatureObject, MeshObject
from . import file_materials, hidden_skin, one_mesh, twisted_skin
from .channels import STAYS
from .names import bearing, figure_name, joined, parted
from .place import beside
from .presets import Space
from .sample import STILL, Shown, Span, rig_of
from .scene_reader import skin_of

_Thing = TypeVar("_Thing", MeshObject, ArmatureObject)


@dataclass(frozen=True)
class Stage:
    scene: bpy.types.Scene
    mesh: MeshObject
    """the body"""
    parts: tuple[MeshObject, ...]
    rig: ArmatureObject
    name: str
    """of the figure"""
    clips: tuple[Span, ...]
    """those of the file, one after the other on the timeline"""


@contextmanager
def staged(
    thing: MeshObject, shown: Shown, space: Space, rig_name: str = "", gltf: bool = True, joined_up: bool = False
) -> Iterator[Stage]:
    """An avatar (its mesh object) as it was sampled, at the origin, with its clips from frame 0 on where it has some.

    Objects and their data are called after the figure inside, the armature `rig_name` where one is given, parts after
    the figure and themselves. gltf: whether the file is glTF, as to the materials. joined_up: whether the parts are of
    one mesh with the body.
    """
    original = rig_of(thing)
    made: list[Any] = []
    try:
        scene = _keep(made, bpy.data.scenes.new("galatea export"))
        rig = _copy(made, scene, original)
        mesh = _copy(made, scene, thing)
        called = {name: part.name for name, part in parts.of(thing).items()}
        worn = {name: _copy(made, scene, part) for name, part in sorted(parts.of(thing).items())}
        scene.unit_settings.system, scene.unit_settings.scale_length = "METRIC", 1.0 / space.units
        if shown.twists:
            twisted_skin.add_bones(rig, scene.view_layers[0], shown)
            twisted_skin.hang(mesh, skin_of(thing, shown, shown.place.mesh), shown.bone_names)
            for name, part in parts.of(thing).items():
                skin = skin_of(part, shown, shown.place.mesh @ beside(thing, part))
                twisted_skin.hang(worn[name], skin, shown.bone_names)
        if shown.carried == "root":
            _add_root(rig, scene.view_layers[0], shown.place.scale)
        _clean_rig(rig, shown, space)
        _clean_mesh(mesh, rig, shown, space.matrix @ shown.place.mesh)
        hidden_skin.cut(mesh, hidden_skin.left_out(thing))
        for name, part in parts.of(thing).items():
            _clean_mesh(worn[name], rig, shown, space.matrix @ shown.place.mesh @ beside(thing, part))
        for each in worn.values():
            file_materials.without_unseen(made, each)
        for each in (mesh, *worn.values()):
            file_materials.suit(made, each, gltf)
        if joined_up and worn:
            one_mesh.join(made, scene, mesh, worn)
            worn = {}
        rate.write(scene, shown.fps)
        scene.frame_start, scene.frame_end = 0, max(len(shown.poses) - 1, 0)
        figure, level = parted(figure_name(thing))
        named = joined(figure, "", level)
        for each in (rig, mesh):
            provenance.make_portable(each)
        names: dict[bpy.types.ID, str] = {
            mesh: named,
            rig: rig_name or f"{figure} Rig",
            mesh.data: named,
            rig.data: f"{figure} Skeleton",
        }
        for name, part in worn.items():
            named = joined(figure, name, parted(called[name])[1] or level)
            names |= {part: named, part.data: named}
        if len(shown.poses):
            names |= _bake(made, rig, shown, space)
            for each in (mesh, *worn.values()):
                names |= _bake_face(made, each, shown)
        layer = scene.view_layers[0]
        for each in (rig, mesh, *worn.values()):
            each.select_set(True, view_layer=layer)
        layer.objects.active = mesh
        scene.frame_set(0)
        with bearing(names):
            yield Stage(scene, mesh, tuple(worn.values()), rig, figure, shown.clips)
    finally:
        bpy.data.batch_remove(made)


def _keep(made: list[Any], block: Any) -> Any:
    made.append(block)
    return block


def _copy(made: list[Any], scene: bpy.types.Scene, thing: _Thing) -> _Thing:
    """An object of this file with data of its own, which nothing animates, constrains or hides."""
    copy = _keep(made, thing.copy())
    copy.data = _keep(made, thing.data.copy())
    for block in (copy, copy.data, getattr(copy.data, "shape_keys", None)):
        if block is not None:
            if block.override_library:
                block.make_local(clear_liboverride=True)
            block.animation_data_clear()
    copy.parent = None
    _clear(copy.constraints)
    copy.delta_location, copy.delta_rotation_euler, copy.delta_scale = (0, 0, 0), (0, 0, 0), (1, 1, 1)
    copy.delta_rotation_quaternion = (1, 0, 0, 0)
    copy.matrix_parent_inverse = Matrix()
    copy.matrix_world = Matrix()
    copy.hide_viewport = copy.hide_select = False
    scene.collection.objects.link(copy)
    return copy


def _clear(constraints: bpy.types.ObjectConstraints | bpy.types.PoseBoneConstraints) -> None:
    for constraint in list(constraints):
        constraints.remove(constraint)


def _add_root(rig: ArmatureObject, layer: bpy.types.ViewLayer, scale: float) -> None:
    """A bone on the floor above all others; scale: by which the armature's own numbers are multiplied later."""
    with in_edit_mode(layer, rig):
        bones = rig.data.edit_bones
        tops = [bone for bone in bones if bone.parent is None]
        root = bones.new(ROOT)
        root.head, root.tail = (0.0, 0.0, 0.0), (0.0, 0.0, ROOT_LENGTH / scale)
        root.matrix = Matrix(UPRIGHT.tolist())
        for bone in tops:
            bone.use_connect, bone.parent = False, root


def _clean_rig(rig: ArmatureObject, shown: Shown, space: Space) -> None:
    """At rest, in the file's size, with bones that follow their parents in everything, as other programs' do."""
    matrix = Matrix(space.matrix.tolist()) @ Matrix.Scale(shown.place.scale, 4)
    if matrix != Matrix():
        rig.data.transform(matrix)
    rig.data.pose_position = "POSE"
    for bone in rig.data.bones:
        bone.use_inherit_rotation = bone.use_local_location = True
        bone.inherit_scale, bone.bbone_segments = "FULL", 1
        bone.hide = False
    for bone in rig.pose.bones:
        _clear(bone.constraints)
        bone.custom_shape = None
        bone.rotation_mode = "QUATERNION"
        bone.matrix_basis = Matrix()


def _clean_mesh(mesh: MeshObject, rig: ArmatureObject, shown: Shown, matrix: np.ndarray) -> None:
    """With the armature as its only modifier, and the face that is shown; matrix: from its numbers to the file's."""
    mesh.modifiers.clear()
    modifier = cast(bpy.types.ArmatureModifier, mesh.modifiers.new("Armature", "ARMATURE"))
    modifier.object = rig
    modifier.show_viewport = False  # exporters step through the clip and never look at the bent skin
    mesh.parent = rig
    mesh.show_only_shape_key = False
    if not np.array_equal(matrix, np.eye(4)):
        mesh.data.transform(Matrix(matrix.tolist()), shape_keys=True)
    if keys := mesh.data.shape_keys:
        for name in shown.left_out & set(keys.key_blocks.keys()):
            mesh.shape_key_remove(keys.key_blocks[name])
        for name, value in zip(shown.key_names, shown.values, strict=True):
            if name in keys.key_blocks:
                keys.key_blocks[name].mute = False
                keys.key_blocks[name].value = value


def _bake(made: list[Any], rig: ArmatureObject, shown: Shown, space: Space) -> Mapping[bpy.types.ID, str]:
    """The clip as linear keys on whole frames; what stands still has none. Gives the name of its action."""
    frames = np.arange(len(shown.poses), dtype=np.float32)
    body, curves = action.new(rig, shown.name)
    names = {_keep(made, body): shown.name}
    for index, name in enumerate(shown.bone_names):
        bone = rig.pose.bones[name]
        places = shown.moved.locations[:, index] * space.units
        for path, values, still, least in (
            ("rotation_quaternion", shown.moved.rotations[:, index], (1, 0, 0, 0), STILL),
            ("location", places, (0, 0, 0), STAYS * space.units),
            ("scale", shown.moved.scales[:, index], (1, 1, 1), STILL),
        ):
            if np.abs(values - still).max() > least:
                action.write_curves(curves, bone.path_from_id(path), frames, values)
    return names


def _bake_face(made: list[Any], mesh: MeshObject, shown: Shown) -> Mapping[bpy.types.ID, str]:
    """The same of the keys of one mesh."""
    frames, keys = np.arange(len(shown.poses), dtype=np.float32), mesh.data.shape_keys
    columns = {name: i for i, name in enumerate(shown.key_names) if keys and name in keys.key_blocks}
    if not columns:
        return {}
    face, curves = action.new(keys, f"{shown.name} face")
    for name, column in columns.items():
        path = f'key_blocks["{bpy.utils.escape_identifier(name)}"].value'
        action.write_curves(curves, path, frames, shown.curves[:, column, None])
    return {_keep(made, face): face.name}
