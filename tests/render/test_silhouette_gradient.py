"""The gradient of coverage against finite differences of a fine hard mask, and against known answers."""

import math

import pytest
import torch
from render_figure import (
    SIGNIFICANT,
    area,
    coverage,
    directions,
    figure,
    finite_difference,
    hard_mask,
    reach,
    silhouette_length,
    sphere,
)

from backend.render import orbit_camera, render, topology
from backend.render import silhouette as silhouette_module


# the method was chosen on four other views (yaw 0, 40 and 70 degrees); none of them is here
@pytest.mark.parametrize(
    ("arms", "width", "yaw", "elevation", "angle", "orthographic"),
    [
        ((-35.0, 20.0), 1.2, 17.0, 8.0, 30.0, False),
        ((60.0, -10.0), 0.9, 205.0, -20.0, 55.0, False),
        ((-50.0, -50.0), 1.0, 310.0, 15.0, 25.0, True),
    ],
)
def test_gradient_of_coverage_agrees_with_finite_differences(arms, width, yaw, elevation, angle, orthographic):
    vertices, mesh = figure(*arms, width)
    camera = orbit_camera(vertices, yaw, elevation, angle, orthographic=orthographic)
    mask = hard_mask(vertices, mesh, camera)
    length = silhouette_length(mask)
    gradients = {}
    for size in (112, 224, 512):
        value, gradients[size] = coverage(vertices, mesh, camera, size)
        assert value == pytest.approx(area(mask), rel=0.005)
    counted = 0
    for name, direction in directions(vertices).items():
        expected = finite_difference(vertices, direction, mesh, camera)
        if abs(expected) <= SIGNIFICANT * reach(length, vertices, direction, camera):
            continue
        counted += 1
        for size, gradient in gradients.items():
            ratio = float((gradient * direction).sum()) / expected
            assert 0.8 <= ratio <= 1.25, f"{name} at {size}: {ratio:.3f}"
    assert counted >= 3


@pytest.mark.parametrize("size", [112, 224, 512])
@pytest.mark.parametrize("rings", [12, 160])
def test_disc_has_the_area_and_derivative_of_a_disc(rings, size):
    """Coarse and sub-pixel triangles alike: a sphere of radius r covers pi r^2, which grows by 2 pi r."""
    unit, faces = sphere(rings, 2 * rings)
    mesh = topology(faces)
    frame = torch.tensor([[[-1.0, -1.0, -1.0], [1.0, 1.0, 1.0]]])
    camera = orbit_camera(frame, margin=0.0, orthographic=True, aspect=1.0)
    radius = torch.tensor(0.7, requires_grad=True)
    _, alpha = render(unit[None] * radius, mesh, camera, (size, size), light="unlit")
    disc = alpha.mean() * 4.0
    disc.backward()
    # the outline is a polygon inside the circle
    shrink = math.sin(2.0 * math.pi / (2 * rings)) / (2.0 * math.pi / (2 * rings))
    assert float(disc.detach()) == pytest.approx(math.pi * 0.49, rel=0.003 + 1.5 * (1.0 - shrink))
    assert float(radius.grad) == pytest.approx(2.0 * math.pi * 0.7, rel=0.02 + 1.5 * (1.0 - shrink))


def test_open_border_is_a_silhouette():
    square = torch.tensor([[-1.0, 0.0, -1.0], [1.0, 0.0, -1.0], [1.0, 0.0, 1.0], [-1.0, 0.0, 1.0]])[None]
    mesh = topology(torch.tensor([[0, 1, 2], [0, 2, 3]]))
    camera = orbit_camera(square * 1.5, orthographic=True, margin=0.0)
    side = torch.tensor(1.013, requires_grad=True)
    _, alpha = render(square * side, mesh, camera, (256, 256), light="unlit")
    part = alpha.mean()
    part.backward()
    assert float(part.detach()) == pytest.approx((1.013 / 1.5) ** 2, rel=1e-3)
    assert float(side.grad) == pytest.approx(2.0 * 1.013 / 1.5**2, rel=0.02)


def test_one_part_before_another_has_a_gradient_too():
    """A small sphere before a large one of another colour: the mean colour changes with the small one's radius."""
    unit, faces = sphere(60, 90)
    mesh = topology(torch.cat([faces, faces + len(unit)]))
    colours = torch.cat([torch.zeros(len(unit), 3), torch.ones(len(unit), 3)])
    frame = torch.tensor([[[-1.0, -1.0, -1.0], [1.0, 1.0, 1.0]]])
    camera = orbit_camera(frame, margin=0.0, orthographic=True)
    radius = torch.tensor(0.3, requires_grad=True)
    near = unit * radius + torch.tensor([0.13, -1.6, 0.07])
    image, _ = render(
        torch.cat([unit * 0.95, near])[None],
        mesh,
        camera,
        (224, 224),
        light="unlit",
        vertex_colours=colours,
        background=(0.0, 0.0, 0.0),
    )
    (image.mean() * 4.0).backward()
    assert float(radius.grad) == pytest.approx(2.0 * math.pi * 0.3, rel=0.05)


def test_hidden_silhouettes_have_no_gradient():
    unit, faces = sphere(30, 44)
    mesh = topology(torch.cat([faces, faces + len(unit)]))
    behind = (unit * 0.4 + torch.tensor([0.0, 2.0, 0.0])).requires_grad_(True)
    camera = orbit_camera((unit * 1.1)[None])
    image, _ = render(
        torch.cat([unit, behind])[None],
        mesh,
        camera,
        (224, 224),
        light="unlit",
        vertex_colours=torch.cat([unit * 0.5 + 0.5, torch.zeros_like(unit)]),
    )
    image.square().sum().backward()
    assert float(behind.grad.abs().max()) == 0.0


def test_depth_tolerance_is_on_a_plateau(monkeypatch):
    """From a quarter of a pixel to four the tolerance does not matter, whatever the figure's size in metres."""
    vertices, mesh = figure(-35.0, 20.0)
    for scale in (1.0, 1000.0):
        found = []
        for tolerance in (0.25, 1.0, 4.0):
            monkeypatch.setattr(silhouette_module, "_TOLERANCE", tolerance)
            body = vertices * scale
            _, gradient = coverage(body, mesh, orbit_camera(body, 25.0), 224)
            found.append(float((gradient * body).sum()))
        assert found[0] == pytest.approx(found[1], rel=0.02)
        assert found[2] == pytest.approx(found[1], rel=0.02)
