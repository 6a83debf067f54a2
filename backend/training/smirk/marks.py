"""Where the detector's points lie on a body's face: found on renders of the still face, laid onto its triangles."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch

from backend.appearance import paint_albedo, random_look
from backend.landmarks.faces import find_faces
from backend.protocol.errors import BadRequest
from backend.render import rasterise, render
from backend.smirk.camera import camera_of
from backend.smirk.encoder import FaceCode
from backend.smirk.head import Head
from backend.smirk.turns import to_world

from .renders import framed, whole_head

SIZE, LOOKS, ROOM, TEXTURE = 448, 4, 1.8, 1024


@torch.no_grad()
def with_found_marks(head: Head, seed: int = 0) -> Head:
    """The head with MediaPipe's points as its landmarks, those that the detector finds on it, seen from the front.

    Raises BadRequest where it finds none: then photos of people cannot be learned from on this body.
    """
    layout = head.layout
    widths = (3, 3, layout.shapes, layout.expressions, 2 * layout.eyelids, 3 * layout.jaw)
    code = framed(head, FaceCode(*(torch.zeros(1, width) for width in widths)), ROOM)
    vertices = head.vertices(code)
    mesh, uv_faces = whole_head(head)
    camera, random = camera_of(code.cam), np.random.default_rng(seed)
    found = []
    for _ in range(LOOKS):
        texture = paint_albedo(head.body, random_look(random), TEXTURE, int(random.integers(1000)))[..., :3]
        picture, _ = render(
            to_world(vertices), mesh, camera, (SIZE, SIZE), texture=torch.from_numpy(texture.copy()).float() / 255,
            uvs=head.body.uvs, uv_faces=uv_faces, background=(0.6, 0.62, 0.65),
        )  # fmt: skip
        faces = find_faces((picture[0].clamp(0, 1) * 255).round().to(torch.uint8).numpy(), 1)
        found += [face.points[:, :2] for face in faces]
    if not found:
        raise BadRequest(
            f"MediaPipe finds no face on {head.body.name}, so its points on photos say nothing of this body.",
            "Put NAME.npz with the body's own landmarks beside each picture, or choose another body with --body.",
        )
    at = np.median(np.stack(found), axis=0).round().astype(int).clip(0, SIZE - 1)
    fragments = rasterise(camera.project(to_world(vertices)), mesh, (SIZE, SIZE))
    place = torch.full((SIZE * SIZE,), -1)
    place[fragments.pixels] = torch.arange(len(fragments.pixels))
    seen = place[torch.from_numpy(at[:, 1] * SIZE + at[:, 0])]
    kept = (seen >= 0).nonzero().flatten()
    rows = seen[kept]
    numbers = tuple(int(k) for k in kept)
    return dataclasses.replace(
        head, corners=mesh.faces[fragments.faces[rows]], shares=fragments.weights[rows].clone(), numbers=numbers
    )
