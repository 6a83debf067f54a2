"""From where the encoder looks at people, in training and in search alike: a stage of fixed size, and the face."""

from __future__ import annotations

import torch
from torch import Tensor

from ..body import BodyData
from ..protocol.requests import Look
from ..render import Camera, named_camera
from ..words.colour_names import EYES, HAIR, SUITS

# The stage is as large for a child as for a giant, so that height can be seen: metres, corners (x, y, z).
STAGE_LOW = (-1.05, -0.40, 0.0)
STAGE_HIGH = (1.05, 0.40, 2.15)
BODY_VIEWS: tuple[str, ...] = ("front", "side", "three_quarter", "back")
FACE_VIEW = "face"
PLAIN_LOOK = Look(skin_tone=0.35, hair_colour=HAIR["brown"], eye_colour=EYES["brown"], suit_colour=SUITS["grey"])
"""what bodies look like of which the encoder rates the shape alone"""


def views_of(body: BodyData) -> tuple[str, ...]:
    """From where the shape of a body is seen; a head alone would be a speck on the stage."""
    return (FACE_VIEW,) if body.form == "head" else BODY_VIEWS


def body_camera(view: str, batch: int, device: torch.device | str = "cpu") -> Camera:
    """`batch` equal cameras on the whole stage, from one of BODY_VIEWS."""
    ends = torch.tensor([STAGE_LOW, STAGE_HIGH], device=device)
    pick = torch.tensor([[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(8)], device=device)
    return named_camera(view, torch.gather(ends, 0, pick).expand(batch, -1, -1))  # pyright: ignore[reportArgumentType]


def camera_of(view: str, body: BodyData, vertices: Tensor) -> Camera:
    """The camera that sees figures (B, V, 3) from one of `views_of`, or their faces."""
    if view == FACE_VIEW:
        return face_camera(vertices, body)
    if body.form == "animal":  # no person's height is to be compared with its own
        return named_camera(view, vertices)  # pyright: ignore[reportArgumentType]
    return body_camera(view, len(vertices), vertices.device)


def face_camera(vertices: Tensor, body: BodyData) -> Camera:
    """A camera on each figure's face, which fills the picture whatever its size: vertices (B, V, 3)."""
    head = torch.as_tensor(body.regions["head"], device=vertices.device)
    return named_camera(FACE_VIEW, vertices, face_vertices=head)
