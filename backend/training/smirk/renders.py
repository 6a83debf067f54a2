"""Pictures of a body's own face, with what is true of them: to see that a training works, and for learning without
anybody's photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate as resized

from backend.appearance import paint_albedo, random_look
from backend.render import Light, Topology, render, topology
from backend.smirk.camera import camera_of
from backend.smirk.encoder import FaceCode
from backend.smirk.head import EYELIDS, Head, project
from backend.smirk.turns import to_world

from .faces import ROOM, Faces, joined

TOGETHER = 8
"""pictures of one person in one light"""
_TEXTURE = 256


@dataclass(frozen=True)
class Variety:
    """How unlike the faces are. shape, turn: standard deviations, of shape in its own units, of nodding, turning and
    tilting in radians; found: how far off landmarks are found, standard deviation as a share of the face's width;
    moving: expressions that are mixed at most where no curves are given; steady: whether the camera stands still while
    a face moves, instead of following the box of its landmarks as crops of photos do"""

    shape: float = 0.6
    turn: tuple[float, float, float] = (0.10, 0.28, 0.08)
    found: float = 0.012
    moving: int = 5
    steady: bool = False


def rendered(
    head: Head,
    count: int,
    seed: int,
    size: int,
    curves: np.ndarray | None = None,
    variety: Variety = Variety(),
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Faces:
    """`count` faces in pictures of `size` pixels. curves: (T, E) expressions to choose from; random mixes otherwise."""
    parts: list[Faces] = []
    rows = whole_head(head)
    for number in range(-(-count // TOGETHER)):
        parts.append(_person(head, rows, np.random.default_rng([seed, number]), size, curves, variety))
        report(min(count, (number + 1) * TOGETHER), count)
    return joined(parts).rows(slice(count))


def codes(
    head: Head, random: np.random.Generator, batch: int, curves: np.ndarray | None, variety: Variety = Variety()
) -> FaceCode:
    """One person with so many faces."""
    layout = head.layout
    shape = np.tile(random.normal(0, variety.shape, layout.shapes), (batch, 1))
    if curves is not None and len(curves) and random.random() < 0.5:
        expression = curves[random.integers(0, len(curves), batch)]
    else:
        expression = np.zeros((batch, layout.expressions))
        for row in expression:
            some = random.choice(len(row), min(len(row), int(random.integers(1, variety.moving + 1))), replace=False)
            row[some] = random.random(len(some)) if layout.expression_names else random.normal(0, 1.5, len(some))
    jaw = np.zeros((batch, 3 * layout.jaw))
    if layout.jaw:
        jaw[:, 0] = np.maximum(random.normal(0, 0.15, batch), 0)
    made = (
        random.normal(0, variety.turn, (batch, 3)),
        np.zeros((batch, 3)),
        shape,
        expression,
        random.random((batch, 2 * layout.eyelids)) * (random.random((batch, 1)) < 0.5),
        jaw,
    )
    return FaceCode(*(torch.from_numpy(values).float() for values in made))


def framed(head: Head, code: FaceCode, room: float) -> FaceCode:
    """With the camera for which the landmarks fill 1 / room of the picture."""
    points = head.points(head.vertices(code))[..., :2]
    low, high = points.amin(1), points.amax(1)
    scale = 2.0 / ((high - low).mean(1) * room)
    cam = torch.cat([scale[:, None], -(low + high) / 2], dim=1)
    return FaceCode(code.pose, cam, code.shape, code.expression, code.eyelids, code.jaw)


def whole_head(head: Head) -> tuple[Topology, Tensor]:
    """All triangles of the head, and their places in the texture."""
    place = torch.full((head.body.vertex_count,), -1)
    place[head.own] = torch.arange(len(head.own))
    kept = (place[head.body.faces] >= 0).all(dim=1)
    return topology(place[head.body.faces[kept]]), head.body.uv_faces[kept]


@torch.no_grad()
def _person(
    head: Head,
    rows: tuple[Topology, Tensor],
    random: np.random.Generator,
    size: int,
    curves: np.ndarray | None,
    variety: Variety,
) -> Faces:
    code = codes(head, random, TOGETHER, curves, variety)
    shown = replace(code, expression=0 * code.expression, jaw=0 * code.jaw) if variety.steady else code
    code = replace(code, cam=framed(head, shown, ROOM).cam)
    vertices = head.vertices(code, lids_turn=True)
    look = random_look(random)
    texture = torch.from_numpy(paint_albedo(head.body, look, _TEXTURE, int(random.integers(1000)))[..., :3]).float()
    light = Light(
        sky=float(random.uniform(0.3, 0.6)),
        ground=float(random.uniform(0.15, 0.3)),
        key=float(random.uniform(0.3, 0.8)),
        direction=(float(random.uniform(-0.8, 0.8)), float(random.uniform(0.1, 0.8)), float(random.uniform(0.4, 0.9))),
    )
    pictures, _ = render(
        to_world(vertices),
        rows[0],
        camera_of(code.cam),
        (size, size),
        texture=texture / 255,
        uvs=head.body.uvs,
        uv_faces=rows[1],
        light=light,
        background=_behind(random, size),
        supersample=1,
    )
    points = project(head.points(vertices), code.cam)[..., :2].numpy()
    points = points + random.normal(0, variety.found * 2 / ROOM, points.shape)
    return Faces(
        (pictures.clamp(0, 1) * 255).round().to(torch.uint8).numpy(),
        points.astype(np.float32),
        points.astype(np.float32),
        np.full((TOGETHER, 17, 2), np.nan),
        code.shape.numpy(),
        code.flat.numpy(),
    )


def _behind(random: np.random.Generator, size: int) -> Tensor:
    """(TOGETHER, size, size, 3) blurred colours."""
    few = torch.from_numpy(random.random((TOGETHER, 3, 4, 4))).float()
    return resized(few, (size, size), mode="bilinear").permute(0, 2, 3, 1).contiguous()


def curves_of(head: Head, names: Sequence[str], values: np.ndarray) -> np.ndarray | None:
    """(T, E) recorded keys as the head's expressions; None where it has none of them."""
    known = {name: k for k, name in enumerate(names)}
    own = head.layout.expression_names
    if not set(own) & set(known):
        return None
    out = np.zeros((len(values), len(own)))
    for place, name in enumerate(own):
        if name in known and name not in EYELIDS:
            out[:, place] = values[:, known[name]].clip(0, 1)
    return out
