"""Both stages of SMIRK's training.

What is random at a step is drawn from the seed and the step alone, so that a training that was stopped goes on as if it
had not been.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from backend.render import Topology, topology
from backend.smirk.draw import draw
from backend.smirk.encoder import Encoder, FaceCode
from backend.smirk.generator import Generator
from backend.smirk.head import Head, camera_for, project
from backend.smirk.masks import (
    DROPPED,
    DROPPED_IN_CYCLE,
    colours_at,
    masked,
    outside,
    pixels_of,
    region_weights,
    sample_points,
)

from . import losses
from .cycle import changed, cycle_loss
from .faces import Batch, Crops, Faces, drawn

SAVE_EVERY = 100
TOLD_EVERY = 50
_LAST = 0.01
"""of the rate, at the end of each epoch of the second stage"""
ENCODERS = 0.25
"""of the rate of a stage, that of the encoders"""
_MOST_GRADIENT = 0.1
Report = Callable[[str], None]


@dataclass(frozen=True)
class Course:
    """rate: of Adam; epoch: steps along which it falls to a hundredth, to begin anew; 0 keeps it as it is; alone: steps
    of the second stage in which the generator alone learns, for what cannot paint yet tells nothing of a face; squares:
    Adam's second beta; pose: of the encoders' rate, that of pose and camera, whose numbers are radians and metres: at
    the rate of a short course they swing, and what is read of expressions follows the swing; photo_teaches: whether
    the encoder follows, as published, what is lacking in painted pictures. A generator of few steps paints the mean
    face, and what it lacks tells little of the expression"""

    steps: int
    batch: int = 32
    rate: float = 2e-4
    epoch: int = 0
    seed: int = 0
    alone: int = 0
    squares: float = 0.999
    pose: float = 1.0
    photo_teaches: bool = True
    crops: Crops = field(default_factory=Crops)

    def rate_at(self, step: int) -> float:
        if not self.epoch:
            return self.rate
        along = (step % self.epoch) / self.epoch
        return self.rate * (_LAST + (1 - _LAST) * 0.5 * (1 + math.cos(math.pi * along)))

    def random(self, step: int) -> torch.Generator:
        return torch.Generator().manual_seed(self.seed * 1_000_003 + step)

    def batch_of(self, faces: Faces, size: int, random: torch.Generator) -> Batch:
        return drawn(faces, self.batch, size, random, self.crops)


@dataclass(frozen=True, eq=False)
class Optional:
    """What is compared by nets of others, where the user has them; and expressions of others, (T, E)."""

    perceptual: losses.Compare | None = None
    emotion: losses.Compare | None = None
    templates: Tensor | None = None


def pretrain(head: Head, encoder: Encoder, faces: Faces, course: Course, saved: Path, report: Report) -> list[float]:
    """All three encoders learn from landmarks, and from what MICA says of the shape. The loss of each step."""
    _channels_last(encoder)
    shares = {encoder.pose_encoder: course.pose, encoder.shape_encoder: 1.0, encoder.expression_encoder: 1.0}
    optimiser = torch.optim.Adam(
        [{"params": list(net.parameters())} for net in shares], lr=course.rate, betas=(0.9, course.squares)
    )
    if not head.rig:
        _look_at(head, encoder, course.batch_of(faces, head.layout.size, course.random(course.steps)))
    encoder.train()

    def step(number: int) -> dict[str, float]:
        for group, share in zip(optimiser.param_groups, shares.values(), strict=True):
            group["lr"] = course.rate_at(number) * ENCODERS * share
        batch = course.batch_of(faces, head.layout.size, course.random(number))
        code = encoder(batch.pictures)
        parts = {"landmarks": losses.LANDMARKS * _landmarks(head, code, batch)}
        told = losses.shape_loss(code.shape, batch.shape)
        if told is not None:
            parts["shape"] = losses.MICA * told
        parts["strength"] = losses.STRONG_FIRST * (code.expression**2).mean()
        _descend(optimiser, parts)
        return _numbers(parts)

    return run(step, {"encoder": encoder, "optimiser": optimiser}, course, saved, report)


class _Second:
    """The second stage: expression encoder and generator learn, pose and shape are read as they are."""

    def __init__(self, head: Head, encoder: Encoder, generator: Generator, course: Course, more: Optional) -> None:
        self.head, self.encoder, self.generator, self.course, self.more = head, encoder, generator, course, more
        self.mesh: Topology = topology(head.faces)
        self.weights = region_weights(head)
        _channels_last(encoder, generator)
        reader = encoder.expression_encoder
        self.reading = torch.optim.Adam(reader.parameters(), lr=course.rate * ENCODERS, betas=(0.9, course.squares))
        self.painting = torch.optim.Adam(generator.parameters(), lr=course.rate, betas=(0.5, course.squares))

    def modes(self, reads: bool, paints: bool) -> None:
        """Who learns; who does not keeps even the means of its norms."""
        self.encoder.eval()
        self.encoder.expression_encoder.train(reads).requires_grad_(reads)
        self.generator.train(paints).requires_grad_(paints)

    def code(self, pictures: Tensor) -> FaceCode:
        with torch.no_grad():
            pose, cam = self.encoder.pose_encoder(pictures)
            shape = self.encoder.shape_encoder(pictures)
        return FaceCode(pose, cam, shape, *self.encoder.expression_encoder(pictures))

    def shown(self, code: FaceCode) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Vertices, where they are in the picture, the drawn face, and which pixels show it."""
        vertices = self.head.vertices(code)
        projected = project(vertices, code.cam)
        return vertices, projected, *draw(vertices, projected, self.mesh, self.head.layout.size)

    def step(self, number: int, faces: Faces) -> dict[str, float]:
        rate = self.course.rate_at(number)
        self.reading.param_groups[0]["lr"], self.painting.param_groups[0]["lr"] = rate * ENCODERS, rate
        random = self.course.random(number)
        batch = self.course.batch_of(faces, self.head.layout.size, random)
        size, pictures = self.head.layout.size, batch.pictures
        # what is seen is painted again
        follows = number >= self.course.alone
        self.modes(reads=follows, paints=True)
        code = self.code(pictures)
        vertices, projected, picture, seen = self.shown(code)
        places = sample_points(vertices, projected, self.head.faces, self.weights, size, random)
        pixels, there = pixels_of(places.of(projected.detach(), self.head.faces), size)
        colours = colours_at(pictures, pixels)
        kept = outside(batch.hull, seen)
        left = masked(pictures, kept, colours, pixels, there, random, DROPPED)
        painted = self.generator(picture if self.course.photo_teaches else picture.detach(), left)
        parts = {
            "landmarks": losses.LANDMARKS * _landmarks(self.head, code, batch, vertices),
            "photo": losses.PHOTO * losses.photo_loss(painted, pictures),
            "strength": losses.STRONG * (code.expression**2).mean(),
        }
        if code.jaw.shape[1]:
            parts["jaw"] = losses.JAW * (code.jaw**2).mean()
        if self.more.perceptual is not None:
            parts["perceptual"] = losses.VGG * self.more.perceptual(painted, pictures)
        if self.more.emotion is not None and follows:
            self.modes(reads=True, paints=False)
            parts["emotion"] = losses.EMOTION * self.more.emotion(self.generator(picture, left), pictures)
            self.generator.requires_grad_(True)
        _descend(self.painting, parts, self.reading if follows else None)
        # other expressions are painted and read back; who learns takes turns
        reads = follows and bool(number % 2)
        asked = changed(code, self.head.layout, self.more.templates, random)
        with torch.no_grad():
            _, projected, picture, seen = self.shown(asked)
            pixels, there = pixels_of(places.of(projected, self.head.faces), size)
            left = masked(pictures, outside(batch.hull, seen), colours, pixels, there, random, DROPPED_IN_CYCLE)
        self.modes(reads=reads, paints=not reads)
        painted = self.generator(picture, left)
        with photos_alone(self.encoder.expression_encoder):
            read = FaceCode(asked.pose, asked.cam, asked.shape, *self.encoder.expression_encoder(painted))
        if not reads:
            read = FaceCode(read.pose, read.cam, self.encoder.shape_encoder(painted), *_moving(read))
        parts["cycle"] = cycle_loss(read, asked, self.head.layout, with_shape=not reads)
        learns = self.encoder.expression_encoder if reads else self.generator
        _descend(self.reading if reads else self.painting, {"cycle": parts["cycle"]}, clipped=learns)
        return _numbers(parts)


def main_stage(
    head: Head,
    encoder: Encoder,
    generator: Generator,
    faces: Faces,
    course: Course,
    more: Optional,
    saved: Path,
    report: Report,
) -> list[float]:
    """Analysis by neural synthesis with the cycle path. The sum of the losses of each step."""
    second = _Second(head, encoder, generator, course, more)
    keep = {"encoder": encoder, "generator": generator, "reading": second.reading, "painting": second.painting}
    return run(lambda number: second.step(number, faces), keep, course, saved, report)


@torch.no_grad()
def _look_at(head: Head, encoder: Encoder, batch: Batch) -> None:
    """The camera begins where it lays the usual face onto the mean of the landmarks; as published it fits FLAME's head,
    and what another head gains by a better camera drowns its expressions for long."""
    code = FaceCode(*(torch.zeros(1, part.shape[1]) for part in vars(encoder.eval()(batch.pictures[:1])).values()))
    known = torch.isfinite(batch.points).all(dim=2).all(dim=0)
    camera = camera_for(head.points(head.vertices(code))[:, known], batch.points[:, known].mean(0, keepdim=True))
    encoder.pose_encoder.pose_cam_layers[0].bias[3:] = camera[0]  # pyright: ignore[reportIndexIssue]


def _channels_last(*nets: nn.Module) -> None:
    """Weights in the order in which a core goes through them soonest: a quarter of the generator's time less."""
    for net in nets:
        net.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]


@contextlib.contextmanager
def photos_alone(net: nn.Module) -> Iterator[None]:
    """What goes through the net leaves the means of its norms as they are: those are to be of photos, which are read
    by them afterwards, and not of what a generator paints."""
    norms = [each for each in net.modules() if isinstance(each, nn.BatchNorm2d)]
    before = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    try:
        yield
    finally:
        for norm, momentum in zip(norms, before, strict=True):
            norm.momentum = momentum


def _moving(code: FaceCode) -> tuple[Tensor, Tensor, Tensor]:
    return code.expression, code.eyelids, code.jaw


def _landmarks(head: Head, code: FaceCode, batch: Batch, vertices: Tensor | None = None) -> Tensor:
    vertices = head.vertices(code) if vertices is None else vertices
    found = project(head.points(vertices), code.cam)[..., :2]
    loss = losses.landmark_loss(found, batch.points)
    if bool(torch.isfinite(batch.contour).any()):
        contour = project(head.contour(vertices, code)[:, :17], code.cam)[..., :2]
        loss = loss + losses.landmark_loss(contour, batch.contour)
    return loss


def _descend(
    optimiser: torch.optim.Optimizer,
    parts: Mapping[str, Tensor],
    other: torch.optim.Optimizer | None = None,
    clipped: nn.Module | None = None,
) -> None:
    both = [one for one in (optimiser, other) if one is not None]
    for one in both:
        one.zero_grad(set_to_none=True)
    loss = torch.stack(list(parts.values())).sum()
    if not bool(torch.isfinite(loss)):
        raise FloatingPointError(f"a loss is not finite: {_numbers(parts)}")
    loss.backward()
    if clipped is not None:
        nn.utils.clip_grad_norm_(clipped.parameters(), _MOST_GRADIENT)
    for one in both:
        one.step()


def _numbers(parts: Mapping[str, Tensor]) -> dict[str, float]:
    return {name: float(value.detach()) for name, value in parts.items()}


def run(
    step: Callable[[int], dict[str, float]], keep: Mapping[str, Any], course: Course, saved: Path, report: Report
) -> list[float]:
    """All steps that are not done yet; the state of `keep` is saved now and then, and whole."""
    first, told = 0, list[dict[str, float]]()
    if saved.exists():
        state = torch.load(saved, weights_only=True)
        for name, one in keep.items():
            one.load_state_dict(state[name])
        first, told = int(state["step"]), state["told"]
    for number in range(first, course.steps):
        told.append(step(number))
        if (number + 1) % TOLD_EVERY == 0 or number + 1 == course.steps:
            last = told[-TOLD_EVERY:]
            means = {name: sum(row.get(name, 0.0) for row in last) / len(last) for name in told[-1]}
            report(f"{number + 1} of {course.steps}: " + ", ".join(f"{k} {v:.4f}" for k, v in means.items()))
        if (number + 1) % SAVE_EVERY == 0 or number + 1 == course.steps:
            partial = saved.with_suffix(".partial")
            torch.save({n: one.state_dict() for n, one in keep.items()} | {"step": number + 1, "told": told}, partial)
            partial.replace(saved)
    return [sum(row.values()) for row in told]
