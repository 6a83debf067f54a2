"""The Warp kernels that blend pixels across silhouette edges, from which vertices get the gradient of coverage.

One source for CPU and CUDA; each step with its adjoint beside it. Gradients are sums of floats, so on CUDA their last
bits may differ from run to run. Imported on first use only (see warp_launch).
"""

# pyright: reportInvalidTypeForm=false, reportOperatorIssue=false, reportAssignmentType=false, reportGeneralTypeIssues=false
# pyright: reportCallIssue=false, reportArgumentType=false, reportIndexIssue=false
# no `from __future__ import annotations`: Warp reads the annotations of a kernel as types
import warp as wp

from backend.render.coverage_kernels import MODULE


@wp.struct
class Crossing:
    """Where a silhouette edge crosses the line between two neighbouring pixels' centres."""

    batch: int
    first: int
    second: int
    inner: int
    outer: int
    vertical: int
    sign: float
    share: float
    slope: float
    along: float
    covered: float


@wp.func
def crossing_at(
    clip: wp.array2d(dtype=wp.vec4), edges: wp.array(dtype=wp.vec4i), place: int, edge: int, height: int, width: int
) -> Crossing:
    """place: in the flattened (B, 4, H, W) of `outermost_edge`."""
    area = height * width
    pixel = place % area
    channel = (place / area) % 4
    found = Crossing()
    found.batch = place / (4 * area)
    found.first = edges[edge][0]
    found.second = edges[edge][1]
    found.vertical = channel / 2
    low = channel % 2
    found.sign = float(2 * low - 1)
    found.inner = found.batch * area + pixel
    step = 1
    if found.vertical == 1:
        step = width
    found.outer = found.inner + step * (2 * low - 1)
    p = clip[found.batch, found.first]
    q = clip[found.batch, found.second]
    x0 = (p[0] / p[3] * 0.5 + 0.5) * float(width)
    y0 = (0.5 - 0.5 * p[1] / p[3]) * float(height)
    x1 = (q[0] / q[3] * 0.5 + 0.5) * float(width)
    y1 = (0.5 - 0.5 * q[1] / q[3]) * float(height)
    u0 = x0
    v0 = y0
    run_u = x1 - x0
    run_v = y1 - y0
    middle = float(pixel % width) + 0.5
    line = float(pixel / width) + 0.5
    if found.vertical == 1:
        u0 = y0
        v0 = x0
        run_u = y1 - y0
        run_v = x1 - x0
        middle = float(pixel / width) + 0.5
        line = float(pixel % width) + 0.5
    # an edge is crossed along both axes: its share of each is how much it faces that axis, and both make one
    found.share = run_v * run_v / wp.max(run_u * run_u + run_v * run_v, 1.0e-30)
    if run_v == 0.0:
        run_v = 1.0
    found.slope = run_u / run_v
    found.along = (line - v0) / run_v
    found.covered = (u0 + found.along * run_u - middle) * found.sign - 0.5
    return found


@wp.kernel(enable_backward=False, module=MODULE)
def edge_blends(
    clip: wp.array2d(dtype=wp.vec4),
    edges: wp.array(dtype=wp.vec4i),
    places: wp.array(dtype=wp.int64),
    chosen: wp.array(dtype=wp.int64),
    height: int,
    width: int,
    amounts: wp.array(dtype=float),
    pixels: wp.array2d(dtype=wp.int64),
):
    """amounts (N): the part of inner less outer pixel that the changed one takes; pixels (3, N): inner, outer, that."""
    n = wp.tid()
    found = crossing_at(clip, edges, int(places[n]), int(chosen[n]), height, width)
    amounts[n] = found.share * found.covered
    pixels[0, n] = wp.int64(found.inner)
    pixels[1, n] = wp.int64(found.outer)
    pixels[2, n] = wp.int64(wp.where(found.covered > 0.0, found.outer, found.inner))


@wp.kernel(enable_backward=False, module=MODULE)
def edge_blends_adjoint(
    clip: wp.array2d(dtype=wp.vec4),
    edges: wp.array(dtype=wp.vec4i),
    places: wp.array(dtype=wp.int64),
    chosen: wp.array(dtype=wp.int64),
    height: int,
    width: int,
    gradient: wp.array(dtype=float),
    to_clip: wp.array2d(dtype=wp.vec4),
):
    """to_clip (B, V): what `gradient` (N) of the amounts means for the edges' ends; starts at zero.

    The share of an edge is taken as fixed.
    """
    n = wp.tid()
    found = crossing_at(clip, edges, int(places[n]), int(chosen[n]), height, width)
    to_crossing = gradient[n] * found.share * found.sign
    for k in range(2):
        vertex = found.first
        part = 1.0 - found.along
        if k == 1:
            vertex = found.second
            part = found.along
        to_x = to_crossing * part
        to_y = -to_crossing * part * found.slope
        if found.vertical == 1:
            to_y = to_crossing * part
            to_x = -to_crossing * part * found.slope
        p = clip[found.batch, vertex]
        to_x = to_x * 0.5 * float(width) / p[3]
        to_y = -to_y * 0.5 * float(height) / p[3]
        wp.atomic_add(to_clip, found.batch, vertex, wp.vec4(to_x, to_y, 0.0, -(to_x * p[0] + to_y * p[1]) / p[3]))


@wp.kernel(enable_backward=False, module=MODULE)
def lay_fragments(
    values: wp.array(dtype=wp.vec3),
    pixels: wp.array(dtype=wp.int64),
    colour: wp.array(dtype=wp.vec3),
    alpha: wp.array(dtype=float),
    fragment_at: wp.array(dtype=wp.int32),
):
    """colour, alpha (B * H * W): `values` (N) and 1 at their pixels; fragment_at: n there, untouched elsewhere."""
    n = wp.tid()
    place = int(pixels[n])
    colour[place] = values[n]
    alpha[place] = 1.0
    fragment_at[place] = n


@wp.kernel(enable_backward=False, module=MODULE)
def edge_differences(
    colour: wp.array(dtype=wp.vec3),
    alpha: wp.array(dtype=float),
    fragment_at: wp.array(dtype=wp.int32),
    pixels: wp.array2d(dtype=wp.int64),
    differences: wp.array(dtype=wp.vec4),
    fragments: wp.array2d(dtype=wp.int32),
):
    """differences (N): colour and coverage of the inner pixel less those of the outer, as `edge_blends` lists them.

    fragments (2, N): the fragments of the two, -1 where nothing covers a pixel.
    """
    n = wp.tid()
    inner = int(pixels[0, n])
    outer = int(pixels[1, n])
    change = colour[inner] - colour[outer]
    differences[n] = wp.vec4(change[0], change[1], change[2], alpha[inner] - alpha[outer])
    for k in range(2):
        place = int(pixels[k, n])
        fragments[k, n] = wp.where(alpha[place] > 0.0, fragment_at[place], -1)


@wp.kernel(enable_backward=False, module=MODULE)
def blend_edges(
    amounts: wp.array(dtype=float),
    differences: wp.array(dtype=wp.vec4),
    pixels: wp.array2d(dtype=wp.int64),
    colour: wp.array(dtype=wp.vec3),
    alpha: wp.array(dtype=float),
):
    """Adds to colour and alpha (B * H * W), at the pixels that change, the parts `amounts` (N) of the differences."""
    n = wp.tid()
    place = int(pixels[2, n])
    change = amounts[n] * differences[n]
    wp.atomic_add(colour, place, wp.vec3(change[0], change[1], change[2]))
    wp.atomic_add(alpha, place, change[3])


@wp.kernel(enable_backward=False, module=MODULE)
def blend_edges_adjoint(
    amounts: wp.array(dtype=float),
    differences: wp.array(dtype=wp.vec4),
    pixels: wp.array2d(dtype=wp.int64),
    fragments: wp.array2d(dtype=wp.int32),
    to_colour: wp.array(dtype=wp.vec3),
    to_alpha: wp.array(dtype=float),
    to_amounts: wp.array(dtype=float),
    to_values: wp.array(dtype=wp.vec3),
    to_background: wp.array(dtype=wp.vec3),
):
    """What gradients of the blended picture (B * H * W) mean for amounts (N), fragments' values, and the background.

    to_values and to_background start as the picture's gradient before it was blended; to_background may be empty.
    """
    n = wp.tid()
    place = int(pixels[2, n])
    g = to_colour[place]
    d = differences[n]
    to_amounts[n] = g[0] * d[0] + g[1] * d[1] + g[2] * d[2] + to_alpha[place] * d[3]
    for k in range(2):
        part = amounts[n] * float(1 - 2 * k) * g
        if fragments[k, n] >= 0:
            wp.atomic_add(to_values, fragments[k, n], part)
        elif to_background.shape[0] > 0:
            wp.atomic_add(to_background, int(pixels[k, n]), part)
