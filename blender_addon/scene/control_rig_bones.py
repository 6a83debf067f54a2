# SPDX-License-Identifier: GPL-3.0-or-later
"""All bones of a control rig, told from the joints of a figure: trunk, limbs to turn and to pull, and their ends."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from . import control_rig_ends as ends
from .control_rig_parts import (
    AWAY,
    BEND,
    HANDLE,
    LIMBS,
    NAMES,
    POLE,
    SIDES,
    TRUNK,
    Control,
    Joints,
    above_of,
    control_of,
    even,
    limbs_of,
    palette_of,
    placed,
    split_joint,
)


def controls(joints: Joints) -> list[Control]:
    """Parents come before their children."""
    height = float(joints.head("Head" if "Head" in joints.rest else "Hips")[2])
    made = [Control("root", "", placed((0, 0, 0)), 0.12 * height, "", "Root", "THEME09", "ground", even(2.2),
                    turns_only=False)]  # fmt: skip
    made += _trunk(joints, height)
    for kind, side in limbs_of(joints):
        made += _limb(joints, kind, side)
    for side in SIDES:
        if f"{side}Hand" in joints.rest and f"{side}UpperArm" in joints.rest:
            made += ends.fingers(joints, side)
        if f"{side}Toes" in joints.rest and f"{side}UpperLeg" in joints.rest:
            made += ends.toes(joints, side)
    return [*made, *ends.look(joints, height)]


def _trunk(joints: Joints, height: float) -> Iterator[Control]:
    wide = {"Hips": 1.7, "Spine": 1.4, "Chest": 1.4, "UpperChest": 1.5, "Neck": 1.0, "Head": 1.2, "Jaw": 0.8}
    for joint in joints.rest:
        side, part = split_joint(joint)
        if part in TRUNK:
            size = even(wide[part] * 0.09 * height / joints.lengths[joint])
            shape = "box" if part == "Hips" else "circle"
            shift = (0.0, joints.lengths[joint] * (0.9 if part == "Head" else 0.4), 0.0)
            palette = "THEME09" if part == "Hips" else "THEME04"
            yield Control(TRUNK[part], above_of(joints, joint), joints.rest[joint], joints.lengths[joint], joint,
                          "Torso", palette, shape, size, shift, part != "Hips")  # fmt: skip
        elif part in ("Shoulder", "Eye"):
            yield Control(control_of(joint), above_of(joints, joint), joints.rest[joint], joints.lengths[joint], joint,
                          "Torso" if part == "Shoulder" else "Face", palette_of(side), "line" if part == "Shoulder"
                          else "circle", even(1.0))  # fmt: skip


def _limb(joints: Joints, kind: str, side: str) -> Iterator[Control]:
    """A chain to turn, one to pull, one that is either, and what pulls: handle and pole."""
    parts, mark = LIMBS[kind], SIDES[side]
    upper, lower, end = (side + part for part in parts)
    names = [NAMES[part] + mark for part in parts]
    above, palette = above_of(joints, upper), palette_of(side)
    where = f"{kind.capitalize()}{mark}"
    fk, ik = f"{where} FK", f"{where} IK"

    def at(joint: str) -> tuple[np.ndarray, float]:
        return joints.rest[joint], joints.lengths[joint]

    chain = above
    for joint, name, radius in zip((upper, lower, end), names, (0.28, 0.24, 0.7), strict=True):
        own = name.replace(mark, f"_fk{mark}")
        yield Control(own, chain, *at(joint), joint, fk, palette, "circle", even(radius),
                      (0.0, joints.lengths[joint] * 0.5, 0.0))  # fmt: skip
        chain = own
    start, tip = joints.head(upper), joints.head(end)
    middle = joints.head(lower)
    ahead = bend_direction(joints, kind, side)
    elbow = middle + ahead * BEND * float(np.linalg.norm(tip - start))
    bent = [_between(start, elbow, joints.rest[upper]), _between(elbow, tip, joints.rest[lower])]
    handle, pole = HANDLE[kind] + mark, POLE[kind] + mark
    if kind == "leg":
        flat = placed(tip)
        yield Control(handle, "root", flat, joints.lengths[end], end, ik, palette, "sole", even(1.1),
                      (0.0, -0.45 * joints.lengths[end], -float(tip[2])), False)  # fmt: skip
    else:
        yield Control(handle, "root", *at(end), end, ik, palette, "box", (1.0, 1.1, 0.6),
                      (0.0, joints.lengths[end] * 0.5, 0.0), False)  # fmt: skip
    far = middle + ahead * AWAY * joints.lengths[upper]
    yield Control(pole, "root", placed(far), 0.15 * joints.lengths[upper], "", ik, palette, "ball", even(0.8),
                  turns_only=False)  # fmt: skip
    yield Control(f"MCH-{names[0]}", above, bent[0], float(np.linalg.norm(elbow - start)))
    yield Control(f"MCH-{names[1]}", f"MCH-{names[0]}", bent[1], float(np.linalg.norm(tip - elbow)))
    for joint, name in ((upper, names[0]), (lower, names[1])):
        yield Control(name.replace(mark, f"_twist{mark}"), f"MCH-{name}", *at(joint), joint, ik, palette, "twist",
                      even(0.2), (0.0, joints.lengths[joint] * 0.35, 0.0))  # fmt: skip
    yield Control(f"MCH-{names[2]}", f"MCH-{names[1]}", *at(end), end)
    chain = above
    for joint, name in zip((upper, lower, end), names, strict=True):
        yield Control(f"ORG-{name}", chain, *at(joint), joint)
        chain = f"ORG-{name}"
    if kind == "leg":
        yield from ends.foot(joints, side, ik)


def bend_direction(joints: Joints, kind: str, side: str) -> np.ndarray:
    """(3,) unit, armature space: where an elbow or a knee goes when the limb bends; across the limb."""
    upper, _, end = (joints.head(side + part) for part in LIMBS[kind])
    along = (end - upper) / np.linalg.norm(end - upper)
    ahead = np.array((0.0, 1.0 if kind == "arm" else -1.0, 0.0))
    ahead = ahead - along * (ahead @ along)
    return ahead / np.linalg.norm(ahead)


def _between(start: np.ndarray, end: np.ndarray, like: np.ndarray) -> np.ndarray:
    """(4, 4) a bone from start to end, rolled as `like`."""
    y = (end - start) / np.linalg.norm(end - start)
    x = np.cross(y, like[:3, 2])
    x /= np.linalg.norm(x)
    out = np.eye(4)
    out[:3, :3], out[:3, 3] = np.stack((x, y, np.cross(x, y)), axis=1), start
    return out
