"""Clips as DeepMimic publishes them: JSON with a line of numbers for each frame, on a skeleton of 15 joints."""

from __future__ import annotations

from typing import Any

import numpy as np

from rigging.rotations import quaternions_from_axis
from rigging.take import Bones, Take

_JOINTS = (
    # name, parent, place in the parent: metres, Y up, facing +X
    ("root", -1, (0.0, 0.0, 0.0)),
    ("chest", 0, (0.0, 0.236, 0.0)),
    ("neck", 1, (0.0, 0.224, 0.0)),
    ("right_hip", 0, (0.0, 0.0, 0.085)),
    ("right_knee", 3, (0.0, -0.422, 0.0)),
    ("right_ankle", 4, (0.0, -0.410, 0.0)),
    ("right_shoulder", 1, (-0.024, 0.243, 0.183)),
    ("right_elbow", 6, (0.0, -0.275, 0.0)),
    ("left_hip", 0, (0.0, 0.0, -0.085)),
    ("left_knee", 8, (0.0, -0.422, 0.0)),
    ("left_ankle", 9, (0.0, -0.410, 0.0)),
    ("left_shoulder", 1, (-0.024, 0.243, -0.183)),
    ("left_elbow", 11, (0.0, -0.275, 0.0)),
    ("right_wrist", 7, (0.0, -0.259, 0.0)),
    ("left_wrist", 12, (0.0, -0.259, 0.0)),
)
_NUMBERS = (("root", 4), ("chest", 4), ("neck", 4), ("right_hip", 4), ("right_knee", 1), ("right_ankle", 4),
            ("right_shoulder", 4), ("right_elbow", 1), ("left_hip", 4), ("left_knee", 1), ("left_ankle", 4),
            ("left_shoulder", 4), ("left_elbow", 1))  # fmt: skip
WIDTH = 4 + sum(count for _, count in _NUMBERS)
"""duration, place of the root, and the rotations"""


def read_deepmimic(plain: Any, name: str) -> tuple[Take, list[str]]:
    """Raises ValueError that tells, as the end of a sentence, what is wrong."""
    rows = plain.get("Frames") if isinstance(plain, dict) else None
    if not isinstance(rows, list) or not rows:
        raise ValueError("it has no Frames")
    try:
        frames = np.array(rows, np.float64)
    except (TypeError, ValueError):
        raise ValueError("its frames are no rows of numbers of one length") from None
    if frames.ndim != 2 or frames.shape[1] != WIDTH or not np.isfinite(frames).all():
        raise ValueError(f"its frames are not of {WIDTH} numbers each")
    bones = _bones()
    turned = np.tile((1.0, 0.0, 0.0, 0.0), (len(frames), len(bones.names), 1))
    column = 4
    for joint, count in _NUMBERS:
        values = frames[:, column : column + count]
        turned[:, bones.place[joint]] = quaternions_from_axis("z", values[:, 0]) if count == 1 else _unit(values)
        column += count
    durations = frames[:-1, 0] if len(frames) > 1 else frames[:, 0]
    step = float(np.median(durations)) or 1.0 / 30.0
    return Take(name, 1.0 / step, bones, turned, frames[:, 1:4] - bones.heads[0]), []


def _unit(values: np.ndarray) -> np.ndarray:
    size = np.linalg.norm(values, axis=1, keepdims=True)
    if size.min() < 1e-3:
        raise ValueError("a rotation among its frames is no quaternion")
    return values / size


def _bones() -> Bones:
    heads = np.zeros((len(_JOINTS), 3))
    for place, (_, parent, offset) in enumerate(_JOINTS):
        heads[place] = offset if parent < 0 else heads[parent] + offset
    tails = heads.copy()
    for place, (name, _, _) in enumerate(_JOINTS):
        children = [child for child, row in enumerate(_JOINTS) if row[1] == place]
        if name.endswith("ankle"):
            tails[place] = heads[place] + (0.177, -0.055, 0.0)
        elif children:
            tails[place] = heads[children[0]]
        else:
            tails[place] = heads[place] + ((0.0, 0.2, 0.0) if name == "neck" else (0.0, -0.08, 0.0))
    rest = np.tile(np.eye(4), (len(_JOINTS), 1, 1))
    rest[:, :3, 3] = heads
    return Bones(tuple(name for name, _, _ in _JOINTS), np.array([row[1] for row in _JOINTS]), rest, tails)
