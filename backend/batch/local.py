"""People from backends: those that are started here, each with a warm worker, or one that runs elsewhere."""

from __future__ import annotations

import contextlib
import queue
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..protocol.batch.plan import Person, Work
from ..protocol.batch.record import fresh_folder, put_in_place, read_record
from ..protocol.client import Client
from ..protocol.errors import BadRequest, ConnectionFailed, GalateaError, JobFailed, ResourceExhausted
from ..protocol.events import Cancelled, Done, Failed, Progress
from ..server.disk import disk_error
from ..server.machine import device_guess, memory_mb, whole_cores
from .files import Exports, Facts, finish_exports, finish_result

AHEAD = 2
"""jobs that a backend has at once: one that runs, one that it can begin with no wait"""
TRIES = 2
OF_A_MOMENT = (JobFailed, ResourceExhausted, ConnectionFailed)
"""a worker that died, or memory that ran out, may be of one moment"""
RESTARTS = 3
POLL_MS = 200
CANCEL_S = 2.5
WORKER_MB = 1500
SPARE_MB = 1000
Open = Callable[[], AbstractContextManager[Client]]


@dataclass(frozen=True)
class Working:
    """How far a person is."""

    person: Person
    fraction: float


@dataclass(frozen=True)
class Finished:
    """One person is over: with facts the files are there, with an error they are not."""

    person: Person
    facts: Facts | None = None
    error: GalateaError | None = None


def workers_here(device: str, wanted: int = 0) -> int:
    """How many backends with a worker of one thread fit: by cores and free memory; a GPU serves one."""
    if wanted:
        return wanted
    if device_guess(device).startswith("cuda"):
        return 1
    return max(1, min(whole_cores(), int((memory_mb()["free"] - SPARE_MB) / WORKER_MB)))


class Makers:
    """Threads that hand people to backends and write what comes back, until all are over or `stop` is called."""

    def __init__(
        self,
        work: Work,
        out: Path,
        source: str,
        exports: Exports,
        writers: int,
        sent: Callable[[Any], Any] = lambda request: request,
    ) -> None:
        """`sent`: a request as a backend far away can read it. Raises BadRequest."""
        self._sent = sent
        self._todo = deque((person, 1) for person in work.people)
        self._exported = deque(work.exports_alone)
        self._out, self._source, self._exports = out, source, exports
        self._news: queue.SimpleQueue[Working | Finished | BaseException] = queue.SimpleQueue()
        self._results: queue.Queue[tuple[Person, Any, float]] = queue.Queue(maxsize=writers)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._backends = 0
        self._open = len(self._todo) + len(self._exported)
        """people that are not over"""
        self._threads = [self._thread(self._write) for _ in range(writers)]

    def run(self, backends: Iterable[Open], *, restart: bool) -> Iterator[Working | Finished]:
        """What becomes of each person, as it happens. Ends every thread when it is left, however that comes."""
        feeders = [self._thread(self._feed, opened, restart) for opened in backends if self._todo]
        self._backends = len(feeders)
        self._threads += feeders
        for thread in self._threads:
            thread.start()
        try:
            while self._open:
                with contextlib.suppress(queue.Empty):
                    news = self._news.get(timeout=0.5)
                    if isinstance(news, BaseException):
                        raise news
                    self._open -= isinstance(news, Finished)
                    yield news
        finally:
            self._stopping.set()
            for thread in self._threads:
                thread.join()

    def _thread(self, work: Callable[..., None], *arguments: Any) -> threading.Thread:
        def guarded() -> None:
            try:
                work(*arguments)
            except BaseException as error:  # what ends a thread ends the batch, and is told where it is waited for
                self._news.put(error)

        return threading.Thread(target=guarded, daemon=True)

    # --- asking ------------------------------------------------------------------------------------------------

    def _feed(self, opened: Open, restart: bool) -> None:
        """Give a backend work as long as there is some; start another one where it died."""
        failures = 0
        while self._more():
            jobs: dict[str, tuple[Person, int]] = {}
            try:
                with opened() as client:
                    self._ask(client, jobs)
            except ConnectionFailed as error:
                failures += 1
                self._again(jobs.values(), error)
                if not restart or failures > RESTARTS:
                    raise

    def _more(self) -> bool:
        return bool(self._todo) and not self._stopping.is_set()

    def _next(self, busy: bool) -> tuple[Person, int] | None:
        """Who is to be made next; the last ones are left to backends that have nothing to do."""
        with self._lock:
            enough = not busy or len(self._todo) >= self._backends
            return self._todo.popleft() if self._more() and enough else None

    def _ask(self, client: Client, jobs: dict[str, tuple[Person, int]]) -> None:
        since = time.monotonic()
        while not self._stopping.is_set():
            while len(jobs) < AHEAD and (following := self._next(bool(jobs))) is not None:
                person = following[0]
                try:
                    request = self._sent(person.request)
                except GalateaError as error:
                    self._news.put(Finished(person, error=error))
                    continue
                try:
                    # a key of its own, so that a backend keeps no result for long that was sent
                    jobs[client.submit(request, key=person.name)] = following
                except BadRequest as error:
                    self._news.put(Finished(person, error=error))
                except ConnectionFailed as error:
                    self._again([following], error)
                    raise
            if not jobs:
                return
            for event in client.poll(POLL_MS):
                known = jobs.get(event.job_id)
                if known is None:
                    if isinstance(event, Failed) and not event.job_id:
                        raise event.error()
                elif isinstance(event, Progress):
                    self._news.put(Working(known[0], event.fraction))
                elif isinstance(event, Done | Failed | Cancelled):
                    del jobs[event.job_id]
                    if isinstance(event, Done):
                        now = time.monotonic()
                        self._hand_over(known[0], event.result, now - since)
                        since = now
                    else:
                        self._again([known], event.error())
            if not client.alive:
                raise ConnectionFailed(f"The backend at {client.address} does not answer.", "Run the command again.")
        _cancel(client, jobs)

    def _again(self, jobs: Iterable[tuple[Person, int]], error: GalateaError) -> None:
        """Try once more what may have been of one moment."""
        for person, tries in jobs:
            if tries < TRIES and isinstance(error, OF_A_MOMENT):
                with self._lock:
                    self._todo.append((person, tries + 1))
            else:
                self._news.put(Finished(person, error=error))

    def _hand_over(self, person: Person, result: Any, seconds: float) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(queue.Full):
                self._results.put((person, result, seconds), timeout=POLL_MS / 1000)
                return

    # --- writing -----------------------------------------------------------------------------------------------

    def _write(self) -> None:
        while not self._stopping.is_set():
            try:
                person, result, seconds = self._results.get(timeout=POLL_MS / 1000)
            except queue.Empty:
                try:
                    person, result, seconds = self._exported.popleft(), None, 0.0
                except IndexError:
                    continue
            self._news.put(self._finished(person, result, seconds))

    def _finished(self, person: Person, result: Any, seconds: float) -> Finished:
        folder = fresh_folder(self._out, person.name)
        try:
            if result is None:
                facts = finish_exports(folder, person.folder, person, self._source, self._exports)
            else:
                facts = finish_result(folder, person, self._source, result, seconds, self._exports)
            put_in_place(folder, person.folder, read_record(person.folder))
        except GalateaError as error:
            shutil.rmtree(folder, ignore_errors=True)
            return Finished(person, error=error)
        except OSError as error:  # every other person would meet the same disk
            shutil.rmtree(folder, ignore_errors=True)
            raise disk_error(error, f"the files of {person.name}") from error
        return Finished(person, facts)


def _cancel(client: Client, jobs: dict[str, Any]) -> None:
    """Leave a backend that goes on no jobs of ours."""
    end = time.monotonic() + CANCEL_S
    for job in jobs:
        client.cancel(job)
    while jobs and time.monotonic() < end and client.alive:
        for event in client.poll(POLL_MS):
            if isinstance(event, Done | Failed | Cancelled):
                jobs.pop(event.job_id, None)
