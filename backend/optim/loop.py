"""The one optimisation loop: steps, progress, preview, cancel, resume."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from .saved import load_saved


def minimise(
    loss: Callable[[int], Tensor],
    variables: dict[str, Tensor],
    *,
    steps: int,
    learning_rates: dict[str, float],
    on_step: Callable[[int, float], None] = lambda step, value: None,
    project: Callable[[], None] = lambda: None,
    checkpoint: Path | None = None,
    checkpoint_every: int = 20,
) -> list[float]:
    """Run Adam on `variables` in place for `steps` steps and return the loss of each step run here.

    loss(step) -> () tensor; project() puts the variables back inside their bounds after each step; on_step(step, value)
    reports (and raises JobCancelled to stop). With a `checkpoint` path the state is saved every `checkpoint_every`
    steps and a later call with the same path goes on from there. A non-finite loss raises FloatingPointError.
    """
    for value in variables.values():
        value.requires_grad_(True)
    groups = [{"params": [variables[name]], "lr": learning_rates[name]} for name in variables]
    optimiser = torch.optim.Adam(groups)
    first = _restore(checkpoint, variables, optimiser) if checkpoint else 0
    values: list[float] = []
    for step in range(first, steps):
        optimiser.zero_grad(set_to_none=True)
        current = loss(step)
        value = float(current.detach())
        if value != value or value in (float("inf"), float("-inf")):
            raise FloatingPointError(f"the loss became {value} at step {step}")
        current.backward()
        optimiser.step()
        with torch.no_grad():
            project()
        values.append(value)
        if checkpoint and (step + 1) % checkpoint_every == 0:
            _save(checkpoint, step + 1, variables, optimiser)
        on_step(step, value)
    for variable in variables.values():
        variable.requires_grad_(False)
    return values


def _save(path: Path, step: int, variables: dict[str, Tensor], optimiser: torch.optim.Adam) -> None:
    tensors = {f"variable.{name}": value.detach().contiguous() for name, value in variables.items()}
    for index, state in optimiser.state_dict()["state"].items():
        for key, value in state.items():
            tensors[f"adam.{index}.{key}"] = torch.as_tensor(value).contiguous()
    tensors["step"] = torch.tensor(step)
    partial = path.with_suffix(".partial")
    save_file(tensors, partial)
    partial.replace(path)  # a crash while writing leaves the older checkpoint whole


def _restore(path: Path, variables: dict[str, Tensor], optimiser: torch.optim.Adam) -> int:
    expected = {f"variable.{name}": value for name, value in variables.items()} | {"step": torch.tensor(0)}
    tensors = load_saved(path, expected)
    if tensors is None:
        return 0
    with torch.no_grad():
        for name, value in variables.items():
            value.copy_(tensors[f"variable.{name}"])
    state = optimiser.state_dict()
    for key, value in tensors.items():
        if key.startswith("adam."):
            _, index, name = key.split(".")
            state["state"].setdefault(int(index), {})[name] = value
    optimiser.load_state_dict(state)
    return int(tensors["step"])
