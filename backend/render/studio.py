"""Light of finished pictures: relief, shine and metal of a surface, and what it keeps from itself.

For pictures that people look at; it passes no gradient. The reflection is the usual one of glTF's metal and roughness:
GGX for the key light, with the sky and the ground mirrored by how rough the surface is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import interpolate as resized
from torch.nn.functional import normalize

from backend.render.shading import Light

_AT_REST = 0.04
"""what a surface that is no metal mirrors when looked at from the front"""
_ROOM = 0.6
"""how much of the room a smooth surface that is no metal throws back; cloth and hair keep most of it"""


@dataclass(frozen=True)
class Studio(Light):
    spread: float = 0.16
    """radius of the key light as seen from the figure, radians: how soft the edge of its shadows is"""
    rays: int = 7
    """places on the key light that cast shadows"""


@dataclass(frozen=True, eq=False)
class Finish:
    """Of N fragments."""

    relief: Tensor
    """(N, 2) slope of the relief along the texture's right and up, 0 where smooth"""
    roughness: Tensor
    """(N, 1)"""
    metallic: Tensor
    """(N, 1)"""
    thin: Tensor
    """(N, 1) how much of the light on its other side comes through, where that is more: hair is thin"""
    emission: Tensor
    """(N, 1) how strongly the colour shines by itself"""


def detail_map(normal: Tensor | None, roughness: Tensor | None, plain: float) -> Tensor | None:
    """(H, W, 3): x and y of a normal map and the roughness in one texture, each 0..1; None where there is neither.

    normal: (H, W, 3+) OpenGL's way; roughness: (h, w, 1+), or None for `plain` everywhere.
    """
    if normal is None and roughness is None:
        return None
    either = normal if normal is not None else roughness
    assert either is not None
    height, width = either.shape[:2]
    slopes = torch.full((height, width, 2), 0.5, device=either.device) if normal is None else normal[..., :2]
    if roughness is None:
        rough = torch.full((height, width, 1), plain, device=either.device)
    else:
        rough = roughness[..., :1]
        if rough.shape[:2] != (height, width):
            rough = resized(rough.permute(2, 0, 1)[None], (height, width), mode="bilinear")[0].permute(1, 2, 0)
    return torch.cat([slopes, rough], -1)


def key_rays(light: Studio, towards: Tensor) -> Tensor:
    """(rays, 3) directions to places all over the key light; towards: (3,) its middle."""
    aside = towards.new_tensor([1.0, 0.0, 0.0] if abs(float(towards[0])) < 0.9 else [0.0, 0.0, 1.0])
    right = normalize(torch.linalg.cross(towards, aside), dim=0)
    up = torch.linalg.cross(right, towards)
    step = torch.arange(light.rays, device=towards.device, dtype=torch.float32)
    far = light.spread * ((step + 0.5) / light.rays).sqrt()
    turn = step * math.pi * (3.0 - math.sqrt(5.0))
    return normalize(
        towards + (far * turn.cos())[:, None] * right + (far * turn.sin())[:, None] * up,
        dim=1,
    )


def bent(normals: Tensor, slopes: Tensor, along: Tensor, upward: Tensor) -> Tensor:
    """(N, 3) unit normals with the relief of the texture in them.

    normals: (N, 3) unit; along, upward: (N, 3) where the texture's right and up point in space, of any length.
    """
    along = normalize(along - normals * (normals * along).sum(-1, keepdim=True), dim=-1)
    handed = torch.sign((torch.linalg.cross(normals, along) * upward).sum(-1, keepdim=True))
    sideways = torch.linalg.cross(normals, along) * torch.where(handed == 0.0, 1.0, handed)
    height = (1.0 - slopes.square().sum(-1, keepdim=True)).clamp(min=0.05).sqrt()
    return normalize(slopes[:, :1] * along + slopes[:, 1:] * sideways + height * normals, dim=-1)


def studio_colours(
    light: Light, colours: Tensor, normals: Tensor, finish: Finish, view: Tensor, towards: Tensor, free: Tensor
) -> Tensor:
    """(N, 3) display colours of fragments under the light.

    colours: (N, 3) display colours of the surface; normals, view, towards: (N, 3) unit vectors, the last two to the
    viewer and the key light; free: (N, 2) how much of the sky and of the key light reaches the place.
    """
    open_sky, key_seen = free[:, :1], free[:, 1:]
    base = colours.clamp(min=0.0) ** 2.2
    # what is hollow throws light at itself, the paler the more
    thrown = open_sky / (1.0 - (1.0 - open_sky) * base.clamp(max=0.95))
    up = normals[:, 2:] * 0.5 + 0.5
    up = up.maximum(finish.thin * (1.0 - up))
    facing = (normals * towards).sum(-1, keepdim=True)
    wrapped, behind = (((f + light.wrap) / (1.0 + light.wrap)).clamp(min=0.0) for f in (facing, -facing))
    wrapped = wrapped.maximum(finish.thin * behind)
    falling = (light.ground + (light.sky - light.ground) * up) * thrown + light.key * wrapped * key_seen
    mirrored = _AT_REST * (1.0 - finish.metallic) + base * finish.metallic
    shine = _key_shine(light, mirrored, finish.roughness, normals, view, towards, facing.clamp(min=0.0) * key_seen)
    room = _room_shine(light, mirrored, finish, normals, view, towards) * open_sky
    linear = base * ((1.0 - finish.metallic) * falling + finish.emission) + shine + room
    return linear.clamp(min=0.0) ** (1.0 / 2.2)


def _key_shine(
    light: Light, mirrored: Tensor, roughness: Tensor, normals: Tensor, view: Tensor, towards: Tensor, falling: Tensor
) -> Tensor:
    half = normalize(view + towards, dim=-1)
    across = (normals * half).sum(-1, keepdim=True).clamp(0.0, 1.0)
    aligned = (view * half).sum(-1, keepdim=True).clamp(0.1, 1.0)
    width = roughness.clamp(min=0.12).square().square()
    lobe = width / (across.square() * (width - 1.0) + 1.0).square()
    fresnel = mirrored + (1.0 - mirrored) * (1.0 - aligned) ** 5
    return light.key * falling * fresnel * lobe / (4.0 * aligned.square())


def _room_shine(
    light: Light, mirrored: Tensor, finish: Finish, normals: Tensor, view: Tensor, towards: Tensor
) -> Tensor:
    """What the room sends by way of the surface: a bright sky over a darker ground, with a soft window at the key."""
    roughness, metallic = finish.roughness, finish.metallic
    facing = (normals * view).sum(-1, keepdim=True).clamp(0.0, 1.0)
    mirror = normalize(2.0 * facing * normals - view, dim=-1)
    blur = 0.12 + roughness
    sky = torch.sigmoid(mirror[:, 2:] / (0.35 * blur))
    window = torch.sigmoid(((mirror * towards).sum(-1, keepdim=True) - 0.75) / (0.22 * blur)) * (1.0 - 0.6 * roughness)
    bright = light.ground + (1.6 * light.sky - light.ground) * sky + 1.2 * light.key * window
    fresnel = mirrored + ((1.0 - roughness).maximum(mirrored) - mirrored) * (1.0 - facing) ** 5
    return bright * fresnel * (metallic + _ROOM * (1.0 - metallic) * (1.0 - roughness))
