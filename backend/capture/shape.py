"""Whose face it is: sliders of a body, and where the face was before the camera, by damped least squares.

The detector's points have known places on the body (`places.npz`). Gauss-Newton steps move sliders and poses together;
each slider is held to the usual by how much it differs between people, and how well each point is told is known too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from assets import asset

from ..assets.reading import own_file, read_arrays
from ..body import BodyData, expression_offsets, rest_shape
from ..photo.lens import Lens
from ..protocol.sliders import ARKIT_52
from .aligned import FOLDER, Aligned
from .found import Found
from .pose import TO_WORLD

FILE = "places.npz"
PHENOTYPES = {"gender": 0.35, "age": 0.06, "weight": 0.2, "african": 0.3, "asian": 0.3, "caucasian": 0.3}
"""standard deviations between people, of what is not only of the face; of age half, for points hardly tell it: held
less, somebody of 25 is read as 38, and somebody of 70 as 46, with the skin and the hair of that age"""
YEARS = (0.6, 1.0)
"""where the slider of age ends for this: children's faces are told apart by words"""
UNSURE = 0.012
"""of the width of a face, at least how far a point is off"""
MODES = 3.0
"""standard deviations within which a slider stays"""
STEPS = 5
TOGETHER = 25.0
"""of 468 points so many are off together: they are not as many measurements as they are"""


@dataclass(frozen=True, eq=False)
class Places:
    """vertices, weights: (468, 7) of a body; spread: (468,) widths of the face"""

    vertices: np.ndarray
    weights: np.ndarray
    spread: np.ndarray

    def on(self, vertices: np.ndarray) -> np.ndarray:
        """(…, 468, 3) of vertices (…, V, 3)."""
        return np.einsum("kj,...kjc->...kc", self.weights, vertices[..., self.vertices, :])


@dataclass(frozen=True, eq=False)
class FaceShape:
    """values: (P,) sliders; turns (N, 3, 3) and shifts (N, 3) metres, from the body's rest pose to before the camera;
    off: (N,) mean pixels between points and face; vertices: (N, V, 3) of the face as it is seen"""

    values: np.ndarray
    turns: np.ndarray
    shifts: np.ndarray
    off: np.ndarray
    vertices: np.ndarray


@lru_cache(maxsize=4)
def known_places(body: str) -> Places | None:
    """Where the points lie on a body; None of one that it was not learned for. Raises BadFile."""
    path = asset(FOLDER, FILE)
    with own_file(path, "places of points on faces"):
        stored = read_arrays(path, "places of points on faces")
    if f"{body}.vertices" not in stored:
        return None
    return Places(*(stored[f"{body}.{name}"] for name in ("vertices", "weights", "spread")))


def face_sliders(body: BodyData) -> dict[str, float]:
    """Sliders that a face tells -> their standard deviation between people."""
    names = {name: PHENOTYPES[name] for name in PHENOTYPES if name in body.parameter_index}
    for pattern, spread in body.variation.faces.items():
        if "ear" in pattern or "neck" in pattern or "back" in pattern:
            continue
        names |= {side + pattern.lstrip("*"): spread for side in (("l-", "r-") if pattern[0] == "*" else ("",))}
    if not body.variation.faces:
        names |= {p.name: 1.0 for p in body.parameters if p.group == "shape"}
    return {name: spread for name, spread in names.items() if name in body.parameter_index}


def fit_shape(
    body: BodyData,
    places: Places,
    found: Found,
    faces: Aligned,
    keys: np.ndarray,
    lens: Lens,
    known: np.ndarray | None = None,
    held: Mapping[str, float] | None = None,
) -> FaceShape:
    """found: N looks at one face, aligned as `faces`; keys: (N, 52) its expressions. known: (P,) sliders that stay, so
    that only the poses are found; held: those of the others that stay."""
    held = held or {}
    spreads = {name: s for name, s in face_sliders(body).items() if name not in held} if known is None else {}
    columns = np.array([body.parameter_index[name] for name in spreads], int)
    usual = body.defaults.cpu().numpy().astype(np.float64)
    usual[[body.parameter_index[name] for name in held]] = list(held.values())
    values, deviation = usual.copy() if known is None else known, np.array(list(spreads.values()))
    moved = _expressions(body, keys)
    points = found.points[..., :2].astype(np.float64)
    width = np.ptp(points[..., 0], axis=1).mean()
    weigh = 1 / (np.maximum(places.spread, UNSURE) * width) ** 2
    turns = TO_WORLD @ faces.turns @ TO_WORLD.T
    shifts = _begun(places.on(_shaped(body, values[None]))[0], points, turns, lens)
    for _ in range(STEPS):
        base, ways = _moves(body, places, values, columns, deviation)
        shown = base + places.on(moved)
        values = values.copy()
        turns, shifts, step = _step(
            shown, ways, points, weigh, turns, shifts, (values - usual)[columns] / deviation, lens
        )
        for column, amount, spread in zip(columns, step, deviation, strict=True):
            limits = body.parameters[column]
            low, high = YEARS if limits.name == "age" else (limits.minimum, limits.maximum)
            reach = MODES * spread
            wanted = np.clip(values[column] + amount * spread, usual[column] - reach, usual[column] + reach)
            values[column] = np.clip(wanted, low, high)
    shaped = _shaped(body, values[None])[0] + moved
    placed = np.einsum("nij,nvj->nvi", turns, shaped) + shifts[:, None]
    seen = np.stack([lens.seen(places.on(each)) for each in placed])
    return FaceShape(values, turns, shifts, np.linalg.norm(seen - points, axis=2).mean(1), placed)


def _begun(mean: np.ndarray, points: np.ndarray, turns: np.ndarray, lens: Lens) -> np.ndarray:
    """(N, 3) where faces are by how large they are seen. mean: (468, 3) of the usual face; points: (N, 468, 2)"""
    out = []
    for turn, seen in zip(turns, points, strict=True):
        flat = mean @ turn.T
        far = lens.focal * np.ptp(flat[:, [0, 2]], axis=0).max() / max(np.ptp(seen, axis=0).max(), 1.0)
        x, y = (seen.mean(0) - (lens.x, lens.y)) / lens.focal * far
        out.append(np.array((x, far, -y)) - flat.mean(0))
    return np.array(out)


def _shaped(body: BodyData, values: np.ndarray) -> np.ndarray:
    """(B, V, 3) of sliders (B, P)."""
    with torch.inference_mode():
        given = torch.as_tensor(values, dtype=torch.float32, device=body.device)
        return rest_shape(body, given).cpu().numpy().astype(np.float64)


def _expressions(body: BodyData, keys: np.ndarray) -> np.ndarray:
    """(N, V, 3) metres that ARKit's keys (N, 52) add to the usual shape."""
    names = {name: column for column, name in enumerate(body.expression_names)}
    shared = [(place, names[name]) for place, name in enumerate(ARKIT_52) if name in names]
    with torch.inference_mode():
        offsets = expression_offsets(body, body.defaults[None]).cpu().numpy()
    own = np.zeros((len(keys), len(offsets)))
    for place, column in shared:
        own[:, column] = np.clip(keys[:, place], 0, 1)
    return np.tensordot(own, offsets, 1)


def _moves(
    body: BodyData, places: Places, values: np.ndarray, columns: np.ndarray, deviation: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Points (468, 3) at sliders (P,), and how each of S sliders moves them by one deviation, (S, 468, 3)."""
    tried = np.tile(values, (len(columns) + 1, 1))
    steps = np.empty(len(columns))
    for row, column in enumerate(columns):
        step = 0.3 * deviation[row]
        if values[column] + step > body.parameters[column].maximum:
            step = -step
        tried[row + 1, column] += step
        steps[row] = step / deviation[row]
    made = places.on(_shaped(body, tried))
    return made[0], (made[1:] - made[0]) / steps[:, None, None]


def _step(
    shown: np.ndarray,
    ways: np.ndarray,
    points: np.ndarray,
    weigh: np.ndarray,
    turns: np.ndarray,
    shifts: np.ndarray,
    away: np.ndarray,
    lens: Lens,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Poses after one step, and how far each slider goes in deviations. shown: (N, 468, 3); away: (S,) deviations that
    each slider is off the usual."""
    frames, sliders = len(turns), len(ways)
    size = 6 * frames + sliders
    square, right = np.zeros((size, size)), np.zeros(size)
    for n in range(frames):
        turned = shown[n] @ turns[n].T
        slopes = lens.slopes(turned + shifts[n])  # (468, 2, 3)
        spin = np.zeros((len(turned), 3, 3))
        x, y, z = turned.T
        spin[:, 0, 1], spin[:, 0, 2], spin[:, 1, 0] = z, -y, -z
        spin[:, 1, 2], spin[:, 2, 0], spin[:, 2, 1] = x, y, -x
        shape = np.einsum("kab,bc,skc->kas", slopes, turns[n], ways)
        whole = np.concatenate([slopes @ spin, slopes, shape], axis=2)
        gap = points[n] - lens.seen(turned + shifts[n])
        far = np.linalg.norm(gap, axis=1)
        robust = weigh / (1 + far**2 * weigh / 9)
        rows = np.concatenate([np.arange(6 * n, 6 * n + 6), np.arange(6 * frames, size)])
        square[np.ix_(rows, rows)] += np.einsum("kai,k,kaj->ij", whole, robust, whole) / TOGETHER
        right[rows] += np.einsum("kai,k,ka->i", whole, robust, gap) / TOGETHER
    own = np.arange(6 * frames, size)
    square[own, own] += frames
    right[own] -= frames * away
    square[np.diag_indices(size)] += 1e-9 * np.trace(square) / size
    found = np.linalg.solve(square, right)
    moved = found[: 6 * frames].reshape(frames, 6)
    turns = np.stack([_turn(vector) @ turn for vector, turn in zip(moved[:, :3], turns, strict=True)])
    return turns, shifts + moved[:, 3:], found[6 * frames :]


def _turn(vector: np.ndarray) -> np.ndarray:
    angle = float(np.linalg.norm(vector))
    if angle < 1e-12:
        return np.eye(3)
    x, y, z = vector / angle
    cross = np.array(((0, -z, y), (z, 0, -x), (-y, x, 0)))
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
