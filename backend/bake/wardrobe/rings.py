"""Rings on fingers: plain bands, one with a stone, one with a seal."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .reference import reference
from .shaping import moved_by, ring, triangles_of, tube
from .sheets import Hang, Sheet, mirrored, nearest, piece, sheet
from .skulls import ball
from .tailor.ground import ground
from .trunks import trunk
from .wrists import GOLD

_WORN = (("Ring", "band"), ("Index", "seal"), ("Middle", "stone"))
"""fingers of the left hand; the right has the first two"""


def rings() -> Piece:
    left = [one for finger, kind in _WORN for one in _on_finger(finger, kind)]
    right = [
        mirrored(one, _finger("Right", finger)[1]) for finger, kind in _WORN[:2] for one in _on_finger(finger, kind)
    ]
    return piece(
        reference(),
        Entry(
            name="rings", label="Rings", slot="hands", layer=54,
            nouns=("rings", "finger rings", "signet ring", "gold rings", "wedding ring", "jewelled rings"),
            tags=("jewellery", "rich", "gangster", "royal", "bishop", "wizard", "married", "female", "male"),
            colours=(GOLD, (0.80, 0.81, 0.84)), second_colour=(0.62, 0.04, 0.12), fabric="metal",
        ),
        [*left, *right], side=96, stand_off=0.001, spans=trunk().spans, roughness=0.22, zone_colours={"stone": None},
    )  # fmt: skip


def _finger(side: str, name: str) -> tuple[np.ndarray, Hang]:
    """The skin (F, 3) of a finger, and what hangs there."""
    on = reference()
    skin = triangles_of(on, moved_by(on, f"{side}Hand{name}1", f"{side}Hand{name}2", least=0.6))
    return skin, nearest(on, skin)


def _on_finger(name: str, kind: str) -> list[Sheet]:
    """One on the first joint of a finger of the left hand."""
    on, joint = reference(), ground().joint
    first, second = joint[f"LeftHand{name}1"], joint[f"LeftHand{name}2"]
    ahead = (second - first) / np.linalg.norm(second - first)
    aside = joint["LeftHandIndex1"] - joint["LeftHandPinky1"]
    out = np.cross(aside, ahead)
    out /= np.linalg.norm(out)
    skin, hang = _finger("Left", name)
    loop = ring(on, skin, first + 0.62 * (second - first), ahead, out.tolist(), 20, 0.0009)
    wide = 0.0030 if kind == "seal" else 0.0022
    found = [sheet(tube(loop, np.array([[0.0013, wide]] * len(loop)), 6, closed=True), hang, closed=True)]
    if kind != "band":
        top = loop[0] + out * 0.0008
        size = (0.0062, 0.0062, 0.0062) if kind == "seal" else (0.0048, 0.0048, 0.0048)
        gem = ball(np.zeros(3), size, 6, 12)
        across = aside / np.linalg.norm(aside)
        flat = 0.38 if kind == "seal" else 0.75
        placed = top + gem[..., :1] * across + gem[..., 1:2] * ahead + gem[..., 2:] * out * flat
        paint = {"stone": 1.0} if kind == "stone" else {"shade": 0.8}
        found.append(sheet(placed, hang, closed=True, pole=top + out * size[2] * flat, paint=paint,
                           anchors=np.broadcast_to(loop[0], placed.shape)))  # fmt: skip
    return found


MAKERS = {"rings": rings}
