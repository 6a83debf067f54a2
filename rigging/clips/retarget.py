"""The motion of one skeleton on another of any size, proportions and rest pose.

Every joint turns in the world as its own on the other skeleton does from the T-pose, so that limbs point where they
pointed; trunk and neck share their bend among however many bones there are. The hips travel as many lengths of the
leg. Then feet that stood stand on the floor again, and hands that were at one another, at the head, the hips or the
floor are there again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..motion import continuous
from ..rotations import matrices_from_quaternions, quaternions_from_matrices
from ..take import Bones, Take, deltas, mixed, pose_rotations
from .body import Body, body_of
from .contacts import SIDES, floor_of, placed, softened, standing
from .fingers import relaxed_fingers
from .grounding import Legs, grounded
from .hands import hands_kept

Floor = Literal["clip", "file"]
ABOVE, BELOW = 0.005, 0.003
"""metres over and under the floor where feet stay, so that legs point where they pointed; locked feet have none"""


@dataclass(frozen=True)
class Choices:
    floor: Floor = "clip"
    """where the floor is: under the feet of the clip, or at height 0 of its file"""
    feet: bool = True
    """whether feet are put on the floor"""
    hands: bool = True
    """whether hands keep their place at what they touch"""
    fingers: bool = True
    """whether fingers that the source does not have hang a little bent, instead of straight"""


@dataclass(frozen=True, eq=False)
class Retargeted:
    take: Take
    stands: np.ndarray
    """(N, 2) bool whether the left and the right foot stand, as told by the source"""
    scale: float
    """lengths of the legs, target to source"""
    without: tuple[str, ...]
    """joints that the target has and the source does not"""


def retargeted(take: Take, joints: Mapping[str, str], target: Body, choices: Choices | None = None) -> Retargeted:
    """take: upright (`upright.py`); joints: of its skeleton.

    The take that comes back begins where the target rests, facing as the source does. Raises ValueError where a leg of
    either has no length.
    """
    choices = choices or Choices()
    source = body_of(take.bones, joints)
    if min(source.leg, target.leg) < 1e-4:
        raise ValueError("A leg of the skeleton has no length.")
    scale = target.leg / source.leg
    moved, heads = deltas(take)
    turned = _turned(moved, source, target)
    soles = placed(source.soles, source.bones.heads, moved, heads)
    floor = floor_of(soles) if choices.floor == "clip" else 0.0
    stands = standing(soles, floor, source.leg, take.fps)
    lacks = tuple(joint for joint in target.place if joint not in source.place)
    if choices.fingers:
        turned = relaxed_fingers(turned, target, lacks)
    hips = _hips(heads[:, source.place["Hips"]], source, target, floor, scale)
    if choices.feet:
        heights = soles[..., 2].min(axis=-1) - floor
        near = softened(stands, 0.1 * take.fps)
        legs = Legs(np.maximum(heights, 0.0) * scale, near, target.leg, take.fps, ABOVE, BELOW)
        turned, hips = grounded(turned, hips, target, legs)
    if choices.hands:
        heads = heads - (0.0, 0.0, floor)
        turned = hands_kept(turned, hips, target, heads, source)
    return Retargeted(_take(take, turned, hips, target), stands, scale, lacks)


def _take(take: Take, turned: np.ndarray, hips: np.ndarray, target: Body) -> Take:
    bones = target.bones
    world = turned @ bones.rest[None, :, :3, :3]
    rotations = continuous(pose_rotations(bones, world))
    # what is above the hips stays as it rests, so that its way is that of the hips
    return Take(take.name, take.fps, bones, rotations, hips - bones.heads[target.place["Hips"]])


def _hips(heads: np.ndarray, source: Body, target: Body, floor: float, scale: float) -> np.ndarray:
    """(N, 3) where the hips of the target are; heads: (N, 3) those of the source."""
    ours, theirs = target.bones.heads[target.place["Hips"]], source.bones.heads[source.place["Hips"]]
    start = np.array((*heads[0, :2], theirs[2] + floor))
    return ours + (heads - start) * scale


def _turned(moved: np.ndarray, source: Body, target: Body) -> np.ndarray:
    """(N, K, 3, 3) how each bone of the target is turned in the world; moved: (N, J, 3, 3) those of the source."""
    back = np.swapaxes(source.to_t_pose, -1, -2)
    to = target.to_t_pose
    column = {joint: moved[:, bone] @ back[bone] for joint, bone in source.place.items()}
    along = _trunk(moved, source, target)
    joint_of = {bone: joint for joint, bone in target.place.items()}
    out = np.empty((len(moved), len(target.bones.names), 3, 3))
    for bone, parent in enumerate(target.bones.parents.tolist()):
        joint = joint_of.get(bone, "")
        if bone in along:
            out[:, bone] = along[bone]
        elif joint in column:
            out[:, bone] = column[joint] @ to[bone]
        else:
            out[:, bone] = out[:, parent] if parent >= 0 else np.eye(3)
    return out


def _trunk(moved: np.ndarray, source: Body, target: Body) -> dict[int, np.ndarray]:
    """How the bones of the target's trunk, neck and head are turned (N, 3, 3), each by its own place on the way."""
    out: dict[int, np.ndarray] = {}
    for chain in (_spine, _neck):
        ours, theirs = chain(target), chain(source)
        places = [share for _, share in theirs]
        turns = [quaternions_from_matrices(moved[:, bone]) for bone, _ in theirs]
        for bone, share in ours:
            upper = min(int(np.searchsorted(places, share)), len(places) - 1)
            lower = max(upper - 1, 0)
            way = places[upper] - places[lower]
            part = np.clip((share - places[lower]) / way, 0.0, 1.0) if way > 0.0 else 1.0
            out[bone] = matrices_from_quaternions(mixed(turns[lower], turns[upper], np.full(len(moved), part)))
    return out


def _spine(body: Body) -> list[tuple[int, float]]:
    """Bones from the hips to that on which arms and neck hang, and how far up the middle of each is: 0 to 1."""
    bones, place = body.bones, body.place
    hips, top = place["Hips"], _top(body)
    chain = [bone for bone in bones.above(top) if hips in bones.above(bone)]
    end = np.mean([bones.heads[place[f"{side}UpperArm"]] for side in SIDES], axis=0)
    return _middles(bones, chain, end)


def _neck(body: Body) -> list[tuple[int, float]]:
    """The same from the bone on which the neck hangs to the head."""
    bones, place = body.bones, body.place
    top = _top(body)
    head = place.get("Head", place.get("Neck", -1))
    if head < 0:
        return [(top, 0.0)]
    chain = [bone for bone in bones.above(head) if top in bones.above(bone)]
    if not chain or chain[0] != top:
        chain = [top, head]
    return _middles(bones, chain, bones.tails[head])


def _middles(bones: Bones, chain: list[int], end: np.ndarray) -> list[tuple[int, float]]:
    if len(chain) == 1:
        return [(chain[0], 0.0)]
    ways = np.linalg.norm(np.diff(np.array([*(bones.heads[bone] for bone in chain), end]), axis=0), axis=1)
    ends = np.concatenate(([0.0], np.cumsum(ways)))
    middles = 0.5 * (ends[1:] + ends[:-1])
    middles = (middles - middles[0]) / max(middles[-1] - middles[0], 1e-9)
    return list(zip(chain, middles.tolist(), strict=True))


def _top(body: Body) -> int:
    """The last bone that both arms hang on."""
    one, other = (body.bones.above(body.place[f"{side}UpperArm"]) for side in SIDES)
    shared = [bone for bone in one if bone in other]
    return shared[-1] if shared else body.place["Hips"]
