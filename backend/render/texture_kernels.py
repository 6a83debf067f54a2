"""The Warp kernels that read textures where pixels see them, and carry gradients back.

One source for CPU and CUDA; each step with its adjoint beside it. Gradients are sums of floats, so on CUDA their last
bits may differ from run to run. Imported on first use only (see warp_launch).

N fragments; of fragment n: pixels[n] its place in the flattened (B, H, W), batch[n], seen[n] its triangle.
"""

# pyright: reportInvalidTypeForm=false, reportOperatorIssue=false, reportAssignmentType=false, reportGeneralTypeIssues=false
# pyright: reportCallIssue=false, reportArgumentType=false, reportIndexIssue=false
# no `from __future__ import annotations`: Warp reads the annotations of a kernel as types
import warp as wp

from backend.render.coverage_kernels import MODULE


@wp.kernel(enable_backward=False, module=MODULE)
def texel_levels(
    clip: wp.array2d(dtype=wp.vec4),
    faces: wp.array(dtype=wp.vec3i),
    uvs: wp.array(dtype=wp.vec2),
    uv_faces: wp.array(dtype=wp.vec3i),
    batch: wp.array(dtype=wp.int64),
    seen: wp.array(dtype=wp.int64),
    pixels_in_clip: float,
    texels: float,
    levels: wp.array(dtype=float),
):
    """levels (N): half the log2 of the texels that a triangle spends on a pixel, at least 0.

    pixels_in_clip: how many pixels one unit of area in -1..1 has; texels: how many the whole texture has.
    """
    n = wp.tid()
    b = int(batch[n])
    f = int(seen[n])
    t = faces[f]
    p = clip[b, t[0]]
    q = clip[b, t[1]]
    r = clip[b, t[2]]
    a = wp.vec2(q[0] / q[3] - p[0] / p[3], q[1] / q[3] - p[1] / p[3])
    c = wp.vec2(r[0] / r[3] - p[0] / p[3], r[1] / r[3] - p[1] / p[3])
    on_screen = wp.abs(a[0] * c[1] - a[1] * c[0]) * pixels_in_clip
    s = uv_faces[f]
    d = uvs[s[1]] - uvs[s[0]]
    e = uvs[s[2]] - uvs[s[0]]
    on_texture = wp.abs(d[0] * e[1] - d[1] * e[0]) * texels
    levels[n] = 0.5 * wp.log2(wp.max(on_texture / wp.max(on_screen, 1.0e-8), 1.0))


@wp.struct
class Cell:
    """The four texels around a point of one level, and how far the point is between them."""

    upper_left: int
    upper_right: int
    lower_left: int
    lower_right: int
    across: float
    down: float
    height: float
    width: float


@wp.func
def cell_at(uv: wp.vec2, which: int, height: int, width: int, start: int) -> Cell:
    x = uv[0] * float(width) - 0.5
    y = (1.0 - uv[1]) * float(height) - 0.5
    left = wp.floor(x)
    top = wp.floor(y)
    x0 = wp.clamp(int(left), 0, width - 1)
    x1 = wp.clamp(int(left) + 1, 0, width - 1)
    upper = start + (which * height + wp.clamp(int(top), 0, height - 1)) * width
    lower = start + (which * height + wp.clamp(int(top) + 1, 0, height - 1)) * width
    cell = Cell()
    cell.upper_left = upper + x0
    cell.upper_right = upper + x1
    cell.lower_left = lower + x0
    cell.lower_right = lower + x1
    cell.across = x - left
    cell.down = y - top
    cell.height = float(height)
    cell.width = float(width)
    return cell


@wp.struct
class Point:
    """A place in a pyramid: its cells in the two levels around it, and how far it is towards the coarser one."""

    fine: Cell
    coarse: Cell
    share: float


@wp.func
def point_at(
    sizes: wp.array2d(dtype=wp.int64), starts: wp.array(dtype=wp.int64), uv: wp.vec2, which: int, level: float
) -> Point:
    last = starts.shape[0] - 1
    bounded = wp.clamp(level, 0.0, float(last))
    below = int(bounded)
    above = wp.min(below + 1, last)
    point = Point()
    point.fine = cell_at(uv, which, int(sizes[below, 0]), int(sizes[below, 1]), int(starts[below]))
    point.coarse = cell_at(uv, which, int(sizes[above, 0]), int(sizes[above, 1]), int(starts[above]))
    point.share = bounded - float(below)
    return point


@wp.func
def blended(texels: wp.array(dtype=wp.vec4), cell: Cell) -> wp.vec4:
    """The colour of a cell's point."""
    upper = wp.lerp(texels[cell.upper_left], texels[cell.upper_right], cell.across)
    lower = wp.lerp(texels[cell.lower_left], texels[cell.lower_right], cell.across)
    return wp.lerp(upper, lower, cell.down)


@wp.kernel(enable_backward=False, module=MODULE)
def sample_texels(
    texels: wp.array(dtype=wp.vec4),
    sizes: wp.array2d(dtype=wp.int64),
    starts: wp.array(dtype=wp.int64),
    uvs: wp.array(dtype=wp.vec2),
    which: wp.array(dtype=wp.int64),
    levels: wp.array(dtype=float),
    colours: wp.array(dtype=wp.vec4),
):
    """colours (N, 4): bilinear within a level, linear between the two levels around levels[n]."""
    n = wp.tid()
    at = point_at(sizes, starts, uvs[n], int(which[n]), levels[n])
    colours[n] = wp.lerp(blended(texels, at.fine), blended(texels, at.coarse), at.share)


@wp.func
def slope(texels: wp.array(dtype=wp.vec4), cell: Cell, gradient: wp.vec4) -> wp.vec2:
    """Along u and v, within a cell, of the colour times `gradient`."""
    upper_left = wp.dot(texels[cell.upper_left], gradient)
    upper_right = wp.dot(texels[cell.upper_right], gradient)
    lower_left = wp.dot(texels[cell.lower_left], gradient)
    lower_right = wp.dot(texels[cell.lower_right], gradient)
    along_u = wp.lerp(upper_right - upper_left, lower_right - lower_left, cell.down)
    along_v = wp.lerp(lower_left - upper_left, lower_right - upper_right, cell.across)
    return wp.vec2(cell.width * along_u, -cell.height * along_v)


@wp.kernel(enable_backward=False, module=MODULE)
def sample_texels_to_uvs(
    texels: wp.array(dtype=wp.vec4),
    sizes: wp.array2d(dtype=wp.int64),
    starts: wp.array(dtype=wp.int64),
    uvs: wp.array(dtype=wp.vec2),
    which: wp.array(dtype=wp.int64),
    levels: wp.array(dtype=float),
    gradient: wp.array(dtype=wp.vec4),
    to_uvs: wp.array(dtype=wp.vec2),
):
    """to_uvs (N): what `gradient` (N, 4) of the colours means for the places."""
    n = wp.tid()
    at = point_at(sizes, starts, uvs[n], int(which[n]), levels[n])
    to_uvs[n] = (1.0 - at.share) * slope(texels, at.fine, gradient[n]) + at.share * slope(
        texels, at.coarse, gradient[n]
    )


@wp.func
def spread(to_texels: wp.array(dtype=wp.vec4), cell: Cell, amount: wp.vec4):
    wp.atomic_add(to_texels, cell.upper_left, (1.0 - cell.across) * (1.0 - cell.down) * amount)
    wp.atomic_add(to_texels, cell.upper_right, cell.across * (1.0 - cell.down) * amount)
    wp.atomic_add(to_texels, cell.lower_left, (1.0 - cell.across) * cell.down * amount)
    wp.atomic_add(to_texels, cell.lower_right, cell.across * cell.down * amount)


@wp.kernel(enable_backward=False, module=MODULE)
def sample_texels_to_texels(
    sizes: wp.array2d(dtype=wp.int64),
    starts: wp.array(dtype=wp.int64),
    uvs: wp.array(dtype=wp.vec2),
    which: wp.array(dtype=wp.int64),
    levels: wp.array(dtype=float),
    gradient: wp.array(dtype=wp.vec4),
    to_texels: wp.array(dtype=wp.vec4),
):
    """to_texels (K, 4): what `gradient` (N, 4) of the colours means for the texels; starts at zero."""
    n = wp.tid()
    at = point_at(sizes, starts, uvs[n], int(which[n]), levels[n])
    spread(to_texels, at.fine, (1.0 - at.share) * gradient[n])
    spread(to_texels, at.coarse, at.share * gradient[n])
