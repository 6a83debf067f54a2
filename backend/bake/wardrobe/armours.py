"""Plate: a breastplate, and armour from the shoulders to the shins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import moved_by, ring, slab, smoothstep, triangles_of, xyz
from .sheets import Sheet, Spots, mirrored, nearest, piece, sheet
from .trunks import Trunk, outward, trunk

STEEL, DARK, BRASS = (0.64, 0.65, 0.68), (0.30, 0.31, 0.34), (0.74, 0.58, 0.26)


def _chest(on: Trunk) -> np.ndarray:
    return triangles_of(
        on.reference, moved_by(on.reference, "Hips", "Spine*", "Neck", "LeftShoulder", "RightShoulder", least=0.45)
    )


def plate(on: Trunk, heights: np.ndarray, half: np.ndarray, front: bool, off: float, keel: float) -> np.ndarray:
    """(R, 25, 3) before or behind the chest: `half` (R,) metres to either side, over a convex breast."""
    found, skin = [], _chest(on)
    share = np.linspace(-1, 1, 25)
    for height, wide in zip(heights, half, strict=True):
        loop = on.ring(height, height, off, 240, skin, "angle")
        side = loop[loop[:, 1] < 0.0] if front else loop[loop[:, 1] > -0.03]
        side = side[np.argsort(side[:, 0])]
        x = share * min(wide, side[-1, 0] * 0.999)
        y = np.interp(x, side[:, 0], side[:, 1])
        y += (-1 if front else 1) * keel * np.exp(-((x / 0.055) ** 2))
        found.append(np.stack([x, y, np.full(25, height)], axis=1))
    grid = np.array(found)
    return grid if front else grid[:, ::-1]


def _strap(on: Trunk, x: float, off: float) -> np.ndarray:
    """(R, C, 3) over the left shoulder, from front to back."""
    rows = []
    for side in np.linspace(-0.022, 0.022, 4):
        loop = ring(on.reference, _chest(on), (x + side, -0.01, 1.30), (1.0, 0, 0), (0, 0, 1.0), 120, off)
        rows.append(loop[np.arange(-24, 25, 3) % 120])
    return np.array(rows)


def _cuirass(on: Trunk, flared: bool) -> list[Sheet]:
    waist, chest, top = on.hip + 0.135, float(on.joint["LeftArm"][2]) - 0.105, float(on.joint["Neck"][2]) - 0.05
    heights = np.concatenate([np.linspace(waist, chest, 9), np.linspace(chest, top, 7)[1:]])
    half = np.where(heights <= chest, 0.30, 0.155 - 0.055 * smoothstep(heights, chest, top))
    half = np.where((heights > chest) & (heights < chest + 0.012), 0.165, half)
    sheets = []
    for front in (True, False):
        grid = plate(on, heights, half, front, 0.014, 0.014 if front else 0.0)
        # the neck is cut out
        scoop = 0.045 if front else 0.02
        grid[-1, :, 2] -= scoop * np.exp(-((grid[-1, :, 0] / 0.055) ** 2))
        grid[-2, :, 2] -= 0.6 * scoop * np.exp(-((grid[-2, :, 0] / 0.06) ** 2))
        # the waist flares
        away = 0.010 * smoothstep(heights, waist + 0.03, waist)[:, None]
        grid[..., 1] += (-1 if front else 1) * away
        sheets.append(sheet(slab(grid, 0.004), on.hang, closed=True, paint={"shade": _engraved, "trim": _border}))
    strap = slab(_strap(on, 0.085, 0.016), 0.004)
    hang = nearest(on.reference, _chest(on))
    strap = sheet(_out(strap), hang, closed=True, paint={"straps": 1.0})
    sheets += [strap, mirrored(strap, hang)]
    if flared:
        for k in range(4):
            top_at = waist + 0.008 - 0.030 * k
            loops = []
            for down, off in ((0.040, 0.018 + 0.006 * k), (0.020, 0.014 + 0.006 * k), (0.0, 0.012 + 0.006 * k)):
                loops.append(on.ring(top_at - down, top_at - down, off, 64))
            outer = np.array(loops)
            inside = outer[::-1] - 0.004 * np.array([outward(loop) for loop in outer[::-1]])
            lame = np.concatenate([inside[-1:], outer, inside])
            sheets.append(sheet(lame, on.hang, closed=True, paint={"shade": _lame}))
    return sheets


def _out(points: np.ndarray) -> np.ndarray:
    """A slab over the left shoulder, so that its outside is up."""
    half = points.shape[1] // 2
    a = points[2:, 1:half] - points[1:-1, : half - 1]
    b = points[2:, : half - 1] - points[1:-1, 1:half]
    return points if np.cross(a, b)[..., 2].sum() > 0 else points[::-1]


def _engraved(spots: Spots) -> np.ndarray:
    middle = abs(spots.x) < 0.0015
    return 1 - 0.25 * (middle & (spots.s < 0.5)) - 0.35 * (spots.s > 0.5)


def _border(spots: Spots) -> np.ndarray:
    low, high = spots.t < 0.11, spots.t > 0.90
    return (low | high) & (spots.s < 0.52)


def _lame(spots: Spots) -> np.ndarray:
    return 0.62 + 0.38 * smoothstep(spots.t, 0.16, 0.22) - 0.3 * smoothstep(spots.t, 0.5, 0.6)


def breastplate() -> Piece:
    on = trunk()
    return piece(
        on.reference,
        Entry(
            name="breastplate", label="Breastplate", slot="outer", layer=50,
            nouns=("breastplate", "cuirass", "chest plate", "chest armour"),
            tags=("medieval", "roman", "knight", "soldier", "fantasy", "male", "female"),
            colours=(STEEL, (0.55, 0.56, 0.59), BRASS), second_colour=(0.25, 0.14, 0.08), fabric="metal",
        ),
        _cuirass(on, False), spans=on.spans, side=256, stand_off=0.005, roughness=0.3, double_sided=True,
        zone_colours={"straps": None, "trim": 0.78},
    )  # fmt: skip


def limb(
    on: Trunk, bones: Sequence[str], start: np.ndarray, end: np.ndarray, stations: Sequence[tuple[float, float]],
    count: int = 32,
) -> Sheet:  # fmt: skip
    """A tube of plate around the left limb from joint to joint: (share of the way, clearance), first the far end."""
    skin = triangles_of(on.reference, moved_by(on.reference, *bones, least=0.35))
    axis = (start - end) / np.linalg.norm(start - end)
    places = [(start + share * (end - start), off) for share, off in stations]
    outer = np.array([ring(on.reference, skin, at, axis, (0, 1.0, 0), count, off) for at, off in places])
    middle = outer.mean(axis=1, keepdims=True)
    inward = (middle - outer) / np.linalg.norm(middle - outer, axis=2, keepdims=True)
    inside = outer[[0, -1]] + 0.004 * inward[[0, -1]]
    return sheet(
        np.concatenate([inside[:1], outer, inside[1:]]), nearest(on.reference, skin), closed=True,
        paint={"shade": _rims, "trim": _limb_rims},
    )  # fmt: skip


def _rims(spots: Spots) -> np.ndarray:
    return 1 - 0.3 * (abs(abs(spots.t - 0.5) - 0.36) < 0.02)


def _limb_rims(spots: Spots) -> np.ndarray:
    return abs(spots.t - 0.5) > 0.37


def _cap(
    on: Trunk, bones: Sequence[str], centre: np.ndarray, axis: np.ndarray, size: Sequence[float], hold: np.ndarray
) -> Sheet:
    """A bowl of plate on a joint, that opens against `axis`."""
    axis = axis / np.linalg.norm(axis)
    side = np.cross(axis, (0, 1.0, 0))
    side /= np.linalg.norm(side)
    other = np.cross(axis, side)
    turn = np.arange(24) * (2 * np.pi / 24)
    rows = []
    for lift in np.linspace(0.0, 1.35, 7):
        ringed = np.cos(lift) * (np.cos(turn)[:, None] * side * size[0] + np.sin(turn)[:, None] * other * size[1])
        rows.append(centre + ringed + axis * size[2] * np.sin(lift))
    outer = np.array(rows)
    body = np.concatenate([(outer[:1] - centre) * 0.94 + centre, outer])
    skin = triangles_of(on.reference, moved_by(on.reference, *bones, least=0.35))
    return sheet(
        body, nearest(on.reference, skin), closed=True, pole=centre + axis * size[2] * 1.0, paint={"trim": _cap_rim},
        anchors=np.broadcast_to(hold, body.shape),
    )  # fmt: skip


def _cap_rim(spots: Spots) -> np.ndarray:
    return spots.t < 0.28


def _left(on: Trunk) -> list[Sheet]:
    joint = on.joint
    arm, elbow, hand = joint["LeftArm"], joint["LeftForeArm"], joint["LeftHand"]
    hip, knee, foot = joint["LeftUpLeg"], joint["LeftLeg"], joint["LeftFoot"]
    upper, lower = ("LeftShoulder", "LeftArm"), ("LeftForeArm",)
    thigh, shin = ("LeftUpLeg",), ("LeftLeg",)
    both_arms, both_legs = ("LeftArm", "LeftForeArm"), ("LeftUpLeg", "LeftLeg")
    found = [
        limb(on, ("LeftArm",), arm, elbow, ((0.88, 0.014), (0.80, 0.011), (0.60, 0.012), (0.40, 0.014))),
        limb(on, lower, elbow, hand, ((0.97, 0.012), (0.90, 0.009), (0.6, 0.010), (0.35, 0.012), (0.20, 0.016))),
        limb(on, both_arms, arm, hand, ((0.585, 0.020), (0.55, 0.026), (0.52, 0.030), (0.49, 0.026), (0.455, 0.020))),
        limb(on, thigh, hip, knee, ((0.95, 0.014), (0.85, 0.011), (0.60, 0.011), (0.36, 0.012), (0.28, 0.016))),
        limb(on, shin, knee, foot, ((0.97, 0.020), (0.88, 0.010), (0.6, 0.009), (0.3, 0.010), (0.08, 0.016))),
        limb(on, both_legs, hip, foot, ((0.575, 0.020), (0.54, 0.026), (0.51, 0.030), (0.48, 0.026), (0.445, 0.020))),
    ]
    down = (elbow - arm) / np.linalg.norm(elbow - arm)
    out = xyz(0.75, -0.05, 0.75)
    lames = (0.115, (0.072, 0.076, 0.050)), (0.075, (0.080, 0.084, 0.062)), (0.020, (0.092, 0.098, 0.082))
    for k, (along, size) in enumerate(lames):
        at = arm + down * along + xyz(0.012, 0.0, 0.012 + 0.002 * k)
        found.append(_cap(on, upper, at, out + down * (0.3 - 0.1 * k), size, arm + down * 0.03 + xyz(0.03, 0, 0.05)))
    return found


def _tassets(on: Trunk) -> list[Sheet]:
    """A plate before each thigh."""
    top = on.hip + 0.045
    share = np.linspace(-1, 1, 13)
    rows = []
    for down in np.linspace(0.0, 0.19, 8):
        height = top - down
        legs = triangles_of(on.reference, moved_by(on.reference, "Hips", "Spine*", "LeftUpLeg", "RightUpLeg"))
        loop = on.ring(height, height, 0.030 + 0.06 * down, 240, legs, "angle")
        side = loop[(loop[:, 1] < 0.02) & (loop[:, 0] > -0.01)]
        side = side[np.argsort(side[:, 0])]
        wide = 0.058 * (1 - 0.25 * smoothstep(down, 0.12, 0.20))
        x = 0.100 + share * wide
        y = np.interp(x, side[:, 0], side[:, 1]) - 0.010 * (1 - share**2)
        z = height - 0.022 * (1 - share**2) * smoothstep(down, 0.1, 0.19)
        rows.append(np.stack([x, y, z], axis=1))
    skin = triangles_of(on.reference, moved_by(on.reference, "Hips", "LeftUpLeg"))
    right = triangles_of(on.reference, moved_by(on.reference, "Hips", "RightUpLeg"))
    left = sheet(slab(np.array(rows)[::-1], 0.004), nearest(on.reference, skin), closed=True, paint={"shade": _lames})
    return [left, mirrored(left, nearest(on.reference, right))]


def _lames(spots: Spots) -> np.ndarray:
    return 1 - 0.4 * (abs((spots.t * 4) % 1 - 0.5) > 0.46)


def armour() -> Piece:
    on = trunk()
    left = _left(on)
    other = nearest(on.reference, _right(on))
    rights = [mirrored(one, other) for one in left]
    return piece(
        on.reference,
        Entry(
            name="armour", label="Armour", slot="one_piece", also=("top", "bottom"), layer=50,
            nouns=("armour", "armor", "plate armour", "suit of armour", "plate mail", "chainmail"),
            tags=("medieval", "knight", "fantasy", "soldier", "male", "female"),
            colours=(STEEL, (0.50, 0.51, 0.54), DARK), second_colour=(0.25, 0.14, 0.08), fabric="metal",
        ),
        [*_cuirass(on, True), *_tassets(on), *left, *rights], spans=on.spans, side=384, stand_off=0.005,
        roughness=0.3, double_sided=True, zone_colours={"straps": 0.5, "trim": 0.75},
    )  # fmt: skip


def _right(on: Trunk) -> np.ndarray:
    bones = ("RightShoulder", "RightArm", "RightForeArm", "RightUpLeg", "RightLeg")
    return triangles_of(on.reference, moved_by(on.reference, *bones, least=0.35))


MAKERS = {"breastplate": breastplate, "armour": armour}
