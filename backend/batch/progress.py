"""How far a batch is and how long it will take, on the standard error stream."""

from __future__ import annotations

import sys
import time

from .local import Finished, Working

EVERY_S = 0.2


class Told:
    """One line that stays in place on a terminal; in a log one line for each person that is over."""

    def __init__(self, people: int, kept: int) -> None:
        self.people = people
        self.over = self.kept = kept
        self.failed = 0
        self._begin = time.monotonic()
        self._fractions: dict[str, float] = {}
        self._terminal = sys.stderr.isatty()
        self._shown = 0.0

    def hear(self, news: Working | Finished) -> None:
        if isinstance(news, Working):
            self._fractions[news.person.name] = news.fraction
            self._show()
            return
        self._fractions.pop(news.person.name, None)
        self.over += 1
        self.failed += news.error is not None
        if news.error is not None:
            self._line(f"line {news.person.line}: {news.person.name}: {news.error}")
        elif not self._terminal:
            self._line(f"{self.over} of {self.people}: {news.person.name}{self._left()}")
        self._show(at_once=True)

    def end(self) -> None:
        if self._terminal and self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def seconds_left(self) -> float | None:
        """From the people that are over so far and how far the others are; None while nothing is known."""
        done = self.over - self.kept + sum(self._fractions.values())
        spent = time.monotonic() - self._begin
        return spent / done * (self.people - self.kept - done) if done >= 0.3 else None

    def _left(self) -> str:
        seconds = self.seconds_left()
        return "" if seconds is None else f", {duration(seconds)} left"

    def _show(self, at_once: bool = False) -> None:
        now = time.monotonic()
        if not self._terminal or (now - self._shown < EVERY_S and not at_once):
            return
        self._shown = now
        failed = f", {self.failed} failed" if self.failed else ""
        working = ", ".join(f"{name[:24]} {part:.0%}" for name, part in list(self._fractions.items())[:2])
        text = f"{self.over} of {self.people} people{failed}{self._left()}  {working}"
        print(f"\r\x1b[K{text[:100]}", end="", file=sys.stderr, flush=True)

    def _line(self, text: str) -> None:
        start = "\r\x1b[K" if self._terminal else ""
        print(f"{start}{text}", file=sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """ "40 s", "12 min", "3 h 20 min" """
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
