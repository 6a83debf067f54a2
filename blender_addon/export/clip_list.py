# SPDX-License-Identifier: GPL-3.0-or-later
"""Several clips of an avatar for one file or a file each: the one that plays as the scene shows it, and those that
wait in NLA tracks, each as its action alone tells it.

One that waits is looked at on a copy of armature and face that no window sees, so that nothing of the artist's is
touched: without constraints (controls hold what plays, not what waits), posed as it would be when it is played.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import bpy
import numpy as np

from .._shared.protocol.requests import RootMotion
from ..scene import clip, clips, correctives
from ..scene.objects import ArmatureObject, MeshObject
from .channels import channels
from .sample import Shown, Span, rig_of, sample, scene_of

Which = Literal["shown", "all", "each"]
LEAST_FPS, MOST_FPS = 24.0, 120.0


@dataclass(frozen=True)
class ClipsWanted:
    """Which clips go into a file, and how."""

    which: Which = "shown"
    """what the scene shows, all clips of the figure in one file, or a file for each"""
    fps: float = 0.0
    """frames a second, 24 to 120; 0 those of the scene"""
    root_motion: RootMotion = "hips"
    twist_bones: bool = False
    """whether limbs have bones that spread their twist"""


def sample_all(thing: MeshObject, fps: float = 0.0, by: RootMotion = "hips", twists: bool = False) -> tuple[Shown, ...]:
    """All clips of an avatar, what the scene shows first; at `fps` frames a second, 0 those of the scene.

    Clips in which nothing moves are left out and told of in the notes of the first. Raises ValueError where no clip is
    left.
    """
    rig = rig_of(thing)
    waiting = clips.waiting(thing, rig)
    found = [sample(thing, fps, by, twists)] if clips.plays(thing, rig) or not waiting else []
    for each in waiting:
        with _played_alone(thing, rig, each) as (mesh, _):
            found.append(sample(mesh, fps, by, twists, scene_of(thing)))
    moving = [each for each in found if len(each.poses)]
    if not moving:
        raise ValueError("the figure has no clip that moves it")
    still = [each.name for each in found if not len(each.poses)]
    told = (*moving[0].notes, *(f"Nothing moves in the clip {name}; it is left out." for name in still))
    return (dataclasses.replace(moving[0], notes=told), *moving[1:])


def one_after_the_other(found: Sequence[Shown]) -> Shown:
    """Clips on one timeline, as the exporters see them; `spans` says which frames are whose.

    Raises ValueError where two have one name.
    """
    names = [each.name for each in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two clips are called {twice[0]}; rename one of their actions")
    first, spans, start = found[0], [], 0
    for each in found:
        spans.append(Span(each.name, start, len(each.poses)))
        start += len(each.poses)
    poses = np.concatenate([each.poses for each in found])
    return dataclasses.replace(
        first,
        poses=poses,
        moved=channels(first.parents, first.rest, poses),
        curves=np.concatenate([each.curves for each in found]),
        spans=tuple(spans),
    )


def files_of(names: Sequence[str], file: str | Path) -> list[Path]:
    """A file for each clip, called as Unity wants it: Ada.fbx and walk are Ada@walk.fbx.

    Raises ValueError where two clips come to one name.
    """
    path = Path(file)
    found = [path.with_name(f"{path.stem}@{_plain(name)}{path.suffix}") for name in names]
    same = [each.name.casefold() for each in found]
    if twice := [each.name for index, each in enumerate(found) if same[index] in same[:index]]:
        raise ValueError(f"two clips would be {twice[0]}; rename one of their actions")
    return found


def _plain(name: str) -> str:
    """A clip's name as the name of a file has it on every system."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name).strip(" .") or "clip"


@contextmanager
def _played_alone(
    thing: MeshObject, rig: ArmatureObject, waits: clips.Waiting
) -> Iterator[tuple[MeshObject, ArmatureObject]]:
    """Copies of an avatar's mesh and armature on which the clip plays and nothing else."""
    made: list[Any] = []
    try:
        bones = cast(ArmatureObject, _kept(made, rig.copy()))
        bones.animation_data_clear()
        for holder in (bones, *bones.pose.bones):
            for constraint in list(holder.constraints):
                holder.constraints.remove(constraint)
        clip.pose_as_before(rig, bones)
        _give(bones, waits.body)
        mesh = cast(MeshObject, _kept(made, thing.copy()))
        mesh.data = _kept(made, thing.data.copy())
        for modifier in mesh.modifiers:
            if modifier.type == "ARMATURE":
                cast(bpy.types.ArmatureModifier, modifier).object = bones
        if mesh.parent == rig:
            mesh.parent = bones
        if keys := mesh.data.shape_keys:
            for name, value in clip.face(thing).items():
                keys.key_blocks[name].value = value
            _give(keys, waits.face)
            correctives.follow(mesh)
        yield mesh, bones
    finally:
        bpy.data.batch_remove(made)


def _kept(made: list[Any], block: Any) -> Any:
    made.append(block)
    return block


def _give(owner: Any, action: bpy.types.Action | None) -> None:
    """Nothing but the action moves a copy, and the drivers that it has."""
    if action is None and owner.animation_data is None:
        return
    data = owner.animation_data or owner.animation_data_create()
    data.use_nla, data.action = False, action
    data.action_blend_type, data.action_influence = "REPLACE", 1.0
    if action is not None and hasattr(data, "action_slot") and data.action_slot is None:
        data.action_slot = next(iter(data.action_suitable_slots), None)
