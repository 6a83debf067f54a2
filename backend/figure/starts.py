"""Poses from which a figure's own is found (as the model stands, T, A, hanging arms), of a body of any model."""

from __future__ import annotations

import numpy as np
import torch

from ..body import BodyData
from ..body.fitting import Start
from ..body.fitting.posed import turn_vectors, turned
from .rig import OWN, skeleton_name, stand

LOWERED = 1.6
"""times the way of the arms from T to A, for arms that hang"""


@torch.inference_mode()
def starts_of(body: BodyData, skeleton: str) -> tuple[str, list[Start]]:
    """Name of the body's rig, and the poses: as the model stands, T, A and with hanging arms."""
    name = skeleton_name(body, skeleton)
    if name == OWN:
        name = next(iter(body.skeletons), OWN)
        own_rig = next(iter(body.rigs))
        if name == OWN or body.skeletons[name].rig != own_rig:
            return own_rig, [_still(body, own_rig)]
    values = body.defaults[None]
    frames, rig = {}, ""
    for pose in ("t", "a"):
        stance = stand(body, values, name, pose)
        rig = stance.rig
        if stance.moves is not None:
            frames[pose] = stance.moves[:, :, :3].cpu().numpy().astype(np.float64)
    starts = [_still(body, rig)]
    if body.form == "head" or not frames:
        return rig, starts
    parents = body.rigs[rig].parents
    starts += [Start(label, _local(parents, frames[pose])) for pose, label in (("t", "T-pose"), ("a", "A-pose"))]
    t, a = starts[1].turns, starts[2].turns
    hanging = turned(turn_vectors(a @ t.transpose(0, 2, 1)) * LOWERED) @ t
    return rig, [*starts, Start("hanging arms", hanging)]


def _still(body: BodyData, rig: str) -> Start:
    return Start("model's own pose", np.tile(np.eye(3), (len(body.rigs[rig].parents), 1, 1)))


def _local(parents: tuple[int, ...], frames: np.ndarray) -> np.ndarray:
    return np.stack([own if p < 0 else frames[p].T @ own for p, own in zip(parents, frames, strict=True)])
