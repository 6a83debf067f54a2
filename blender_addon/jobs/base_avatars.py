# SPDX-License-Identifier: GPL-3.0-or-later
"""The avatars as results brought them, so that what was changed of one since can go on when its sliders are moved.

A request names such an avatar as its base only where something was changed: a drag of any other costs nothing more.
"""

from __future__ import annotations

import dataclasses
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

MOST = 6
"""avatars that are remembered, the newest: some megabytes each"""
SMALLEST = 1e-4
"""metres; less is rounding"""


@dataclass
class BaseAvatar:
    avatar: Avatar
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
    known[avatar.avatar_id] = BaseAvatar(avatar, plain, "base" in avatar.provenance.request)
    while len(known) > MOST:
        del known[next(iter(known))]


def change(thing: AvatarObject, made: Change) -> None:
    """A change went into an avatar of the scene."""
    base = _base_of(thing)
    if base is None:
        return
    if isinstance(made, TextureResult) and made.part == BODY:
        textures = {**base.avatar.textures, **made.textures}
        base.avatar, base.changed = dataclasses.replace(base.avatar, textures=textures), True
    elif isinstance(made, MotionResult) and made.bone_names == base.avatar.rig.bone_names:
        base.avatar, base.changed = dataclasses.replace(base.avatar, motion=_motion(base.avatar, made)), True


def sculpt_of(thing: AvatarObject) -> np.ndarray | None:
    """(V, 3) metres: how an avatar's mesh, as before any drag, differs from what its sliders give; None where it does
    not, or where nobody knows."""
    base = _base_of(thing)
    if base is None or len(thing.data.vertices) != len(base.plain):
        return None
    sculpt = before_drag(thing) - base.plain
    return sculpt if np.abs(sculpt).max() > SMALLEST else None


def base_for(thing: AvatarObject, sculpt: np.ndarray | None) -> Base | None:
    """What a request about an avatar starts from; None where its sliders and look say all."""
    base = _base_of(thing)
    if base is None or (sculpt is None and not base.changed):
        return None
    vertices = base.plain if sculpt is None else base.plain + sculpt
    mesh = dataclasses.replace(base.avatar.mesh, vertices=np.ascontiguousarray(vertices, np.float32))
    return Base(avatar=dataclasses.replace(base.avatar, mesh=mesh))


def _base_of(thing: AvatarObject) -> BaseAvatar | None:
    """What is remembered of an avatar; None after undo to one that is forgotten, or in a file that was opened."""
    base = memory.of(BaseAvatars).known.get(thing.get(provenance.AVATAR_ID, ""))
    if base is None or not panel_sliders.same(avatars.values(thing), dict(base.avatar.sliders)):
        return None
    return base


def _motion(avatar: Avatar, made: MotionResult) -> Motion:
    """With a column for each of the avatar's keys."""
    keys = avatar.shape_keys.names
    curves = np.zeros((len(made.motion.rotations), len(keys)), np.float32)
    for column, name in enumerate(made.key_names):
        curves[:, keys.index(name)] = made.motion.shape_key_curves[:, column]
    return dataclasses.replace(made.motion, shape_key_curves=curves)
