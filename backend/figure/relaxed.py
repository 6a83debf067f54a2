"""How a figure stands in pictures: its arms hang beside the body. The file keeps the rest pose of its rig."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rigging.bone_axes import SHOULDER_LIFT
from rigging.rotations import about

from ..protocol.results import Avatar, Part, Rig

ARMS = (
    ("mixamorig:LeftShoulder", "mixamorig:LeftArm", "mixamorig:LeftForeArm", "mixamorig:LeftHand"),
    ("mixamorig:RightShoulder", "mixamorig:RightArm", "mixamorig:RightForeArm", "mixamorig:RightHand"),
    ("clavicle.L", "upperarm01.L", "lowerarm01.L", "wrist.L"),
    ("clavicle.R", "upperarm01.R", "lowerarm01.R", "wrist.R"),
)
"""collar bone, upper arm, forearm and hand of the skeletons that have them"""
LOWEST, HIGHEST, STEP = 70.0, 45.0, 5.0
"""degrees below the level: as low as the hips and the clothes leave room for"""
BOUND = 45.0
"""degrees below the level at which the skin of the arms lies without folds"""
BEND = 6.0
"""degrees by which the forearm hangs lower than the upper arm"""
ROOM = 0.03
"""metres between hand and hip"""
TURNS = -0.23, 0.11
"""lengths of the upper arm outside of the shoulder joint between which skin comes to turn with a hanging arm: skinning
alone lifts the shoulder's slope toward the neck, and straps, collars and shoulders of clothes with it"""


def relaxed(avatar: Avatar, vertices: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Vertices (V, 3) of each of `all_parts` with the arms down; as they are where the skeleton has no such arms.

    vertices: of the parts in the rest pose, with the face that they show.
    """
    out, rig = list(vertices), avatar.rig
    for names in ARMS:
        if all(name in rig.bone_names for name in names):
            out = _lowered(rig, avatar.all_parts, out, [rig.bone_names.index(name) for name in names])
    return out


def _lowered(rig: Rig, parts: Sequence[Part], vertices: list[np.ndarray], arm: Sequence[int]) -> list[np.ndarray]:
    """With one arm down: collar bone, upper arm, forearm and hand. What skinning did on the way to the rest pose is
    taken back to where the skin lies without folds, the collar bone where it is not lifted, and the arm is skinned from
    there."""
    collar, shoulder, elbow, wrist = (rig.rest_matrices[bone, :3, 3].astype(np.float64) for bone in arm)
    side = 1.0 if elbow[0] >= shoulder[0] else -1.0
    now, fore = _slope(elbow - shoulder, side), _slope(wrist - elbow, side)
    shares = [[_share(part, _below(rig, bone)) for bone in arm[:3]] for part in parts]
    lift = np.degrees(SHOULDER_LIFT) * np.clip(1.0 + now / BOUND, 0.0, 1.0)
    lifted, raised = _turn(-lift, side), _turn(-(now + BOUND), side)
    joint = collar + lifted.T @ (shoulder - collar)
    rest = np.concatenate([v[arms < 0.5] for v, (_, arms, _) in zip(vertices, shares, strict=True)])
    down = LOWEST
    while down > HIGHEST and not _has_room(rest, joint, elbow - shoulder, wrist - elbow, now, fore, down, side):
        down -= STEP
    hanging, forearm = _turn(down - BOUND, side), _turn(fore - now - BOUND + down + BEND, side)
    own_elbow, long = raised.T @ (elbow - shoulder), float(np.linalg.norm(elbow - shoulder))
    posed = []
    for points, parts_moved in zip(vertices, shares, strict=True):
        touched = np.flatnonzero(parts_moved[0] > 1e-4)
        c, a, f = (share[touched, None] for share in parts_moved)
        folded = (1.0 - c[..., None]) * np.eye(3) + (c - a)[..., None] * lifted + a[..., None] * raised
        ways = points[touched] - (c - a) * (collar - lifted @ collar) - a * (shoulder - raised @ joint)
        bound = np.linalg.solve(folded, ways[..., None])[..., 0] - joint
        below = (bound - own_elbow) @ forearm.T + hanging @ own_elbow
        a = np.maximum(a * _smooth(side * bound[:, :1] / long, *TURNS), f)
        out = points.copy()
        out[touched] = (1.0 - a) * bound + (a - f) * (bound @ hanging.T) + f * below + joint
        posed.append(out)
    return posed


def _has_room(
    rest: np.ndarray,
    shoulder: np.ndarray,
    upper: np.ndarray,
    lower: np.ndarray,
    now: float,
    fore: float,
    down: float,
    side: float,
) -> bool:
    """Whether an arm that hangs `down` degrees leaves the rest of the figure (N, 3) alone, hand and wrist."""
    elbow = shoulder + _turn(now + down, side) @ upper
    for far in (0.5, 1.0, 1.5):
        place = elbow + far * (_turn(fore + down + BEND, side) @ lower)
        beside = side * rest[np.abs(rest[:, 2] - place[2]) < 0.06, 0]
        if side * place[0] < beside.max(initial=0.0) + ROOM:
            return False
    return True


def _slope(along: np.ndarray, side: float) -> float:
    """Degrees above the level, away from the body."""
    return float(np.degrees(np.arctan2(along[2], side * along[0])))


def _turn(degrees: float, side: float) -> np.ndarray:
    """(3, 3) downwards, in the plane that the figure faces out of."""
    return about("y", np.radians(degrees) * side)


def _smooth(value: np.ndarray, low: float, high: float) -> np.ndarray:
    """From 0 at `low` to 1 at `high`."""
    share = np.clip((value - low) / (high - low), 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)


def _below(rig: Rig, bone: int) -> np.ndarray:
    """(J,) bool the bone and all that hang on it."""
    found = np.zeros(len(rig.parents), bool)
    found[bone] = True
    for place, parent in enumerate(rig.parents):
        found[place] |= parent >= 0 and found[parent]
    return found


def _share(part: Part, bones: np.ndarray) -> np.ndarray:
    """(V,) how much of each vertex these bones move."""
    return (part.skin.weights * bones[part.skin.bone_indices]).sum(axis=1)
