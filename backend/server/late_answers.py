"""How jobs ended, for clients that did not read when it came or that ask for it: told in turns that delay nobody."""

from __future__ import annotations

import time
from collections.abc import Callable

EVERY_S = 0.2
"""between two turns with clients that do not read"""
TURN_S = 0.01
"""after so long the rest waits for the next round of the server's loop"""
MOST = 1000


class LateAnswers:
    """`tell(client, job_id, takes)` sends one answer and returns whether the client has heard it."""

    def __init__(self, tell: Callable[[bytes, str, bool], bool]) -> None:
        self._tell = tell
        self._waiting: dict[tuple[bytes, str], bool] = {}
        self._due = 0.0

    @property
    def at_once(self) -> bool:
        """Whether an answer can go out now."""
        return bool(self._waiting) and not self._due

    def add(self, client: bytes, job_id: str, takes: bool = True, at_once: bool = False) -> None:
        """`takes`: whether the client has had the job's result then. The oldest goes where there are too many."""
        self._waiting[client, job_id] = takes
        if len(self._waiting) > MOST:
            del self._waiting[next(iter(self._waiting))]
        if at_once:
            self._due = 0.0

    def turn(self) -> None:
        """Tell as many as one turn allows."""
        now = time.monotonic()
        if now < self._due:
            return
        self._due = now + EVERY_S
        for (client, job_id), takes in list(self._waiting.items()):
            if self._tell(client, job_id, takes):
                del self._waiting[client, job_id]
            if time.monotonic() - now > TURN_S:
                self._due = 0.0
                return
