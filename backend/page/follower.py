"""Keeps the figure of the page at its sliders: the newest state is asked for, what is older is never waited for.

The one thread that speaks to the backend. At most two live requests are under way, one being computed and one waiting
there; the whole avatar (keys, rig, textures) is asked for once the hand rests.
"""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from ..protocol.client import Client
from ..protocol.errors import ConnectionFailed, GalateaError
from ..protocol.events import Cancelled, Done, Failed
from ..protocol.requests import Base, LiveShapeRequest, ShapeRequest

LIVE_AT_ONCE = 2
RESTS_AFTER_S = 0.6
POLL_MS = 4
IDLE_S = 0.1


@dataclass(frozen=True)
class Turn:
    """What the figure shall become. number: rises; note: whatever the one who asks wants back with the answer."""

    number: int
    live: LiveShapeRequest
    note: Any = None


@dataclass(frozen=True)
class Answers:
    """What is called, in the follower's thread, when an answer is here. A turn that was overtaken is answered too, as
    long as nothing newer has been."""

    live: Callable[[Turn, Any], None]
    whole_request: Callable[[Turn], ShapeRequest]
    """what is asked for once the hand rests and the live answer is here; where it starts from is put into it"""
    whole: Callable[[Turn, Any], None]
    failed: Callable[[Turn, GalateaError], None]


@dataclass(frozen=True)
class Errand:
    """Anything else that is asked of the backend; `done` and `failed` are called in the follower's thread."""

    request: Any
    done: Callable[[Any], None]
    failed: Callable[[GalateaError], None]


@dataclass
class _State:
    wanted: Turn | None = None
    since: float = 0.0
    live: dict[str, Turn] = field(default_factory=dict)
    whole: dict[str, Turn] = field(default_factory=dict)
    sent_live: int = 0
    sent_whole: int = 0
    shown: int = 0
    errands: dict[str, Errand] = field(default_factory=dict)
    kept: str = ""
    """the job that gave the last whole avatar, which the backend keeps until there is a newer one"""


class Follower:
    """`ask` may be called from any thread; `follow` runs in one, until `stop` is called or the backend is gone."""

    def __init__(self, answers: Answers) -> None:
        self._answers, self._state = answers, _State()
        self._lock, self._news, self._over = threading.Lock(), threading.Event(), threading.Event()
        self._key = f"sliders-{uuid.uuid4().hex}"
        self._errands: deque[Errand] = deque()

    def ask(self, turn: Turn) -> None:
        with self._lock:
            self._state.wanted, self._state.since = turn, time.monotonic()
        self._news.set()

    def send(self, errand: Errand) -> None:
        self._errands.append(errand)
        self._news.set()

    def stop(self) -> None:
        self._over.set()
        self._news.set()

    def follow(self, client: Client, kept: str) -> None:
        """kept: the job that gave the avatar to start from. Blocks. Raises ConnectionFailed where the backend falls
        silent; what was asked for is asked again by the next `follow`."""
        state = self._state
        self._errands.extend(state.errands.values())
        state.live, state.whole, state.errands, state.kept = {}, {}, {}, kept
        state.sent_live = state.sent_whole = state.shown
        while not self._over.is_set():
            busy = bool(state.live or state.whole or state.errands)
            if not busy and not self._due():
                self._news.wait(IDLE_S)
            self._news.clear()
            for event in client.poll(POLL_MS if busy else 0):
                self._take(client, event)
            self._send(client)
            if not client.alive:
                raise ConnectionFailed(f"The backend at {client.address} does not answer.", "")
        with contextlib.suppress(GalateaError):
            client.forget(state.kept)

    def _due(self) -> bool:
        state = self._state
        wanted = state.wanted
        return bool(self._errands) or (wanted is not None and (wanted.number > state.sent_live or self._rests(wanted)))

    def _rests(self, wanted: Turn) -> bool:
        state = self._state
        rested = time.monotonic() - state.since > RESTS_AFTER_S
        return wanted.number > state.sent_whole and not state.live and not state.whole and rested

    def _send(self, client: Client) -> None:
        state = self._state
        with self._lock:
            wanted = state.wanted
        while self._errands:
            errand = self._errands.popleft()
            try:
                state.errands[client.submit(errand.request)] = errand
            except ConnectionFailed:
                self._errands.appendleft(errand)
                raise
            except GalateaError as error:
                errand.failed(error)
        if wanted is None:
            return
        if wanted.number > state.sent_live and len(state.live) < LIVE_AT_ONCE:
            state.sent_live = wanted.number
            self._submit(client, wanted, wanted.live, state.live)
        elif wanted.number <= state.sent_live and self._rests(wanted):
            state.sent_whole = wanted.number
            request = replace(self._answers.whole_request(wanted), base=Base(job=state.kept))
            self._submit(client, wanted, request, state.whole)

    def _submit(self, client: Client, turn: Turn, request: Any, jobs: dict[str, Turn]) -> None:
        try:
            jobs[client.submit(request, key=self._key if jobs is self._state.live else None)] = turn
        except ConnectionFailed:
            raise
        except GalateaError as error:
            self._answers.failed(turn, error)

    def _take(self, client: Client, event: Any) -> None:
        state = self._state
        if not isinstance(event, Done | Failed | Cancelled):
            return None
        errand = state.errands.pop(event.job_id, None)
        if errand is not None:
            return errand.done(event.result) if isinstance(event, Done) else errand.failed(event.error())
        live, whole = state.live.pop(event.job_id, None), state.whole.pop(event.job_id, None)
        turn = live or whole
        if turn is None or isinstance(event, Cancelled):
            return None
        if isinstance(event, Failed):
            self._answers.failed(turn, event.error())
        elif live is not None and turn.number > state.shown:
            state.shown = turn.number
            self._answers.live(turn, event.result)
        elif whole is not None:
            before, state.kept = state.kept, event.job_id
            client.forget(before)
            self._answers.whole(turn, event.result)
        return None
