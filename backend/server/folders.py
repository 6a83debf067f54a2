"""The folder of jobs: one folder for each, with request.json, state.json, the stages' files and result.frames."""

from __future__ import annotations

import contextlib
import logging
import shutil
import time
from collections.abc import Container
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from backend.protocol.checks import request_from_json
from backend.protocol.codec import dump_json, encode, load_json, raw
from backend.protocol.errors import BadFile, ConnectionFailed, GalateaError, NotAvailable
from backend.protocol.files import sweep
from backend.protocol.message import VERSION_FRAME

from .damaged import put_aside, remove, set_aside
from .disk import (
    MOST_READ,
    Content,
    digest,
    disk_error,
    frames_of,
    look_at_frames,
    read_content,
    read_frames,
    write_frames,
    write_whole,
)
from .flusher import Flusher
from .jobs import LIVING, Job, State
from .keep import superfluous
from .lock import Hold, Taken, is_left
from .record import write_record
from .scan import REQUEST, REQUEST_ARRAYS, RESULT, SHORT_OF, read_request, request_of, scan

LEAVES_S = 20.0
"""a server that ends kills its workers and writes its jobs down"""
_log = logging.getLogger("galatea.jobs")


class Results:
    """What was read of results, for as long as something of it is on its way: who asks for one that others take just
    now gets the same bytes, not a copy of them."""

    def __init__(self) -> None:
        self._read: WeakValueDictionary[tuple[int, ...], Content] = WeakValueDictionary()

    @property
    def held(self) -> int:
        """How many are in memory."""
        return len(self._read)

    def frames(self, path: Path) -> list[Any]:
        """As `read_frames`."""
        known = path.lstat()
        mark = (known.st_dev, known.st_ino, known.st_mtime_ns, known.st_size)
        content = self._read.get(mark)
        if content is not None:
            return frames_of(path, content, looked_at=True)
        content = read_content(path, MOST_READ)
        frames = frames_of(path, content)
        self._read[mark] = content
        return frames


def _read_result(path: Path, *, without_checksum: bool = True) -> list[Any]:
    return _ours(read_frames(path, without_checksum=without_checksum))


def _ours(frames: list[Any]) -> list[Any]:
    if frames[:1] != [VERSION_FRAME]:
        raise BadFile("The result was written by another version of Galatea.", "Resume the job.")
    return frames


def _hold(root: Path) -> Hold:
    """The folder's hold, waited for where its owner ends. Raises Taken."""
    try:
        return Hold(root)
    except Taken:
        if not is_left(root):
            raise
        return Hold(root, LEAVES_S)


class JobFolders:
    """A server's folder of jobs. Raises ConnectionFailed where another living server has it."""

    def __init__(self, root: Path, keep: int) -> None:
        self.root = root
        self.keep = keep
        self.scratch = root / "scratch"
        root.mkdir(parents=True, exist_ok=True)
        try:
            self._hold = _hold(root)
        except Taken as error:
            raise ConnectionFailed(
                f"A backend that already runs ({error.owner.lower()}) has the jobs in {root}.",
                "Connect to that one, or start this one with another --jobs folder.",
            ) from error
        remove(self.scratch)
        self.scratch.mkdir(exist_ok=True)
        self._flusher = Flusher()
        self._results = Results()
        self._count = 0

    def create(self, job: Job) -> None:
        """Write a new job down. It is there whole or not at all. Raises OSError."""
        self.scratch.mkdir(exist_ok=True)
        building = self.scratch / job.job_id
        building.mkdir()
        plain = {"type": job.type, **load_json(job.frames[0])}
        request = _readable(plain)
        job.folder = building
        try:
            write_whole(building / REQUEST, [request], flush=False)
            if len(job.frames) > 1:
                write_frames(building / REQUEST_ARRAYS, job.frames[1:], flush=False)
            job.number = self._next()
            job.request_checksum = digest(request)
            write_record(job)
            building.rename(self.root / job.job_id)
        except BaseException:
            job.folder = None
            shutil.rmtree(building, ignore_errors=True)
            raise
        job.folder = self.root / job.job_id
        self._flusher.add(job.folder)

    def save(self, job: Job) -> None:
        """Raises OSError."""
        if job.folder is not None and job.state is not State.DAMAGED:
            write_record(job)
            self._flusher.add(job.folder)

    def end(self, job: Job) -> None:
        """The job ended after all others."""
        job.ended = self._next()

    def request_frames(self, job: Job) -> list[bytes]:
        """Content and arrays of the request as it was submitted. Raises BadFile where they are damaged or gone."""
        assert job.folder is not None
        plain, arrays = read_request(job.folder, job.request_checksum)
        # as this version writes it: an older one may have been written down
        renewed, named = encode(request_from_json(plain, arrays))
        return [dump_json(renewed), *(bytes(raw(each.array)) for each in named)]

    def result_frames(self, job: Job) -> list[Any]:
        """The frames of "done". Raises BadFile where they are damaged or gone, OSError where they cannot be read."""
        assert job.folder is not None
        try:
            return _ours(self._results.frames(job.folder / RESULT))
        except FileNotFoundError as error:
            raise BadFile(f"{error.filename} is gone.", "Resume the job.") from error

    def result_size(self, job: Job) -> int:
        """Bytes of the result's file; 0 where it is not there."""
        assert job.folder is not None
        try:
            return (job.folder / RESULT).stat().st_size
        except OSError:
            return 0

    def has_result(self, job: Job) -> bool:
        """Whether the result is there, as far as its length and first bytes tell."""
        assert job.folder is not None
        try:
            look_at_frames(job.folder / RESULT)
        except (FileNotFoundError, NotADirectoryError, BadFile):
            return False
        except OSError as error:  # as where too many files are open: the worker says that it is there
            _log.warning("%s", disk_error(error, f"the result of job {job.job_id}", "Reading"))
        return True

    def renew(self, job: Job, frames: list[bytes]) -> None:
        """Write down that a job which ended waits again. Raises OSError; then it is as it was."""
        if damaged := self._renew(job, frames):
            remove(damaged)

    def _renew(self, job: Job, frames: list[bytes]) -> Path | None:
        """As `renew`; gives what is left of a damaged job, to be removed."""
        assert job.folder is not None
        damaged, error = job.folder if job.state is State.DAMAGED else None, job.error
        if damaged is None:
            (job.folder / RESULT).unlink(missing_ok=True)
        elif damaged.parent == self.root:
            damaged = set_aside(self.root, damaged, error.details if error else "")
        before = vars(job) | {"folder": damaged or job.folder}
        job.state, job.finished, job.error, job.frames = State.QUEUED, None, None, frames
        job.ended, job.taken, job.earlier = 0, False, False
        try:
            if damaged is None:
                self.save(job)
            else:
                self.create(job)  # nothing that a damaged job has saved is trusted
        except OSError:
            vars(job).update(before)
            raise
        return damaged

    def recover(self, job: Job, frames: list[bytes]) -> bool:
        """Bring a damaged job whose result is whole back as done; False where the result is not. Raises OSError."""
        assert job.folder is not None
        try:
            result = _read_result(job.folder / RESULT, without_checksum=False)
        except (BadFile, OSError):
            return False
        before = vars(job).copy()
        damaged = self._renew(job, frames)
        try:
            write_frames(job.folder / RESULT, result)
        except OSError:  # the damaged one has the only copy
            remove(job.folder)
            vars(job).update(before | {"folder": damaged})
            raise
        if damaged:
            remove(damaged)
        job.state, job.finished, job.frames = State.DONE, time.time(), []
        self.end(job)
        self.save(job)
        return True

    def load(self) -> list[Job]:
        """The jobs of earlier servers, oldest first.

        Those that were waiting or running then are interrupted, or done where their result is whole. What is damaged
        is told in the log, set aside, and in the list as damaged. Raises OSError where there are too few file
        descriptors or too little memory to tell.
        """
        jobs = []
        for job in scan(self.root):
            assert job.folder is not None
            if isinstance(job.error, NotAvailable) and job.state is State.DAMAGED:
                _log.warning("job %s: %s", job.job_id, job.error)
            elif job.state is State.DAMAGED and job.folder.parent == self.root:
                put_aside(self.root, job, job.error.details if job.error else "")
            else:
                sweep(job.folder)
                if job.state in LIVING:
                    self._bring_to_an_end(job)
            jobs.append(job)
        jobs.sort(key=lambda job: (job.number, job.submitted))
        self._count = max((max(job.number, job.ended) for job in jobs), default=0)
        for job in sorted((j for j in jobs if j.state is not State.DAMAGED and not j.ended), key=_when_ended):
            self.end(job)
        return jobs

    def damage(self, job: Job, error: GalateaError) -> None:
        """A job's files turned out to be damaged: it is set aside."""
        assert job.folder is not None
        job.state, job.whole_request = State.DAMAGED, request_of(job.folder) is not None
        put_aside(self.root, job, error.message)

    def prune(self, jobs: dict[str, Job], sessions: Container[str] = ()) -> None:
        """Delete what nobody wants any more, on disk and in `jobs`; `sessions` are those that go on."""
        self._prune(jobs, superfluous(jobs.values(), self.keep, sessions))

    def prune_beside(self, ended: Job, jobs: dict[str, Job], sessions: Container[str]) -> None:
        """As `prune`, where only the kind of one job that ended just now can have become too many."""
        same = [job for job in jobs.values() if job.type == ended.type and job.state is ended.state]
        if len(same) > self.keep:
            self._prune(jobs, superfluous(same, self.keep, sessions))

    def _prune(self, jobs: dict[str, Job], over: list[Job]) -> None:
        for job in over:
            self.delete(job)
            del jobs[job.job_id]

    def delete(self, job: Job) -> None:
        if job.folder is None:
            return
        if job.state is State.DAMAGED:
            remove(job.folder)
        else:
            self._discard(job.folder)
        job.folder = None

    def leave(self) -> None:
        """Tell the next server that this one ends."""
        self._hold.leave()

    def release(self) -> None:
        """Let another server have the folder."""
        self._flusher.close()
        shutil.rmtree(self.scratch, ignore_errors=True)
        self._hold.release()

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _discard(self, folder: Path) -> None:
        """Out of the way first, so that no half of a job is found when this process dies here."""
        with contextlib.suppress(OSError):
            self.scratch.mkdir(exist_ok=True)
            folder = folder.rename(self.scratch / f"{folder.name}.old")
        remove(folder)

    def _bring_to_an_end(self, job: Job) -> None:
        """A job that an earlier server did not see the end of."""
        job.finished = time.time()
        try:
            self.result_frames(job)
            job.state = State.DONE
        except (BadFile, OSError) as error:
            if isinstance(error, OSError) and error.errno in SHORT_OF:
                raise
            job.state = State.INTERRUPTED
            job.error = GalateaError("The backend stopped while this job waited or ran.", "Resume it.")
        try:
            self.save(job)
        except OSError as error:
            _log.warning("%s", disk_error(error, f"the state of job {job.job_id}"))


def _readable(plain: dict[str, Any]) -> bytes:
    """JSON with a line for each field."""
    lines = [dump_json(name) + b": " + dump_json(value) for name, value in plain.items()]
    return b"{\n " + b",\n ".join(lines) + b"\n}\n"


def _when_ended(job: Job) -> tuple[int, float]:
    return job.number, job.finished or 0.0
