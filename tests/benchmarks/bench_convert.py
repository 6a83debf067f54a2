"""How near bodies come to meshes of known people, how long it takes, and expressions from one face to another."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from backend.body import BodyData, load_body
from backend.body.fitting import Fit, Start, Surface, fit_surface
from backend.body.fitting.expression_map import expression_map
from backend.body.fitting.posed import Posed, PosedBody, turned
from backend.body.models import ADAPTERS
from backend.body.published import published_names

PEOPLE = {"anny": 2, "toy-smpl": 4, "toy-flame": 4}
RIGS = {"anny": "mixamo"}


def run() -> dict[str, float]:
    numbers: dict[str, float] = {}
    for name, count in PEOPLE.items():
        numbers |= _again(name, count)
    numbers |= _on_another()
    return numbers | _expressions()


def _again(name: str, count: int) -> dict[str, float]:
    """Random people in a random pose, found again on a mesh whose vertices have other numbers."""
    body, near, apart, seconds = load_body(name), [], [], []
    for seed in range(count):
        model, posed = _somebody(body, seed)
        begin = time.perf_counter()
        fit = _fitted(model, posed, body)
        seconds.append(time.perf_counter() - begin)
        near.append(fit.agreement.to_surface[0])
        apart.append(float(np.linalg.norm(fit.posed.vertices - posed.vertices, axis=1).mean() * 1000))
    return {
        f"{name}_surface_mm": float(np.mean(near)),
        f"{name}_vertices_mm": float(np.mean(apart)),
        f"{name}_seconds": float(np.median(seconds)),
    }


def _on_another() -> dict[str, float]:
    model, posed = _somebody(load_body("anny"), 0)
    fit = _fitted(PosedBody(other := load_body("toy-smpl"), "smpl"), posed, model.body)
    assert other.name == "toy-smpl"
    return {"anny_on_toy_smpl_mm": fit.agreement.to_body[0]}


def _expressions() -> dict[str, float]:
    """Every head that is here against ARKit's keys on Anny; the users' own models where they have some."""
    numbers, arkit = {}, load_body("anny")
    for name in ("toy-flame", *(n for n in published_names() if n not in ADAPTERS)):
        body = load_body(name)
        if not body.expressions:
            continue
        made = expression_map(body, arkit)
        numbers |= {
            f"{name}_to_arkit_mm": float(made.errors.mean()),
            f"{name}_to_arkit_moved_mm": float(made.moved.mean()),
            f"{name}_to_arkit_below_1_mm": float((made.errors < 1).mean()),
        }
    return numbers


def _somebody(body: BodyData, seed: int) -> tuple[PosedBody, Posed]:
    rng = np.random.default_rng(seed)
    model = PosedBody(body, RIGS.get(body.name) or next(iter(body.rigs)))
    state = model.start()
    values = state.values.copy()
    spread = {"phenotype": 0.2, "shape": 1.0, "local": 0.15}
    for index, p in enumerate(body.parameters):
        if p.name == "age":
            values[index] = rng.uniform(0.6, 1.0)
        elif p.group in spread:
            values[index] = np.clip(p.default + rng.normal() * spread[p.group], p.minimum, p.maximum)
    turns = state.turns.copy()
    turns[1:] = turned(rng.normal(size=(len(turns) - 1, 3)) * 0.05)
    return model, model.pose(replace(state, values=values, turns=turns))


def _fitted(model: PosedBody, posed: Posed, of: BodyData) -> Fit:
    order = np.random.default_rng(0).permutation(len(posed.vertices))
    surface = Surface(posed.vertices[order], np.argsort(order)[of.faces.numpy()])
    start = [Start("", model.start().turns)]
    return fit_surface(model.body, model.rig_name, surface, start, expressions=False)
