"""The life of a worker process as the server sees it: started when needed, given jobs, killed, replaced, sent home."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import time
from pathlib import Path

from backend.processes import python_program
from backend.protocol.errors import GalateaError, JobFailed, ResourceExhausted

from .jobs import Job

KILL_AFTER_S = 1.5
"""A job that does not heed its cancel for so long loses its worker."""
_log = logging.getLogger("galatea.workers")


class Worker:
    """One process. `identity` is its connection, known once it has said that it is ready."""

    def __init__(self, lane: str, arguments: list[str], environment: dict[str, str], log: Path) -> None:
        self.lane = lane
        self.identity: bytes | None = None
        self.job: Job | None = None
        self.cancelled_at: float | None = None
        self.idle_since = time.monotonic()
        self.leaving_since: float | None = None
        self.exit_error: GalateaError | None = None
        self._log = log
        with open(log, "wb") as file:
            self.process = subprocess.Popen(
                python_program("backend.server.worker", "--lane", lane, *arguments),
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment},
                start_new_session=os.name == "posix",
            )
        _log.info("worker %d started for %s jobs", self.process.pid, lane)

    @property
    def free(self) -> bool:
        return self.identity is not None and self.job is None and self.leaving_since is None

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def overdue(self, now: float) -> bool:
        """Asked to stop its job (or to leave) and still at it."""
        since = self.leaving_since if self.leaving_since is not None else self.cancelled_at
        return since is not None and now - since > KILL_AFTER_S

    def kill(self) -> None:
        """At once, with whatever processes its job has started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        self.process.wait()
        self.close()

    def close(self) -> None:
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()

    def exit_reason(self) -> GalateaError:
        """Why the process ended, in the user's words."""
        if self.exit_error is not None:
            return self.exit_error
        code = self.process.returncode
        details = self._tail()
        if code == -signal.SIGKILL if os.name == "posix" else False:
            return ResourceExhausted(
                "The worker was killed by the system, most likely because memory ran out.",
                "Close other programs or ask for less, then resume the job.",
                details,
            )
        how = f"signal {-code} ({signal.strsignal(-code)})" if code < 0 else f"exit code {code}"
        if self.identity is None:
            return JobFailed(f"The worker could not start: {how}.", "Run: galatea doctor", details)
        return JobFailed(f"The worker died: {how}.", "Other jobs go on; resume this one to try again.", details)

    def _tail(self) -> str:
        try:
            return self._log.read_bytes()[-4000:].decode(errors="replace")
        except OSError:
            return ""
