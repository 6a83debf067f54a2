"""What the encoder thinks of people with given sliders: parameters -> renders -> image directions."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ...body import BodyData, rest_shape
from ...clip import Encoder
from ...render import Topology, backgrounds, render, topology
from ..semantics.views import body_camera, face_camera

NEUTRAL_TEXT = "a person"
BODY_VIEWS: tuple[str, ...] = ("front", "side", "three_quarter", "back")
FACE_VIEW = "face"


@dataclass(frozen=True)
class Judge:
    """An encoder in front of a stage on which the body stands; texture: (H, W, 3) float 0..1."""

    body: BodyData
    encoder: Encoder
    topology: Topology
    texture: Tensor
    uvs: Tensor
    uv_faces: Tensor
    background: Tensor
    """(H, W, 3) float 0..1, behind the figure; changes from step to step"""
    light: str = "lit"

    def pictures(self, values: Tensor, view: str) -> Tensor:
        """(B, H, W, 3) renders of (B, P) slider values from one of BODY_VIEWS or FACE_VIEW, differentiable."""
        vertices = rest_shape(self.body, values)
        if view == FACE_VIEW:
            camera = face_camera(vertices, self.body)
        else:
            camera = body_camera(view, len(values), values.device)
        image, _ = render(
            vertices,
            self.topology,
            camera,
            self.background.shape[:2],
            texture=self.texture,
            uvs=self.uvs,
            uv_faces=self.uv_faces,
            light=self.light,
            background=self.background.expand(len(values), -1, -1, -1),
        )
        return image

    def features(self, values: Tensor, view: str) -> Tensor:
        """(B, D) unit image embeddings."""
        return self.encoder.encode_images(self.pictures(values, view))


def judge_of(body: BodyData, encoder: Encoder, texture: Tensor, device: str) -> Judge:
    """A judge with a plain grey background; see `staged` for others."""
    size = encoder.image_size
    return Judge(
        body=body,
        encoder=encoder,
        topology=topology(body.faces),
        texture=texture,
        uvs=torch.as_tensor(body.uvs, device=device),
        uv_faces=torch.as_tensor(body.uv_faces, device=device),
        background=torch.full((size, size, 3), 0.5, device=device),
    )


def staged(judge: Judge, generator: torch.Generator) -> Judge:
    """The same judge with a random background kind and light, so that the search cannot please only one of them."""
    from dataclasses import replace

    kinds = ("black", "white", "noise", "checker")
    kind = kinds[int(torch.randint(len(kinds), (), generator=generator))]
    light = ("lit", "lit", "clay")[int(torch.randint(3, (), generator=generator))]
    height, width = judge.background.shape[:2]
    background = backgrounds(kind, 1, (height, width), generator)[0].to(judge.background.device)
    return replace(judge, background=background, light=light)
