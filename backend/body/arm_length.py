"""How long a person's arms are, from vertices alone, on any body whose shoulders, elbows and wrists are known.

arm     as a tape tells it along an arm that hangs (ISO 8559-1; acromion to radiale to stylion): from the tip of the
        shoulder over the elbow to the wrist. The tip is where the skin lies straight above the shoulder's joint, and
        what it lies above it counts in full, however the arm is held at rest. The mean of both arms.

Each joint is a mean of the vertices around it, weighted so that it is the skeleton's own joint on the usual body; it
follows them on others.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
from torch import Tensor

from backend.body.data import BodyData
from backend.body.shape import rest

POINTS, WEIGHTS, TIPS = "arm_points", "arm_weights", "arm_tips"
_CHAIN = ("Arm", "ForeArm", "Hand")
_SHARE = 0.1
"""of a vertex's skin weight that both bones of a joint must have where it is one of those around it"""
_AROUND, _ABOVE, _MOST_ABOVE = 0.012, 4, 0.08
"""heights of the body: how far from straight above a shoulder its tip may lie; vertices of a tip; heights above it"""


def with_arms(body: BodyData) -> BodyData:
    """The body with what `arm_lengths` needs in its landmarks; a body without these joints stays as it is.

    arm_points: (6, L) int64 vertices around left shoulder, elbow and wrist and those of the right; arm_weights: (6, L)
    float32, rows sum to 1; arm_tips: (2, T) int64
    """
    skeleton = body.skeletons.get("mixamo")
    if body.form != "person" or skeleton is None:
        return body
    rig = body.rigs[skeleton.rig]
    names = [skeleton.bones.get(own, own).rpartition(":")[2] for own in rig.bone_names]
    wanted = [f"{side}{bone}" for side in ("Left", "Right") for bone in _CHAIN]
    if not set(wanted) <= set(names):
        return body
    with torch.no_grad():
        vertices, heads, _ = rest(body, skeleton.rig, body.defaults[None])
    points, weights = vertices[0].double().numpy(), rig.weights.numpy()
    joints = heads[0].double().numpy()
    around, shares, tips = [], [], []
    for side in ("Left", "Right"):
        moved = [weights[:, of].sum(axis=1) for of in _limbs(names, rig.parents, side)]
        for place, bone in enumerate(_CHAIN):
            near = np.minimum(moved[place], moved[place + 1])
            own = np.flatnonzero(near > _SHARE)
            if len(own) < 4:
                return body
            around.append(own)
            shares.append(_centred(points[own], near[own], joints[names.index(f"{side}{bone}")]))
        tips.append(_above(points, joints[names.index(f"{side}Arm")]))
    if any(len(tip) == 0 for tip in tips):
        return body
    most, fewest = max(map(len, around)), min(map(len, tips))
    landmarks = {
        POINTS: torch.from_numpy(np.stack([np.pad(own, (0, most - len(own)), mode="edge") for own in around])),
        WEIGHTS: torch.from_numpy(np.stack([np.pad(own, (0, most - len(own))) for own in shares])).float(),
        TIPS: torch.from_numpy(np.stack([tip[:fewest] for tip in tips])),
    }
    return dataclasses.replace(body, landmarks={**body.landmarks, **landmarks})


def arm_lengths(body: BodyData, vertices: Tensor) -> Tensor:
    """(B,) metres from the shoulder's tip over the elbow to the wrist. vertices: (B, V, 3) at rest, Z up"""
    joints = _joints(body, vertices)
    tips = body.landmarks[TIPS]
    tip = vertices[..., 2].index_select(1, tips.flatten()).unflatten(1, tips.shape).mean(dim=-1)
    return ((joints[:, :, 1:] - joints[:, :, :-1]).norm(dim=-1).sum(dim=-1) + tip - joints[:, :, 0, 2]).mean(dim=1)


def arm_parts(body: BodyData, vertices: Tensor) -> Tensor:
    """(B, 2) metres between the joints of shoulder and elbow, and of elbow and wrist. vertices: as of `arm_lengths`"""
    joints = _joints(body, vertices)
    return (joints[:, :, 1:] - joints[:, :, :-1]).norm(dim=-1).mean(dim=1)


def _joints(body: BodyData, vertices: Tensor) -> Tensor:
    """(B, 2, 3, 3) shoulder, elbow and wrist of the left and the right arm."""
    points, weights = body.landmarks[POINTS], body.landmarks[WEIGHTS]
    around = vertices.index_select(1, points.flatten()).unflatten(1, points.shape)
    return (around * weights.to(vertices.dtype)[..., None]).sum(dim=2).unflatten(1, (2, 3))


def _limbs(names: list[str], parents: tuple[int, ...], side: str) -> list[list[int]]:
    """Bones of what carries an arm, of its upper part, of the forearm, and of the hand with its fingers."""
    found: list[list[int]] = [[], [], [], []]
    kinds: list[int] = []
    for name, parent in zip(names, parents, strict=True):
        kind = next((k for k, bone in enumerate(_CHAIN, 1) if name == f"{side}{bone}"), 0)
        kinds.append(kind or (3 if parent >= 0 and kinds[parent] == 3 else 0))
        found[kinds[-1]].append(len(kinds) - 1)
    return found


def _centred(points: np.ndarray, weights: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """(N,) weights that sum to 1 and whose mean of the points is the centre, nearest to those given."""
    weights = weights / weights.sum()
    rows = np.column_stack([points - centre, np.ones(len(points))])
    lacks = np.append(-weights @ (points - centre), 0.0)
    return weights + np.linalg.lstsq(rows.T, lacks, rcond=None)[0]


def _above(points: np.ndarray, joint: np.ndarray) -> np.ndarray:
    """The vertices nearest to straight above a joint, on the skin."""
    height = float(np.ptp(points[:, 2]))
    aside = np.linalg.norm(points[:, :2] - joint[:2], axis=1)
    lift = points[:, 2] - joint[2]
    there = np.flatnonzero((aside < _AROUND * height) & (lift > 0) & (lift < _MOST_ABOVE * height))
    return there[np.argsort(aside[there], kind="stable")[:_ABOVE]].astype(np.int64)
