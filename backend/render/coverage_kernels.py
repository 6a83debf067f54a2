"""The Warp kernels that decide what is seen, one source for CPU and CUDA: nearest triangle, outermost silhouette edge.

They write with order-independent atomics, so that results repeat to the bit. Imported on first use only (see
warp_launch).
"""

# the kernel language only looks like Python to a type checker:
# pyright: reportInvalidTypeForm=false, reportOperatorIssue=false, reportAssignmentType=false, reportGeneralTypeIssues=false
# no `from __future__ import annotations`: Warp reads the annotations of a kernel as types
import warp as wp

# all kernels are one module of Warp's, because compiling a module takes longer than compiling what is in it
MODULE = wp.get_module("galatea.render")

_BEHIND = wp.constant(-2.0e30)
"""marks a point that is not before the camera, in the place of its depth"""


@wp.func
def on_screen(p: wp.vec4, depth: float, height: int, width: int) -> wp.vec3:
    """x right and y down in pixels from the upper left corner, and the depth."""
    half_w = 0.5 * float(width)
    half_h = 0.5 * float(height)
    return wp.vec3(half_w + half_w * p[0] / p[3], half_h - half_h * p[1] / p[3], depth)


@wp.kernel(enable_backward=False, module=MODULE)
def to_screen(clip: wp.array2d(dtype=wp.vec4), height: int, width: int, screen: wp.array2d(dtype=wp.vec3)):
    """screen (B, V): as `on_screen`, depth -1..1, or _BEHIND."""
    b, v = wp.tid()
    p = clip[b, v]
    screen[b, v] = wp.vec3(0.0, 0.0, _BEHIND)
    if p[3] >= 1.0e-6:
        screen[b, v] = on_screen(p, p[2] / p[3], height, width)


@wp.kernel(enable_backward=False, module=MODULE)
def nearest_triangle(
    screen: wp.array2d(dtype=wp.vec3),
    faces: wp.array(dtype=wp.vec3i),
    height: int,
    width: int,
    cull: int,
    nearest: wp.array3d(dtype=wp.int64),
):
    """nearest (B, H, W): the smallest (depth in 30 bits) << 32 | triangle of those that cover the pixel's centre."""
    b, f = wp.tid()
    t = faces[f]
    p0 = screen[b, t[0]]
    p1 = screen[b, t[1]]
    p2 = screen[b, t[2]]
    if p0[2] < -1.0e30 or p1[2] < -1.0e30 or p2[2] < -1.0e30:
        return
    x0 = p0[0]
    y0 = p0[1]
    x1 = p1[0]
    y1 = p1[1]
    x2 = p2[0]
    y2 = p2[1]
    area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
    if area == 0.0 or (cull != 0 and area > 0.0):
        return
    left = wp.max(int(wp.ceil(wp.max(wp.min(wp.min(x0, x1), x2), -1.0) - 0.5)), 0)
    right = wp.min(int(wp.floor(wp.min(wp.max(wp.max(x0, x1), x2), float(width) + 1.0) - 0.5)), width - 1)
    top = wp.max(int(wp.ceil(wp.max(wp.min(wp.min(y0, y1), y2), -1.0) - 0.5)), 0)
    bottom = wp.min(int(wp.floor(wp.min(wp.max(wp.max(y0, y1), y2), float(height) + 1.0) - 0.5)), height - 1)
    inverse = 1.0 / area
    for y in range(top, bottom + 1):
        py = float(y) + 0.5
        for x in range(left, right + 1):
            px = float(x) + 0.5
            w0 = ((x1 - px) * (y2 - py) - (x2 - px) * (y1 - py)) * inverse
            w1 = ((x2 - px) * (y0 - py) - (x0 - px) * (y2 - py)) * inverse
            w2 = 1.0 - w0 - w1
            if w0 >= 0.0 and w1 >= 0.0 and w2 >= 0.0:
                z = (w0 * p0[2] + w1 * p1[2] + w2 * p2[2]) * 0.5 + 0.5
                if z >= 0.0 and z <= 1.0:
                    key = wp.int64(z * 1073741823.0) * wp.int64(4294967296) + wp.int64(f)
                    wp.atomic_min(nearest, b, y, x, key)


@wp.func
def depth_in_pixels(z: float, w: float, half: float, span: float, orthographic: int) -> float:
    """Distance along the view in units of what one pixel covers there, up to a constant.

    A pixel covers w / half metres at the distance w of a perspective camera, so that the distance in such units is the
    integral half * log w; of an orthographic camera it covers the same everywhere. half: half the picture's height in
    pixels times the camera's scale; span: metres from the near to the far plane.
    """
    if orthographic != 0:
        return half * span * 0.5 * z / w
    return half * wp.log(w)


@wp.kernel(enable_backward=False, module=MODULE)
def to_screen_in_pixels(
    clip: wp.array2d(dtype=wp.vec4),
    half: wp.array(dtype=float),
    span: wp.array(dtype=float),
    orthographic: int,
    height: int,
    width: int,
    screen: wp.array2d(dtype=wp.vec3),
):
    """As to_screen, but with the depth in pixels."""
    b, v = wp.tid()
    p = clip[b, v]
    screen[b, v] = wp.vec3(0.0, 0.0, _BEHIND)
    if p[3] >= 1.0e-6:
        screen[b, v] = on_screen(p, depth_in_pixels(p[2], p[3], half[b], span[b], orthographic), height, width)


@wp.kernel(enable_backward=False, module=MODULE)
def seen_depth(
    clip: wp.array2d(dtype=wp.vec4),
    half: wp.array(dtype=float),
    span: wp.array(dtype=float),
    orthographic: int,
    faces: wp.array(dtype=wp.vec3i),
    pixels: wp.array(dtype=wp.int64),
    batch: wp.array(dtype=wp.int64),
    seen: wp.array(dtype=wp.int64),
    weights: wp.array(dtype=wp.vec3),
    depth: wp.array(dtype=float),
):
    """depth (B * H * W): of the visible surface in pixels, where there is one."""
    n = wp.tid()
    b = int(batch[n])
    t = faces[int(seen[n])]
    k = weights[n]
    p = clip[b, t[0]]
    q = clip[b, t[1]]
    r = clip[b, t[2]]
    z = k[0] * p[2] + k[1] * q[2] + k[2] * r[2]
    w = k[0] * p[3] + k[1] * q[3] + k[2] * r[3]
    depth[int(pixels[n])] = depth_in_pixels(z, w, half[b], span[b], orthographic)


@wp.func
def turns_left(a: wp.vec3, b: wp.vec3, c: wp.vec3) -> float:
    """Twice the signed area of a, b, c in the picture (y down); a triangle is seen from its front where negative."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


@wp.kernel(enable_backward=False, module=MODULE)
def faces_front(screen: wp.array2d(dtype=wp.vec3), faces: wp.array(dtype=wp.vec3i), front: wp.array2d(dtype=wp.int32)):
    """front (B, F): 1 where a triangle is seen from its front, else 0."""
    b, f = wp.tid()
    t = faces[f]
    front[b, f] = wp.where(turns_left(screen[b, t[0]], screen[b, t[1]], screen[b, t[2]]) < 0.0, 1, 0)


@wp.kernel(enable_backward=False, module=MODULE)
def outermost_edge(
    screen: wp.array2d(dtype=wp.vec3),
    faces: wp.array(dtype=wp.vec3i),
    front: wp.array2d(dtype=wp.int32),
    edges: wp.array(dtype=wp.vec4i),
    depth: wp.array3d(dtype=float),
    height: int,
    width: int,
    tolerance: float,
    outermost: wp.array4d(dtype=wp.int64),
):
    """Walks every silhouette edge over the pixel rows and columns that it crosses.

    screen (B, V): x and y in pixels, depth in pixels (negative x: behind the camera is marked by depth < -1e30).
    depth (B, H, W): of the visible surface, in pixels; huge where nothing is.
    outermost (B, 4, H, W), channel 2 * axis + (surface on the low side), at the pixel on the surface's side of the
    crossed pair: the largest (distance of the crossing from that pixel's centre in 30 bits) << 32 | edge + 1; else 0.
    """
    b, e = wp.tid()
    edge = edges[e]
    front_second = 0
    if edge[3] >= 0:
        front_second = front[b, edge[3]]
    if front[b, edge[2]] == front_second:
        return
    own = faces[edge[2]]
    if front_second == 1:
        own = faces[edge[3]]
    third = own[0] + own[1] + own[2] - edge[0] - edge[1]
    p = screen[b, edge[0]]
    q = screen[b, edge[1]]
    r = screen[b, third]
    if p[2] < -1.0e30 or q[2] < -1.0e30 or r[2] < -1.0e30:
        return
    side = turns_left(p, q, r)
    for axis in range(2):
        pu = p[0]
        pv = p[1]
        qu = q[0]
        qv = q[1]
        across = width
        lines = height
        low_side = side
        if axis == 1:
            pu = p[1]
            pv = p[0]
            qu = q[1]
            qv = q[0]
            across = height
            lines = width
            low_side = -side
        run = qv - pv
        start = wp.max(int(wp.ceil(wp.max(wp.min(pv, qv), -1.0) - 0.5)), 0)
        stop = wp.min(int(wp.ceil(wp.min(wp.max(pv, qv), float(lines) + 1.0) - 0.5)), lines)
        low = low_side * run > 0.0
        for line in range(start, stop):
            along = (float(line) + 0.5 - pv) / run
            crossing = pu + along * (qu - pu) - 0.5
            if crossing >= 0.0 and crossing < float(across - 1):
                cell = int(wp.floor(crossing))
                inner = cell
                outer = cell + 1
                distance = crossing - float(cell)
                channel = 2 * axis + 1
                if not low:
                    inner = cell + 1
                    outer = cell
                    distance = 1.0 - distance
                    channel = 2 * axis
                iy = line
                ix = inner
                oy = line
                ox = outer
                if axis == 1:
                    iy = inner
                    ix = line
                    oy = outer
                    ox = line
                at_edge = p[2] + along * (q[2] - p[2])
                if at_edge <= depth[b, oy, ox] + tolerance and depth[b, iy, ix] <= at_edge + tolerance:
                    key = wp.int64(distance * 1073741823.0) * wp.int64(4294967296) + wp.int64(e) + wp.int64(1)
                    wp.atomic_max(outermost, b, channel, iy, ix, key)
