"""Corrective shapes of one figure, solved on its own skin: whatever its size and shape, they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rigging.bone_axes import Pose
from rigging.correctives import shares
from rigging.motion import posed_matrices

from ...body import BodyData
from ...protocol.results import BODY, Correctives, Rig
from ..rig import Stance
from .postures import HALF_WAY, LOST, SPOILED, Turned, turned_bones
from .region import Region, region_of
from .settle import blended_turns, bulged, enclosed, settled

SMALLEST = 2e-4
"""metres; a vertex that a shape moves by less is none of it"""


def correctives_of(body: BodyData, stance: Stance, rig: Rig, rest_pose: Pose) -> Correctives | None:
    """Those of the bare body. None where the figure stands on bones of its own, or has no joints of a person.

    rig: as of `rig_of`, in `rest_pose`.
    """
    if stance.target is None or stance.moves is None or body.form != "person":
        return None
    figure = _figure(body, stance, rig)
    found = _solved(figure, list(turned_bones(stance.target.skeleton, rest_pose)))
    half_way = list(turned_bones(stance.target.skeleton, rest_pose, HALF_WAY))
    needed = {each.posture for each in half_way if _spoiled(figure, each, found.get(each.bone, []))}
    for bone in dict.fromkeys(each.bone for each in half_way if each.posture in needed):
        more = [each for each in half_way if each.bone == bone and each.posture in needed]
        found |= _solved(figure, [*(each for each, _, _ in found[bone]), *more])
    shapes = [shape for own in found.values() for shape in own]
    if not shapes:
        return None
    return Correctives(
        names=tuple(each.name for each, _, _ in shapes),
        bones=tuple(rig.bone_names[each.bone] for each, _, _ in shapes),
        axes=np.array([each.axis for each, _, _ in shapes], np.float32),
        angles=np.array([each.angle for each, _, _ in shapes], np.float32),
        counts={BODY: np.array([len(vertices) for _, vertices, _ in shapes], np.int32)},
        vertices={BODY: np.concatenate([vertices for _, vertices, _ in shapes]).astype(np.int32)},
        offsets={BODY: np.concatenate([offsets for _, _, offsets in shapes]).astype(np.float32)},
    )


@dataclass(frozen=True, eq=False)
class _Figure:
    """One shape between the body's own rest pose and that of the rig: V vertices, J own bones, K of the rig."""

    body: BodyData
    rig: Rig
    own: str
    """name among the body's rigs"""
    modelled: np.ndarray
    """(V, 3) metres in the body's own rest pose"""
    vertices: np.ndarray
    """(V, 3) metres in the rig's"""
    rest: np.ndarray
    """(K, 4, 4) bone to world"""
    to_rest: np.ndarray
    """(J, 3, 3) how each own bone turns from the one to the other"""
    become: np.ndarray
    """(J,) bone of the rig that each own bone is, or goes along with"""


def _figure(body: BodyData, stance: Stance, rig: Rig) -> _Figure:
    assert stance.moves is not None
    return _Figure(
        body=body,
        rig=rig,
        own=stance.rig,
        modelled=stance.native[0].cpu().numpy().astype(np.float64),
        vertices=stance.vertices[0].cpu().numpy().astype(np.float64),
        rest=rig.rest_matrices.astype(np.float64),
        to_rest=stance.moves[:, :, :3].cpu().numpy().astype(np.float64),
        become=stance.bones(),
    )


_Shape = tuple[Turned, np.ndarray, np.ndarray]
"""a posture, the vertices (N,) that its shape moves, and by how much (N, 3) metres"""


def _solved(figure: _Figure, turned: Sequence[Turned]) -> dict[int, list[_Shape]]:
    """Bone -> the shapes of its postures."""
    bones = dict.fromkeys(each.bone for each in turned)
    return {bone: _shapes(figure, [each for each in turned if each.bone == bone]) for bone in bones}


def _shapes(figure: _Figure, turned: Sequence[Turned]) -> list[_Shape]:
    """Of the postures of one bone: vertices and offsets (N, 3) metres in the rig's rest pose."""
    region = _region(figure, turned[0].bone)
    if region is None:
        return []
    moves = _moves(figure, turned)
    wanted = np.stack([_missing(figure, region, *each) for each in zip(turned, moves, strict=True)])
    axes, angles = np.array([each.axis for each in turned]), np.array([each.angle for each in turned])
    showing = shares(
        np.array([each.rotation for each in turned])[:, None], axes, angles
    )  # of each shape in each posture
    offsets = np.linalg.solve(showing, wanted.reshape(len(turned), -1)).reshape(wanted.shape)
    out = []
    for each, shape in zip(turned, offsets, strict=True):
        kept = np.flatnonzero(np.abs(shape).max(axis=1) > SMALLEST)
        out.append((each, region.vertices[region.free][kept], shape[kept]))
    return out


def _spoiled(figure: _Figure, turned: Turned, shapes: Sequence[_Shape]) -> bool:
    """Whether the skin of a posture, with the shapes of its bone as far as they show there, is none to be left so."""
    region = _region(figure, turned.bone)
    if region is None:
        return False
    points = figure.vertices.copy()
    for each, vertices, offsets in shapes:
        points[vertices] += shares(turned.rotation[None], each.axis[None], np.array([each.angle])) * offsets
    rows = region.vertices
    blend = _blend(figure.rig, rows, _moves(figure, [turned])[0])
    before, now = enclosed(region, figure.vertices[rows]), enclosed(region, _skinned(blend, points[rows]))
    return abs(now - before) > SPOILED * LOST[turned.posture.part] * abs(before)


def _region(figure: _Figure, bone: int) -> Region | None:
    return region_of(figure.body, f"{figure.own} {figure.rig.kind}", bone, _moved_by(figure.rig, bone))


def _moves(figure: _Figure, turned: Sequence[Turned]) -> np.ndarray:
    """(P, K, 4, 4) what each bone does to its skin in each of P postures."""
    turns = np.zeros((len(turned), len(figure.rest), 4))
    turns[..., 0] = 1.0
    for row, each in zip(turns, turned, strict=True):
        row[each.bone] = each.rotation
    return posed_matrices(figure.rig.parents, figure.rest, turns) @ np.linalg.inv(figure.rest)


def _blend(rig: Rig, rows: np.ndarray, moves: np.ndarray) -> np.ndarray:
    """(N, 3, 4) what skinning does to vertices (N,). moves: (K, 4, 4) of the bones"""
    return np.einsum("nk,nkij->nij", rig.weights[rows], moves[rig.bone_indices[rows], :3])


def _skinned(blend: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(N, 3) of points (N, 3)."""
    return np.einsum("nij,nj->ni", blend[..., :3], points) + blend[..., 3]


def _moved_by(rig: Rig, bone: int) -> np.ndarray:
    """(V,) share of each vertex that a bone moves, with all that hangs on it."""
    hanging = np.zeros(len(rig.parents), bool)
    for place, parent in enumerate(rig.parents):
        hanging[place] = place == bone or (parent >= 0 and hanging[parent])
    return (rig.weights * hanging[rig.bone_indices]).sum(axis=1)


def _missing(figure: _Figure, region: Region, turned: Turned, moves: np.ndarray) -> np.ndarray:
    """(F, 3) what the rest pose needs beside it in one posture. moves: (K, 4, 4) what each bone does to its skin"""
    rows, rig, own = region.vertices, figure.rig, figure.body.rigs[figure.own]
    rest = figure.vertices[rows]
    blend = _blend(rig, rows, moves)
    skinned = _skinned(blend, rest)
    whole = moves[figure.become, :3, :3] @ figure.to_rest
    bones, weights = own.weight_indices.cpu().numpy()[rows], own.weight_values.cpu().numpy()[rows]
    points = settled(region, figure.modelled[rows], blended_turns(whole, bones, weights), skinned)
    points = turned.posture.kept * skinned + (1.0 - turned.posture.kept) * points
    before, now = enclosed(region, rest), enclosed(region, points)
    bound = LOST[turned.posture.part] * abs(before)
    if abs(now - before) > bound:
        points = bulged(region, points, before + bound * np.sign(now - before))
    away = (points - skinned)[region.free]
    return np.linalg.solve(blend[region.free, :, :3], away[..., None])[..., 0]
