"""The Warp kernels that carry values to the seen pixels, and gradients back: corners, textures, sums of normals.

One source for CPU and CUDA. They are many small steps of torch in one, each with its adjoint beside it. Gradients are
sums of floats, so on CUDA their last bits may differ from run to run. Imported on first use only (see warp_launch).

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
    b = int(batch[n])
    t = faces[int(seen[n])]
    at = centre(pixels[n], height, width)
    p = clip[b, t[0]]
    q = clip[b, t[1]]
    r = clip[b, t[2]]
    u = wp.vec3(p[0] - at[0] * p[3], q[0] - at[0] * q[3], r[0] - at[0] * r[3])
    v = wp.vec3(p[1] - at[1] * p[3], q[1] - at[1] * q[3], r[1] - at[1] * r[3])
    area = wp.cross(u, v)
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
    p = clip[b, t[0]]
    q = clip[b, t[1]]
    r = clip[b, t[2]]
    u = wp.vec3(p[0] - at[0] * p[3], q[0] - at[0] * q[3], r[0] - at[0] * r[3])
    v = wp.vec3(p[1] - at[1] * p[3], q[1] - at[1] * q[3], r[1] - at[1] * r[3])
    area = wp.cross(u, v)
    total = area[0] + area[1] + area[2]
    g = gradient[n]
    mean = wp.dot(g, area) / total
    to_area = wp.vec3(g[0] - mean, g[1] - mean, g[2] - mean) / total
    to_u = wp.cross(v, to_area)
    to_v = wp.cross(to_area, u)
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
    last = starts.shape[0] - 1
    level = wp.clamp(levels[n], 0.0, float(last))
    below = int(level)
    above = wp.min(below + 1, last)
    share = level - float(below)
    w = int(which[n])
    fine = cell_at(uvs[n], w, int(sizes[below, 0]), int(sizes[below, 1]), int(starts[below]))
    coarse = cell_at(uvs[n], w, int(sizes[above, 0]), int(sizes[above, 1]), int(starts[above]))
    colours[n] = wp.lerp(blended(texels, fine), blended(texels, coarse), share)


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
    last = starts.shape[0] - 1
    level = wp.clamp(levels[n], 0.0, float(last))
    below = int(level)
    above = wp.min(below + 1, last)
    share = level - float(below)
    w = int(which[n])
    fine = cell_at(uvs[n], w, int(sizes[below, 0]), int(sizes[below, 1]), int(starts[below]))
    coarse = cell_at(uvs[n], w, int(sizes[above, 0]), int(sizes[above, 1]), int(starts[above]))
    to_uvs[n] = (1.0 - share) * slope(texels, fine, gradient[n]) + share * slope(texels, coarse, gradient[n])


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
    last = starts.shape[0] - 1
    level = wp.clamp(levels[n], 0.0, float(last))
    below = int(level)
    above = wp.min(below + 1, last)
    share = level - float(below)
    w = int(which[n])
    fine = cell_at(uvs[n], w, int(sizes[below, 0]), int(sizes[below, 1]), int(starts[below]))
    coarse = cell_at(uvs[n], w, int(sizes[above, 0]), int(sizes[above, 1]), int(starts[above]))
    spread(to_texels, fine, (1.0 - share) * gradient[n])
    spread(to_texels, coarse, share * gradient[n])


@wp.kernel(enable_backward=False, module=MODULE)
def sum_normals(points: wp.array2d(dtype=wp.vec3), faces: wp.array(dtype=wp.vec3i), normals: wp.array2d(dtype=wp.vec3)):
    """normals (B, V): sum of the cross products of the triangles at each vertex; starts at zero."""
    b, f = wp.tid()
    t = faces[f]
    p = points[b, t[0]]
    normal = wp.cross(points[b, t[1]] - p, points[b, t[2]] - p)
    wp.atomic_add(normals, b, t[0], normal)
    wp.atomic_add(normals, b, t[1], normal)
    wp.atomic_add(normals, b, t[2], normal)


@wp.kernel(enable_backward=False, module=MODULE)
def sum_normals_adjoint(
    points: wp.array2d(dtype=wp.vec3),
    faces: wp.array(dtype=wp.vec3i),
    gradient: wp.array2d(dtype=wp.vec3),
    to_points: wp.array2d(dtype=wp.vec3),
):
    """to_points (B, V): what `gradient` (B, V) of the sums means for the points; starts at zero."""
    b, f = wp.tid()
    t = faces[f]
    p = points[b, t[0]]
    g = gradient[b, t[0]] + gradient[b, t[1]] + gradient[b, t[2]]
    second = wp.cross(points[b, t[2]] - p, g)
    third = wp.cross(g, points[b, t[1]] - p)
    wp.atomic_sub(to_points, b, t[0], second + third)
    wp.atomic_add(to_points, b, t[1], second)
    wp.atomic_add(to_points, b, t[2], third)


@wp.func
def lit(normal: wp.vec3, towards: wp.vec3, sky: float, ground: float, key: float, wrap: float) -> float:
    """Linear brightness of a surface under a sky, over a ground, before one light."""
    facing = wp.max((wp.dot(normal, towards) + wrap) / (1.0 + wrap), 0.0)
    return ground + (sky - ground) * (0.5 + 0.5 * normal[2]) + key * facing


@wp.kernel(enable_backward=False, module=MODULE)
def brightness(
    sums: wp.array2d(dtype=wp.vec3),
    faces: wp.array(dtype=wp.vec3i),
    batch: wp.array(dtype=wp.int64),
    seen: wp.array(dtype=wp.int64),
    weights: wp.array(dtype=wp.vec3),
    towards: wp.array(dtype=wp.vec3),
    sky: float,
    ground: float,
    key: float,
    wrap: float,
    bright: wp.array(dtype=float),
):
    """bright (N): display brightness of the fragments, by the unit normals of their corners blended to one again."""
    n = wp.tid()
    b = int(batch[n])
    t = faces[int(seen[n])]
    w = weights[n]
    normal = wp.normalize(
        w[0] * wp.normalize(sums[b, t[0]]) + w[1] * wp.normalize(sums[b, t[1]]) + w[2] * wp.normalize(sums[b, t[2]])
    )
    bright[n] = wp.pow(wp.max(lit(normal, towards[b], sky, ground, key, wrap), 1.0e-4), 1.0 / 2.2)


@wp.kernel(enable_backward=False, module=MODULE)
def brightness_adjoint(
    sums: wp.array2d(dtype=wp.vec3),
    faces: wp.array(dtype=wp.vec3i),
    batch: wp.array(dtype=wp.int64),
    seen: wp.array(dtype=wp.int64),
    weights: wp.array(dtype=wp.vec3),
    towards: wp.array(dtype=wp.vec3),
    sky: float,
    ground: float,
    key: float,
    wrap: float,
    gradient: wp.array(dtype=float),
    to_sums: wp.array2d(dtype=wp.vec3),
    to_weights: wp.array(dtype=wp.vec3),
    to_towards: wp.array(dtype=wp.vec3),
):
    """What `gradient` (N) of the brightness means for sums (B, V), weights (N) and towards (B).

    to_sums and to_towards start at zero.
    """
    n = wp.tid()
    b = int(batch[n])
    t = faces[int(seen[n])]
    w = weights[n]
    blended = w[0] * wp.normalize(sums[b, t[0]])
    for k in range(1, 3):
        blended += w[k] * wp.normalize(sums[b, t[k]])
    length = wp.length(blended)
    normal = wp.normalize(blended)
    linear = lit(normal, towards[b], sky, ground, key, wrap)
    to_weights[n] = wp.vec3(0.0, 0.0, 0.0)
    if linear > 1.0e-4 and length > 1.0e-12:
        to_linear = gradient[n] / 2.2 * wp.pow(linear, 1.0 / 2.2 - 1.0)
        to_normal = wp.vec3(0.0, 0.0, to_linear * 0.5 * (sky - ground))
        if wp.dot(normal, towards[b]) + wrap > 0.0:
            share = to_linear * key / (1.0 + wrap)
            to_normal += share * towards[b]
            wp.atomic_add(to_towards, b, share * normal)
        to_blended = (to_normal - wp.dot(to_normal, normal) * normal) / length
        to_corners = wp.vec3(0.0, 0.0, 0.0)
        for k in range(3):
            corner = wp.normalize(sums[b, t[k]])
            across = wp.dot(to_blended, corner)
            to_corners[k] = across
            to_sum = w[k] * (to_blended - across * corner) / wp.max(wp.length(sums[b, t[k]]), 1.0e-12)
            wp.atomic_add(to_sums, b, t[k], to_sum)
        to_weights[n] = to_corners


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
