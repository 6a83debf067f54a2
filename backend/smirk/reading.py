"""One face in one picture: landmarks, crop, nets, and what they tell; drawn, painted again, or with other features."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..protocol.errors import BadRequest
from ..render import Topology, topology
from .crop import Square, cut, paste, square_of
from .draw import draw
from .encoder import FaceCode
from .head import EYELIDS, Head, project
from .masks import colours_at, masked, outside, pixels_of, region_weights, sample_points
from .model_file import Smirk

MORE_POINTS, SPREAD = 5, 5.0
"""times as many points are sampled for showing as for learning, and the most by which their number then varies"""


@dataclass(frozen=True, eq=False)
class Reader:
    """Nets, and the head that their numbers move. drawn: its triangles; weights: (F,) of points on them"""

    smirk: Smirk
    head: Head
    drawn: Topology
    weights: Tensor


@dataclass(frozen=True, eq=False)
class ReadFace:
    """square: where in the photo the crop is; crop: (S, S, 3) uint8; points: (L, 2) landmarks in -1..1 of the crop;
    code: of one picture"""

    square: Square
    crop: np.ndarray
    points: Tensor
    code: FaceCode


def reader_of(smirk: Smirk, head: Head) -> Reader:
    """Raises BadRequest where the nets are for another face."""
    has, wants = head.layout, smirk.layout
    same = ("shapes", "expressions", "expression_names", "shape_names", "eyelids", "jaw")
    differs = [name for name in same if getattr(has, name) != getattr(wants, name)]
    if differs:
        told = ", ".join(f"{name} {getattr(wants, name)} instead of {getattr(has, name)}" for name in differs[:1])
        raise BadRequest(
            f"The nets read another face than that of {head.body.name}: {told[:150]}.",
            _missing(head, differs),
        )
    return Reader(smirk, head, topology(head.faces), region_weights(head))


def _missing(head: Head, differs: list[str]) -> str:
    if "eyelids" in differs and not head.layout.eyelids:
        return "Add l_eyelid.npy and r_eyelid.npy, which are published with SMIRK, beside the FLAME model."
    return "Choose nets and a body that belong together."


@torch.no_grad()
def read_face(reader: Reader, photo: np.ndarray, points: np.ndarray, scale: float) -> ReadFace:
    """photo: (H, W, 3) uint8; points: (L, 2) pixels, all landmarks of one face."""
    square, size = square_of(points, scale), reader.smirk.layout.size
    crop = cut(photo, square, size)
    inside = 2.0 * square.to_square(points[:, :2].astype(np.float64), size) / size - 1.0
    return ReadFace(square, crop, torch.from_numpy(inside).float(), reader.smirk.encoder(pixels(crop)))


def pixels(crop: np.ndarray) -> Tensor:
    """(1, 3, S, S) 0..1 of (S, S, 3) uint8."""
    return torch.tensor(crop).permute(2, 0, 1)[None].float() / 255


def picture_of(values: Tensor) -> np.ndarray:
    """(S, S, 3) uint8 of (1, 3, S, S) 0..1."""
    return (values[0].detach().permute(1, 2, 0).clamp(0, 1) * 255).round().to(torch.uint8).numpy()


def shape_picture(reader: Reader, face: ReadFace, code: FaceCode | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The grey shape (S, S, 3) uint8 on black, and laid over the crop."""
    with torch.no_grad():
        drawn, shown = _drawn(reader, code or face.code)[2:]
    grey = picture_of(drawn)
    return grey, np.where(shown[0, 0].numpy()[..., None], grey, face.crop)


def repainted(reader: Reader, face: ReadFace, code: FaceCode | None = None, seed: int = 0) -> np.ndarray:
    """(S, S, 3) uint8: the crop painted anew by the generator, with the expression of `code` where that is another.

    Raises BadRequest where the nets have no generator.
    """
    generator = reader.smirk.generator
    if generator is None:
        raise BadRequest("These nets have no generator, so no photo can be painted anew.", "Add the whole checkpoint.")
    random = torch.Generator().manual_seed(seed)
    size, photo = reader.smirk.layout.size, pixels(face.crop)
    with torch.no_grad():
        vertices, projected, drawn, shown = _drawn(reader, face.code)
        faces = reader.head.faces
        places = sample_points(vertices, projected, faces, reader.weights, size, random, MORE_POINTS)
        amount = SPREAD ** (2 * float(torch.rand(1, generator=random)) - 1) / MORE_POINTS
        kept_points = torch.rand(places.faces.shape, generator=random) < amount
        colours = colours_at(photo, pixels_of(places.of(projected, faces), size)[0])
        if code is not None:
            _, projected, drawn, shown = _drawn(reader, code)
        where, there = pixels_of(places.of(projected, faces), size)
        kept = outside(face.points[None], shown)
        left = masked(photo, kept, colours, where, there & kept_points, random, 0.0)
        return picture_of(generator(drawn, left))


def laid_back(photo: np.ndarray, face: ReadFace, patch: np.ndarray) -> np.ndarray:
    """The whole photo with a picture of the crop's size laid where the crop was."""
    return paste(photo, patch, face.square)


def with_changes(reader: Reader, code: FaceCode, wanted: Mapping[str, float]) -> FaceCode:
    """The code with some of its numbers set: the body's expressions and eyelids by their names, jaw_x, jaw_y, jaw_z.

    Raises BadRequest for a name that the face has not.
    """
    head = reader.head
    names = [head.body.parameters[int(k)].name for k in head.expression_columns]
    places = {name: ("expression", k) for k, name in enumerate(names)}
    if head.layout.eyelids:
        places |= {name: ("eyelids", k) for k, name in enumerate(EYELIDS)}
    if head.layout.jaw:
        places |= {f"jaw_{axis}": ("jaw", k) for k, axis in enumerate("xyz")}
    strange = [name for name in wanted if name not in places]
    if strange:
        raise BadRequest(f"The face has no {strange[0]!r}.", f"It has {', '.join(list(places)[:6])} …")
    parts = {part: getattr(code, part).clone() for part in ("expression", "eyelids", "jaw")}
    for name, value in wanted.items():
        part, place = places[name]
        parts[part][:, place] = float(value)
    return dataclasses.replace(code, **parts)


def _drawn(reader: Reader, code: FaceCode) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    vertices = reader.head.vertices(code)
    projected = project(vertices, code.cam)
    return vertices, projected, *draw(vertices, projected, reader.drawn, reader.smirk.layout.size)
