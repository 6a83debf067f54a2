"""A device that is not the CPU, for machines that have no other.

Within `other_device()` tensors on "meta" hold real values, kept on the CPU out of reach. What CUDA refuses is refused:
operations on tensors of both devices, a CPU generator for random numbers elsewhere, `.numpy()`. Kernels of the
rasteriser run too, on tensors of that device only. `torch.empty` is full of NaN or of indices that are out of range.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from backend.render import warp_launch

DEVICE = "meta"
_MOVES = {"aten::copy_", "aten::_to_copy", "aten::to"}
_INDEXES = {"aten::index", "aten::index_put", "aten::index_put_", "aten::_index_put_impl_"}
_JOINS = {"aten::cat", "aten::stack"}
_launched = warp_launch.launch


class Away(torch.Tensor):
    """Says that it is on DEVICE; `held` has its values."""

    held: torch.Tensor
    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    @staticmethod
    def __new__(cls, held: torch.Tensor) -> Away:
        strides = held.stride() if held.layout == torch.strided else None
        made = torch.Tensor._make_wrapper_subclass(cls, held.shape, strides, dtype=held.dtype, device=DEVICE)
        made.held = held
        return made

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return _run(func, args, kwargs or {})

    def __repr__(self, **_) -> str:
        return f"Away({self.held!r})"

    def __bool__(self) -> bool:
        return bool(self.held)

    def __int__(self) -> int:
        return int(self.held)

    def __float__(self) -> float:
        return float(self.held)

    def item(self) -> Any:
        return self.held.item()

    def tolist(self) -> Any:
        return self.held.tolist()


@contextlib.contextmanager
def other_device() -> Iterator[str]:
    """The name of the device, which is there within the block."""
    with contextlib.ExitStack() as stack:
        for module in list(sys.modules.values()):
            if vars(module).get("launch") is _launched:
                stack.enter_context(_replaced(module, "launch", _launch))
        stack.enter_context(_Making())
        stack.enter_context(_Running())
        yield DEVICE


def held(value: Any) -> Any:
    """The values of a tensor that is away; anything else as it is."""
    return value.held if isinstance(value, Away) else value


@contextlib.contextmanager
def _replaced(module: Any, name: str, value: Any) -> Iterator[None]:
    kept = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, kept)


def _launch(name: str, dim: Any, *arguments: Any) -> None:
    if any(isinstance(value, torch.Tensor) and not isinstance(value, Away) for value in arguments):
        raise RuntimeError(f"the kernel {name} is given a tensor of the CPU")
    _launched(name, dim, *map(held, arguments))


class _Running(TorchDispatchMode):
    @classmethod
    def _should_skip_dynamo(cls):
        return False  # what nobody compiles need not wait for the compiler to be loaded

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return _run(func, args, kwargs or {})


class _Making(TorchFunctionMode):
    """Data that torch would forget on its way to "meta": it is made on the CPU and moved."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func in (torch.tensor, torch.as_tensor) and _is_away(kwargs.get("device")):
            return func(*args, **{**kwargs, "device": "cpu"}).to(DEVICE)
        if func is torch.Tensor.new_tensor and isinstance(args[0], Away):
            return args[0].held.new_tensor(*args[1:], **kwargs).to(DEVICE)
        if func in (torch.Tensor.__getitem__, torch.Tensor.__setitem__) and isinstance(args[0], Away):
            where = args[1] if isinstance(args[1], tuple) else (args[1],)
            where = tuple(torch.tensor(i) if isinstance(i, list | range) else i for i in where)
            args = (args[0], where, *args[2:])
        return func(*args, **kwargs)


def _is_away(device: Any) -> bool:
    return device is not None and torch.device(device).type == DEVICE


def _run(func: Any, args: tuple, kwargs: dict[str, Any]) -> Any:
    name = func._schema.name
    arguments = {**dict(zip((a.name for a in func._schema.arguments), args, strict=False)), **kwargs}
    tensors: list[torch.Tensor] = []
    _each(tuple(arguments.values()), lambda value: tensors.append(value) if isinstance(value, torch.Tensor) else None)
    away = [value for value in tensors if isinstance(value, Away)]
    # a number may come from anywhere
    here = [v for v in tensors if not isinstance(v, Away) and (v.dim() > 0 or name in _JOINS)]
    to_other = _is_away(arguments["device"]) if arguments.get("device") is not None else bool(away)
    indexes = name in _INDEXES and isinstance(arguments["self"], Away)
    if away and here and name not in _MOVES and not indexes:
        raise RuntimeError(f"{name} is given tensors of two devices")
    if to_other and arguments.get("generator") is not None:
        raise RuntimeError(f"{name} is given a generator of the CPU")
    if arguments.get("device") is not None:
        args, kwargs = (), {**arguments, "device": torch.device("cpu")}
    found = func(*_each(args, held), **{key: _each(value, held) for key, value in kwargs.items()})
    if "empty" in name and found.element_size() > 1:
        found.fill_(float("nan") if found.is_floating_point() else 1 << 30)
    known = {id(value.held): value for value in away}
    return _each(found, lambda value: _away(value, known)) if to_other else found


def _each(values: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(values, list | tuple):
        return type(values)(_each(value, change) for value in values)
    return change(values)


def _away(value: Any, known: dict[int, Away]) -> Any:
    """What a tensor that was worked on in place was called before; a new name for a new one."""
    if not isinstance(value, torch.Tensor):
        return value
    if id(value) in known:
        return known[id(value)]
    with torch.inference_mode(False):
        return Away(value)
