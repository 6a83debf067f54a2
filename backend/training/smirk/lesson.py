"""All of SMIRK's training on any body with expressions: faces, landmarks, neural synthesis, a file. It resumes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from backend.body import load_body
from backend.protocol.files import whole_file
from backend.smirk.encoder import Encoder
from backend.smirk.generator import Generator
from backend.smirk.head import Head, head_of, project
from backend.smirk.model_file import Smirk, write_smirk

from . import losses
from .faces import Faces, kept, still
from .folder import Given, given_in, needs_marks
from .marks import with_found_marks
from .renders import rendered
from .stages import Course, Optional, main_stage, pretrain

SMALL = 0.1
"""below this scale nets and pictures are small as well"""
HELD = 96
"""faces that are not learned from"""
NETS = "smirk.safetensors"
EVALUATION = "evaluation.json"
_IMAGES_PER_EPOCH = 50_000


@dataclass(frozen=True)
class Plan:
    net: str
    features: int
    blocks: int
    size: int
    shapes: int
    renders: int
    first: Course
    second: Course


def plan_of(scale: float, seed: int) -> Plan:
    """As published, of which `scale` tells how many of the steps are done; small nets in a short time below SMALL."""
    if scale >= SMALL:
        epoch = _IMAGES_PER_EPOCH // 32
        first = Course(round(300 * epoch * scale), seed=seed)
        second = Course(round(50 * epoch * scale), rate=1e-3, epoch=epoch, seed=seed)
        return Plan("", 32, 5, 224, 300, round(_IMAGES_PER_EPOCH * scale), first, second)
    steps = max(2, round(60_000 * scale)), max(2, round(40_000 * scale))
    first = Course(steps[0], 16, 8e-3, steps[0], seed, squares=0.98, pose=0.05)
    second = Course(steps[1], 16, 2e-3, steps[1], seed, alone=steps[1] // 8, squares=0.98, photo_teaches=False)
    return Plan("test_efficientnet", 8, 1, 64, 20, max(16, round(40_000 * scale)), first, second)


def train(work: Path, *, seed: int, scale: float, data: Path | None = None, body: str = "anny") -> None:
    """Writes `smirk.safetensors` and `evaluation.json` into `work`.

    data: a folder (see `folder`) with pictures, videos, curves and weights of others; without pictures, the faces are
    renders of the body itself.
    """
    work.mkdir(parents=True, exist_ok=True)
    plan = plan_of(scale, seed)
    report: Callable[[str], None] = lambda text: print(text, flush=True)  # noqa: E731
    nets = dict.fromkeys(("pose_net", "shape_net", "expression_net"), plan.net) if plan.net else {}
    head = head_of(
        load_body(body),
        plan.shapes,
        50 if body.startswith("flame") else 0,
        features=plan.features,
        blocks=plan.blocks,
        size=plan.size,
        **nets,
    )
    if data is not None and not head.numbers and needs_marks(data):
        head = with_found_marks(head, seed)
    given = given_in(data, head, work, plan.size * 3 // 2, report)
    seen, held = _faces(head, given, plan, work, seed, report)
    more = _optional(given, report)
    torch.manual_seed(seed)
    encoder, generator = Encoder(head.layout), Generator(head.layout)
    told: dict[str, Any] = {"faces": len(seen), "before": evaluated(head, encoder, held)}
    values = pretrain(head, encoder, seen, plan.first, work / "landmarks.pt", _after("landmarks", report))
    told["landmarks"] = evaluated(head, encoder, held) | _fell(values)
    report(json.dumps(told["landmarks"]))
    stage = _after("synthesis", report)
    values = main_stage(head, encoder, generator, seen, plan.second, more, work / "synthesis.pt", stage)
    told["synthesis"] = evaluated(head, encoder, held) | _fell(values)
    with whole_file(work / EVALUATION) as file:
        file.write((json.dumps(told, indent=1) + "\n").encode())
    report(json.dumps(told))
    write_smirk(Smirk(head.layout, encoder.eval(), generator.eval()), work / NETS)
    report(f"{work / NETS}: galatea models add {work / NETS}")


@torch.no_grad()
def evaluated(head: Head, encoder: Encoder, held: Faces) -> dict[str, float]:
    """On faces that were not learned from: how far landmarks are off, in per cent of the face's width; where the truth
    is known, how far expressions are off on average over the face, and how far they would be for a still face, in
    millimetres, and the mean correlation of each expression with the truth."""
    encoder.eval()
    batch = still(held, head.layout.size)
    parts = [encoder(pictures) for pictures in batch.pictures.split(16)]
    points = [project(head.points(head.vertices(code)), code.cam)[..., :2] for code in parts]
    width = batch.points[..., 0].amax(1) - batch.points[..., 0].amin(1)
    off = ((torch.cat(points) - batch.points).norm(dim=2).mean(1) / width).mean()
    told = {"landmarks_off_percent": round(100 * float(off), 3)}
    count = head.layout.expressions
    truth = batch.truth[:, :count]
    if not bool(torch.isfinite(truth).all()) or not truth.numel():
        return told
    read = torch.cat([code.expression for code in parts])
    told["expression_off_mm"] = round(far_over_face(head, read - truth), 4)
    told["still_face_off_mm"] = round(far_over_face(head, truth), 4)
    moved = truth.std(0) > 0.02
    both = [values[:, moved] - values[:, moved].mean(0) for values in (read, truth)]
    share = (both[0] * both[1]).sum(0) / (both[0].norm(dim=0) * both[1].norm(dim=0)).clamp(min=1e-6)
    return told | {"mean_correlation": round(float(share.mean()), 3)}


def over_face(head: Head, expression: Tensor) -> Tensor:
    """(B, V, 3) metres by which expressions (B, E) move what is drawn of the face."""
    rows = head.expression_rows.view(len(head.expression_rows), -1, 3)[:, head.faces.unique()]
    return torch.einsum("be,evc->bvc", expression, rows)


def far_over_face(head: Head, expression: Tensor) -> float:
    """Millimetres of that in the mean."""
    return 1000 * float(over_face(head, expression).norm(dim=2).mean())


def _faces(
    head: Head, given: Given, plan: Plan, work: Path, seed: int, report: Callable[[str], None]
) -> tuple[Faces, Faces]:
    """Those to learn from, and those held out: of a folder every tenth face, at most HELD."""
    if given.faces is not None:
        count = len(given.faces)
        held = np.arange(count) % 10 == 9 if count >= 10 else np.ones(count, bool)
        held &= np.cumsum(held) <= HELD
        return given.faces.rows(~held if count >= 10 else held), given.faces.rows(held)
    report(f"{head.body.name}: faces are rendered")

    def made(name: str, number: int, count: int) -> Faces:
        make = partial(rendered, head, count, number, plan.size * 3 // 2, given.curves)
        return kept(work / f"{name}-{number}-{count}.npz", make)

    return made("seen", 2 * seed, plan.renders), made("held", 2 * seed + 1, min(HELD, plan.renders))


def _optional(given: Given, report: Callable[[str], None]) -> Optional:
    if given.perceptual is None:
        report("Pictures are not compared by VGG16: there is no vgg16*.pth in the folder of --data.")
    if given.emotion is None:
        report("Feelings are not compared: there is no emotion*.pth or emotion*.ckpt in the folder of --data.")
    if given.curves is None:
        report("Expressions of others are taken from the batch: there are no curves (*.csv, *.npz) in the folder.")
    return Optional(
        None if given.perceptual is None else losses.perceptual_loss(given.perceptual),
        None if given.emotion is None else losses.emotion_loss(given.emotion),
        None if given.curves is None else torch.from_numpy(given.curves).float(),
    )


def _fell(values: list[float]) -> dict[str, float]:
    """The mean loss over the first and the last twentieth of the steps."""
    few = max(1, len(values) // 20)
    return {"loss_first": round(float(np.mean(values[:few])), 4), "loss_last": round(float(np.mean(values[-few:])), 4)}


def _after(stage: str, report: Callable[[str], None]) -> Callable[[str], None]:
    return lambda text: report(f"{stage}: {text}")
