"""Limits of memory and time for this process, where the system has them: for programs that read what others wrote."""

from __future__ import annotations

import contextlib
import sys


def limit_this_process(more_bytes: int, seconds: int, file_bytes: int) -> None:
    """From now on: at most so many more bytes of memory, seconds of processor time, and bytes in a file it writes.

    What goes beyond fails as when memory runs out, or ends the process. Does nothing on Windows.
    """
    if sys.platform == "win32":
        return
    import resource

    limits = [(resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, file_bytes)]
    if sys.platform == "linux":  # macOS does not heed it
        limits.append((resource.RLIMIT_AS, _memory_now() + more_bytes))
    for which, most in limits:
        _, hard = resource.getrlimit(which)
        with contextlib.suppress(ValueError, OSError):  # a lower one holds already
            resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _memory_now() -> int:
    """Bytes of address space."""
    import psutil

    return psutil.Process().memory_info().vms
