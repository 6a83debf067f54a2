"""The one client: command line, tests, scripts and the Blender add-on use it. No threads; nothing blocks but `wait`,
`handshake` and `jobs`, which say so."""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from .checks import check_request, name_of
from .errors import ConnectionFailed, GalateaError, JobFailed, VersionMismatch
from .events import FINAL, Cancelled, Done, Event, Failed, JobInfo, JobList, Pong, Welcome, event_of
from .line import Line
from .message import checked_job_id, pack, unpack
from .places import DEFAULT_ADDRESS

PING_AFTER_S = 1.0
SPEAK_EVERY_S = 4.0
"""who only hears, as of a job that reports on and on, pings as well: a server sends nothing large to the silent"""
DEAD_AFTER_S = 5.0
ANSWER_S = 5.0
"""for a question, where nobody says how long"""
RENEW_AFTER_S = 2.0
"""without an answer, before another connection is made; twice as long for each further one, for slow lines"""
SLOWEST_LINE = 500_000
"""bytes a second"""
MOST_BREAKS = 5
REMEMBERED = 64
_NOT_THERE = "Start it with: galatea serve (or press Start in the Backend panel), and check its address."
Answer = TypeVar("Answer", Welcome, JobList)


@dataclass
class _Open:
    """A job that is waited for."""

    asked: list[Any] | None
    """the message that asked for it, until something was heard of it"""
    cancelling: bool = False
    breaks: int = 0
    """connections that broke since something was heard of it"""


class Client:
    """A connection to one backend. `server_key` (from `galatea keys`) is that of a backend on another machine.

    When the connection breaks, or nothing comes through it any more, another is made, and every open job is asked for
    again. Raises ConnectionFailed where `address` is none or another machine's without a key.
    """

    def __init__(self, address: str = DEFAULT_ADDRESS, token: str = "", *, server_key: str = "") -> None:
        self.address = address
        self._session = uuid.uuid4().hex
        self._open: dict[str, _Open] = {}
        self._over: deque[str] = deque(maxlen=REMEMBERED)
        """jobs that ended here, so that an end that comes a second time is not told again"""
        self._questions: dict[str, None] = {}
        """what was asked and not answered yet"""
        self._forgetting = ""
        """the job that is asked to be deleted"""
        self._waiting: deque[Event] = deque()
        self._heard = self._pinged = time.monotonic()
        self._owed_since: float | None = None
        self._renewals = 0
        self._follows = 0
        """bytes of the message that comes next, where the backend has told"""
        self._line = Line(address, token, server_key)
        self._send({"type": "ping"})

    # --- what never blocks -------------------------------------------------------------------------------------

    @property
    def alive(self) -> bool:
        """Whether the backend answered its last ping, or still has time to. `poll` is what keeps this true."""
        return self._owed_for() < DEAD_AFTER_S or self._line.has_come()

    def submit(self, request: Any, key: str | None = None) -> str:
        """Send a request and return its job id. A newer request with the same `key` replaces one that still waits."""
        check_request(request)
        job_id = uuid.uuid4().hex
        header = {"type": "submit", "job": job_id, "request": name_of(request), "key": key or ""}
        self._open[job_id] = _Open(self._send(header, request))
        return job_id

    def cancel(self, job_id: str) -> None:
        """Ask to stop a job; Cancelled follows within two seconds, unless it was done before."""
        self._send({"type": "cancel", "job": checked_job_id(job_id)})
        self._expect_again(job_id)
        if job_id in self._open:
            self._open[job_id].cancelling = True

    def resume(self, job_id: str) -> str:
        """Run a failed, cancelled or interrupted job again, with what its folder already holds; returns its id."""
        self._expect_again(job_id)
        self._open[job_id] = _Open(self._send({"type": "resume", "job": checked_job_id(job_id)}))
        return job_id

    def watch(self, job_id: str) -> str:
        """Hear of a job that another client (or this one, before) submitted; of a finished one comes its result."""
        self._expect_again(job_id)
        self._open[job_id] = _Open(self._send({"type": "watch", "job": checked_job_id(job_id)}))
        return job_id

    def look(self, job_id: str) -> str:
        """Have the result of a job that is over, as `watch` does, without being the one who has had it: the backend
        goes on keeping it for somebody."""
        self._expect_again(job_id)
        self._open[job_id] = _Open(self._send({"type": "look", "job": checked_job_id(job_id)}))
        return job_id

    def hello(self) -> None:
        """Ask for the handshake; `poll` brings Welcome."""
        self._ask("hello")

    def ask_jobs(self) -> None:
        """Ask for the jobs that the backend knows; `poll` brings JobList."""
        self._ask("jobs")

    def shutdown(self) -> None:
        """Ask the backend to end. What waits or runs there is interrupted and can be resumed by the next one."""
        self._send({"type": "shutdown"})

    def poll(self, timeout_ms: int = 0, limit: int = 32) -> list[Event]:
        """At most `limit` events that have arrived, waiting up to `timeout_ms` for the first. Never raises on what
        the other side sends: an answer that cannot be read is a Failed."""
        events: list[Event] = []
        while self._waiting and len(events) < limit:
            events.append(self._waiting.popleft())
        return events + self._read(0 if events else timeout_ms, limit - len(events))

    def close(self) -> None:
        self._line.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- what waits for an answer ------------------------------------------------------------------------------

    def handshake(self, timeout: float | None = None) -> Welcome:
        """Who is there. Blocks. Raises ConnectionFailed or VersionMismatch."""
        self.hello()
        return self._answer(Welcome, timeout)

    def jobs(self, timeout: float | None = None) -> tuple[JobInfo, ...]:
        """The jobs that the backend knows, newest first. Blocks."""
        self.ask_jobs()
        return self._answer(JobList, timeout).jobs

    def forget(self, job_id: str, timeout: float | None = None) -> tuple[JobInfo, ...]:
        """Delete a job that is over, with all that is kept of it; returns the others. Blocks. Raises BadRequest where
        it is not known or not over."""
        self._forgetting = checked_job_id(job_id)
        try:
            self._send({"type": "forget", "job": job_id})
            return self._answer(JobList, timeout, job_id).jobs
        finally:
            self._forgetting = ""

    def wait(self, job_id: str, on_event: Callable[[Event], None] | None = None, timeout: float | None = None) -> Any:
        """The result of a job. Blocks; `on_event` is called with each of its events. Raises the job's error,
        JobCancelled, or ConnectionFailed where the backend falls silent or `timeout` seconds are over."""
        mine = deque(e for e in self._waiting if e.job_id == job_id)
        self._waiting = deque(e for e in self._waiting if e.job_id != job_id)
        if job_id not in self._open and not any(isinstance(e, FINAL) for e in mine):
            self.watch(job_id)
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            while mine:
                event = mine.popleft()
                if on_event is not None:
                    on_event(event)
                if isinstance(event, Done):
                    return event.result
                if isinstance(event, Failed | Cancelled):
                    self._waiting.extendleft(reversed(mine))
                    raise event.error()
            self._check_alive(deadline, f"the result of job {job_id[:8]}")
            for event in self._read(_slice(deadline)):
                (mine if event.job_id in (job_id, "") else self._waiting).append(event)

    # --- inside ------------------------------------------------------------------------------------------------

    def _send(self, header: dict[str, Any], value: Any = None) -> list[Any]:
        frames = pack({**header, "session": self._session}, value)
        self._line.send(frames)
        if self._owed_since is None and header["type"] in ("hello", "ping", "jobs", "forget"):
            self._owed_since = time.monotonic()
        return frames

    def _owed_for(self) -> float:
        """Seconds for which an answer is due, less those that a slow line takes for what is sent before."""
        if self._owed_since is None:
            return 0.0
        return time.monotonic() - self._owed_since - (self._line.unsent() + self._follows) / SLOWEST_LINE

    def _ask(self, question: str) -> None:
        self._questions[question] = None
        self._send({"type": question})

    def _expect_again(self, job_id: str) -> None:
        if job_id in self._over:
            self._over.remove(job_id)

    def _read(self, timeout_ms: int, limit: int = 32) -> list[Event]:
        events: list[Event] = []
        self._ping_if_silent()
        self._line.poll(timeout_ms)
        if self._line.refusal is not None:
            events.append(Failed.of("", self._line.refusal))
            self._line.refusal = None
        if self._line.mended:
            events += self._ask_again()
        while len(events) < limit and (event := self._receive()) is not None:
            if not isinstance(event, Pong):
                events.append(event)
        return events

    def _receive(self) -> Event | None:
        """The next event that is news; None where nothing more has come."""
        while (frames := self._line.receive()) is not None:
            self._heard = time.monotonic()
            self._owed_since, self._renewals, self._follows = None, 0, 0
            job_id = ""
            try:
                message = unpack(frames)
                job_id = message.text("job")
                self._follows = message.follows()
                event = event_of(message)
            except GalateaError as error:
                event = Failed.of(job_id, _broken_answer(error))
            if self._is_news(event):
                return event
        return None

    def _is_news(self, event: Event) -> bool:
        """Note what an event tells of its job; False for the end of a job that was told before."""
        job_id = event.job_id
        if job_id and job_id == self._forgetting and isinstance(event, Failed):
            return True  # about the question, not the end of the job
        job = self._open.get(job_id)
        if job is not None:
            job.asked, job.breaks = None, 0
        if isinstance(event, Welcome):
            self._questions.pop("hello", None)
        elif isinstance(event, JobList):
            self._questions.pop("jobs", None)
        elif isinstance(event, FINAL) and job_id:
            if job is None and job_id in self._over:
                return False
            self._open.pop(job_id, None)
            self._over.append(job_id)
        return True

    def _ask_again(self) -> list[Event]:
        """What was under way when the connection broke may be lost. Whoever breaks it again and again is given up."""
        given_up: list[Event] = []
        self._line.mended = False
        try:
            for question in list(self._questions):
                self._send({"type": question})
            for job_id, job in list(self._open.items()):
                job.breaks += 1
                if job.breaks > MOST_BREAKS:
                    del self._open[job_id]
                    given_up.append(Failed.of(job_id, self._broken()))
                elif job.cancelling:
                    self._send({"type": "cancel", "job": job_id})
                elif job.asked is not None:
                    self._line.send(job.asked)
                else:
                    self._send({"type": "watch", "job": job_id})
        except ConnectionFailed:  # too much waits already: the rest is asked for when some of it is gone
            self._line.mended = True
        return given_up

    def _broken(self) -> ConnectionFailed:
        return ConnectionFailed(
            f"The connection to {self.address} broke {MOST_BREAKS} times before the answer was here.",
            "Check the network; the backend keeps what it finished: galatea jobs lists it.",
        )

    def _ping_if_silent(self) -> None:
        now = time.monotonic()
        due = PING_AFTER_S if now - self._heard > PING_AFTER_S else SPEAK_EVERY_S
        if now - self._pinged > due:
            self._pinged = now
            try:
                self._send({"type": "ping"})
            except ConnectionFailed:
                self._owed_since = self._owed_since or now
        # an answer that came while nobody read is no silence
        if self._owed_for() > RENEW_AFTER_S * 2**self._renewals and not self._line.has_come():
            self._renewals += 1
            self._line.renew()

    def _answer(self, cls: type[Answer], timeout: float | None, about: str = "") -> Answer:
        deadline = time.monotonic() + (ANSWER_S if timeout is None else timeout)
        while True:
            answer = None
            for event in self._read(_slice(deadline)):
                if answer is None and (isinstance(event, cls) or (isinstance(event, Failed) and event.job_id == about)):
                    answer = event
                else:
                    self._waiting.append(event)
            if isinstance(answer, Failed):
                raise answer.error()
            if answer is not None:
                return answer
            self._check_alive(deadline, "an answer")

    def _check_alive(self, deadline: float | None, what: str) -> None:
        if deadline is not None and time.monotonic() >= deadline:
            raise ConnectionFailed(f"No backend at {self.address} gave {what} in time.", _NOT_THERE)
        if not self.alive:
            raise ConnectionFailed(f"The backend at {self.address} does not answer.", _NOT_THERE)


def _broken_answer(error: GalateaError) -> GalateaError:
    if isinstance(error, VersionMismatch):
        return error
    return JobFailed(f"The backend's answer is broken: {error.message}", "Start it again, or report this fault.")


def _slice(deadline: float | None) -> int:
    """Milliseconds to wait before looking again whether the other side is still there."""
    return 200 if deadline is None else max(0, min(200, round((deadline - time.monotonic()) * 1000)))
