# SPDX-License-Identifier: GPL-3.0-or-later
"""The avatars as results brought them, so that what was changed of one since can go on when its sliders are moved.

A request names such an avatar as its base only where something was changed: a drag of any other costs nothing more.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from .._shared.protocol.changes import Change, MotionResult, TextureResult
from .._shared.protocol.requests import Base
from .._shared.protocol.results import BODY, Avatar, Motion
from ..scene import provenance
from ..scene.shape_keys import before_drag
from ..state import avatars, panel_sliders
from ..state.avatar_object import AvatarObject
from ..state.memory import memory

MOST, MOST_SHOWN = 6, 24
"""avatars that are remembered, the newest: of before an undo, and of those that the file shows; some megabytes each"""
SMALLEST = 1e-4
"""metres; less is rounding"""
ALL_OVER = 0.9
"""of its vertices; a hand that sculpts leaves more of them where they were"""


@dataclass
class BaseAvatar:
    avatar: Avatar | None
    """None where the file had it before this session, so that no more is known than what its sliders give"""
    sliders: Mapping[str, float]
    plain: np.ndarray
    """(V, 3) metres: its vertices without what was sculpted"""
    changed: bool
    """whether it has a sculpt, textures or a motion that its sliders do not give"""


@dataclass
class BaseAvatars:
    known: dict[str, BaseAvatar] = field(default_factory=dict)
    """by avatar id, oldest first"""


def remember(avatar: Avatar, sculpt: np.ndarray | None = None) -> None:
    """A result is in the scene. sculpt: (V, 3) what its request had the backend keep."""
    known = memory.of(BaseAvatars).known
    vertices = avatar.mesh.vertices
    plain = vertices - sculpt if sculpt is not None and sculpt.shape == vertices.shape else vertices
    known.pop(avatar.avatar_id, None)
    known[avatar.avatar_id] = BaseAvatar(avatar, avatar.sliders, plain, "base" in avatar.provenance.request)
    _forget_oldest(known)


def learn(thing: AvatarObject, sliders: Mapping[str, float], vertices: np.ndarray) -> str:
    """The backend told (V, 3) what the sliders of an avatar give that is not known; returns what to tell about it."""
    if is_known(thing) or not panel_sliders.same(avatars.values(thing), dict(sliders)):
        return ""
    now, plain, note = before_drag(thing), vertices, ""
    if now.shape == vertices.shape:
        plain = vertices + _lift(now, vertices)
        moved = np.abs(now - plain).max(axis=1)
        if np.mean(moved > SMALLEST) > ALL_OVER:
            note = (
                f"All of {thing.name} differs from what this backend makes of its sliders, by up to "
                f"{1e3 * moved.max():.1f} mm: it was sculpted all over, or made by another version. It keeps its "
                "shape; for the body as it is made now, make a new avatar"
            )
    known = memory.of(BaseAvatars).known
    known.pop(_id_of(thing), None)
    known[_id_of(thing)] = BaseAvatar(None, dict(sliders), plain, False)
    _forget_oldest(known)
    return note


def is_known(thing: AvatarObject) -> bool:
    """Whether it can be told what was sculpted of an avatar."""
    return _base_of(thing) is not None


def change(thing: AvatarObject, made: Change) -> str:
    """A change went into an avatar of the scene, which has an id of its own from now on: another that was made of the
    same request, a copy, and the one that undo brings back are as they were. Returns what to tell about it."""
    if not isinstance(made, (TextureResult, MotionResult)):
        return ""  # it stands beside what a request is about
    base = _base_of(thing)
    changed = _with(base.avatar, made) if base is not None and base.avatar is not None else None
    thing.galatea.changed = True
    if base is None or changed is None:
        what = "motion" if isinstance(made, MotionResult) else "texture"
        return f"This {what} goes when the sliders of {thing.name} are moved or words change it; Undo brings it back"
    avatar_id = uuid.uuid4().hex
    known = memory.of(BaseAvatars).known
    known[avatar_id] = BaseAvatar(dataclasses.replace(changed, avatar_id=avatar_id), changed.sliders, base.plain, True)
    thing[provenance.AVATAR_ID] = avatar_id
    _forget_oldest(known)
    return ""


def sculpt_of(thing: AvatarObject) -> np.ndarray | None:
    """(V, 3) metres: how an avatar's mesh, as before any drag, differs from what its sliders give; None where it does
    not, or where nobody knows."""
    base = _base_of(thing)
    if base is None or len(thing.data.vertices) != len(base.plain):
        return None
    return noticed(before_drag(thing) - base.plain)


def sculpted_since(thing: AvatarObject, sculpt: np.ndarray | None) -> np.ndarray | None:
    """(V, 3) metres: what was sculpted after `sculpt` was told to the backend; None where nothing was."""
    base, now = _base_of(thing), sculpt_of(thing)
    if base is None or len(thing.data.vertices) != len(base.plain) or (now is None and sculpt is None):
        return None
    nothing = np.zeros_like(base.plain)
    return noticed((nothing if now is None else now) - (nothing if sculpt is None else sculpt))


def noticed(moved: np.ndarray) -> np.ndarray | None:
    """None where vertices did not move."""
    return moved if np.abs(moved).max() > SMALLEST else None


def base_for(thing: AvatarObject, sculpt: np.ndarray | None, keeps_motion: bool = True) -> Base | None:
    """What a request about an avatar starts from; None where its sliders and look say all.

    keeps_motion: whether the request asks for no other clip.
    """
    base = _base_of(thing)
    if base is None or base.avatar is None or (sculpt is None and not base.changed):
        return None
    vertices = base.plain if sculpt is None else base.plain + sculpt
    mesh = dataclasses.replace(base.avatar.mesh, vertices=np.ascontiguousarray(vertices, np.float32))
    motion = base.avatar.motion if keeps_motion else None
    return Base(avatar=dataclasses.replace(base.avatar, mesh=mesh, motion=motion))


def as_it_is(thing: AvatarObject) -> Avatar | None:
    """An avatar with its mesh as it is now, without what it wears and shows; None where nobody knows it any more, or
    where its mesh has other vertices."""
    base = _base_of(thing)
    if base is None or base.avatar is None:
        return None
    return with_mesh_of(base.avatar, thing)


def with_mesh_of(avatar: Avatar, thing: AvatarObject) -> Avatar | None:
    """As of `as_it_is`, of what the sliders of an avatar give."""
    vertices = before_drag(thing)
    if vertices.shape != avatar.mesh.vertices.shape:
        return None
    mesh = dataclasses.replace(avatar.mesh, vertices=vertices)
    nothing = np.zeros(0, np.int32)
    bare = dataclasses.replace(avatar, textures={}, motion=None, parts=(), covered=nothing, correctives=None)
    return dataclasses.replace(bare, mesh=mesh)


def _base_of(thing: AvatarObject) -> BaseAvatar | None:
    """What is remembered of an avatar; None after undo to one that is forgotten, or in a file that was opened."""
    base = memory.of(BaseAvatars).known.get(_id_of(thing))
    if base is None or not panel_sliders.same(avatars.values(thing), dict(base.sliders)):
        return None
    return base


def _id_of(thing: AvatarObject) -> str:
    return thing.get(provenance.AVATAR_ID, "")


def _lift(now: np.ndarray, plain: np.ndarray) -> np.ndarray:
    """(3,) how the figure stands elsewhere than its sliders say because its feet were sculpted and are on the floor."""
    lift = np.array((0.0, 0.0, np.median(now[:, 2] - plain[:, 2])), np.float32)
    on_floor = abs(float(now[:, 2].min() - plain[:, 2].min())) <= SMALLEST
    others = np.abs(now - plain - lift).max(axis=1) <= SMALLEST
    return lift if on_floor and others.mean() > 0.5 else np.zeros(3, np.float32)


def _forget_oldest(known: dict[str, BaseAvatar]) -> None:
    """Those that the file shows are kept longer: each may be the next that is dragged."""
    shown = {_id_of(thing) for thing in avatars.everyone()}
    for most, ids in ((MOST, known.keys() - shown), (MOST_SHOWN, known.keys() & shown)):
        for avatar_id in [each for each in known if each in ids][:-most]:
            del known[avatar_id]


def _with(avatar: Avatar, made: Change) -> Avatar | None:
    """An avatar with a change; None where the change is not one that goes on."""
    if isinstance(made, TextureResult) and made.part == BODY:
        return dataclasses.replace(avatar, textures={**avatar.textures, **made.textures})
    if isinstance(made, TextureResult):
        parts = [
            dataclasses.replace(part, textures={**part.textures, **made.textures}) if part.name == made.part else part
            for part in avatar.parts
        ]
        return dataclasses.replace(avatar, parts=tuple(parts))
    motion = _motion(avatar, made) if isinstance(made, MotionResult) else None
    return dataclasses.replace(avatar, motion=motion) if motion is not None else None


def _motion(avatar: Avatar, made: MotionResult) -> Motion | None:
    """With a column for each of the avatar's bones and keys; keys of the artist's own are none of them. None where it
    moves a bone from its place that is not the root, or bones that the avatar does not have."""
    bones, keys = avatar.rig.bone_names, avatar.shape_keys.names
    roots = [name for name, parent in zip(bones, avatar.rig.parents.tolist(), strict=True) if parent < 0]
    moves = bool(np.abs(made.motion.root_translation).max(initial=0.0))
    if not set(made.bone_names) <= set(bones) or (moves and not set(roots) & set(made.bone_names)):
        return None
    frames = len(made.motion.rotations)
    rotations = np.tile(np.array((1.0, 0.0, 0.0, 0.0), np.float32), (frames, len(bones), 1))
    rotations[:, [bones.index(name) for name in made.bone_names]] = made.motion.rotations
    curves = np.zeros((frames, len(keys)), np.float32)
    for column, name in enumerate(made.key_names):
        if name in keys:
            curves[:, keys.index(name)] = made.motion.shape_key_curves[:, column]
    return dataclasses.replace(made.motion, rotations=rotations, shape_key_curves=curves)
