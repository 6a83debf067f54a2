"""Height, girths, mass and body mass index of a figure at rest, from its mesh alone; differentiable."""

from __future__ import annotations

import torch
from torch import Tensor

from backend.body.data import BodyData

DENSITY = 980.0  # kg / m³, a whole body with air in the lungs


def measure(body: BodyData, rest_vertices: Tensor) -> dict[str, Tensor]:
    """Each measurement as (B,): height, waist, hips, chest in metres, mass in kg, bmi in kg / m².

    rest_vertices: (B, V, 3) neutral expression, native rest pose
    """
    z = rest_vertices[..., 2]
    height = z.amax(dim=1) - z.amin(dim=1)
    corners = rest_vertices[:, body.faces]
    volume = (torch.linalg.cross(corners[:, :, 0], corners[:, :, 1]) * corners[:, :, 2]).sum(dim=(1, 2)).abs() / 6
    mass = volume * DENSITY
    return {"height": height, "mass": mass, "bmi": mass / height**2}
