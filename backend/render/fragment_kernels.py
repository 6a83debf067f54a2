"""The Warp kernels that carry values from the corners of triangles to the pixels that see them, and gradients back.

One source for CPU and CUDA; each step with its adjoint beside it. Gradients are sums of floats, so on CUDA their last
bits may differ from run to run. Imported on first use only (see warp_launch).

N fragments; of fragment n: pixels[n] its place in the flattened (B, H, W), batch[n], seen[n] its triangle.
"""

# pyright: reportInvalidTypeForm=false, reportOperatorIssue=false, reportAssignmentType=false, reportGeneralTypeIssues=false
# pyright: reportCallIssue=false, reportArgumentType=false, reportIndexIssue=false
# no `from __future__ import annotations`: Warp reads the annotations of a kernel as types
import warp as wp

from backend.render.coverage_kernels import MODULE


@wp.func
def centre(pixel: wp.int64, height: int, width: int) -> wp.vec2:
    """Of a pixel, in -1..1 with y up."""
    inside = int(pixel % (wp.int64(height) * wp.int64(width)))
    x = (float(inside % width) + 0.5) * (2.0 / float(width)) - 1.0
    y = 1.0 - (float(inside / width) + 0.5) * (2.0 / float(height))
    return wp.vec2(x, y)


@wp.struct
class Around:
    """A triangle's corners seen from a pixel's centre: right and up, times w, so that nothing is divided by it."""

    u: wp.vec3
    v: wp.vec3


@wp.func
def around_pixel(clip: wp.array2d(dtype=wp.vec4), b: int, t: wp.vec3i, at: wp.vec2) -> Around:
    p = clip[b, t[0]]
    q = clip[b, t[1]]
    r = clip[b, t[2]]
    around = Around()
    around.u = wp.vec3(p[0] - at[0] * p[3], q[0] - at[0] * q[3], r[0] - at[0] * r[3])
    around.v = wp.vec3(p[1] - at[1] * p[3], q[1] - at[1] * q[3], r[1] - at[1] * r[3])
    return around


@wp.kernel(enable_backward=False, module=MODULE)
def corner_weights(
    clip: wp.array2d(dtype=wp.vec4),
    faces: wp.array(dtype=wp.vec3i),
    pixels: wp.array(dtype=wp.int64),
    batch: wp.array(dtype=wp.int64),
    seen: wp.array(dtype=wp.int64),
    height: int,
    width: int,
    weights: wp.array(dtype=wp.vec3),
):
    """weights (N): perspective-correct barycentric coordinates of the pixels' centres."""
    n = wp.tid()
    around = around_pixel(clip, int(batch[n]), faces[int(seen[n])], centre(pixels[n], height, width))
    area = wp.cross(around.u, around.v)
    weights[n] = area / (area[0] + area[1] + area[2])


@wp.kernel(enable_backward=False, module=MODULE)
def corner_weights_adjoint(
    clip: wp.array2d(dtype=wp.vec4),
    faces: wp.array(dtype=wp.vec3i),
    pixels: wp.array(dtype=wp.int64),
    batch: wp.array(dtype=wp.int64),
    seen: wp.array(dtype=wp.int64),
    height: int,
    width: int,
    gradient: wp.array(dtype=wp.vec3),
    to_clip: wp.array2d(dtype=wp.vec4),
):
    """to_clip (B, V): what `gradient` (N) of the weights means for the vertices; starts at zero."""
    n = wp.tid()
    b = int(batch[n])
    t = faces[int(seen[n])]
    at = centre(pixels[n], height, width)
    around = around_pixel(clip, b, t, at)
    area = wp.cross(around.u, around.v)
    total = area[0] + area[1] + area[2]
    g = gradient[n]
    mean = wp.dot(g, area) / total
    to_area = wp.vec3(g[0] - mean, g[1] - mean, g[2] - mean) / total
    to_u = wp.cross(around.v, to_area)
    to_v = wp.cross(to_area, around.u)
    for k in range(3):
        wp.atomic_add(to_clip, b, t[k], wp.vec4(to_u[k], to_v[k], 0.0, -at[0] * to_u[k] - at[1] * to_v[k]))


@wp.kernel(enable_backward=False, module=MODULE)
def blend_corners(
    values: wp.array2d(dtype=float),
    rows: int,
    corners: wp.array(dtype=wp.vec3i),
    batch: wp.array(dtype=wp.int64),
    seen: wp.array(dtype=wp.int64),
    weights: wp.array(dtype=wp.vec3),
    blended: wp.array2d(dtype=float),
):
    """blended (N, C) from values (…, C); rows: how many of them belong to one picture, 0 where all share them."""
    n = wp.tid()
    t = corners[int(seen[n])]
    first = int(batch[n]) * rows
    w = weights[n]
    for c in range(values.shape[1]):
        blended[n, c] = w[0] * values[first + t[0], c] + w[1] * values[first + t[1], c] + w[2] * values[first + t[2], c]


@wp.kernel(enable_backward=False, module=MODULE)
def blend_corners_to_weights(
    values: wp.array2d(dtype=float),
    rows: int,
    corners: wp.array(dtype=wp.vec3i),
    batch: wp.array(dtype=wp.int64),
    seen: wp.array(dtype=wp.int64),
    gradient: wp.array2d(dtype=float),
    to_weights: wp.array(dtype=wp.vec3),
):
    """to_weights (N): what `gradient` (N, C) of the blended values means for the weights."""
    n = wp.tid()
    t = corners[int(seen[n])]
    first = int(batch[n]) * rows
    total = wp.vec3(0.0, 0.0, 0.0)
    for c in range(values.shape[1]):
        corner = wp.vec3(values[first + t[0], c], values[first + t[1], c], values[first + t[2], c])
        total += gradient[n, c] * corner
    to_weights[n] = total


@wp.kernel(enable_backward=False, module=MODULE)
def blend_corners_to_values(
    rows: int,
    corners: wp.array(dtype=wp.vec3i),
    batch: wp.array(dtype=wp.int64),
    seen: wp.array(dtype=wp.int64),
    weights: wp.array(dtype=wp.vec3),
    gradient: wp.array2d(dtype=float),
    to_values: wp.array2d(dtype=float),
):
    """to_values (…, C): what `gradient` (N, C) of the blended values means for the values; starts at zero."""
    n = wp.tid()
    t = corners[int(seen[n])]
    first = int(batch[n]) * rows
    w = weights[n]
    for c in range(gradient.shape[1]):
        for k in range(3):
            wp.atomic_add(to_values, first + t[k], c, w[k] * gradient[n, c])
