# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings controls to a pose: turned to pulled and back at one frame, or a whole clip onto all controls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix

from .._shared.protocol.errors import BadRequest
from .._shared.rigging.motion import continuous
from .._shared.rigging.rotations import quaternions_from_matrices
from . import action, control_rig, current
from .control_rig_constraints import IK
from .control_rig_parts import AWAY, HANDLE, LIMBS, NAMES, POLE, SIDES, control_of
from .objects import ArmatureObject

STRAIGHT = 0.02
"""share of a limb; where its elbow lies nearer to the straight line, the limb tells no plane of its own"""


def limb_switch(thing: ArmatureObject, kind: str, side: str) -> bpy.types.PoseBone | None:
    """The handle whose property switches a limb; None where the figure has no such limb."""
    return thing.pose.bones.get(HANDLE[kind] + SIDES[side])


def is_pulled(handle: bpy.types.PoseBone) -> bool:
    return float(handle.get(IK, 0.0)) > 0.5


def snap(thing: ArmatureObject, kind: str, side: str, pulled: bool, layer: bpy.types.ViewLayer) -> list[str]:
    """Switch a limb to its handle (`pulled`) or to turning, with the controls where the limb is; it does not move.

    Returns the controls that were changed, the handle first. Raises BadRequest where the figure has no such limb.
    """
    handle = limb_switch(thing, kind, side)
    if handle is None:
        raise BadRequest(f"The figure has no {side.lower()} {kind}.", "Choose another limb.")
    mark = SIDES[side]
    names = [NAMES[part] for part in LIMBS[kind]]
    layer.update()
    poses = {name: _pose(thing, f"ORG-{name}{mark}") for name in names}
    changed = [f"{name}_twist{mark}" for name in names[:2]] if pulled else [f"{name}_fk{mark}" for name in names]
    if pulled:
        _set(thing, handle.name, poses[names[2]] @ _offset(thing, f"ORG-{names[2]}{mark}", handle.name))
        if (roll := thing.pose.bones.get(f"foot_roll{mark}")) and kind == "leg":
            roll.matrix_basis = Matrix.Identity(4)
            changed.append(roll.name)
        place = _pole(thing, kind, side, [poses[name] for name in names])
        rest = np.array(thing.data.bones[POLE[kind] + mark].matrix_local, np.float64)
        rest[:3, 3] = place
        _set(thing, POLE[kind] + mark, rest)
        changed.append(POLE[kind] + mark)
        handle[IK] = 1.0
        layer.update()
        for name in names[:2]:
            _set(thing, f"{name}_twist{mark}", poses[name], turns_only=True)
            layer.update()
    else:
        handle[IK] = 0.0
        for name in names:
            _set(thing, f"{name}_fk{mark}", poses[name], turns_only=True)
            layer.update()
    # a property that was set by a script wakes no driver
    thing.update_tag()
    layer.update()
    return [handle.name, *changed]


def key(thing: ArmatureObject, names: Iterable[str], frame: float) -> None:
    """Keys at a frame for controls as they stand, and for the switch of those that have one."""
    for name in names:
        bone = thing.pose.bones[name]
        if not all(bone.lock_location):
            bone.keyframe_insert("location", frame=frame)
        turned = {"QUATERNION": "rotation_quaternion", "AXIS_ANGLE": "rotation_axis_angle"}
        bone.keyframe_insert(turned.get(bone.rotation_mode, "rotation_euler"), frame=frame)
        if IK in bone:
            bone.keyframe_insert(f'["{IK}"]', frame=frame)


def bake(
    rig: ArmatureObject, thing: ArmatureObject, scene: bpy.types.Scene, first: int, last: int, name: str
) -> bpy.types.Action:
    """The clip that plays on our bones becomes keys on all controls, turned and pulled alike, one at every frame.

    Afterwards our bones follow the controls; the clip stays underneath. Raises BadRequest without a frame.
    """
    if last < first:
        raise BadRequest("There is no frame between the first and the last.", "Give a last frame after the first.")
    joints = control_rig.joints_of(rig)
    frame, subframe = scene.frame_current, scene.frame_subframe
    frames = list(range(first, last + 1))
    control_rig.hold(rig, False)
    try:
        poses = {joint: [] for joint in joints}
        for each in frames:
            scene.frame_set(each)
            seen = rig.evaluated_get(current.depsgraph(current.layer_in_view()))
            for joint, bone in joints.items():
                poses[joint].append(np.array(seen.pose.bones[bone].matrix, np.float64))
        made, curves = action.new(thing, f"{name} controls")
        moves = {joint: np.array(told) @ np.linalg.inv(_rest(rig, joints[joint])) for joint, told in poses.items()}
        _key(thing, curves, frames, _wanted(thing, moves))
        for bone in thing.pose.bones:
            if not bone.name.startswith(("MCH-", "ORG-", "look")):
                bone.matrix_basis = Matrix.Identity(4)
        control_rig.hold(rig, True)
        _key_twists(thing, curves, scene, frames, moves)
    finally:
        control_rig.hold(rig, True)
        scene.frame_set(frame, subframe=subframe)
    return made


def _wanted(thing: ArmatureObject, moves: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Control -> (N, 4, 4) where it and its parents stand in the armature, for moves of the joints from their rest."""
    count = len(next(iter(moves.values())))
    out: dict[str, np.ndarray] = {}
    followed = {control_of(joint): joint for joint in moves}
    for kind, parts in LIMBS.items():
        for side, mark in SIDES.items():
            if limb_switch(thing, kind, side) is None:
                continue
            for part in parts:
                for form in ("{0}_fk{1}", "MCH-{0}{1}", "{0}_twist{1}"):
                    followed[form.format(NAMES[part], mark)] = side + part
            followed[HANDLE[kind] + mark] = side + parts[2]
    for side, mark in SIDES.items():
        for name in ("MCH-toe_flat", "MCH-toe"):
            followed[name + mark] = f"{side}Foot"
    for bone in thing.data.bones:
        joint = followed.get(bone.name, "")
        if joint in moves:
            out[bone.name] = moves[joint] @ np.array(bone.matrix_local, np.float64)
        elif bone.parent is not None:
            to_parent = np.linalg.inv(np.array(bone.parent.matrix_local, np.float64))
            out[bone.name] = out[bone.parent.name] @ to_parent @ np.array(bone.matrix_local, np.float64)
        else:
            out[bone.name] = np.tile(np.array(bone.matrix_local, np.float64), (count, 1, 1))
    for kind, parts in LIMBS.items():
        for side, mark in SIDES.items():
            if limb_switch(thing, kind, side) is not None:
                limb = [out[f"{NAMES[part]}_fk{mark}"] for part in parts]
                places = [_pole(thing, kind, side, [pose[n] for pose in limb]) for n in range(count)]
                out[POLE[kind] + mark] = out[POLE[kind] + mark].copy()
                out[POLE[kind] + mark][:, :3, 3] = places
    return out


def _key(thing: ArmatureObject, curves: Any, frames: list[int], wanted: dict[str, np.ndarray]) -> None:
    """Keys for every control that can be turned or moved and does not stay at rest."""
    times = np.array(frames, np.float32)
    for bone in thing.pose.bones:
        if bone.name.startswith(("MCH-", "ORG-")) or "_twist" in bone.name:
            continue
        basis = _basis(thing, bone.name, wanted[bone.name], _parent_poses(thing, bone.name, wanted))
        _write(bone, curves, times, basis)


def _key_twists(
    thing: ArmatureObject, curves: Any, scene: bpy.types.Scene, frames: list[int], moves: dict[str, np.ndarray]
) -> None:
    """How pulled limbs are turned about themselves, which only the solved limb tells."""
    names = {
        f"{NAMES[part]}_twist{mark}": side + part
        for kind, parts in LIMBS.items()
        for side, mark in SIDES.items()
        for part in parts[:2]
        if limb_switch(thing, kind, side) is not None
    }
    solved: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for each in frames:
        scene.frame_set(each)
        seen: Any = thing.evaluated_get(current.depsgraph(current.layer_in_view()))
        for name in names:
            solved[name].append(np.array(seen.pose.bones[name].parent.matrix, np.float64))
    times = np.array(frames, np.float32)
    for name, joint in names.items():
        wanted = moves[joint] @ _rest(thing, name)
        basis = _basis(thing, name, wanted, np.array(solved[name]))
        basis[:, :3, 3] = 0.0
        _write(thing.pose.bones[name], curves, times, basis)


def _write(bone: bpy.types.PoseBone, curves: Any, times: np.ndarray, basis: np.ndarray) -> None:
    turns = continuous(quaternions_from_matrices(basis[:, :3, :3])[:, None])[:, 0].astype(np.float32)
    bone.rotation_mode = "QUATERNION"
    if np.abs(turns - (1.0, 0.0, 0.0, 0.0)).max() > 1e-5:
        action.write_curves(curves, bone.path_from_id("rotation_quaternion"), times, turns)
    way = basis[:, :3, 3].astype(np.float32)
    if not all(bone.lock_location) and np.abs(way).max() > 1e-6:
        action.write_curves(curves, bone.path_from_id("location"), times, way)


def _parent_poses(thing: ArmatureObject, name: str, wanted: dict[str, np.ndarray]) -> np.ndarray:
    parent = thing.data.bones[name].parent
    return wanted[parent.name] if parent is not None else np.tile(np.eye(4), (len(wanted[name]), 1, 1))


def _basis(thing: ArmatureObject, name: str, wanted: np.ndarray, parents: np.ndarray) -> np.ndarray:
    """(N, 4, 4) what a bone is given so that it stands as `wanted` (N, 4, 4) under its parent (N, 4, 4)."""
    bone = thing.data.bones[name]
    at_rest = _rest(thing, name)
    if bone.parent is not None:
        at_rest = np.linalg.inv(_rest(thing, bone.parent.name)) @ at_rest
    return np.linalg.inv(parents @ at_rest) @ wanted


def _pole(thing: ArmatureObject, kind: str, side: str, poses: Iterable[np.ndarray]) -> np.ndarray:
    """(3,) where the pole of a limb stands that is posed so: before its elbow, in the plane in which the limb bends."""
    mark = SIDES[side]
    names = [NAMES[part] + mark for part in LIMBS[kind]]
    upper, lower, end = poses
    start, middle, tip = (pose[:3, 3] for pose in (upper, lower, end))
    along = (tip - start) / max(float(np.linalg.norm(tip - start)), 1e-9)
    bent = middle - start
    bent = bent - along * (bent @ along)
    rest = _rest(thing, POLE[kind] + mark)[:3, 3] - _rest(thing, f"ORG-{names[1]}")[:3, 3]
    usual = upper[:3, :3] @ _rest(thing, f"ORG-{names[0]}")[:3, :3].T @ rest
    usual = usual - along * (usual @ along)
    usual = usual / max(float(np.linalg.norm(usual)), 1e-9)
    length = float(np.linalg.norm(middle - start))
    straight = float(np.clip(1.0 - np.linalg.norm(bent) / (STRAIGHT * length), 0.0, 1.0))
    ahead = bent / max(float(np.linalg.norm(bent)), 1e-9) * (1.0 - straight) + usual * straight
    return middle + ahead / max(float(np.linalg.norm(ahead)), 1e-9) * AWAY * length


def _rest(rig: ArmatureObject, name: str) -> np.ndarray:
    return np.array(rig.data.bones[name].matrix_local, np.float64)


def _offset(thing: ArmatureObject, moved: str, name: str) -> np.ndarray:
    """How a control stands in the frame of a bone that it moves with."""
    return np.linalg.inv(_rest(thing, moved)) @ _rest(thing, name)


def _pose(thing: ArmatureObject, name: str) -> np.ndarray:
    seen: Any = thing.evaluated_get(current.depsgraph(current.layer_in_view()))
    return np.array(seen.pose.bones[name].matrix, np.float64)


def _set(thing: ArmatureObject, name: str, wanted: np.ndarray, turns_only: bool = False) -> None:
    bone = thing.pose.bones[name]
    parent = _pose(thing, bone.parent.name) if bone.parent else np.eye(4)
    basis = _basis(thing, name, wanted[None], parent[None])[0]
    if turns_only:
        basis[:3, 3] = 0.0
    bone.matrix_basis = Matrix(basis.tolist())
