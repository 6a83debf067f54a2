"""The .mhclo file: how a mesh hangs on the base mesh, and what it is."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from ...protocol.errors import BadFile
from ..binding import BASE_VERTICES, Binding, Span
from .licence import Legal, legal_of

LIMIT = 1 << 25
MAX_VERTICES = 200_000
DECIMETRE = 0.1
_FAR = 100.0
"""decimetres; nothing that is worn reaches farther from the body"""
_AXES = {"x": 0, "y": 2, "z": 1}
"""theirs -> ours"""
_SECTIONS = ("verts", "delete_verts", "weights", "faces")
_TEXTS = ("name", "obj_file", "material", "vertexboneweights_file", "uuid", "basemesh")


@dataclass(frozen=True, eq=False)
class ClothesFile:
    texts: dict[str, str]
    """"name", "obj_file", "material", "vertexboneweights_file", "uuid" where it says them"""
    tags: tuple[str, ...]
    depth: int
    binding: Binding
    """ours: metres, Z up"""
    hides: np.ndarray
    """int32, ascending"""
    legal: Legal


def is_clothes_file(text: str) -> bool:
    """Whether it reads like one, whatever it is called."""
    return bool(re.search(r"^\s*obj_file\s+\S", text, re.M) and re.search(r"^\s*verts\b", text, re.M))


def read_clothes_file(text: str, name: str) -> ClothesFile:
    """Raises BadFile with the line that is wrong."""
    texts: dict[str, str] = {}
    tags: list[str] = []
    spans: list[Span | None] = [None, None, None]
    rows: list[tuple[float, ...]] = []
    hidden = np.zeros(BASE_VERTICES, bool)
    depth, section = 50, ""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0][0] in "#/":
            continue
        where = f"{name}, line {number}"
        key = words[0]
        if _is_number(key):
            if section == "verts":
                rows.append(_row(words, where))
                if len(rows) > MAX_VERTICES:
                    raise BadFile(f"{name} has more than {MAX_VERTICES} vertices.", "Thin the mesh out first.")
            elif section == "delete_verts":
                _hide(words, hidden, where)
            continue
        section = key if key in _SECTIONS else section  # others may stand between a section and its numbers
        rest = line.split(None, 1)[1].strip() if len(words) > 1 else ""
        if key in _TEXTS:
            texts.setdefault(key, rest[:200])
        elif key == "tag":
            tags.append(rest[:60])
        elif key == "z_depth":
            depth = int(np.clip(_finite(words[1:2], 1, where)[0], 0, 1000))
        elif key in ("x_scale", "y_scale", "z_scale"):
            spans[_AXES[key[0]]] = _span(words[1:], where)
    if texts.get("basemesh", "hm08").lower() != "hm08":
        raise BadFile(
            f"{name} is made for the base mesh {texts['basemesh'][:40]!r}, not hm08.",
            "Convert it in MakeHuman or MPFB to the base mesh hm08 first.",
        )
    if not rows:
        raise BadFile(f"{name} says of no vertex where it hangs.", "Take the whole file from its author.")
    return ClothesFile(texts, tuple(tags), depth, _binding(rows, spans, name), _ascending(hidden), legal_of(text))


def _binding(rows: list[tuple[float, ...]], spans: list[Span | None], name: str) -> Binding:
    table = np.array(rows, np.float64)
    weights = table[:, 3:6]
    sums = weights.sum(axis=1, keepdims=True)
    if np.abs(sums - 1).max() > 0.5 or np.abs(weights).max() > _FAR:
        raise BadFile(f"In {name} the weights of a vertex do not sum to 1.", "Take the file from its author again.")
    x, y, z = table[:, 6:].T * DECIMETRE
    return Binding(
        indices=table[:, :3].astype(np.int32),
        weights=(weights / sums).astype(np.float32),
        offsets=np.stack([x, -z, y], axis=1).astype(np.float32),
        spans=(spans[0], spans[1], spans[2]),
    )


def _row(words: list[str], where: str) -> tuple[float, ...]:
    if len(words) == 1:
        vertex = _vertex(words[0], where)
        return (vertex, vertex, vertex, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    if len(words) not in (6, 9):
        raise BadFile(f"{where} has {len(words)} numbers; one, six or nine say where a vertex hangs.", _AGAIN)
    vertices = [_vertex(word, where) for word in words[:3]]
    numbers = _finite(words[3:], len(words) - 3, where)
    return (*vertices, *numbers, *([0.0] * (9 - len(words))))


def _hide(words: list[str], hidden: np.ndarray, where: str) -> None:
    """Single vertices, and ranges "10 - 20"; what lies beyond the mesh that we know is nothing to hide."""
    k = 0
    while k < len(words):
        first = _whole(words[k], where)
        last = first
        if k + 2 < len(words) and words[k + 1] == "-":
            last = _whole(words[k + 2], where)
            k += 2
        hidden[max(0, first) : max(0, last + 1)] = True
        k += 1


def _span(words: list[str], where: str) -> Span | None:
    if len(words) < 3:
        raise BadFile(f"{where} needs two vertices and a length.", _AGAIN)
    first, second = (_vertex(word, where) for word in words[:2])
    length = _finite(words[2:3], 1, where)[0] * DECIMETRE
    return Span(first, second, length) if first != second and 1e-5 < length < _FAR else None


def _vertex(word: str, where: str) -> int:
    number = _whole(word, where)
    if not 0 <= number < BASE_VERTICES:
        raise BadFile(f"{where} names vertex {number}; the base mesh has {BASE_VERTICES}.", _AGAIN)
    return number


_AGAIN = "Take the file from its author again."


def _whole(word: str, where: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 10):
        raise BadFile(f"{where} has {word[:40]!r} where a vertex is named.", _AGAIN)
    return int(word)


def _finite(words: list[str], count: int, where: str) -> list[float]:
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(math.isfinite(value) and abs(value) <= 1000 for value in numbers):
        raise BadFile(f"{where} holds no usable numbers: {' '.join(words)[:60]!r}.", _AGAIN)
    return numbers


def _is_number(word: str) -> bool:
    return word.lstrip("+-.")[:1].isdigit() or word.lower().lstrip("+-") in ("nan", "inf", "infinity")


def _ascending(hidden: np.ndarray) -> np.ndarray:
    return np.flatnonzero(hidden).astype(np.int32)
