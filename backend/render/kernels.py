"""The Warp kernels, one source for CPU and CUDA: nearest triangle, outermost silhouette edge, sums of normals.

The first two write with order-independent atomics; the sums are of floats, so on CUDA their last bits may differ from
run to run. Imported on first use only (see warp_engine).
"""

# the kernel language only looks like Python to a type checker:
# pyright: reportInvalidTypeForm=false, reportOperatorIssue=false, reportAssignmentType=false, reportGeneralTypeIssues=false
# no `from __future__ import annotations`: Warp reads the annotations of a kernel as types
import warp as wp


@wp.kernel(enable_backward=False)
def nearest_triangle(
    clip: wp.array2d(dtype=wp.vec4),
    faces: wp.array(dtype=wp.vec3i),
    height: int,
    width: int,
    cull: int,
    nearest: wp.array3d(dtype=wp.int64),
):
    """nearest (B, H, W): the smallest (depth in 30 bits) << 32 | triangle of those that cover the pixel's centre."""
    b, f = wp.tid()
    t = faces[f]
    p0 = clip[b, t[0]]
    p1 = clip[b, t[1]]
    p2 = clip[b, t[2]]
    if p0[3] < 1.0e-6 or p1[3] < 1.0e-6 or p2[3] < 1.0e-6:
        return
    half_w = 0.5 * float(width)
    half_h = 0.5 * float(height)
    x0 = half_w + half_w * p0[0] / p0[3]
    y0 = half_h - half_h * p0[1] / p0[3]
    z0 = p0[2] / p0[3]
    x1 = half_w + half_w * p1[0] / p1[3]
    y1 = half_h - half_h * p1[1] / p1[3]
    z1 = p1[2] / p1[3]
    x2 = half_w + half_w * p2[0] / p2[3]
    y2 = half_h - half_h * p2[1] / p2[3]
    z2 = p2[2] / p2[3]
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
                z = (w0 * z0 + w1 * z1 + w2 * z2) * 0.5 + 0.5
                if z >= 0.0 and z <= 1.0:
                    key = wp.int64(z * 1073741823.0) * wp.int64(4294967296) + wp.int64(f)
                    wp.atomic_min(nearest, b, y, x, key)


@wp.func
def turns_left(a: wp.vec3, b: wp.vec3, c: wp.vec3) -> float:
    """Twice the signed area of a, b, c in the picture (y down); a triangle is seen from its front where negative."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


@wp.kernel(enable_backward=False)
def outermost_edge(
    screen: wp.array2d(dtype=wp.vec3),
    faces: wp.array(dtype=wp.vec3i),
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
    first = faces[edge[2]]
    front_first = turns_left(screen[b, first[0]], screen[b, first[1]], screen[b, first[2]]) < 0.0
    second = faces[wp.max(edge[3], 0)]
    front_second = edge[3] >= 0 and turns_left(screen[b, second[0]], screen[b, second[1]], screen[b, second[2]]) < 0.0
    if front_first == front_second:
        return
    own = first
    if front_second:
        own = second
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


@wp.kernel(enable_backward=False)
def sum_normals(points: wp.array2d(dtype=wp.vec3), faces: wp.array(dtype=wp.vec3i), normals: wp.array2d(dtype=wp.vec3)):
    """normals (B, V): sum of the cross products of the triangles at each vertex; starts at zero."""
    b, f = wp.tid()
    t = faces[f]
    p = points[b, t[0]]
    normal = wp.cross(points[b, t[1]] - p, points[b, t[2]] - p)
    wp.atomic_add(normals, b, t[0], normal)
    wp.atomic_add(normals, b, t[1], normal)
    wp.atomic_add(normals, b, t[2], normal)


@wp.kernel(enable_backward=False)
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
