"""Arrays out of what a pickle noted: those of numpy, chumpy's that hold or reorder one, scipy's sparse matrices."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from .notes import Name, Noted
from .tensors import tensor_of

MAX_ELEMENTS = 1 << 26
MAX_DEPTH = 16
MAX_LETTERS = 1000
MAX_PARTS = 100_000
MAX_WORK = 4 << 30
"""bytes of all that is made on the way to one array"""
_KIND = re.compile(r"[<>=|]?([biuf])(1|2|4|8)|[<>=|]?([SU])(\d{1,6})")


def array_of(value: Any) -> np.ndarray:
    """An array of numbers or text. Raises ValueError that tells, as the end of a sentence, what it is instead."""
    return _Making().array(value, 0)


def plain_of(value: Any) -> Any:
    """A table or list that numpy keeps as an array with one object, else the value itself."""
    if isinstance(value, Noted) and value.of.name == "_reconstruct":
        state = value.state
        if isinstance(state, tuple) and len(state) == 5 and isinstance(state[4], list) and len(state[4]) == 1:
            return state[4][0]
    return value


def text_of(value: Any) -> str:
    """Words, where the value is some; else nothing."""
    value = plain_of(value)
    if isinstance(value, bytes):
        return value.decode("latin1")
    if isinstance(value, str):
        return value
    if isinstance(value, np.ndarray) and value.dtype.kind in "SU" and value.size == 1:
        return text_of(value.item())
    return ""


class _Making:
    """One array on its way; what a pickle shares in many places is not made without end."""

    def __init__(self) -> None:
        self.parts = self.bytes = 0

    def array(self, value: Any, depth: int) -> np.ndarray:
        if depth > MAX_DEPTH:
            raise ValueError("is an object in an object in an object, too deep")
        self.parts += 1
        array = self._array(value, depth)
        self.bytes += array.nbytes
        if self.parts > MAX_PARTS or self.bytes > MAX_WORK:
            raise ValueError("is made of more parts than any model has")
        return array

    def _array(self, value: Any, depth: int) -> np.ndarray:
        if isinstance(value, np.ndarray):
            return value
        if isinstance(value, Noted):
            root = value.of.module.split(".")[0]
            if root == "torch":
                return tensor_of(value)
            return {"numpy": self._numpy, "chumpy": self._chumpy}.get(root, self._sparse)(value, depth)
        if isinstance(value, bool | int | float | str):
            return _numbers(value)
        if isinstance(value, list | tuple):
            return self._listed(value, depth)
        raise ValueError(f"is of the kind {type(value).__name__}, not an array")

    def _numpy(self, value: Noted, depth: int) -> np.ndarray:
        if value.of.name == "_frombuffer":
            raw, kind, shape, order = value.arguments
            return _filled(raw, kind, shape, order == "F")
        if value.of.name == "scalar":
            kind, raw = value.arguments
            return _filled(raw, kind, (), False)
        state = value.state
        if value.of.name != "_reconstruct" or not isinstance(state, tuple) or len(state) != 5:
            raise ValueError("is an array of numpy without its numbers")
        _, shape, kind, by_column, raw = state
        if isinstance(raw, list):
            return self.array(raw, depth + 1).reshape(_shape(shape))
        return _filled(raw, kind, shape, bool(by_column))

    def _chumpy(self, value: Noted, depth: int) -> np.ndarray:
        state = value.state if isinstance(value.state, dict) else {}
        if "x" in state:
            return self.array(state["x"], depth + 1)
        if value.of.name == "Select" and "a" in state:
            whole, places = self.array(state["a"], depth + 1).ravel(), self.array(state.get("idxs"), depth + 1)
            shape = self._stated_shape(state.get("preferred_shape"), depth)
            if places.dtype.kind not in "iu" or (places.size and not 0 <= places.min() <= places.max() < whole.size):
                raise ValueError("is a part of an array beyond its end")
            return whole[places.ravel()].reshape(shape)
        if value.of.name == "transpose" and "a" in state:
            axes = state.get("axes")
            return self.array(state["a"], depth + 1).transpose(
                None if axes is None else self.array(axes, depth + 1).tolist()
            )
        raise ValueError(f"is the calculation {value.of}, not an array")

    def _sparse(self, value: Noted, depth: int) -> np.ndarray:
        """(rows, columns) dense."""
        state = value.state if isinstance(value.state, dict) else {}
        shape = self._stated_shape(state.get("_shape", state.get("shape")), depth)
        if len(shape) != 2:
            raise ValueError("is a sparse matrix without rows and columns")
        data = self.array(state.get("data"), depth + 1)
        if value.of.name.startswith("coo"):
            places = state.get("coords") or (state.get("row"), state.get("col"))
            rows, columns = (self.array(place, depth + 1) for place in places)
        else:
            minor, starts = (self.array(state.get(name), depth + 1) for name in ("indices", "indptr"))
            counts, by_column = np.diff(starts), value.of.name.startswith("csc")
            if len(starts) != shape[1 if by_column else 0] + 1 or (counts < 0).any() or counts.sum() != len(data):
                raise ValueError("is a sparse matrix whose parts do not fit together")
            major = np.repeat(np.arange(len(counts)), counts)
            rows, columns = (minor, major) if by_column else (major, minor)
        for places, size in ((rows, shape[0]), (columns, shape[1])):
            if places.shape != data.shape or (places.size and not 0 <= places.min() <= places.max() < size):
                raise ValueError("is a sparse matrix whose parts do not fit together")
        dense = np.zeros(shape, data.dtype)
        np.add.at(dense, (rows, columns), data)
        return dense

    def _listed(self, value: list[Any] | tuple[Any, ...], depth: int) -> np.ndarray:
        """Lists of numbers, or of arrays of one shape."""
        if all(isinstance(item, bool | int | float) for item in value):
            return _numbers(value)
        parts: list[np.ndarray] = []
        for item in value:
            parts.append(self.array(item, depth + 1))
            if parts[-1].shape != parts[0].shape:
                raise ValueError("is a list of unequal arrays")
        return np.stack(parts)

    def _stated_shape(self, value: Any, depth: int) -> tuple[int, ...]:
        return _shape(tuple(self.array(value, depth + 1).astype(int).ravel().tolist()))


def _filled(raw: Any, kind: Any, shape: Any, by_column: bool) -> np.ndarray:
    dtype, shape = _dtype(kind), _shape(shape)
    data = raw.encode("latin1") if isinstance(raw, str) else raw
    if not isinstance(data, bytes | bytearray) or len(data) != math.prod(shape) * dtype.itemsize:
        raise ValueError(f"has not the bytes that an array of the shape {shape} has")
    return np.frombuffer(data, dtype).reshape(shape, order="F" if by_column else "C")


def _shape(value: Any) -> tuple[int, ...]:
    if not isinstance(value, tuple) or len(value) > 8 or any(type(size) is not int or size < 0 for size in value):
        raise ValueError("has a shape that is none")
    if math.prod(value) > MAX_ELEMENTS:
        raise ValueError(f"would have {math.prod(value):,} numbers, more than any model has")
    return value


def _dtype(value: Any) -> np.dtype:
    """Numbers or text alone: numpy's own reader of these notes trusts them with memory."""
    if not isinstance(value, Noted) or value.of != Name("numpy", "dtype") or not value.arguments:
        raise ValueError("is an array of no stated kind")
    code = _text(value.arguments[0])
    if not _KIND.fullmatch(code):
        raise ValueError(f"is an array of {code[:20]!r}, not of numbers")
    state = value.state if isinstance(value.state, tuple) else (3, "<", None, None, None)
    order = _text(state[1]) if len(state) > 1 else "<"
    if any(part is not None for part in state[2:5]):
        raise ValueError("is an array of records, not of numbers")
    dtype = np.dtype(code)
    return dtype.newbyteorder(">") if order == ">" else dtype


def _text(value: Any) -> str:
    return value.decode("latin1") if isinstance(value, bytes) else value if isinstance(value, str) else ""


def _numbers(value: Any) -> np.ndarray:
    if isinstance(value, str) and len(value) > MAX_LETTERS:
        raise ValueError("is a long text, not an array")
    array = np.array(value)
    if array.dtype.hasobject:
        raise ValueError("holds numbers that are too large")
    return array
