"""How light falls on the surface: a sky and a ground, and one key light that comes along with the camera."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from backend.protocol.errors import BadRequest
from backend.render.kernel_ops import lit_colours, normal_sums
from backend.render.raster import Fragments


@dataclass(frozen=True)
class Light:
    """Brightnesses are linear; the key's direction is towards the light, in the camera's right, up, backward."""

    sky: float = 0.42
    ground: float = 0.20
    key: float = 0.68
    direction: tuple[float, float, float] = (-0.45, 0.55, 0.75)
    wrap: float = 0.25
    """how far the key reaches round the shadow's edge: 0 hard, 1 everywhere"""
    colour: tuple[float, float, float] | None = None
    """a material in place of the surface's own colour"""


LIGHTS = {
    "lit": Light(),
    "clay": Light(sky=0.30, ground=0.16, key=0.62, wrap=0.15, colour=(0.82, 0.79, 0.76)),
    "unlit": None,
}


def light_named(light: str | Light | None) -> Light | None:
    """The light of that name; None is unlit."""
    if light is None or isinstance(light, Light):
        return light
    if light not in LIGHTS:
        raise BadRequest(f"There is no light named {light!r}.", f"Choose one of: {', '.join(LIGHTS)}.")
    return LIGHTS[light]


def shade(light: Light, colours: Tensor, vertices: Tensor, fragments: Fragments, rotation: Tensor) -> Tensor:
    """Colours (N, 3) of the fragments times their display brightness; rotation: (B, 3, 3) of the camera."""
    towards = torch.tensor(light.direction, device=vertices.device)
    towards = rotation.transpose(1, 2) @ (towards / towards.norm())
    strengths = (light.sky, light.ground, light.key, light.wrap)
    mesh, weights = fragments.mesh, fragments.weights
    seen = (mesh.faces32, fragments.batch, fragments.faces, weights)
    return lit_colours(colours, normal_sums(vertices, mesh), *seen, towards, strengths)
