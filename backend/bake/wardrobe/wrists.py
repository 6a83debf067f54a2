"""Around wrists and fists: bangles, a watch, bracers of leather, boxing gloves."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .reference import reference
from .shaping import hugging, moved_by, ring, smoothstep, triangles_of, tube
from .sheets import Hang, Sheet, Spots, mirrored, nearest, piece, sheet
from .tailor.ground import ground
from .trunks import trunk

GOLD = (0.84, 0.63, 0.20)


def arm(side: str) -> tuple[np.ndarray, Hang]:
    """The skin (F, 3) of lower arm and hand, and what hangs there."""
    on = reference()
    skin = triangles_of(on, moved_by(on, f"{side}ForeArm", f"{side}Hand*", least=0.4))
    return skin, nearest(on, skin)


def _around(up: float, clearance: float, count: int = 28) -> np.ndarray:
    """(count, 3) metres around the left arm, `up` metres above the wrist, counter-clockwise seen from the shoulder."""
    on, joint = reference(), ground().joint
    hand, elbow = joint["LeftHand"], joint["LeftForeArm"]
    along = (elbow - hand) / np.linalg.norm(elbow - hand)
    skin, _ = arm("Left")
    loop = ring(on, skin, hand + along * up, along, (0, 0, 1.0), count, clearance)
    return hugging(on, skin, loop, clearance + 0.001)


def both(left: list[Sheet]) -> list[Sheet]:
    return [*left, *(mirrored(one, arm("Right")[1]) for one in left)]


def bangles() -> Piece:
    _, hang = arm("Left")
    left = []
    for k, up in enumerate(np.arange(9) * 0.0125 - 0.006):
        loop = _around(float(up), 0.0035)
        made = tube(loop, np.array([[0.0050, 0.0056]] * len(loop)), 6, closed=True)
        left.append(sheet(made, hang, closed=True, paint={"second": float(k % 2), "shade": _bright}))
    return piece(
        reference(),
        Entry(
            name="bangles", label="Bangles", slot="hands", layer=54,
            nouns=("bangles", "bracelets", "bracelet", "gold bangles", "arm rings"),
            tags=("jewellery", "indian", "dancer", "egyptian", "elegant", "gypsy", "female", "male"),
            colours=(GOLD, (0.78, 0.78, 0.80)), second_colour=(0.95, 0.80, 0.40), fabric="metal",
        ),
        both(left), side=128, stand_off=0.002, spans=trunk().spans, roughness=0.25, zone_colours={"second": None},
    )  # fmt: skip


def wristwatch() -> Piece:
    """A round watch on the left wrist, its dial to the outside."""
    _, hang = arm("Left")
    loops = np.array([_around(up, 0.0030, 36) for up in (0.006, 0.014, 0.022)])
    over = np.array([_around(up, 0.0058, 36) for up in (0.006, 0.014, 0.022)])
    strap = np.concatenate([loops[:1], over, loops[-1:]])
    joint = ground().joint
    along = joint["LeftForeArm"] - joint["LeftHand"]
    along /= np.linalg.norm(along)
    middle = over[1].mean(axis=0)
    out = outward_of(over[1], middle, joint)
    at = middle + out * float(((over[1] - middle) @ out).max())
    side = np.cross(out, along)
    turn = np.arange(24) * (2 * np.pi / 24)
    round_ = np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * along
    case = [at + out * up + round_ * wide for up, wide in
            ((-0.004, 0.019), (0.002, 0.021), (0.006, 0.0205), (0.0068, 0.0185), (0.0060, 0.0175))]  # fmt: skip
    body = np.array(case)
    if np.cross(body[1, 1] - body[1, 0], body[2, 0] - body[1, 0]) @ round_[0] < 0:
        body = body[:, ::-1]
    dial = at + out * 0.0061
    held = np.broadcast_to(at, body.shape)
    sheets = [
        sheet(strap, hang, closed=True, paint={"shade": _stitched}),
        sheet(body, hang, closed=True, pole=dial, anchors=held, paint={"metal": _case, "dial": _dial}),
    ]
    return piece(
        reference(),
        Entry(
            name="wristwatch", label="Wristwatch", slot="hands", layer=54,
            nouns=("wristwatch", "watch", "smartwatch", "diver's watch", "gold watch"),
            tags=("business", "modern", "nurse", "diver", "sport", "elegant", "male", "female", "child"),
            colours=((0.10, 0.10, 0.11), (0.38, 0.22, 0.12), (0.80, 0.81, 0.84)), second_colour=GOLD, fabric="leather",
        ),
        sheets, side=128, stand_off=0.002, spans=trunk().spans, roughness=0.35,
        zone_colours={"metal": None, "dial": (0.94, 0.94, 0.92)},
    )  # fmt: skip


def outward_of(loop: np.ndarray, middle: np.ndarray, joint: dict[str, np.ndarray]) -> np.ndarray:
    """(3,) unit: out of the back of the left hand, square to the thumb and to the arm."""
    along = joint["LeftForeArm"] - joint["LeftHand"]
    thumb = joint["LeftHandThumb3"] - joint["LeftHand"]
    out = np.cross(along, thumb)
    out /= np.linalg.norm(out)
    return out if out[0] > 0 or (abs(out[0]) < 0.2 and out[2] > 0) else -out


def _stitched(spots: Spots) -> np.ndarray:
    return 1 - 0.3 * (abs(spots.t - 0.5) > 0.28)


def _case(spots: Spots) -> np.ndarray:
    return spots.t < 0.80


def _dial(spots: Spots) -> np.ndarray:
    return spots.t >= 0.80


def _bright(spots: Spots) -> np.ndarray:
    return 0.85 + 0.15 * np.sin(spots.t * 2 * np.pi * 20)


def bracers() -> Piece:
    _, hang = arm("Left")
    levels = np.linspace(0.010, 0.135, 7)
    loops = np.array([_around(up, 0.0045 + 0.002 * (k in (0, 6)), 36) for k, up in enumerate(levels)])
    inside = np.array([_around(up, 0.001, 36) for up in (levels[0], levels[-1])])
    body = np.concatenate([inside[:1], loops, inside[1:]])
    left = [sheet(body, hang, closed=True, paint={"laces": _laced, "rim": _rims, "studs": _studs, "shade": _shaded})]
    return piece(
        reference(),
        Entry(
            name="bracers", label="Bracers", slot="hands", layer=54,
            nouns=("bracers", "wristbands", "wrist guards", "vambraces", "arm guards", "cuffs"),
            tags=("archer", "barbarian", "gladiator", "viking", "punk", "fantasy", "male", "female"),
            colours=((0.32, 0.19, 0.10), (0.10, 0.09, 0.09)), second_colour=(0.78, 0.74, 0.62), fabric="leather",
        ),
        both(left), side=256, stand_off=0.003, roughness=0.5,
        zone_colours={"laces": None, "rim": 0.6, "studs": (0.80, 0.78, 0.74)},
    )  # fmt: skip


def _laced(spots: Spots) -> np.ndarray:
    across, along = (spots.s - 0.5) * spots.u.max(), spots.t
    zig = abs(((along * 6) % 1) * 2 - 1) * 2 - 1
    return (abs(abs(across) - 0.013 * abs(zig)) < 0.0028) & (along > 0.14) & (along < 0.86)


def _rims(spots: Spots) -> np.ndarray:
    return (spots.t < 0.20) | (spots.t > 0.80)


def _studs(spots: Spots) -> np.ndarray:
    across = ((spots.s * 14) % 1 - 0.5) * spots.u.max() / 14
    near = np.minimum(abs(spots.t - 0.17), abs(spots.t - 0.83)) * spots.v.max()
    return np.hypot(across, near) < 0.0042


def _shaded(spots: Spots) -> np.ndarray:
    return 1 - 0.25 * _laced(spots) - 0.2 * (abs(spots.s - 0.5) < 0.02)


def boxing_gloves() -> Piece:
    joint = ground().joint
    hand, middle = joint["LeftHand"], joint["LeftHandMiddle1"]
    ahead = (middle - hand) / np.linalg.norm(middle - hand)
    thumb = joint["LeftHandThumb3"] - hand
    side = thumb - ahead * (thumb @ ahead)
    side /= np.linalg.norm(side)
    out = np.cross(ahead, side)
    _, hang = arm("Left")
    turn = np.arange(24) * (2 * np.pi / 24)
    steps = ((-0.075, 0.047, 0.047), (-0.070, 0.050, 0.050), (-0.030, 0.048, 0.046), (0.000, 0.046, 0.044),
             (0.025, 0.056, 0.050), (0.060, 0.072, 0.058), (0.100, 0.080, 0.064), (0.140, 0.080, 0.066),
             (0.172, 0.072, 0.060), (0.198, 0.050, 0.044), (0.207, 0.022, 0.020))  # fmt: skip
    rows = []
    for along, wide, deep in steps:
        centre = hand + ahead * along + side * (0.006 if along > 0.03 else 0.0)
        round_ = np.cos(turn)[:, None] * side * wide + np.sin(turn)[:, None] * out * deep
        rows.append(centre + round_)
    body = np.array([rows[0] * 0.75 + (hand - ahead * 0.070) * 0.25, *rows])
    palm = np.broadcast_to(hand + ahead * 0.04, (24, 3))
    path = np.array([(0.045, 0.030, 0.020), (0.062, 0.066, 0.026), (0.092, 0.086, 0.024), (0.128, 0.082, 0.016),
                     (0.150, 0.070, 0.008)])  # fmt: skip
    line = np.array([hand + ahead * a + side * s + out * o for a, s, o in path])
    thumb_at = tube(line, np.array((0.018, 0.027, 0.029, 0.025, 0.008)), 12)
    left = [
        sheet(body, hang, closed=True, pole=hand + ahead * 0.208, anchors=np.broadcast_to(palm, body.shape),
              paint={"cuff": _cuff, "shade": _padded}),
        sheet(thumb_at, hang, closed=True, anchors=np.broadcast_to(palm[0], thumb_at.shape), paint={"shade": 0.92}),
    ]  # fmt: skip
    on = reference()
    return piece(
        on,
        Entry(
            name="boxing_gloves", label="Boxing gloves", slot="hands", layer=58,
            nouns=("boxing gloves", "boxing mitts", "sparring gloves"),
            tags=("boxer", "sport", "fighter", "kickboxer", "male", "female", "child"),
            colours=((0.70, 0.06, 0.07), (0.10, 0.20, 0.55), (0.09, 0.09, 0.10)), second_colour=(0.93, 0.92, 0.90),
            fabric="leather",
        ),
        both(left), hides=np.concatenate([on.region("hand_left"), on.region("hand_right")]), side=256,
        stand_off=-1.0, roughness=0.35, zone_colours={"cuff": None}, spans=trunk().spans,
    )  # fmt: skip


def _cuff(spots: Spots) -> np.ndarray:
    return (spots.v > 0.035) & (spots.v < 0.092)


def _padded(spots: Spots) -> np.ndarray:
    seam = np.exp(-(((spots.v - 0.175) / 0.004) ** 2)) * (abs(spots.s - 0.5) > 0.2)
    return 1 - 0.4 * seam - 0.35 * smoothstep(spots.v, 0.03, 0.0)


MAKERS = {"bangles": bangles, "wristwatch": wristwatch, "bracers": bracers, "boxing_gloves": boxing_gloves}
