"""Looking on the way: a net is corrected where bodies were seen, and a slider ends where pictures say that it shall."""

from functools import cache

import pytest
import torch
from toy_context import ToyContext

from backend.body import load_body
from backend.capabilities.shape.jobs import run_shape
from backend.capabilities.shape.live import run_live_shape
from backend.figure.word_eyes import WordEyes
from backend.protocol.requests import Figure, LiveShapeRequest, Look, ShapeRequest
from backend.semantics.known import load_mapper
from backend.semantics.refine import ASIDE, ROUNDS, TRIES
from backend.semantics.seen_bodies import SeenBodies
from backend.semantics.word_sliders import axis_values, word_sliders

load = cache(load_mapper)


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


def bent(mapper):
    """Eyes that see other scores than the net foresees, by ways of their own, and what they looked at."""
    ways = 0.06 * torch.randn(len(mapper.space.axes), len(mapper.words), generator=torch.Generator().manual_seed(4))
    looks = []

    def eye(values):
        looks.extend(values)
        return mapper.scores(values) + 0.2 + 0.6 * torch.sin(mapper.in_steps(values) @ ways)

    return eye, looks


def test_a_net_is_right_where_bodies_were_seen_and_as_before_far_away():
    mapper = load("anny-face")
    eye, _ = bent(mapper)
    spread, default = mapper.space.column("spread"), mapper.space.column("default")
    seen = default + spread * torch.randn(6, len(spread), generator=torch.Generator().manual_seed(1))
    looks = SeenBodies.none(mapper).seen(seen, eye)
    assert SeenBodies.none(mapper).corrected is mapper
    assert torch.allclose(looks.corrected.scores(seen), eye(seen), atol=0.03)
    assert (mapper.scores(seen) - eye(seen)).abs().max() > 0.3
    far = default[None] + 30 * spread
    assert torch.allclose(looks.corrected.scores(far), mapper.scores(far), atol=1e-4)


def test_slopes_of_a_corrected_net_are_those_of_differences():
    mapper = load("anny-face")
    eye, _ = bent(mapper)
    spread, default = mapper.space.column("spread"), mapper.space.column("default")
    seen = default + spread * torch.randn(4, len(spread), generator=torch.Generator().manual_seed(1))
    corrected = SeenBodies.none(mapper).seen(seen, eye).corrected
    at = default + 0.3 * spread
    slopes = corrected.gradients(at[None])[1][0]
    for k in (0, 5, len(spread) - 1):
        step = torch.zeros_like(at)
        step[k] = 0.02 * spread[k]
        differences = (corrected.scores(at + step) - corrected.scores(at - step)) / (0.04 * spread[k])
        assert torch.allclose(slopes[:, k], differences, atol=0.02 * float(slopes.abs().max()))


@pytest.mark.parametrize("word", ["square face", "snub nose"])
def test_others_stay_nearer_and_the_word_goes_as_far_where_bodies_are_seen(body, word):
    sliders = word_sliders(body, (word,), load)
    mapper = sliders.mappers[0]
    eye, looks = bent(mapper)
    place = mapper.words.index(word)
    before = eye(axis_values(body, mapper.space, body.defaults)[None])[0]

    def moved(eyes):
        parameters = sliders.moved(body.defaults, {word: 1.0}, eyes=eyes, locked=("chin-jaw-drop-decr",))
        change = eye(axis_values(body, mapper.space, parameters)[None])[0] - before
        return parameters, float(change[place]), float(change[torch.arange(len(change)) != place].abs().mean())

    by_net, far, others = moved(None)
    looks.clear()
    at_rest, seen_far, seen_others = moved(lambda known: eye)
    assert len(looks) <= 3 + ROUNDS * (ASIDE + TRIES)
    assert seen_others / seen_far < 0.75 * others / far
    wanted = mapper.goal(before, word, 1.0) - float(before[place])
    assert seen_far == pytest.approx(wanted, abs=0.12)
    ends = [(p.minimum, p.maximum) for p in body.parameters]
    assert all(low - 1e-5 <= v <= high + 1e-5 for v, (low, high) in zip(at_rest.tolist(), ends, strict=True))
    still = [k for k, p in enumerate(body.parameters) if p.name not in mapper.sliders]
    assert torch.equal(at_rest[still], body.defaults[still])
    assert torch.equal(
        at_rest, sliders.moved(body.defaults, {word: 1.0}, eyes=lambda known: eye, locked=("chin-jaw-drop-decr",))
    )
    assert not torch.equal(at_rest, by_net)


def test_what_cannot_be_seen_or_is_not_moved_is_as_without_eyes(body):
    sliders = word_sliders(body, ("square face",), load)
    asked = []

    def blind(mapper):
        asked.append(mapper)

    same = sliders.moved(body.defaults, {"square face": 0.5}, eyes=blind)
    assert asked and torch.equal(same, sliders.moved(body.defaults, {"square face": 0.5}))
    eye, looks = bent(sliders.mappers[0])
    still = sliders.moved(body.defaults, {}, held=("square face",), eyes=lambda known: eye)
    assert torch.equal(still, body.defaults) and not looks


def test_a_slider_that_is_locked_does_not_move_while_looking(body):
    sliders = word_sliders(body, ("square face",), load)
    eye, _ = bent(sliders.mappers[0])
    free = sliders.moved(body.defaults, {"square face": 1.0}, eyes=lambda known: eye)
    most = max(sliders.mappers[0].sliders, key=lambda s: abs(float((free - body.defaults)[body.parameter_index[s]])))
    held = sliders.moved(body.defaults, {"square face": 1.0}, eyes=lambda known: eye, locked=(most,))
    place = body.parameter_index[most]
    assert held[place] == body.defaults[place] != free[place]


def test_a_shape_with_words_is_looked_at_by_the_encoder_that_ships(body, tmp_path):
    context = ToyContext(tmp_path)
    small = Figure(texture_size=256, preview_size=0)
    avatar = run_shape(ShapeRequest(words={"square face": 0.6}, look=Look(worn=()), figure=small), context).avatar
    sliders = word_sliders(body, ("square face",), load)
    by_net = sliders.moved(body.defaults, {"square face": 0.6})
    eye = WordEyes(body, context)(sliders.mappers[0])
    assert eye is not None
    now = body.defaults.clone()
    for name, value in avatar.sliders.items():
        now[body.parameter_index[name]] = value
    seen = eye(
        torch.stack([axis_values(body, sliders.mappers[0].space, each) for each in (body.defaults, by_net, now)])
    )
    place = sliders.mappers[0].words.index("square face")
    others = torch.arange(seen.shape[1]) != place
    change = seen[1:] - seen[0]
    away = change[:, others].abs().mean(1) / change[:, place]
    assert away[1] < 0.9 * away[0]
    read = LiveShapeRequest(
        sliders=avatar.sliders, words_around={"age": float(body.defaults[body.parameter_index["age"]])},
        words_read=("square face",), figure=small, measure=False,
    )  # fmt: skip
    assert run_live_shape(read, context).words["square face"] == pytest.approx(0.6, abs=0.06)
    assert abs(run_live_shape(read, ToyContext(tmp_path)).words["square face"] - 0.6) < 0.3  # by the net alone
