"""Which sessions of clients go on: what was submitted in one stays until it is over and somebody has had the result."""

from __future__ import annotations

import time
from collections.abc import Callable

OVER_AFTER_S = 3600.0
"""a client that waits for anything pings every second; one that works on a result for long may come back"""
MOST = 10_000


class Sessions:
    """When each was heard last. Clocks that are set while the server runs change nothing."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard: dict[str, float] = {}
        """longest silent first"""

    def heard(self, session: str) -> None:
        self._heard.pop(session, None)
        if session:
            self._heard[session] = self._clock()

    def __contains__(self, session: str) -> bool:
        """Whether it goes on."""
        return session in self._heard

    def end(self) -> bool:
        """Forget those that are over; whether there were any."""
        before, now = len(self._heard), self._clock()
        while self._heard:
            oldest = next(iter(self._heard))
            if len(self._heard) <= MOST and now - self._heard[oldest] <= OVER_AFTER_S:
                break
            del self._heard[oldest]
        return len(self._heard) < before
