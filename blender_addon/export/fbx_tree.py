# SPDX-License-Identifier: GPL-3.0-or-later
"""A binary FBX file as a tree of nodes, read and written again; what is not touched stays byte for byte.

FBX binary, versions before 7.5: a header of 27 bytes, nodes one after the other (where it ends, how many properties
and in how many bytes, its name, the properties, its children, 13 zeros where there are children), 13 zeros, a footer.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

_HEADER = 27
_START = struct.Struct("<3IB")
_END = b"\0" * 13
_SIZES = {b"Y": 2, b"C": 1, b"B": 1, b"Z": 1, b"I": 4, b"F": 4, b"D": 8, b"L": 8}
_PLAIN = {b"Y": "<h", b"C": "<?", b"B": "<?", b"Z": "<b", b"I": "<i", b"F": "<f", b"D": "<d", b"L": "<q"}
_ARRAYS = {b"f": "<f4", b"d": "<f8", b"i": "<i4", b"l": "<i8", b"b": "?", b"c": "<u1"}
_NEWEST = 7499


@dataclass(frozen=True)
class Property:
    kind: bytes
    """one letter"""
    data: bytes
    """as in the file, with the lengths in front of strings and arrays"""

    @property
    def value(self) -> Any:
        """A number, a text, or an array (N,)."""
        if self.kind in _PLAIN:
            return struct.unpack(_PLAIN[self.kind], self.data)[0]
        if self.kind in _ARRAYS:
            count, packed, _ = struct.unpack_from("<3I", self.data)
            content = self.data[12:]
            return np.frombuffer(zlib.decompress(content) if packed else content, _ARRAYS[self.kind], count)
        return self.data[4:].decode("utf-8", "surrogateescape") if self.kind == b"S" else self.data[4:]

    def saying(self, value: Any) -> Property:
        """The same kind of property with another value."""
        if self.kind in _PLAIN:
            return Property(self.kind, struct.pack(_PLAIN[self.kind], value))
        if self.kind in _ARRAYS:
            content = np.ascontiguousarray(value, _ARRAYS[self.kind])
            packed = zlib.compress(content.tobytes(), 1)
            return Property(self.kind, struct.pack("<3I", content.size, 1, len(packed)) + packed)
        content = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
        return Property(self.kind, struct.pack("<I", len(content)) + content)


@dataclass
class Node:
    name: str
    properties: list[Property] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    closed: bool = False
    """whether the list of its children is closed although it is empty"""

    def __getitem__(self, name: str) -> Node:
        """Its first child of that name; KeyError where there is none."""
        for child in self.children:
            if child.name == name:
                return child
        raise KeyError(name)

    def named(self, name: str) -> Iterator[Node]:
        return (child for child in self.children if child.name == name)

    def get(self, index: int = 0) -> Any:
        return self.properties[index].value

    def set(self, value: Any, index: int = 0) -> None:
        self.properties[index] = self.properties[index].saying(value)


@dataclass
class File:
    header: bytes
    root: Node
    footer: bytes


def read(content: bytes) -> File:
    """Raises ValueError where it is no binary FBX file of a version before 7.5."""
    version = struct.unpack_from("<I", content, 23)[0] if content.startswith(b"Kaydara FBX Binary") else 0
    if not 7000 <= version <= _NEWEST:
        raise ValueError(f"no binary FBX file that is known here (version {version})")
    root, at = Node(""), _HEADER
    while content[at : at + 13] != _END:
        node, at = _read(content, at)
        root.children.append(node)
    return File(content[:_HEADER], root, content[at + 13 :])


def write(file: File) -> bytes:
    out = bytearray(file.header)
    for node in file.root.children:
        _write(node, out)
    out += _END
    # the footer: 16 bytes and 4 zeros, zeros up to a multiple of 16, version, 120 zeros, 16 bytes
    out += file.footer[:20]
    out += b"\0" * (16 - len(out) % 16)
    out += file.header[23:27] + b"\0" * 120 + file.footer[-16:]
    return bytes(out)


def _read(content: bytes, at: int) -> tuple[Node, int]:
    end, count, _, length = _START.unpack_from(content, at)
    at += _START.size
    node = Node(content[at : at + length].decode("utf-8"))
    at += length
    for _ in range(count):
        kind = content[at : at + 1]
        size = _SIZES.get(kind)
        if size is None and kind in _ARRAYS:
            size = 12 + struct.unpack_from("<I", content, at + 9)[0]
        elif size is None:
            size = 4 + struct.unpack_from("<I", content, at + 1)[0]
        node.properties.append(Property(kind, content[at + 1 : at + 1 + size]))
        at += 1 + size
    while at < end - 13:
        child, at = _read(content, at)
        node.children.append(child)
    if at == end - 13:
        node.closed, at = not node.children, end
    if at != end:
        raise ValueError(f"the node {node.name} does not end where it says")
    return node, end


def _write(node: Node, out: bytearray) -> None:
    start, name = len(out), node.name.encode("utf-8")
    properties = b"".join(each.kind + each.data for each in node.properties)
    out += b"\0" * _START.size + name + properties
    for child in node.children:
        _write(child, out)
    if node.children or node.closed:
        out += _END
    _START.pack_into(out, start, len(out), len(node.properties), len(properties), len(name))
