"""The training loop of mappers, as one process of one or of several runs it; kept as it goes, so that it resumes."""

from __future__ import annotations

import copy
import hashlib
import math
import pickle
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, distributed, nn

from backend.protocol.errors import BadFile, JobFailed
from backend.protocol.files import whole_file

N = TypeVar("N", bound=nn.Module)
Pair = tuple[Tensor, Tensor]
"""inputs (N, I) and goals (N, O)"""
Report = Callable[[int, int, float], None]
"""epochs done, of how many, and the error on held-out bodies"""


@dataclass(frozen=True)
class Course:
    """How a net is trained."""

    epochs: int = 150
    batch: int = 128
    rate: float = 3e-3
    seed: int = 0
    decay: float = 1e-4
    fading: bool = True
    """the rate falls to nothing over the epochs"""
    taught: int = 0
    """bodies beside the rated ones that a Gaussian process rates (`teacher.py`)"""


USUAL = Course(epochs=60, batch=256, taught=20000)
PUBLISHED = Course(epochs=50, batch=1500, rate=1e-4, seed=42, decay=0.0, fading=False)


@dataclass(frozen=True)
class Place:
    """One process of a training; of several, each has its share of every batch."""

    rank: int = 0
    of: int = 1

    @property
    def device(self) -> str:
        return f"cuda:{self.rank}" if torch.cuda.device_count() >= self.of else "cpu"

    def summed(self, net: nn.Module) -> None:
        """Gradients of all processes, added up in each."""
        if self.of == 1:
            return
        found = [p.grad for p in net.parameters() if p.grad is not None]
        flat = torch.cat([grad.reshape(-1) for grad in found])
        distributed.all_reduce(flat)
        for grad, part in zip(found, flat.split([grad.numel() for grad in found]), strict=True):
            grad.copy_(part.view_as(grad))


def epochs(
    net: N,
    shown: Pair,
    held: Pair,
    course: Course,
    report: Report,
    place: Place,
    keep: Path | None = None,
    keep_every: float = 10.0,
) -> N:
    """The net after its best epoch on `held`. Raises JobFailed where it diverges, BadFile where what was kept of it
    cannot be read."""
    mark = _mark(net, shown, held, course)
    net, shown, held = net.to(place.device), _at(shown, place.device), _at(held, place.device)
    generator = torch.Generator().manual_seed(course.seed)
    optimiser = torch.optim.AdamW(net.parameters(), course.rate, weight_decay=course.decay)
    batches = max(1, -(-len(shown[0]) // course.batch))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: 0.5 + 0.5 * math.cos(math.pi * step / (course.epochs * batches)) if course.fading else 1.0,
    )
    anyone = float((held[1] - shown[1].mean(0)).square().mean())
    best, least, first = copy.deepcopy(net), float("inf"), 0
    state = _kept(keep, mark, place.device)
    if state is not None:
        net.load_state_dict(state["net"])
        best.load_state_dict(state["best"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        generator.set_state(state["generator"].cpu())
        first, least = state["epoch"], state["least"]
    when = time.monotonic()
    for epoch in range(first, course.epochs):
        order = torch.randperm(len(shown[0]), generator=generator)
        for chosen in order.chunk(batches):
            own = chosen[place.rank :: place.of].to(place.device)
            optimiser.zero_grad(set_to_none=True)
            missed = (net(shown[0][own]) - shown[1][own]).square().sum()
            (missed / (len(chosen) * shown[1].shape[1])).backward()
            place.summed(net)
            optimiser.step()
            schedule.step()
        with torch.no_grad():
            error = float((net(held[0]) - held[1]).square().mean())
        if not error < 1e3 * max(anyone, 1e-9):  # NaN is not smaller either
            raise JobFailed(
                f"The training diverged in epoch {epoch + 1}: the error is {error:g}.",
                f"Lower the rate, for example: --rate {course.rate / 10:g}",
            )
        if error < least:
            best, least = copy.deepcopy(net), error
        if keep and place.rank == 0 and time.monotonic() - when >= keep_every:
            when = time.monotonic()
            parts = {"net": net, "best": best, "optimiser": optimiser, "schedule": schedule}
            now = {name: part.state_dict() for name, part in parts.items()}
            now |= {"generator": generator.get_state(), "epoch": epoch + 1, "least": least, "mark": mark}
            keep.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(keep, flush=False) as out:
                torch.save(now, out)
        report(epoch + 1, course.epochs, error)
    if keep and place.rank == 0:
        keep.unlink(missing_ok=True)
    return best.cpu()


def _at(pair: Pair, device: str) -> Pair:
    return pair[0].to(device), pair[1].to(device)


def _mark(net: nn.Module, shown: Pair, held: Pair, course: Course) -> str:
    """Of all that decides what a training comes to."""
    digest = hashlib.sha256(repr(astuple(course)).encode())
    for tensor in (*net.state_dict().values(), *shown, *held):
        digest.update(tensor.detach().contiguous().cpu().numpy().tobytes())
    return digest.hexdigest()


def _kept(keep: Path | None, mark: str, device: str) -> dict[str, Any] | None:
    """What was kept of this training; None where nothing was, or where it was another one."""
    if keep is None or not keep.exists():
        return None
    try:
        state = torch.load(keep, map_location=device, weights_only=True)
        return state if state["mark"] == mark else None
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, EOFError, pickle.UnpicklingError) as error:
        raise BadFile(f"{keep} holds no training.", "Delete it; the training begins anew.", repr(error)) from error
