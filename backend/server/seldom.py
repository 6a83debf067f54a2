"""A log that repeats itself seldom: whoever can cause a line must not be able to fill a disk with it."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any

EVERY_S = 60.0


@dataclass
class _Told:
    at: float
    left_out: int = 0


class Seldom:
    """Writes each text once in `EVERY_S` seconds, and then how often it would have stood there in between."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._told: dict[str, _Told] = {}

    def warning(self, text: str, *values: Any) -> None:
        self._write(logging.WARNING, text, values)

    def exception(self, text: str, *values: Any) -> None:
        self._write(logging.ERROR, text, values, exc_info=True)

    def _write(self, level: int, text: str, values: tuple[Any, ...], **how: Any) -> None:
        now = time.monotonic()
        told = self._told.get(text)
        if told is not None and now - told.at < EVERY_S:
            told.left_out += 1
            return
        more = f" ({told.left_out} more of this kind since the last line)" if told is not None and told.left_out else ""
        self._told[text] = _Told(now)
        self._log.log(level, text + more, *values, **how)
