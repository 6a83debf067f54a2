"""The light of finished pictures: relief, shine, metal, and what a figure keeps from itself."""

import pytest
import torch
from render_figure import sphere

from backend.protocol.results import Material
from backend.render import Surface, orbit_camera, render_surfaces, topology
from backend.render.openness import openness, reached
from backend.render.studio import Studio, detail_map
from backend.render.surface_light import with_open_sky

QUAD = topology(torch.tensor([[0, 1, 2], [0, 2, 3]]))
UVS = torch.tensor([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
HEAD_ON = Studio(direction=(0.0, 0.0, 1.0))


def wall(depth=0.0, half=1.0, grey=0.5, mirrored=False, **options):
    """A square at y = depth that faces -Y."""
    corners = torch.tensor([[[-half, depth, -half], [half, depth, -half], [half, depth, half], [-half, depth, half]]])
    uvs = UVS * torch.tensor([-1.0, 1.0]) + torch.tensor([1.0, 0.0]) if mirrored else UVS
    return Surface(corners, QUAD, torch.full((4, 4, 3), grey), uvs, QUAD.faces, **options)


def ball(**options):
    vertices, faces = sphere(24)
    mesh = topology(faces)
    uvs = torch.rand(vertices.shape[-2], 2, generator=torch.Generator().manual_seed(0))
    return Surface(vertices.view(1, -1, 3), mesh, torch.tensor([[[0.8, 0.2, 0.2]]]), uvs, mesh.faces, **options)


def seen(*surfaces, light=HEAD_ON, size=(32, 32)):
    camera = orbit_camera(torch.tensor([[[-1.0, -1, -1], [1.0, 1, 1]]]), orthographic=True, margin=0.0)
    return render_surfaces(surfaces, camera, size, light=light, background=(0.0, 0.0, 0.0), supersample=1)[0][0]


def slope(x, y):
    """A normal map of one slope: (1, 1, 3)."""
    z = (1.0 - x * x - y * y) ** 0.5
    return torch.tensor([[[x, y, z]]]) * 0.5 + 0.5


@pytest.mark.parametrize("mirrored", [False, True])
def test_relief_leans_the_way_its_texture_lies(mirrored):
    """A slope to the texture's right is bright under a light from there, wherever the texture's right is."""
    from_the_right = Studio(direction=(0.8, 0.0, 0.6))

    def brightness(x):
        detail = detail_map(slope(x, 0.0), None, 1.0)
        return float(seen(wall(detail=detail, mirrored=mirrored), light=from_the_right)[16, 16].mean())

    right, flat, left = brightness(0.5), brightness(0.0), brightness(-0.5)
    assert (right > flat > left) if not mirrored else (right < flat < left)


def test_what_is_hollow_throws_light_at_itself_the_paler_the_more():
    from_the_sky = Studio(key=0.0, direction=(0.0, 0.0, 1.0))

    def kept(grey):
        """Part of the light that a place which sees a tenth of the sky throws back of what it would in the open."""
        rough = detail_map(None, torch.ones(1, 1, 1), 1.0)
        hollow, free = (wall(grey=grey, detail=rough, open_sky=torch.full((1, 4), o)) for o in (0.1, 1.0))
        return float((seen(hollow, light=from_the_sky)[16, 16] / seen(free, light=from_the_sky)[16, 16]).mean()) ** 2.2

    assert 0.09 < kept(0.2) < 0.12 and kept(0.9) > 2 * kept(0.2)


def test_relief_upward_is_lit_from_above():
    above = Studio(direction=(0.0, 0.8, 0.6))
    up, down = (
        seen(wall(detail=detail_map(slope(0.0, y), None, 1.0)), light=above)[16, 16].mean() for y in (0.5, -0.5)
    )
    assert up > down + 0.05


def test_what_is_smooth_has_a_small_bright_place_and_what_is_rough_has_none():
    smooth, rough = (seen(ball(material=Material(roughness=r)), size=(96, 96))[..., 1] for r in (0.3, 1.0))
    gained = smooth - rough
    assert gained.amax() > 0.15
    assert (gained > 0.5 * gained.amax()).float().mean() < 0.1, "what shines is a small place"


def test_metal_mirrors_in_its_own_colour():
    dim = Studio(direction=(0.0, 0.0, 1.0), key=0.05, sky=0.1, ground=0.05)
    metal, paint = (
        seen(ball(material=Material(roughness=0.4, metallic=m)), light=dim).reshape(-1, 3).amax(0) for m in (1.0, 0.0)
    )
    assert metal[0] > 1.8 * metal[1], "the light that a red metal throws back is red"
    assert paint[1] / paint[0] > 1.05 * metal[1] / metal[0], "that of paint is white"


def test_a_roughness_map_says_where_it_shines():
    rough = torch.ones(8, 8, 1)
    rough[:, 4:] = 0.15
    shown = seen(wall(detail=detail_map(None, rough, 0.5)))
    assert shown[16, 24].mean() > shown[16, 8].mean() + 0.05


def test_a_shadow_falls_on_what_stands_behind():
    aside = Studio(direction=(0.0, 0.7, 0.7), spread=0.02)
    free = seen(wall(), light=aside)
    board = wall(depth=-0.6, half=0.25, grey=0.5)
    grid = torch.stack(torch.meshgrid(torch.linspace(-1, 1, 41), torch.linspace(-1, 1, 41), indexing="ij"), -1)
    points = torch.stack([grid[..., 0].ravel(), torch.zeros(41 * 41), grid[..., 1].ravel()], 1)[None]
    corner = (torch.arange(40)[:, None] * 41 + torch.arange(40)).ravel()
    faces = torch.cat(
        [torch.stack([corner, corner + 41, corner + 42], 1), torch.stack([corner, corner + 42, corner + 1], 1)]
    )
    fine = Surface(points, topology(faces), torch.full((1, 1, 3), 0.5), grid.view(-1, 2) * 0.5 + 0.5, faces)
    shadowed = seen(fine, board, light=aside)
    below, beside = shadowed[26, 16].mean(), shadowed[26, 3].mean()
    assert below < 0.8 * beside
    assert beside == pytest.approx(float(free[26, 3].mean()), abs=0.02)


def test_a_place_between_two_walls_sees_less_of_the_sky_than_one_in_the_open():
    points = torch.tensor([[0.0, 0.0, 0.0], [0.0, 0.0, 1.5]])
    up = torch.tensor([[0.0, 0.0, 1.0]]).expand(2, 3)
    front, back = wall(depth=-0.3), wall(depth=0.3)
    turned = QUAD.faces.flip(1)
    blockers = torch.cat([front.vertices[0], back.vertices[0]])
    both = topology(torch.cat([QUAD.faces, turned, QUAD.faces + 4, turned + 4]))
    deep, high = openness(points, up, both, blockers).tolist()
    assert deep < 0.7 and high > 0.99


def test_nothing_is_in_the_way_of_a_ball_alone_and_its_far_side_is_dark():
    points, faces = sphere(24)
    mesh = topology(faces)
    normals = torch.nn.functional.normalize(points, dim=1)
    towards = torch.tensor([[0.0, -1.0, 0.0]])
    lit = reached(points, normals, mesh, points, towards)[0]
    assert lit[normals[:, 1] < -0.2].min() == 1.0 and lit[normals[:, 1] > 0.2].max() == 0.0
    (only,) = with_open_sky([ball()])
    assert only.open_sky is not None and only.open_sky.min() > 0.95
