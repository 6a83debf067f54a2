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
from .postures import LOST, Turned, turned_bones
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
    found: list[tuple[Turned, np.ndarray, np.ndarray]] = []
    turned = list(turned_bones(stance.target.skeleton, rest_pose))
    for bone in dict.fromkeys(each.bone for each in turned):
        found += _shapes(figure, [each for each in turned if each.bone == bone])
    if not found:
        return None
    return Correctives(
        names=tuple(each.name for each, _, _ in found),
        bones=tuple(rig.bone_names[each.bone] for each, _, _ in found),
        axes=np.array([each.axis for each, _, _ in found], np.float32),
        angles=np.array([each.angle for each, _, _ in found], np.float32),
        counts={BODY: np.array([len(vertices) for _, vertices, _ in found], np.int32)},
        vertices={BODY: np.concatenate([vertices for _, vertices, _ in found]).astype(np.int32)},
        offsets={BODY: np.concatenate([offsets for _, _, offsets in found]).astype(np.float32)},
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


def _shapes(figure: _Figure, turned: Sequence[Turned]) -> list[tuple[Turned, np.ndarray, np.ndarray]]:
    """Of the postures of one bone: vertices and offsets (N, 3) metres in the rig's rest pose."""
    bone, rig = turned[0].bone, figure.rig
    region = region_of(figure.body, f"{figure.own} {rig.kind}", bone, _moved_by(rig, bone))
    if region is None:
        return []
    turns = np.zeros((len(turned), len(figure.rest), 4))
    turns[..., 0] = 1.0
    turns[:, bone] = [each.rotation for each in turned]
    moves = posed_matrices(rig.parents, figure.rest, turns) @ np.linalg.inv(figure.rest)
    wanted = np.stack([_missing(figure, region, *each) for each in zip(turned, moves, strict=True)])
    axes, angles = np.array([each.axis for each in turned]), np.array([each.angle for each in turned])
    showing = shares(turns[:, bone][:, None], axes, angles)  # of each shape in each posture
    offsets = np.linalg.solve(showing, wanted.reshape(len(turned), -1)).reshape(wanted.shape)
    out = []
    for each, shape in zip(turned, offsets, strict=True):
        kept = np.flatnonzero(np.abs(shape).max(axis=1) > SMALLEST)
        out.append((each, region.vertices[region.free][kept], shape[kept]))
    return out


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
    blend = np.einsum("nk,nkij->nij", rig.weights[rows], moves[rig.bone_indices[rows], :3])
    skinned = np.einsum("nij,nj->ni", blend[..., :3], rest) + blend[..., 3]
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
