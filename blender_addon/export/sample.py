# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scene shows of an avatar: the evaluated pose and face at every frame of its clip, as plain numbers.

However the movement comes about (keys of any kind, strips, constraints, drivers), the scene's own evaluation is asked.
It happens in a copy of the scene without the figure's skin, so that it is quick and the artist's scene stays at its
frame, with every pose that is not keyed yet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import bpy
import numpy as np

from .._shared.protocol.requests import RootMotion
from .._shared.rigging.clips.root_motion import Moving, carried
from .._shared.rigging.twist_bones import TwistBone, twist_bones, twisted_by, with_twists
from ..scene import armature_of, correctives, current, parts, rate
from ..scene.face_strips import MARK
from ..scene.modes import in_object_mode
from ..scene.objects import ArmatureObject, MeshObject
from . import frames as clip_frames
from .channels import Channels, channels, posed
from .place import Place, place

STILL = 1e-5
"""metres, shares of a turn or of a face key: what moves less stands still"""


STEADY = 1e-4
"""frames and shares of a frame; what differs less is the same time"""
SHEARED = 5e-3
"""metres or shares of a turn; what is further from the pose that a file can hold is told"""


@dataclass(frozen=True)
class Span:
    """A clip's frames among those of several, one after the other."""

    name: str
    start: int
    count: int


@dataclass(frozen=True, eq=False)
class Shown:
    """Sizes: N frames of the clip, 0 without one; J bones; K face keys. Lengths are metres of the file.

    The figure stands at the origin, upright, facing -Y, as tall as the scene shows it.
    """

    name: str
    """of the clip"""
    fps: float
    bone_names: tuple[str, ...]
    parents: tuple[int, ...]
    """-1 where a bone has none; a parent comes before its children"""
    rest: np.ndarray
    """(J, 4, 4) bone to figure"""
    poses: np.ndarray
    """(N, J, 4, 4) bone to figure; what moves the whole armature is in them"""
    moved: Channels
    """the same as turns, ways and growth of the bones"""
    key_names: tuple[str, ...]
    """without the basis"""
    values: np.ndarray
    """(K,) of the face keys without a clip, or at its first frame"""
    curves: np.ndarray
    """(N, K) values of the face keys"""
    place: Place
    notes: tuple[str, ...]
    """what of the scene a file cannot hold, in sentences"""
    carried: RootMotion = "hips"
    """who carries the way over the ground: "hips", "root" (a bone of its own, the first) or "none" """
    left_out: frozenset[str] = frozenset()
    """keys of the figure's meshes that are not in the file"""
    twists: tuple[TwistBone, ...] = ()
    """the limbs' twist bones, which the armature of the scene does not have: the last of the bones"""
    spans: tuple[Span, ...] = ()
    """the clips among the frames; none: all of them are one"""

    @property
    def clips(self) -> tuple[Span, ...]:
        """The clips among the frames, none where there are no frames."""
        return self.spans or ((Span(self.name, 0, len(self.poses)),) if len(self.poses) else ())


def sample(
    thing: MeshObject,
    fps: float = 0.0,
    by: RootMotion = "hips",
    twists: bool = False,
    scene: bpy.types.Scene | None = None,
) -> Shown:
    """Look at an avatar (its mesh object) in its scene, or in `scene` where it stands in none.

    fps: frames a second, 0 those of the scene; by: who carries the way over the ground; twists: whether limbs have
    twist bones. Raises ValueError where it has no armature, or has a bone called as one that is to be made.
    """
    with in_object_mode(current.layer_in_view()):
        shown = _sampled(thing, scene or scene_of(thing), fps)
        return _with_way(_with_twists(shown, thing) if twists else shown, by)


def _with_twists(shown: Shown, thing: MeshObject) -> Shown:
    """With twist bones, and without the corrective shapes that mend what these do not wring."""
    made = twist_bones(shown.bone_names, shown.parents)
    moving = with_twists(Moving(shown.bone_names, shown.parents, shown.rest, shown.poses))
    spread = twisted_by(shown.bone_names, made)
    gone = {name for name, bone in correctives.of_twists(thing).items() if bone in spread}
    kept = [column for column, name in enumerate(shown.key_names) if name not in gone]
    return replace(
        _on(shown, moving),
        key_names=tuple(shown.key_names[column] for column in kept),
        values=shown.values[kept],
        curves=shown.curves[:, kept],
        left_out=frozenset(gone),
        twists=made,
    )


def _with_way(shown: Shown, by: RootMotion) -> Shown:
    if by == "hips":
        return shown
    moving = carried(Moving(shown.bone_names, shown.parents, shown.rest, shown.poses), shown.fps, by)
    return replace(_on(shown, moving), carried=by)


def _on(shown: Shown, moving: Moving) -> Shown:
    """The same of another skeleton that moves as `moving`."""
    return replace(
        shown,
        bone_names=moving.names,
        parents=moving.parents,
        rest=moving.rest,
        poses=moving.poses,
        moved=channels(moving.parents, moving.rest, moving.poses),
    )


def rig_of(thing: MeshObject) -> ArmatureObject:
    """The avatar's armature. Raises ValueError where it has none."""
    rig = armature_of(thing)
    if rig is None:
        raise ValueError("the avatar has lost its armature; generate it again")
    return rig


def _sampled(thing: MeshObject, scene: bpy.types.Scene, fps: float) -> Shown:
    rig = rig_of(thing)
    sources = clip_frames.find(scene, thing, rig)
    fps = fps or rate.of(scene)
    frames = _times(sources.frames or range(0), rate.of(scene) / fps)
    with _stepping(scene, thing, rig, alone=not sources.look_at(scene)) as look:
        views = [look(*frame) for frame in frames] or [look(scene.frame_current, scene.frame_subframe)]
    poses, values, rigs, meshes = (np.stack(column) for column in zip(*views, strict=True))
    stands = place(rig.name, rigs, meshes, _unit(scene))
    rest = stands.scaled(np.array([bone.matrix_local for bone in rig.data.bones], np.float64).reshape(-1, 4, 4))
    poses = stands.travelled(stands.scaled(poses))
    moving = len(frames) > 1 and (_varies(poses) or _varies(values) or (sources.own and _differs(poses, rest)))
    if not moving:  # the file shows the rest pose, where nothing is to be mended
        values = np.where(np.isin(_key_names(thing), correctives.names(thing)), 0.0, values)
    poses, curves = (poses, values) if moving else (poses[:0], values[:0])
    bones = list(rig.data.bones)
    parents = tuple(bones.index(bone.parent) if bone.parent else -1 for bone in bones)
    moved = channels(parents, rest, poses)
    return Shown(
        name=clip_name(thing, rig),
        fps=fps,
        bone_names=tuple(bone.name for bone in bones),
        parents=parents,
        rest=rest,
        poses=poses,
        moved=moved,
        key_names=_key_names(thing),
        values=values[0],
        curves=curves,
        place=stands,
        notes=(*stands.notes, *_notes(rig, sources, parents, rest, poses, moved), *_hidden(thing)),
    )


def _key_names(thing: MeshObject) -> tuple[str, ...]:
    keys = thing.data.shape_keys
    return tuple(block.name for block in keys.key_blocks[1:]) if keys else ()


def _times(frames: range, step: float) -> list[tuple[int, float]]:
    """Whole frames and what is added to them, from the first on, `step` frames apart; the last is reached or passed."""
    if abs(step - 1.0) < STEADY:
        return [(frame, 0.0) for frame in frames]
    count = math.ceil((len(frames) - 1) / step - STEADY) + 1 if len(frames) else 0
    times = [min(frames[0] + index * step, frames[-1]) for index in range(count)]
    return [(math.floor(time), time - math.floor(time)) for time in times]


def _notes(
    rig: ArmatureObject,
    sources: clip_frames.Sources,
    parents: tuple[int, ...],
    rest: np.ndarray,
    poses: np.ndarray,
    moved: Channels,
) -> Iterator[str]:
    if rig.data.pose_position == "REST" and sources.own and not len(poses):
        yield f"{rig.name} is set to Rest Position, so the file has no clip."
    off = np.abs(posed(parents, rest, moved) - poses).max(axis=(0, 2, 3), initial=0.0)
    if (worst := int(np.argmax(off))) >= 0 and off[worst] > SHEARED:
        bone = rig.data.bones[worst].name
        yield f"Bones are stretched in a way that files cannot hold (most of all {bone}); they come close to it."


def _hidden(thing: MeshObject) -> Iterator[str]:
    """What the figure wears stays in its file where it is hidden, as all of the figure does: the skin under it is
    hidden too, and who hides a thing to see another does not mean to lose it."""
    layer = current.layer_in_view()
    hidden = sorted(part.name for part in parts.of(thing).values() if not part.visible_get(view_layer=layer))
    if hidden and thing.visible_get(view_layer=layer):
        those = "is" if len(hidden) == 1 else "are"
        yield f"{', '.join(hidden)} {those} hidden, and in the file all the same; what is deleted is left out."


def _unit(scene: bpy.types.Scene) -> float:
    """Metres that the scene says one of its units is."""
    return 1.0 if scene.unit_settings.system == "NONE" else scene.unit_settings.scale_length


def _varies(samples: np.ndarray) -> bool:
    return bool(np.ptp(samples, axis=0).max(initial=0.0) > STILL)


def _differs(poses: np.ndarray, rest: np.ndarray) -> bool:
    return bool(np.abs(poses - rest).max(initial=0.0) > STILL)


def scene_of(thing: MeshObject) -> bpy.types.Scene:
    scenes = (current.scene(), *bpy.data.scenes)
    return next((scene for scene in scenes if scene.objects.get(thing.name) == thing), scenes[0])


def clip_name(thing: MeshObject, rig: ArmatureObject) -> str:
    """That of the action that plays, or of the first strip that does; the turns of a head are called as its face."""
    playing: list[tuple[bool, str]] = []
    for block in filter(None, (rig, thing.data.shape_keys)):
        data = block.animation_data
        if data and data.action:
            playing.append((False, data.action.name))
        for track in data.nla_tracks if data else ():
            for strip in track.strips if not track.mute else ():
                head = block == rig and strip.action is not None and MARK in strip.action
                playing += [] if strip.mute else [(head, strip.name)]
    return min(playing, key=lambda each: each[0], default=(False, "clip"))[1]


Look = Callable[[int, float], tuple[np.ndarray, ...]]


@contextmanager
def _stepping(scene: bpy.types.Scene, thing: MeshObject, rig: ArmatureObject, alone: bool) -> Iterator[Look]:
    """A function that gives, at a frame, poses (J, 4, 4), key values (K,) and where armature and mesh stand (4, 4).

    Two objects depend on the figure, so Blender evaluates it wherever it is hidden: a child of the armature (of a mere
    target only the bones in use are evaluated), and one that has its mesh with the keys and stands where it stands.
    Drivers that look at the scene itself need the scene itself; otherwise (`alone`) it is a copy of it with these two.
    """
    with ExitStack() as undo:
        bones = _lent(undo, bpy.data.objects.new("galatea bones", None), bpy.data.objects)
        bones.parent = rig
        skin = _lent(undo, bpy.data.objects.new("galatea skin", thing.data), bpy.data.objects)
        skin.constraints.new("COPY_TRANSFORMS").target = thing
        stage = scene
        if alone:
            stage = _lent(undo, scene.copy(), bpy.data.scenes)
            for child in list(stage.collection.children):
                stage.collection.children.unlink(child)
            for other in list(stage.collection.objects):
                stage.collection.objects.unlink(other)
        else:
            undo.callback(scene.frame_set, scene.frame_current, subframe=scene.frame_subframe)
        for each in (bones, skin):
            stage.collection.objects.link(each)
        layer = current.layer_in_view() if current.scene() == stage else stage.view_layers[0]
        order = [rig.pose.bones.find(bone.name) for bone in rig.data.bones]
        keys = thing.data.shape_keys

        def look(frame: int, subframe: float) -> tuple[np.ndarray, ...]:
            stage.frame_set(frame, subframe=subframe)
            evaluated = current.depsgraph(layer)
            seen = rig.evaluated_get(evaluated)
            matrices = np.empty(len(order) * 16, np.float32)
            seen.pose.bones.foreach_get("matrix", matrices)
            poses = matrices.reshape(-1, 4, 4).transpose(0, 2, 1)[order].astype(np.float64)
            values = _values(keys.evaluated_get(evaluated)) if keys else np.zeros(0)
            mesh = skin.evaluated_get(evaluated).matrix_world
            return poses, values, np.array(seen.matrix_world), np.array(mesh)

        yield look


def _values(keys: bpy.types.Key) -> np.ndarray:
    """(K,) the face keys' values; a muted key shows nothing."""
    return np.array([0.0 if block.mute else block.value for block in keys.key_blocks[1:]], np.float64)


def _lent(undo: ExitStack, block: Any, collection: Any) -> Any:
    """`block`, which goes when it is over."""
    undo.callback(collection.remove, block)
    return block
