"""Bones along the limbs that spread a twist over their skin, as Unreal's skeletons have them.

A limb whose own bone twists turns all of its skin at once, and skinning wrings it where the limb begins; a hand that
twists wrings the wrist. Each twist bone hangs on its limb, lies on it, and turns about it alone: where the limb begins
it takes back what the limb twists against its parent, where it ends it takes what the next bone twists, and between
the two a share by its place. Sizes: N frames, J bones, T twist bones, V vertices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .bone_names import recognised
from .clips.root_motion import Moving
from .rotations import quaternions_from_matrices
from .weights import prune_lists

MARKS = {"Left": "l", "Right": "r"}
LENGTH = 0.25
"""of its limb, that a twist bone is long"""
DECIMALS = 5
"""of a weight; what differs by less is equal"""
OFF_AXIS, OFF_ANGLE = 1e-3, np.radians(0.5)
"""metres that a twist bone of a file may lie beside its limb, and radians that it may be turned otherwise"""


@dataclass(frozen=True)
class Limb:
    part: str
    name: str
    """of its twist bones, as Unreal's skeletons call them"""
    places: tuple[tuple[int, float], ...]
    """number of each twist bone and how far along the limb it is, 0 to 1"""
    own: bool
    """whether what the limb itself twists is spread over it"""
    end: str
    """the part at its end whose twist is spread over it; "" for none"""


LIMBS: tuple[Limb, ...] = (
    Limb("UpperArm", "upperarm_twist", ((1, 0.0), (2, 0.5)), True, ""),
    Limb("LowerArm", "lowerarm_twist", ((5, 0.0), (4, 0.25), (3, 0.5), (2, 0.75), (1, 1.0)), True, "Hand"),
    Limb("UpperLeg", "thigh_twist", ((1, 0.0), (2, 0.5)), True, ""),
    Limb("LowerLeg", "calf_twist", ((2, 0.5), (1, 1.0)), False, "Foot"),
)
_NEXT = {"UpperArm": "LowerArm", "LowerArm": "Hand", "UpperLeg": "LowerLeg", "LowerLeg": "Foot"}


@dataclass(frozen=True)
class TwistBone:
    name: str
    limb: int
    """the bone on which it hangs"""
    end: int
    """the bone at the limb's end"""
    along: float
    """how far along the limb, 0 to 1"""
    back: float
    """share of what the limb twists that it takes back"""
    ahead: float
    """share of what the end twists that it takes"""


def twist_bones(names: Sequence[str], parents: Sequence[int]) -> tuple[TwistBone, ...]:
    """Those that a skeleton gets. Raises ValueError where its arms and legs are not of one bone a limb, or where it has
    a bone of such a name."""
    joints, out = recognised(names)[1], list[TwistBone]()
    for side, mark in MARKS.items():
        for limb in LIMBS:
            own, end = side + limb.part, side + _NEXT[limb.part]
            if own not in joints or end not in joints:
                raise ValueError("the skeleton has no arms and legs that twist bones could lie along")
            bone, tip = names.index(joints[own]), names.index(joints[end])
            if parents[tip] != bone:
                raise ValueError(
                    f"{names[bone]} has bones of its own on the way to {names[tip]}; it needs no twist bones"
                )
            for number, along in limb.places:
                name = f"{limb.name}_{number:02}_{mark}"
                if name in names:
                    raise ValueError(f"the skeleton has a bone {name} already")
                back, ahead = (1.0 - along) * limb.own, along * bool(limb.end)
                out.append(TwistBone(name, bone, tip, along, back, ahead))
    return tuple(out)


def twisted_by(names: Sequence[str], made: Sequence[TwistBone]) -> frozenset[str]:
    """The bones whose twist is spread over a limb."""
    return frozenset(
        names[bone] for each in made for bone, share in ((each.limb, each.back), (each.end, each.ahead)) if share
    )


def with_twists(moving: Moving) -> Moving:
    """With the twist bones after all others, turned as the limbs are. Raises ValueError as `twist_bones`."""
    made = twist_bones(moving.names, moving.parents)
    limbs = [each.limb for each in made]
    rest = moving.rest[limbs].copy()
    rest[:, :3, 3] = _places(made, moving.rest)
    local = np.linalg.inv(moving.rest[limbs]) @ rest
    turns = np.tile(np.eye(4), (len(moving.poses), len(made), 1, 1))
    angles = twist_angles(made, moving.parents, moving.rest, moving.poses)
    turns[..., 0, 0] = turns[..., 2, 2] = np.cos(angles)
    turns[..., 0, 2], turns[..., 2, 0] = np.sin(angles), -np.sin(angles)
    return Moving(
        (*moving.names, *(each.name for each in made)),
        (*moving.parents, *limbs),
        np.concatenate((moving.rest, rest)),
        np.concatenate((moving.poses, moving.poses[:, limbs] @ local @ turns), axis=1),
    )


def twist_angles(made: Sequence[TwistBone], parents: Sequence[int], rest: np.ndarray, poses: np.ndarray) -> np.ndarray:
    """(N, T) radians that each turns about its limb. rest: (J, 4, 4), poses: (N, J, 4, 4) bone to world"""
    stands, posed = _turns(rest), _turns(poses)
    known: dict[tuple[int, int], np.ndarray] = {}

    def twist(bone: int, limb: int) -> np.ndarray:
        """(N,) what a bone twists about the axis of a limb, against its parent."""
        if (bone, limb) not in known:
            above = parents[bone]
            at_rest = stands[above].T if above >= 0 else np.eye(3)
            now = np.swapaxes(posed[:, above], -1, -2) if above >= 0 else np.eye(3)
            turned = now @ posed[:, bone] @ (at_rest @ stands[bone]).T  # in the axes of the parent
            axes = at_rest @ stands[limb]  # the limb's, as it rests there
            known[bone, limb] = _about_y(axes.T @ turned @ axes)
        return known[bone, limb]

    angles = [each.ahead * twist(each.end, each.limb) - each.back * twist(each.limb, each.limb) for each in made]
    return np.stack(angles, axis=1) if angles else np.zeros((len(poses), 0))


def spread_weights(
    made: Sequence[TwistBone], rest: np.ndarray, points: np.ndarray, indices: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Indices and weights (V, 4) whose limbs' skin hangs on the twist bones, which come after the J others.

    rest: (J, 4, 4); points: (V, 3) metres at rest; indices, weights: (V, K) of the bones without them
    """
    count = len(rest)
    lists = [indices.astype(np.int64), np.zeros_like(indices, dtype=np.int64)]
    shares = [weights.astype(np.float64), np.zeros(weights.shape)]
    for limb in dict.fromkeys(each.limb for each in made):
        nodes, bones = _nodes(made, limb, count)
        end = next(each.end for each in made if each.limb == limb)
        way = rest[end, :3, 3] - rest[limb, :3, 3]
        along = np.clip((points - rest[limb, :3, 3]) @ way / (way @ way), 0.0, 1.0)
        upper = np.clip(np.searchsorted(nodes, along, side="right"), 1, len(nodes) - 1)
        share = (along - nodes[upper - 1]) / (nodes[upper] - nodes[upper - 1])
        there = indices == limb
        rows = np.nonzero(there)[0]
        for list_, part, at, kept in (
            (lists[0], shares[0], upper - 1, 1.0 - share),
            (lists[1], shares[1], upper, share),
        ):
            list_[there] = bones[at[rows]]
            part[there] = weights[there] * kept[rows]
    whole, parts = np.concatenate(lists, axis=1), np.round(np.concatenate(shares, axis=1), DECIMALS)
    order = np.argsort(whole, axis=1, kind="stable")  # of equal shares the same are kept, in whatever order they came
    return prune_lists(np.take_along_axis(whole, order, axis=1), np.take_along_axis(parts, order, axis=1))


def twists_wrong(names: Sequence[str], parents: Sequence[int], rest: np.ndarray, poses: np.ndarray) -> str:
    """What differs in a file from twist bones as they are meant; "" where nothing does.

    rest: (J, 4, 4), poses: (N, J, 4, 4), of the bones called `names`, the twist bones among them.
    """
    plain = [n for n, name in enumerate(names) if "_twist_" not in name]
    place = {bone: n for n, bone in enumerate(plain)}
    above = [place.get(parents[bone], -1) for bone in plain]
    try:
        made = twist_bones([names[bone] for bone in plain], above)
    except ValueError as error:
        return str(error)
    if missing := [each.name for each in made if each.name not in names]:
        return f"there is no bone {missing[0]}"
    limbs = np.array([plain[each.limb] for each in made])
    own = np.array([names.index(each.name) for each in made])
    if hung := [each.name for each, bone, limb in zip(made, own, limbs, strict=True) if parents[bone] != limb]:
        return f"{hung[0]} does not hang on its limb"
    away = np.linalg.norm(rest[own, :3, 3] - _places(made, rest[plain]), axis=1)
    if away.max() > OFF_AXIS:
        return f"{made[int(away.argmax())].name} lies {1e3 * away.max():.1f} mm from its place"
    if not len(poses):
        return ""
    wanted = twist_angles(made, above, rest[plain], poses[:, plain])
    turned = np.swapaxes(_turns(poses[:, limbs]), -1, -2) @ _turns(poses[:, own])
    cosine, sine = np.cos(wanted), np.sin(wanted)
    off = np.hypot(turned[..., 0, 0] - cosine, turned[..., 0, 2] - sine) + np.abs(turned[..., 1, 1] - 1.0)
    if off.max() > OFF_ANGLE:
        return f"{made[int(off.max(axis=0).argmax())].name} does not turn with its limb's twist"
    return ""


def _places(made: Sequence[TwistBone], rest: np.ndarray) -> np.ndarray:
    """(T, 3) metres where they lie."""
    heads, along = rest[:, :3, 3], np.array([[each.along] for each in made])
    starts, ends = heads[[each.limb for each in made]], heads[[each.end for each in made]]
    return starts + along * (ends - starts)


def _nodes(made: Sequence[TwistBone], limb: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Places along a limb, ascending, and the bones that are there: its twist bones, and itself where none is."""
    found = {each.along: count + n for n, each in enumerate(made) if each.limb == limb}
    found = {end: limb for end in (0.0, 1.0) if end not in found} | found
    nodes = sorted(found)
    return np.array(nodes), np.array([found[node] for node in nodes])


def _about_y(turned: np.ndarray) -> np.ndarray:
    """(N,) radians that matrices (N, 3, 3) turn about Y, without a jump from frame to frame."""
    w, _, y, _ = quaternions_from_matrices(turned).T
    return np.unwrap(2.0 * np.arctan2(np.where(w < 0.0, -y, y), np.abs(w)))


def _turns(matrices: np.ndarray) -> np.ndarray:
    """(…, 3, 3) without what they grow by."""
    turns = matrices[..., :3, :3]
    return turns / np.linalg.norm(turns, axis=-2, keepdims=True)
