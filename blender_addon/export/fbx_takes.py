# SPDX-License-Identifier: GPL-3.0-or-later
"""The clips of an FBX file. The exporter writes them one after the other as a single stack, with a key at every frame;
here each gets a stack of its own that begins at zero, which programs show as a take."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from .fbx_document import Document, Link, properties, rename
from .fbx_tree import Node
from .sample import Span

_KINDS = ("AnimationStack", "AnimationLayer", "AnimationCurveNode", "AnimationCurve")
_STOPS = ("LocalStop", "ReferenceStop")
_FIRST = 1_000_000
"""number of the first object that is made here"""


def divide(document: Document, clips: Sequence[Span]) -> None:
    """Raises ValueError where the exporter left out frames."""
    whole = {number: node for kind in _KINDS for number, node in document.of_class(kind).items()}
    if not clips or not whole:
        return
    times = _times(document, sum(clip.count for clip in clips))
    turning = _turning(document)
    links = [link for link in document.links if link.child in whole]
    free = (number for number in itertools.count(_FIRST) if number not in document.objects)
    for clip in clips:
        known = {number: next(free) for number in whole}
        for number, node in whole.items():
            document.objects[known[number]] = _of_clip(node, known[number], clip, times, number in turning)
        document.links += [_like(link, known) for link in links]
    document.remove(set(whole))
    _tell(document, clips, times)


def _times(document: Document, frames: int) -> np.ndarray:
    """(N,) int64 the times of all frames, from zero on: those of every curve."""
    curves = list(document.of_class("AnimationCurve").values())
    if wrong := {len(curve["KeyTime"].get()) for curve in curves} - {frames}:
        raise ValueError(f"curves of {sorted(wrong)} keys, not of {frames}")
    return np.asarray(curves[0]["KeyTime"].get()) if curves else np.zeros(frames, np.int64)


def _turning(document: Document) -> set[int]:
    """The curves that turn a bone, in degrees."""
    nodes = {link.child for link in document.links if link.what == "Lcl Rotation"}
    return {link.child for link in document.links if link.parent in nodes}


def _of_clip(node: Node, number: int, clip: Span, times: np.ndarray, turns: bool) -> Node:
    """One of the objects of the whole, as the clip has it."""
    out = _copy(node)
    out.set(number)
    if node.name == "AnimationCurve":
        values = np.asarray(node["KeyValueFloat"].get(), np.float64)[clip.start : clip.start + clip.count]
        # whole turns that the clips before left behind mean nothing here
        values = values - 360.0 * np.round(values[0] / 360.0) if turns else values
        out["KeyTime"].set(times[: clip.count])
        out["KeyValueFloat"].set(values)
        out["KeyAttrRefCount"].set(np.array([clip.count]))
    elif node.name in ("AnimationStack", "AnimationLayer"):
        rename(out, clip.name)
    if node.name == "AnimationStack":
        for row in (row for name, row in properties(out).items() if name in _STOPS):
            row.set(int(times[clip.count - 1]), 4)
    return out


def _tell(document: Document, clips: Sequence[Span], times: np.ndarray) -> None:
    """What the file says of its clips beside the clips themselves."""
    takes = document.root["Takes"]
    model = next(takes.named("Take"))
    takes.children = [child for child in takes.children if child.name != "Take"]
    for clip in clips:
        take = _copy(model)
        take.set(clip.name)
        take["FileName"].set(f"{clip.name}.tak")
        for name in ("LocalTime", "ReferenceTime"):
            take[name].set(int(times[clip.count - 1]), 1)
        takes.children.append(take)
    if row := properties(document.root["GlobalSettings"]).get("TimeSpanStop"):
        row.set(int(times[max(clip.count for clip in clips) - 1]), 4)
    properties(document.root["Documents"]["Document"])["ActiveAnimStackName"].set(clips[0].name, 4)


def _like(link: Link, known: Mapping[int, int]) -> Link:
    """A link between what was made for a clip, as between what it was made of."""
    node = _copy(link.node)
    child, parent = known[link.child], known.get(link.parent, link.parent)
    node.set(child, 1)
    node.set(parent, 2)
    return Link(child, parent, link.what, node)


def _copy(node: Node) -> Node:
    return Node(node.name, list(node.properties), [_copy(child) for child in node.children], node.closed)
