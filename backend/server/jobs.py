"""Jobs: their states, and the queue in which a newer request replaces an older one."""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from backend.protocol.codec import MAX_CONTENT_BYTES, dump_json
from backend.protocol.errors import GalateaError, ResourceExhausted
from backend.protocol.events import Cancelled, Failed, JobInfo

MAX_QUEUED = 200
MAX_QUEUED_BYTES = 256 << 20
MAX_QUEUED_BYTES_OF_ONE = 128 << 20
MAX_TITLE = 80
MAX_TOLD = 300
"""characters of what went wrong in the list of jobs"""
MAX_LIST_BYTES = MAX_CONTENT_BYTES - 1000


class State(enum.StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    DAMAGED = "damaged"


LIVING = (State.QUEUED, State.RUNNING)


@dataclass(eq=False)
class Job:
    """One request on its way. `folder` is None for a request that leaves nothing on disk."""

    job_id: str
    type: str
    lane: str
    key: tuple[str, str] | None
    frames: list[bytes] = field(default_factory=list)
    """content and arrays of the request; empty once the job is over"""
    folder: Path | None = None
    title: str = ""
    state: State = State.QUEUED
    submitted: float = field(default_factory=time.time)
    finished: float | None = None
    number: int = 0
    """place in the order in which jobs were submitted"""
    ended: int = 0
    """place in the order in which jobs ended, on the same count; 0 for one that has not"""
    taken: bool = False
    """whether a client has had the result"""
    earlier: bool = False
    """whether it was submitted to an earlier server"""
    request_checksum: str = ""
    """of the request's file; empty for one of before there were checksums"""
    whole_request: bool = True
    """whether the request of a damaged job can still be read"""
    error: GalateaError | None = None
    session: str = ""
    """of the client that submitted it; empty for a job of an earlier server"""
    owner: str = ""
    """the session that submitted it or resumed it last"""
    watchers: dict[bytes, None] = field(default_factory=dict)
    """the connections that hear of it"""

    @property
    def size(self) -> int:
        """bytes of its request in memory"""
        return sum(map(len, self.frames))

    @property
    def resumable(self) -> bool:
        if self.state is State.DAMAGED:
            return self.folder is not None and self.whole_request
        return self.folder is not None and self.state in (State.FAILED, State.CANCELLED, State.INTERRUPTED)

    def info(self) -> JobInfo:
        return JobInfo(
            job_id=self.job_id,
            type=self.type,
            state=self.state.value,
            title=self.title,
            submitted=self.submitted,
            finished=self.finished,
            message=self.error.message[:MAX_TOLD] if self.error else "",
            resumable=self.resumable,
        )


def listed(jobs: Iterable[Job]) -> tuple[JobInfo, ...]:
    """The jobs that are on disk, newest first; of very many only as many as go into one message."""
    infos, room = [], MAX_LIST_BYTES
    for job in sorted(jobs, key=lambda job: job.number, reverse=True):
        if job.folder is not None:
            info = job.info()
            room -= len(dump_json(dataclasses.asdict(info))) + 1
            if room < 0:
                break
            infos.append(info)
    return tuple(infos)


def last_event(job: Job) -> Cancelled | Failed:
    """How a job ended that is not done."""
    error = job.error or GalateaError("The job failed.")
    if job.state is State.CANCELLED:
        return Cancelled(job_id=job.job_id, message=error.message, resumable=job.resumable)
    return Failed.of(job.job_id, error, job.resumable)


class Queue:
    """Jobs that wait, first come first served in each lane; of those with one key only the newest waits."""

    def __init__(self) -> None:
        self._jobs: dict[str, deque[Job]] = {}

    def put(self, job: Job) -> Job | None:
        """Returns the older job that this one replaces, if there is one. Raises ResourceExhausted when full."""
        lane = self._jobs.setdefault(job.lane, deque())
        if job.key is not None:
            for i, waiting in enumerate(lane):
                if waiting.key == job.key and waiting.type == job.type:
                    self._check_bytes(job, waiting)
                    lane[i] = job
                    return waiting
        self._check_bytes(job)
        if len(lane) >= MAX_QUEUED:
            raise ResourceExhausted(f"{MAX_QUEUED} jobs are waiting already.", "Wait until some are done.")
        lane.append(job)
        return None

    def _check_bytes(self, job: Job, replaced: Job | None = None) -> None:
        """Raises ResourceExhausted where the requests that wait are large already. One alone may always wait."""
        others = [each for lane in self._jobs.values() for each in lane if each is not replaced]
        for waiting, most in (
            (others, MAX_QUEUED_BYTES),
            ([each for each in others if each.session == job.session], MAX_QUEUED_BYTES_OF_ONE),
        ):
            if waiting and job.size + sum(each.size for each in waiting) > most:
                raise ResourceExhausted(
                    f"Requests of {most >> 20} MB are waiting already.", "Wait until some are done, then try again."
                )

    def take(self, lane: str) -> Job | None:
        waiting = self._jobs.get(lane)
        return waiting.popleft() if waiting else None

    def position(self, job: Job) -> int:
        return self._jobs[job.lane].index(job)

    def remove(self, job: Job) -> None:
        with contextlib.suppress(ValueError):
            self._jobs[job.lane].remove(job)

    def waits(self, lane: str) -> bool:
        return bool(self._jobs.get(lane))
