"""The Warp kernels that read textures where pixels see them, and carry gradients back.

One source for CPU and CUDA; each step with its adjoint beside it. Gradients are sums of floats, so on CUDA their last
bits may differ from run to run. Imported on first use only (see warp_launch).

N fragments; of fragment n: pixels[n] its place in the flattened (B, H, W), batch[n], seen[n] its triangle.
"""

# pyright: reportInvalidTypeForm=false, reportOperatorIssue=false, reportAssignmentType=false, reportGeneralTypeIssues=false
# pyright: reportCallIssue=false, reportArgumentType=false, reportIndexIssue=false
# no `from __future__ import annotations`: Warp reads the annotations of a kernel as types
import warp as wp

from backend.render.coverage_kernels import MODULE, turns_left


@wp.kernel(enable_backward=False, module=MODULE)
def texel_levels(
    screen: wp.array2d(dtype=wp.vec4),
    faces: wp.array(dtype=wp.vec3i),
    uvs: wp.array(dtype=wp.vec2),
    uv_faces: wp.array(dtype=wp.vec3i),
    batch: wp.array(dtype=wp.int64),
    seen: wp.array(dtype=wp.int64),
    texels: float,
    levels: wp.array(dtype=float),
):
    """levels (N): half the log2 of the texels that a triangle spends on a pixel, negative where it has less than one.

    texels: how many the whole texture has.
    """
    n = wp.tid()
    b = int(batch[n])
    f = int(seen[n])
    t = faces[f]
    on_screen = wp.abs(turns_left(screen[b, t[0]], screen[b, t[1]], screen[b, t[2]]))
    s = uv_faces[f]
    d = uvs[s[1]] - uvs[s[0]]
    e = uvs[s[2]] - uvs[s[0]]
    on_texture = wp.abs(d[0] * e[1] - d[1] * e[0]) * texels
    levels[n] = 0.5 * wp.log2(wp.max(on_texture / wp.max(on_screen, 1.0e-8), 1.0e-8))


@wp.struct
class Cell:
    """The four texels around a point of one level, and how far the point is between them."""

    upper: int
    lower: int
    left: int
    right: int
    across: float
    down: float


@wp.func
def cell_at(level: wp.vec4i, uv: wp.vec2, which: int) -> Cell:
    """level: height, width, where the first texture's level begins."""
    height = level[0]
    width = level[1]
    x = uv[0] * float(width) - 0.5
    y = (1.0 - uv[1]) * float(height) - 0.5
    left = wp.floor(x)
    top = wp.floor(y)
    first = which * height
    cell = Cell()
    cell.upper = level[2] + (first + wp.clamp(int(top), 0, height - 1)) * width
    cell.lower = level[2] + (first + wp.clamp(int(top) + 1, 0, height - 1)) * width
    cell.left = wp.clamp(int(left), 0, width - 1)
    cell.right = wp.clamp(int(left) + 1, 0, width - 1)
    cell.across = x - left
    cell.down = y - top
    return cell


@wp.kernel(enable_backward=False, module=MODULE)
def sample_texels(
    texels: wp.array(dtype=wp.vec4),
    levels: wp.array(dtype=wp.vec4i),
    uvs: wp.array(dtype=wp.vec2),
    which: wp.array(dtype=wp.int64),
    wanted: wp.array(dtype=float),
    colours: wp.array2d(dtype=float),
    slopes: wp.array2d(dtype=wp.vec4),
):
    """colours (N, 3 or 4): bilinear within a level, linear between the two levels around wanted[n].

    slopes (N, 2): how they change along u and v, or empty where nobody asks.
    """
    n = wp.tid()
    last = levels.shape[0] - 1
    bounded = wp.clamp(wanted[n], 0.0, float(last))
    below = int(bounded)
    colour = wp.vec4(0.0, 0.0, 0.0, 0.0)
    along_u = wp.vec4(0.0, 0.0, 0.0, 0.0)
    along_v = wp.vec4(0.0, 0.0, 0.0, 0.0)
    for k in range(2):
        level = levels[wp.min(below + k, last)]
        share = wp.abs(float(1 - k) - (bounded - float(below)))
        cell = cell_at(level, uvs[n], int(which[n]))
        upper = texels[cell.upper + cell.left]
        lower = texels[cell.lower + cell.left]
        across_upper = texels[cell.upper + cell.right] - upper
        across_lower = texels[cell.lower + cell.right] - lower
        upper += cell.across * across_upper
        down = lower + cell.across * across_lower - upper
        colour += share * (upper + cell.down * down)
        if slopes.shape[0] > 0:
            along_u += share * float(level[1]) * (across_upper + cell.down * (across_lower - across_upper))
            along_v -= share * float(level[0]) * down
    for c in range(colours.shape[1]):
        colours[n, c] = colour[c]
    if slopes.shape[0] > 0:
        slopes[n, 0] = along_u
        slopes[n, 1] = along_v


@wp.func
def four_channels(gradient: wp.array2d(dtype=float), n: int) -> wp.vec4:
    last = 0.0
    if gradient.shape[1] == 4:
        last = gradient[n, 3]
    return wp.vec4(gradient[n, 0], gradient[n, 1], gradient[n, 2], last)


@wp.kernel(enable_backward=False, module=MODULE)
def sample_texels_to_uvs(
    slopes: wp.array2d(dtype=wp.vec4), gradient: wp.array2d(dtype=float), to_uvs: wp.array(dtype=wp.vec2)
):
    """to_uvs (N): what `gradient` (N, 3 or 4) of the colours means for the places."""
    n = wp.tid()
    g = four_channels(gradient, n)
    to_uvs[n] = wp.vec2(wp.dot(slopes[n, 0], g), wp.dot(slopes[n, 1], g))


@wp.kernel(enable_backward=False, module=MODULE)
def sample_texels_to_texels(
    levels: wp.array(dtype=wp.vec4i),
    uvs: wp.array(dtype=wp.vec2),
    which: wp.array(dtype=wp.int64),
    wanted: wp.array(dtype=float),
    gradient: wp.array2d(dtype=float),
    to_texels: wp.array(dtype=wp.vec4),
):
    """to_texels (K): what `gradient` (N, 3 or 4) of the colours means for the texels; starts at zero."""
    n = wp.tid()
    last = levels.shape[0] - 1
    bounded = wp.clamp(wanted[n], 0.0, float(last))
    below = int(bounded)
    g = four_channels(gradient, n)
    for k in range(2):
        share = wp.abs(float(1 - k) - (bounded - float(below)))
        cell = cell_at(levels[wp.min(below + k, last)], uvs[n], int(which[n]))
        upper = share * (1.0 - cell.down) * g
        lower = share * cell.down * g
        wp.atomic_add(to_texels, cell.upper + cell.left, (1.0 - cell.across) * upper)
        wp.atomic_add(to_texels, cell.upper + cell.right, cell.across * upper)
        wp.atomic_add(to_texels, cell.lower + cell.left, (1.0 - cell.across) * lower)
        wp.atomic_add(to_texels, cell.lower + cell.right, cell.across * lower)
