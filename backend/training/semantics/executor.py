"""Who does the pieces of a long work: this process, several processes, or the machines of a Ray cluster.

A piece is a function of what it is handed and nothing else, done by one thread wherever it is done: sums come out in
the same order, and what several make is bit for bit what one makes, on processors of one kind.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, TypeVar

import torch

from backend.protocol.errors import GalateaError, JobFailed
from backend.ray_cluster import AHEAD, connected

K = TypeVar("K")
A = TypeVar("A")
R = TypeVar("R")
WORKER_MB = 1024
"""of a process that renders or rates: Python, torch, a body, an encoder"""


@dataclass(frozen=True)
class Executor:
    workers: int = 1
    ray: str = ""
    """address of a cluster, "auto" for one that is here or made for the time of the work; then it does all pieces"""
    gpu: bool = False
    """every process of the cluster needs one"""

    def each(
        self,
        work: Callable[[A], R],
        keys: Iterable[K],
        prepared: Callable[[K], A],
        alone: Callable[[A], R] | None = None,
    ) -> Iterator[tuple[K, R]]:
        """`work` of what each key stands for, in the order in which they are done. What it raises is raised here.

        prepared: what a key stands for; asked for here, when somebody has room for it.
        alone: the same as `work`, for this process, with what it has at hand already.
        """
        keys = list(keys)
        if self.ray and keys:
            yield from self._on_ray(work, keys, prepared)
        elif self.workers > 1 and len(keys) > 1:
            yield from self._in_processes(work, keys, prepared)
        else:
            for key in keys:
                yield key, _by_one_thread(alone or work, prepared(key))

    def _on_ray(self, work: Callable[[A], R], keys: list[K], prepared: Callable[[K], A]) -> Iterator[tuple[K, R]]:
        with connected(self.ray) as cluster:
            needs = cluster.needs(WORKER_MB, self.gpu)
            for key, found in cluster.each(_OneThread(work), keys, prepared, needs):
                if isinstance(found, GalateaError):
                    raise found
                yield key, found

    def _in_processes(self, work: Callable[[A], R], keys: list[K], prepared: Callable[[K], A]) -> Iterator[tuple[K, R]]:
        waiting = iter(keys)
        running: dict[Future[Any], K] = {}
        with ProcessPoolExecutor(min(self.workers, len(keys)), get_context("spawn")) as pool:
            try:
                while True:
                    while len(running) < AHEAD * self.workers and (key := next(waiting, _END)) is not _END:
                        running[pool.submit(_by_one_thread, work, prepared(key))] = key
                    if not running:
                        return
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        yield running.pop(future), future.result()
            except BrokenProcessPool as error:
                raise JobFailed(
                    "A process that made or rated pictures died; what was done is kept.",
                    "Where memory was short, use fewer --workers.",
                ) from error
            finally:
                for future in running:
                    future.cancel()


HERE = Executor()
_END: Any = object()


@dataclass(frozen=True)
class _OneThread:
    work: Callable[[Any], Any]

    def __call__(self, argument: Any) -> Any:
        return _by_one_thread(self.work, argument)


def _by_one_thread(work: Callable[[A], R], argument: A) -> R:
    with one_thread():
        return work(argument)


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
