"""A net trained by one process or by several, one for each graphics card, started by torch's own launcher.

Each batch is shared out among the processes, which add up their gradients: weights stay the same in all of them, and
what comes out is what one process makes, but for the order in which numbers are added.
"""

from __future__ import annotations

import copy
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import distributed
from torch.multiprocessing import get_context
from torch.multiprocessing.spawn import ProcessExitedException, ProcessRaisedException, start_processes

from backend.protocol.errors import GalateaError, JobFailed, error_from

from .executor import one_thread
from .fitting import Course, N, Pair, Place, Report, epochs


@dataclass(frozen=True)
class Means:
    """What a net is trained with."""

    processes: int = 0
    """0: one for each graphics card, and one where there is none"""
    keep: Path | None = None
    """file of a training that is under way; it goes on from there, and the file is deleted when it is over"""
    keep_every: float = 10.0
    """seconds"""

    @property
    def many(self) -> int:
        return self.processes or max(1, torch.cuda.device_count())


ALONE = Means(1)


def fit(net: N, shown: Pair, held: Pair, course: Course, report: Report, means: Means = ALONE) -> N:
    """As `epochs`, with these means. Raises JobFailed where a process dies."""
    if means.many == 1:
        with one_thread():  # a batch is too small to be shared out
            return epochs(net, shown, held, course, report, Place(), means.keep, means.keep_every)
    with tempfile.TemporaryDirectory(prefix="galatea-training-") as folder:
        told = get_context("spawn").SimpleQueue()
        task = (net, shown, held, course, means.keep, means.keep_every)
        arguments = (means.many, str(Path(folder) / "meeting"), task, told)
        running = start_processes(_member, arguments, means.many, join=False, start_method="spawn")
        assert running is not None
        best: Any = None

        def listen() -> None:
            nonlocal best
            while not told.empty():
                kind, content = told.get()
                if kind == "epoch":
                    report(*content)
                elif kind == "error":
                    raise error_from(*content)
                else:
                    best = content

        try:
            while not running.join(timeout=0.1):
                listen()
            listen()
        except (ProcessRaisedException, ProcessExitedException) as error:
            listen()  # a process that has told why may still fall over the others on its way out
            raise JobFailed(
                "A process of the training died.", "Call it again: it goes on where it was kept."
            ) from error
        finally:
            for process in running.processes:
                assert process is not None
                process.kill()  # what has ended already does not mind
                process.join()
    net.load_state_dict({name: torch.from_numpy(numbers) for name, numbers in best.items()})
    return net


def _member(rank: int, of: int, meeting: str, task: tuple[Any, ...], told: Any) -> None:
    """One process of several."""
    torch.set_num_threads(1)
    place = Place(rank, of)
    backend = "gloo" if place.device == "cpu" else "nccl"
    distributed.init_process_group(backend, init_method=f"file://{meeting}", rank=rank, world_size=of)
    net, shown, held, course, *kept = task
    net = copy.deepcopy(net)  # tensors that are handed to a process are the same memory in all of them
    report = (lambda *line: told.put(("epoch", line))) if rank == 0 else lambda *line: None
    try:
        best = epochs(net, shown, held, course, report, place, *kept)
    except GalateaError as error:  # the same in all of them; whoever is first is heard
        told.put(("error", (error.code, error.message, error.hint)))
        return
    finally:
        distributed.destroy_process_group()
    if rank == 0:
        told.put(("best", {name: tensor.numpy() for name, tensor in best.state_dict().items()}))
