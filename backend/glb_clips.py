"""Several glTF files of one figure, each with a clip of its own, become one file with all the clips."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any

from .protocol.errors import BadFile

_JSON, _BINARY = 0x4E4F534A, 0x004E4942


def joined(files: Sequence[bytes]) -> bytes:
    """The first file with the animations of the others, whose nodes have the same names.

    Raises BadFile where a file is no binary glTF, or moves a node that the first does not have.
    """
    tree, binary = _parts(files[0])
    out = bytearray(binary)
    places = {node.get("name", ""): index for index, node in enumerate(tree["nodes"])}
    for file in files[1:]:
        other, data = _parts(file)
        for animation in other.get("animations", ()):
            tree.setdefault("animations", []).append(_moved(animation, other, data, tree, out, places))
    taken: set[str] = set()
    for number, animation in enumerate(tree.get("animations", ())):
        name = animation.get("name", "clip")
        animation["name"] = name if name not in taken else f"{name} {number + 1}"
        taken.add(animation["name"])
    tree["buffers"][0]["byteLength"] = len(out)
    return _whole(tree, bytes(out))


def _moved(
    animation: dict[str, Any],
    other: dict[str, Any],
    data: bytes,
    tree: dict[str, Any],
    out: bytearray,
    places: dict[str, int],
) -> dict[str, Any]:
    """An animation of `other` for the nodes of `tree`, with its numbers behind those of `tree`."""
    known: dict[int, int] = {}

    def accessor(index: int) -> int:
        if index not in known:
            told = dict(other["accessors"][index])
            view = dict(other["bufferViews"][told["bufferView"]])
            start = view.get("byteOffset", 0)
            out.extend(b"\0" * (-len(out) % 4))
            view |= {"buffer": 0, "byteOffset": len(out)}
            out.extend(data[start : start + view["byteLength"]])
            tree["bufferViews"].append(view)
            told["bufferView"] = len(tree["bufferViews"]) - 1
            tree["accessors"].append(told)
            known[index] = len(tree["accessors"]) - 1
        return known[index]

    samplers = [
        {**sampler, "input": accessor(sampler["input"]), "output": accessor(sampler["output"])}
        for sampler in animation["samplers"]
    ]
    channels = []
    for channel in animation["channels"]:
        name = other["nodes"][channel["target"]["node"]].get("name", "")
        if name not in places:
            raise BadFile(f"The clip {animation.get('name', '')} moves {name}, which the file does not have.", "")
        channels.append({**channel, "target": {**channel["target"], "node": places[name]}})
    return {**animation, "samplers": samplers, "channels": channels}


def _parts(file: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        magic, _, _, length, kind = struct.unpack_from("<4sIIII", file)
        if magic != b"glTF" or kind != _JSON:
            raise ValueError("no binary glTF")
        size, _ = struct.unpack_from("<II", file, 20 + length)
        return json.loads(file[20 : 20 + length]), file[28 + length : 28 + length + size]
    except (struct.error, ValueError) as error:
        raise BadFile(f"A file of the clips is no binary glTF: {error}.", "Export it again.") from error


def _whole(tree: dict[str, Any], binary: bytes) -> bytes:
    text = json.dumps(tree, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    size = 12 + 8 + len(text) + 8 + len(binary)
    return b"".join(
        (
            struct.pack("<4sII", b"glTF", 2, size),
            struct.pack("<II", len(text), _JSON),
            text,
            struct.pack("<II", len(binary), _BINARY),
            binary,
        )
    )
