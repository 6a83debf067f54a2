"""The tensors of a checkpoint that torch pickled, and nothing else: no code of the file runs, whatever it names.

A checkpoint is a zip with a pickle and the bytes of its tensors. The pickle is read by an unpickler that knows five
names; every other becomes an empty thing that takes all that is done to it and does nothing.
"""

from __future__ import annotations

import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from backend.protocol.errors import BadFile

MOST_BYTES = 1 << 28
_STORAGES = {
    "FloatStorage": np.dtype("<f4"), "DoubleStorage": np.dtype("<f8"), "HalfStorage": np.dtype("<f2"),
    "LongStorage": np.dtype("<i8"), "IntStorage": np.dtype("<i4"),
}  # fmt: skip
_AGAIN = "Choose a checkpoint (.ckpt) of a published mapper."
_DAMAGE = (
    OSError, ValueError, TypeError, KeyError, IndexError, EOFError, AttributeError, RecursionError, MemoryError,
    OverflowError, NotImplementedError, pickle.UnpicklingError, zipfile.BadZipFile,
)  # fmt: skip


class Nothing:
    """Stands for whatever a file names beside tensors: settings, classes, functions that it wants called."""

    def __new__(cls, *_: Any, **__: Any) -> Nothing:
        return object.__new__(cls)

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __setstate__(self, state: Any) -> None:
        pass

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def append(self, value: Any) -> None:
        pass

    def extend(self, values: Any) -> None:
        pass

    def add(self, value: Any) -> None:
        pass

    def __call__(self, *_: Any, **__: Any) -> Nothing:
        return self

    def __hash__(self) -> int:
        return 0


def _rebuild(storage: Any, offset: int, size: Any, stride: Any, *_: Any) -> Any:
    """A tensor as torch's own function of that name would make it, checked against its bytes."""
    if not isinstance(storage, np.ndarray):
        return Nothing()
    size, stride = tuple(map(int, size)), tuple(map(int, stride))
    if offset < 0 or len(size) > 4 or len(size) != len(stride) or min((*size, *stride), default=0) < 0:
        raise ValueError("a tensor has no such form")
    if 0 in size:
        return torch.zeros(size)
    if int(offset) + sum((n - 1) * s for n, s in zip(size, stride, strict=True)) >= len(storage):
        raise ValueError("a tensor reaches beyond its bytes")
    return torch.as_strided(torch.from_numpy(storage.copy()), size, stride, int(offset)).clone()


class _Tensors(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, stored: Mapping[str, bytes]) -> None:
        super().__init__(stream)
        self._stored = stored

    def find_class(self, module: str, name: str) -> Any:
        if module == "torch._utils" and name == "_rebuild_tensor_v2":
            return _rebuild
        if module == "torch._utils" and name == "_rebuild_parameter":
            return lambda tensor, *_: tensor
        if module == "collections" and name == "OrderedDict":
            return OrderedDict
        if module == "torch" and name in _STORAGES:
            return _STORAGES[name]
        return Nothing

    def persistent_load(self, pid: Any) -> Any:
        kind, dtype, key = pid[:3]
        if kind != "storage" or not isinstance(dtype, np.dtype):
            return Nothing()
        return np.frombuffer(self._stored[str(key)], dtype)


def read_tensors(file: Path) -> dict[str, Tensor]:
    """Name -> tensor of the checkpoint's `state_dict`, or of the checkpoint itself where it has none.

    Raises BadFile for a file that is none or holds no tensors.
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ValueError(f"it is larger than {MOST_BYTES >> 20} MB")
        with zipfile.ZipFile(file) as archive:
            names = [info for info in archive.infolist() if not info.is_dir()]
            if sum(info.file_size for info in names) > MOST_BYTES:
                raise ValueError(f"it unpacks to more than {MOST_BYTES >> 20} MB")
            pickles = [info.filename for info in names if info.filename.rsplit("/", 1)[-1] == "data.pkl"]
            if len(pickles) != 1:
                raise ValueError("it has no pickle of tensors")
            root = pickles[0].removesuffix("data.pkl")
            data = f"{root}data/"
            stored = {i.filename[len(data) :]: archive.read(i) for i in names if i.filename.startswith(data)}
            plain = _Tensors(io.BytesIO(archive.read(pickles[0])), stored).load()
        state = plain.get("state_dict", plain) if isinstance(plain, dict) else {}
        found = {str(k): v for k, v in state.items() if isinstance(v, Tensor)} if isinstance(state, dict) else {}
        if not found:
            raise ValueError("it holds no tensors")
    except _DAMAGE as error:
        raise BadFile(f"{file.name} is no checkpoint that can be read: {error}.", _AGAIN, repr(error)) from error
    return found
