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


def sample_texels(
    texels: Tensor, levels: Tensor, uv: Tensor, which: Tensor, wanted: Tensor, channels: int = 4
) -> Tensor:
    """The first 3 or 4 channels (N, C) from a pyramid: bilinear within a level, linear between two.

    texels, levels: as in Pyramid; uv: (N, 2); which: (N,) int64 texture; wanted: (N,) level. Differentiable in texels
    and uv.
    """
    colours: Tensor = _SampleTexels.apply(texels, levels, uv, which, wanted, channels)  # type: ignore[assignment]
    return colours


class _SampleTexels(torch.autograd.Function):
    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, texels: Tensor, levels: Tensor, uv: Tensor, which: Tensor, wanted: Tensor, channels: int
    ) -> Tensor:
        colours = texels.new_empty(len(uv), channels)
        slopes = texels.new_empty(len(uv) if ctx.needs_input_grad[2] else 0, 2, texels.shape[1])
        launch("sample_texels", len(uv), texels, levels, uv, which, wanted, colours, slopes)
        ctx.save_for_backward(levels, uv, which, wanted, slopes)
        ctx.count = len(texels)
        return colours

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        levels, uv, which, wanted, slopes = ctx.saved_tensors
        to_texels = to_uv = None
        if ctx.needs_input_grad[0]:
            to_texels = torch.zeros((ctx.count, 4), device=gradient.device)
            launch("sample_texels_to_texels", len(uv), levels, uv, which, wanted, gradient, to_texels)
        if ctx.needs_input_grad[2]:
            to_uv = torch.empty(uv.shape, device=uv.device)
            launch("sample_texels_to_uvs", len(uv), slopes, gradient, to_uv)
        return to_texels, None, to_uv, None, None, None


def normal_sums(vertices: Tensor, mesh: Topology) -> Tensor:
    """The cross products of the triangles at each vertex, summed: (B, V, 3) -> (B, V, 3), differentiable."""
    sums: Tensor = _NormalSums.apply(vertices, mesh.faces32)  # type: ignore[assignment]
    return sums


class _NormalSums(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, vertices: Tensor, faces: Tensor) -> Tensor:  # type: ignore[override]
        ctx.save_for_backward(vertices, faces)
        sums = torch.zeros(vertices.shape, device=vertices.device)
        launch("sum_normals", len(vertices) * len(faces), vertices, faces, sums)
        return sums

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:  # type: ignore[override]
        vertices, faces = ctx.saved_tensors
        result = torch.zeros(vertices.shape, device=vertices.device)
        launch("sum_normals_adjoint", len(vertices) * len(faces), vertices, faces, gradient, result)
        return result, None


def lit_colours(
    colours: Tensor,
    sums: Tensor,
    corners: Tensor,
    batch: Tensor,
    faces: Tensor,
    weights: Tensor,
    towards: Tensor,
    light: tuple[float, float, float, float],
) -> Tensor:
    """Colours (N, 3) of fragments times their display brightness.

    sums: (B, V, 3) normals of any length; corners, batch, faces, weights: as of `blend_corners`; towards: (B, 3) unit
    vectors to the key light; light: sky, ground, key, wrap. Differentiable in colours, sums, weights and towards.
    """
    result: Tensor = _LitColours.apply(  # type: ignore[assignment]
        colours, sums, corners, batch, faces, weights, towards, light
    )
    return result


class _LitColours(torch.autograd.Function):
    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any,
        colours: Tensor,
        sums: Tensor,
        corners: Tensor,
        batch: Tensor,
        faces: Tensor,
        weights: Tensor,
        towards: Tensor,
        light: tuple[float, float, float, float],
    ) -> Tensor:
        bright = sums.new_empty(len(faces))
        result = sums.new_empty(len(faces), 3)
        arguments = (colours, sums, corners, batch, faces, weights, towards, *light, bright)
        launch("lit_colours", len(faces), *arguments, result)
        ctx.save_for_backward(colours, sums, corners, batch, faces, weights, towards, bright)
        ctx.light = light
        return result

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        colours, sums, corners, batch, faces, weights, towards, bright = ctx.saved_tensors
        to_colours, to_weights = (torch.empty(value.shape, device=value.device) for value in (colours, weights))
        to_sums = torch.zeros(sums.shape, device=sums.device)
        to_towards = torch.zeros((len(towards) if ctx.needs_input_grad[6] else 0, 3), device=sums.device)
        arguments = (colours, sums, corners, batch, faces, weights, towards, *ctx.light, bright, gradient)
        launch("lit_colours_adjoint", len(faces), *arguments, to_colours, to_sums, to_weights, to_towards)
        asked = to_towards if ctx.needs_input_grad[6] else None
        return to_colours, to_sums, None, None, None, to_weights, asked, None


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


def blended_picture(
    values: Tensor, background: Tensor, pixels: Tensor, amounts: Tensor, edges: Tensor
) -> tuple[Tensor, Tensor]:
    """Lays values (N, 3) over a background (B, H, W, 3) and blends across silhouettes.

    pixels: (N,) int64 as in Fragments; amounts (M,), edges (3, M) int64: as `edge_blends` gives them.
    Returns colours (B, H, W, 3) and coverage (B, H, W, 1), differentiable in values, background and amounts. Where two
    edges meet a pixel can leave the range a little: both are bounded to 0..1 in value, not in gradient.
    """
    return _BlendedPicture.apply(values, background, pixels, amounts, edges)  # type: ignore[return-value]


class _BlendedPicture(torch.autograd.Function):
    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, values: Tensor, background: Tensor, pixels: Tensor, amounts: Tensor, edges: Tensor
    ) -> tuple[Tensor, Tensor]:
        device = values.device
        colour = background.clone(memory_format=torch.contiguous_format)
        alpha = torch.zeros((*background.shape[:3], 1), device=device)
        flat = (colour.view(-1, 3), alpha.view(-1))
        fragment_at = torch.empty(alpha.numel(), dtype=torch.int32, device=device)
        launch("lay_fragments", len(pixels), values, pixels, *flat, fragment_at)
        differences = torch.empty((len(amounts), 4), device=device)
        fragments = torch.empty(edges[:2].shape, dtype=torch.int32, device=device)
        launch("edge_differences", len(amounts), *flat, fragment_at, edges, differences, fragments)
        launch("blend_edges", len(amounts), amounts, differences, edges, *flat)
        ctx.save_for_backward(pixels, amounts, edges, differences, fragments)
        return colour.clamp_(0.0, 1.0), alpha.clamp_(0.0, 1.0)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, to_colour: Tensor, to_alpha: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        pixels, amounts, edges, differences, fragments = ctx.saved_tensors
        flat = to_colour.reshape(-1, 3)
        to_values = flat.index_select(0, pixels)
        to_background = flat.new_empty(0, 3)
        if ctx.needs_input_grad[1]:
            to_background = flat.index_fill(0, pixels, 0.0)
        to_amounts = torch.empty_like(amounts)
        arguments = (amounts, differences, edges, fragments, flat, to_alpha.reshape(-1), to_amounts)
        launch("blend_edges_adjoint", len(amounts), *arguments, to_values, to_background)
        asked = to_background.view(to_colour.shape) if ctx.needs_input_grad[1] else None
        return to_values, asked, None, to_amounts, None
