"""Height, girths, arms, mass and body mass index of a figure at rest, from its mesh alone; differentiable.

height  highest minus lowest vertex
waist, hips, chest
        tape measures as in ISO 8559-1: the convex girth of the torso, without arms, in a horizontal plane through the
        narrow of the waist, through the crest of the buttocks, through the nipples. The plane's height is the mean of a
        few vertices that stay on the landmark in every shape. The girth of a convex curve is the integral of its
        support function over all directions (Cauchy), so no hull needs to be built.
arm     from the tip of the shoulder over the elbow to the wrist (arm_length.py)
mass    volume by signed tetrahedra times 980 kg/m³, the mean density of a body with air in its lungs
bmi     mass / height²

Of a head height, width and depth; of an animal height, length and mass.
"""

from __future__ import annotations

import math
from collections.abc import Collection

import torch
from torch import Tensor

from backend.body.arm_length import POINTS, arm_lengths
from backend.body.data import BodyData

DENSITY = 980.0  # kg / m³
GIRTHS = ("waist", "hips", "chest")
DIRECTIONS = 72


def measurable(body: BodyData) -> tuple[str, ...]:
    """The names of what `measure` tells of a body."""
    if body.form == "head":
        return ("height", "width", "depth")
    if body.form == "animal":
        return ("height", "length", "mass")
    girths = (name for name in GIRTHS if f"{name}_level" in body.landmarks)
    return ("height", *girths, *(("arm",) if POINTS in body.landmarks else ()), "mass", "bmi")


def measure(body: BodyData, rest_vertices: Tensor, only: Collection[str] | None = None) -> dict[str, Tensor]:
    """Each measurement as (B,): height, waist, hips, chest, arm in metres, mass in kg, bmi in kg / m².

    rest_vertices: (B, V, 3) neutral expression, native rest pose. A body without torso landmarks has no girths, one
    whose joints are not known no arm; of a head there are height, width and depth, of an animal height, length and
    mass. only: the names that are asked for; None for all.
    """
    found = _measured(body, rest_vertices, measurable(body) if only is None else only)
    return found if only is None else {name: found[name] for name in only}


def _measured(body: BodyData, rest_vertices: Tensor, names: Collection[str]) -> dict[str, Tensor]:
    """At least what is named."""
    if body.form == "head":
        width, depth, height = (rest_vertices.amax(dim=1) - rest_vertices.amin(dim=1)).unbind(dim=1)
        return {"height": height, "width": width, "depth": depth}
    if body.form == "animal":
        _, length, height = (rest_vertices.amax(dim=1) - rest_vertices.amin(dim=1)).unbind(dim=1)
        return {"height": height, "length": length, "mass": volume(rest_vertices, body.faces) * DENSITY}
    z = rest_vertices[..., 2].contiguous()
    height = z.amax(dim=1) - z.amin(dim=1)
    around = girths(body, rest_vertices) if any(name in GIRTHS for name in names) else {}
    if "arm" in names:
        around["arm"] = arm_lengths(body, rest_vertices)
    if "mass" not in names and "bmi" not in names:
        return {"height": height, **around}
    mass = volume(rest_vertices, body.landmarks.get("closed_faces", body.faces)) * DENSITY
    return {"height": height, **around, "mass": mass, "bmi": mass / height**2}


def volume(vertices: Tensor, faces: Tensor) -> Tensor:
    """(B,) m³ enclosed by closed surfaces. vertices: (B, V, 3); faces: (F, 3), outward"""
    # one row per vertex for all figures: gathering rows is many times faster than gathering within them
    rows = vertices.transpose(0, 1).reshape(vertices.shape[1], -1)
    corners = rows.index_select(0, faces.T.reshape(-1)).view(3, len(faces), -1, 3)
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = corners.permute(0, 3, 1, 2).contiguous()
    minors = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
    return minors.sum(dim=0) / 6


def girths(body: BodyData, vertices: Tensor) -> dict[str, Tensor]:
    """(B,) metres around the torso at each of `GIRTHS` that the body has landmarks for. vertices: (B, V, 3)"""
    names = [name for name in GIRTHS if f"{name}_level" in body.landmarks]
    if not names:
        return {}
    # all at once: this runs in every step of a drag, and the calls cost more than the sums
    levels = torch.stack([vertices[:, body.landmarks[f"{name}_level"], 2].mean(dim=1) for name in names], dim=1)
    around = [body.landmarks[f"{name}_edges"] for name in names]
    edges = torch.cat(around)
    ring = torch.repeat_interleave(torch.tensor([len(part) for part in around])).to(vertices.device)
    above = vertices[..., 2].detach()[:, edges] > levels.detach()[:, ring, None]
    figure, edge = (above[..., 0] != above[..., 1]).nonzero(as_tuple=True)
    start, end = vertices[figure, edges[edge, 0]], vertices[figure, edges[edge, 1]]
    along = (levels[figure, ring[edge]] - start[:, 2]) / (end[:, 2] - start[:, 2])
    points = start[:, :2] + along[:, None] * (end - start)[:, :2]
    angles = torch.arange(DIRECTIONS, device=vertices.device) * (2 * math.pi / DIRECTIONS)
    reach = points @ torch.stack([angles.cos(), angles.sin()])
    place = figure * len(names) + ring[edge]
    support = reach.new_zeros(len(vertices) * len(names), DIRECTIONS).scatter_reduce(
        0, place[:, None].expand_as(reach), reach, "amax", include_self=False
    )
    around_each = support.mean(dim=1).view(-1, len(names)) * (2 * math.pi)
    return dict(zip(names, around_each.unbind(dim=1), strict=True))
