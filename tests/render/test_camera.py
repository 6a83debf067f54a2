"""Named views, framing, and depth in pixels."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from render_figure import figure

from backend.protocol.errors import BadRequest
from backend.render import named_camera, orbit_camera, rasterise, topology
from backend.render.head import head_box
from backend.render.silhouette import surface_depth


def seen(camera, point):
    """x, y in -1..1 and depth of one point."""
    clip = camera.project(torch.tensor(point)[None, None])[0, 0]
    return (clip[:3] / clip[3]).tolist()


@pytest.mark.parametrize("orthographic", [False, True])
@pytest.mark.parametrize(
    ("view", "right", "towards"),
    [
        ("front", (1.0, 0.0, 0.0), (0.0, -1.0, 0.0)),
        ("side", (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)),
        ("back", (-1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
        ("face", (1.0, 0.0, 0.0), (0.0, -1.0, 0.0)),
    ],
)
def test_named_views_look_from_where_they_say(view, right, towards, orthographic):
    vertices, _ = figure()
    camera = named_camera(view, vertices, orthographic=orthographic)
    middle = head_box(vertices).mean(1)[0] if view == "face" else vertices[0].mean(0)

    def moved(by):
        return seen(camera, [float(m) + 0.05 * b for m, b in zip(middle, by, strict=True)])

    here = moved((0, 0, 0))
    assert moved(right)[0] > here[0] and moved(right)[1] == pytest.approx(here[1], abs=1e-4)
    assert moved((0, 0, 1))[1] > here[1]
    assert moved(towards)[2] < here[2]


def test_three_quarter_sees_the_front_and_the_left():
    vertices, _ = figure()
    camera = named_camera("three_quarter", vertices)
    towards = camera.rotation[0, 2]
    assert towards[0] > 0.3 and towards[1] < -0.3 and towards[2] >= 0.0


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 1000),
    yaw=st.floats(-180, 180),
    elevation=st.floats(-60, 60),
    angle=st.floats(10, 80),
    aspect=st.floats(0.3, 3.0),
    orthographic=st.booleans(),
)
def test_all_points_are_in_the_frame_and_fill_it(seed, yaw, elevation, angle, aspect, orthographic):
    points = torch.randn(3, 50, 3, generator=torch.Generator().manual_seed(seed)) * torch.tensor([0.5, 0.3, 1.0]) + 5.0
    camera = orbit_camera(points, yaw, elevation, angle, aspect, margin=0.1, orthographic=orthographic)
    clip = camera.project(points)
    assert bool((clip[..., 3] > 0).all())
    place = clip[..., :3] / clip[..., 3:]
    assert bool((place[..., 2].abs() < 1.0).all())
    filled = place[..., :2].abs().amax((1, 2))
    torch.testing.assert_close(filled, torch.full_like(filled, 0.9), atol=2e-3, rtol=0.0)


@pytest.mark.parametrize("orthographic", [False, True])
@pytest.mark.parametrize("angle", [15.0, 70.0])
def test_depth_counts_in_pixels(orthographic, angle):
    """One step back by what one pixel covers there is one unit of depth."""
    points = torch.tensor([[[-1.0, -1.0, -1.0], [1.0, 1.0, 1.0]]])
    camera = orbit_camera(points, 33.0, 12.0, angle, orthographic=orthographic)
    height = 300
    _, up, towards = camera.rotation[0]
    for start in (torch.zeros(3), towards * 0.8, -towards * 0.8):
        clip = camera.project(torch.stack([start, start + 1e-2 * up])[None])[0]
        pixels = float((clip[1, 1] / clip[1, 3] - clip[0, 1] / clip[0, 3]) * height / 2.0) / 1e-2
        near, far = (depth_of_a_wall(at, camera, height) for at in (start, start - towards / pixels))
        assert far - near == pytest.approx(1.0, rel=0.02)


def depth_of_a_wall(middle, camera, height):
    """What `surface_depth` says where the camera sees `middle`, which lies on a wall that faces the camera."""
    right, up, _ = camera.rotation[0]
    corners = middle + torch.stack([-right - up, right - up, right + up, up - right])
    mesh = topology(torch.tensor([[0, 1, 2], [0, 2, 3]]))
    fragments = rasterise(camera.project(corners[None]), mesh, (height, height))
    x, y, _, w = camera.project(middle[None, None])[0, 0].tolist()
    row, column = int((0.5 - 0.5 * y / w) * height), int((0.5 + 0.5 * x / w) * height)
    return float(surface_depth(fragments, camera)[0, row, column])


def test_head_is_what_lies_above_the_neck():
    vertices, _ = figure()
    box = head_box(vertices)[0]
    head = (0.085, 1.66 - 0.13, 1.66 + 0.13)
    assert float(box[:, 0].abs().max()) == pytest.approx(head[0], abs=0.06)
    assert float(box[:, 2].max()) == pytest.approx(head[2], abs=0.01)
    assert float(box[:, 2].min()) == pytest.approx(head[1], abs=0.06)


def test_given_head_vertices_are_framed():
    vertices, _ = figure()
    head = vertices[0, :, 2] > 1.53
    by_mask = named_camera("face", vertices, face_vertices=head)
    by_index = named_camera("face", vertices, face_vertices=torch.nonzero(head).squeeze(1))
    by_points = named_camera("face", vertices, face_vertices=vertices[:, head])
    for other in (by_index, by_points):
        torch.testing.assert_close(by_mask.view_projection, other.view_projection)
    clip = by_mask.project(vertices[:, head])
    assert float((clip[..., :2] / clip[..., 3:]).abs().max()) == pytest.approx(0.88, abs=0.01)


def test_unknown_view_is_named():
    vertices, _ = figure()
    with pytest.raises(BadRequest, match="three_quarter"):
        named_camera("top", vertices)
