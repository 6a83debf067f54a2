"""Jobs: their states, the folder each has on disk, and the queue in which a newer request replaces an older one."""

from __future__ import annotations

import contextlib
import enum
import json
import os
import shutil
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from backend.protocol.codec import dump_json, load_json
from backend.protocol.errors import BadFile, BadRequest, ConnectionFailed, GalateaError, ResourceExhausted, error_from
from backend.protocol.events import Cancelled, Failed, JobInfo
from backend.protocol.message import checked_job_id

from .disk import read_frames, write_frames, write_whole

MAX_QUEUED = 200
MAX_TITLE = 80
OWNER = "owner.json"


class State(enum.StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


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
    error: GalateaError | None = None
    watchers: dict[bytes, None] = field(default_factory=dict)
    """the connections that hear of it"""

    @property
    def resumable(self) -> bool:
        return self.folder is not None and self.state in (State.FAILED, State.CANCELLED, State.INTERRUPTED)

    def info(self) -> JobInfo:
        return JobInfo(
            job_id=self.job_id,
            type=self.type,
            state=self.state.value,
            title=self.title,
            submitted=self.submitted,
            finished=self.finished,
            message=self.error.message if self.error else "",
            resumable=self.resumable,
        )


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
                    lane[i] = job
                    return waiting
        if len(lane) >= MAX_QUEUED:
            raise ResourceExhausted(f"{MAX_QUEUED} jobs are waiting already.", "Wait until some are done.")
        lane.append(job)
        return None

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


class JobFolders:
    """The folder of jobs: one folder for each, with request.json, state.json, the stages' files and result.frames.

    Raises ConnectionFailed where another living server has it.
    """

    def __init__(self, root: Path, keep: int) -> None:
        self.root = root
        self.keep = keep
        self.scratch = root / "scratch"
        root.mkdir(parents=True, exist_ok=True)
        self._claim()
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir()

    def create(self, job: Job) -> None:
        folder = self.root / job.job_id
        folder.mkdir()
        job.folder = folder
        plain = {"type": job.type, **load_json(job.frames[0])}
        write_whole(folder / "request.json", [json.dumps(plain, indent=1, ensure_ascii=False).encode()])
        if len(job.frames) > 1:
            write_frames(folder / "request.frames", job.frames[1:])
        self.save(job)

    def save(self, job: Job) -> None:
        if job.folder is None:
            return
        error = job.error
        plain = {
            "job_id": job.job_id,
            "type": job.type,
            "state": job.state.value,
            "title": job.title,
            "submitted": job.submitted,
            "finished": job.finished,
            "error": error and {"code": error.code, "message": error.message, "hint": error.hint},
        }
        write_whole(job.folder / "state.json", [dump_json(plain)])

    def request_frames(self, job: Job) -> list[bytes]:
        """Content and arrays of the request as it was submitted."""
        assert job.folder is not None
        try:
            plain = load_json((job.folder / "request.json").read_bytes(), limit=1 << 24)
        except OSError as error:
            raise BadFile(f"The request of job {job.job_id} is gone: {error}.", "Submit it again.") from error
        plain.pop("type", None)
        arrays = job.folder / "request.frames"
        return [dump_json(plain), *(read_frames(arrays) if arrays.exists() else [])]

    def result_frames(self, job: Job) -> list[bytes]:
        assert job.folder is not None
        return read_frames(job.folder / "result.frames")

    def load(self, lane_of: Any) -> list[Job]:
        """The jobs of earlier servers, oldest first. Those that were waiting or running then are interrupted."""
        jobs = []
        for folder in self.root.iterdir():
            try:
                checked_job_id(folder.name)
                plain = load_json((folder / "state.json").read_bytes())
                name = plain["type"]
                job = Job(folder.name, name, lane_of(name), None, folder=folder, title=plain["title"])
                job.state, job.submitted, job.finished = State(plain["state"]), plain["submitted"], plain["finished"]
                error = plain["error"]
                job.error = error_from(**error) if error else None
            except (OSError, BadRequest, KeyError, TypeError, ValueError):
                continue  # not a job's folder, or one that was cut off while it was made
            if job.state in LIVING:
                job.state, job.finished = State.INTERRUPTED, time.time()
                job.error = GalateaError("The backend stopped while this job waited or ran.", "Resume it.")
                self.save(job)
            jobs.append(job)
        return sorted(jobs, key=lambda job: job.submitted)

    def prune(self, jobs: dict[str, Job]) -> None:
        """Delete the oldest finished jobs of each type above `keep`, on disk and in `jobs`."""
        by_type: dict[str, list[Job]] = {}
        for job in jobs.values():
            if job.state not in LIVING:
                by_type.setdefault(job.type, []).append(job)
        for over in by_type.values():
            over.sort(key=lambda job: job.finished or 0.0)
            for job in over[: max(0, len(over) - self.keep)]:
                self.delete(job)
                del jobs[job.job_id]

    def delete(self, job: Job) -> None:
        if job.folder is not None:
            shutil.rmtree(job.folder, ignore_errors=True)
            job.folder = None

    def release(self) -> None:
        """Let another server have the folder."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        (self.root / OWNER).unlink(missing_ok=True)

    def _claim(self) -> None:
        """One server for one folder: two would take each other's running jobs for lost ones."""
        owner = living_owner(self.root)
        if owner not in (None, os.getpid()):
            raise ConnectionFailed(
                f"A backend that already runs (process {owner}) has the jobs in {self.root}.",
                "Connect to that one, or start this one with another --jobs folder.",
            )
        started = psutil.Process().create_time()
        write_whole(self.root / OWNER, [dump_json({"pid": os.getpid(), "started": started})])


def living_owner(root: Path) -> int | None:
    """The process id of the server that has the folder of jobs `root`, where one has it and lives."""
    with contextlib.suppress(OSError, BadRequest, KeyError, TypeError, psutil.Error):
        owner = load_json((root / OWNER).read_bytes())
        if psutil.Process(owner["pid"]).create_time() == owner["started"]:
            return owner["pid"]
    return None
