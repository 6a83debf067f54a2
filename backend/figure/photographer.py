"""Pictures of bodies for rating: from the sides that a space is seen from, always in the same light and colours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from ..appearance import paint_albedo
from ..body import BodyData, rest_shape
from ..clip import Encoder
from ..protocol.errors import BadRequest
from ..render import Camera, Topology, orbit_camera, pyramid, render, topology
from ..render.textures import Pyramid
from ..semantics.mapper import Mapper
from ..semantics.scoring import embedded, scores
from ..semantics.seen_bodies import Eye
from ..semantics.spaces import Space
from .encoder_views import PLAIN_LOOK, body_camera

BATCH = 16
TEXTURE = 512
_FACE_ANGLE, _FACE_MARGIN = 20.0, 0.12
_ANIMAL_TURNS = {"front": 20.0, "side": 90.0}
# degrees; the embedded encoder has hardly seen faces from further round
_FACE_TURNS = {"face": 0.0, "face_three_quarter": 25.0}
SMALLEST, LARGEST = 32, 2048


def views_of(space: Space, body: BodyData) -> tuple[str, ...]:
    """From where bodies of a space are seen."""
    return ("front", "side") if space.name == "body" and body.form == "person" else tuple(_FACE_TURNS)


@dataclass(frozen=True, eq=False)
class Photographer:
    """All that rendering needs, made once."""

    body: BodyData
    space: Space
    mesh: Topology
    texture: Pyramid | None
    views: tuple[str, ...]
    size: int
    aside: float = 0.0
    """metres that figures stand aside: the same body in another picture, for tests of what pictures taught"""

    def parameters(self, values: Tensor) -> Tensor:
        """(B, A) values of the axes -> (B, P) parameters of the body, the others at their defaults."""
        return with_values(self.body, self.space, values)

    @torch.no_grad()
    def vertices(self, values: Tensor) -> Tensor:
        """(B, V, 3) metres."""
        return rest_shape(self.body, self.parameters(values))

    @torch.no_grad()
    def pictures(self, vertices: Tensor) -> np.ndarray:
        """(B, views, size, size, 3) uint8 of figures at rest (B, V, 3)."""
        vertices = vertices + vertices.new_tensor([self.aside, self.aside, 0.0])
        parts = [self._batch(part) for part in vertices.split(BATCH)]
        return np.concatenate(parts)

    def _batch(self, vertices: Tensor) -> np.ndarray:
        shown = []
        for view in self.views:
            image, _ = render(
                vertices,
                self.mesh,
                self._camera(view, vertices),
                (self.size, self.size),
                texture=self.texture,
                uvs=self.body.uvs if self.texture else None,
                uv_faces=self.body.uv_faces if self.texture else None,
                light="lit" if self.texture else "clay",
                background=(0.0, 0.0, 0.0),
            )
            shown.append((image.clamp(0, 1) * 255).round().to(torch.uint8))
        return torch.stack(shown, 1).numpy()

    def _camera(self, view: str, vertices: Tensor) -> Camera:
        if view in _FACE_TURNS:
            head = vertices
            if self.body.form == "person" and "head" in self.body.regions:
                head = vertices[:, torch.as_tensor(self.body.regions["head"])]
            return orbit_camera(head, _FACE_TURNS[view], 0.0, _FACE_ANGLE, margin=_FACE_MARGIN + self.aside)
        if "anny" in self.body.name or self.body.grounded:
            return body_camera(view, len(vertices))
        return orbit_camera(vertices, _ANIMAL_TURNS[view])


def with_values(body: BodyData, space: Space, values: Tensor, start: Tensor | None = None) -> Tensor:
    """(B, P) parameters with values (B, A) of all axes. start: (P,) of the others, the defaults unless given."""
    parameters = (body.defaults if start is None else start).repeat(len(values), 1)
    for k, axis in enumerate(space.axes):
        for slider in axis.sliders:
            parameters[:, body.parameter_index[slider]] = values[:, k]
    return parameters


def photographer(body: BodyData, space: Space, size: int, textured: bool, views: Iterable[str] = ()) -> Photographer:
    """Raises BadRequest for a size out of range."""
    if not SMALLEST <= size <= LARGEST:
        raise BadRequest(
            f"A picture of {size} pixels cannot be made.", f"Choose a size from {SMALLEST} to {LARGEST} pixels."
        )
    texture = None
    if textured:
        painted = paint_albedo(body, PLAIN_LOOK, TEXTURE, 0)[..., :3]
        texture = pyramid(torch.from_numpy(painted.copy()).float() / 255)
    return Photographer(body, space, topology(body.faces), texture, tuple(views) or views_of(space, body), size)


def eye_of(mapper: Mapper, directions: Tensor, at_work: Photographer, encoder: Encoder) -> Eye:
    """What an encoder sees of bodies for the words of a mapper. directions: (W, D) of `Scoring.directions`."""
    at_work = replace(at_work, space=mapper.space)

    def eye(values: Tensor) -> Tensor:
        seen = embedded(encoder, at_work.pictures(at_work.vertices(values)))
        return mapper.standardised(torch.from_numpy(scores(seen, directions)).float())

    return eye
