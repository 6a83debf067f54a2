# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend's wardrobe is fetched once an avatar is there to be dressed."""

from __future__ import annotations

from .._shared.protocol.events import Cancelled, Done, Failed
from .._shared.protocol.requests import WardrobeRequest, Worn
from ..session import session
from ..session.job import Job, JobHandler
from ..state import avatars, looks, properties, wardrobe
from ..state.memory import memory


class FetchedWardrobe(JobHandler):
    """Nobody asked for it; where it cannot be told, the panel says so in its place."""

    cancelled_with_all = False

    def __init__(self) -> None:
        self.changes = memory.of(wardrobe.Wardrobe).changes

    def on_result(self, job: Job, done: Done) -> None:
        if self.changes == memory.of(wardrobe.Wardrobe).changes:
            wardrobe.fill(done.result)
        else:  # what was added meanwhile may not be in it
            ask()

    def on_failure(self, job: Job, failure: Failed) -> None:
        """The panel shows that there is none."""

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        memory.of(wardrobe.Wardrobe).asked = ""


def step() -> None:
    """Once for each backend."""
    connection = session.connection
    if connection.state != "READY" or connection.welcome is None or avatars.active() is None:
        return
    if "wardrobe" not in connection.welcome.capabilities:
        return
    held = memory.of(wardrobe.Wardrobe)
    if held.asked != connection.welcome.instance:
        held.asked = connection.welcome.instance
        ask()


def ask() -> Job:
    """Anew, as after something was added."""
    return session.connection.submit(WardrobeRequest(), FetchedWardrobe())


def choose(slot: str, piece: str) -> None:
    """In a slot of the panel a piece was chosen: from there it goes on as a slider that was moved."""
    look = properties.panel().look
    known = {entry.name: entry for entry in wardrobe.entries()}
    looks.show(look, looks.wearing(looks.look_of(look), Worn(slot=slot, piece=piece), known))
