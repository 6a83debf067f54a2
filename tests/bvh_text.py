"""A take as BVH text, which nearly every program for motion reads: Y up, centimetres, turns in the order Z, X, Y."""

from __future__ import annotations

import numpy as np

from rigging.take import Take, deltas, turned

_TO_Y_UP = np.array(((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0)))
_CENTIMETRES = 100.0


def bvh_text(take: Take) -> str:
    """Every joint at rest turned as the world is; the first root's way, rotations in degrees."""
    take = turned(take, _TO_Y_UP, _CENTIMETRES)
    bones = take.bones
    world, heads = deltas(take)
    order: list[int] = []
    lines = ["HIERARCHY"]
    _write(take, int(np.flatnonzero(bones.parents < 0)[0]), 0, lines, order)
    columns = [heads[:, order[0]]]
    for bone in order:
        parent = int(bones.parents[bone])
        local = world[:, bone] if parent < 0 else np.swapaxes(world[:, parent], -1, -2) @ world[:, bone]
        columns.append(np.degrees(_zxy(local)))
    lines += ["MOTION", f"Frames: {take.frames}", f"Frame Time: {1.0 / take.fps:.8f}"]
    values = np.concatenate(columns, axis=1)
    lines += [" ".join(f"{value:.5f}" for value in row) for row in values]
    return "\n".join(lines) + "\n"


def _write(take: Take, bone: int, depth: int, lines: list[str], order: list[int]) -> None:
    bones, tab = take.bones, "\t" * depth
    parent = int(bones.parents[bone])
    offset = bones.heads[bone] - (bones.heads[parent] if parent >= 0 else 0.0)
    order.append(bone)
    lines.append(f"{tab}{'ROOT' if parent < 0 else 'JOINT'} {bones.names[bone]}")
    lines.append(f"{tab}{{")
    lines.append(f"{tab}\tOFFSET {_numbers(offset)}")
    kinds = "Zrotation Xrotation Yrotation"
    lines.append(f"{tab}\tCHANNELS " + (f"6 Xposition Yposition Zposition {kinds}" if parent < 0 else f"3 {kinds}"))
    for child in bones.children[bone]:
        _write(take, child, depth + 1, lines, order)
    if not bones.children[bone]:
        lines += [
            f"{tab}\tEnd Site",
            f"{tab}\t{{",
            f"{tab}\t\tOFFSET {_numbers(bones.tails[bone] - bones.heads[bone])}",
        ]
        lines.append(f"{tab}\t}}")
    lines.append(f"{tab}}}")


def _numbers(values: np.ndarray) -> str:
    return " ".join(f"{value:.6f}" for value in values)


def _zxy(matrices: np.ndarray) -> np.ndarray:
    """(N, 3) radians about Z, X and Y, in this order from the outside."""
    x = np.arcsin(np.clip(matrices[:, 2, 1], -1.0, 1.0))
    z = np.arctan2(-matrices[:, 0, 1], matrices[:, 1, 1])
    y = np.arctan2(-matrices[:, 2, 0], matrices[:, 2, 2])
    return np.unwrap(np.stack((z, x, y), axis=1), axis=0)
