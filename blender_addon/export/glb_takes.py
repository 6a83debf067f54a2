# SPDX-License-Identifier: GPL-3.0-or-later
"""The clips of a binary glTF file. The exporter writes them one after the other as a single animation, with a key at
every frame, or one where nothing changes; here each gets an animation of its own that begins at zero. The numbers stay
where they are in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .sample import Span

_FLOAT_BYTES = 4
WIDTHS = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}


def divide(tree: dict[str, Any], binary: bytes, clips: Sequence[Span]) -> None:
    """Raises ValueError where the exporter left out frames, or wrote more than one animation."""
    animations = tree.get("animations", ())
    if not clips or not animations:
        return
    if len(animations) != 1:
        raise ValueError(f"{len(animations)} animations, not one")
    tree["animations"] = [_of_clip(tree, binary, animations[0], clip, clips) for clip in clips]


def _of_clip(
    tree: dict[str, Any], binary: bytes, animation: dict[str, Any], clip: Span, clips: Sequence[Span]
) -> dict[str, Any]:
    whole = sum(each.count for each in clips)
    known: dict[tuple[int, int], int] = {}

    def part(index: int, start: int, rows: int) -> int:
        """Rows of an accessor, as an accessor."""
        if (index, start) not in known:
            told = tree["accessors"][index]
            width = WIDTHS[told["type"]]
            offset = told.get("byteOffset", 0) + start * width * _FLOAT_BYTES
            out = {**told, "byteOffset": offset, "count": rows}
            if "min" in told:
                at = tree["bufferViews"][told["bufferView"]].get("byteOffset", 0) + offset
                values = np.frombuffer(binary, "<f4", rows * width, at).reshape(rows, width)
                out |= {"min": values.min(axis=0).tolist(), "max": values.max(axis=0).tolist()}
            tree["accessors"].append(out)
            known[index, start] = len(tree["accessors"]) - 1
        return known[index, start]

    samplers = []
    for sampler in animation["samplers"]:
        frames = tree["accessors"][sampler["input"]]["count"]
        rows = tree["accessors"][sampler["output"]]["count"]
        if frames == 1:  # it stays the same in all clips
            samplers.append(sampler)
            continue
        if frames != whole or rows % frames:
            raise ValueError(f"a channel of {frames} keys, not of {whole}")
        each = rows // frames  # as many numbers a frame as there are face keys
        parts = part(sampler["input"], 0, clip.count), part(sampler["output"], clip.start * each, clip.count * each)
        samplers.append({**sampler, "input": parts[0], "output": parts[1]})
    return {**animation, "name": clip.name, "samplers": samplers}
