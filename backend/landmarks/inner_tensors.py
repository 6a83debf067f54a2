"""A .tflite file whose network also tells what is between its layers: the same file with a longer list of outputs.

A FlatBuffer's tables name their fields by offsets (flatbuffers.dev, "FlatBuffers internals"); the list of a subgraph's
outputs is field 2 of the TensorFlow Lite schema, its tensors field 0, whose names are field 3. A new list is written
behind the file, and the field made to point there: no weight is touched, and the first outputs stay as they are.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_SUBGRAPHS, _TENSORS, _OUTPUTS, _NAME = 2, 0, 2, 3


def with_outputs(model: bytes, names: Sequence[str]) -> bytes:
    """The model with the tensors of these names as further outputs, in their order. Raises ValueError where it has
    none of a name or is no such file."""
    try:
        graph = _item(model, _follow(model, _field(model, _follow(model, 0), _SUBGRAPHS)), 0)
        tensors = _follow(model, _field(model, graph, _TENSORS))
        known = {
            _text(model, _follow(model, _field(model, _item(model, tensors, number), _NAME))): number
            for number in range(_number(model, tensors))
        }
        place = _field(model, graph, _OUTPUTS)
        listed = _follow(model, place)
        old = struct.unpack_from(f"<{_number(model, listed)}i", model, listed + 4)
    except (struct.error, UnicodeDecodeError) as error:
        raise ValueError(f"it is no such file ({error})") from error
    missing = [name for name in names if name not in known]
    if missing:
        raise ValueError(f"it has no tensor {missing[0]}")
    longer = (*old, *(known[name] for name in names))
    out = bytearray(model) + bytes(-len(model) % 4)
    struct.pack_into("<I", out, place, len(out) - place)
    return bytes(out) + struct.pack(f"<I{len(longer)}i", len(longer), *longer)


def _number(model: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", model, at)[0])


def _follow(model: bytes, at: int) -> int:
    """What an offset leads to."""
    return at + _number(model, at)


def _field(model: bytes, table: int, number: int) -> int:
    """Where a field of a table stands."""
    names = table - struct.unpack_from("<i", model, table)[0]
    return table + int(struct.unpack_from("<H", model, names + 4 + 2 * number)[0])


def _item(model: bytes, vector: int, number: int) -> int:
    return _follow(model, vector + 4 + 4 * number)


def _text(model: bytes, at: int) -> str:
    return model[at + 4 : at + 4 + _number(model, at)].decode()
