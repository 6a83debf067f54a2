"""pytorch3d and our kernel see the same triangles; runs where pytorch3d is installed."""

import pytest
import torch
from render_figure import figure

from backend.render import orbit_camera, rasterise, render

pytest.importorskip("pytorch3d")


@pytest.mark.parametrize("size", [(64, 64), (48, 64), (64, 48)])
def test_same_triangles(size):
    bodies = torch.cat([figure()[0], figure(30.0)[0]])
    mesh = figure()[1]
    clip = orbit_camera(bodies, 30.0, 10.0, aspect=size[1] / size[0]).project(bodies)
    ours, theirs = (rasterise(clip, mesh, size, using=name) for name in ("warp", "pytorch3d"))
    assert len(ours.pixels) == pytest.approx(len(theirs.pixels), rel=0.01)
    seen = torch.full((2, 2 * size[0] * size[1]), -1)
    for row, fragments in zip(seen, (ours, theirs), strict=True):
        row[fragments.pixels] = fragments.faces
    assert float((seen[0] == seen[1]).double().mean()) > 0.99


def test_same_gradient():
    body, mesh = figure()
    gradients = []
    for name in ("warp", "pytorch3d"):
        vertices = body.clone().requires_grad_(True)
        _, alpha = render(vertices, mesh, orbit_camera(body), (64, 64), using=name, supersample=1)
        alpha.mean().backward()
        gradients.append(float((vertices.grad * body).sum()))
    assert gradients[0] == pytest.approx(gradients[1], rel=0.05)
