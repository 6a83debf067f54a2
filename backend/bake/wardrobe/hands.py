"""Gloves, cut from the skin of the hands: whole, to above the elbow, without fingers."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .reference import reference
from .shaping import moved_by
from .skins import cut, from_skin
from .tailor.ground import ground

SIDES = ("Left", "Right")


def gloves() -> Piece:
    on = reference()
    return from_skin(
        on,
        Entry(
            name="gloves", label="Gloves", slot="hands", layer=55,
            nouns=("gloves", "gauntlets", "leather gloves", "work gloves", "mittens"),
            tags=("winter", "work", "formal", "driving", "medieval", "male", "female"),
            colours=((0.13, 0.10, 0.08), (0.10, 0.10, 0.11), (0.45, 0.28, 0.14), (0.90, 0.89, 0.86)), fabric="leather",
        ),
        [cut(on, on.region(f"hand_{side}"), 0.0016, 0.0038) for side in ("left", "right")],
    )  # fmt: skip


def _arm(side: str, start: float) -> np.ndarray:
    """Vertices of hand and arm from `start` metres along the arm on."""
    on, along = reference(), ground().arm
    whole = moved_by(on, f"{side}Arm", f"{side}ForeArm", f"{side}Hand*")
    return np.union1d(whole[along[whole] > start], on.region(f"hand_{side.lower()}"))


def long_gloves() -> Piece:
    on = reference()
    start = ground().elbow - 0.110
    return from_skin(
        on,
        Entry(
            name="long_gloves", label="Long gloves", slot="hands", layer=28,
            nouns=("long gloves", "opera gloves", "evening gloves", "elbow gloves", "elbow length gloves"),
            tags=("elegant", "formal", "royal", "burlesque", "vintage", "female", "male"),
            colours=((0.93, 0.92, 0.90), (0.09, 0.09, 0.10), (0.60, 0.06, 0.10)), fabric="silk",
        ),
        [cut(on, _arm(side, start), 0.0018, 0.0042, 0.014) for side in SIDES],
        paint={"shade": _wrinkled},
    )  # fmt: skip


def _wrinkled(at: np.ndarray) -> np.ndarray:
    arm = np.linalg.norm(at - ground().joint["LeftHand"] * np.sign(at[..., :1]) ** np.array((1, 0, 0)), axis=-1)
    near = np.exp(-(((arm - 0.05) / 0.05) ** 2))
    return 1 - 0.22 * near * (0.5 + 0.5 * np.sin(arm * 330))


def fingerless_gloves() -> Piece:
    on = reference()
    fingers = [f"Hand{name}{k}" for name in ("Index", "Middle", "Ring", "Pinky") for k in (2, 3, 4)]
    cuts = []
    for side in SIDES:
        far = moved_by(on, *(side + bone for bone in (*fingers, "HandThumb3", "HandThumb4")), least=0.45)
        cuts.append(cut(on, np.setdiff1d(_arm(side, ground().wrist - 0.045), far), 0.0018, 0.0036, 0.006))
    return from_skin(
        on,
        Entry(
            name="fingerless_gloves", label="Fingerless gloves", slot="hands", layer=55,
            nouns=("fingerless gloves", "half gloves", "cycling gloves", "biker gloves", "weightlifting gloves"),
            tags=("biker", "punk", "rock", "beggar", "climber", "fighter", "male", "female"),
            colours=((0.10, 0.10, 0.11), (0.32, 0.20, 0.12), (0.35, 0.36, 0.38)), fabric="leather",
        ),
        cuts, hides=0.004,
    )  # fmt: skip


MAKERS = {"gloves": gloves, "long_gloves": long_gloves, "fingerless_gloves": fingerless_gloves}
