# SPDX-License-Identifier: GPL-3.0-or-later
"""The controls at the ends of a figure: what a foot rolls over, toes, fingers with their curls, what eyes look at."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .._shared.rigging.skeletons import FINGERS, PHALANGES
from .control_rig_parts import SIDES, Control, Joints, above_of, control_of, even, palette_of, placed


def foot(joints: Joints, side: str, collection: str) -> Iterator[Control]:
    """The places that a foot rolls over: heel, tip of the toes, ball."""
    mark, ankle = SIDES[side], joints.head(f"{side}Foot")
    toes = f"{side}Toes"
    length = joints.lengths[f"{side}Foot"]
    ball = joints.head(toes) if toes in joints.rest else ankle + np.array((0.0, -length, -0.8 * ankle[2]))
    tip = ball - np.array((0.0, joints.lengths[toes] if toes in joints.rest else 0.3 * length, 0.0))
    heel = ankle + np.array((0.0, 0.35 * length, 0.0))
    for name, parent, place in (
        ("heel", f"foot_ik{mark}", heel), ("toe_tip", f"MCH-heel{mark}", tip), ("ball", f"MCH-toe_tip{mark}", ball),
    ):  # fmt: skip
        low = np.array((place[0], place[1], 0.0 if name != "ball" else place[2]))
        yield Control(f"MCH-{name}{mark}", parent, placed(low), 0.2 * length)
    yield Control(f"MCH-foot_goal{mark}", f"MCH-ball{mark}", joints.rest[f"{side}Foot"], length, f"{side}Foot")
    yield Control(f"foot_roll{mark}", f"foot_ik{mark}", placed((heel[0], heel[1] + 0.35 * length, 0.25 * ankle[2])),
                  0.3 * length, "", collection, palette_of(side), "arc", even(1.0))  # fmt: skip


def toes(joints: Joints, side: str) -> Iterator[Control]:
    """Toes go with the foot, and stay flat where it rolls over its ball."""
    mark, joint = SIDES[side], f"{side}Toes"
    rest, length = joints.rest[joint], joints.lengths[joint]
    yield Control(f"MCH-toe_flat{mark}", f"MCH-toe_tip{mark}", rest, length, joint)
    yield Control(f"MCH-toe{mark}", f"ORG-foot{mark}", rest, length, joint)
    yield Control(f"toe{mark}", f"MCH-toe{mark}", rest, length, joint, f"Leg{mark} FK", palette_of(side), "circle",
                  even(0.8), (0.0, 0.5 * length, 0.0))  # fmt: skip


def fingers(joints: Joints, side: str) -> Iterator[Control]:
    mark, hand = SIDES[side], f"ORG-hand{SIDES[side]}"
    where, palette = f"Fingers{mark}", palette_of(side)
    made = []
    for finger in FINGERS:
        chain = [f"{side} {finger} {phalanx}" for phalanx in PHALANGES]
        chain = [joint for joint in chain if joint in joints.rest]
        if not chain:
            continue
        first = joints.rest[chain[0]]
        lifted = first.copy()
        # away from the palm, which a bone's Z axis looks at
        lifted[:3, 3] = first[:3, 3] - first[:3, 2] * 0.8 * joints.lengths[chain[0]]
        made.append(Control(f"curl_{finger.lower()}{mark}", hand, lifted, joints.lengths[chain[0]] * 1.6, "", where,
                            "THEME02", "line", even(0.9)))  # fmt: skip
        for joint in chain:
            length = joints.lengths[joint]
            made.append(Control(control_of(joint), above_of(joints, joint), joints.rest[joint], length, joint, where,
                                palette, "circle", even(0.45), (0.0, 0.5 * length, 0.0)))  # fmt: skip
    if made:
        rest, length = joints.rest[f"{side}Hand"].copy(), joints.lengths[f"{side}Hand"]
        rest[:3, 3] += rest[:3, 1] * length * 0.6 - rest[:3, 2] * length * 0.7
        yield Control(f"fist{mark}", hand, rest, length * 0.5, "", where, "THEME02", "arc", even(1.2))
    yield from made


def look(joints: Joints, height: float) -> Iterator[Control]:
    """A target that both eyes look at, and one for each; bones that show how far each eye turns for it."""
    bones = {side: joints.head(f"{side}Eye") for side in SIDES if f"{side}Eye" in joints.rest}
    eyes = {**joints.eyes, **bones}
    if not eyes or "Head" not in joints.rest:
        return
    middle, far = np.mean(list(eyes.values()), axis=0), np.array((0.0, -0.35 * height, 0.0))
    yield Control("look", "head", placed(middle + far), 0.05 * height, "Head", "Face", "THEME09", "ring",
                  even(1.0), turns_only=False)  # fmt: skip
    for side, place in eyes.items():
        mark = SIDES[side]
        yield Control(f"look{mark}", "look", placed(place + far), 0.02 * height, "Head", "Face", palette_of(side),
                      "ring", even(0.8), turns_only=False)  # fmt: skip
        yield Control(f"MCH-eye{mark}", "head", _facing(place), 0.02 * height, "Head")


def _facing(place: np.ndarray) -> np.ndarray:
    """(4, 4) Y forward, X to the figure's right on both sides: a turn about X looks up or down, about Z aside."""
    out = np.eye(4)
    out[:3, :3] = np.stack(((-1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, 1.0)), axis=1)
    out[:3, 3] = place
    return out
