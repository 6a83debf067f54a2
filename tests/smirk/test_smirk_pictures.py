"""What SMIRK's nets see: the crop, the drawn shape, and what of a photo is kept."""

import numpy as np
import pytest
import torch

from backend.body import load_body
from backend.protocol.errors import BadRequest
from backend.render import render, topology
from backend.smirk.camera import camera_of
from backend.smirk.crop import cut, paste, square_of
from backend.smirk.draw import GREY, STRENGTH, draw
from backend.smirk.head import head_of, project
from backend.smirk.masks import colours_at, masked, outside, pixels_of, region_weights, sample_points
from backend.smirk.turns import to_world
from backend.training.smirk.renders import framed
from tests.smirk_codes import code_of


def test_the_crop_is_the_square_around_all_landmarks() -> None:
    points = np.array([[40.0, 30.0], [100.0, 50.0], [70.0, 110.0]])
    square = square_of(points, 1.5)
    assert square.middle == (70.0, 70.0) and square.side == (60 + 80) / 2 * 1.5
    back = square.to_picture(square.to_square(points, 224), 224)
    np.testing.assert_allclose(back, points, atol=1e-9)
    corner = np.array([[70 - square.side / 2, 70 - square.side / 2]])
    np.testing.assert_allclose(square.to_square(corner, 224), [[0, 0]], atol=1e-9)
    # a picture whose colours say where they are
    y, x = np.mgrid[0:140, 0:160]
    picture = np.stack([x, y, 0 * x], axis=-1).astype(np.uint8)
    found = cut(picture, square, 64).astype(float)
    at = square.to_picture(np.array([[10.0, 20.0]]), 64)[0]
    np.testing.assert_allclose(found[20, 10, :2], at, atol=0.51)
    far = cut(picture, square_of(points - 60, 2.0), 32)
    assert not far[0, 0].any() and far[-1, -1].any(), "beyond the picture it is black"
    np.testing.assert_allclose(paste(picture, cut(picture, square, 140), square).astype(int), picture, atol=2)
    with pytest.raises(BadRequest):
        square_of(np.zeros((5, 2)))


def test_a_plane_that_faces_the_viewer_is_lit_by_all_five_lights() -> None:
    plane = torch.tensor([[[-0.5, -0.5, 0.0], [0.5, -0.5, 0.0], [0.5, 0.5, 0.0], [-0.5, 0.5, 0.0]]])
    cam = torch.tensor([[1.0, 0.5, 0.0]])
    picture, shown = draw(plane, project(plane, cam), topology(torch.tensor([[0, 1, 2], [0, 2, 3]])), 32)
    wanted = GREY * STRENGTH * (4 / 3**0.5 + 1) / 5
    inside = picture[0, 0][shown[0, 0]]
    torch.testing.assert_close(inside, torch.full_like(inside, wanted))
    columns = shown[0, 0].any(0).nonzero().flatten()
    assert columns.min() == 16 and columns.max() == 31, "moved to the right by its shift"


def test_what_is_drawn_lies_where_the_renderer_has_it() -> None:
    head = head_of(load_body("toy-flame"))
    code = framed(head, code_of(head, 2), 1.6)
    vertices = head.vertices(code)
    mesh = topology(head.faces)
    _, shown = draw(vertices, project(vertices, code.cam), mesh, 64)
    _, alpha = render(to_world(vertices), mesh, camera_of(code.cam), (64, 64), supersample=1, cull=False)
    assert ((alpha[..., 0] > 0.5) == shown[:, 0]).float().mean() > 0.98


def test_the_generator_is_told_colours_on_the_face_and_all_around_it() -> None:
    head, random = head_of(load_body("toy-flame")), torch.Generator().manual_seed(1)
    code = framed(head, code_of(head, 2), 1.6)
    vertices = head.vertices(code)
    projected = project(vertices, code.cam)
    mesh, size = topology(head.faces), 64
    _, shown = draw(vertices, projected, mesh, size)
    marks = project(head.points(vertices), code.cam)[..., :2]
    kept = outside(marks, shown)
    assert not kept[shown].any() and kept.mean() > 0.1
    places = sample_points(vertices, projected, head.faces, region_weights(head), size, random)
    assert places.faces.shape == (2, round(0.01 * size * size))
    torch.testing.assert_close(places.shares.sum(-1), torch.ones(2, 41))
    assert places.shares.min() >= 0
    pixels, there = pixels_of(places.of(projected, head.faces), size)
    assert there.float().mean() > 0.9
    on = shown.flatten(1).gather(1, pixels)
    assert on[there].float().mean() > 0.8, "points lie on the drawn face"
    pictures = torch.rand(2, 3, size, size, generator=random)
    colours = colours_at(pictures, pixels)
    left = masked(pictures, kept, colours, pixels, there, random, 0.0)
    around = kept.bool().expand_as(pictures)
    filled = (left != 0).any(1, keepdim=True) & ~kept.bool()
    assert filled.sum() <= 82 and (left[around] == pictures[around]).float().mean() > 0.98
    near = colours_at(left, pixels)[there] / colours_at(pictures, pixels)[there].clamp(min=1e-3)
    assert 0.9 < near.median() < 1.1
    none = masked(pictures, kept, colours, pixels, there, random, 1.0)
    assert not none[~around].any(), "where everything is dropped, nothing is kept on the face"
