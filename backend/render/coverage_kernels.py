"""The Warp kernels that decide what is seen, one source for CPU and CUDA: nearest triangle, outermost silhouette edge.

They write with order-independent atomics, so that results repeat to the bit; only the order of lists may differ on
CUDA. Imported on first use only (see warp_launch).
"""

# the kernel language only looks like Python to a type checker:
# pyright: reportInvalidTypeForm=false, reportOperatorIssue=false, reportAssignmentType=false, reportGeneralTypeIssues=false
# pyright: reportArgumentType=false, reportReturnType=false
# no `from __future__ import annotations`: Warp reads the annotations of a kernel as types
import warp as wp

# all kernels are one module of Warp's, because compiling a module takes longer than compiling what is in it
MODULE = wp.get_module("galatea.render")

_CRACK = wp.constant(-1.0e-5)
"""how far outside a triangle a pixel's centre still counts, so that none falls between two by rounding"""


@wp.func
def row_of(n: int, each: int) -> int:
    """n // each. Spares the division in the first row, which at batch 1 is all there is."""
    row = 0
    if n >= each:
        row = n / each
    return row


@wp.kernel(enable_backward=False, module=MODULE)
def to_screen(clip: wp.array2d(dtype=wp.vec4), height: int, width: int, screen: wp.array2d(dtype=wp.vec4)):
    """screen (B, V): x right and y down in pixels from the upper left corner, depth -1..1, w, which is 0 behind it."""
    n = wp.tid()
    b = row_of(n, clip.shape[1])
    v = n - b * clip.shape[1]
    p = clip[b, v]
    screen[b, v] = wp.vec4(0.0, 0.0, 0.0, 0.0)
    if p[3] >= 1.0e-6:
        half_w = 0.5 * float(width)
        half_h = 0.5 * float(height)
        inverse = 1.0 / p[3]
        screen[b, v] = wp.vec4(half_w + half_w * p[0] * inverse, half_h - half_h * p[1] * inverse, p[2] * inverse, p[3])


@wp.func
def before_camera(p: wp.vec4, q: wp.vec4, r: wp.vec4) -> bool:
    return p[3] > 0.0 and q[3] > 0.0 and r[3] > 0.0


@wp.func
def turns_left(a: wp.vec4, b: wp.vec4, c: wp.vec4) -> float:
    """Twice the signed area of a, b, c in the picture (y down); a triangle is seen from its front where negative."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


@wp.kernel(enable_backward=False, module=MODULE)
def nearest_triangle(
    screen: wp.array2d(dtype=wp.vec4),
    faces: wp.array(dtype=wp.vec3i),
    height: int,
    width: int,
    cull: int,
    front: wp.array2d(dtype=wp.int32),
    nearest: wp.array3d(dtype=wp.int64),
    beyond: wp.array3d(dtype=wp.int64),
):
    """What each pixel sees, and which triangles are seen from their front.

    front (B, F): 1 where a triangle is seen from its front, else 0. nearest (B, H, W): the smallest
    (depth in 30 bits) << 32 | triangle of those that cover the pixel's centre; starts at the greatest int64.
    beyond (B, H, W): only what is greater counts; or empty.
    """
    n = wp.tid()
    b = row_of(n, faces.shape[0])
    f = n - b * faces.shape[0]
    t = faces[f]
    p0 = screen[b, t[0]]
    p1 = screen[b, t[1]]
    p2 = screen[b, t[2]]
    front[b, f] = 0
    if not before_camera(p0, p1, p2):
        return
    area = turns_left(p0, p1, p2)
    if area < 0.0:
        front[b, f] = 1
    if area == 0.0 or (cull != 0 and area > 0.0):
        return
    x0 = p0[0]
    y0 = p0[1]
    x1 = p1[0]
    y1 = p1[1]
    x2 = p2[0]
    y2 = p2[1]
    left = wp.max(int(wp.ceil(wp.max(wp.min(wp.min(x0, x1), x2), -1.0) - 0.5)), 0)
    right = wp.min(int(wp.floor(wp.min(wp.max(wp.max(x0, x1), x2), float(width) + 1.0) - 0.5)), width - 1)
    top = wp.max(int(wp.ceil(wp.max(wp.min(wp.min(y0, y1), y2), -1.0) - 0.5)), 0)
    bottom = wp.min(int(wp.floor(wp.min(wp.max(wp.max(y0, y1), y2), float(height) + 1.0) - 0.5)), height - 1)
    if left > right or top > bottom:
        return
    inverse = 1.0 / area
    for y in range(top, bottom + 1):
        py = float(y) + 0.5
        for x in range(left, right + 1):
            px = float(x) + 0.5
            w0 = ((x1 - px) * (y2 - py) - (x2 - px) * (y1 - py)) * inverse
            w1 = ((x2 - px) * (y0 - py) - (x0 - px) * (y2 - py)) * inverse
            w2 = 1.0 - w0 - w1
            if w0 >= _CRACK and w1 >= _CRACK and w2 >= _CRACK:
                z = (w0 * p0[2] + w1 * p1[2] + w2 * p2[2]) * 0.5 + 0.5
                if z >= 0.0 and z <= 1.0:
                    key = wp.int64(z * 1073741823.0) * wp.int64(4294967296) + wp.int64(f)
                    if beyond.shape[0] == 0 or key > beyond[b, y, x]:
                        wp.atomic_min(nearest, b, y, x, key)


@wp.kernel(enable_backward=False, module=MODULE)
def covered_pixels(
    nearest: wp.array(dtype=wp.int64), count: wp.array(dtype=wp.int32), pixels: wp.array(dtype=wp.int64)
):
    """Lists in `pixels` the places of `nearest` (B * H * W) that something covers; count (1): how many, from zero."""
    n = wp.tid()
    if nearest[n] != wp.int64(9223372036854775807):
        pixels[wp.atomic_add(count, 0, 1)] = wp.int64(n)


@wp.kernel(enable_backward=False, module=MODULE)
def take_nearest(
    pixels: wp.array(dtype=wp.int64),
    area: int,
    nearest: wp.array(dtype=wp.int64),
    batch: wp.array(dtype=wp.int64),
    seen: wp.array(dtype=wp.int64),
):
    """batch, seen (N): the picture and the triangle of each of `pixels`; puts `nearest` back to its start.

    area: how many pixels a picture has.
    """
    n = wp.tid()
    place = int(pixels[n])
    batch[n] = wp.int64(place / area)
    seen[n] = nearest[place] & wp.int64(4294967295)
    nearest[place] = wp.int64(9223372036854775807)


@wp.func
def depth_in_pixels(depth: float, w: float, half: float, span: float, orthographic: int) -> float:
    """Distance along the view in units of what one pixel covers there, up to a constant.

    A pixel covers w / half metres at the distance w of a perspective camera, so that the distance in such units is the
    integral half * log w; of an orthographic camera it covers the same everywhere. depth: -1..1; half: half the
    picture's height in pixels times the camera's scale; span: metres from the near to the far plane.
    """
    if orthographic != 0:
        return half * span * 0.5 * depth
    return half * wp.log(w)


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
    depth[int(pixels[n])] = depth_in_pixels(z / w, w, half[b], span[b], orthographic)


@wp.kernel(enable_backward=False, module=MODULE)
def outermost_edge(
    screen: wp.array2d(dtype=wp.vec4),
    half: wp.array(dtype=float),
    span: wp.array(dtype=float),
    orthographic: int,
    faces: wp.array(dtype=wp.vec3i),
    front: wp.array2d(dtype=wp.int32),
    edges: wp.array(dtype=wp.vec4i),
    depth: wp.array3d(dtype=float),
    height: int,
    width: int,
    tolerance: float,
    outermost: wp.array4d(dtype=wp.int64),
    count: wp.array(dtype=wp.int32),
    places: wp.array(dtype=wp.int64),
):
    """Walks every silhouette edge over the pixel rows and columns that it crosses.

    screen (B, V): as of `to_screen`. depth (B, H, W): of the visible surface, in pixels; huge where nothing is.
    outermost (B, 4, H, W), channel 2 * axis + (surface on the low side), at the pixel on the surface's side of the
    crossed pair: the largest (distance of the crossing from that pixel's centre in 30 bits) << 32 | edge + 1, or 0.
    places: those of the flattened `outermost` that are no longer 0; count (1): how many, from zero.
    """
    n = wp.tid()
    b = row_of(n, edges.shape[0])
    e = n - b * edges.shape[0]
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
    if not before_camera(p, q, r):
        return
    side = turns_left(p, q, r)
    near = depth_in_pixels(p[2], p[3], half[b], span[b], orthographic)
    far = depth_in_pixels(q[2], q[3], half[b], span[b], orthographic)
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
                at_edge = near + along * (far - near)
                if at_edge <= depth[b, oy, ox] + tolerance and depth[b, iy, ix] <= at_edge + tolerance:
                    key = wp.int64(distance * 1073741823.0) * wp.int64(4294967296) + wp.int64(e) + wp.int64(1)
                    if wp.atomic_max(outermost, b, channel, iy, ix, key) == wp.int64(0):
                        place = ((b * 4 + channel) * height + iy) * width + ix
                        places[wp.atomic_add(count, 0, 1)] = wp.int64(place)


@wp.kernel(enable_backward=False, module=MODULE)
def take_outermost(
    places: wp.array(dtype=wp.int64), outermost: wp.array(dtype=wp.int64), chosen: wp.array(dtype=wp.int64)
):
    """chosen (N): the edge at each of `places`; puts `outermost` back to zero there."""
    n = wp.tid()
    place = int(places[n])
    chosen[n] = (outermost[place] & wp.int64(4294967295)) - wp.int64(1)
    outermost[place] = wp.int64(0)
