"""A body before the camera as a person stands in photos: one shape, a pose for each photo, by Gauss-Newton.

What is measured: the network's points in the picture and how deep they lie, and the outline. Each measurement is a
length in metres at the person's distance; far ones count less (Geman-McClure). Sliders and joints are held to where
they begin by how far they usually lie from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..body.fitting import Surface
from ..body.fitting.measurements import robust
from ..body.fitting.posed import Posed, State, chained, turn_vectors
from ..landmarks import Person
from .beginning import begun, in_space, placed
from .lens import Lens
from .marks import MarkedBody
from .outline import Outline, rims_matched

SPREADS = {
    "height": 0.1, "weight": 0.15, "muscle": 0.15, "proportions": 0.15, "age": 0.1, "gender": 0.25,
    "measure-upperleg-height-incr": 0.2, "measure-lowerleg-height-incr": 0.2, "measure-upperarm-length-incr": 0.2,
    "measure-lowerarm-length-incr": 0.2, "measure-shoulder-dist-incr": 0.25, "measure-waist-circ-incr": 0.25,
    "measure-hips-circ-incr": 0.25, "measure-bust-circ-incr": 0.25, "measure-thigh-circ-incr": 0.25,
    "stomach-pregnant-incr": 0.2,
}  # fmt: skip
"""how far the sliders of a body with names lie from the middle among people"""
COEFFICIENTS = 8
"""so many of the first coefficients are fitted of a body whose sliders have no names"""
TURNS = {"Arm": 0.35, "ForeArm": 0.35, "UpLeg": 0.3, "Leg": 0.3, "Foot": 0.25, "Hand": 0.2, "Head": 0.2, "Neck": 0.12,
         "Spine": 0.1, "Spine1": 0.08, "Spine2": 0.08, "Shoulder": 0.08, "Hips": 1.0}  # fmt: skip
"""radians by which a joint lies off where the network's points in space say"""
FIRST_REACH, REACH = 0.4, 0.08
"""metres: where a point counts a quarter, at first and once all lie about right"""
DEPTH, BEYOND, RIM = 0.09, 0.012, 0.02
"""metres: spreads of depths, of what sticks out of the outline, and of rims inside"""
OUTSIDE, INSIDE = 80.0, 12.0
"""independent measurements that all that sticks out, and all rims, count for"""
RIM_REACH = 0.07
_SAMPLES = 900


@dataclass(frozen=True, eq=False)
class View:
    """A person in one photo."""

    person: Person
    lens: Lens
    outline: Outline


@dataclass(frozen=True, eq=False)
class PhotoFit:
    """values: (P,) sliders; states, figures: one a photo, before its camera; off: (N,) pixels by which the points lie
    off on average."""

    values: np.ndarray
    states: tuple[State, ...]
    figures: tuple[Posed, ...]
    off: np.ndarray


def fitted_sliders(model: MarkedBody, held: Sequence[str]) -> dict[int, float]:
    """Slider by number -> how far it usually lies from the middle, of those that a photo can tell."""
    parameters, index = model.body.parameters, model.body.parameter_index
    named = {index[name]: spread for name, spread in SPREADS.items() if name in index}
    if not named:
        named = dict.fromkeys([k for k, p in enumerate(parameters) if p.group == "shape"][:COEFFICIENTS], 1.0)
    return {place: spread for place, spread in named.items() if parameters[place].name not in held}


def fit_views(
    model: MarkedBody,
    views: Sequence[View],
    values: np.ndarray,
    held: Sequence[str] = (),
    tell: Callable[[float], None] = lambda share: None,
    turns: Sequence[np.ndarray] | None = None,
) -> PhotoFit:
    """values: (P,) float64 sliders to begin with, to which the others are held. held: names of those that stay. turns:
    (J, 3, 3) a pose to begin with for each view, instead of what the network's points in space say."""
    fitter = _Fitter(model, views, values, fitted_sliders(model, held))
    begins = turns or [None] * len(views)
    states = tuple(begun(model, view.person, view.lens, values, turn) for view, turn in zip(views, begins, strict=True))
    homes = states
    for step in range(6):
        tell(0.05 * step)
        reach = FIRST_REACH if step < 4 else REACH
        states = fitter.step(states, homes, shape=False, outline=step >= 3, reach=reach)
    for step in range(10):
        tell(0.3 + 0.07 * step)
        states = fitter.step(states, homes, shape=True, outline=True)
    return fitter.told(states)


def pose_again(model: MarkedBody, views: Sequence[View], fit: PhotoFit, values: np.ndarray, steps: int = 5) -> PhotoFit:
    """The same poses on another shape, moved until they are seen where they should be."""
    fitter = _Fitter(model, views, values, {})
    homes = tuple(replace(state, values=values) for state in fit.states)
    states = tuple(
        replace(state, place=placed(model, state, view.person, view.lens))
        for state, view in zip(homes, views, strict=True)
    )
    for _ in range(steps):
        states = fitter.step(states, homes, shape=False, outline=True)
    return fitter.told(states)


class _Fitter:
    def __init__(self, model: MarkedBody, views: Sequence[View], middle: np.ndarray, spreads: dict[int, float]) -> None:
        self.model, self.views, self.middle = model, views, middle
        self.sliders = np.array(list(spreads), int)
        self.spreads = np.array(list(spreads.values()))
        names = [(name, place) for name, place in model.short.items() if _spread_of(name)]
        self.joints = np.array([place for _, place in names])
        self.loose = np.array([_spread_of(name) for name, _ in names])
        self.triangles = model.body.faces.cpu().numpy()
        rng = np.random.default_rng(0)
        leaders = model.bones[np.arange(len(model.bones)), model.weights.argmax(axis=1)]
        fingers = [place for place, name in enumerate(model.rig.bone_names) if _is_finger(name)]
        body = np.flatnonzero(~np.isin(leaders, fingers))
        self.samples = rng.permutation(body)[:_SAMPLES]

    def told(self, states: Sequence[State]) -> PhotoFit:
        figures = tuple(self.model.pose(state) for state in states)
        off = []
        for view, figure in zip(self.views, figures, strict=True):
            seen = view.person.visible > 0.5
            gap = view.lens.seen(self.model.marked(figure)) - view.person.points[:, :2]
            off.append(float(np.linalg.norm(gap, axis=1)[seen].mean()) if seen.any() else float("nan"))
        return PhotoFit(states[0].values, tuple(states), figures, np.array(off))

    def step(
        self, states: Sequence[State], homes: Sequence[State], *, shape: bool, outline: bool, reach: float = REACH
    ) -> tuple[State, ...]:
        sliders = self.sliders if shape else np.zeros(0, int)
        count, own = len(sliders), 3 * len(self.joints) + 3
        wide = count + own * len(states)
        normal, right = np.zeros((wide, wide)), np.zeros(wide)
        for number, (view, state, home) in enumerate(zip(self.views, states, homes, strict=True)):
            jacobian, rest, weights = self._measured(view, state, sliders, outline, reach)
            pull, held = self._prior(state, home)
            weighed = jacobian * weights[:, None]
            places = np.concatenate([np.arange(count), count + own * number + np.arange(own)])
            normal[np.ix_(places, places)] += weighed.T @ jacobian
            right[places] -= weighed.T @ rest
            normal[places[count:], places[count:]] += held
            right[places[count:]] -= pull
        if count:
            spread = self.spreads
            normal[np.arange(count), np.arange(count)] += 1 / spread**2
            right[:count] -= (states[0].values - self.middle)[sliders] / spread**2
        normal[np.arange(wide), np.arange(wide)] *= 1.002
        change = np.linalg.solve(normal, right)
        if count:
            change[:count] = np.clip(change[:count], -0.6 * spread, 0.6 * spread)
        out = []
        for number, state in enumerate(states):
            part = change[count + own * number : count + own * (number + 1)].copy()
            turns = part[:-3].reshape(-1, 3)
            turns *= np.minimum(1.0, 0.4 / np.maximum(np.linalg.norm(turns, axis=1, keepdims=True), 1e-9))
            step = np.concatenate([change[:count], part])
            moved = self.model.stepped(state, sliders, self.joints, step)
            # nobody stands in the camera
            near = np.maximum(moved.place, (-np.inf, 0.3 if state.place[1] > 0.3 else -np.inf, -np.inf))
            out.append(replace(moved, place=near))
        return tuple(out)

    def _measured(
        self, view: View, state: State, sliders: np.ndarray, outline: bool, reach: float
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Jacobian (R, D), how far off (R,) metres, and weights (R,) of all measurements in a photo."""
        model, lens, person = self.model, view.lens, view.person
        posed = model.pose(state)
        marked = model.marked(posed)
        metre = float(np.median(marked[:, 1])) / lens.focal
        height = float(np.ptp(posed.native[:, 2]))
        slopes = model.place_slopes(state, posed, model.carriers, marked, sliders, self.joints)
        flat = np.einsum("nij,njd->nid", lens.slopes(marked), slopes) * metre
        gap = (lens.seen(marked) - person.points[:, :2]) * metre
        spread = height * np.maximum(model.marks.spreads, 0.005)
        weigh = person.visible * robust(gap, reach) / spread**2
        rows = [flat.reshape(-1, flat.shape[2])]
        rest, weights = [gap.ravel()], [np.repeat(weigh, 2)]
        space = in_space(person)
        hips = [23, 24]
        deep = (marked[:, 1] - marked[hips, 1].mean()) - space[:, 1] * height / 1.65
        rows.append(slopes[:, 1] - slopes[hips, 1].mean(axis=0))
        rest.append(deep)
        weights.append(robust(deep[:, None], 0.3) * (0.3 + 0.7 * person.visible) / DEPTH**2)
        if outline:
            for part in self._outlined(view, state, posed, sliders, metre):
                for whole, own in zip((rows, rest, weights), part, strict=True):
                    whole.append(own)
        return np.concatenate(rows), np.concatenate(rest), np.concatenate(weights)

    def _outlined(
        self, view: View, state: State, posed: Posed, sliders: np.ndarray, metre: float
    ) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        lens, out = view.lens, []
        far, away = view.outline.beyond(lens.seen(posed.vertices[self.samples]))
        outside = np.flatnonzero(far > 0)
        if len(outside):
            chosen = self.samples[outside]
            rest = far[outside] * metre
            weigh = robust(rest[:, None], 0.06) * (OUTSIDE / len(self.samples)) / BEYOND**2
            out.append((self._flat(view, state, posed, chosen, away[outside], sliders, metre), rest, weigh))
        normals = Surface(posed.vertices, self.triangles).vertex_normals
        chosen, goals, facing = rims_matched(view.outline, lens, posed.vertices, normals, RIM_REACH / metre)
        if len(chosen):
            rest = ((lens.seen(posed.vertices[chosen]) - goals) * facing).sum(axis=1) * metre
            weigh = robust(rest[:, None], 0.05) * (INSIDE / len(view.outline.rim)) / RIM**2
            out.append((self._flat(view, state, posed, chosen, facing, sliders, metre), rest, weigh))
        return out

    def _flat(
        self,
        view: View,
        state: State,
        posed: Posed,
        chosen: np.ndarray,
        along: np.ndarray,
        sliders: np.ndarray,
        metre: float,
    ) -> np.ndarray:
        """(M, D) metres a unit: how vertices (M,) move in the picture along directions (M, 2)."""
        slopes = self.model.slopes(state, posed, chosen, sliders, self.joints)
        ahead = np.einsum("ni,nij->nj", along, view.lens.slopes(posed.vertices[chosen])) * metre
        return np.einsum("nj,njd->nd", ahead, slopes)

    def _prior(self, state: State, home: State) -> tuple[np.ndarray, np.ndarray]:
        """Gradient (D,) and diagonal (D,) of how unlikely a pose is."""
        parents, joints = np.array(self.model.parents), self.joints
        frames, _ = chained(self.model.parents, state.turns, np.zeros((len(parents), 3)))
        gone = turn_vectors(state.turns[joints] @ home.turns[joints].transpose(0, 2, 1))
        above = np.array([frames[p] if p >= 0 else np.eye(3) for p in parents[joints]])
        gone = np.einsum("jab,jb->ja", above, gone)
        loose = self.loose[:, None]
        pull = np.concatenate([(gone / loose**2).ravel(), np.zeros(3)])
        return pull, np.concatenate([np.repeat(1 / loose**2, 3), np.full(3, 1e-6)])


def _spread_of(bone: str) -> float:
    """Radians, 0 for a bone that stays."""
    return TURNS.get(bone.removeprefix("Left").removeprefix("Right"), 0.0)


def _is_finger(bone: str) -> bool:
    return any(part in bone.lower() for part in ("thumb", "index", "middle", "ring", "pinky"))
