"""What was read of a face, on a body: slider values, and a clip with the turns of jaw and head."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from rigging.rotations import quaternions_from_matrices

from ...body import BodyData
from ...body.axis_angle import matrices
from ...body.fitting.expression_map import JAW, ExpressionMap, expression_map, move_names
from ...context import JobContext
from ...protocol.results import Avatar, Motion
from ...smirk.encoder import FaceCode
from ...smirk.head import EYELIDS, Head
from ...smirk.turns import in_world

CLIP = "face of the photos"
MAP_BYTES = 64 << 20


@dataclasses.dataclass(frozen=True, eq=False)
class OnBody:
    """values: (T, P) sliders for T photos; jaw: (T, 3, 3) in the world, or None where its keys move it"""

    values: Tensor
    jaw: Tensor | None


def on_own(head: Head, code: FaceCode, warn: Callable[[str], None]) -> OnBody:
    """On the body that the numbers are of; those beyond the ends of its sliders are told."""
    values = head.values(code)
    ends = torch.tensor([(p.minimum, p.maximum) for p in head.body.parameters], dtype=values.dtype)
    held = values.clamp(ends[:, 0], ends[:, 1])
    beyond = ((values - held).abs() > 1e-6).any(dim=0).nonzero().flatten().tolist()
    if beyond:
        names = ", ".join(head.body.parameters[k].name for k in beyond[:4])
        warn(f"These numbers go beyond the ends of their sliders, and are held there: {names}.")
    return OnBody(held, in_world(matrices(code.jaw)) if head.jaw >= 0 else None)


def on_other(head: Head, body: BodyData, code: FaceCode, context: JobContext, warn: Callable[[str], None]) -> OnBody:
    """As the expressions of another body, solved frame by frame; the shape does not come along."""
    source = context.model(f"body {head.body.name} cpu", lambda: head.body)
    made: ExpressionMap = context.model(
        f"expressions {source.name} {body.name}", lambda: expression_map(source, body.to("cpu")), MAP_BYTES
    )
    names = move_names(source)
    curves = np.zeros((len(code.shape), len(names)))
    told = {head.body.parameters[int(k)].name: code.expression[:, n] for n, k in enumerate(head.expression_columns)}
    told |= {name: code.eyelids[:, n] for n, name in enumerate(EYELIDS) if head.layout.eyelids}
    if head.layout.jaw:
        told |= dict(zip(JAW, code.jaw.unbind(1), strict=True))
    for column, name in enumerate(names):
        if name in told:
            curves[:, column] = told[name].numpy()
    solved = made.solved(curves)
    off = float(made.off(curves, solved).mean())
    moved = float(made.off(curves, np.zeros_like(solved)).mean())
    warn(
        f"The expression is {head.body.name}'s as {body.name}'s keys show it: {off:.1f} mm off on average where it "
        f"moves {moved:.1f} mm. The shape of the face is not carried over."
    )
    values = body.defaults.cpu().repeat(len(curves), 1)
    columns = [body.parameter_index[name] for name in made.target_names if name in body.parameter_index]
    kept = [n for n, name in enumerate(made.target_names) if name in body.parameter_index]
    values[:, columns] = torch.from_numpy(solved[:, kept]).float()
    jaw = None
    if set(JAW) & set(made.target_names):
        turns = np.stack([solved[:, made.target_names.index(axis)] for axis in JAW], axis=1)
        jaw = in_world(matrices(torch.from_numpy(turns).float()))
    return OnBody(values, jaw)


def acting(avatar: Avatar, body: BodyData, found: OnBody, code: FaceCode, fps: float) -> Avatar:
    """The avatar with a clip: its face keys, its jaw where that is a bone, and its head as the photos show it."""
    rig, count = avatar.rig, len(found.values)
    frames = max(count, 2)  # no file holds a clip of one frame
    rows = [min(k, count - 1) for k in range(frames)]
    rotations = np.zeros((frames, len(rig.bone_names), 4), np.float32)
    rotations[..., 0] = 1.0
    turns = {_bone(avatar, "jaw"): found.jaw, _bone(avatar, "head"): in_world(matrices(code.pose))}
    for bone, turn in turns.items():
        if bone is None or turn is None:
            continue
        rest = rig.rest_matrices[bone, :3, :3].astype(np.float64)
        for frame, row in enumerate(rows):
            rotations[frame, bone] = quaternions_from_matrices(rest.T @ turn[row].double().numpy() @ rest)
    keys = avatar.shape_keys
    columns = [body.parameter_index[name] for name in keys.names]
    curves = found.values[rows][:, columns].numpy().astype(np.float32)
    curves = curves.clip(keys.least.astype(np.float32), keys.most.astype(np.float32))
    motion = Motion(
        name=CLIP,
        fps=fps,
        root_translation=np.zeros((frames, 3), np.float32),
        rotations=rotations,
        shape_key_curves=curves,
    )
    return dataclasses.replace(avatar, motion=motion)


def _bone(avatar: Avatar, what: str) -> int | None:
    names = avatar.rig.bone_names
    found = [k for k, name in enumerate(names) if re.fullmatch(rf"(.*[_:.])?{what}", name, re.IGNORECASE)]
    if not found and what == "head":
        found = [k for k, name in enumerate(names) if re.fullmatch(r"(.*[_:.])?neck", name, re.IGNORECASE)]
    return found[0] if found else None
