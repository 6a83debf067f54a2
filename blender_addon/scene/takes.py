# SPDX-License-Identifier: GPL-3.0-or-later
"""Any armature of the scene as a skeleton and a motion for `rigging`, and a motion onto one that is not ours."""

from __future__ import annotations

from collections.abc import Mapping

import bpy
import numpy as np

from .._shared.protocol.changes import MotionResult
from .._shared.protocol.errors import BadRequest
from .._shared.protocol.results import Motion, Provenance, Rig
from .._shared.rigging.bone_names import recognised
from .._shared.rigging.clips.retarget import Body, Retargeted, body_of, retargeted
from .._shared.rigging.clips.upright import upright
from .._shared.rigging.joint_map import JOINTS, JointMap, joint_map
from .._shared.rigging.motion import continuous
from .._shared.rigging.posed_take import rooted, take_of_poses
from .._shared.rigging.take import Bones, Take
from . import action, bone_maps, current, rate
from .armature import bone_names
from .objects import ArmatureObject

MOST_FRAMES = 36_000


def own_bones(rig: ArmatureObject) -> Bones:
    """Our bones of an avatar's armature under the avatar's names, as they stand at rest: metres, in its own space."""
    names = bone_names(rig)
    order = [bone.name for bone in rig.data.bones]
    ours = sorted(names, key=lambda name: order.index(names[name]))
    place = {names[name]: index for index, name in enumerate(ours)}
    parents = []
    for name in ours:
        parent = rig.data.bones[names[name]].parent
        while parent is not None and parent.name not in place:
            parent = parent.parent
        parents.append(place[parent.name] if parent is not None else -1)
    rest = np.array([rig.data.bones[names[name]].matrix_local for name in ours], np.float64)
    tails = np.array([rig.data.bones[names[name]].tail_local for name in ours], np.float64)
    return Bones(tuple(ours), np.array(parents, int), rest, tails)


def rig_for_wire(rig: ArmatureObject) -> Rig:
    """The same as a request carries it. Raises BadRequest where there is no bone of ours."""
    bones = own_bones(rig)
    if not bones.names:
        raise BadRequest("The armature has no bones of ours.", "Select an avatar that was made here.")
    rest = bones.rest.astype(np.float32)
    return Rig(
        kind="scene",
        bone_names=bones.names,
        parents=bones.parents.astype(np.int32),
        rest_matrices=rest,
        lengths=np.linalg.norm(bones.tails - bones.heads, axis=1).astype(np.float32),
        weights=np.zeros((0, 4), np.float32),
        bone_indices=np.zeros((0, 4), np.int32),
    )


def own_body(rig: ArmatureObject) -> Body:
    """Raises BadRequest where an avatar is no person."""
    bones = own_bones(rig)
    return body_of(bones, _map(bones).joints)


def _map(bones: Bones, given: Mapping[str, str] | None = None) -> JointMap:
    try:
        return joint_map(bones, given)
    except ValueError as error:
        raise BadRequest(str(error), "Say which bone is which joint: Motion > Bone Map.") from error


def joints_of(rig: ArmatureObject) -> dict[str, str]:
    """Joint -> bone of any armature, as far as it is known or was said."""
    given = bone_maps.given(rig)
    try:
        return dict(joint_map(_bones(rig), given).joints)
    except ValueError:
        return recognised([bone.name for bone in rig.data.bones])[1] | {j: bone for j, bone in given.items() if bone}


def say_joints(rig: ArmatureObject, joints: Mapping[str, str]) -> None:
    """Keep which bone is which joint. Raises BadRequest where that is no person's skeleton."""
    said = {joint: joints.get(joint, "") for joint in JOINTS}
    _map(_bones(rig), said | {joint: bone for joint, bone in joints.items() if joint not in said})
    bone_maps.keep(rig, said)


def any_body(rig: ArmatureObject) -> Body:
    """All bones of any armature, as large as it stands in the scene. Raises BadRequest where it is no person's."""
    bones = _bones(rig)
    return body_of(bones, _map(bones, bone_maps.given(rig)).joints)


def _bones(rig: ArmatureObject) -> Bones:
    order = list(rig.data.bones)
    stands, scale = _stands(rig)
    rest = stands @ np.array([bone.matrix_local for bone in order], np.float64).reshape(-1, 4, 4)
    rest[:, :3, 3] *= scale
    tails = np.array([bone.tail_local for bone in order], np.float64).reshape(-1, 3) @ stands[:3, :3].T * scale
    parents = np.array([order.index(bone.parent) if bone.parent else -1 for bone in order], int)
    return Bones(tuple(bone.name for bone in order), parents, rest, tails)


def _stands(rig: ArmatureObject) -> tuple[np.ndarray, float]:
    """How an armature is turned in the world (4, 4), as importers turn those of files with Y up, and its size."""
    _, turn, scale = rig.matrix_world.decompose()
    return np.array(turn.to_matrix().to_4x4(), np.float64), float(np.mean(np.abs(np.array(scale[:]))))


def sampled(scene: bpy.types.Scene, rig: ArmatureObject) -> tuple[Take, JointMap]:
    """The motion of any armature, frame by frame as the scene shows it, with the hips as its root.

    Raises BadRequest where nothing moves it, or it is no person's skeleton.
    """
    ends = _ends(rig)
    if ends is None:
        raise BadRequest(f"{rig.name} has no action.", "Give it one, or choose another armature.")
    first, last = ends
    if last - first + 1 > MOST_FRAMES:
        raise BadRequest(f"The action of {rig.name} has {last - first + 1:,} frames.", "Cut it into shorter clips.")
    whole = _bones(rig)
    known = _map(whole, bone_maps.given(rig))
    bones = rooted(whole, known)
    frame, subframe = scene.frame_current, scene.frame_subframe
    stands, scale = _stands(rig)
    poses = []
    try:
        for each in range(first, last + 1):
            scene.frame_set(each)
            seen = rig.evaluated_get(current.depsgraph(current.layer_in_view()))
            poses.append([np.array(seen.pose.bones[name].matrix, np.float64) for name in bones.names])
    finally:
        scene.frame_set(frame, subframe=subframe)
    world = stands @ np.array(poses)
    world[..., :3, 3] *= scale
    name = rig.animation_data.action.name if rig.animation_data and rig.animation_data.action else rig.name
    take = take_of_poses(name, rate.of(scene), bones, world, known)
    try:
        return upright(take, known.joints), known
    except ValueError as error:
        raise BadRequest(str(error), "Choose another armature.") from error


def of_action(scene: bpy.types.Scene, rig: ArmatureObject, made: bpy.types.Action) -> Take:
    """A clip of ours at the whole frames of its keys, read from its curves, whether or not it plays."""
    bones, names = own_bones(rig), bone_names(rig)
    first, last = (round(float(frame)) for frame in made.frame_range[:])
    frames = range(first, last + 1)
    curves = {(curve.data_path, curve.array_index): curve for curve in action.collection(made)}

    def values(bone: str, channel: str, home: tuple[float, ...]) -> np.ndarray:
        path = rig.pose.bones[names[bone]].path_from_id(channel)
        out = np.tile(np.array(home), (len(frames), 1))
        for index in range(len(home)):
            if curve := curves.get((path, index)):
                out[:, index] = [curve.evaluate(frame) for frame in frames]
        return out

    rotations = np.stack([values(name, "rotation_quaternion", (1.0, 0.0, 0.0, 0.0)) for name in bones.names], axis=1)
    rotations /= np.maximum(np.linalg.norm(rotations, axis=-1, keepdims=True), 1e-9)
    root = int(np.flatnonzero(bones.parents < 0)[0])
    travel = values(bones.names[root], "location", (0.0, 0.0, 0.0)) @ bones.rest[root, :3, :3].T
    return Take(made.name, rate.of(scene), bones, continuous(rotations), travel)


def _ends(rig: ArmatureObject) -> tuple[int, int] | None:
    data = rig.animation_data
    if data is None:
        return None
    ends = [found for found in [action.frame_range(data)] if found]
    ends += [(s.frame_start, s.frame_end) for t in data.nla_tracks if not t.mute for s in t.strips if not s.mute]
    if not ends:
        return None
    return int(np.floor(min(first for first, _ in ends))), int(np.ceil(max(last for _, last in ends)))


def on(take: Take, known: JointMap, body: Body) -> Retargeted:
    """Raises BadRequest where a leg has no length."""
    try:
        return retargeted(take, known.joints, body)
    except ValueError as error:
        raise BadRequest(str(error), "Choose another armature.") from error


def as_motion(made: Retargeted, name: str) -> Motion:
    count = len(made.take.rotations)
    return Motion(
        name=name,
        fps=made.take.fps,
        root_translation=made.take.travel.astype(np.float32),
        rotations=made.take.rotations.astype(np.float32),
        shape_key_curves=np.zeros((count, 0), np.float32),
    )


def as_change(made: Retargeted, name: str, avatar_id: str) -> MotionResult:
    """As a backend would give it."""
    source = Provenance(request={}, seed=0, models={}, versions={})
    return MotionResult(
        avatar_id=avatar_id, provenance=source, motion=as_motion(made, name), bone_names=made.take.bones.names
    )


def write_elsewhere(scene: bpy.types.Scene, rig: ArmatureObject, made: Retargeted, body: Body) -> bpy.types.Action:
    """A new action on an armature that is not ours; the one that it had stays in the file."""
    before = rig.animation_data.action if rig.animation_data else None
    if before is not None:
        before.use_fake_user = True
    written, curves = action.new(rig, made.take.name)
    frames = (np.arange(made.take.frames) * (rate.of(scene) / made.take.fps)).astype(np.float32)
    bones = made.take.bones
    for index, name in enumerate(bones.names):
        rotations = made.take.rotations[:, index].astype(np.float32)
        if np.abs(rotations - (1.0, 0.0, 0.0, 0.0)).max() > 1e-6:
            bone = rig.pose.bones[name]
            bone.rotation_mode = "QUATERNION"
            action.write_curves(curves, bone.path_from_id("rotation_quaternion"), frames, rotations)
    hips = bones.names[body.place["Hips"]]
    stands, scale = _stands(rig)
    way = (made.take.travel / scale) @ stands[:3, :3] @ np.array(rig.data.bones[hips].matrix_local.to_3x3())
    action.write_curves(curves, rig.pose.bones[hips].path_from_id("location"), frames, way.astype(np.float32))
    return written
