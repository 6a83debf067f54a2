# SPDX-License-Identifier: GPL-3.0-or-later
"""A clip of an FBX or GLB file as plain arrays, by Blender's importers: in a Blender that has nothing else to keep."""

from __future__ import annotations

import contextlib
import io
import json
import struct
from pathlib import Path
from typing import Any, cast

import bpy
import numpy as np

from . import action, current, rate
from .modes import in_edit_mode
from .objects import ArmatureObject
from .takes import MOST_FRAMES

LEAST_FPS, USUAL_FPS = 10.0, 30.0
"""frames a second; a .glb whose keys are farther apart has left some out"""


def read(path: Path, wanted: str) -> dict[str, np.ndarray]:
    """Arrays of one clip; the scene of this Blender is lost.

    They are names (J,), parents (J,), rest (J, 4, 4) and poses (N, J, 4, 4) bone to world, tails (J, 3), fps, clip (its
    name) and clips (all names). wanted: which clip, "" for the first. Raises ValueError, as a sentence, where the file
    cannot be read or holds no such clip.
    """
    scene = current.scene()
    _import(scene, path)
    rigs = [cast(ArmatureObject, thing) for thing in bpy.data.objects if thing.type == "ARMATURE"]
    moving = [(rig, found) for rig in rigs if (found := _clips(rig))]
    if not moving:
        raise ValueError(f"{path.name} holds no skeleton that moves")
    rig, clips = max(moving, key=lambda each: len(each[0].data.bones))
    chosen = next((name for name in clips if name.casefold() == wanted.casefold()), "") if wanted else next(iter(clips))
    if not chosen:
        raise ValueError(f"{path.name} holds no clip {wanted!r}; there are {', '.join(clips)}")
    _alone(rig)
    rest, tails = _rest(rig)
    return {
        "names": np.array([bone.name for bone in rig.data.bones]),
        "parents": np.array([rig.data.bones.find(bone.parent.name) if bone.parent else -1 for bone in rig.data.bones]),
        "rest": rest,
        "tails": tails,
        "poses": _poses(scene, rig, *clips[chosen]),
        "fps": np.array(rate.of(scene)),
        "clip": np.array(chosen),
        "clips": np.array(list(clips)),
    }


def _import(scene: bpy.types.Scene, path: Path) -> None:
    fbx = path.suffix.lower() == ".fbx"
    if not fbx:
        rate.write(scene, _rate_of_glb(path.read_bytes()))
    read_it: Any = bpy.ops.import_scene.fbx if fbx else bpy.ops.import_scene.gltf
    try:
        with contextlib.redirect_stderr(io.StringIO()):  # Blender prints the traceback that it raises
            read_it(filepath=str(path))
    except RuntimeError as error:
        said = str(error).strip().splitlines() or ["no reason told"]
        raise ValueError(f"Blender cannot read {path.name}: {said[-1]}") from error


def _rate_of_glb(content: bytes) -> float:
    """Frames a second of the animation with most keys; a GLB tells none."""
    try:
        tree = json.loads(content[20 : 20 + struct.unpack_from("<I", content, 12)[0]])
        samplers = [sampler for clip in tree.get("animations", ()) for sampler in clip["samplers"]]
        times = [tree["accessors"][sampler["input"]] for sampler in samplers]
        most = max(times, key=lambda each: each["count"], default=None)
        rates = (most["count"] - 1) / (most["max"][0] - most["min"][0]) if most and most["count"] > 1 else 0.0
    except (ValueError, KeyError, IndexError, TypeError, ZeroDivisionError, struct.error) as error:
        raise ValueError(f"the file is no GLB that can be read ({error})") from error
    return min(round(rates, 3), 120.0) if rates >= LEAST_FPS else USUAL_FPS


def _clips(rig: ArmatureObject) -> dict[str, tuple[bpy.types.Action, Any]]:
    """Name -> action and its slot, the one that plays first."""
    data, out = rig.animation_data, dict[str, tuple[bpy.types.Action, Any]]()
    strips = [(track.name, strip) for track in data.nla_tracks for strip in track.strips] if data else []
    named = {strip.action: name for name, strip in strips if strip.action}
    slots = {strip.action: getattr(strip, "action_slot", None) for _, strip in strips}
    of_fbx = [each for each in bpy.data.actions if each.name.startswith(f"{rig.name}|")]
    for each in dict.fromkeys((*([data.action] if data and data.action else ()), *named, *of_fbx)):
        parts = each.name.split("|")
        out.setdefault(named.get(each) or (parts[1] if len(parts) > 1 else each.name), (each, slots.get(each)))
    return out


def _alone(rig: ArmatureObject) -> None:
    """Nothing but the armature and what it hangs on, so that each frame is quick; and no bone is connected to another,
    as Blender's importer makes them where they meet: it would lose its way, as hips do that hang on a root bone."""
    above: list[bpy.types.Object] = [rig]
    parent = rig.parent
    while parent is not None:
        above.append(parent)
        parent = parent.parent
    for thing in [thing for thing in bpy.data.objects if thing not in above]:
        bpy.data.objects.remove(thing)
    with in_edit_mode(current.layer_in_view(), rig):
        for bone in rig.data.edit_bones:
            bone.use_connect = False


def _rest(rig: ArmatureObject) -> tuple[np.ndarray, np.ndarray]:
    """(J, 4, 4) and the tails (J, 3) in the world, as the armature stands without a clip."""
    data: Any = rig.animation_data or rig.animation_data_create()
    data.use_nla, data.action = False, None
    current.layer_in_view().update()
    world = np.array(rig.matrix_world, np.float64)
    bones = list(rig.data.bones)
    rest = world @ np.array([bone.matrix_local for bone in bones], np.float64).reshape(-1, 4, 4)
    rest[:, :3, :3] /= np.linalg.norm(rest[:, :3, :3], axis=1, keepdims=True)
    tails = np.array([bone.tail_local for bone in bones], np.float64).reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]
    return rest, tails


def _poses(scene: bpy.types.Scene, rig: ArmatureObject, played: bpy.types.Action, slot: Any) -> np.ndarray:
    data: Any = rig.animation_data
    data.action = played
    if hasattr(played, "slots") and (slot is not None or data.action_slot is None):
        data.action_slot = slot or next(iter(data.action_suitable_slots), None)
    ends = action.frame_range(data)
    if ends is None:
        raise ValueError(f"the clip {played.name} has no keys")
    first, last = int(np.floor(ends[0] + 1e-3)), int(np.ceil(ends[1] - 1e-3))
    if last - first + 1 > MOST_FRAMES:
        raise ValueError(f"the clip {played.name} has {last - first + 1:,} frames, more than {MOST_FRAMES:,}")
    order = [rig.pose.bones.find(bone.name) for bone in rig.data.bones]
    out = np.empty((last - first + 1, len(order), 4, 4))
    for row, frame in enumerate(range(first, last + 1)):
        scene.frame_set(frame)
        seen = rig.evaluated_get(current.depsgraph(current.layer_in_view()))
        matrices = np.empty(len(order) * 16, np.float32)
        seen.pose.bones.foreach_get("matrix", matrices)
        out[row] = np.array(seen.matrix_world) @ matrices.reshape(-1, 4, 4).transpose(0, 2, 1)[order].astype(np.float64)
    return out
