"""A ground truth beside the figure of the page: an avatar of the same mesh, and how far each vertex is from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..figure.heat_colours import colours_of, scale_of
from ..protocol.avatar_file import load_avatar
from ..protocol.errors import BadFile, BadRequest
from ..protocol.results import Avatar
from .meshes import shown_vertices


@dataclass(frozen=True, eq=False)
class Truth:
    """vertices: (V, 3) metres, in the rest pose of the page's figure, with its face."""

    name: str
    vertices: np.ndarray


@dataclass(frozen=True)
class Told:
    """Millimetres."""

    mean: float
    nearly_all: float
    """what 95 % of the vertices are within"""
    worst: float
    scale: float
    """at the red end of the heat map"""

    @property
    def sentence(self) -> str:
        return f"mean {self.mean:.1f} mm, 95 % within {self.nearly_all:.1f} mm, worst {self.worst:.1f} mm"


def checked_truth(path: Path, figure: Avatar) -> Avatar:
    """The avatar of a file. Raises BadFile where it is none, BadRequest where its mesh is another than the figure's."""
    if not path.is_file():
        raise BadFile(f"There is no file {path}.", "Give the avatar.npz of an earlier result as --truth.")
    truth = load_avatar(path)
    one, other = truth.mesh, figure.mesh
    if len(one.vertices) != len(other.vertices) or not np.array_equal(one.faces, other.faces):
        raise BadRequest(
            f"{path.name} has {len(one.vertices)} vertices and {len(one.faces)} faces of another mesh than the figure "
            f"with its {len(other.vertices)} and {len(other.faces)}, so that no vertex can be compared.",
            "Give an avatar of the same body, or make one: galatea convert FILE --body BODY",
        )
    return truth


def truth_of(name: str, posed: Avatar) -> Truth:
    """posed: the truth in the rest pose of the figure."""
    body = posed.all_parts[0]
    face = dict(zip(posed.shape_keys.names, posed.shape_keys.values.tolist(), strict=True))
    return Truth(name, shown_vertices(body, body.mesh.vertices, face))


def away(truth: Truth, vertices: np.ndarray) -> np.ndarray:
    """(V,) metres, both as they stand: soles on the floor, the face as it is."""
    return np.linalg.norm(vertices - truth.vertices, axis=1)


def told(truth: Truth, vertices: np.ndarray) -> Told:
    off = away(truth, vertices)
    mm = off * 1000
    return Told(float(mm.mean()), float(np.quantile(mm, 0.95)), float(mm.max()), scale_of(off))


def heat(truth: Truth, vertices: np.ndarray, scale: float | None = None) -> np.ndarray:
    """(V, 3) 0..1 colours of the distances; scale: millimetres at the red end."""
    off = away(truth, vertices)
    return colours_of(off * 1000 / (scale or scale_of(off)))
