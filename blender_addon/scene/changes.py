# SPDX-License-Identifier: GPL-3.0-or-later
"""A change to an avatar that is in the scene: its motion, textures, parameters, or vertices that move with time."""

from __future__ import annotations

import json

import bpy
import numpy as np

from .._shared.protocol.changes import (
    Change,
    MotionResult,
    MovingMeshResult,
    ParametersResult,
    PosesResult,
    TextureResult,
)
from .._shared.protocol.errors import BadRequest
from .._shared.protocol.results import BODY
from . import armature, clip, clips, current, material, moving, parts, poses, sharing
from .objects import ArmatureObject, MeshObject

PARAMETERS = "galatea_parameters"
"""JSON on the avatar: name -> numbers"""
_HINT = "Ask for it again, for this avatar."


def apply_change(thing: MeshObject, change: Change) -> str:
    """Make a change to an avatar; returns what of it cannot be shown. Raises BadRequest where it does not fit."""
    sharing.own_mesh(thing)
    if isinstance(change, MotionResult):
        return _apply_motion(thing, change)
    if isinstance(change, PosesResult):
        poses.put(_own_rig(thing), change, 0, keyed=False)
        return ""
    if isinstance(change, TextureResult):
        return _apply_textures(thing, change)
    if isinstance(change, ParametersResult):
        thing[PARAMETERS] = json.dumps({name: values.tolist() for name, values in change.parameters.items()})
        return ""
    if isinstance(change, MovingMeshResult):
        owner = _mesh(thing, change.part)
        _fit(len(owner.data.vertices) == change.vertices.shape[1], "The vertices that move are not those of the mesh.")
        moving.write(_scene(thing), owner, change)
        return ""
    raise BadRequest(f"A {type(change).__name__} changes nothing in a scene.", "Update Galatea.")


def parameters(thing: MeshObject) -> dict[str, np.ndarray]:
    """The parameters that a job gave the avatar; none where no job has."""
    told = json.loads(thing.get(PARAMETERS, "{}"))
    return {name: np.array(values, np.float32) for name, values in told.items()}


def _apply_motion(thing: MeshObject, change: MotionResult) -> str:
    rig = _own_rig(thing)
    missing = [name for name in change.bone_names if name not in armature.bone_names(rig)]
    _fit(not missing, f"The avatar's skeleton has no bone {', '.join(missing[:3])}.")
    blocks = thing.data.shape_keys.key_blocks if thing.data.shape_keys else {}
    missing = [name for name in change.key_names if name not in blocks]
    _fit(not missing, f"The avatar has no shape key {', '.join(missing[:3])}.")
    playing = clip.own_action(rig)
    if playing is not None and playing.name != change.motion.name:
        clips.put_by(thing, rig)
    clip.write_motion(_scene(thing), thing, rig, change.motion, change.bone_names, change.key_names)
    return ""


def _own_rig(thing: MeshObject) -> ArmatureObject:
    """Its armature, no other's. Raises BadRequest."""
    rig = armature.armature_of(thing)
    if rig is None or not armature.is_ours(rig):
        raise BadRequest("The avatar has no armature of ours.", _HINT)
    return sharing.own_rig(thing, rig)


def _apply_textures(thing: MeshObject, change: TextureResult) -> str:
    owner = _mesh(thing, change.part)
    ours = material.of(owner)
    surface = (material.surface_of(ours) if ours else None) or material.PLAIN
    material.write(owner, change.textures, surface, change.part, whole=False)
    shown = material.of(owner)
    hidden = [name for name in change.textures if shown is None or material.node_of(shown, name) is None]
    return f"Not shown, because the material has no place for it: {', '.join(hidden)}" if hidden else ""


def _mesh(thing: MeshObject, name: str) -> MeshObject:
    known = {BODY: thing, **parts.of(thing)}
    _fit(name in known, f"The avatar has no mesh {name!r}.")
    return known[name]


def _scene(thing: MeshObject) -> bpy.types.Scene:
    return next((scene for scene in bpy.data.scenes if scene.objects.get(thing.name) == thing), current.scene())


def _fit(truth: bool, message: str) -> None:
    if not truth:
        raise BadRequest(message, _HINT)
