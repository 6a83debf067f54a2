"""Expressions of one body in those of another, by least squares on what both do to one face."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from scipy.optimize import lsq_linear

from backend.body.data import BodyData
from backend.body.fitting.fit import Start, fit_surface
from backend.body.fitting.posed import PosedBody
from backend.body.fitting.surface import Surface
from backend.body.shape import expression_offsets

JAW = ("jaw_x", "jaw_y", "jaw_z")
"""turns of a jaw that is a bone, radians about axes as FLAME and SMPL-X have them (x to its own left, y up, z ahead),
so that their files mean the same: open, aside, askew"""
JAW_ENDS = ((-0.1, 0.7), (-0.3, 0.3), (-0.3, 0.3))
REACH = 0.012
"""metres: what lies farther from the other face is no part of it"""
EYES, EYES_COUNT = ("eye_left", "eye_right"), 4.0
"""regions of the balls, and how much more an area of them and of the lids counts: no gaze is used to move skin"""
HOLD = 1e-2
"""of a key's own strength: how much it is held to the key of its name, or to nothing"""
FLOOR = 0.01
"""of the mean strength, for keys that hardly move anything"""
STEPS = 400
SEEN = 3e-4
"""metres by which an eye is seen to move"""


@dataclass(frozen=True, eq=False)
class Moves:
    """What moves a face. names: K; offsets: (K, V, 3) metres at 1; least, most: (K,)"""

    names: tuple[str, ...]
    offsets: np.ndarray
    least: np.ndarray
    most: np.ndarray


@dataclass(frozen=True, eq=False)
class SharedFace:
    """N places of one face and what moves them: source (S, N, 3) and target (T, N, 3) metres.

    weights: (N,) by which the mean over the face is taken, sum 1; counts: (N,) by which expressions are fitted, where
    eyes and lids count more; apart: mean millimetres between both neutral faces there; gaze: (T,) bool, keys of gaze
    that go by their name, because the eyes of one of both do not turn with its keys
    """

    source: np.ndarray
    target: np.ndarray
    weights: np.ndarray
    counts: np.ndarray
    apart: float
    gaze: np.ndarray


@dataclass(frozen=True, eq=False)
class ExpressionMap:
    """upwards: (S, T) values of the target for each source expression at 1; downwards: (S, T) for each at -1 (0 where
    it does not go there). errors: (S,) mean millimetres over the face at an expression's usual strength.

    strength: (T, T) and answer: (S, T) the products of offsets from which frames are solved; named: (S, T) what goes by
    its name alone, to the targets of `gaze`, (T,) bool
    """

    source_names: tuple[str, ...]
    target_names: tuple[str, ...]
    upwards: np.ndarray
    downwards: np.ndarray
    errors: np.ndarray
    moved: np.ndarray
    """(S,) mean millimetres that each source expression moves the face by"""
    least: np.ndarray
    most: np.ndarray
    strength: np.ndarray
    answer: np.ndarray
    named: np.ndarray
    gaze: np.ndarray
    face: SharedFace

    def by_matrix(self, curves: np.ndarray) -> np.ndarray:
        """(N, T) of source values (N, S): what a program makes of them that only multiplies."""
        made = np.maximum(curves, 0) @ self.upwards + np.maximum(-curves, 0) @ self.downwards
        return np.clip(made, self.least, self.most)

    def solved(self, curves: np.ndarray) -> np.ndarray:
        """(N, T) the nearest face that the target can show, frame by frame: accelerated projected gradients from what
        the matrix gives."""
        wanted, step = curves @ self.answer, 1.0 / np.linalg.eigvalsh(self.strength)[-1]
        fixed = np.clip(curves @ self.named, self.least, self.most)[:, self.gaze]
        now = self.by_matrix(curves)
        now[:, self.gaze] = 0.0
        ahead, pace = now, 1.0
        for _ in range(STEPS):
            new = np.clip(ahead - step * (ahead @ self.strength - wanted), self.least, self.most)
            new[:, self.gaze] = 0.0
            further = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
            ahead = new + (pace - 1) / further * (new - now)
            change, now, pace = np.abs(new - now).max(initial=0.0), new, further
            if change < 1e-5:
                break
        now[:, self.gaze] = fixed
        return now

    def off(self, curves: np.ndarray, made: np.ndarray) -> np.ndarray:
        """(N,) mean millimetres over the face between source values (N, S) and target values (N, T)."""
        target, source = (moves.reshape(len(moves), -1) for moves in (self.face.target, self.face.source))
        gap = (made @ target - curves @ source).reshape(len(curves), -1, 3)
        return np.linalg.norm(gap, axis=2) @ self.face.weights * 1000


def move_names(body: BodyData) -> tuple[str, ...]:
    """Names of what moves a face, in the order of `moves_of`."""
    names = body.expression_names
    return (*names, *JAW) if "jawOpen" not in names and _jaw(body) else names


def moves_of(body: BodyData, values: np.ndarray | None = None) -> Moves:
    """The expressions of a body at sliders (P,), and the turns of its jaw where that is a bone."""
    given = body.defaults[None] if values is None else torch.as_tensor(values, dtype=torch.float32)[None]
    with torch.inference_mode():
        offsets = expression_offsets(body, given).cpu().numpy().astype(np.float64)
    names = move_names(body)
    least, most = [p.minimum for p in body.expressions], [p.maximum for p in body.expressions]
    if JAW[0] in names and (jaw := _jaw(body)):
        model = PosedBody(body, jaw[0])
        state = model.start() if values is None else replace(model.start(), values=values)
        every, none = np.arange(body.vertex_count), np.zeros(0, int)
        slopes = model.slopes(state, model.pose(state), every, none, np.array([jaw[1]]))[:, :, :3]
        about_x, about_y, about_z = slopes.transpose(2, 0, 1).astype(np.float64)  # the world's
        offsets = np.concatenate([offsets, (about_x, about_z, -about_y)])
        least += [low for low, _ in JAW_ENDS]
        most += [high for _, high in JAW_ENDS]
    return Moves(names, offsets, np.array(least), np.array(most))


def shared_face(source: BodyData, target: BodyData, starts: Sequence[Start] = ()) -> tuple[Moves, Moves, SharedFace]:
    """Both sets of moves on the target's face. Of bodies of unlike meshes, one is fitted to the other with a still
    face; a head is fitted to that of a whole person. starts: poses of the one that is fitted."""
    ours, theirs = moves_of(target), moves_of(source)
    face = _face(target)
    gaze = _by_name_alone(_turning_eyes(source, theirs), theirs.names, _turning_eyes(target, ours), ours.names)
    if torch.equal(source.faces.cpu(), target.faces.cpu()):
        return theirs, ours, _shared(theirs.offsets[:, face], ours.offsets[:, face], target, face, 0.0, gaze)
    fitted, still = (source, target) if source.form == "head" or target.form != "head" else (target, source)
    rig = next(iter(fitted.rigs))
    model, other = PosedBody(fitted, rig), PosedBody(still, next(iter(still.rigs)))
    place = other.pose(other.start()).vertices
    surface = Surface(place, still.faces.cpu().numpy())
    if fitted.form == "head" and still.form != "head":
        surface = _part(surface, still.regions["head"])
    fit = fit_surface(fitted, rig, surface, starts or [Start("", model.start().turns)], expressions=False)
    moves = moves_of(fitted, fit.state.values)
    turns = np.einsum("vk,vkab->vab", model.weights, fit.posed.frames[model.bones])
    moves = replace(moves, offsets=np.einsum("vab,kvb->kva", turns, moves.offsets))
    theirs, ours = (moves, ours) if fitted is source else (theirs, moves)
    here, there = (place, fit.posed.vertices) if fitted is source else (fit.posed.vertices, place)
    whole = Surface(here, target.faces.cpu().numpy())
    near = Surface(there, source.faces.cpu().numpy()).nearest(here[face], whole.vertex_normals[face])
    away = np.linalg.norm(near.places - here[face], axis=1)
    on_eyes = np.isin(near.corners, _eyes(source)).all(axis=1)
    kept = near.whole & (away < REACH) & (on_eyes == np.isin(face, _eyes(target)))
    carried = np.einsum("nk,snkd->snd", near.weights[kept], theirs.offsets[:, near.corners[kept]])
    own = face[kept]
    return theirs, ours, _shared(carried, ours.offsets[:, own], target, own, float(away[kept].mean() * 1000), gaze)


def expression_map(source: BodyData, target: BodyData, starts: Sequence[Start] = ()) -> ExpressionMap:
    """Least squares within the ends of the target's sliders; what the mesh does not tell goes to the key of its name.

    Where the eyes of one of both do not turn with its keys, keys of gaze go by their name alone.
    """
    theirs, ours, face = shared_face(source, target, starts)
    root = np.sqrt(face.counts)[:, None]
    ours_flat = (face.target * root).reshape(len(ours.names), -1)
    strength = ours_flat @ ours_flat.T
    way = np.maximum(np.abs(ours.least), np.abs(ours.most))
    own = np.diagonal(strength)
    hold = HOLD * (own + FLOOR * (own * way**2).mean() / way**2)
    names = np.array([[float(one == other) for other in ours.names] for one in theirs.names])
    strength = strength + np.diag(hold)
    answer = (face.source * root).reshape(len(theirs.names), -1) @ ours_flat.T + names * hold
    gaze = face.gaze
    named = names * gaze
    answer = answer - named @ strength
    free = ~gaze

    def nearest(rows: np.ndarray) -> np.ndarray:
        out = np.zeros_like(rows)
        for row, wanted in zip(out, rows, strict=True):
            row[free] = _bounded(strength[np.ix_(free, free)], wanted[free], ours.least[free], ours.most[free])
        return out

    usual = np.where(theirs.most < 1.0, theirs.most / 2, 1.0)[:, None]
    upwards = nearest(usual * answer) / usual + named
    downwards = np.where((theirs.least < 0)[:, None], nearest(-usual * answer) / usual, 0.0)
    ends = (ours.least, ours.most)
    made = ExpressionMap(
        theirs.names,
        ours.names,
        upwards,
        downwards,
        np.zeros(0),
        np.zeros(0),
        *ends,
        strength,
        answer,
        named,
        gaze,
        face,
    )
    each = np.diag(usual[:, 0])
    moved = np.linalg.norm(face.source, axis=2) @ face.weights * 1000 * usual[:, 0]
    return replace(made, errors=made.off(each, made.solved(each)), moved=moved)


def _by_name_alone(
    source: np.ndarray, source_names: Sequence[str], target: np.ndarray, target_names: Sequence[str]
) -> np.ndarray:
    """(T,) bool of what turns eyes, source (S,) and target (T,) bool: where one of both does not show it by its mesh,
    keys of gaze are moved by those of their name."""
    if source.any() and target.any():
        return np.zeros(len(target), bool)
    known = {name for name, turns in zip(source_names, source, strict=True) if turns}
    return target | np.array([name in known for name in target_names])


def _turning_eyes(body: BodyData, moves: Moves) -> np.ndarray:
    """(K,) bool: moves that the middle of a ball follows, as it does not where a pupil widens."""
    balls = [body.regions[name] for name in EYES if name in body.regions]
    follows = [np.linalg.norm(moves.offsets[:, ball].mean(axis=1), axis=1) > SEEN for ball in balls]
    return np.logical_or.reduce(follows) if follows else np.zeros(len(moves.names), bool)


def _eyes(body: BodyData) -> np.ndarray:
    """(N,) int64 vertices of both balls."""
    return np.concatenate([np.zeros(0, int), *(body.regions[name] for name in EYES if name in body.regions)])


def _bounded(strength: np.ndarray, wanted: np.ndarray, least: np.ndarray, most: np.ndarray) -> np.ndarray:
    """(T,) the least of xᵀ strength x / 2 - wanted · x between the ends."""
    root = np.linalg.cholesky(strength)
    return lsq_linear(root.T, np.linalg.solve(root, wanted), (least, most), method="bvls").x


def _shared(
    source: np.ndarray, target: np.ndarray, body: BodyData, own: np.ndarray, apart: float, gaze: np.ndarray
) -> SharedFace:
    template = body.template.cpu().numpy().astype(np.float64)
    surface = Surface(template, body.faces.cpu().numpy())
    area = np.zeros(len(template))
    for corner in range(3):
        np.add.at(area, surface.triangles[:, corner], surface.areas / 3)
    eyes = np.isin(own, _eyes(body))
    lids = np.isin(own, body.regions.get("eyelids", own[:0]))
    skin = area[own] * ~eyes
    counts = area[own] * (1.0 + (EYES_COUNT - 1.0) * (eyes | lids))
    return SharedFace(source, target, skin / max(skin.sum(), 1e-18), counts / counts.sum(), round(apart, 3), gaze)


def _face(body: BodyData) -> np.ndarray:
    """(N,) int64 vertices of the face and the eyes."""
    regions = [body.regions[name] for name in ("face", "eyelids", *EYES) if name in body.regions]
    return np.unique(np.concatenate(regions)) if regions else np.arange(body.vertex_count)


def _part(surface: Surface, vertices: np.ndarray) -> Surface:
    """The triangles that have only these vertices."""
    triangles = surface.triangles[np.isin(surface.triangles, vertices).all(axis=1)]
    used, place = np.unique(triangles, return_inverse=True)
    return Surface(surface.vertices[used], place.reshape(-1, 3).astype(np.int64))


def _jaw(body: BodyData) -> tuple[str, int] | None:
    """Rig and bone of a jaw that turns."""
    for name, rig in body.rigs.items():
        for bone, own in enumerate(rig.bone_names):
            if re.fullmatch(r"(.*[_:.])?jaw", own, re.IGNORECASE):
                return name, bone
    return None
