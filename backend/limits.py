"""Limits of memory and time for this process, where the system has them, and what an error says of memory."""

from __future__ import annotations

import contextlib
import sys

# how torch, CUDA and its libraries tell it where they raise no error of its own
_NO_MEMORY = ("can't allocate memory", "out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED")


def ran_out_of_memory(error: BaseException) -> bool:
    """Whether that is what an error means."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return any(sign in str(error) for sign in _NO_MEMORY)


def limit_this_process(more_bytes: int, seconds: int, file_bytes: int) -> None:
    """From now on: at most so many more bytes of memory, seconds of processor time, and bytes in a file it writes.

    For programs that read what others wrote.
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
