"""Mittens: one bag for four fingers and one for the thumb, with a ribbed cuff."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .reference import reference
from .shaping import moved_by, smoothstep, triangles_of, tube
from .sheets import Hang, Sheet, Spots, nearest, piece, sheet
from .tailor.ground import ground
from .trunks import trunk
from .wrists import both

_SIDES = 28
_CUFF = 0.055
"""metres that it reaches up the arm"""
_LEVELS = np.concatenate([np.linspace(-_CUFF, 0.0, 6), np.linspace(0.02, 1.0, 12) * 0.205])
_LOOSE = 0.006


def mittens() -> Piece:
    on = reference()
    return piece(
        on,
        Entry(
            name="mittens", label="Mittens", slot="hands", layer=58,
            nouns=("mittens", "mitts", "woollen mittens", "knitted mittens", "oven gloves"),
            tags=("winter", "snow", "ski", "arctic", "cook", "male", "female", "child"),
            colours=((0.62, 0.09, 0.09), (0.10, 0.14, 0.26), (0.38, 0.38, 0.40), (0.90, 0.88, 0.83)), fabric="knit",
        ),
        both([_bag(), _thumb()]), hides=np.concatenate([on.region("hand_left"), on.region("hand_right")]), side=192,
        stand_off=-1.0, roughness=0.95, zone_colours={"cuff": 0.8}, spans=trunk().spans,
    )  # fmt: skip


def _axes() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The left wrist, and unit vectors towards the fingertips, the thumb's side and the back of the hand."""
    joint = ground().joint
    wrist = joint["LeftHand"]
    ahead = joint["LeftHandMiddle3"] - wrist
    ahead = ahead / np.linalg.norm(ahead)
    side = joint["LeftHandIndex1"] - joint["LeftHandPinky1"]
    side = side - ahead * (side @ ahead)
    side = side / np.linalg.norm(side)
    return wrist, ahead, side, np.cross(ahead, side)


def _without_thumb(*names: str) -> np.ndarray:
    """Numbers in the base mesh of the skin of these bones of the left arm, but not of the ball of the thumb."""
    on = reference()
    skin = moved_by(on, *(f"Left{name}" for name in names), least=0.4)
    return np.setdiff1d(skin, moved_by(on, "LeftHandThumb*", least=0.12))


def _on(vertices: np.ndarray) -> Hang:
    on = reference()
    return nearest(on, triangles_of(on, vertices))


def _bag() -> Sheet:
    """For the four fingers, around where the hand is at each level; it bends with the middle one."""
    on = reference()
    wrist, ahead, side, out = _axes()
    skin = _without_thumb("ForeArm", "Hand", *(f"Hand{name}*" for name in ("Index", "Middle", "Ring", "Pinky")))
    far = on.base[skin] - wrist
    tip = float((far @ ahead).max()) + _LOOSE
    levels = np.where(_LEVELS > 0, _LEVELS / _LEVELS[-1] * tip, _LEVELS)
    ends = []
    for level in levels:
        near = far[abs(far @ ahead - min(level, tip - 0.02)) < 0.012]
        ends.append([(near @ side).min(), (near @ side).max(), (near @ out).min(), (near @ out).max()])
    low_side, high_side, low_out, high_out = _evened(np.array(ends)).T
    turn = np.arange(_SIDES) * (2 * np.pi / _SIDES)
    wide, deep = (np.sign(f(turn)) * abs(f(turn)) ** 0.8 for f in (np.cos, np.sin))
    round_ = np.sqrt(np.clip(1 - smoothstep(levels, tip - 0.045, tip + 0.004) ** 2, 0.02, 1))
    loose = _LOOSE - 0.002 * (levels < -0.01)
    rows, middles = [], []
    for k, level in enumerate(levels):
        middle = wrist + ahead * level + side * (low_side + high_side)[k] / 2 + out * (low_out + high_out)[k] / 2
        half_side, half_out = (high_side - low_side)[k] / 2 + loose[k], (high_out - low_out)[k] / 2 + loose[k]
        rows.append(middle + round_[k] * (wide[:, None] * side * half_side + deep[:, None] * out * half_out))
        middles.append(middle)
    body = np.array([rows[0] * 0.8 + middles[0] * 0.2 + ahead * 0.012, *rows])
    lines = np.broadcast_to(np.array([middles[0], *middles])[:, None], body.shape)
    # where arm and palm are it grows with them; over the fingers it keeps its form, whatever each of them does
    own = smoothstep(np.array([levels[0], *levels]), 0.100, 0.060)[:, None, None]
    anchors = lines + (body - lines) * own
    return sheet(body, _on(_without_thumb("ForeArm", "Hand", "HandMiddle*")), closed=True, anchors=anchors,
                 pole=wrist + ahead * (tip + 0.001) + (middles[-1] - wrist - ahead * levels[-1]),
                 paint={"cuff": _cuff, "shade": _soft, "height": _ribs})  # fmt: skip


def _evened(values: np.ndarray) -> np.ndarray:
    """(L, 4) without steps from level to level."""
    for _ in range(3):
        values[1:-1] = (values[:-2] + 2 * values[1:-1] + values[2:]) / 4
    return values


def _thumb() -> Sheet:
    joint, on = ground().joint, reference()
    side = _axes()[2]
    first, second, third = (joint[f"LeftHandThumb{k}"] for k in (1, 2, 3))
    points = on.base[moved_by(on, "LeftHandThumb3", least=0.6)]
    way = (third - second) / np.linalg.norm(third - second)
    tip = third + way * float(((points - third) @ way).max() + 0.004)
    line = np.array([first * 0.8 + second * 0.2 - side * 0.008, second, (second + third) / 2, third,
                     third * 0.5 + tip * 0.5, third * 0.15 + tip * 0.85, tip])  # fmt: skip
    body = tube(line, np.array((0.027, 0.025, 0.022, 0.0205, 0.019, 0.0135, 0.003)), 14)
    hang = _on(moved_by(on, "LeftHandThumb*", least=0.4))
    at = np.broadcast_to(line[:, None], body.shape)
    return sheet(body, hang, closed=True, pole=tip + way * 0.001, anchors=at, paint={"shade": 0.94, "height": _ribs})


def _cuff(spots: Spots) -> np.ndarray:
    return spots.t < 6.4 / len(_LEVELS)


def _soft(spots: Spots) -> np.ndarray:
    return 1 - 0.30 * smoothstep(spots.t, 1.5 / len(_LEVELS), 0.0)


def _ribs(spots: Spots) -> np.ndarray:
    return 0.5 + 0.25 * np.sin(spots.s * 2 * np.pi * 26) * (spots.t < 6.4 / len(_LEVELS))


MAKERS = {"mittens": mittens}
