"""Expressions follow the face: as large as it, lids that close, teeth that stay behind the skin."""

import math

import pytest
import torch

from backend.body import expression_offsets, load_body, parameter_vector, rest_shape
from backend.body.anny import load
from backend.body.face import frames
from backend.protocol.sliders import ARKIT_52
from backend.render import orbit_camera, rasterise, topology

PEOPLE = {
    "man": {"gender": 0.0},
    "old woman": {"gender": 1.0, "age": 1.0},
    "heavy": {"weight": 1.0, "muscle": 1.0},
    "child": {"age": 1 / 3},
    "toddler": {"age": 0.12},
    "newborn": {"age": -1 / 3},
    "wide mouth, short chin": {"mouth-scale-horiz-incr": 1.0, "mouth-scale-vert-incr": 1.0, "chin-height-incr": -1.0},
    "small mouth, long head": {"mouth-scale-horiz-incr": -1.0, "head-scale-vert-incr": 1.0, "chin-height-incr": 1.0},
    "narrow chin": {"chin-width-incr": -1.0, "chin-prominent-incr": -1.0, "mouth-trans-up": -1.0},
    "least chin": {f"chin-{part}-incr": -1.0 for part in ("height", "prominent", "width")},
    "child, low mouth": {"age": 0.2, "mouth-trans-up": -1.0, "head-scale-vert-incr": -1.0},
}
# faces are even, so that the right side needs no look of its own
OF_THE_MOUTH = [n for n in ARKIT_52 if n.startswith(("jaw", "mouth", "cheek", "tongue")) and not n.endswith("Right")]
# what the library's own adult shows: teeth that come that far out between the lips are not through the skin
BETWEEN_LIPS = 0.0016
NEAR = 0.03  # metres around the teeth where the skin may move


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


def neutral_of(body, sliders):
    return rest_shape(body, parameter_vector(body, sliders))[0]


def winding(points, triangles):
    """(N,) how often triangles (M, 3, 3) go round points (N, 3): the sum of their solid angles over 4 pi."""
    to = triangles[None] - points[:, None, None]
    a, b, c = to.unbind(2)
    la, lb, lc = to.norm(dim=-1).unbind(2)
    above = (a * torch.linalg.cross(b, c)).sum(-1)
    below = la * lb * lc + (a * b).sum(-1) * lc + (a * c).sum(-1) * lb + (b * c).sum(-1) * la
    return torch.atan2(above, below).sum(1) / (2 * math.pi)


class Mouth:
    """The skin of the head without the cavity of the mouth, closed by a fan between the lips."""

    def __init__(self, body):
        def all_in(name):
            inside = torch.zeros(body.vertex_count, dtype=torch.bool)
            inside[torch.from_numpy(body.regions[name])] = True
            return inside[body.faces].all(dim=1)

        cavity = body.faces[all_in("mouth_cavity")]
        self.skin = body.faces[all_in("head_skin") & ~all_in("mouth_cavity")]
        self.teeth = torch.from_numpy(body.regions["teeth"])
        edges = torch.cat([cavity[:, [0, 1]], cavity[:, [1, 2]], cavity[:, [2, 0]]]).tolist()
        both = {tuple(edge) for edge in edges}
        self.rim = torch.tensor([[a, b] for a, b in edges if (b, a) not in both])

    def through_the_skin(self, neutral, figures):
        """Metres that a tooth of each figure (V, 3) is outside of the skin, nearer to it than to the opening."""
        at = neutral[self.teeth]
        close = torch.cdist(neutral[self.skin].mean(dim=1), at).amin(dim=1) < NEAR
        near, far = self.skin[close], winding(at, neutral[self.skin[~close]])
        corners = near.unique()
        return [self._through(figure, near, corners, far) for figure in figures]

    def _through(self, figure, near, corners, far):
        middle = figure[self.rim[:, 0]].mean(dim=0)
        fan = torch.cat([figure[self.rim], middle.expand(len(self.rim), 1, 3)], dim=1)
        teeth, skin = figure[self.teeth], figure[near]
        outside = far + winding(teeth, torch.cat([skin, fan])) < 0.5
        if not outside.any():
            return 0.0
        spokes = torch.linspace(0.0, 1.0, 9)[:, None, None]
        opening = (spokes * fan.mean(dim=1) + (1 - spokes) * middle, spokes * fan[:, 0] + (1 - spokes) * middle)
        surface = torch.cat([skin.mean(dim=1), (skin + skin.roll(1, dims=1)).flatten(0, 1) / 2, figure[corners]])
        depth = torch.cdist(teeth[outside], surface).amin(dim=1)
        mouth = torch.cdist(teeth[outside], torch.cat(opening).flatten(0, -2)).amin(dim=1)
        return float(torch.where(depth < mouth, depth, 0.0).max())


@pytest.mark.parametrize("name", PEOPLE)
def test_no_key_drives_teeth_through_the_skin(body, name):
    parameters = parameter_vector(body, PEOPLE[name])
    neutral = rest_shape(body, parameters)[0]
    offsets = expression_offsets(body, parameters)[[ARKIT_52.index(key) for key in OF_THE_MOUTH]]
    figures = [neutral, *(neutral + offsets)]
    with torch.inference_mode():
        through = Mouth(body).through_the_skin(neutral, figures)
    found = {key: round(1000 * far, 1) for key, far in zip(("none", *OF_THE_MOUTH), through, strict=True)}
    assert max(found.values()) < 1000 * BETWEEN_LIPS, {k: v for k, v in found.items() if v > 0.5}


@pytest.mark.parametrize("name", PEOPLE)
def test_closed_lids_hide_the_eye(body, name):
    """From in front, from the sides and from below no eyeball is seen; with open lids it is."""
    eyes = torch.from_numpy(body.regions["eyes"])
    mesh, ball = topology(body.faces), torch.isin(body.faces[:, 0], eyes)
    neutral = neutral_of(body, PEOPLE[name])
    closed = neutral_of(body, PEOPLE[name] | {"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0})
    face = torch.stack([neutral[eyes].amin(dim=0) - 0.01, neutral[eyes].amax(dim=0) + 0.01])

    def seen(figure):
        views = [
            orbit_camera(face[None], yaw, pitch, 20.0, 2.0) for yaw, pitch in ((0, 0), (35, 0), (-35, 0), (0, -25))
        ]
        shown = [rasterise(view.project(figure[None]), mesh, (128, 256)).faces for view in views]
        return [int(ball[faces].sum()) for faces in shown]

    assert min(seen(neutral)) > 100
    assert max(seen(closed)) < 20  # a pixel here and there at the lashes


def test_expressions_are_the_library_s_on_the_default_face(body):
    source = load(source_rows=True)
    ours, theirs = (expression_offsets(one, parameter_vector(one, {})) for one in (body, source))
    torch.testing.assert_close(ours, theirs, atol=2e-5, rtol=0)


def test_a_jaw_opens_as_far_as_its_face_is_large(body):
    """The way of the chin beside the length of the face, from the eyes to the chin."""
    skin = torch.from_numpy(body.regions["head_skin"])
    share = {}
    for name in ("man", "old woman", "child", "toddler", "newborn"):
        neutral, opened = (neutral_of(body, PEOPLE[name] | {"jawOpen": jaw}) for jaw in (0.0, 1.0))
        drop = (neutral - opened)[skin, 2].max()
        length = (
            neutral[torch.from_numpy(body.regions["eyes"]), 2].mean()
            - neutral[torch.from_numpy(body.regions["teeth_lower"]), 2].min()
        )
        share[name] = float(drop / length)
    assert max(share.values()) < 1.25 * min(share.values()), share
    assert max(share.values()) > 0.25


def test_a_face_that_is_turned_and_scaled_as_a_whole_takes_its_expressions_along(body):
    """An independent check of the fitted maps: they are those of the transform."""
    generator = torch.Generator().manual_seed(2)
    change = torch.eye(3) + 0.3 * torch.randn(3, 3, generator=generator)
    reference = neutral_of(body, {})
    found = frames(body.face, (reference @ change.T + 0.5)[None])[0]
    torch.testing.assert_close(found, change.expand_as(found), atol=2e-3, rtol=0)
