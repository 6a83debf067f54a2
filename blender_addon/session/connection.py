# SPDX-License-Identifier: GPL-3.0-or-later
"""One socket to one backend, and the jobs that are on their way through it. Draws nothing, waits for nothing."""

from __future__ import annotations

import contextlib
import time
from typing import Any

from .._shared.protocol.client import Client
from .._shared.protocol.errors import ConnectionFailed, GalateaError
from .._shared.protocol.events import FINAL, Event, Failed, JobInfo, JobList, ModelInfo, Progress, Welcome
from ..state.signals import Signal
from .job import Job, JobHandler

ANSWER_WITHIN_S = 6.0
HELLO_AGAIN_S = 1.0


class Connection:
    """`state` is OFF, CONNECTING, READY or LOST (it answered before, and may again)."""

    def __init__(self) -> None:
        self.changed = Signal()
        """its state, or how far a job is, is another"""
        self._state = "OFF"
        self.address = ""
        self.welcome: Welcome | None = None
        self.jobs: dict[str, Job] = {}
        self.trouble: list[GalateaError] = []
        self.listed: tuple[JobInfo, ...] | None = None
        """the backend's answer to `ask_jobs`, until somebody takes it"""
        self.file = 0
        """changes with every file that is opened; a new job belongs to the newest"""
        self._client: Client | None = None
        self._models: tuple[ModelInfo, ...] = ()
        self._opened = self._asked = 0.0

    @property
    def state(self) -> str:
        return self._state

    @state.setter
    def state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self.changed.send()

    def open(self, address: str, token: str, server_key: str = "") -> None:
        """Start to connect. Raises ConnectionFailed where `address` is none."""
        self.close()
        self._client = Client(address, token, server_key=server_key)
        self.address = address
        self.state = "CONNECTING"
        self._opened = self._asked = time.monotonic()
        self._client.hello()

    def close(self) -> None:
        """Leave the backend alone. Its jobs go on there; here they are forgotten."""
        if self._client is not None:
            self._client.close()
        self._client = None
        self.welcome = self.listed = None
        self.state = "OFF"
        self.jobs.clear()

    def submit(
        self, request: Any, handler: JobHandler, *, uid: str = "", title: str = "", key: str | None = None
    ) -> Job:
        """Send a request. Raises BadRequest where it is wrong, ConnectionFailed where nobody is there."""
        return self._begun(Job(self._ready().submit(request, key=key), handler, uid, title, request, self.file))

    def watch(self, job_id: str, handler: JobHandler, *, uid: str = "", title: str = "") -> Job:
        """Hear of a job from before a restart; of a finished one comes its result."""
        return self._begun(Job(self._ready().watch(job_id), handler, uid, title, None, self.file))

    def look(self, job_id: str, handler: JobHandler) -> Job:
        """See what a finished job made; it goes on waiting on the backend for somebody."""
        return self._begun(Job(self._ready().look(job_id), handler, "", "", None, self.file))

    def resume(self, job_id: str, handler: JobHandler, *, uid: str = "", title: str = "", request: Any = None) -> Job:
        """Run a failed or cancelled job again with what is saved of it."""
        return self._begun(Job(self._ready().resume(job_id), handler, uid, title, request, self.file))

    def forget(self, job_id: str) -> None:
        """Hear no more of a job, which goes on."""
        if self.jobs.pop(job_id, None) is not None:
            self.changed.send()

    def in_panel(self) -> list[Job]:
        """What the panel shows as work in progress."""
        return [job for job in self.jobs.values() if job.handler.in_panel]

    def working_for(self, uid: str) -> Job | None:
        """What must be over before anything else is asked for this avatar (empty: for one that is being made)."""
        return next((job for job in self.jobs.values() if job.handler.blocks and job.uid == uid), None)

    def ask_jobs(self) -> None:
        """Ask for all jobs that the backend knows; the answer comes into `listed`."""
        self._ready().ask_jobs()

    def ask_models(self) -> None:
        """Ask what models the backend has by now; the answer is a Welcome."""
        self._ready().hello()

    def cancel(self, job_id: str) -> None:
        if job := self.jobs.get(job_id):
            self._ready().cancel(job_id)
            job.cancelling = True
            self.changed.send()

    def poll(self, timeout_ms: int = 0) -> list[tuple[Job, Event]]:
        """What arrived for our jobs. What the backend says to none of them is kept in `trouble`."""
        if self._client is None:
            return []
        events = self._client.poll(timeout_ms)
        arrived = []
        for event in events:
            job = self.jobs.get(getattr(event, "job_id", ""))
            if job is None:
                continue
            if isinstance(event, Progress):
                job.stage, job.fraction, job.message = event.stage, event.fraction, event.message
                job.eta_s = event.eta_s
            if isinstance(event, FINAL):
                del self.jobs[job.job_id]
            arrived.append((job, event))
        self._follow_state(self._client, events)
        if arrived:
            self.changed.send()
        return arrived

    def body(self, name: str) -> ModelInfo | None:
        """What the backend, or without one the last that was there, says of a body model; None where it is silent."""
        return next((model for model in self._models if model.kind == "body" and model.name == name), None)

    @property
    def mappers(self) -> tuple[ModelInfo, ...]:
        """The sets of words that are sliders of a body."""
        return tuple(model for model in self._models if model.kind == "mapper" and model.available)

    @property
    def face_readers(self) -> tuple[str, ...]:
        """Nets that read faces from pixels, which the user added."""
        return tuple(model.name for model in self._models if model.kind == "face_reader" and model.available)

    @property
    def bodies(self) -> tuple[str, ...]:
        """Names of the body models from which figures can be made."""
        return tuple(model.name for model in self._models if model.kind == "body" and model.available)

    @property
    def animals(self) -> tuple[str, ...]:
        """Those of `bodies` that are animals."""
        return tuple(model.name for model in self._models if model.kind == "body" and model.form == "animal")

    @property
    def own_bodies(self) -> tuple[ModelInfo, ...]:
        """Body models that the user added, also such that are not whole."""
        return tuple(model for model in self._models if model.kind == "body" and model.origin == "added")

    def _begun(self, job: Job) -> Job:
        self.jobs[job.job_id] = job
        self.changed.send()
        return job

    def _ready(self) -> Client:
        if self._client is None or self.state not in ("READY", "LOST"):
            raise ConnectionFailed("There is no backend.", "Press Start Backend in the Backend panel, then try again.")
        if self.state == "LOST":
            raise ConnectionFailed(
                f"The backend at {self.address} does not answer.",
                "Wait a moment, or start it again in the Backend panel.",
            )
        return self._client

    def _follow_state(self, client: Client, events: list[Event]) -> None:
        now = time.monotonic()
        for event in events:
            if isinstance(event, Welcome):
                self.welcome, self.state, self._models = event, "READY", event.models
            elif isinstance(event, JobList):
                self.listed = event.jobs
            elif isinstance(event, Failed) and not event.job_id:
                self._refused(event.error())
        if self.state == "CONNECTING" and now - self._opened > ANSWER_WITHIN_S:
            self._refused(
                ConnectionFailed(
                    f"Nobody answers at {self.address}.",
                    "Check that the backend runs there, and that address, token and key are the ones it printed.",
                )
            )
        if self.state == "READY" and not client.alive:
            self.state = "LOST"
        if self.state == "LOST" and now - self._asked > HELLO_AGAIN_S:
            self._asked = now
            with contextlib.suppress(ConnectionFailed):  # full of earlier ones, and the first that is read will do
                client.hello()

    def _refused(self, error: GalateaError) -> None:
        """While connecting this ends the attempt; later it is about one message and the connection stays."""
        self.trouble.append(error)
        if self.state == "CONNECTING":
            self.close()
