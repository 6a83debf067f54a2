"""What a fit to a photo tells of somebody's shape, as plain numbers that do not depend on the size of the picture.

Lengths are in heights of the fitted body, measured in the picture at its distance, so that no true height is needed.
What is not seen in any photo is no number (NaN).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..body.fitting.posed import Posed
from ..landmarks import POINTS
from .beginning import in_space
from .fit import SPREADS, PhotoFit, View
from .marks import MarkedBody, bone_of

_WIDTHS = {
    "upper_arm": ("shoulder", "elbow", 0.5),
    "forearm": ("elbow", "wrist", 0.4),
    "thigh": ("hip", "knee", 0.35),
    "knee": ("hip", "knee", 0.9),
    "calf": ("knee", "ankle", 0.35),
    "ankle": ("knee", "ankle", 0.9),
}
"""points of the network, and a share of the way between them"""
_SEEN = 0.5
_TORSO = (0.1, 0.3, 0.5, 0.7, 0.9, 1.05)
"""shares of the way from the shoulders to the hips"""
_WIDEST = 0.3
_LENGTHS = {
    "shoulders": (("left_shoulder", "right_shoulder"),),
    "hips": (("left_hip", "right_hip"),),
    "upper_arm": (("left_shoulder", "left_elbow"), ("right_shoulder", "right_elbow")),
    "forearm": (("left_elbow", "left_wrist"), ("right_elbow", "right_wrist")),
    "thigh": (("left_hip", "left_knee"), ("right_hip", "right_knee")),
    "shank": (("left_knee", "left_ankle"), ("right_knee", "right_ankle")),
    "torso": (("left_shoulder", "left_hip"), ("right_shoulder", "right_hip")),
    "ears": (("left_ear", "right_ear"),),
    "eyes": (("left_eye_outer", "right_eye_outer"),),
    "mouth": (("mouth_left", "mouth_right"),),
    "face": (("nose", "mouth_left"), ("nose", "mouth_right")),
    "neck": (("nose", "left_shoulder"), ("nose", "right_shoulder")),
    "foot": (("left_heel", "left_foot_index"), ("right_heel", "right_foot_index")),
    "hand": (("left_wrist", "left_index"), ("right_wrist", "right_index")),
}


def features(model: MarkedBody, views: Sequence[View], fit: PhotoFit) -> dict[str, float]:
    """Name -> number; of several photos the mean."""
    index = model.body.parameter_index
    told = {f"slider {name}": float(fit.values[index[name]]) for name in SPREADS if name in index}
    each = [_of_view(model, view, figure) for view, figure in zip(views, fit.figures, strict=True)]
    return told | {name: _mean([one[name] for one in each]) for name in each[0]}


def _mean(values: list[float]) -> float:
    """Of those that are numbers."""
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")


def _of_view(model: MarkedBody, view: View, figure: Posed) -> dict[str, float]:
    height = float(np.ptp(figure.native[:, 2]))
    joint = {name: figure.joints[place] for name, place in model.short.items()}
    unit = view.lens.focal * height / float(np.median(figure.joints[:, 1]))
    seen = {name: view.lens.seen(place[None])[0] for name, place in joint.items()}
    across = joint["LeftArm"] - joint["RightArm"] + joint["LeftUpLeg"] - joint["RightUpLeg"]
    across /= max(np.linalg.norm(across), 1e-9)
    told = {"facing": float(across[0]), "aside": float(abs(across[1])), "aside squared": float(across[1] ** 2)}
    told |= _widths(view, seen, unit)
    told |= _lengths(view, unit)
    outline = view.outline
    rows = np.flatnonzero(outline.inside.any(axis=1))
    mine = view.lens.seen(figure.vertices)
    told["outline area"] = float(outline.inside.sum()) * outline.scale**2 / unit**2
    told["outline height"] = float(rows[-1] - rows[0] + 1) * outline.scale / max(float(np.ptp(mine[:, 1])), 1.0)
    told["above"] = float(mine[:, 1].min() - (outline.top + rows[0] * outline.scale)) / unit
    told["points off"] = (
        float(np.linalg.norm(view.lens.seen(model.marked(figure)) - view.person.points[:, :2], axis=1).mean()) / unit
    )
    return {name: float(np.clip(value, -3, 3)) for name, value in told.items()}


def _widths(view: View, seen: dict[str, np.ndarray], unit: float) -> dict[str, float]:
    """How wide the outline is across limbs, torso and head."""
    told = {}
    for name, (one, other, share) in _WIDTHS.items():
        both = []
        for side in ("left", "right"):
            if not _is_seen(view, f"{side}_{one}", f"{side}_{other}"):
                continue
            bones = (bone_of(f"{side}_{one}"), bone_of(f"{side}_{other}"))
            start, end = (seen[bone] for bone in bones)
            both.append(_width(view, start + share * (end - start), end - start, unit))
        told[f"wide {name}"] = min(both, default=float("nan"))
    shoulders = (seen["LeftArm"] + seen["RightArm"]) / 2
    hips = (seen["LeftUpLeg"] + seen["RightUpLeg"]) / 2
    for share in _TORSO:
        told[f"wide torso {share}"] = _width(view, shoulders + share * (hips - shoulders), hips - shoulders, unit)
    head = view.person.points[[POINTS.index("left_ear"), POINTS.index("right_ear")], :2].mean(axis=0)
    told["wide head"] = _width(view, head, shoulders - seen["Head"], unit)
    return told


def _width(view: View, place: np.ndarray, along: np.ndarray, unit: float) -> float:
    """Of the outline at a place of the picture, across a direction; in heights."""
    outline = view.outline
    across = np.array((-along[1], along[0])) / max(np.linalg.norm(along), 1e-6)
    total = 0.0
    for side in (1, -1):
        steps = np.arange(0, _WIDEST * unit, max(outline.scale * 0.5, 0.25))
        at = (place + side * steps[:, None] * across - (outline.left, outline.top)) / outline.scale
        column, row = np.round(at).astype(int).T
        known = (column >= 0) & (row >= 0) & (column < outline.inside.shape[1]) & (row < outline.inside.shape[0])
        inside = np.zeros(len(steps), bool)
        inside[known] = outline.inside[row[known], column[known]]
        total += float(steps[inside.argmin()] if not inside.all() else _WIDEST * unit)
    return total / unit


def _is_seen(view: View, *points: str) -> bool:
    return all(view.person.visible[POINTS.index(point)] > _SEEN for point in points)


def _lengths(view: View, unit: float) -> dict[str, float]:
    """Between the network's points, in the picture and in space."""
    flat, space = view.person.points[:, :2].astype(np.float64), in_space(view.person)
    told, lengths = {}, {}
    for name, pairs in _LENGTHS.items():
        ends = [(POINTS.index(one), POINTS.index(other)) for one, other in pairs]
        there = [pair for pair, names in zip(ends, pairs, strict=True) if _is_seen(view, *names)]
        told[f"seen {name}"] = _mean([float(np.linalg.norm(flat[a] - flat[b])) / unit for a, b in there])
        lengths[name] = float(np.mean([np.linalg.norm(space[a] - space[b]) for a, b in ends]))
    whole = max(lengths["torso"] + lengths["thigh"] + lengths["shank"], 1e-6)
    return told | {f"long {name}": length / whole for name, length in lengths.items()}
