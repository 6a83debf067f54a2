"""The pieces of pattern that garments share: cuts in the body's measures, panels of a top and of trousers."""

from __future__ import annotations

import numpy as np

from .cloth import Cloth, Panel
from .ground import Ground, smooth
from .sheet import Sheet, cut, largest, whole

_NEVER, _ALWAYS = 1.0, -1.0


def torso(ground: Ground, bottom: float = 0.45) -> Sheet:
    """Neck, trunk, arms and thighs, without hands and head."""
    z = ground.base[:, 2]
    return whole(
        ground,
        (ground.share["head"] < 0.995) & _before_hands(ground) & (z > bottom * ground.hip),
    )


def lower_body(ground: Ground) -> Sheet:
    """From the ribs to the ankles."""
    z = ground.base[:, 2]
    return whole(ground, (ground.share["arm"] < 0.2) & (z < ground.chest - 0.02) & (ground.leg < ground.ankle + 0.03))


def whole_body(ground: Ground) -> Sheet:
    """Neck to ankles, without hands, feet and head."""
    return whole(
        ground,
        (ground.share["head"] < 0.995) & _before_hands(ground) & (ground.leg < ground.ankle + 0.03),
    )


def collar_line(
    ground: Ground, width: float, front: float, back: float, power: float = 2.0, above: float = 0.0
) -> np.ndarray:
    """Negative outside of the neck: half `width` metres, `front` and `back` metres deep below the shoulders' level,
    which `above` lifts. power 2 is round, 1 a V, 4 square."""
    level = ground.joint["Neck"][2] - 0.012 + above
    x, y, z = ground.across / width, ground.base[:, 1], ground.base[:, 2]
    depth = back + (front - back) * smooth(y, -0.005, -0.05)
    below = np.maximum(level - z, 0.0) / np.maximum(depth, 0.002)
    round_ = (x**power + below**power) ** (1 / power)
    return np.nan_to_num((1 - round_) * width, nan=_ALWAYS)


def front_opening(ground: Ground, above: float, below: float, turn: float, foot: float) -> np.ndarray:
    """Positive where a front stands open: half as wide as `above` metres at the throat, `below` at the height `foot`,
    evenly between; `turn` metres at the middle of that."""
    z = ground.base[:, 2]
    part = ((ground.throat - z) / (ground.throat - foot)).clip(0, 1)
    half = above + (below - above) * part + 4 * (turn - 0.5 * (above + below)) * part * (1 - part)
    before = (ground.base[:, 1] < -0.02) & (z < ground.throat + 0.03)
    return np.nan_to_num(np.where(before, half - ground.across, _ALWAYS), nan=_ALWAYS)


def sleeve_end(ground: Ground, length: float) -> np.ndarray:
    """Positive beyond `length` metres along the arm from the shoulder's joint."""
    return np.where(ground.share["arm"] > 0.5, ground.arm - length, _ALWAYS)


def armhole(ground: Ground, shoulder: float, pit: float, drop: float = 0.0) -> np.ndarray:
    """Positive on the arm's side of a plane through the shoulder, `shoulder` metres from the middle, and the side,
    `pit` metres from it, `drop` metres below the armpit."""
    top = np.array((shoulder, ground.joint["LeftArm"][2] + 0.05))
    low = np.array((pit, ground.chest - 0.01 - drop))
    along = (top - low) / np.linalg.norm(top - low)
    x, z = ground.across - low[0], ground.base[:, 2] - low[1]
    return np.nan_to_num(np.where(ground.base[:, 2] > low[1] - 0.06, x * along[1] - z * along[0], _ALWAYS), nan=_ALWAYS)


def level(ground: Ground, height: float, dip: float = 0.0) -> np.ndarray:
    """Positive below `height`, which falls by `dip` from back to front."""
    y = ground.base[:, 1]
    return np.nan_to_num(height - dip * smooth(y, 0.08, -0.14) - ground.base[:, 2], nan=_ALWAYS)


def leg_end(ground: Ground, length: float) -> np.ndarray:
    return np.where(ground.share["leg"] > 0.5, ground.leg - length, _ALWAYS)


def leg_opening(ground: Ground, side: float, inner: float) -> np.ndarray:
    """Of briefs: positive below the line from `inner` metres above the crotch between the legs to `side` metres above
    it at the hips."""
    x, z = ground.across, ground.base[:, 2] - ground.crotch
    start, end = 0.028, 0.17
    line = inner + (side - inner) * ((x - start) / (end - start)).clip(0, None)
    return np.nan_to_num(np.where(x < start * 0.8, -0.02, line - z), nan=_ALWAYS)


def trimmed(sheet: Sheet, *fields: np.ndarray) -> Sheet:
    """Cut by each field, and what falls off is dropped."""
    for field in fields:
        sheet = largest(cut(sheet, field))
    return sheet


def top_panels(sheet: Sheet, points: np.ndarray, sleeves: bool = True) -> list[Panel]:
    """Front, back, left sleeve, right sleeve."""
    ground = sheet.ground
    middle = sheet.skin[sheet.faces].mean(axis=1)
    arm = sheet.at(ground.share["arm"])[sheet.faces].mean(axis=1)
    on_arm = (arm > 0.55) if sleeves else np.zeros(len(middle), bool)
    seam = -0.035 + 0.03 * smooth(middle[:, 2], ground.chest - 0.05, ground.chest + 0.1)
    front = middle[:, 1] < seam
    up = np.tile((0.0, 0.0, 1.0), (len(middle), 1))
    normal = _face_normals(points, sheet.faces)
    tangent = _within(up, normal)
    tangent[np.linalg.norm(tangent, axis=1) < 0.2] = (0, 1, 0)
    tangent = _unit(_within(_unit(tangent) * 1.0, normal))
    panels = [Panel(np.nonzero(~on_arm & front)[0], tangent[~on_arm & front])]
    panels.append(Panel(np.nonzero(~on_arm & ~front)[0], tangent[~on_arm & ~front]))
    for sign in (1, -1):
        here = on_arm & (middle[:, 0] * sign > 0)
        if here.any():
            panels.append(_tube(sheet, normal, middle, here, sign, ("Arm", "ForeArm", "Hand"), (0, 0, -1)))
    return panels


def leg_panels(sheet: Sheet, points: np.ndarray) -> list[Panel]:
    """Left and right, each around a leg and up to the waist, slit along the inside of the leg."""
    ground = sheet.ground
    middle = sheet.skin[sheet.faces].mean(axis=1)
    normal = _face_normals(points, sheet.faces)
    panels = []
    for sign in (1, -1):
        here = middle[:, 0] * sign > 0
        up = np.tile((0.0, 0.0, 1.0), (int(here.sum()), 1))
        # on the foot up is towards the heel, above and below it
        up[:, 1] = 1.5 * smooth(sheet.at(ground.leg)[sheet.faces[here]].mean(axis=1), ground.ankle - 0.03, ground.ankle)
        up = _unit(_within(up, normal[here]))
        joints = np.abs([ground.side(name, sign) for name in ("UpLeg", "Leg", "Foot")])
        centre = np.interp(sheet.at(ground.leg), (0, ground.knee, ground.ankle), joints[:, 0])
        depth = [ground.side(name, sign)[1] for name in ("UpLeg", "Leg", "Foot")]
        behind = middle[:, 1] > np.interp(
            sheet.at(ground.leg)[sheet.faces].mean(axis=1), (0, ground.knee, ground.ankle), depth
        )
        panels.append(Panel(np.nonzero(here)[0], up, behind[here], sheet.skin[:, 0] * sign < centre))
    return panels


def with_soles(sheet: Sheet, points: np.ndarray, panels: list[Panel]) -> list[Panel]:
    """Panels of legs with feet, and after them one for each sole."""
    ground = sheet.ground
    normal = _face_normals(points, sheet.faces)
    foot = sheet.at(ground.leg)[sheet.faces].mean(axis=1) > ground.ankle - 0.01
    sole = foot & (normal[:, 2] < -0.35)
    legs, soles = [], []
    for panel in panels:
        own = sole[panel.faces]
        slit = None if panel.slit is None else panel.slit[~own]
        legs.append(Panel(panel.faces[~own], panel.up[~own], slit, panel.seam, panel.level))
        back = np.tile((0.0, 1.0, 0.0), (int(own.sum()), 1))
        soles.append(Panel(panel.faces[own], _unit(_within(back, normal[panel.faces[own]])), level=False))
    return legs + soles


def _before_hands(ground: Ground) -> np.ndarray:
    return (ground.arm < ground.wrist + 0.06) | (ground.share["arm"] < 0.5)


def _tube(
    sheet: Sheet,
    normal: np.ndarray,
    middle: np.ndarray,
    here: np.ndarray,
    sign: int,
    names: tuple[str, str, str],
    seam_way: tuple[float, float, float],
) -> Panel:
    ground = sheet.ground
    a, b, c = (ground.side(name, sign) for name in names)
    along = sheet.at(ground.arm)[sheet.faces].mean(axis=1)
    first, second = _unit((a - b)[None])[0], _unit((b - c)[None])[0]
    mix = smooth(along, ground.elbow - 0.06, ground.elbow + 0.06)[:, None]
    up = _unit((1 - mix) * first + mix * second)
    up = _unit(_within(up, normal))
    down = _unit(_within(np.array(seam_way)[None], first[None]))[0]
    sideways = np.cross(first, down)

    def axis(points: np.ndarray, s: np.ndarray) -> np.ndarray:
        at = np.stack([np.interp(s, (0, ground.elbow, ground.wrist), [j[k] for j in (a, b, c)]) for k in range(3)], 1)
        return points - at

    vertex = axis(sheet.skin, sheet.at(ground.arm))
    return Panel(
        np.nonzero(here)[0],
        up[here],
        (axis(middle, along) @ sideways > 0)[here],
        vertex @ down > 0,
        level=False,
    )


def _face_normals(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    p = points[faces]
    return _unit(np.cross(p[:, 2] - p[:, 0], p[:, 3] - p[:, 1]))


def _within(ways: np.ndarray, normals: np.ndarray) -> np.ndarray:
    return ways - np.einsum("nd,nd->n", ways, normals)[:, None] * normals


def _unit(ways: np.ndarray) -> np.ndarray:
    return ways / np.maximum(np.linalg.norm(ways, axis=-1, keepdims=True), 1e-12)


def body_panels(sheet: Sheet, points: np.ndarray, waist: float) -> list[Panel]:
    """Front, back, left sleeve, right sleeve, left leg, right leg, parted at `waist` metres."""
    middle = sheet.skin[sheet.faces].mean(axis=1)
    below = middle[:, 2] < waist
    panels = []
    for panel in top_panels(sheet, points):
        above = ~below[panel.faces]
        panels.append(
            Panel(
                panel.faces[above],
                panel.up[above],
                None if panel.slit is None else panel.slit[above],
                panel.seam,
                panel.level,
            )
        )
    for panel in leg_panels(sheet, points):
        own = below[panel.faces] & (sheet.at(sheet.ground.share["arm"])[sheet.faces[panel.faces]].mean(axis=1) < 0.5)
        assert panel.slit is not None
        panels.append(Panel(panel.faces[own], panel.up[own], panel.slit[own], panel.seam, panel.level))
    return panels


def used_blocks(cloth: Cloth, blocks: list[list[int]]) -> list[list[int]]:
    """Those panels of `blocks` that the cloth has."""
    there = set(cloth.panel.tolist())
    return [block for block in ([k for k in one if k in there] for one in blocks) if block]
