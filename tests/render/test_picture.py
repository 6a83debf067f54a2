"""Textures, light, backgrounds, sheets and what is refused."""

import numpy as np
import pytest
import torch
from render_figure import figure, sphere

from backend.protocol.errors import BadRequest
from backend.render import (
    KINDS,
    backgrounds,
    named_camera,
    orbit_camera,
    preview_sheet,
    pyramid,
    render,
    sample_texture,
    topology,
)

SQUARE = torch.tensor([[[-1.0, 0, -1], [1.0, 0, -1], [1.0, 0, 1], [-1.0, 0, 1]]])
QUAD = topology(torch.tensor([[0, 1, 2], [0, 2, 3]]))
UVS = torch.tensor([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


def flat_view(texture, size=(64, 64), **options):
    """The texture on a square that fills the picture, seen from the front."""
    camera = orbit_camera(SQUARE, orthographic=True, margin=0.0)
    image, _ = render(
        SQUARE, QUAD, camera, size, texture=texture, uvs=UVS, uv_faces=QUAD.faces, light="unlit", **options
    )
    return image[0]


def test_texture_lands_upright_and_unmirrored():
    texture = torch.rand(64, 64, 3, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(flat_view(texture, supersample=1), texture, atol=2e-3, rtol=0.0)


def test_bilinear_is_exact_on_texels_and_between_them():
    texture = torch.rand(5, 7, 3, generator=torch.Generator().manual_seed(0))
    y, x = torch.meshgrid(torch.arange(5), torch.arange(7), indexing="ij")
    uv = torch.stack([(x + 0.5) / 7, 1.0 - (y + 0.5) / 5], -1).reshape(-1, 2)
    torch.testing.assert_close(sample_texture(texture, uv), texture.reshape(-1, 3), atol=1e-5, rtol=0.0)
    between = torch.tensor([[3.0 / 7, 1.0 - 2.0 / 5]])
    torch.testing.assert_close(sample_texture(texture, between)[0], texture[1:3, 2:4].mean((0, 1)))


def test_minified_detail_becomes_its_average():
    board = ((torch.arange(512)[:, None] + torch.arange(512)) % 2).float()[..., None].expand(-1, -1, 3)
    seen = flat_view(board, (50, 50), supersample=1)
    assert float((seen - 0.5).abs().max()) < 0.02


def test_texture_gradient_is_what_each_pixel_weighs():
    """Every pixel's weights on texels and levels sum to one."""
    for side in (16, 256):
        texture = torch.full((side, side, 3), 0.5, requires_grad=True)
        flat_view(texture, supersample=1).sum().backward()
        assert float(texture.grad.sum()) == pytest.approx(64 * 64 * 3, rel=1e-3)


def test_texture_gradient_against_differences():
    generator = torch.Generator().manual_seed(0)
    texture, direction = torch.rand(40, 40, 3, generator=generator), torch.randn(40, 40, 3, generator=generator)
    weights = torch.randn(64, 64, 3, generator=generator)
    variable = texture.clone().requires_grad_(True)
    (flat_view(variable) * weights).sum().backward()
    step = 1e-2
    higher, lower = (float((flat_view(texture + s * direction) * weights).sum()) for s in (step, -step))
    assert float((variable.grad * direction).sum()) == pytest.approx((higher - lower) / (2 * step), rel=0.05)


def test_transparent_texels_do_not_bleed():
    texture = torch.zeros(256, 256, 4)
    texture[:, 64:] = torch.tensor([0.2, 0.6, 0.4, 1.0])
    seen = flat_view(texture, (32, 32), supersample=1)[:, 10:]
    torch.testing.assert_close(seen, torch.tensor([0.2, 0.6, 0.4]).expand_as(seen), atol=1e-3, rtol=0.0)


def test_a_pyramid_is_the_texture():
    texture = torch.rand(2, 128, 96, 3, generator=torch.Generator().manual_seed(0))
    camera = orbit_camera(SQUARE, 20.0)
    bodies = SQUARE.expand(2, -1, -1)
    options = {"uvs": UVS, "uv_faces": QUAD.faces, "light": "unlit"}
    from_pixels, _ = render(bodies, QUAD, camera, (60, 60), texture=texture, **options)
    from_pyramid, _ = render(bodies, QUAD, camera, (60, 60), texture=pyramid(texture), **options)
    assert torch.equal(from_pixels, from_pyramid)
    assert not torch.allclose(from_pixels[0], from_pixels[1], atol=0.05)


def test_light_comes_from_above_left_and_clay_has_one_colour():
    unit, faces = sphere(40, 60)
    camera = orbit_camera(unit[None], orthographic=True)
    white = torch.ones(len(unit), 3)
    lit, _ = render(unit[None], topology(faces), camera, (200, 200), vertex_colours=white)
    assert float(lit[0, 60, 60, 0]) > float(lit[0, 140, 140, 0]) + 0.1
    for red in (0.0, 1.0):
        clay, _ = render(unit[None], topology(faces), camera, (200, 200), vertex_colours=white * red, light="clay")
        assert float(clay[0, 100, 100, 0]) > 0.4
    unlit, _ = render(unit[None], topology(faces), camera, (200, 200), vertex_colours=white * 0.3, light="unlit")
    assert float((unlit[0, 100, 60:140] - 0.3).abs().max()) < 1e-5


def test_light_follows_the_camera_so_every_side_is_lit():
    vertices, mesh = figure()
    means = []
    for view in ("front", "side", "back"):
        image, alpha = render(vertices, mesh, named_camera(view, vertices), (200, 200), background=(0.0, 0.0, 0.0))
        means.append(float(image.sum() / alpha.sum() / 3.0))
    assert min(means) > 0.8 * max(means)


def test_supersampling_keeps_the_mean():
    vertices, mesh = figure()
    camera = named_camera("front", vertices)
    pictures = [render(vertices, mesh, camera, (240, 240), supersample=s)[0].mean() for s in (1, 3)]
    assert float(pictures[0]) == pytest.approx(float(pictures[1]), rel=2e-3)


def test_one_body_before_many_cameras_and_the_reverse():
    vertices, mesh = figure()
    cameras = orbit_camera(vertices.expand(3, -1, -1), torch.tensor([0.0, 90.0, 200.0]))
    many, _ = render(vertices, mesh, cameras, (200, 200))
    repeated, _ = render(vertices.expand(3, -1, -1), mesh, cameras, (200, 200))
    torch.testing.assert_close(many, repeated, atol=1e-4, rtol=0.0)
    one_camera, _ = render(vertices.expand(3, -1, -1), mesh, orbit_camera(vertices), (200, 200))
    torch.testing.assert_close(one_camera[0], one_camera[2], atol=1e-4, rtol=0.0)
    with pytest.raises(BadRequest, match="2 bodies but 3 cameras"):
        render(vertices.expand(2, -1, -1), mesh, cameras, (200, 200))


def test_backgrounds_show_behind_and_not_through():
    vertices, mesh = figure()
    generator = torch.Generator().manual_seed(0)
    camera = named_camera("front", vertices)
    plain, alpha = render(vertices, mesh, camera, (200, 200), background=(0.0, 0.0, 0.0))
    for kind in KINDS:
        behind = backgrounds(kind, 1, (200, 200), generator)
        image, _ = render(vertices, mesh, camera, (200, 200), background=behind)
        outside, inside = alpha[..., 0] == 0.0, alpha[..., 0] == 1.0
        torch.testing.assert_close(image[outside], behind[outside])
        assert float((image[inside] - plain[inside]).abs().median()) == 0.0


def test_backgrounds_repeat_with_their_generator_and_differ_within_a_batch():
    first, second = (
        {k: backgrounds(k, 2, (64, 48), torch.Generator().manual_seed(5)) for k in KINDS} for _ in range(2)
    )
    for kind in KINDS:
        assert first[kind].shape == (2, 64, 48, 3)
        assert torch.equal(first[kind], second[kind])
        assert float(first[kind].min()) >= 0.0 and float(first[kind].max()) <= 1.0
    assert float(first["noise"].mean()) == pytest.approx(0.5, abs=0.02)
    for kind in ("noise", "checker"):
        assert not torch.equal(first[kind][0], first[kind][1])
    rough = first["noise"].diff(dim=1).abs().mean() / first["noise"].std()
    smooth = first["checker"].diff(dim=1).abs().mean() / first["checker"].std()
    assert float(smooth) < 0.5 * float(rough)
    with pytest.raises(BadRequest, match="checker"):
        backgrounds("plaid", 1, (8, 8), torch.Generator())


def test_gradient_reaches_texture_camera_and_vertices():
    camera = orbit_camera(SQUARE, 30.0)
    matrix = camera.view_projection.clone().requires_grad_(True)
    texture = torch.rand(32, 32, 3).requires_grad_(True)
    vertices = SQUARE.clone().requires_grad_(True)
    image, _ = render(
        vertices,
        QUAD,
        type(camera)(matrix, camera.rotation, camera.scale, camera.depth_range, 1.0, False),
        (64, 64),
        texture=texture,
        uvs=UVS,
        uv_faces=QUAD.faces,
    )
    image.square().sum().backward()
    for variable in (matrix, texture, vertices):
        assert bool(torch.isfinite(variable.grad).all()) and float(variable.grad.abs().sum()) > 0.0


def test_shapes_that_do_not_fit_are_refused():
    vertices, mesh = figure()
    camera = orbit_camera(vertices)
    with pytest.raises(BadRequest, match="aspect"):
        render(vertices, mesh, camera, (100, 200))
    with pytest.raises(BadRequest, match="background"):
        render(vertices, mesh, camera, (100, 100), background=torch.zeros(1, 50, 50, 3))
    with pytest.raises(BadRequest, match=r"\(B, V, 3\)"):
        render(vertices[0], mesh, camera, (100, 100))
    with pytest.raises(BadRequest, match="uvs"):
        render(vertices, mesh, camera, (100, 100), texture=torch.zeros(4, 4, 3))
    with pytest.raises(BadRequest, match="clay"):
        render(vertices, mesh, camera, (100, 100), light="disco")


def test_sheet_puts_pictures_in_a_row_on_one_ground():
    red = np.zeros((40, 30, 3), np.uint8) + np.array([255, 0, 0], np.uint8)
    half = torch.tensor([0.0, 0.0, 1.0, 0.5]).expand(20, 10, 4)
    sheet = preview_sheet([red, half], gap=4)
    assert sheet.dtype == np.uint8 and sheet.shape == (40, 30 + 4 + 10, 3)
    assert (sheet[:, :30] == (255, 0, 0)).all()
    blue = sheet[20:, 34:].astype(int)
    assert (blue[..., 2] > blue[..., 0] + 40).all() and (blue[..., 0] > 50).all()
    assert (np.ptp(sheet[:20, 34:].astype(int), axis=2) < 20).all()
    with pytest.raises(BadRequest):
        preview_sheet([])
