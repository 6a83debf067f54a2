# SPDX-License-Identifier: GPL-3.0-or-later
"""One request on its way, and the handler that says what becomes of it. A capability brings a handler of its own."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from .._shared.protocol.events import Cancelled, Done, Event, Failed, Preview, Warned
from .._shared.protocol.table import CAPABILITIES
from ..state import preview_icons, properties
from ..state.avatar_object import AvatarObject


@dataclass(eq=False)
class Job:
    """A request on its way: what becomes of it, and how far it is."""

    job_id: str
    handler: JobHandler
    uid: str
    """the avatar that it works for; empty for one that is still to be made"""
    title: str
    request: Any
    """None for a job from before a restart that is only watched"""
    file: int = 0
    """the number of the opened file that it works for"""
    scene: int = 0
    """the session's id of the scene in which it was asked for"""
    sculpt: np.ndarray | None = None
    """(V, 3) metres: what its request has the backend keep of the avatar's shape"""
    started: float = field(default_factory=time.monotonic)
    stage: str = "waiting"
    message: str = ""
    fraction: float = 0.0
    eta_s: float | None = None
    cancelling: bool = False


_RECOVERING: dict[str, type[JobHandler]] = {}
"""the class of a result -> the handler that puts it into the scene after a restart"""


class JobHandler:
    """What becomes of the jobs of one kind; the event loop calls it and knows no kinds."""

    recovers: ClassVar[tuple[str, ...]] = ()
    """the classes of the results (see the table of capabilities) that it puts into the scene after a restart, too"""
    capability: str = ""
    """what the job does, as the table of capabilities has it, where it is one from before a restart"""
    asked_here: ClassVar[bool] = True
    """whether its result was asked for in this Blender; if not, the backend keeps it"""
    in_panel: ClassVar[bool] = False
    """whether the panel shows it as work in progress"""
    blocks: ClassVar[bool] = False
    """whether nothing else may be asked for its avatar until it is over"""
    cancelled_with_all: ClassVar[bool] = True
    """whether the artist's "cancel all" stops it"""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _RECOVERING.update(dict.fromkeys(cls.__dict__.get("recovers", ()), cls))

    def on_result(self, job: Job, done: Done) -> AvatarObject | None:
        """The result is there; returns the avatar that it was put into."""
        return None

    def on_failure(self, job: Job, failure: Failed) -> None:
        """The backend could not do it."""
        properties.problem(failure.error())
        self.on_drop(job)

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        """It was stopped."""

    def on_preview(self, job: Job, image: np.ndarray) -> None:
        """A picture of how far it is; image: (H, W, 3|4) uint8, first row on top."""
        preview_icons.show(image)

    def on_warning(self, job: Job, message: str) -> None:
        """What the artist should know while it goes on."""
        properties.panel().note = message

    def on_drop(self, job: Job) -> None:
        """No result of it will ever be put in: its avatar stays, or becomes again, what it was."""

    def handle(self, job: Job, event: Event) -> AvatarObject | None:
        """Do what one event asks for; returns the avatar that a result was put into."""
        match event:
            case Done():
                return self.on_result(job, event)
            case Failed():
                self.on_failure(job, event)
            case Cancelled():
                self.on_cancel(job, event)
            case Preview():
                self.on_preview(job, event.image)
            case Warned():
                self.on_warning(job, event.message)
        return None


def recovering(capability: str) -> JobHandler | None:
    """Who takes the result of a job from before a restart; None where this Blender has no use for it."""
    line = CAPABILITIES.get(capability)
    handler = _RECOVERING.get(line.result.rpartition(":")[2]) if line else None
    if handler is None:
        return None
    made = handler()
    made.capability = capability
    return made
