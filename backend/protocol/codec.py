"""Frozen dataclasses <-> one JSON text and raw array frames, driven by the dataclass fields. See SPEC.md.

The same walk serves the socket, the job folder and the avatar file. Nothing is ever unpickled: what comes in is JSON
that is checked against the types of the fields, and bytes that are checked against the shapes and dtypes they claim.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import json
import math
import types
import typing
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from .errors import BadRequest

PROTOCOL = 4
DTYPES: dict[str, np.dtype] = {
    name: np.dtype(name).newbyteorder("<")
    for name in ("uint8", "uint16", "int16", "int32", "int64", "float16", "float32", "float64")
}
MAX_HEADER_BYTES = 16 * 1024
MAX_CONTENT_BYTES = 1024 * 1024
MAX_ARRAY_BYTES = 256 * 1024 * 1024
MAX_MESSAGE_BYTES = 512 * 1024 * 1024
MAX_FRAMES = 512
MAX_DEPTH = 24
MAX_DIMENSIONS = 8
_REFERENCE = frozenset({"$array", "dtype", "shape"})
_STEP = np.array([1 if byte in b"[{" else -1 if byte in b"]}" else 0 for byte in range(256)], np.int8)

Data = TypeVar("Data")


@dataclasses.dataclass(frozen=True)
class NamedArray:
    """An array on its way out, and the place it comes from: "avatar.mesh.vertices"."""

    path: str
    array: np.ndarray


def encode(value: Any) -> tuple[Any, list[NamedArray]]:
    """A dataclass as plain JSON data in which every array is replaced by a reference into the list beside it.

    Raises BadRequest on NaN or infinity, on an array that is not as its field says, and on what JSON cannot hold.
    """
    arrays: list[NamedArray] = []
    return _plain(value, "", arrays, {}, None), arrays


def decode(cls: type[Data], plain: Any, frames: Sequence[Any]) -> Data:
    """The dataclass `cls` from plain JSON data and the raw array frames that it refers to, each exactly once.

    The arrays are read-only views of the frames. Raises BadRequest on anything that is not as the fields say.
    """
    walk = _Decoding(frames)
    result = walk.dataclass(cls, plain, "")
    if len(walk.used) != len(frames):
        raise BadRequest(f"{len(frames) - len(walk.used)} array frames belong to no field.")
    return result


def dump_json(plain: Any) -> bytes:
    """UTF-8 JSON. Half a surrogate pair, as in the name of a file that is not UTF-8, becomes a question mark."""
    return _ENCODER.encode(plain).encode(errors="replace")


def load_json(data: bytes, limit: int = MAX_CONTENT_BYTES, what: str = "content") -> Any:
    """Parse at most `limit` bytes of UTF-8 JSON, nested at most MAX_DEPTH deep; NaN and Infinity are refused."""
    if len(data) > limit:
        raise BadRequest(f"The {what} is {len(data)} bytes long; at most {limit} are allowed.")
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH and _depth(data) > MAX_DEPTH:
        raise BadRequest(f"The {what} is nested more than {MAX_DEPTH} levels deep.")
    try:
        text = data.decode("utf-8")
        if text.startswith("\ufeff"):
            raise ValueError("it begins with a byte order mark")
        plain = _DECODER.decode(text)
        if b"\\u" in data:  # an escape may have smuggled in half a surrogate pair, which is no text
            json.dumps(plain, ensure_ascii=False).encode()
        return plain
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The {what} is not valid JSON: {error}.") from error


def raw(array: np.ndarray) -> Any:
    """The bytes of a C-contiguous array in little-endian order, without a copy where the machine allows it."""
    ordered = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return ordered.data.cast("B") if ordered.size else b""


def closest(name: str, names: Any) -> str:
    """A hint that names what the user may have meant."""
    names = [str(n) for n in names]
    matches = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if matches:
        return f"Did you mean {', '.join(matches)}?"
    return f"Known: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}."


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


# made once: a slider that is dragged sends and reads many small texts
_ENCODER = json.JSONEncoder(allow_nan=False, separators=(",", ":"), ensure_ascii=False)
_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _all_finite_floats(values: Collection[Any]) -> bool:
    """Quick, and never true of anything else; large numbers are left to the slow way."""
    return set(map(type, values)) <= {float} and math.isfinite(sum(values))


def _depth(data: bytes) -> int:
    """How deep brackets are nested outside of texts; work in proportion to the length, whatever the bytes."""
    plain = np.frombuffer(data.replace(rb"\\", b"").replace(rb"\"", b""), np.uint8)
    in_text = np.cumsum(plain == ord('"'), dtype=np.int32) & 1
    steps = np.where(in_text, np.int8(0), _STEP[plain])
    return int(np.cumsum(steps, dtype=np.int32).max(initial=0))


# --- out ---------------------------------------------------------------------------------------------------------


def _plain(value: Any, where: str, arrays: list[NamedArray], sizes: dict[str, int], spec: Any) -> Any:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, np.ndarray):
        return _refer(value, where, arrays, sizes, spec)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        if not math.isfinite(value):
            raise BadRequest(f"{where or 'The value'} is {float(value)}.", "Give a finite number.")
        return float(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise BadRequest(f"{where or 'The mapping'} has the key {key!r}, which is not a text.")
        if _all_finite_floats(value.values()):
            return dict(value)
        return {key: _plain(item, _join(where, key), arrays, sizes, None) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [
            _plain(item, f"{where}[{i}]", arrays, {} if dataclasses.is_dataclass(item) else sizes, None)
            for i, item in enumerate(value)
        ]
    if dataclasses.is_dataclass(value):
        return {
            f.name: _plain(getattr(value, f.name), _join(where, f.name), arrays, sizes, f.metadata)
            for f in dataclasses.fields(value)
            if not f.metadata.get("left_out_empty") or _holds_something(getattr(value, f.name))
        }
    raise BadRequest(f"{where or 'The value'} is a {type(value).__name__}, which has no place in a message.")


def _holds_something(value: Any) -> bool:
    return bool(value.size) if isinstance(value, np.ndarray) else bool(value)


def _refer(value: np.ndarray, where: str, arrays: list[NamedArray], sizes: dict[str, int], spec: Any) -> Any:
    name = value.dtype.name
    if name not in DTYPES:
        raise BadRequest(f"{where} has dtype {name}.", f"Use one of {', '.join(DTYPES)}.")
    _check_array(value, where, sizes, spec)
    arrays.append(NamedArray(where, value))
    return {"$array": len(arrays) - 1, "dtype": name, "shape": list(value.shape)}


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


# --- in ----------------------------------------------------------------------------------------------------------


@functools.cache
def _fields(cls: type) -> dict[str, tuple[Any, Any, bool]]:
    """Field name -> (type, metadata, required)."""
    hints = typing.get_type_hints(cls)
    missing = dataclasses.MISSING
    return {
        f.name: (hints[f.name], f.metadata, f.default is missing and f.default_factory is missing)
        for f in dataclasses.fields(cls)
    }


class _Decoding:
    """One message being read: its frames, those already taken, and the sizes that shape letters are bound to."""

    def __init__(self, frames: Sequence[Any]) -> None:
        self.frames = frames
        self.used: set[int] = set()
        self.sizes: dict[str, int] = {}

    def dataclass(self, cls: type, plain: Any, where: str) -> Any:
        if not isinstance(plain, dict):
            raise BadRequest(f"{where or cls.__name__} should be an object with fields, not {_kind(plain)}.")
        fields = _fields(cls)
        for name in plain:
            if name not in fields:
                raise BadRequest(f"{cls.__name__} has no field {name[:60]!r}.", closest(name[:60], fields))
        values = {}
        for name, (hint, metadata, required) in fields.items():
            if name in plain:
                values[name] = self.value(hint, plain[name], _inside(where, name), metadata)
            elif required:
                raise BadRequest(f"{cls.__name__} needs the field {name!r}.")
        return cls(**values)

    def value(self, hint: Any, plain: Any, where: str, spec: Any = None) -> Any:
        if hint is Any:
            _check_finite(plain, where)
            return plain
        if hint is np.ndarray:
            return self.array(plain, where, spec)
        if hint in (str, bool):
            if not isinstance(plain, hint):
                raise BadRequest(f"{where} should be a {hint.__name__}, not {_kind(plain)}.")
            return plain
        if hint is int:
            if not isinstance(plain, int) or isinstance(plain, bool) or abs(plain) >= 2**63:
                raise BadRequest(f"{where} should be a whole number of at most 64 bits, not {_kind(plain)}.")
            return plain
        if hint is float:
            return _float(plain, where)
        if dataclasses.is_dataclass(hint):
            return self.dataclass(typing.cast(type, hint), plain, where)
        return self.generic(hint, plain, where)

    def generic(self, hint: Any, plain: Any, where: str) -> Any:
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin in (typing.Union, types.UnionType):
            if plain is None and type(None) in args:
                return None
            (inner,) = (a for a in args if a is not type(None))
            return self.value(inner, plain, where)
        if origin is typing.Literal:
            if not isinstance(plain, str) or plain not in args:
                raise BadRequest(f"{where} is {str(plain)[:60]!r}.", f"Choose one of {', '.join(map(repr, args))}.")
            return plain
        if origin is tuple:
            if not isinstance(plain, list):
                raise BadRequest(f"{where} should be a list, not {_kind(plain)}.")
            if args[-1] is Ellipsis:
                return tuple(self.item(args[0], item, f"{where}[{i}]") for i, item in enumerate(plain))
            if len(plain) != len(args):
                raise BadRequest(f"{where} should have {len(args)} values, not {len(plain)}.")
            return tuple(
                self.value(a, item, f"{where}[{i}]") for i, (a, item) in enumerate(zip(args, plain, strict=True))
            )
        if origin is not None and issubclass(origin, Mapping):
            if not isinstance(plain, dict):
                raise BadRequest(f"{where} should be an object with names and values, not {_kind(plain)}.")
            if args[1] is float and _all_finite_floats(plain.values()):
                return dict(plain)  # the sliders of a drag must be quick
            return {key: self.value(args[1], item, _inside(where, key)) for key, item in plain.items()}
        raise TypeError(f"the codec has no rule for {hint}")

    def item(self, hint: Any, plain: Any, where: str) -> Any:
        """One of a list; letters bind anew in each object of it."""
        outside = self.sizes
        if dataclasses.is_dataclass(hint):
            self.sizes = {}
        try:
            return self.value(hint, plain, where)
        finally:
            self.sizes = outside

    def array(self, plain: Any, where: str, spec: Any) -> np.ndarray:
        if not isinstance(plain, dict) or plain.keys() != _REFERENCE:
            raise BadRequest(f"{where} should refer to an array frame, not {_kind(plain)}.")
        index, name, shape = plain["$array"], plain["dtype"], plain["shape"]
        if not isinstance(name, str) or name not in DTYPES:
            raise BadRequest(f"{where} has dtype {str(name)[:30]!r}.", f"Use one of {', '.join(DTYPES)}.")
        if type(index) is not int or not 0 <= index < len(self.frames) or index in self.used:
            raise BadRequest(f"{where} refers to array frame {str(index)[:30]}, which is not there or already taken.")
        if not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS:
            raise BadRequest(f"{where} should have a shape of at most {MAX_DIMENSIONS} sizes.")
        if any(type(size) is not int or not 0 <= size < 2**40 for size in shape):
            raise BadRequest(f"{where} has a shape with a size that is not a count: {str(shape)[:60]}.")
        frame = memoryview(self.frames[index])
        if math.prod(shape) * DTYPES[name].itemsize != frame.nbytes:
            raise BadRequest(f"{where} claims shape {shape} of {name}, but its frame holds {frame.nbytes} bytes.")
        self.used.add(index)
        array = np.frombuffer(frame, DTYPES[name]) if frame.nbytes else np.zeros(0, DTYPES[name])
        array = array.reshape(shape)
        array.flags.writeable = False
        _check_array(array, where, self.sizes, spec)
        return array


def _inside(where: str, name: str) -> str:
    """The place of a field, for an error's words: a long foreign name must not be copied for all that it holds."""
    return _join(where, name[:60])


def _float(plain: Any, where: str) -> float:
    if not isinstance(plain, int | float) or isinstance(plain, bool):
        raise BadRequest(f"{where} should be a number, not {_kind(plain)}.")
    try:
        number = float(plain)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise BadRequest(f"{where} is {number}.", "Give a finite number.")
    return number


def _check_finite(plain: Any, where: str) -> None:
    """1e999 is valid JSON and parses as infinity."""
    if isinstance(plain, float):
        _float(plain, where)
    elif isinstance(plain, dict):
        for key, item in plain.items():
            _check_finite(item, _inside(where, key))
    elif isinstance(plain, list):
        for item in plain:
            _check_finite(item, where)


def _check_array(array: np.ndarray, where: str, sizes: dict[str, int], spec: Any) -> None:
    """Dtype and shape against the field's metadata ("V 3|4"); letters bind over the whole message, except to 0.

    In an object of a list they bind anew.
    """
    if spec:
        wanted = spec["shape"].split()
        if array.dtype.name != spec["dtype"]:
            raise BadRequest(f"{where} should be {spec['dtype']}, not {array.dtype.name}.")
        fits = len(wanted) == array.ndim
        for name, size in zip(wanted, array.shape, strict=True) if fits else ():
            if not name[0].isdigit():
                fits = fits and (size == 0 or sizes.setdefault(name, size) == size)
            else:
                fits = fits and str(size) in name.split("|")
        if not fits:
            bound = ", ".join(f"{k} = {v}" for k, v in sizes.items() if k in wanted)
            raise BadRequest(f"{where} should have shape ({', '.join(wanted)}), not {array.shape}.", f"({bound})")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise BadRequest(f"{where} contains NaN or infinity.", "Give finite numbers.")


def _kind(plain: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", type(None): "null", bool: "true or false"}
    return names.get(type(plain), f"the number {str(plain)[:30]}")
