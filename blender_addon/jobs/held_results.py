# SPDX-License-Identifier: GPL-3.0-or-later
"""Results that must wait: while the artist edits, sculpts or renders, nothing is put into the scene."""

from __future__ import annotations

from dataclasses import dataclass, field

import bpy

from .._shared.protocol.events import Done
from ..scene import current, parts
from ..session.job import Job
from ..state import avatars, labels
from ..state.avatar_object import AvatarObject
from ..state.memory import memory

_BUSY_MODES = ("EDIT", "SCULPT")
_BUSY_OPERATORS = ("TRANSFORM_OT_", "SCULPT_OT_", "PAINT_OT_", "MESH_OT_", "ARMATURE_OT_", "OBJECT_OT_", "POSE_OT_")


@dataclass
class HeldResults:
    """What came while the artist was busy with its avatar."""

    held: list[tuple[Job, Done]] = field(default_factory=list)


def hold(job: Job, done: Done) -> None:
    memory.of(HeldResults).held.append((job, done))


def released() -> list[tuple[Job, Done]]:
    """What was held back and may go in now, because the artist has let go."""
    results = memory.of(HeldResults)
    free = [(job, done) for job, done in results.held if not obstacle(avatars.find(job.uid))]
    results.held = [(job, done) for job, done in results.held if all(job is not other for other, _ in free)]
    return free


def waits(job: Job) -> bool:
    """Whether a result is held back until the artist lets go."""
    return any(held is job for held, _ in memory.of(HeldResults).held)


def job_ids() -> set[str]:
    """The jobs whose results are held back."""
    return {job.job_id for job, _ in memory.of(HeldResults).held}


def obstacle(thing: AvatarObject | None) -> str:
    """What the artist must do before a result may go into the avatar, or before a new one may come; empty: nothing.

    A result must not break a mode or a gesture, nor change what is being rendered. A new avatar is selected, which ends
    every mode.
    """
    if bpy.app.is_job_running("RENDER"):
        return "Wait for the render"
    if thing is not None:
        rig = avatars.rig(thing)
        worn = (part.mode for part in parts.of(thing).values())
        modes = [thing.mode, *worn, "EDIT" if rig is not None and rig.mode == "EDIT" else "OBJECT"]
        busy = [mode for mode in modes if mode in _BUSY_MODES]
    else:
        layer = current.view_layer()
        active = layer.objects.active if layer else None
        busy = [active.mode] if active is not None and active.mode != "OBJECT" else []
    if busy:
        return "Leave Edit or Sculpt Mode" if busy[0] in _BUSY_MODES else f"Leave {labels.title(busy[0].lower())} Mode"
    gesture = any(
        operator.bl_idname.startswith(_BUSY_OPERATORS)
        for window in current.windows()
        for operator in window.modal_operators
    )
    return "Finish the gesture" if gesture else ""
