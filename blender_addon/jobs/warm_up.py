# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend loads a body before the first slider is moved, which would wait for seconds otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from .._shared.protocol.events import Failed
from .._shared.protocol.requests import Figure, LiveShapeRequest
from ..session import session
from ..session.job import Job, JobHandler
from ..state import avatars
from ..state.memory import memory
from . import plain_bodies

WAITS_FOR_SEARCH = 0.05
"""how far a search is that has loaded what it needs"""


@dataclass
class WarmedUp:
    """The backend (its instance) and the body that were made ready last."""

    instance: str = ""
    body: str = ""


class WarmUp(JobHandler):
    """Nobody asked for it, and what it cannot do the first slider tells."""

    cancelled_with_all = False

    def on_failure(self, job: Job, failure: Failed) -> None:
        """Said nowhere."""


def step() -> None:
    """Once there is an avatar, or one on its way, have the backend load its body.

    Once for each backend and body: one that was idle for long has given its memory back because the user wants that.
    """
    connection = session.connection
    if connection.state != "READY" or connection.welcome is None:
        return
    thing = avatars.active()
    if thing is not None and not avatars.is_linked(thing) and plain_bodies.look_at(thing):
        last = memory.of(WarmedUp)
        last.instance, last.body = connection.welcome.instance, thing.galatea.body
        return
    # while the search loads its own body and encoder, a second worker would only be in its way
    searching = [job for job in connection.jobs.values() if job.handler.blocks and job.fraction >= WAITS_FOR_SEARCH]
    sought = searching[0].request.figure.body if searching and searching[0].request else ""
    wanted = WarmedUp(connection.welcome.instance, thing.galatea.body if thing else sought)
    last = memory.of(WarmedUp)
    if wanted.body and last != wanted:
        last.instance, last.body = wanted.instance, wanted.body
        connection.submit(LiveShapeRequest(figure=Figure(body=wanted.body)), WarmUp())
