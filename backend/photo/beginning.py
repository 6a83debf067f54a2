"""A pose to begin with: every bone turned to where the network's points in space say, and a place before the camera."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..body.fitting.posed import State, chained
from ..landmarks import POINTS, Person
from .lens import Lens
from .marks import MarkedBody

_CHAINS = (
    ("Arm", "ForeArm", ("shoulder", "elbow")),
    ("ForeArm", "Hand", ("elbow", "wrist")),
    ("UpLeg", "Leg", ("hip", "knee")),
    ("Leg", "Foot", ("knee", "ankle")),
)
_SEEN = 0.5


def in_space(person: Person) -> np.ndarray:
    """(33, 3) the network's points in metres, in the camera's axes: x right, y away, z up."""
    x, y, z = person.world.astype(np.float64).T
    return np.stack([x, z, -y], axis=1)


def begun(model: MarkedBody, person: Person, lens: Lens, values: np.ndarray, turns: np.ndarray | None = None) -> State:
    """The body of sliders (P,) as the person stands in the picture, roughly. turns: (J, 3, 3) where they are known."""
    if turns is not None:
        state = replace(model.start(), values=values, turns=turns)
        return replace(state, place=placed(model, state, person, lens))
    points = in_space(person)
    at = {name: points[place] for place, name in enumerate(POINTS)}
    state = replace(model.start(), values=values, turns=model.t_pose.copy())
    posed = model.pose(state)
    joint = {name: posed.joints[place] for name, place in model.short.items()}
    own = _frame(joint["LeftUpLeg"] - joint["RightUpLeg"], _middle(joint, "Arm") - _middle(joint, "UpLeg"))
    goal = _frame(at["left_hip"] - at["right_hip"], _between(at, "shoulder") - _between(at, "hip"))
    turns = state.turns
    turns[0] = goal @ own.T @ turns[0]
    for side in ("Left", "Right"):
        for bone, child, (start, end) in _CHAINS:
            ahead = at[f"{side.lower()}_{end}"] - at[f"{side.lower()}_{start}"]
            _aim(model, turns, posed.heads, f"{side}{bone}", f"{side}{child}", ahead)
    _face(model, turns, posed.heads, at)
    state = replace(state, turns=turns)
    return replace(state, place=placed(model, state, person, lens))


def _middle(joint: dict[str, np.ndarray], bone: str) -> np.ndarray:
    return (joint[f"Left{bone}"] + joint[f"Right{bone}"]) / 2


def _between(at: dict[str, np.ndarray], point: str) -> np.ndarray:
    return (at[f"left_{point}"] + at[f"right_{point}"]) / 2


def _frame(across: np.ndarray, up: np.ndarray) -> np.ndarray:
    """(3, 3) columns: across, forward or back, up."""
    across = across / max(np.linalg.norm(across), 1e-9)
    up = up - (up @ across) * across
    up = up / max(np.linalg.norm(up), 1e-9)
    return np.stack([across, np.cross(up, across), up], axis=1)


def _aim(model: MarkedBody, turns: np.ndarray, heads: np.ndarray, bone: str, child: str, ahead: np.ndarray) -> None:
    """Turns a bone the shortest way until its child lies ahead."""
    place, end = model.short[bone], model.short[child]
    frames, joints = chained(model.parents, turns, heads)
    now = joints[end] - joints[place]
    _turn(model, turns, frames, place, _shortest(now, ahead))


def _turn(model: MarkedBody, turns: np.ndarray, frames: np.ndarray, place: int, turn: np.ndarray) -> None:
    above = frames[model.parents[place]] if model.parents[place] >= 0 else np.eye(3)
    turns[place] = above.T @ turn @ above @ turns[place]


def _face(model: MarkedBody, turns: np.ndarray, heads: np.ndarray, at: dict[str, np.ndarray]) -> None:
    """Turns the head until the line of the ears and the way of the nose are as seen, at most so far as necks do."""
    frames, _ = chained(model.parents, turns, heads)
    ears = at["left_ear"] - at["right_ear"]
    ahead = at["nose"] - _between(at, "ear")
    now = frames[model.short["Head"]] @ _rest_of(model, "Head").T
    goal = _frame(ears, np.cross(ahead, ears))
    turn = goal @ now.T
    angle = np.arccos(np.clip((np.trace(turn) - 1) / 2, -1, 1))
    if angle < np.radians(70):
        _turn(model, turns, frames, model.short["Head"], turn)


def _rest_of(model: MarkedBody, bone: str) -> np.ndarray:
    """The bone's rotation in the T-pose, in which the head looks ahead."""
    frames, _ = chained(model.parents, model.t_pose, np.zeros((len(model.parents), 3)))
    return frames[model.short[bone]]


def _shortest(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(3, 3) the smallest rotation that brings one direction to another."""
    one, other = (v / max(np.linalg.norm(v), 1e-9) for v in (one, other))
    axis, cosine = np.cross(one, other), float(one @ other)
    if cosine < -0.9999:
        aside = np.cross(one, np.eye(3)[int(np.abs(one).argmin())])
        aside /= np.linalg.norm(aside)
        return 2 * np.outer(aside, aside) - np.eye(3)
    x, y, z = axis
    cross = np.array(((0, -z, y), (z, 0, -x), (-y, x, 0)))
    return np.eye(3) + cross + cross @ cross / (1 + cosine)


def placed(model: MarkedBody, state: State, person: Person, lens: Lens) -> np.ndarray:
    """(3,) metres by which the figure is moved to be seen where the points are, by linear least squares."""
    points = model.marked(model.pose(replace(state, place=np.zeros(3))))
    weigh = np.sqrt(np.where(person.visible > _SEEN, person.visible, 0.05 * person.visible)).astype(np.float64)
    right = person.points[:, 0].astype(np.float64) - lens.x
    up = lens.y - person.points[:, 1].astype(np.float64)
    rows, goals = [], []
    for off, axis in ((right, 0), (up, 2)):
        row = np.zeros((len(points), 3))
        row[:, axis], row[:, 1] = lens.focal, -off
        rows.append(row * weigh[:, None])
        goals.append((off * points[:, 1] - lens.focal * points[:, axis]) * weigh)
    place = np.linalg.lstsq(np.concatenate(rows), np.concatenate(goals), rcond=None)[0]
    nearest = 0.3 - points[:, 1].min()
    if place[1] > nearest:
        return place
    return place * (nearest / place[1]) if place[1] > 1e-3 else np.array([0.0, 4.0, 0.0])
