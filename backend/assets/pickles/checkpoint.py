"""The tensors of a checkpoint that PyTorch saved, and nothing else: read without PyTorch, and no code of it runs.

A checkpoint is a zip with a pickle and the bytes of its tensors.
"""

from __future__ import annotations

import functools
import math
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from ...protocol.archive import check_directory
from ...protocol.errors import BadFile
from .machine import read_pickle
from .notes import STORAGE, Name, Noted
from .tensors import KINDS

MOST_BYTES = 1 << 28
MOST_PICKLED = 1 << 24
"""bytes of the pickle, which has names and forms alone"""
_TENSOR, _PARAMETER = (Name("torch._utils", name) for name in ("_rebuild_tensor_v2", "_rebuild_parameter"))
_AGAIN = "Choose a checkpoint (.ckpt) of a published mapper."


def read_checkpoint(file: Path, again: str = _AGAIN, most: int = MOST_BYTES) -> dict[str, np.ndarray]:
    """Name -> tensor of the checkpoint's `state_dict`, or of the checkpoint itself where it has none. again: what to do
    about a file that cannot be read; most: bytes of the file, of what it unpacks to, and of all its tensors.

    Raises BadFile for a file that is none or holds no tensors.
    """
    try:
        if file.stat().st_size > most:
            raise ValueError(f"it is larger than {most >> 20} MB")
        with file.open("rb") as stream:
            check_directory(stream, zip64=True)
            with zipfile.ZipFile(stream) as archive:
                return _tensors(archive, file.name, most)
    except BadFile:
        raise
    except Exception as error:  # zipfile and numpy raise a dozen kinds over damaged bytes, few documented
        raise BadFile(f"{file.name} is no checkpoint that can be read: {error}.", again, repr(error)) from error


def mentions(file: Path, text: bytes) -> bool:
    """Whether the file is a checkpoint in whose pickle this stands, as the beginning of a tensor's name. Nothing is
    unpickled for it. Raises OSError."""
    try:
        with file.open("rb") as stream:
            if stream.read(4) != b"PK\x03\x04":
                return False
            check_directory(stream, zip64=True)
            with zipfile.ZipFile(stream) as archive:
                pickles = [info for info in archive.infolist() if info.filename.rsplit("/", 1)[-1] == "data.pkl"]
                return any(info.file_size <= MOST_PICKLED and text in archive.read(info) for info in pickles)
    except OSError:
        raise
    except Exception:  # zipfile raises a dozen kinds over damaged bytes, few documented
        return False


def _tensors(archive: zipfile.ZipFile, name: str, most: int) -> dict[str, np.ndarray]:
    members = [info for info in archive.infolist() if not info.is_dir()]
    if sum(info.file_size for info in members) > most:
        raise ValueError(f"it unpacks to more than {most >> 20} MB")
    pickles = [info for info in members if info.filename.rsplit("/", 1)[-1] == "data.pkl"]
    if len(pickles) != 1 or pickles[0].file_size > MOST_PICKLED:
        raise ValueError("it has no pickle of tensors")
    data = f"{pickles[0].filename.removesuffix('data.pkl')}data/"
    plain = read_pickle(BytesIO(archive.read(pickles[0])), name, storages=True, any_names=True)
    state = plain.get("state_dict", plain) if isinstance(plain, dict) else {}
    bytes_of = functools.cache(lambda number: archive.read(f"{data}{number}"))
    found, left = {}, most
    for key, value in state.items() if isinstance(state, dict) else ():
        tensor = _tensor_of(value, bytes_of, left, most)
        if tensor is not None:
            found[str(key)] = tensor
            left -= tensor.nbytes
    if not found:
        raise ValueError("it holds no tensors")
    return found


def _tensor_of(value: Any, bytes_of: Callable[[str], bytes], left: int, most: int) -> np.ndarray | None:
    """The array of a noted tensor, in its own memory; None for other values and unknown kinds of numbers.

    left: bytes of the `most` that all tensors of the file may have.
    """
    if isinstance(value, Noted) and value.of == _PARAMETER and value.arguments:
        value = value.arguments[0]
    if not isinstance(value, Noted) or value.of != _TENSOR:
        return None
    storage, offset, shape, strides = value.arguments[:4]
    if not isinstance(storage, Noted) or storage.of != STORAGE:
        return None
    _, kind, key = storage.arguments[:3]
    if not isinstance(kind, Name) or kind.module != "torch" or kind.name not in KINDS:
        return None
    sizes = (offset, *shape, *strides)
    if len(shape) > 4 or len(shape) != len(strides) or any(type(n) is not int or n < 0 for n in sizes):
        raise ValueError("a tensor has no such form")
    dtype = np.dtype(KINDS[kind.name])
    if 0 in shape:
        return np.zeros(shape, dtype)
    if math.prod(shape) * dtype.itemsize > left:
        raise ValueError(f"its tensors have more than {most >> 20} MB")
    numbers = np.frombuffer(bytes_of(str(key)), dtype)
    if offset + sum((n - 1) * step for n, step in zip(shape, strides, strict=True)) >= len(numbers):
        raise ValueError("a tensor reaches beyond its bytes")
    steps = [step * dtype.itemsize for step in strides]
    return np.lib.stride_tricks.as_strided(numbers[offset:], shape, steps).copy()
