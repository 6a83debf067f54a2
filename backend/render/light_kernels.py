"""The Warp kernels for vertex normals and for the brightness of what pixels see, and their gradients.

One source for CPU and CUDA; each step with its adjoint beside it. Gradients are sums of floats, so on CUDA their last
bits may differ from run to run. Imported on first use only (see warp_launch).

N fragments; of fragment n: pixels[n] its place in the flattened (B, H, W), batch[n], seen[n] its triangle.
"""

# pyright: reportInvalidTypeForm=false, reportOperatorIssue=false, reportAssignmentType=false, reportGeneralTypeIssues=false
# pyright: reportCallIssue=false, reportArgumentType=false, reportIndexIssue=false
# no `from __future__ import annotations`: Warp reads the annotations of a kernel as types
import warp as wp

from backend.render.coverage_kernels import MODULE, row_of


@wp.kernel(enable_backward=False, module=MODULE)
def sum_normals(points: wp.array2d(dtype=wp.vec3), faces: wp.array(dtype=wp.vec3i), normals: wp.array2d(dtype=wp.vec3)):
    """normals (B, V): sum of the cross products of the triangles at each vertex; starts at zero."""
    n = wp.tid()
    b = row_of(n, faces.shape[0])
    f = n - b * faces.shape[0]
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
    n = wp.tid()
    b = row_of(n, faces.shape[0])
    f = n - b * faces.shape[0]
    t = faces[f]
    g = gradient[b, t[0]] + gradient[b, t[1]] + gradient[b, t[2]]
    if wp.dot(g, g) == 0.0:
        return
    p = points[b, t[0]]
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


@wp.func
def blended_normal(sums: wp.array2d(dtype=wp.vec3), b: int, t: wp.vec3i, w: wp.vec3) -> wp.vec3:
    """The unit normals of a triangle's corners, weighted; not of unit length itself."""
    return w[0] * wp.normalize(sums[b, t[0]]) + w[1] * wp.normalize(sums[b, t[1]]) + w[2] * wp.normalize(sums[b, t[2]])


@wp.kernel(enable_backward=False, module=MODULE)
def lit_colours(
    colours: wp.array(dtype=wp.vec3),
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
    result: wp.array(dtype=wp.vec3),
):
    """bright (N): display brightness of the fragments, by the unit normals of their corners blended to one again.

    result (N): that times `colours`.
    """
    n = wp.tid()
    b = int(batch[n])
    normal = wp.normalize(blended_normal(sums, b, faces[int(seen[n])], weights[n]))
    factor = wp.pow(wp.max(lit(normal, towards[b], sky, ground, key, wrap), 1.0e-4), 1.0 / 2.2)
    bright[n] = factor
    result[n] = factor * colours[n]


@wp.kernel(enable_backward=False, module=MODULE)
def lit_colours_adjoint(
    colours: wp.array(dtype=wp.vec3),
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
    gradient: wp.array(dtype=wp.vec3),
    to_colours: wp.array(dtype=wp.vec3),
    to_sums: wp.array2d(dtype=wp.vec3),
    to_weights: wp.array(dtype=wp.vec3),
    to_towards: wp.array(dtype=wp.vec3),
):
    """What `gradient` (N) of the lit colours means for colours (N), sums (B, V), weights (N) and towards (B).

    to_sums and to_towards start at zero; to_towards is left out where it is empty.
    """
    n = wp.tid()
    b = int(batch[n])
    t = faces[int(seen[n])]
    w = weights[n]
    factor = bright[n]
    to_colours[n] = factor * gradient[n]
    to_weights[n] = wp.vec3(0.0, 0.0, 0.0)
    first = sums[b, t[0]]
    second = sums[b, t[1]]
    third = sums[b, t[2]]
    sizes = wp.vec3(
        wp.max(wp.length(first), 1.0e-12), wp.max(wp.length(second), 1.0e-12), wp.max(wp.length(third), 1.0e-12)
    )
    first = first / sizes[0]
    second = second / sizes[1]
    third = third / sizes[2]
    blended = w[0] * first + w[1] * second + w[2] * third
    length = wp.length(blended)
    if length < 1.0e-12:
        return
    normal = blended / length
    facing = wp.dot(normal, towards[b]) + wrap
    linear = lit(normal, towards[b], sky, ground, key, wrap)
    if linear <= 1.0e-4:
        return
    to_linear = wp.dot(gradient[n], colours[n]) * factor / (2.2 * linear)
    to_normal = wp.vec3(0.0, 0.0, to_linear * 0.5 * (sky - ground))
    if facing > 0.0:
        share = to_linear * key / (1.0 + wrap)
        to_normal += share * towards[b]
        if to_towards.shape[0] > 0:
            wp.atomic_add(to_towards, b, share * normal)
    to_blended = (to_normal - wp.dot(to_normal, normal) * normal) / length
    along = wp.vec3(wp.dot(to_blended, first), wp.dot(to_blended, second), wp.dot(to_blended, third))
    to_weights[n] = along
    wp.atomic_add(to_sums, b, t[0], (w[0] / sizes[0]) * (to_blended - along[0] * first))
    wp.atomic_add(to_sums, b, t[1], (w[1] / sizes[1]) * (to_blended - along[1] * second))
    wp.atomic_add(to_sums, b, t[2], (w[2] / sizes[2]) * (to_blended - along[2] * third))
