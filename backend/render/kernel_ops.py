"""Differentiable steps of rendering that are one kernel each way, where torch would take a dozen small ones.

Their gradients are exact and can be taken once, not twice. All work in single precision.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from backend.render.topology import Topology
from backend.render.warp_launch import launch


def corner_weights(
    clip: Tensor, mesh: Topology, size: tuple[int, int], pixels: Tensor, batch: Tensor, faces: Tensor
) -> Tensor:
    """Barycentric coordinates (N, 3), perspective-correct, of pixels' centres in the triangles that they see.

    clip: (B, V, 4); size: (H, W); pixels, batch, faces: (N,) int64 as in Fragments. Differentiable in clip.
    """
    weights: Tensor = _CornerWeights.apply(clip, mesh.faces32, size, pixels, batch, faces)  # type: ignore[assignment]
    return weights


class _CornerWeights(torch.autograd.Function):
    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, clip: Tensor, corners: Tensor, size: tuple[int, int], pixels: Tensor, batch: Tensor, faces: Tensor
    ) -> Tensor:
        ctx.save_for_backward(clip, corners, pixels, batch, faces)
        ctx.size = size
        weights = clip.new_empty(len(pixels), 3)
        launch("corner_weights", len(pixels), clip, corners, pixels, batch, faces, *size, weights)
        return weights

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        clip, corners, pixels, batch, faces = ctx.saved_tensors
        result = torch.zeros(clip.shape, device=clip.device)
        arguments = (clip, corners, pixels, batch, faces, *ctx.size, gradient, result)
        launch("corner_weights_adjoint", len(pixels), *arguments)
        return result, None, None, None, None, None


def blend_corners(values: Tensor, corners: Tensor, batch: Tensor, faces: Tensor, weights: Tensor) -> Tensor:
    """Values (N, C) of fragments from values (V, C) or (B, V, C) at the corners of their triangles.

    corners: (F, 3) int32; batch, faces: (N,) int64; weights: (N, 3). Differentiable in values and weights.
    """
    rows = values.shape[1] if values.dim() == 3 else 0
    flat = values.reshape(-1, values.shape[-1])
    blended: Tensor = _BlendCorners.apply(flat, rows, corners, batch, faces, weights)  # type: ignore[assignment]
    return blended


class _BlendCorners(torch.autograd.Function):
    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, values: Tensor, rows: int, corners: Tensor, batch: Tensor, faces: Tensor, weights: Tensor
    ) -> Tensor:
        ctx.save_for_backward(values, corners, batch, faces, weights)
        ctx.rows = rows
        blended = values.new_empty(len(faces), values.shape[1])
        launch("blend_corners", len(faces), values, rows, corners, batch, faces, weights, blended)
        return blended

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        values, corners, batch, faces, weights = ctx.saved_tensors
        to_values = to_weights = None
        if ctx.needs_input_grad[0]:
            to_values = torch.zeros(values.shape, device=values.device)
            arguments = (ctx.rows, corners, batch, faces, weights, gradient, to_values)
            launch("blend_corners_to_values", len(faces), *arguments)
        if ctx.needs_input_grad[5]:
            to_weights = torch.empty(weights.shape, device=weights.device)
            arguments = (values, ctx.rows, corners, batch, faces, gradient, to_weights)
            launch("blend_corners_to_weights", len(faces), *arguments)
        return to_values, None, None, None, None, to_weights


def sample_texels(texels: Tensor, sizes: Tensor, starts: Tensor, uv: Tensor, which: Tensor, level: Tensor) -> Tensor:
    """Colours (N, 4) from a pyramid: bilinear within a level, linear between two.

    texels, sizes, starts: as in Pyramid; uv: (N, 2); which: (N,) int64 texture; level: (N,). Differentiable in texels
    and uv.
    """
    colours: Tensor = _SampleTexels.apply(texels, sizes, starts, uv, which, level)  # type: ignore[assignment]
    return colours


class _SampleTexels(torch.autograd.Function):
    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, texels: Tensor, sizes: Tensor, starts: Tensor, uv: Tensor, which: Tensor, level: Tensor
    ) -> Tensor:
        ctx.save_for_backward(texels, sizes, starts, uv, which, level)
        colours = texels.new_empty(len(uv), texels.shape[1])
        launch("sample_texels", len(uv), texels, sizes, starts, uv, which, level, colours)
        return colours

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        texels, sizes, starts, uv, which, level = ctx.saved_tensors
        to_texels = to_uv = None
        if ctx.needs_input_grad[0]:
            to_texels = torch.zeros(texels.shape, device=texels.device)
            launch("sample_texels_to_texels", len(uv), sizes, starts, uv, which, level, gradient, to_texels)
        if ctx.needs_input_grad[3]:
            to_uv = torch.empty(uv.shape, device=uv.device)
            launch("sample_texels_to_uvs", len(uv), texels, sizes, starts, uv, which, level, gradient, to_uv)
        return to_texels, None, None, to_uv, None, None


def normal_sums(vertices: Tensor, mesh: Topology) -> Tensor:
    """The cross products of the triangles at each vertex, summed: (B, V, 3) -> (B, V, 3), differentiable."""
    sums: Tensor = _NormalSums.apply(vertices, mesh.faces32)  # type: ignore[assignment]
    return sums


class _NormalSums(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, vertices: Tensor, faces: Tensor) -> Tensor:  # type: ignore[override]
        ctx.save_for_backward(vertices, faces)
        sums = torch.zeros(vertices.shape, device=vertices.device)
        launch("sum_normals", (len(vertices), len(faces)), vertices, faces, sums)
        return sums

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:  # type: ignore[override]
        vertices, faces = ctx.saved_tensors
        result = torch.zeros(vertices.shape, device=vertices.device)
        launch("sum_normals_adjoint", (len(vertices), len(faces)), vertices, faces, gradient, result)
        return result, None


def brightness(
    sums: Tensor,
    corners: Tensor,
    batch: Tensor,
    faces: Tensor,
    weights: Tensor,
    towards: Tensor,
    light: tuple[float, float, float, float],
) -> Tensor:
    """Display brightness (N, 1) of fragments.

    sums: (B, V, 3) normals of any length; corners, batch, faces, weights: as of `blend_corners`; towards: (B, 3) unit
    vectors to the key light; light: sky, ground, key, wrap. Differentiable in sums, weights and towards.
    """
    bright: Tensor = _Brightness.apply(sums, corners, batch, faces, weights, towards, light)  # type: ignore[assignment]
    return bright[:, None]


class _Brightness(torch.autograd.Function):
    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any,
        sums: Tensor,
        corners: Tensor,
        batch: Tensor,
        faces: Tensor,
        weights: Tensor,
        towards: Tensor,
        light: tuple[float, float, float, float],
    ) -> Tensor:
        ctx.save_for_backward(sums, corners, batch, faces, weights, towards)
        ctx.light = light
        bright = sums.new_empty(len(faces))
        launch("brightness", len(faces), sums, corners, batch, faces, weights, towards, *light, bright)
        return bright

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        sums, corners, batch, faces, weights, towards = ctx.saved_tensors
        to_sums, to_towards = (torch.zeros(value.shape, device=value.device) for value in (sums, towards))
        to_weights = torch.empty(weights.shape, device=weights.device)
        arguments = (sums, corners, batch, faces, weights, towards, *ctx.light, gradient)
        launch("brightness_adjoint", len(faces), *arguments, to_sums, to_weights, to_towards)
        return to_sums, None, None, None, to_weights, to_towards, None


def edge_blends(
    clip: Tensor, edges: Tensor, size: tuple[int, int], places: Tensor, chosen: Tensor
) -> tuple[Tensor, Tensor]:
    """How much pixels at silhouette edges take of their neighbours.

    clip: (B, V, 4); edges: (E, 4) int32; size: (H, W); places, chosen: (N,) int64, as `silhouette_edges` finds them.
    Returns amounts (N,), differentiable in clip, and (3, N) int64: the pixel on the surface's side, the one beyond, and
    the one of them that changes by the amount times their difference.
    """
    return _EdgeBlends.apply(clip, edges, size, places, chosen)  # type: ignore[return-value]


class _EdgeBlends(torch.autograd.Function):
    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, clip: Tensor, edges: Tensor, size: tuple[int, int], places: Tensor, chosen: Tensor
    ) -> tuple[Tensor, Tensor]:
        ctx.save_for_backward(clip, edges, places, chosen)
        ctx.size = size
        amounts = clip.new_empty(len(places))
        pixels = places.new_empty(3, len(places))
        ctx.mark_non_differentiable(pixels)
        launch("edge_blends", len(places), clip, edges, places, chosen, *size, amounts, pixels)
        return amounts, pixels

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor, _: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        clip, edges, places, chosen = ctx.saved_tensors
        result = torch.zeros(clip.shape, device=clip.device)
        launch("edge_blends_adjoint", len(places), clip, edges, places, chosen, *ctx.size, gradient, result)
        return result, None, None, None, None
