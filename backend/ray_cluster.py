"""Work on the machines of a Ray cluster. The only file that knows Ray.

What is done there is a function of this version of Galatea, so that every machine needs the same; what it is handed and
what it gives back travel through Ray's object store, so that the machines need no disk in common.
"""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from . import __version__
from .protocol.errors import (
    ConnectionFailed,
    GalateaError,
    JobFailed,
    NotAvailable,
    ResourceExhausted,
    error_from,
)

K = TypeVar("K")
A = TypeVar("A")
R = TypeVar("R")
AHEAD = 2
"""pieces that a processor has at once: one that is done, one that waits"""
RETRIES = 3
"""of a piece whose process or machine died"""
WAIT_S = 0.5
SAME = f"Install Galatea {__version__} on every machine of the cluster."


@dataclass(frozen=True)
class Outcome:
    """What became of a piece, as it travels: a value, or the code, message and hint of an error."""

    value: Any = None
    error: tuple[str, str, str] | None = None


def carried_out(work: Callable[[A], Any], argument: A, version: str) -> Outcome:
    """Runs in a process of Ray's. version: of whoever asks; two versions do not work together."""
    try:
        if version != __version__:
            raise NotAvailable(f"A machine of the cluster has Galatea {__version__}.", SAME)
        return Outcome(work(argument))
    except GalateaError as error:
        return Outcome(error=(error.code, error.message, error.hint))


@dataclass(frozen=True, eq=False)
class Cluster:
    """A connection, as long as it lasts."""

    ray: Any

    @property
    def processors(self) -> int:
        return int(self.ray.cluster_resources().get("CPU", 1))

    def each(
        self,
        work: Callable[[A], R],
        keys: Iterable[K],
        prepared: Callable[[K], A],
        resources: Mapping[str, float],
    ) -> Iterator[tuple[K, R | GalateaError]]:
        """`work` of what each key stands for, in the order in which they are done.

        prepared: what a key stands for, asked for when there is room for it; where it raises, that is the key's result.
        resources: what one piece takes of a machine, as `needs` says it.
        """
        remote = self.ray.remote(max_retries=RETRIES, **resources)(carried_out)
        waiting, most = iter(keys), max(2, AHEAD * self.processors)
        running: dict[Any, K] = {}
        more = True
        while more or running:
            while more and len(running) < most:
                try:
                    key = next(waiting)
                except StopIteration:
                    more = False
                    break
                try:
                    argument = prepared(key)
                except GalateaError as error:
                    yield key, error
                else:
                    running[remote.remote(work, argument, __version__)] = key
            ready, _ = self.ray.wait(list(running), timeout=WAIT_S) if running else ([], [])
            for reference in ready:
                outcome = self._outcome(reference)
                yield running.pop(reference), outcome.value if outcome.error is None else error_from(*outcome.error)

    def needs(self, memory_mb: int, gpu: bool = False) -> dict[str, float]:
        """A processor, memory where the machines count theirs, and a GPU where one is asked for."""
        wanted: dict[str, float] = {"num_cpus": 1}
        if any(node["Resources"].get("memory", 0) >= memory_mb << 20 for node in self.ray.nodes()):
            wanted["memory"] = memory_mb << 20
        return wanted | ({"num_gpus": 1} if gpu else {})

    def _outcome(self, reference: Any) -> Outcome:
        broken = self.ray.exceptions
        try:
            return self.ray.get(reference)
        except broken.OutOfMemoryError as error:
            told: GalateaError = ResourceExhausted("A machine of the cluster ran out of memory.", _first(error))
        except (broken.WorkerCrashedError, broken.NodeDiedError, broken.ObjectLostError) as error:
            told = JobFailed(f"Its process or machine died {RETRIES + 1} times.", _first(error))
        except broken.RayError as error:
            told = NotAvailable(f"A machine of the cluster could not begin: {_first(error)}", SAME)
        return Outcome(error=(told.code, told.message, told.hint))


@contextlib.contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """`address`: "auto" is a cluster that runs here, or one of our own for as long as this lasts.

    Raises NotAvailable where Ray is not installed, ConnectionFailed where nobody answers.
    """
    ray = _ray()
    usual = {"include_dashboard": False, "log_to_driver": False, "logging_level": "ERROR", "configure_logging": False}
    main = threading.current_thread() is threading.main_thread()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)} if main else {}
    with contextlib.ExitStack() as stack:
        # for logs and sockets of a cluster of ours, whose paths have to be short
        temporary = tempfile.TemporaryDirectory(prefix="galatea-ray-", ignore_cleanup_errors=True)
        folder = stack.enter_context(temporary)
        stack.callback(ray.shutdown)
        try:
            ray.init(address=address, log_to_driver=False, logging_level="ERROR", configure_logging=False)
        except ConnectionError as error:
            if address != "auto":
                raise ConnectionFailed(
                    f"No Ray cluster answers at {address}.", "Start one there with: ray start --head"
                ) from error
            ray.init(address="local", _temp_dir=folder, **usual)
        for number, handler in handlers.items():  # Ray sets its own, which would end this process without a word
            signal.signal(number, handler)
        yield Cluster(ray)


def _ray() -> Any:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # it tells its makers nothing
    try:
        import ray
    except ImportError as error:
        raise NotAvailable("Ray is not installed.", "Run: pip install 'galatea[ray]'") from error
    return ray


def _first(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:300] if lines else type(error).__name__
