"""Pickles as Python 2 wrote them, with objects of chumpy and scipy, written without Python 2, chumpy or scipy."""

import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import numpy as np


@dataclass(frozen=True)
class Global:
    """The name of a class or function as a pickle states it; nothing is imported for it."""

    module: str
    name: str


@dataclass(frozen=True, eq=False)
class Instance:
    """An object of a class that is stated by its name, with its state."""

    of: Global
    state: Mapping[str, Any]


def chumpy_array(values: np.ndarray) -> Instance:
    return Instance(Global("chumpy.ch", "Ch"), {"x": values, "_dirty_vars": _set(), "_itr": None})


def chumpy_select(values: np.ndarray, count: int) -> Instance:
    """The first `count` of the last axis, as chumpy keeps a slice: numbers of the places in the whole."""
    places = np.arange(values.size).reshape(values.shape)[..., :count]
    state = {"a": chumpy_array(values), "idxs": places.ravel(), "preferred_shape": places.shape, "_dirty_vars": _set()}
    return Instance(Global("chumpy.reordering", "Select"), state)


def chumpy_transpose(values: np.ndarray) -> Instance:
    return Instance(Global("chumpy.reordering", "transpose"), {"a": chumpy_array(values), "axes": None})


def scipy_sparse(values: np.ndarray, layout: str = "csc") -> Instance:
    """csc, csr or coo, in the modules of the scipy of those days."""
    rows, columns = np.nonzero(values.T)[::-1] if layout == "csc" else np.nonzero(values)
    state: dict[str, Any] = {"_shape": values.shape, "maxprint": 50, "data": values[rows, columns]}
    if layout == "coo":
        state |= {"row": rows.astype(np.int32), "col": columns.astype(np.int32)}
    else:
        major, minor = (columns, rows) if layout == "csc" else (rows, columns)
        count = values.shape[1] if layout == "csc" else values.shape[0]
        state |= {
            "indices": minor.astype(np.int32),
            "indptr": np.concatenate([[0], np.cumsum(np.bincount(major, minlength=count))]).astype(np.int32),
        }
    return Instance(Global(f"scipy.sparse.{layout}", f"{layout}_matrix"), state)


def python2_pickle(value: Any, protocol: int = 2) -> bytes:
    """As Python 2 wrote it in protocol 0 (letters, with escapes) or 2; text and bytes are both its `str`."""
    out = BytesIO()
    _Python2Pickler(out, protocol, fix_imports=True).dump(value)
    return out.getvalue()


def write_python2_pickle(path: Path, value: Any, protocol: int = 2) -> Path:
    path.write_bytes(python2_pickle(value, protocol))
    return path


def _set() -> "_Call":
    return _Call(Global("__builtin__", "set"), ([],))


@dataclass(frozen=True, eq=False)
class _Call:
    what: Global
    arguments: tuple[Any, ...]


class _Python2Pickler(pickle._Pickler):  # type: ignore[name-defined]
    dispatch: ClassVar = dict(pickle._Pickler.dispatch)  # type: ignore[attr-defined]
    write: Any
    save: Any
    memoize: Any
    proto: int

    def save_text(self, value: Any) -> None:
        data = value.encode("latin1") if isinstance(value, str) else bytes(value)
        if self.proto == 0:
            self.write(b"S" + repr(data)[1:].encode("ascii") + b"\n")
        elif len(data) < 256:
            self.write(b"U" + bytes([len(data)]) + data)
        else:
            self.write(b"T" + struct.pack("<i", len(data)) + data)
        self.memoize(value)

    def save_stated(self, value: Global) -> None:
        self.write(f"c{value.module}\n{value.name}\n".encode("ascii"))
        self.memoize(value)

    def save_instance(self, value: Instance) -> None:
        if self.proto < 2:
            object_ = Global("__builtin__", "object")
            self.save_reduce(Global("copy_reg", "_reconstructor"), (value.of, object_, None), obj=value)
        else:
            self.save(value.of)
            self.write(b")\x81")
            self.memoize(value)
        self.save(dict(value.state))
        self.write(b"b")

    def save_call(self, value: _Call) -> None:
        self.save_reduce(value.what, value.arguments, obj=value)

    def save_array(self, value: np.ndarray) -> None:
        stated = {
            "c": Global("numpy.core.multiarray", "_reconstruct"), "n": Global("numpy", "ndarray"),
            "d": Global("numpy", "dtype"),
        }  # fmt: skip
        self.save_reduce(stated["c"], (stated["n"], (0,), "b"), obj=value)
        kind = _Call(stated["d"], (value.dtype.str[1:], 0, 1))
        order = "|" if value.dtype.itemsize == 1 else "<"
        fortran = value.flags.f_contiguous and not value.flags.c_contiguous
        self.write(b"(")
        self.save(1)
        self.save(value.shape)
        self.save(kind)
        self.save((3, order, None, None, None, -1, -1, 0))
        self.write(b"b")
        self.save(fortran)
        self.save(value.tobytes("A" if fortran else "C"))
        self.write(b"tb")

    def save_reduce(self, function: Any, arguments: Any, state: Any = None, *rest: Any, obj: Any = None) -> None:  # type: ignore[override]
        assert callable(function) is False, "only stated names are called"
        self.save(function)
        self.save(arguments)
        self.write(b"R")
        if obj is not None:
            self.memoize(obj)

    dispatch[str] = save_text
    dispatch[bytes] = save_text
    dispatch[Global] = save_stated
    dispatch[Instance] = save_instance
    dispatch[_Call] = save_call
    dispatch[np.ndarray] = save_array
