"""The nearest triangle against ray casting, perspective-correct weights, topology, threads."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from render_figure import figure, sphere

from backend.protocol.errors import BadRequest, NotAvailable
from backend.render import interpolate, orbit_camera, rasterise, render, topology
from backend.render.engines import engine
from backend.render.kernel_ops import normal_sums


def cast_rays(vertices, faces, camera, size):
    """Nearest front-facing triangle per pixel by intersecting every ray with every triangle, in double precision."""
    height, width = size
    inverse = torch.linalg.inv(camera.view_projection[0].double())
    y, x = torch.meshgrid(
        1.0 - (torch.arange(height).double() + 0.5) * 2.0 / height,
        (torch.arange(width).double() + 0.5) * 2.0 / width - 1.0,
        indexing="ij",
    )
    ends = []
    for depth in (-1.0, 1.0):
        clip = torch.stack([x, y, torch.full_like(x, depth), torch.ones_like(x)], -1).reshape(-1, 4) @ inverse.T
        ends.append(clip[:, :3] / clip[:, 3:])
    start, along = ends[0], ends[1] - ends[0]
    a, b, c = vertices[0].double()[faces].unbind(1)
    normal = torch.linalg.cross(b - a, c - a)
    t = ((a[None] - start[:, None]) * normal).sum(-1) / (along[:, None] * normal).sum(-1)
    point = start[:, None] + t[..., None] * along[:, None]
    inside = (along[:, None] * normal).sum(-1) < 0
    for p, q in ((a, b), (b, c), (c, a)):
        inside &= (torch.linalg.cross((q - p).expand_as(point), point - p, dim=-1) * normal).sum(-1) >= 0
    t = torch.where(inside & (t >= 0) & (t <= 1), t, torch.inf)
    nearest, face = t.min(1)
    return torch.where(nearest.isinf(), -1, face).reshape(height, width)


@pytest.mark.parametrize("orthographic", [False, True])
def test_nearest_triangle_is_what_a_ray_hits(orthographic):
    generator = torch.Generator().manual_seed(3)
    vertices = torch.rand(1, 90, 3, generator=generator) * 2.0 - 1.0
    faces = torch.arange(90).reshape(30, 3)
    camera = orbit_camera(vertices, 25.0, 10.0, 50.0, aspect=60 / 44, orthographic=orthographic)
    expected = cast_rays(vertices, faces, camera, (44, 60))
    fragments = rasterise(camera.project(vertices), topology(faces), (44, 60))
    found = torch.full((44 * 60,), -1).index_copy(0, fragments.pixels, fragments.faces).reshape(44, 60)
    assert float((expected >= 0).double().mean()) > 0.15
    assert float((found == expected).double().mean()) > 0.998


@pytest.mark.parametrize("orthographic", [False, True])
def test_interpolated_places_project_to_their_pixels(orthographic):
    vertices, mesh = figure()
    camera = orbit_camera(vertices, 30.0, 20.0, 60.0, aspect=0.75, orthographic=orthographic)
    fragments = rasterise(camera.project(vertices), mesh, (120, 90))
    clip = camera.project(interpolate(vertices, fragments)[None])[0]
    x = (clip[:, 0] / clip[:, 3] + 1.0) * 45.0
    y = (1.0 - clip[:, 1] / clip[:, 3]) * 60.0
    torch.testing.assert_close(x, fragments.pixels % 90 + 0.5, atol=2e-3, rtol=0.0)
    torch.testing.assert_close(y, fragments.pixels // 90 + 0.5, atol=2e-3, rtol=0.0)


def test_gradient_of_interpolation_is_that_of_the_surface():
    """Against central differences: what a fixed pixel sees on a slanted triangle when a corner moves."""
    vertices = torch.tensor([[[-1.0, 0.3, -1.0], [1.2, -0.4, -0.8], [0.1, 0.2, 1.1]]])
    mesh = topology(torch.tensor([[0, 1, 2]]))
    camera = orbit_camera(vertices * 1.5, 20.0, angle=60.0)
    values = torch.tensor([[1.0], [2.0], [5.0]])

    def total(points):
        fragments = rasterise(camera.project(points), mesh, (32, 32))
        inner = (fragments.weights.detach() > 0.1).all(-1)
        return interpolate(values, fragments)[inner].sum()

    points = vertices.clone().requires_grad_(True)
    total(points).backward()
    direction = torch.tensor([[[0.2, 0.5, -0.1], [0.0, 0.3, 0.2], [-0.4, 0.1, 0.0]]])
    step = 1e-3
    expected = float(total(vertices + step * direction) - total(vertices - step * direction)) / (2 * step)
    assert float((points.grad * direction).sum()) == pytest.approx(expected, rel=0.02)


def test_a_batch_is_its_parts():
    bodies = torch.cat([figure(20.0)[0], figure(-30.0, 10.0)[0]])
    mesh = figure()[1]
    camera = orbit_camera(bodies, torch.tensor([0.0, 130.0]))
    both, _ = render(bodies, mesh, camera, (200, 200))
    for i in range(2):
        one, _ = render(bodies[i : i + 1], mesh, orbit_camera(bodies[i : i + 1], 130.0 * i), (200, 200))
        torch.testing.assert_close(both[i], one[0], atol=1e-5, rtol=0.0)


def test_triangles_from_behind_can_be_kept():
    square = torch.tensor([[[-1.0, 0, -1], [1.0, 0, -1], [1.0, 0, 1], [-1.0, 0, 1]]])
    mesh = topology(torch.tensor([[0, 1, 2], [0, 2, 3]]))
    clip = orbit_camera(square, 180.0, margin=0.2).project(square)
    assert len(rasterise(clip, mesh, (20, 20)).faces) == 0
    assert len(rasterise(clip, mesh, (20, 20), cull=False).faces) == 16 * 16


def test_every_edge_of_a_closed_mesh_has_two_triangles():
    _, faces = sphere(9, 11)
    mesh = topology(faces)
    assert len(mesh.edges) == len(faces) * 3 // 2
    assert bool((mesh.edges[:, 2:] >= 0).all())
    for ends, owners in ((mesh.edges[:, :2], mesh.edges[:, 2]), (mesh.edges[:, :2], mesh.edges[:, 3])):
        corners = faces[owners.long()]
        assert bool((corners[:, :, None] == ends[:, None]).any(1).all())


def test_an_edge_of_three_triangles_is_a_pair_and_a_border():
    mesh = topology(torch.tensor([[0, 1, 2], [1, 0, 3], [0, 1, 4]]))
    shared = [tuple(e[2:]) for e in mesh.edges.tolist() if e[:2] == [0, 1]]
    assert sorted(shared) == [(0, 1), (2, -1)]


def test_normals_and_their_gradient():
    """Against the same sums written with torch's own operations."""
    vertices, mesh = figure()
    vertices = (vertices + 0.01 * torch.randn(vertices.shape, generator=torch.Generator().manual_seed(0))).expand(
        2, -1, -1
    )

    def written_out(points):
        a, b, c = points[:, mesh.faces].unbind(2)
        normal = torch.linalg.cross(b - a, c - a)
        total = torch.zeros_like(points)
        for k in range(3):
            total = total.index_add(1, mesh.faces[:, k], normal)
        return torch.nn.functional.normalize(total, dim=-1)

    weights = torch.randn(vertices.shape, generator=torch.Generator().manual_seed(1))
    results = []
    for normals in (lambda p: torch.nn.functional.normalize(normal_sums(p, mesh), dim=-1), written_out):
        points = vertices.clone().requires_grad_(True)
        value = normals(points)
        (value * weights).sum().backward()
        results.append((value.detach(), points.grad))
    torch.testing.assert_close(results[0][0], results[1][0], atol=1e-4, rtol=0.0)
    scale = float(results[1][1].abs().mean())
    torch.testing.assert_close(results[0][1] / scale, results[1][1] / scale, atol=1e-2, rtol=1e-3)


def test_threads_see_the_same():
    bodies = [figure(angle)[0] for angle in (0.0, 20.0, 40.0, 60.0)]
    mesh = figure()[1]

    def draw(body):
        return render(body, mesh, orbit_camera(body, 10.0), (200, 200))[0]

    alone = [draw(body) for body in bodies]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(draw, bodies * 3))
    for i, image in enumerate(together):
        assert torch.equal(image, alone[i % 4])


def test_import_starts_nothing_and_the_first_picture_is_silent():
    code = """
import sys, torch
from backend.render import topology, orbit_camera, render
assert "warp" not in sys.modules
points = torch.eye(3)[None]
render(points, topology(torch.tensor([[0, 1, 2]])), orbit_camera(points, 45.0), (16, 16))
assert "warp" in sys.modules
"""
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_unknown_and_absent_engines_say_what_to_do():
    with pytest.raises(BadRequest, match="warp"):
        engine("opengl")
    try:
        import pytorch3d  # noqa: F401
    except ImportError:
        with pytest.raises(NotAvailable, match="pip install"):
            engine("pytorch3d")


def test_faces_must_be_triangles():
    with pytest.raises(BadRequest, match=r"\(F, 3\)"):
        topology(torch.zeros(5, 4, dtype=torch.int64))
