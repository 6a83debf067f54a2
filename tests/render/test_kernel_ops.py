"""The kernels and their hand-written adjoints against the same steps written with torch's own operations, in double."""

import pytest
import torch
from render_figure import figure
from torch.nn.functional import grid_sample, normalize

from backend.render import interpolate, named_camera, orbit_camera, pyramid, rasterise, sample_texture
from backend.render.kernel_ops import blended_picture, edge_blends, lit_colours, normal_sums
from backend.render.silhouette import crossings

SIZE = (90, 120)


@pytest.fixture(params=[False, True], ids=["perspective", "orthographic"])
def seen(request):
    """Two figures, their cameras and fragments; the vertices want a gradient through their clip coordinates."""
    generator = torch.Generator().manual_seed(0)
    bodies = torch.cat([figure(20.0)[0], figure(-30.0, 10.0)[0]])
    bodies = bodies + 0.004 * torch.randn(bodies.shape, generator=generator)
    mesh = figure()[1]
    yaw = torch.tensor([15.0, 140.0])
    camera = orbit_camera(bodies, yaw, 10.0, aspect=SIZE[1] / SIZE[0], orthographic=request.param)
    clip = camera.project(bodies).requires_grad_(True)
    return bodies, mesh, camera, clip, rasterise(clip, mesh, SIZE)


def same_gradients(ours, expected, variables, cotangent_seed=1):
    """Values and vector-Jacobian products agree; `variables` are pairs of ours and theirs."""
    torch.testing.assert_close(ours.double(), expected, atol=2e-4, rtol=1e-3)
    weights = torch.randn(ours.shape, generator=torch.Generator().manual_seed(cotangent_seed))
    found = torch.autograd.grad((ours * weights).sum(), [v for v, _ in variables])
    wanted = torch.autograd.grad((expected * weights.double()).sum(), [v for _, v in variables])
    for one, other in zip(found, wanted, strict=True):
        scale = float(other.abs().max())
        assert scale > 0.0
        torch.testing.assert_close(one.double(), other, atol=2e-3 * scale, rtol=5e-3)


def doubled(*values):
    return [value.detach().double().requires_grad_(True) for value in values]


def test_corner_weights(seen):
    _, mesh, _, clip, fragments = seen
    (theirs,) = doubled(clip)
    inside = fragments.pixels % (SIZE[0] * SIZE[1])
    x = (inside % SIZE[1] + 0.5) * (2.0 / SIZE[1]) - 1.0
    y = 1.0 - (inside // SIZE[1] + 0.5) * (2.0 / SIZE[0])
    points = theirs[fragments.batch[:, None], mesh.faces[fragments.faces]]
    u = points[..., 0] - x[:, None] * points[..., 3]
    v = points[..., 1] - y[:, None] * points[..., 3]
    areas = torch.linalg.cross(u, v)
    assert len(areas) > 1000
    # in triangles seen nearly edge-on single precision itself is what differs
    clear = areas.sum(-1).abs() > areas.sum(-1).abs().median() * 0.2
    expected = (areas / areas.sum(-1, keepdim=True))[clear]
    same_gradients(fragments.weights[clear], expected, [(clip, theirs)])


@pytest.mark.parametrize("shared", [False, True])
def test_values_at_corners(seen, shared):
    _, mesh, _, clip, fragments = seen
    generator = torch.Generator().manual_seed(2)
    shape = (clip.shape[1], 5) if shared else (2, clip.shape[1], 5)
    values = torch.randn(shape, generator=generator).requires_grad_(True)
    theirs, weights = doubled(values, fragments.weights)
    rows = theirs.expand(2, -1, -1) if shared else theirs
    corners = rows[fragments.batch[:, None], mesh.faces[fragments.faces]]
    expected = (weights[..., None] * corners).sum(1)
    same_gradients(interpolate(values, fragments), expected, [(values, theirs), (fragments.weights, weights)])


def test_lit_colours(seen):
    bodies, mesh, camera, _, fragments = seen
    strengths = (0.4, 0.2, 0.7, 0.25)
    sums = normal_sums(bodies, mesh).requires_grad_(True)
    towards = normalize(camera.rotation[:, 2] + 0.5 * camera.rotation[:, 0], dim=-1).requires_grad_(True)
    weights = fragments.weights
    their_sums, their_weights, their_towards = doubled(sums, weights, towards)
    sky, ground, key, wrap = strengths
    corners = normalize(their_sums, dim=-1)[fragments.batch[:, None], mesh.faces[fragments.faces]]
    normals = normalize((their_weights[..., None] * corners).sum(1), dim=-1)
    facing = (((normals * their_towards[fragments.batch]).sum(-1) + wrap) / (1.0 + wrap)).clamp(min=0.0)
    linear = ground + (sky - ground) * (0.5 + 0.5 * normals[:, 2]) + key * facing
    colours = torch.rand(len(weights), 3, generator=torch.Generator().manual_seed(5)).requires_grad_(True)
    (their_colours,) = doubled(colours)
    expected = their_colours * linear.clamp(min=1e-4).pow(1.0 / 2.2)[:, None]
    ours = lit_colours(colours, sums, mesh.faces32, fragments.batch, fragments.faces, weights, towards, strengths)
    variables = [(colours, their_colours), (sums, their_sums), (weights, their_weights), (towards, their_towards)]
    same_gradients(ours, expected, variables)


@pytest.mark.parametrize("channels", [3, 4])
def test_texels_of_one_level(channels):
    generator = torch.Generator().manual_seed(3)
    textures = torch.rand(2, 24, 36, channels, generator=generator)
    if channels == 4:
        textures[..., 3] = 0.3 + 0.7 * textures[..., 3]
    textures.requires_grad_(True)
    uv = (1.2 * torch.rand(500, 2, generator=generator) - 0.1).requires_grad_(True)
    which = torch.randint(2, (500,), generator=generator)
    theirs, their_uv = doubled(textures, uv)
    if channels == 4:
        blended = torch.cat([theirs[..., :3] * theirs[..., 3:], theirs[..., 3:]], -1)
    else:
        blended = theirs
    grid = torch.stack([2.0 * their_uv[:, 0] - 1.0, 1.0 - 2.0 * their_uv[:, 1]], -1)[None, None]
    options = {"mode": "bilinear", "padding_mode": "border", "align_corners": False}
    both = grid_sample(blended.permute(0, 3, 1, 2), grid.expand(2, -1, -1, -1), **options)[:, :, 0].permute(0, 2, 1)
    expected = both[which, torch.arange(500)]
    if channels == 4:
        expected = torch.cat([expected[:, :3] / expected[:, 3:], expected[:, 3:]], -1)
    level = torch.zeros(500)
    variables = [(textures, theirs), (uv, their_uv)]
    same_gradients(sample_texture(textures, uv, which, level), expected, variables)


def test_texels_between_levels_are_a_mixture():
    generator = torch.Generator().manual_seed(4)
    table = pyramid(torch.rand(32, 32, 3, generator=generator))
    uv = torch.rand(200, 2, generator=generator)
    at = [sample_texture(table, uv, level=torch.full((200,), float(n))) for n in range(7)]
    torch.testing.assert_close(sample_texture(table, uv, level=torch.full((200,), 1.25)), 0.75 * at[1] + 0.25 * at[2])
    torch.testing.assert_close(at[6], at[5])  # 32 pixels have levels 0 to 5
    torch.testing.assert_close(at[5], table.texels[-1, :3].expand(200, 3))


def test_edge_blends(seen):
    """The amount is how far beyond the pixel's border the edge lies, times how much the edge faces the axis."""
    _, mesh, camera, clip, fragments = seen
    places, chosen = crossings(fragments, camera)
    assert len(places) > 300
    amounts, (inner, outer, changed) = edge_blends(clip, mesh.edges, SIZE, places, chosen)
    (theirs,) = doubled(clip)
    height, width = SIZE
    picture = places // (4 * height * width)
    ends = theirs[picture[:, None], mesh.edges[chosen, :2].long()]
    x = (ends[..., 0] / ends[..., 3] * 0.5 + 0.5) * width
    y = (0.5 - 0.5 * ends[..., 1] / ends[..., 3]) * height
    down = (outer - inner).abs() == width
    u, v = torch.where(down[:, None], y, x), torch.where(down[:, None], x, y)
    inside = inner % (height * width)
    row, column = inside // width + 0.5, inside % width + 0.5
    middle, line = torch.where(down, row, column), torch.where(down, column, row)
    with torch.no_grad():
        run = torch.stack([u[:, 1] - u[:, 0], v[:, 1] - v[:, 0]], -1)
        share = run[:, 1].square() / run.square().sum(-1)
    crossing = u[:, 0] + (line - v[:, 0]) * (u[:, 1] - u[:, 0]) / (v[:, 1] - v[:, 0])
    covered = (crossing - middle) * (outer - inner).sign() - 0.5
    assert torch.equal(changed, torch.where(covered > 0, outer, inner))
    # edges nearly along the axis have slopes without bound and a share of nothing
    clear = share > 0.01
    same_gradients(amounts[clear], (share * covered)[clear], [(clip, theirs)])


def test_blended_picture():
    """Values over a background, and what the listed pixels take of their neighbours; some pixels change twice."""
    generator = torch.Generator().manual_seed(6)
    background = torch.rand(2, 9, 11, 3, generator=generator).requires_grad_(True)
    covered = torch.randperm(2 * 9 * 11, generator=generator)[:120]
    values = torch.rand(120, 3, generator=generator).requires_grad_(True)
    inner = covered[torch.randint(120, (150,), generator=generator)]
    outer = torch.randint(2 * 9 * 11, (150,), generator=generator)
    changed = torch.where(torch.rand(150, generator=generator) > 0.5, inner, outer)
    amounts = (0.1 * torch.rand(150, generator=generator) - 0.05).requires_grad_(True)
    their_background, their_values, their_amounts = doubled(background, values, amounts)
    both = torch.cat([their_background.reshape(-1, 3), torch.zeros(2 * 9 * 11, 1, dtype=torch.double)], 1)
    both = both.index_put((covered,), torch.cat([their_values, torch.ones(120, 1, dtype=torch.double)], 1))
    both = both.index_put((changed,), their_amounts[:, None] * (both[inner] - both[outer]), accumulate=True)
    bounded = both + (both.clamp(0.0, 1.0) - both).detach()
    assert bool((both != bounded).any())
    colour, alpha = blended_picture(values, background, covered, amounts, torch.stack([inner, outer, changed]))
    ours = torch.cat([colour, alpha], -1).reshape(-1, 4)
    variables = [(background, their_background), (values, their_values), (amounts, their_amounts)]
    same_gradients(ours, bounded, variables)


def test_rendering_again_after_others_changes_nothing(seen):
    """The buffers that are kept between calls come back as they were."""
    bodies, mesh, camera, _, first = seen
    alone = crossings(first, camera)
    for size in ((40, 40), (301, 299)):
        crossings(rasterise(named_camera("front", bodies).project(bodies), mesh, size), named_camera("front", bodies))
    again = rasterise(camera.project(bodies), mesh, SIZE)
    assert torch.equal(again.pixels, first.pixels) and torch.equal(again.faces, first.faces)
    for one, other in zip(crossings(again, camera), alone, strict=True):
        assert torch.equal(one, other)


def test_nothing_seen_is_an_empty_picture():
    vertices, mesh = figure()
    camera = named_camera("front", vertices)
    away = (vertices + torch.tensor([50.0, 0.0, 0.0])).requires_grad_(True)
    fragments = rasterise(camera.project(away), mesh, (32, 32))
    assert len(fragments.faces) == 0
    interpolate(away, fragments).sum().backward()
    assert float(away.grad.abs().sum()) == 0.0
