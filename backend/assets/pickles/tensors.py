"""Tensors of PyTorch within a pickle, as files of landmarks have them: read without PyTorch, from what is noted."""

from __future__ import annotations

import math
from io import BytesIO
from typing import Any

import numpy as np

from ...protocol.errors import BadFile
from .machine import read_pickle
from .notes import Noted

KINDS = {
    "FloatStorage": "<f4", "DoubleStorage": "<f8", "HalfStorage": "<f2", "LongStorage": "<i8", "IntStorage": "<i4",
}  # fmt: skip
_MAGIC = 0x1950A86A20F9469CFC6C
_VERSION = 1001


def tensor_of(noted: Noted) -> np.ndarray:
    """The array of a whole, contiguous tensor on the CPU. Raises ValueError, as the end of a sentence, for others."""
    if noted.of.name != "_rebuild_tensor_v2" or len(noted.arguments) < 4:
        raise ValueError(f"is {noted.of}, not a tensor")
    storage, offset, shape, strides = noted.arguments[:4]
    numbers = _numbers(storage)
    if not isinstance(shape, tuple) or any(type(size) is not int or size < 0 for size in shape):
        raise ValueError("is a tensor with a shape that is none")
    contiguous = tuple(math.prod(shape[k + 1 :]) for k in range(len(shape)))
    if offset != 0 or strides != contiguous or math.prod(shape) != len(numbers):
        raise ValueError("is a part of a tensor")
    return numbers.reshape(shape)


def _numbers(storage: Any) -> np.ndarray:
    """(N,) the numbers that a tensor's storage was saved with, in the form of before zip archives."""
    if not isinstance(storage, Noted) or storage.of.name != "_load_from_bytes" or len(storage.arguments) != 1:
        raise ValueError("is a tensor without numbers")
    data = storage.arguments[0]
    file = BytesIO(data.encode("latin1") if isinstance(data, str) else data)
    try:
        magic, version, _, stated, _ = (read_pickle(file, "a tensor", storages=True) for _ in range(5))
    except BadFile as error:
        raise ValueError(f"is damaged: {error.message}") from error
    if (magic, version) != (_MAGIC, _VERSION) or not isinstance(stated, Noted) or len(stated.arguments) < 5:
        raise ValueError("is a tensor saved in another way")
    _, kind, _, _, count = stated.arguments[:5]
    dtype = KINDS.get(getattr(kind, "name", ""))
    if dtype is None or type(count) is not int:
        raise ValueError("is a tensor of another kind of numbers")
    numbers = np.frombuffer(file.read()[8:], dtype)
    if len(numbers) != count:
        raise ValueError(f"is a tensor that states {count} numbers and has {len(numbers)}")
    return numbers
