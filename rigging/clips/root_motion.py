"""Who carries a figure's way over the ground in a file: the hips, a root bone on the floor, or nobody.

Mixamo's files and Unity's humanoid have it on the hips; Unreal takes root motion from a bone above them, which stands
on the floor under the figure and faces where it faces. World frame as everywhere: Z up, metres. N frames, J bones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .contacts import smoothed

ROOT = "root"
"""name of the root bone, as Unreal's own skeletons call it"""
ROOT_LENGTH = 0.1
"""metres"""
PATH = 0.5
"""seconds over which the way of the hips is smoothed to the way that they take on the ground"""
UPRIGHT = np.array(((1.0, 0.0, 0.0, 0.0), (0.0, 0.0, -1.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0)))
"""(4, 4) the root bone at rest, on the floor under the figure: Y up and Z forward, no turn at all where Y is up"""


@dataclass(frozen=True, eq=False)
class Moving:
    """A skeleton at rest and how it moves, all in the world."""

    names: tuple[str, ...]
    parents: tuple[int, ...]
    """-1 for a root; a parent comes before its children"""
    rest: np.ndarray
    """(J, 4, 4)"""
    poses: np.ndarray
    """(N, J, 4, 4)"""


def ground_way(turned: np.ndarray, hips: np.ndarray, fps: float) -> np.ndarray:
    """(N, 3) where the figure is on the ground, metres, and whereto it faces, radians from -Y about the vertical.

    turned: (N, 3, 3) how the hips are turned from where they rest; hips: (N, 3) where they are.
    """
    forward = smoothed(-turned[:, :2, 1], PATH * fps)
    heading = np.unwrap(np.arctan2(forward[:, 0], -forward[:, 1]))
    return np.concatenate((smoothed(hips[:, :2], PATH * fps, goes_on=True), heading[:, None]), axis=1)


def with_root(moving: Moving, fps: float) -> Moving:
    """With a bone above all others that goes along the ground under the hips and turns with them.

    Raises ValueError where the skeleton has a bone of that name already.
    """
    if ROOT in moving.names:
        raise ValueError(f"the skeleton has a bone {ROOT} already")
    parents = (-1, *(parent + 1 for parent in moving.parents))
    count = len(moving.poses)
    root = np.tile(np.eye(4), (count, 1, 1))
    if count:
        way, home = _way(moving, fps)
        cosine, sine = np.cos(way[:, 2]), np.sin(way[:, 2])
        root[:, 0, 0], root[:, 0, 1], root[:, 1, 0], root[:, 1, 1] = cosine, -sine, sine, cosine
        root[:, :2, 3] = way[:, :2] - np.einsum("nab,b->na", root[:, :2, :2], home)
    return Moving(
        (ROOT, *moving.names),
        parents,
        np.concatenate((UPRIGHT[None], moving.rest)),
        np.concatenate(((root @ UPRIGHT)[:, None], moving.poses), axis=1),
    )


def in_place(moving: Moving, fps: float) -> Moving:
    """Without the way over the ground; how the hips sway about it and how the figure turns stay."""
    if not len(moving.poses):
        return moving
    way, home = _way(moving, fps)
    poses = moving.poses.copy()
    poses[..., :2, 3] -= (way[:, :2] - home)[:, None]
    return Moving(moving.names, moving.parents, moving.rest, poses)


def carried(moving: Moving, fps: float, by: str) -> Moving:
    """by: "hips" as it is, "root" or "none". Raises ValueError."""
    return {"hips": lambda: moving, "root": lambda: with_root(moving, fps), "none": lambda: in_place(moving, fps)}[by]()


def carried_wrong(names: Sequence[str], rest: np.ndarray, poses: np.ndarray, by: str) -> str:
    """What differs in a file from the root motion that was asked for; "" where nothing does.

    rest: (J, 4, 4), poses: (N, J, 4, 4), of the bones called `names`.
    """
    if by == "none" and len(poses):
        top = poses[:, 0, :2, 3]
        off = float(np.linalg.norm(top[-1] - top[0]))
        return f"the hips end {100.0 * off:.0f} cm from where they begin" if off > SWAY else ""
    if by != "root":
        return f"there is a bone {ROOT}" if ROOT in names else ""
    if names[0] != ROOT:
        return f"the first bone is {names[0]}, not {ROOT}"
    if np.abs(rest[0] - UPRIGHT).max() > EXACT:
        return f"the bone {ROOT} does not rest upright at the origin"
    if len(poses) and max(np.abs(poses[:, 0, 2, 3]).max(), np.abs(poses[:, 0, 2, :3] - UPRIGHT[2, :3]).max()) > EXACT:
        return f"the bone {ROOT} leaves the floor"
    return ""


SWAY = 0.3
"""metres that hips may be off their place at either end of a clip that stays"""
EXACT = 1e-3


def _way(moving: Moving, fps: float) -> tuple[np.ndarray, np.ndarray]:
    """(N, 3) the way of the first root bone, and (2,) where it rests."""
    top = moving.parents.index(-1)
    turned = moving.poses[:, top, :3, :3] @ moving.rest[top, :3, :3].T
    return ground_way(turned, moving.poses[:, top, :3, 3], fps), moving.rest[top, :2, 3]
