"""The models that a worker keeps between jobs, and gives back when another needs the room."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, TypeVar

import numpy as np

from backend.limits import ran_out_of_memory

from .device import memory_of, release_memory

Model = TypeVar("Model")
SPARE = 0.1
"""the part of all memory that stays free: other programs, and the job's own work"""
_OPAQUE = (str, bytes, int, float, bool, type, type(None), ModuleType, FunctionType, MethodType, BuiltinFunctionType)
_log = logging.getLogger("galatea.warm_models")


class WarmModels:
    """Models by key. One that a running job has asked for stays until the job is over; of the others, the one that was
    used longest ago goes first.

    limit: bytes of all models together; 0 lets them grow as long as SPARE of the memory stays free.
    memory: (free, total) bytes of the device.
    """

    def __init__(
        self, device: str = "cpu", limit: int = 0, memory: Callable[[], tuple[int, int]] | None = None
    ) -> None:
        self._device, self._limit = device, limit
        self._memory = memory or (lambda: memory_of(device))
        self._models: dict[str, Any] = {}  # the one used longest ago first
        self._sizes: dict[str, int] = {}  # of those that were given back, too
        self._used: set[str] = set()

    @property
    def keys(self) -> tuple[str, ...]:
        """Of the models that are here, the one used longest ago first."""
        return tuple(self._models)

    @property
    def total(self) -> int:
        """bytes"""
        return sum(self._sizes[key] for key in self._models)

    def end_job(self) -> None:
        """What the job asked for is in use no more."""
        self._used.clear()
        if self._limit:  # without one, memory is full of other programs' work; models go once another is loaded
            self._make_room(0)

    def get(self, key: str, load: Callable[[], Model], size: int = 0) -> Model:
        """The model under `key`, loaded where it is not here. `size`: bytes that it will take, where that is known.

        Where memory runs out while it loads, all models that the job does not use are given back, and it is tried once
        more. Raises what `load` raises.
        """
        self._used.add(key)
        if key in self._models:
            self._models[key] = self._models.pop(key)
            return self._models[key]
        self._make_room(max(size, self._sizes.get(key, 0)))
        model = self._load(key, load)
        self._models[key], self._sizes[key] = model, size_of(model, self._device)
        self._make_room(0)
        return model

    def give_back_unused(self) -> bool:
        """Give back every model that the running job did not ask for; whether there was one."""
        unused = [key for key in self._models if key not in self._used]
        self._give_back(unused)
        return bool(unused)

    def _load(self, key: str, load: Callable[[], Model]) -> Model:
        try:
            return load()
        except Exception as error:
            if not ran_out_of_memory(error):
                raise
            told = str(error).partition("\n")[0]
        # outside of the except block, whose traceback would hold what was loaded so far
        _log.warning("memory ran out while %r was loaded (%s); it is tried once more without other models", key, told)
        self.give_back_unused()
        return load()

    def _make_room(self, needed: int) -> None:
        """As far as models that are not in use make it."""
        for key in self.keys:
            if not self._lacks(needed):
                return
            if key not in self._used and self._sizes[key]:
                self._give_back([key])

    def _lacks(self, needed: int) -> bool:
        if self._limit:
            return self.total + needed > self._limit
        free, total = self._memory()
        return free < needed + SPARE * total

    def _give_back(self, keys: Iterable[str]) -> None:
        for key in keys:
            del self._models[key]
            _log.info("%r is given back (%d MB)", key, self._sizes[key] >> 20)
        gc.collect()  # parts of a network may hold one another
        release_memory(self._device)


def size_of(model: Any, device: str = "cpu") -> int:
    """Bytes that the tensors (and on the CPU the arrays) of a model hold on a device, each storage counted once."""
    torch, seen, storages, waiting = sys.modules.get("torch"), set(), {}, [model]
    while waiting:
        part = waiting.pop()
        if isinstance(part, _OPAQUE) or id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, np.ndarray):
            owner = part
            while isinstance(owner.base, np.ndarray):
                owner = owner.base
            if device == "cpu":
                storages[id(owner)] = owner.nbytes
        elif torch is not None and isinstance(part, torch.Tensor):
            waiting += _pieces(part, torch)
            if part.layout is torch.strided and part.device.type == device.partition(":")[0]:
                storage = part.untyped_storage()
                storages[storage.data_ptr()] = storage.nbytes()
        elif isinstance(part, Mapping):
            waiting += part.values()
        elif isinstance(part, list | tuple | set | frozenset):
            waiting += part
        else:
            waiting += getattr(part, "__dict__", {}).values()
    return sum(storages.values())


def _pieces(tensor: Any, torch: Any) -> list[Any]:
    """The dense tensors that a sparse one is made of."""
    if tensor.layout is torch.sparse_coo:
        return [tensor._indices(), tensor._values()]
    if tensor.layout is torch.sparse_csr:
        return [tensor.crow_indices(), tensor.col_indices(), tensor.values()]
    if tensor.layout is torch.sparse_csc:
        return [tensor.ccol_indices(), tensor.row_indices(), tensor.values()]
    return []
