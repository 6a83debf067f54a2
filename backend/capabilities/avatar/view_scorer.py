"""What the encoder thinks of people: vertices -> renders -> image embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ...body import BodyData
from ...clip.encoder import Encoder
from ...figure.encoder_views import camera_of
from ...render import KINDS, Pyramid, Topology, backgrounds, pyramid, render, topology

LIGHTS: tuple[str, ...] = ("lit", "lit", "unlit")


@dataclass(frozen=True)
class ViewScorer:
    """An encoder in front of a stage on which figures stand. background: (H, W, 3) float 0..1."""

    body: BodyData
    encoder: Encoder
    topology: Topology
    texture: Pyramid
    background: Tensor
    light: str = "lit"

    @property
    def trained(self) -> bool:
        """Whether the encoder learned from pictures of this body."""
        return self.body.name in self.encoder.bodies

    def features(self, vertices: Tensor, views: Sequence[str]) -> Tensor:
        """(B, V, 3) metres -> (views, B, D) unit embeddings; differentiable."""
        images = torch.cat([self._pictures(vertices, view) for view in views])
        return self.encoder.encode_images(images).reshape(len(views), len(vertices), -1)

    def _pictures(self, vertices: Tensor, view: str) -> Tensor:
        image, _ = render(
            vertices,
            self.topology,
            camera_of(view, self.body, vertices),
            (self.background.shape[0], self.background.shape[1]),
            texture=self.texture,
            uvs=self.body.uvs,
            uv_faces=self.body.uv_faces,
            light=self.light,
            background=self.background.expand(len(vertices), -1, -1, -1),
            # twice as fine only where a gradient is wanted
            supersample=2 if vertices.requires_grad else 1,
        )
        return image


def view_scorer_of(body: BodyData, encoder: Encoder, albedo: Tensor) -> ViewScorer:
    """A view scorer before a plain grey background; albedo: (H, W, 3) float 0..1."""
    size = encoder.image_size
    return ViewScorer(
        body=body,
        encoder=encoder,
        topology=topology(body.faces),
        texture=pyramid(albedo),
        background=torch.full((size, size, 3), 0.5, device=albedo.device),
    )


def staged(scorer: ViewScorer, generator: torch.Generator) -> ViewScorer:
    """The same scorer with a random background and light, so that a search cannot please only one of them."""
    kind = KINDS[int(torch.randint(len(KINDS), (), generator=generator))]
    light = LIGHTS[int(torch.randint(len(LIGHTS), (), generator=generator))]
    size = (scorer.background.shape[0], scorer.background.shape[1])
    background = backgrounds(kind, 1, size, generator)[0].to(scorer.background.device)
    return replace(scorer, background=background, light=light)
