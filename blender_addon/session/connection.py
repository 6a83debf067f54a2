# SPDX-License-Identifier: GPL-3.0-or-later
"""One socket to one backend, and the jobs that are on their way through it. No drawing, no bpy, nothing that blocks."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from typing import Any

from .._shared.protocol.client import Client
from .._shared.protocol.errors import ConnectionFailed, GalateaError
from .._shared.protocol.events import FINAL, Event, Failed, JobInfo, JobList, ModelInfo, Progress, Welcome

ANSWER_WITHIN_S = 6.0
HELLO_AGAIN_S = 1.0


@dataclass
class Job:
    """A request on its way: what it is for, and how far it is."""

    job_id: str
    kind: str
    """make (a person from words or sliders), settle (after a drag), live (during it), warm (before it), check (of an
    export); of jobs that were found on the backend: followed (it goes on), ended (it failed, and is asked how) or seen
    (its picture is wanted)"""
    uid: str
    """the avatar that it works for; empty for one that is still to be made"""
    title: str
    request: Any
    """None for a job from before a restart that is only watched"""
    file: int = 0
    """the number of the opened file that it works for"""
    scene: int = 0
    """the session's id of the scene in which it was asked for"""
    started: float = field(default_factory=time.monotonic)
    stage: str = "waiting"
    message: str = ""
    fraction: float = 0.0
    eta_s: float | None = None
    cancelling: bool = False

    @property
    def ours(self) -> bool:
        """Whether its result was asked for here."""
        return self.kind not in ("followed", "ended", "seen")


class Connection:
    """`state` is OFF, CONNECTING, READY or LOST (it answered before, and may again)."""

    def __init__(self) -> None:
        self.state = "OFF"
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

    def submit(self, kind: str, request: Any, *, uid: str = "", title: str = "", key: str | None = None) -> Job:
        """Send a request. Raises BadRequest where it is wrong, ConnectionFailed where nobody is there."""
        job = Job(self._ready().submit(request, key=key), kind, uid, title, request, self.file)
        self.jobs[job.job_id] = job
        return job

    def watch(self, job_id: str, kind: str, *, uid: str = "", title: str = "") -> Job:
        """Hear of a job from before a restart; of a finished one comes its result."""
        job = Job(self._ready().watch(job_id), kind, uid, title, None, self.file)
        self.jobs[job_id] = job
        return job

    def look(self, job_id: str) -> None:
        """See what a finished job made; it goes on waiting on the backend for somebody."""
        self.jobs[job_id] = Job(self._ready().look(job_id), "seen", "", "", None, self.file)

    def resume(self, job_id: str, kind: str, *, uid: str = "", title: str = "", request: Any = None) -> Job:
        """Run a failed or cancelled job again with what is saved of it."""
        job = Job(self._ready().resume(job_id), kind, uid, title, request, self.file)
        self.jobs[job.job_id] = job
        return job

    def ask_jobs(self) -> None:
        """Ask for all jobs that the backend knows; the answer comes into `listed`."""
        self._ready().ask_jobs()

    def cancel(self, job_id: str) -> None:
        if job := self.jobs.get(job_id):
            self._ready().cancel(job_id)
            job.cancelling = True

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
        return arrived

    def body(self, name: str) -> ModelInfo | None:
        """What the backend, or without one the last that was there, says of a body model; None where it is silent."""
        return next((model for model in self._models if model.kind == "body" and model.name == name), None)

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
