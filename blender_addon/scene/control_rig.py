# SPDX-License-Identifier: GPL-3.0-or-later
"""A control rig on an avatar's skeleton: an armature of its own, which our bones follow by constraints.

Our armature keeps its bones, names, action and pose, so that what files get does not change and removing the controls
gives everything back. `control_rig_bones` says which bones there are (of `control_rig_parts`, with
`control_rig_ends`), `control_rig_constraints` what moves what, `control_rig_shapes` how they are drawn,
`control_rig_pose` brings controls to poses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import bpy
import numpy as np
from mathutils import Matrix

from .._shared.protocol.errors import BadRequest
from .._shared.rigging.joint_map import joint_map
from .._shared.rigging.skeletons import HUMANOID_OPTIONAL, HUMANOID_REQUIRED
from . import control_rig_bones as described
from . import control_rig_constraints as constraints
from . import control_rig_shapes as shapes
from .armature import SHORTEST, bone_names
from .control_rig_parts import MECHANISM, SIDES, Control, Joints
from .modes import in_edit_mode
from .objects import ArmatureObject, MeshObject
from .shape_keys import rest_vertices
from .takes import own_bones

CONTROLS_OF = "galatea_controls_of"
"""on the object of a control rig: the armature that it moves"""
_EYES = "galatea_driven_keys"
"""JSON: face key -> its value before the controls drove it"""
_KNOWN = (*HUMANOID_REQUIRED, *HUMANOID_OPTIONAL)
_EYE_DEPTH = 0.011
"""metres from the front of an eye to its middle, where keys alone tell where it is"""


def of(rig: ArmatureObject | None) -> ArmatureObject | None:
    """The control rig of an avatar's armature."""
    found = (each for each in bpy.data.objects if rig is not None and each.get(CONTROLS_OF) == rig)
    return next((cast(ArmatureObject, each) for each in found if each.type == "ARMATURE"), None)


def add(mesh: MeshObject, rig: ArmatureObject, layer: bpy.types.ViewLayer, eyes: bool = True) -> ArmatureObject:
    """Build the control rig, in the collections of the armature; it takes hold of the bones at once.

    eyes: whether the look controls drive the face keys of the eyes. Raises BadRequest where there is one already, or
    where the skeleton is no person's.
    """
    if of(rig) is not None:
        raise BadRequest("The avatar has a control rig.", "Remove it first.")
    names = joints_of(rig)
    joints = _joints(mesh, rig, names)
    data = bpy.data.armatures.new(f"{rig.name} Controls")
    thing = cast(ArmatureObject, bpy.data.objects.new(f"{rig.name} Controls", data))
    for collection in rig.users_collection:
        collection.objects.link(thing)
    thing.parent, thing.show_in_front, thing[CONTROLS_OF] = rig, True, rig
    thing.lock_location = thing.lock_rotation = thing.lock_scale = (True, True, True)
    made = described.controls(joints)
    _write_bones(thing, made, layer)
    _dress(thing, made)
    constraints.write(thing, joints)
    constraints.hold(rig, thing, names)
    thing[_EYES] = json.dumps(constraints.drive_eyes(mesh, thing) if eyes else {})
    return thing


def remove(mesh: MeshObject, rig: ArmatureObject) -> None:
    """Take the control rig away; its keys go with it. Raises BadRequest where there is none."""
    thing = of(rig)
    if thing is None:
        raise BadRequest("The avatar has no control rig.", "Add one first.")
    constraints.let_go(rig)
    constraints.free_eyes(mesh, json.loads(thing.get(_EYES, "{}")))
    data = thing.data
    action = thing.animation_data.action if thing.animation_data else None
    bpy.data.objects.remove(thing)
    if not data.users:
        bpy.data.armatures.remove(data)
    if action is not None and not action.users:
        bpy.data.actions.remove(action)
    shapes.remove_unused()


def fit(mesh: MeshObject, rig: ArmatureObject, layer: bpy.types.ViewLayer) -> None:
    """Bones of another shape: the controls stand where the joints are now. Nothing where there is no control rig."""
    thing = of(rig)
    if thing is None:
        return
    made = described.controls(_joints(mesh, rig, joints_of(rig)))
    _write_bones(thing, made, layer)
    _dress(thing, made)


def is_holding(rig: ArmatureObject) -> bool:
    """Whether our bones follow the controls, and no clip underneath."""
    return any(not each.mute for each in constraints.holding(rig))


def hold(rig: ArmatureObject, on: bool) -> None:
    """Follow the controls, or let the clip underneath play; neither loses anything."""
    for each in constraints.holding(rig):
        each.mute = not on


def joints_of(rig: ArmatureObject) -> dict[str, str]:
    """Joint as in Unity's humanoid -> name of our bone, parents before children. Raises BadRequest for no person's."""
    bones, names = own_bones(rig), bone_names(rig)
    try:
        known = joint_map(bones).joints
    except ValueError as error:
        raise BadRequest(f"There are no controls for this skeleton: {error}", "Choose a person's body.") from error
    order = [bone.name for bone in rig.data.bones]
    found = {joint: names[bone] for joint, bone in known.items() if joint in _KNOWN and bone in names}
    return dict(sorted(found.items(), key=lambda each: order.index(each[1])))


def _joints(mesh: MeshObject, rig: ArmatureObject, names: Mapping[str, str]) -> Joints:
    bones = {joint: rig.data.bones[name] for joint, name in names.items()}
    whose = {name: joint for joint, name in names.items()}

    def above(bone: bpy.types.Bone) -> str:
        parent = bone.parent
        while parent is not None and parent.name not in whose:
            parent = parent.parent
        return whose[parent.name] if parent is not None else ""

    lengths = {}
    for joint, bone in bones.items():
        ends = [other for other in bones.values() if other.parent == bone]
        lengths[joint] = max(bone.length, SHORTEST) if bone.length > 0.01 or not ends else _apart(bone, ends[0])
    return Joints(
        {joint: np.array(bone.matrix_local, np.float64) for joint, bone in bones.items()},
        lengths,
        {joint: above(bone) for joint, bone in bones.items()},
        _eyes(mesh),
    )


def _apart(bone: bpy.types.Bone, other: bpy.types.Bone) -> float:
    return max((other.head_local - bone.head_local).length, SHORTEST)


def _eyes(mesh: MeshObject) -> dict[str, np.ndarray]:
    """Side -> the middle of the eye, from what its key for looking up moves most."""
    keys = mesh.data.shape_keys
    out = {}
    for side in SIDES:
        block = keys.key_blocks.get(f"eyeLookUp{side}") if keys else None
        if block is None:
            continue
        rest = rest_vertices(mesh).astype(np.float64)
        shown = np.empty(rest.size, np.float32)
        block.data.foreach_get("co", shown)
        base = np.empty(rest.size, np.float32)
        block.relative_key.data.foreach_get("co", base)
        moved = np.linalg.norm((shown - base).reshape(-1, 3), axis=1)
        if moved.max() > 1e-5:
            out[side] = rest[moved > 0.8 * moved.max()].mean(axis=0) + np.array((0.0, _EYE_DEPTH, 0.0))
    return out


def _write_bones(thing: ArmatureObject, made: list[Control], layer: bpy.types.ViewLayer) -> None:
    with in_edit_mode(layer, thing):
        bones = thing.data.edit_bones
        for gone in set(bones.keys()) - {control.name for control in made}:
            bones.remove(bones[gone])
        for control in made:
            bone = bones.get(control.name) or bones.new(control.name)
            bone.use_connect = False
            bone.parent = bones[control.parent] if control.parent else None
            bone.head, bone.tail = (0.0, 0.0, 0.0), (0.0, max(control.length, SHORTEST), 0.0)
            bone.matrix = Matrix(control.rest.tolist())
            bone.use_deform = False


def _dress(thing: ArmatureObject, made: list[Control]) -> None:
    """Collections, colours, shapes, locks."""
    thing.data.display_type = "WIRE"
    for control in made:
        collections = thing.data.collections
        collection = collections.get(control.collection)
        if collection is None:
            collection = collections.new(control.collection)
            collection.is_visible = control.collection != MECHANISM
        bone: Any = thing.pose.bones[control.name]
        collection.assign(thing.data.bones[control.name])
        if control.palette:
            colour: Any = thing.data.bones[control.name].color
            colour.palette = control.palette
        if control.shape:
            bone.custom_shape = shapes.shape(control.shape)
            bone.custom_shape_scale_xyz = control.size
            bone.custom_shape_translation = control.shift
        bone.lock_scale = (True, True, True)
        bone.lock_location = (control.turns_only,) * 3
