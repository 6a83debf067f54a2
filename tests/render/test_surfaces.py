"""Several meshes in one picture: what lies before what, and what of it is seen."""

import pytest
import torch
from render_figure import figure, sphere

from backend.protocol.results import Material
from backend.render import Surface, orbit_camera, render, render_surfaces, topology

QUAD = topology(torch.tensor([[0, 1, 2], [0, 2, 3]]))
UVS = torch.tensor([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
RED, GREEN, BLUE = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
BLEND = Material(alpha_mode="blend")


def card(depth, colour, alpha=1.0, material=BLEND, half=1.0, turned=False):
    """A square at y = depth that faces -Y, of one colour."""
    corners = torch.tensor([[[-half, depth, -half], [half, depth, -half], [half, depth, half], [-half, depth, half]]])
    mesh = topology(QUAD.faces.flip(1)) if turned else QUAD
    texture = torch.tensor([*colour, alpha]).expand(4, 4, 4)
    return Surface(corners, mesh, texture, UVS, mesh.faces, material)


def seen(*surfaces, size=(24, 24), **options):
    camera = orbit_camera(torch.tensor([[[-1.0, -1, -1], [1.0, 1, 1]]]), orthographic=True, margin=0.0)
    options = {"light": "unlit", "background": (0.0, 0.0, 0.0), "supersample": 1, **options}
    picture, alpha = render_surfaces(surfaces, camera, size, **options)
    return picture[0], alpha[0, ..., 0]


def over(colours_and_alphas, background):
    """Front to back, by the definition of "over"."""
    out = torch.tensor(background)
    for colour, alpha in reversed(colours_and_alphas):
        out = alpha * torch.tensor(colour) + (1.0 - alpha) * out
    return out


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_layers_are_blended_by_their_depth_in_whatever_order_they_come(order):
    cards = (card(-0.5, RED, 0.5), card(0.0, GREEN, 0.25), card(0.5, BLUE, 0.75))
    picture, alpha = seen(*(cards[i] for i in order), background=(1.0, 1.0, 1.0))
    expected = over([(RED, 0.5), (GREEN, 0.25), (BLUE, 0.75)], (1.0, 1.0, 1.0))
    torch.testing.assert_close(picture[8:16, 8:16], expected.expand(8, 8, 3), atol=1e-4, rtol=0.0)
    assert float(alpha[12, 12]) == pytest.approx(1.0 - 0.5 * 0.75 * 0.25, abs=1e-4)


def test_triangles_of_one_mesh_are_blended_by_their_depth_too():
    crossed = torch.cat([card(y, RED).vertices for y in (0.5, -0.5, 0.0)], 1)
    faces = torch.cat([QUAD.faces + 4 * i for i in range(3)])
    mesh = topology(faces)
    uvs = torch.tensor([[(i + 0.5) / 3, 0.5] for i in range(3) for _ in range(4)])
    texture = torch.tensor([[*RED, 0.5], [*GREEN, 0.5], [*BLUE, 0.5]])[None]
    picture, _ = seen(Surface(crossed, mesh, texture, uvs, faces, BLEND))
    expected = over([(GREEN, 0.5), (BLUE, 0.5), (RED, 0.5)], (0.0, 0.0, 0.0))
    torch.testing.assert_close(picture[12, 12], expected, atol=1e-4, rtol=0.0)


def test_what_is_opaque_hides_what_is_behind_it_and_is_seen_through_what_is_before_it():
    solid = card(0.0, GREEN, 0.1, Material())
    picture, alpha = seen(card(-0.5, RED, 0.5), solid, card(0.5, BLUE, 1.0))
    torch.testing.assert_close(picture[12, 12], torch.tensor([0.5, 0.5, 0.0]), atol=1e-4, rtol=0.0)
    assert float(alpha[12, 12]) == pytest.approx(1.0)


@pytest.mark.parametrize(("alpha", "cutoff", "there"), [(0.4, 0.5, False), (0.6, 0.5, True), (0.6, 0.7, False)])
def test_a_mask_is_there_or_not(alpha, cutoff, there):
    cut = card(-0.5, RED, alpha, Material(alpha_mode="mask", alpha_cutoff=cutoff))
    picture, _ = seen(cut, card(0.0, GREEN, 1.0, Material()))
    torch.testing.assert_close(picture[12, 12], torch.tensor(RED if there else GREEN), atol=1e-4, rtol=0.0)


@pytest.mark.parametrize("mode", ["opaque", "mask", "blend"])
def test_what_is_seen_from_behind_is_there_where_it_has_two_sides(mode):
    for sides in (False, True):
        picture, _ = seen(card(0.0, RED, 1.0, Material(alpha_mode=mode, double_sided=sides), turned=True))
        torch.testing.assert_close(picture[12, 12], torch.tensor(RED if sides else (0.0, 0.0, 0.0)))


def test_both_sides_are_lit_as_they_lie():
    """Light comes along with the camera: a card that is turned away is as bright as one that is not."""
    two = Material(alpha_mode="mask", double_sided=True)
    bright, _ = seen(card(0.0, RED, 1.0, two), light="lit")
    turned, _ = seen(card(0.0, RED, 1.0, two, turned=True), light="lit")
    torch.testing.assert_close(turned, bright, atol=1e-5, rtol=0.0)


def test_one_opaque_surface_alone_is_what_it_was_to_the_bit():
    vertices, mesh = figure(20.0)
    uvs = vertices[0, :, :2] * 0.5 + 0.5
    texture = torch.rand(32, 32, 4, generator=torch.Generator().manual_seed(0))
    camera = orbit_camera(vertices, 20.0)
    textured = {"texture": texture[..., :3], "uvs": uvs, "uv_faces": mesh.faces}
    alone, covered = render(vertices, mesh, camera, (200, 200), **textured)
    picture, alpha = render_surfaces([Surface(vertices, mesh, texture, uvs, mesh.faces)], camera, (200, 200))
    assert torch.equal(picture, alone) and torch.equal(alpha, covered)


def test_opaque_surfaces_together_are_one_mesh_of_both():
    """Two halves of a ball, each with a texture of its own, look like the ball."""
    points, faces = sphere()
    uvs = points[:, :2] * 0.5 + 0.5
    camera, texture = (
        orbit_camera(points[None], 30.0),
        torch.rand(16, 16, 3, generator=torch.Generator().manual_seed(1)),
    )
    whole, _ = render(points[None], topology(faces), camera, (200, 200), texture=texture, uvs=uvs, uv_faces=faces)
    upper = points[faces].mean(1)[:, 2] > 0
    halves = [Surface(points[None], topology(faces[pick]), texture, uvs, faces[pick]) for pick in (upper, ~upper)]
    picture, _ = render_surfaces(halves, camera, (200, 200), light="unlit")
    whole, _ = render(
        points[None], topology(faces), camera, (200, 200), texture=texture, uvs=uvs, uv_faces=faces, light="unlit"
    )
    assert float((picture - whole).abs().amax(-1).gt(0.02).float().mean()) < 0.005


def test_no_fringe_of_the_background_shows_between_a_body_and_the_hair_behind_it():
    """Everything is white but the far background: no pixel inside may be dark."""
    points, faces = sphere()
    body = Surface(0.5 * points[None], topology(faces), torch.ones(2, 2, 3), points[:, :2], faces)
    picture, alpha = seen(body, card(0.9, (1.0, 1.0, 1.0), 1.0), size=(101, 101))
    assert float(picture[4:-4, 4:-4].min()) > 0.99 and float(alpha[4:-4, 4:-4].min()) > 0.99


def test_no_edge_of_the_body_shows_through_what_is_before_it():
    points, faces = sphere()
    body = Surface(0.5 * points[None], topology(faces), torch.zeros(2, 2, 3), points[:, :2], faces)
    picture, _ = seen(card(-0.9, (1.0, 1.0, 1.0), 1.0), body, size=(101, 101))
    assert float(picture[4:-4, 4:-4].min()) > 0.99


def test_a_batch_is_its_parts():
    bodies = torch.cat([figure(20.0)[0], figure(-30.0, 10.0)[0]])
    mesh = figure()[1]
    uvs, texture = torch.zeros(1, 2), torch.tensor([0.2, 0.7, 0.4, 0.5]).expand(2, 2, 4)
    uv_faces = torch.zeros_like(mesh.faces)

    def pictures(points, turns):
        pair = [
            Surface(points, mesh, texture, uvs, uv_faces, BLEND),
            Surface(points * 0.9, mesh, texture, uvs, uv_faces),
        ]
        return render_surfaces(pair, orbit_camera(points, turns), (96, 96), supersample=1)[0]

    both = pictures(bodies, torch.tensor([0.0, 130.0]))
    for i in range(2):
        torch.testing.assert_close(both[i], pictures(bodies[i : i + 1], 130.0 * i)[0], atol=1e-4, rtol=0.0)


def test_colours_of_all_layers_pass_their_gradient():
    texture = torch.full((4, 4, 4), 0.5, requires_grad=True)
    quad = card(-0.5, RED)
    picture, _ = seen(
        Surface(quad.vertices, quad.mesh, texture, UVS, QUAD.faces, BLEND), card(0.0, GREEN, 1.0, Material())
    )
    picture[..., 0].sum().backward()
    per_pixel = texture.grad.sum((0, 1)) / (24 * 24)
    torch.testing.assert_close(per_pixel, torch.tensor([0.5, 0.0, 0.0, 0.5]), atol=0.02, rtol=0.0)
