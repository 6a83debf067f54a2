"""Gauss-Newton on closest points: the steps that bring a body nearer to a surface.

Each step finds the nearest places both ways, weighs them down where they are far (Geman-McClure), and solves for all
sliders and joints together, each held to its start by its own standard deviation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from backend.body.data import BodyData
from backend.body.fitting.measurements import Rows, fields_of, robust
from backend.body.fitting.posed import Posed, PosedBody, State, chained, turn_vectors
from backend.body.fitting.surface import Surface
from backend.body.variation import EXPRESSION_SPREAD

WEIGHT = 300.0
"""independent measurements that all points of one direction count for"""
SIGMA = 1.48
"""standard deviations in the median of what is measured"""
ALONG = 0.15
"""weight of what lies along the surface, beside what stands off it"""
STILL = 0.02
"""of a stage's spread: where the vertices move less in a step, the stage is done"""
MOST_TURN, MOST_WAY = 0.35, 0.3
"""radians, and share of a slider's way, of one step"""
FINGERS = re.compile(r"thumb|index|middle|ring|pinky|toe|finger|metacarpal", re.IGNORECASE)
_TRUNK = re.compile(r"spine|neck|head|hips|pelvis|chest|collar|clavicle|shoulder$", re.IGNORECASE)


@dataclass(frozen=True)
class Stage:
    """Which sliders and joints move, by how many points, and how far they may lie."""

    name: str
    sliders: np.ndarray
    joints: np.ndarray
    points: int
    reach: float
    """metres at which a point counts a quarter"""
    spread: float
    """metres, the least standard deviation of one measurement"""
    steps: int


class Fitter:
    """A body on its way into a surface; registered: as of `fit_surface`."""

    def __init__(self, model: PosedBody, surface: Surface, registered: np.ndarray | None) -> None:
        self.model, self.surface, self.registered = model, surface, registered
        self.triangles = model.body.faces.cpu().numpy()
        self.figure = Surface(model.pose(model.start()).vertices, self.triangles)
        self.bone_spread = np.array([_bone_spread(name, model.body.form) for name in model.rig.bone_names])
        self.spread = deviations(model.body)
        self.known = None if registered is None else np.flatnonzero(registered >= 0)

    def placed(self, state: State) -> State:
        """Moved so that the middles of both boxes are one; of heads, whose necks are cut anywhere, crown and nose."""
        posed = self.model.pose(state)
        low, high = _box(self.surface.vertices)
        own_low, own_high = _box(posed.vertices)
        place = (low + high - own_low - own_high) / 2
        head = self.model.body.form == "head"
        if head:
            place[1:] = low[1] - own_low[1], high[2] - own_high[2]
        state = replace(state, place=place)
        size = 0.3 if head else 1.0
        stage = Stage("", np.zeros(0, int), np.zeros(1, int), 400, 0.3 * size, 0.03, 5)
        return self.run(stage, state, state)

    def distance(self, state: State) -> float:
        """Mean of the distances both ways, far ones cut off."""
        posed = self.model.pose(state)
        figure = self.figure.moved(posed.vertices)
        points, _ = self.surface.scattered(1500, 1)
        own, normals = figure.scattered(1500, 1)
        there = self.surface.nearest(own, normals)
        away = np.linalg.norm(there.places - own, axis=1)
        back = np.linalg.norm(figure.nearest(points).places - points, axis=1)
        return float(np.minimum(away, 0.3)[there.whole].mean() if there.whole.any() else 0.3) + float(
            np.minimum(back, 0.3).mean()
        )

    def run(self, stage: Stage, state: State, home: State) -> State:
        before = self.model.pose(state).vertices
        for step in range(stage.steps):
            state = self._step(stage, state, home, step)
            after = self.model.pose(state).vertices
            if np.abs(after - before).mean() < STILL * stage.spread:
                break
            before = after
        return state

    def _step(self, stage: Stage, state: State, home: State, number: int) -> State:
        posed = self.model.pose(state)
        rows = self._registered(posed) if self.known is not None else self._pairs(stage, posed, number)
        used, place = np.unique(rows.corners, return_inverse=True)
        slopes = self.model.slopes(state, posed, used, stage.sliders, stage.joints)
        wide = slopes.shape[2]
        flat = slopes.reshape(-1, wide)
        matrix = rows.matrix(place.reshape(rows.corners.shape), len(used))
        normal = np.zeros((wide, wide))
        right = np.zeros(wide)
        jacobian = (matrix @ flat) * np.sqrt(rows.weights)[:, None].astype(np.float32)
        left = rows.rest * np.sqrt(rows.weights)
        counted = np.abs(rows.rest[rows.weights > 0])
        usual = (
            SIGMA * float(np.median(counted)) if len(counted) else 0.0
        )  # of noise, or of what the body cannot follow
        scale = 1.0 / max(stage.spread, usual) ** 2
        normal += scale * (jacobian.T @ jacobian)
        right -= scale * (jacobian.T @ left.astype(np.float32))
        pull, held = self._prior(stage, state, home)
        normal[np.arange(wide), np.arange(wide)] += held + 1e-3 * normal.diagonal() + 1e-6
        right -= pull
        change = self._within_ends(stage, state, normal, right)
        return self.model.stepped(state, stage.sliders, stage.joints, change)

    def _prior(self, stage: Stage, state: State, home: State) -> tuple[np.ndarray, np.ndarray]:
        """Gradient (D,) and diagonal (D,) of how unlikely a state is."""
        spread = self.spread[stage.sliders]
        off = (state.values - home.values)[stage.sliders]
        joints = stage.joints
        frames, _ = chained(self.model.parents, state.turns, np.zeros((len(state.turns), 3)))
        gone = turn_vectors(state.turns[joints] @ home.turns[joints].transpose(0, 2, 1))
        above = np.array([frames[p] if p >= 0 else np.eye(3) for p in np.array(self.model.parents)[joints]])
        gone = np.einsum("jab,jb->ja", above, gone) if len(joints) else gone
        bone = self.bone_spread[joints][:, None]
        pull = np.concatenate([off / spread**2, (gone / bone**2).ravel(), np.zeros(3)])
        held = np.concatenate([1 / spread**2, np.repeat(1 / bone**2, 3), np.zeros(3)])
        return pull, held

    def _within_ends(self, stage: Stage, state: State, normal: np.ndarray, right: np.ndarray) -> np.ndarray:
        """The step (D,), with sliders that would leave their ends put there and the others solved anew."""
        model, count = self.model, len(stage.sliders)
        low = (model.least - state.values)[stage.sliders]
        high = (model.most - state.values)[stage.sliders]
        change, fixed = np.zeros(len(right)), np.zeros(len(right), bool)
        for _ in range(4):
            free = ~fixed
            target = right[free] - normal[np.ix_(free, fixed)] @ change[fixed]
            change[free] = np.linalg.solve(normal[np.ix_(free, free)], target)
            beyond = (change[:count] < low - 1e-9) | (change[:count] > high + 1e-9)
            if not (beyond & ~fixed[:count]).any():
                break
            change[:count] = np.clip(change[:count], low, high)
            fixed[:count] |= beyond
        way = MOST_WAY * (model.most - model.least)[stage.sliders]
        change[:count] = np.clip(change[:count], -way, way)
        turns = change[count:-3].reshape(-1, 3)
        long = np.linalg.norm(turns, axis=1, keepdims=True)
        turns *= np.minimum(1.0, MOST_TURN / np.maximum(long, 1e-9))
        return change

    def _registered(self, posed: Posed) -> Rows:
        known, vertices = self.known, self.registered
        assert known is not None and vertices is not None
        corners = np.repeat(known[:, None], 3, axis=1)
        weights = np.tile((1.0, 0.0, 0.0), (len(known), 1))
        gap = posed.vertices[known] - self.surface.vertices[vertices[known]]
        directions = np.tile(np.eye(3), (len(known), 1))
        weigh = np.full(3 * len(known), WEIGHT / len(known))
        return Rows(np.repeat(corners, 3, 0), np.repeat(weights, 3, 0), directions, gap.ravel(), weigh)

    def _pairs(self, stage: Stage, posed: Posed, number: int) -> Rows:
        """Nearest places both ways: rows across the surface, and light ones along it."""
        figure = self.figure.moved(posed.vertices)
        rng = np.random.default_rng(number)
        count = len(posed.vertices)
        own = np.arange(count) if count <= stage.points else rng.permutation(count)[: stage.points]
        there = self.surface.nearest(posed.vertices[own], figure.vertex_normals[own])
        gap = posed.vertices[own] - there.places
        normals = figure.vertex_normals[own] if there.normals is None else there.normals
        weigh = robust(gap, stage.reach) * there.whole
        nothing = np.zeros(0)
        rows = [Rows(np.repeat(own[:, None], 3, 1), np.tile((1.0, 0, 0), (len(own), 1)), normals, nothing, weigh)]
        gaps = [gap]
        points, facing = self.surface.scattered(stage.points, number)
        back = figure.nearest(points, facing)
        gap = back.places - points
        normals = back.normals if facing is None else facing
        assert normals is not None
        rows.append(Rows(back.corners, back.weights, normals, nothing, robust(gap, stage.reach) * back.whole))
        gaps.append(gap)
        out = []
        for row, gap in zip(rows, gaps, strict=True):
            share = row.weights * (WEIGHT / max(row.weights.sum(), 0.2 * len(row.weights)))
            out.append(replace(row, rest=np.einsum("nd,nd->n", row.directions, gap), weights=share))
            for axis in np.eye(3):
                some = slice(None, None, 3)
                turned = np.tile(axis, (len(share[some]), 1))
                out.append(Rows(row.corners[some], row.shares[some], turned, gap[some] @ axis, ALONG**2 * share[some]))
        return Rows(*(np.concatenate(parts) for parts in zip(*map(fields_of, out), strict=True)))


def deviations(body: BodyData) -> np.ndarray:
    """(P,) how far each slider usually lies from its default."""
    usual = {"phenotype": 0.3, "local": 0.3, "expression": EXPRESSION_SPREAD, "shape": 1.0}
    out = np.array([usual.get(p.group, 1.0) for p in body.parameters])
    for index, p in enumerate(body.parameters):
        if p.group == "expression" and p.maximum > 1:
            out[index] = 1.0
    return out


def _box(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.quantile(points, 0.002, axis=0), np.quantile(points, 0.998, axis=0)


def _bone_spread(name: str, form: str) -> float:
    """Radians by which a joint usually turns from where it begins."""
    if form == "head":
        return 0.3
    if FINGERS.search(name):
        return 0.2
    return 0.15 if _TRUNK.search(name) else 0.6
