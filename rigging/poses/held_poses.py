"""A clip whose body, or a part of it, takes poses for a while: it comes to them, goes through them, and leaves.

What the poses do not tell (the legs of who salutes, the fingers) goes on as it would have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..clips.body import Body
from ..clips.clip import Clip
from ..motion import continuous
from ..rotations import about
from ..take import mixed, pose_rotations
from .lowest_point import lowest_points
from .posed import Posed, heads_of

EASE = 0.7
"""seconds in which a clip comes to a pose of arms or head, and leaves it"""
SETTLE = 1.1
"""seconds in which all of a body comes to a posture, and leaves it"""
LOW = 0.3
"""lengths of the leg up to which an ankle is of a foot that is on the floor, if with its toes alone"""
_PARTS = {
    "arms": ("Shoulder", "UpperArm", "LowerArm", "Hand"),
    "head": ("Neck", "Head"),
    "trunk": ("Spine", "Chest", "UpperChest"),
}


@dataclass(frozen=True, eq=False)
class Hold:
    """Poses from `start` to `stop` (seconds), `beat` seconds each, over and over, or once, and the last stays.

    joints: those that take them; None for all of the body, which then is where the poses are on the floor, but for
    the joints of `free`.
    """

    start: float
    stop: float
    beat: float
    poses: tuple[Posed, ...]
    joints: frozenset[str] | None = None
    free: frozenset[str] = frozenset()
    once: bool = False
    goes: tuple[float, float] = (0.0, 0.0)
    """metres ahead and up from each pose to the next, of all of the body"""


def joints_of(*, arms: Iterable[str] = (), head: bool = False, trunk: bool = False) -> frozenset[str]:
    """Names of the joints of these sides' arms, of the head and of the trunk."""
    found = [side + joint for side in arms for joint in _PARTS["arms"]]
    return frozenset((*found, *(_PARTS["head"] if head else ()), *(_PARTS["trunk"] if trunk else ())))


def held(clip: Clip, holds: Sequence[Hold]) -> Clip:
    """The clip with its poses; the raw clip is left as it is."""
    for hold in holds:
        clip = _held(clip, hold)
    return clip


def _held(clip: Clip, hold: Hold) -> Clip:
    body, times = clip.body, np.arange(clip.frames) / clip.fps
    ease = min(EASE if hold.joints is not None else SETTLE, 0.5 * (min(hold.stop, times[-1]) - hold.start))
    if ease <= 0.0:
        return clip
    share = _eased((times - hold.start) / ease)
    if hold.stop < times[-1]:
        share *= _eased(1.0 - (times - hold.stop) / ease)
    there = int(np.clip(round((hold.start + ease) * clip.fps), 0, clip.frames - 1))
    turned, heads = clip.deltas
    yaw = _heading(turned[there, body.place["Hips"]]) if hold.joints is None else np.eye(3)
    below = _hips_and_below(body)
    world = np.stack([np.where(below[:, None, None], yaw @ pose.turned, pose.turned) for pose in hold.poses])
    locals_ = continuous(pose_rotations(body.bones, world @ body.bones.rest[None, :, :3, :3]))
    which, between = _beats(times - hold.start - ease, hold)
    after = np.minimum(which + 1, len(locals_) - 1) if hold.once else (which + 1) % len(locals_)
    wanted = mixed(locals_[which], locals_[after], between[:, None] * np.ones(len(below)))
    told = below & ~_bones(body, hold.free) if hold.joints is None else _bones(body, hold.joints)
    rotations = mixed(clip.take.rotations, wanted, share[:, None] * told)
    travel = clip.take.travel.copy()
    if hold.joints is None:
        places = _places(body, [Posed(each, pose.hips) for each, pose in zip(world, hold.poses, strict=True)])
        places[:, :2] += heads[there, body.place["Hips"], :2] - body.bones.heads[body.place["Hips"], :2]
        goal = places[which] + (places[after] - places[which]) * between[:, None]
        goal += _gone(times - hold.start - ease, hold)[:, None] * (yaw @ (0.0, -hold.goes[0], hold.goes[1]))
        travel += (goal - travel) * share[:, None]
    out = clip.with_take(replace(clip.take, rotations=continuous(rotations), travel=travel))
    return out if hold.joints is not None else _above_floor(out, (share > 0.0) & ((share < 1.0) | (between > 0.0)))


def _eased(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)


def _beats(times: np.ndarray, hold: Hold) -> tuple[np.ndarray, np.ndarray]:
    """(N,) the pose that was, and (N,) 0..1 how far each frame is on the way from it to the next."""
    count = len(hold.poses)
    if count == 1:
        return np.zeros(len(times), int), np.zeros(len(times))
    beats = np.maximum(times, 0.0) / hold.beat
    done = np.floor(beats).astype(int)
    return np.minimum(done, count - 1) if hold.once else done % count, _eased(beats - done)


def _gone(times: np.ndarray, hold: Hold) -> np.ndarray:
    """(N,) how many poses further each frame is than the first, evenly."""
    beats = np.clip(times, 0.0, hold.stop - hold.start) / hold.beat
    return np.minimum(beats, len(hold.poses) - 1) if hold.once else beats


def _heading(turned: np.ndarray) -> np.ndarray:
    """Of hips, whichever way they lie: who is on the back looks up, and the head points back."""
    ahead, up = turned @ np.array((0.0, -1.0, 0.0)), turned @ np.array((0.0, 0.0, 1.0))
    way = ahead - ahead[2] * up
    return about("z", np.arctan2(way[0], -way[1]))


def _hips_and_below(body: Body) -> np.ndarray:
    """(J,) bool"""
    hips = body.place["Hips"]
    return np.array([hips in line for line in body.bones.lines])


def _bones(body: Body, joints: frozenset[str]) -> np.ndarray:
    """(J,) bool"""
    found = {body.place[joint] for joint in joints if joint in body.place}
    return np.array([bone in found for bone in range(len(body.bones.names))])


def _places(body: Body, poses: Sequence[Posed]) -> np.ndarray:
    """(P, 3) travel of each pose; feet that are on the floor stay where those of the first are."""
    ankles = [heads_of(body, pose)[[body.place[f"{side}Foot"] for side in ("Left", "Right")]] for pose in poses]
    out = np.stack([pose.hips for pose in poses]) - body.bones.heads[body.place["Hips"]]
    out[:, :2] = 0.0
    for at in range(1, len(poses)):
        if max(ankles[0][:, 2].max(), ankles[at][:, 2].max()) < LOW * body.leg:
            out[at, :2] = (ankles[0] - ankles[at]).mean(0)[:2]
    return out


def _above_floor(clip: Clip, frames: np.ndarray) -> Clip:
    """On the way to a posture, and from one to the next, nothing goes through the floor."""
    turned, heads = clip.deltas
    travel, hips = clip.take.travel.copy(), clip.body.place["Hips"]
    if frames.any():
        travel[frames, 2] -= np.minimum(lowest_points(clip.body, turned[frames], heads[frames, hips]), 0.0)
    return clip.with_take(replace(clip.take, travel=travel))
