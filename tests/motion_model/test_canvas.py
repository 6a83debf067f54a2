"""Motions of any length: windows cover every token, agree on seams, close upon themselves, go on with what is there."""

import pytest
import torch
from small_model import small_model

from backend.motion.canvas import MOST, OVERLAP, Window, features_of, generate_canvas, spans, tokens_of
from backend.motion.path import NUMBERS

MODEL = small_model()


def windows(lengths, before=0, loop=False):
    generator = torch.Generator().manual_seed(5)
    words = torch.randn(len(lengths), 96, generator=generator)
    nothing = torch.zeros(len(NUMBERS))
    return [Window(s.first, s.count, words[s.part], nothing, nothing) for s in spans(lengths, before, loop)]


@pytest.mark.parametrize("lengths", [[4], [24], [25], [60], [9, 9], [4, 4, 4, 4], [30, 7, 50]])
@pytest.mark.parametrize("loop", [False, True])
def test_windows_cover_all_and_are_no_longer_than_what_was_learned(lengths, loop):
    total, covered = sum(lengths), set()
    for span in spans(lengths, 0, loop):
        assert 1 <= span.count <= MOST
        places = [(span.first + k) % total if loop else span.first + k for k in range(span.count)]
        assert all(0 <= place < total for place in places)
        covered |= set(places)
    assert covered == set(range(total))
    starts = [sum(lengths[:part]) for part in range(1, len(lengths))]
    parts = {(span.part, span.first + k) for span in spans(lengths) for k in range(span.count)}
    for part, start in enumerate(starts):
        assert all({(part, start + k), (part + 1, start + k)} <= parts for k in (-OVERLAP // 2, OVERLAP // 2 - 1))


def test_a_seed_is_one_motion_however_many_are_made():
    plan = windows([12, 20])
    both = generate_canvas(MODEL, plan, 32, [3, 4], steps=4)
    alone = generate_canvas(MODEL, plan, 32, [4], steps=4)
    assert both.shape == (2, 32, 32) and torch.allclose(both[1], alone[0], atol=1e-4)
    assert not torch.allclose(both[0], both[1]) and features_of(MODEL, both).shape == (2, 128, 134)


def test_what_is_there_already_stays_and_is_gone_on_with():
    held = tokens_of(MODEL, features_of(MODEL, torch.randn(1, 6, 32)))[0].detach()
    found = generate_canvas(MODEL, windows([12], before=6), 18, [1], steps=4, held=held)
    assert torch.equal(found[0, :6], held)
    other = generate_canvas(MODEL, windows([12], before=6), 18, [1], steps=4, held=held + 1.0)
    assert not torch.allclose(found[0, 6:], other[0, 6:])


def test_the_end_of_a_loop_is_beside_its_beginning():
    tokens = torch.randn(1, 20, 32, generator=torch.Generator().manual_seed(0))
    features = features_of(MODEL, tokens, loop=True)
    turned = features_of(MODEL, tokens.roll(7, 1), loop=True)
    assert torch.allclose(features.roll(28, 1), turned, atol=1e-4)


def test_it_can_be_stopped():
    class Stopped(Exception):
        pass

    def stop(share):
        if share > 0.3:
            raise Stopped

    with pytest.raises(Stopped):
        generate_canvas(MODEL, windows([8]), 8, [0], between=stop)
