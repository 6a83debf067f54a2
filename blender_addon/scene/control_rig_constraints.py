# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes a control rig move: constraints and drivers between its bones, from it to our armature and to the eyes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from .control_rig_parts import HANDLE, LIMBS, NAMES, POLE, SIDES, Joints, control_of, limbs_of
from .objects import ArmatureObject, MeshObject

OURS = "Galatea Control"
"""name of the constraints on an avatar's own bones"""
IK = "ik"
"""property of a handle: 0 the limb is turned, 1 it is pulled"""
ROLL = math.radians(45.0)
"""how far a foot rolls over its ball before it rolls over its toes"""
EYE = {"Up": math.radians(25.0), "Down": math.radians(30.0), "In": math.radians(33.0), "Out": math.radians(33.0)}
"""how far an eye turns with its face key at 1"""


def write(thing: ArmatureObject, joints: Joints) -> None:
    """Constraints and drivers inside of the control rig."""
    bones = thing.pose.bones
    for kind, side in limbs_of(joints):
        _limb(thing, kind, SIDES[side])
    for side, mark in SIDES.items():
        if f"toe{mark}" in bones:
            flat = copied(thing, bones[f"MCH-toe{mark}"], "COPY_ROTATION", f"MCH-toe_flat{mark}")
            _switched(thing, flat, f"foot_ik{mark}")
        if f"foot_roll{mark}" in bones:
            _roll(thing, mark)
        for bone in bones:
            if bone.name.startswith("curl_") and bone.name.endswith(mark):
                _added_turn(thing, bone, f"fist{mark}")
                finger = bone.name.removeprefix("curl_").removesuffix(mark)
                for phalanx in (1, 2, 3):
                    if (end := bones.get(f"{finger}_{phalanx}{mark}")) is not None:
                        _added_turn(thing, end, bone.name)
        if f"MCH-eye{mark}" in bones:
            aimed: Any = bones[f"MCH-eye{mark}"].constraints.new("DAMPED_TRACK")
            aimed.target, aimed.subtarget, aimed.track_axis = thing, f"look{mark}", "TRACK_Y"
            if f"eye{mark}" in bones and f"{side}Eye" in joints.rest:
                _turned_by(thing, bones[f"eye{mark}"], f"MCH-eye{mark}")


def hold(rig: ArmatureObject, thing: ArmatureObject, joints: Mapping[str, str]) -> None:
    """Our bones turn as the controls do, and the hips go where theirs are: no limb is ever stretched.

    joints: joint -> name of our bone.
    """
    for joint, name in joints.items():
        control = control_of(joint)
        if control in thing.pose.bones:
            kind = "COPY_TRANSFORMS" if joint == "Hips" else "COPY_ROTATION"
            made = copied(thing, rig.pose.bones[name], kind, control)
            made.name = OURS


def let_go(rig: ArmatureObject) -> None:
    """Take the constraints of `hold` away again."""
    for bone in rig.pose.bones:
        for constraint in [each for each in bone.constraints if each.name.startswith(OURS)]:
            bone.constraints.remove(constraint)


def holding(rig: ArmatureObject) -> list[Any]:
    return [each for bone in rig.pose.bones for each in bone.constraints if each.name.startswith(OURS)]


def drive_eyes(mesh: MeshObject, thing: ArmatureObject) -> dict[str, float]:
    """Face keys of the eyes follow the look controls, if nothing else drives them. Returns what each of them was."""
    keys = mesh.data.shape_keys
    driven: dict[str, float] = {}
    for side, mark in SIDES.items():
        if keys is None or f"MCH-eye{mark}" not in thing.pose.bones:
            continue
        inwards = -1.0 if side == "Left" else 1.0  # seen from above, a left eye turns to the nose clockwise
        for way, axis, sign in (("Up", "X", 1.0), ("Down", "X", -1.0), ("In", "Z", inwards), ("Out", "Z", -inwards)):
            name = f"eyeLook{way}{side}"
            path = f'key_blocks["{name}"].value'
            if name not in keys.key_blocks or (keys.animation_data and keys.animation_data.drivers.find(path)):
                continue
            driven[name] = keys.key_blocks[name].value
            curve: Any = keys.driver_add(path)
            curve.driver.type = "SCRIPTED"
            variable = curve.driver.variables.new()
            variable.name, variable.type = "turn", "TRANSFORMS"
            target = variable.targets[0]
            target.id, target.bone_target = thing, f"MCH-eye{mark}"
            target.transform_type, target.transform_space = f"ROT_{axis}", "LOCAL_SPACE"
            curve.driver.expression = f"min(max({sign / EYE[way]:.4f} * turn, 0), 1)"
    return driven


def free_eyes(mesh: MeshObject, driven: Mapping[str, float]) -> None:
    """Undo `drive_eyes`: driven is what it returned."""
    keys = mesh.data.shape_keys
    for name, value in driven.items():
        path = f'key_blocks["{name}"].value'
        if keys and keys.animation_data and keys.animation_data.drivers.find(path):
            keys.driver_remove(path)
            keys.key_blocks[name].value = value


def _limb(thing: ArmatureObject, kind: str, mark: str) -> None:
    bones, handle = thing.pose.bones, HANDLE[kind] + mark
    upper, lower, end = (NAMES[part] + mark for part in LIMBS[kind])
    bones[handle][IK] = 1.0 if kind == "leg" else 0.0
    told: Any = bones[handle].id_properties_ui(IK)
    told.update(min=0.0, max=1.0, soft_min=0.0, soft_max=1.0, description="0: turned bone by bone, 1: pulled")
    goal = f"MCH-foot_goal{mark}" if kind == "leg" else handle
    solver: Any = bones[f"MCH-{lower}"].constraints.new("IK")
    solver.target, solver.subtarget = thing, goal
    solver.pole_target, solver.pole_subtarget = thing, POLE[kind] + mark
    solver.chain_count, solver.use_stretch, solver.iterations = 2, False, 500
    solver.pole_angle = _pole_angle(thing, f"MCH-{upper}", f"MCH-{lower}", POLE[kind] + mark)
    copied(thing, bones[f"MCH-{end}"], "COPY_ROTATION", goal)
    for name in (upper, lower, end):
        own, side = f"ORG-{name}", name.removesuffix(mark)
        copied(thing, bones[own], "COPY_TRANSFORMS", f"{side}_fk{mark}")
        pulled = f"MCH-{end}" if name == end else f"{side}_twist{mark}"
        _switched(thing, copied(thing, bones[own], "COPY_TRANSFORMS", pulled), handle)


def copied(thing: ArmatureObject, bone: Any, kind: str, target: str) -> Any:
    """A bone stands as another, in the space of the armature."""
    made = bone.constraints.new(kind)
    made.target, made.subtarget = thing, target
    made.owner_space = made.target_space = "POSE"
    return made


def _turned_by(thing: ArmatureObject, bone: Any, target: str) -> None:
    """A bone turns from its rest by as much as its target does from its own, which may stand otherwise."""
    made = bone.constraints.new("COPY_ROTATION")
    made.target, made.subtarget = thing, target
    made.owner_space, made.target_space = "LOCAL", "LOCAL_OWNER_ORIENT"


def _added_turn(thing: ArmatureObject, bone: Any, target: str) -> None:
    """A bone bends about its X axis as much more as its target does."""
    made = bone.constraints.new("COPY_ROTATION")
    made.target, made.subtarget = thing, target
    made.owner_space = made.target_space = "LOCAL"
    made.use_y = made.use_z = False
    made.mix_mode = "AFTER"


def _switched(thing: ArmatureObject, constraint: Any, handle: str) -> None:
    """The influence of a constraint is the switch of a limb."""
    curve = constraint.driver_add("influence")
    curve.driver.type = "AVERAGE"
    variable = curve.driver.variables.new()
    variable.name, variable.type = IK, "SINGLE_PROP"
    variable.targets[0].id = thing
    variable.targets[0].data_path = f'pose.bones["{handle}"]["{IK}"]'


def _roll(thing: ArmatureObject, mark: str) -> None:
    """Heel, ball and toes turn about X as far as it is theirs."""
    for name, expression in (
        ("heel", "min(roll, 0)"),
        ("ball", f"min(max(roll, 0), {ROLL:.4f})"),
        ("toe_tip", f"max(roll - {ROLL:.4f}, 0)"),
    ):
        bone = thing.pose.bones[f"MCH-{name}{mark}"]
        bone.rotation_mode = "XYZ"
        curve: Any = bone.driver_add("rotation_euler", 0)
        curve.driver.type = "SCRIPTED"
        variable = curve.driver.variables.new()
        variable.name, variable.type = "roll", "TRANSFORMS"
        target = variable.targets[0]
        target.id, target.bone_target = thing, f"foot_roll{mark}"
        target.transform_type, target.transform_space, target.rotation_mode = "ROT_X", "LOCAL_SPACE", "SWING_TWIST_X"
        curve.driver.expression = expression


def _pole_angle(thing: ArmatureObject, upper: str, lower: str, pole: str) -> float:
    """The angle at which the solver leaves the limb at rest as it is: between the X axis of its first bone and the
    direction of the pole, about the bone."""
    first, second = thing.data.bones[upper], thing.data.bones[lower]
    head, elbow, end, goal = (np.array(each) for each in (
        first.head_local, first.tail_local, second.tail_local, thing.data.bones[pole].head_local))  # fmt: skip
    axis = (elbow - head) / np.linalg.norm(elbow - head)
    ahead = np.cross(np.cross(end - head, goal - head), axis)
    across = np.array(first.matrix_local, np.float64)[:3, 0]
    return float(np.arctan2(axis @ np.cross(ahead, across), ahead @ across))
