"""Motion capture as BVH: a hierarchy of joints with channels, and a line of numbers for each frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from rigging.rotations import matrices_from_quaternions, multiply, quaternions_from_axis
from rigging.take import Bones, Take

MOST_JOINTS = 1_000
MOST_FRAMES = 100_000
_CHANNELS = {f"{axis}{kind}": (axis.lower(), kind) for axis in "XYZ" for kind in ("position", "rotation")}


@dataclass
class _Joint:
    name: str
    parent: int
    offset: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    channels: list[tuple[str, str]] = field(default_factory=list)
    first: int = 0
    """column of its first channel"""
    end: list[float] | None = None
    """of its end site"""


def read_bvh(text: str, name: str) -> tuple[Take, list[str]]:
    """The take in the file's own axes and unit, and what is to be told of it.

    Raises ValueError that tells, as the end of a sentence, what is wrong.
    """
    head, found, rest = text.partition("MOTION")
    if not found:
        raise ValueError("it has no MOTION after its hierarchy")
    joints = _hierarchy(head.split())
    values, fps, told = _motion(rest, sum(len(joint.channels) for joint in joints))
    bones = _bones(joints, values)
    rotations = np.stack([_turned(joint, values) for joint in joints], axis=1)
    way = _way(joints[0], values)
    way = np.tile(bones.heads[0], (len(values), 1)) if way is None else way
    while _carries(joints, values):  # a root that holds the hips, which travel by themselves
        step = _way(joints[1], values)
        assert step is not None
        way = way + np.einsum("nab,nb->na", matrices_from_quaternions(rotations[:, 0]), step)
        rotations = np.concatenate((multiply(rotations[:, :1], rotations[:, 1:2]), rotations[:, 2:]), axis=1)
        for joint in joints[1:]:
            joint.parent -= 1
        joints = joints[1:]
        bones = Bones(bones.names[1:], np.array([joint.parent for joint in joints]), bones.rest[1:], bones.tails[1:])
    moved = _moved(joints, values)
    if moved:
        told.append(f"{', '.join(moved[:3])} move within their parents; only the root's way is read.")
    return Take(name, fps, bones, rotations, way - bones.heads[0]), told


def _hierarchy(words: list[str]) -> list[_Joint]:
    joints: list[_Joint] = []
    open_: list[int] = []
    columns, at = 0, 0
    in_end = False

    def numbers(count: int) -> list[float]:
        try:
            found = [float(word) for word in words[at + 1 : at + 1 + count]]
        except ValueError:
            found = []
        if len(found) < count or not all(map(math.isfinite, found)):
            raise ValueError(f"{words[at]} of {joints[-1].name if joints else 'nothing'} has no {count} numbers")
        return found

    if not words or words[0].upper() != "HIERARCHY":
        raise ValueError("it does not begin with HIERARCHY")
    at = 1
    pending: int | None = None
    while at < len(words):
        word = words[at].upper()
        if word in ("ROOT", "JOINT"):
            start = at + 1
            while at + 1 < len(words) and words[at + 1] != "{":  # names may have blanks
                at += 1
            if at < start or at + 1 >= len(words):
                raise ValueError(f"{word} stands without a name and a block")
            if (word == "ROOT") != (not open_) or (word == "ROOT" and joints):
                raise ValueError(f"{word} {words[start]} stands where it does not belong")
            pending = len(joints)
            joints.append(_Joint(" ".join(words[start : at + 1]), open_[-1] if open_ else -1))
            if len(joints) > MOST_JOINTS:
                raise ValueError(f"it has more than {MOST_JOINTS} joints")
        elif word == "END" and at + 1 < len(words) and words[at + 1].upper() == "SITE":
            at, in_end = at + 1, True
            if not open_:
                raise ValueError("an End Site stands outside of all joints")
        elif word == "{":
            if not in_end:
                if pending is None:
                    raise ValueError("a brace opens where no joint begins")
                open_.append(pending)
                pending = None
        elif word == "}":
            if in_end:
                in_end = False
            elif open_:
                open_.pop()
            else:
                raise ValueError("more braces are closed than opened")
        elif word == "OFFSET":
            if not open_:
                raise ValueError("an OFFSET stands outside of all joints")
            if in_end:
                joints[open_[-1]].end = numbers(3)
            else:
                joints[open_[-1]].offset = numbers(3)
            at += 3
        elif word == "CHANNELS":
            if not open_ or in_end:
                raise ValueError("CHANNELS stand outside of all joints")
            count = int(numbers(1)[0])
            named = [_CHANNELS.get(each.capitalize()) for each in words[at + 2 : at + 2 + count]]
            if len(named) != count or None in named or not 0 <= count <= 6:
                raise ValueError(f"the channels of {joints[open_[-1]].name} are not those of a position and a rotation")
            joint = joints[open_[-1]]
            joint.channels, joint.first = [each for each in named if each], columns
            columns += count
            at += 1 + count
        else:
            raise ValueError(f"{words[at][:40]!r} is no word of a hierarchy")
        at += 1
    if open_ or not joints:
        raise ValueError("a brace is not closed" if open_ else "it has no joint")
    return joints


def _motion(text: str, columns: int) -> tuple[np.ndarray, float, list[str]]:
    """(N, columns) numbers, frames a second, and what is to be told."""
    lines = text.strip().split("\n", 2)
    if len(lines) < 2 or not lines[0].strip().lower().startswith("frames:"):
        raise ValueError("its MOTION does not say how many frames there are")
    try:
        count = int(float(lines[0].split(":", 1)[1]))
        step = float(lines[1].split(":", 1)[1])
    except (IndexError, ValueError):
        raise ValueError("Frames or Frame Time is no number") from None
    if not (math.isfinite(step) and step > 0.0):
        raise ValueError(f"its frame time is {step:g} s")
    if count > MOST_FRAMES:
        raise ValueError(f"{count:,} frames are more than {MOST_FRAMES:,}")
    if columns == 0:
        raise ValueError("no joint has a channel")
    words = lines[2].split() if len(lines) > 2 else []
    try:
        numbers = np.array(words[: count * columns], np.float64)
    except ValueError:
        wrong = next(word for word in words if not _is_number(word))
        raise ValueError(f"{wrong[:40]!r} among its frames is no number") from None
    whole = len(numbers) // columns
    if whole == 0:
        raise ValueError("it has no whole frame")
    values = numbers[: whole * columns].reshape(whole, columns)
    if not np.isfinite(values).all():
        frame = int(np.flatnonzero(~np.isfinite(values).all(axis=1))[0])
        raise ValueError(f"frame {frame} has values that are no numbers")
    told = []
    if whole < count or len(words) > count * columns:
        told.append(f"The file says {count} frames of {columns} numbers and has {len(words) / columns:g}.")
    return values, 1.0 / step, told


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _bones(joints: list[_Joint], values: np.ndarray) -> Bones:
    heads = np.zeros((len(joints), 3))
    for place, joint in enumerate(joints):
        if joint.parent < 0:
            heads[place] = joint.offset
            continue
        way = _way(joint, values)
        offset = joint.offset if way is None else np.median(way, axis=0)
        heads[place] = heads[joint.parent] + offset
    names: list[str] = []
    for joint in joints:
        names.append(joint.name if joint.name not in names else f"{joint.name} {len(names)}")
    parents = np.array([joint.parent for joint in joints])
    tails = heads.copy()
    for place, joint in enumerate(joints):
        children = np.flatnonzero(parents == place)
        if len(children):
            tails[place] = heads[children[0]]
        elif joint.end is not None:
            tails[place] = heads[place] + joint.end
        elif joint.parent >= 0:
            tails[place] = heads[place] + 0.5 * (heads[place] - heads[joint.parent])
    rest = np.tile(np.eye(4), (len(joints), 1, 1))
    rest[:, :3, 3] = heads
    return Bones(tuple(names), parents, rest, tails)


def _columns(joint: _Joint, kind: str) -> list[tuple[str, int]]:
    return [(axis, joint.first + n) for n, (axis, own) in enumerate(joint.channels) if own == kind]


def _turned(joint: _Joint, values: np.ndarray) -> np.ndarray:
    """(N, 4) by the joint's channels, the first outermost."""
    out = np.tile((1.0, 0.0, 0.0, 0.0), (len(values), 1))
    for axis, column in _columns(joint, "rotation"):
        out = multiply(out, quaternions_from_axis(axis, np.radians(values[:, column])))
    return out


def _way(joint: _Joint, values: np.ndarray) -> np.ndarray | None:
    """(N, 3) where a joint is in its parent, None where it has no such channels."""
    columns = _columns(joint, "position")
    if not columns:
        return None
    out = np.tile(np.array(joint.offset), (len(values), 1))
    for axis, column in columns:
        out[:, "xyz".index(axis)] = values[:, column]
    return out


def _carries(joints: list[_Joint], values: np.ndarray) -> bool:
    """Whether the root holds one joint alone, which travels."""
    held = [joint for joint in joints[1:] if joint.parent == 0]
    return len(held) == 1 and held[0].name in _moved(joints, values)


def _moved(joints: list[_Joint], values: np.ndarray) -> list[str]:
    """Joints beside the root that move within their parents, by more than a hundredth of the whole."""
    size = max(float(np.abs([joint.offset for joint in joints]).max()), 1e-6)
    out = []
    for joint in joints[1:]:
        way = _way(joint, values)
        if way is not None and float(np.ptp(way, axis=0).max()) > 0.05 * size:
            out.append(joint.name)
    return out
