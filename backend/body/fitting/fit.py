"""Shape, pose and expression of a body brought to a surface, from coarse to fine, out of the best of several poses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from backend.body.data import BodyData
from backend.body.fitting.distances import Agreement, agreement
from backend.body.fitting.posed import Posed, PosedBody, State
from backend.body.fitting.steps import FINGERS, Fitter, Stage
from backend.body.fitting.surface import Surface

MOST_STARTS, HOPELESS = 3, 1.6
"""poses that are tried, and times the distance of the nearest at which one is not"""
_FACE = re.compile(r"eye|jaw|tongue|teeth|breast|orbicularis|oris|levator|risorius|temporalis|special", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Start:
    """A pose to begin with. turns: (J, 3, 3) each bone's rotation against its parent's, in the axes of the world."""

    name: str
    turns: np.ndarray


@dataclass(frozen=True, eq=False)
class Fit:
    """rig: name among the body's; state: sliders, joints and place; posed: the body in them; start: name of the pose
    that it began with."""

    rig: str
    state: State
    posed: Posed
    start: str
    agreement: Agreement


def fit_surface(
    body: BodyData,
    rig: str,
    surface: Surface,
    starts: Sequence[Start],
    *,
    expressions: bool = True,
    held: Sequence[str] = (),
    values: np.ndarray | None = None,
    registered: np.ndarray | None = None,
    tell: Callable[[float, str], None] = lambda share, what: None,
) -> Fit:
    """The body in the surface, which stands in the world's frame in metres.

    held: names of sliders that stay; values: (P,) sliders to begin with; registered: (V,) vertex of the surface of each
    of the body's vertices where both are one mesh (-1 for none), instead of closest points.
    """
    model = PosedBody(body, rig)
    fitter = Fitter(model, surface, registered)
    begin = model.start() if values is None else replace(model.start(), values=np.asarray(values, np.float64))
    stages = _stages(body, model, expressions, set(held), rough=registered is None)
    tell(0.0, "finding how it lies")
    placed = [(start, fitter.placed(replace(begin, turns=start.turns))) for start in starts]
    rated = sorted(((fitter.distance(state), start, state) for start, state in placed), key=lambda one: one[0])
    tell(0.1, "large forms")
    tried = []
    for far, start, state in rated[: MOST_STARTS if registered is None else 1]:
        if far > HOPELESS * rated[0][0]:
            break
        home = replace(state, values=begin.values)
        for stage in stages[:2]:
            state = fitter.run(stage, state, home)
        tried.append((fitter.distance(state), start, home, state))
    _, start, home, state = min(tried, key=lambda one: one[0])
    for number, stage in enumerate(stages[2:]):
        tell(0.3 + 0.6 * number / len(stages[2:]), stage.name)
        state = fitter.run(stage, state, home)
    posed = model.pose(state)
    tell(0.95, "measuring")
    triangles = body.faces.cpu().numpy()
    return Fit(rig, state, posed, start.name, agreement(surface, posed.vertices, triangles, model.rig))


def _stages(body: BodyData, model: PosedBody, expressions: bool, held: set[str], rough: bool) -> list[Stage]:
    free = [p.name not in held and (expressions or p.group != "expression") for p in body.parameters]
    group = np.array([p.group for p in body.parameters])
    places = np.arange(len(group))
    main = places[np.isin(group, ("phenotype", "shape")) & free]
    few = main[: min(len(main), 12)]
    names = model.rig.bone_names
    bones = np.arange(len(names))
    face = np.array([bool(_FACE.search(name)) for name in names])
    fine = np.array([bool(FINGERS.search(name)) for name in names]) | face
    head = body.form == "head"
    large = bones[~fine]
    allowed = bones if not head else bones[[not re.search("eye", name, re.IGNORECASE) for name in names]]
    allowed = allowed[~face[allowed]] if not head else allowed
    everything = places[free]
    none = np.zeros(0, int)
    size = 0.3 if head else 1.0
    return [
        Stage("large forms", none, bones[:1], 600, 0.25 * size, 0.03 * size, 4 if rough else 2),
        Stage("large forms", few, large, 1200, 0.12 * size, 0.012 * size, 14 if rough else 3),
        Stage("build and pose", main, large, 2500, 0.05 * size, 0.004 * size, 12 if rough else 3),
        Stage("all shapes", everything, allowed, 4000, 0.025 * size, 0.0015 * size, 10 if rough else 6),
        Stage("last millimetres", everything, allowed, 6000, 0.012 * size, 0.0008 * size, 8 if rough else 6),
    ]
