"""Where arms are in poses by name: pointing somewhere, or with the hand at a place of the body.

Directions and offsets are (outwards, forward, up) for whichever side it is; outwards is away from the other arm.
Offsets count in lengths of the arm from shoulder to wrist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Direction = tuple[float, float, float]
Frame = Literal["chest", "heading"]
"""whose directions: of the chest, however it lies; or of where the figure faces, with the vertical as up"""


@dataclass(frozen=True)
class Aim:
    """Upper arm and forearm point somewhere. palm: where it looks, (0, 0, 0) as the arm brings it."""

    upper: Direction
    fore: Direction
    palm: Direction = (0.0, 0.0, 0.0)
    frame: Frame = "chest"


@dataclass(frozen=True)
class Touch:
    """The wrist is beside a joint: of the own side, of the other ("other Hand"), or in the middle ("Head").

    at: offset from it in that bone's frame; elbow: where it points, in the chest's frame; fingers and palm: where they
    point, in that bone's frame. floor: the wrist is on the floor below it.
    """

    joint: str
    at: Direction
    elbow: Direction = (0.6, -0.4, -0.7)
    fingers: Direction = (0.0, 0.0, 0.0)
    palm: Direction = (0.0, 0.0, 0.0)
    floor: bool = False


ARMS: Mapping[str, Aim | Touch] = {
    "down": Aim((0.22, 0.02, -1.0), (0.12, 0.16, -1.0)),
    "hanging": Aim((0.06, 0.1, -1.0), (0.0, 0.1, -1.0), frame="heading"),
    "stiff": Aim((0.1, -0.02, -1.0), (0.1, -0.02, -1.0)),
    "a little out": Aim((0.75, 0.1, -0.62), (0.8, 0.35, -0.45)),
    "side": Aim((1.0, 0.0, 0.02), (1.0, 0.06, 0.02)),
    "forward": Aim((0.12, 1.0, 0.02), (0.0, 1.0, 0.04), frame="heading"),
    "raised": Aim((0.14, 0.04, 1.0), (0.04, 0.06, 1.0)),
    "high v": Aim((0.55, 0.05, 0.85), (0.5, 0.08, 0.88)),
    "low v": Aim((0.5, 0.02, -0.86), (0.5, 0.08, -0.86)),
    "back": Aim((0.25, -0.75, -0.62), (0.2, -0.85, -0.5)),
    "across": Aim((-0.45, 0.86, -0.15), (-0.96, 0.3, 0.0)),
    "bent": Aim((0.24, -0.06, -1.0), (0.05, 1.0, 0.12)),
    "held out": Aim((0.3, 0.3, -0.9), (0.25, 1.0, 0.05), palm=(0.0, 0.0, 1.0)),
    "held before": Aim((0.25, 0.25, -0.95), (-0.3, 0.95, 0.2), palm=(-1.0, 0.0, 0.2)),
    "at the watch": Aim((0.2, 0.5, -0.85), (-0.9, 0.42, 0.3), palm=(0.0, -0.4, -0.9)),
    "offered": Aim((0.15, 0.7, -0.6), (-0.05, 1.0, 0.1), palm=(-0.9, 0.0, 0.3)),
    "stop": Aim((0.15, 0.85, -0.1), (0.0, 1.0, 0.25), palm=(0.0, 1.0, 0.1)),
    "victory": Aim((0.82, 0.1, 0.5), (0.25, 0.18, 0.95)),
    "surrender": Aim((0.85, 0.1, 0.06), (0.14, 0.16, 1.0), palm=(0.0, 1.0, 0.0)),
    "flexed": Aim((0.98, 0.05, 0.14), (-0.42, 0.05, 0.92)),
    "wave": Aim((0.78, 0.2, 0.1), (0.3, 0.12, 0.95), palm=(0.0, 1.0, 0.0)),
    "wave out": Aim((0.84, 0.2, 0.1), (0.9, 0.12, 0.62), palm=(0.0, 1.0, 0.0)),
    "beckon": Aim((0.2, 0.75, -0.5), (-0.05, 1.0, 0.35), palm=(0.0, 0.1, 1.0)),
    "beckon near": Aim((0.2, 0.6, -0.7), (-0.2, 0.25, 0.95), palm=(0.0, -1.0, 0.0)),
    "shrug": Aim((0.45, 0.05, -0.88), (0.85, 0.6, 0.05), palm=(0.0, 0.0, 1.0)),
    "welcome": Aim((0.72, 0.35, -0.35), (0.75, 0.6, 0.1), palm=(0.0, 0.5, 0.85)),
    "hug": Aim((0.5, 0.82, 0.0), (-0.45, 0.88, 0.05), palm=(-1.0, 0.0, 0.0)),
    "swung forward": Aim((0.1, 0.42, -0.9), (0.0, 0.7, -0.7)),
    "swung back": Aim((0.18, -0.4, -0.9), (0.16, -0.18, -0.97)),
    "run forward": Aim((0.14, 0.55, -0.8), (-0.2, 0.8, 0.56)),
    "run back": Aim((0.3, -0.78, -0.55), (0.05, 0.6, -0.78)),
    "guard": Aim((0.28, 0.5, -0.8), (-0.28, 0.52, 0.82)),
    "guard low": Aim((0.3, 0.62, -0.7), (-0.3, 0.9, 0.1)),
    "punch": Aim((0.06, 1.0, 0.04), (-0.05, 1.0, 0.06), palm=(0.0, 0.0, -1.0)),
    "uppercut": Aim((0.1, 0.75, 0.1), (-0.1, 0.35, 0.95)),
    "throw": Aim((0.86, -0.3, 0.36), (0.3, -0.62, 0.72)),
    "fist up": Aim((0.5, 0.45, 0.2), (0.0, 0.3, 0.95), palm=(-0.6, 0.6, 0.0)),
    "fist ahead": Aim((0.45, 0.6, 0.05), (0.0, 0.75, 0.65), palm=(-0.6, 0.3, -0.5)),
    "knock": Aim((0.2, 0.62, -0.6), (-0.05, 0.92, 0.3), palm=(-1.0, 0.0, 0.0)),
    "knock back": Aim((0.22, 0.5, -0.75), (-0.05, 0.62, 0.75), palm=(-1.0, 0.0, 0.0)),
    "thrown": Aim((-0.12, 0.95, -0.2), (-0.4, 0.75, -0.55), palm=(0.0, -0.3, -1.0)),
    "reaching up": Aim((0.2, 0.3, 0.95), (0.02, 0.34, 0.95), palm=(0.0, 1.0, 0.0)),
    "hauling": Aim((0.42, 0.42, -0.8), (-0.1, 0.6, 0.8), palm=(0.0, 1.0, 0.0)),
    "paws": Aim((0.25, 0.35, -0.9), (0.0, 0.9, 0.42), palm=(0.0, 0.3, -1.0)),
    "claws": Aim((0.6, 0.5, 0.12), (0.1, 0.8, 0.6), palm=(0.0, 0.9, -0.4)),
    "zombie": Aim((0.1, 1.0, 0.02), (0.0, 1.0, -0.02), palm=(0.0, 0.0, -1.0), frame="heading"),
    "wings": Aim((0.96, -0.1, 0.2), (0.9, -0.2, 0.3)),
    "aimed": Aim((-0.1, 1.0, 0.02), (-0.28, 1.0, 0.04), palm=(-1.0, 0.0, 0.0)),
    "bow": Aim((1.0, 0.1, 0.02), (1.0, 0.1, 0.02)),
    "bow string": Aim((1.0, -0.15, 0.1), (-0.8, 0.62, 0.02)),
    "drive": Aim((0.25, 0.62, -0.7), (-0.15, 1.0, 0.1)),
    "steer": Aim((0.3, 0.5, -0.75), (-0.1, 1.0, -0.05), palm=(-0.1, 0.0, -1.0)),
    "beside": Aim((0.34, 0.0, -0.94), (0.26, 0.1, -0.96)),
    "diving": Aim((-0.06, 0.12, 1.0), (-0.1, 0.08, 1.0)),
    "robot up": Aim((1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    "robot down": Aim((1.0, 0.0, 0.0), (0.0, 0.0, -1.0)),
    "on hip": Touch("UpperLeg", (0.17, 0.02, 0.2), (1.0, -0.25, 0.0), (-0.75, 0.5, -0.4), (-0.6, -0.4, -0.3)),
    "fist at hip": Touch("UpperLeg", (0.16, 0.02, 0.24), (0.3, -1.0, -0.1), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "in pocket": Touch("UpperLeg", (0.16, 0.06, 0.12), (0.8, -0.6, 0.0), (-0.2, 0.3, -1.0), (-1.0, 0.0, 0.0)),
    "on thigh": Touch("LowerLeg", (0.02, 0.13, 0.33), (0.75, -0.6, -0.2), (0.0, 0.1, -1.0), (0.0, -1.0, 0.0)),
    "on knee": Touch("LowerLeg", (0.03, 0.14, 0.13), (0.8, -0.5, -0.2), (0.0, 0.2, -1.0), (0.0, -1.0, 0.0)),
    "round the knees": Touch("LowerLeg", (0.04, 0.14, -0.2), (0.9, 0.2, -0.3), (-1.0, 0.3, 0.0), (0.0, -1.0, 0.0)),
    "at the toes": Touch("Foot", (0.02, 0.1, 0.2), (0.6, 0.2, -0.2), (0.0, 0.4, -1.0), (0.0, -1.0, -0.3)),
    "folded": Touch("Chest", (-0.17, 0.31, 0.0), (0.7, 0.15, -0.75), (-1.0, -0.1, 0.12), (0.0, -1.0, 0.0)),
    "folded under": Touch("Chest", (-0.14, 0.27, -0.05), (0.7, 0.15, -0.75), (-1.0, -0.1, 0.12), (0.0, -1.0, 0.0)),
    "folded before": Touch("Chest", (0.02, 0.44, 0.26), (0.5, 0.4, -0.9), (-0.3, 0.2, 1.0), (-1.0, 0.0, 0.0)),
    "club": Touch("Hips", (0.02, 0.62, -0.02), (0.4, -0.2, -1.0), (-0.15, 0.7, -0.8), (-1.0, 0.0, 0.0)),
    "behind the back": Touch("Hips", (-0.02, -0.27, 0.2), (1.0, -0.3, -0.1), (-1.0, 0.0, 0.1), (0.0, 1.0, 0.0)),
    "clasped before": Touch("Hips", (0.05, 0.33, -0.02), (0.9, -0.1, 0.0), (-0.7, 0.0, -0.7), (-0.6, -1.0, 0.0)),
    "behind the head": Touch("Head", (0.11, -0.2, 0.08), (1.0, 0.25, 0.45), (-1.0, 0.0, 0.25), (0.0, 1.0, 0.0)),
    "on the head": Touch("Head", (0.15, 0.02, 0.36), (1.0, 0.0, 0.45), (-1.0, 0.0, 0.1), (0.0, 0.0, -1.0)),
    "under the head": Touch("Head", (0.16, 0.02, 0.12), (0.3, 1.0, 0.1), (0.0, -0.3, 1.0), (-1.0, 0.0, 0.0)),
    "at the temples": Touch("Head", (0.24, 0.16, 0.14), (0.9, 0.4, 0.0), (-0.4, -0.3, 1.0), (-1.0, 0.0, 0.0)),
    "over the ear": Touch("Head", (0.2, 0.2, 0.02), (0.9, 0.3, -0.2), (-0.5, -0.6, 0.8), (-1.0, 0.0, 0.1)),
    "phone": Touch("Head", (0.2, 0.16, -0.03), (0.6, 0.4, -0.8), (-0.2, -0.3, 1.0), (-1.0, 0.0, 0.0)),
    "on the chin": Touch("Head", (0.05, 0.34, -0.18), (0.2, 0.3, -1.0), (-0.2, -0.7, 0.7), (0.0, -1.0, 0.0)),
    "on the cheek": Touch("Head", (0.16, 0.2, -0.12), (0.5, 0.4, -0.9), (-0.1, -0.2, 1.0), (-1.0, -0.1, 0.0)),
    "over the mouth": Touch("Head", (0.13, 0.32, 0.0), (0.7, 0.4, -0.7), (-0.9, -0.35, 0.2), (0.1, -1.0, 0.0)),
    "at the mouth": Touch("Head", (0.17, 0.3, -0.06), (0.8, 0.4, -0.6), (-0.4, 0.1, 0.9), (-1.0, 0.2, 0.0)),
    "over the eyes": Touch("Head", (0.15, 0.3, 0.1), (0.8, 0.4, -0.5), (-0.8, -0.2, 0.5), (0.0, -1.0, 0.0)),
    "salute": Touch("Head", (0.27, 0.24, 0.12), (1.0, 0.25, 0.1), (-0.8, -0.25, 0.42), (0.0, 0.4, -1.0)),
    "shading the eyes": Touch("Head", (0.2, 0.3, 0.2), (0.9, 0.3, 0.0), (-1.0, -0.1, 0.1), (0.0, 0.0, -1.0)),
    "drinking": Touch("Head", (0.07, 0.42, -0.1), (0.7, 0.3, -0.6), (-0.4, 0.1, 0.6), (-1.0, -0.2, 0.0)),
    "on the heart": Touch("Chest", (-0.02, 0.34, 0.26), (0.6, 0.3, -0.8), (-0.95, -0.1, 0.3), (0.0, -1.0, 0.0)),
    "on the belly": Touch("Hips", (0.14, 0.34, 0.24), (0.9, 0.0, -0.3), (-1.0, 0.0, 0.0), (0.0, -1.0, 0.0)),
    "on the other shoulder": Touch("other UpperArm", (-0.1, 0.2, 0), (0.1, 0.9, -0.3), (0.6, -0.7, 0.4), (0, -1, -1)),
    "on the lower back": Touch("Hips", (0.1, -0.27, 0.24), (0.9, -0.6, 0.0), (-0.5, 0.0, -0.8), (0.0, 1.0, 0.0)),
    "prayer": Touch("Chest", (0.035, 0.42, 0.16), (0.9, 0.2, -0.4), (0.0, 0.35, 1.0), (-1.0, 0.0, 0.0)),
    "prayer high": Touch("Head", (0.04, 0.04, 0.72), (1.0, 0.1, 0.0), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0)),
    "clap": Touch("Chest", (0.05, 0.5, 0.12), (0.8, 0.1, -0.6), (0.0, 0.9, 0.5), (-1.0, 0.0, 0.0)),
    "clap wide": Touch("Chest", (0.26, 0.46, 0.1), (0.9, 0.0, -0.5), (0.1, 0.9, 0.5), (-1.0, 0.0, 0.0)),
    "hand on floor": Touch("UpperArm", (0.05, 0.0, 0.0), (0.5, -0.6, -0.4), floor=True),
    "hand on floor ahead": Touch("UpperArm", (0.05, 0.3, 0.0), (0.5, -0.6, -0.4), floor=True),
    "propped behind": Touch("UpperArm", (0.15, -0.35, 0.0), (0.2, -1.0, 0.0), floor=True),
    "pillow": Touch("Head", (0.26, 0.06, 0.22), (1.0, 0.0, 0.3), (-0.5, 0.0, 0.8), (0.0, 1.0, 0.0)),
}  # fmt: skip
"""Name -> how an arm is. `rigging/poses/posing.py` makes poses of them."""
