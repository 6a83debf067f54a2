"""A person who walks, on the plainest skeleton, for whatever reads, hands on or cleans up motions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from backend.capabilities.motion.reading.standard import standard_bones
from rigging.clips.body import Body, body_of
from rigging.clips.contacts import placed, soles_of
from rigging.joint_map import joint_map
from rigging.rotations import quaternions_from_axis
from rigging.take import Bones, Take, deltas, turned

TO_Z_UP = np.array(((1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (0.0, 1.0, 0.0)))


def plain_bones(fingers: bool = False) -> Bones:
    """SMPL's joints in the world frame, every bone at rest turned as the world is."""
    bones = standard_bones(fingers)
    still = np.tile((1.0, 0.0, 0.0, 0.0), (1, len(bones.names), 1))
    up = turned(Take("", 30.0, bones, still, np.zeros((1, 3))), TO_Z_UP, 1.0).bones
    rest = up.rest.copy()
    rest[:, :3, :3] = np.eye(3)
    return replace(up, rest=rest)


def walk(frames: int = 60, fps: float = 30.0, fingers: bool = False) -> Take:
    """Forward along -Y, two steps a second; the foot that does not swing does not slide."""
    bones = plain_bones(fingers)
    phase = 2.0 * np.pi * np.arange(frames) / fps
    rotations = np.tile((1.0, 0.0, 0.0, 0.0), (frames, len(bones.names), 1))

    def bend(name: str, radians: np.ndarray, axis: str = "x") -> None:
        rotations[:, bones.place[name]] = quaternions_from_axis(axis, radians)

    for side, shift, sign in (("left", 0.0, 1.0), ("right", np.pi, -1.0)):
        swing = np.sin(phase + shift)
        knee = 0.1 + 0.7 * np.clip(np.cos(phase + shift), 0.0, 1.0)
        bend(f"{side}_hip", -0.4 * swing)
        bend(f"{side}_knee", knee)
        bend(f"{side}_ankle", 0.4 * swing - knee)
        bend(f"{side}_shoulder", sign * 1.2 + 0.1 * swing, "y")
        bend(f"{side}_elbow", -sign * (0.4 + 0.2 * swing), "z")
    bend("spine2", 0.1 * np.sin(phase), "z")
    take = Take("walk", fps, bones, rotations, np.zeros((frames, 3)))
    return replace(take, travel=_carried(take))


def _carried(take: Take) -> np.ndarray:
    body = person(take)
    turns, heads = deltas(take)
    soles = placed(soles_of(body.bones, body.place), body.bones.heads, turns, heads)
    left = np.cos(2.0 * np.pi * np.arange(take.frames) / take.fps) < 0.0
    balls = np.where(left[:, None], soles[:, 0, 1, :2], soles[:, 1, 1, :2])
    travel = np.zeros((take.frames, 3))
    for frame in range(1, take.frames):
        before = soles[frame - 1, 0 if left[frame] else 1, 1, :2]
        travel[frame, :2] = travel[frame - 1, :2] - (balls[frame] - before)
    travel[:, 2] = -soles[..., 2].min(axis=(1, 2))
    return travel


def person(take: Take) -> Body:
    return body_of(take.bones, joint_map(take.bones).joints)


def named(take: Take, names: dict[str, str]) -> Take:
    """With other names of its bones."""
    return replace(take, bones=replace(take.bones, names=tuple(names.get(name, name) for name in take.bones.names)))
