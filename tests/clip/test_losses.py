"""How far a picture went the way of the words has its known values."""

import torch

from backend.clip.losses import direction_similarity, projection


def _unit(*shape):
    return torch.nn.functional.normalize(torch.randn(*shape), dim=-1)


def test_direction_knows_along_against_and_across():
    neutral = torch.tensor([0.0, 0.0, 1.0])
    text_neutral = torch.tensor([0.0, 1.0, 0.0])
    right, across = torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.0, 1.0, 0.0])
    text = text_neutral + 0.3 * right
    changes = torch.stack([2.0 * right, -0.1 * right, across])
    found = direction_similarity(neutral + changes, neutral, text, text_neutral)
    assert torch.allclose(found, torch.tensor([1.0, -1.0, 0.0]))


def test_direction_does_not_depend_on_length_but_projection_does():
    torch.manual_seed(0)
    change, neutral, text, text_neutral = _unit(5, 16), _unit(16), _unit(16), _unit(16)
    near, far = neutral + 0.1 * change, neutral + 0.7 * change
    same = [direction_similarity(x, neutral, text, text_neutral) for x in (near, far)]
    assert torch.allclose(same[0], same[1], atol=1e-5)
    grown = [projection(x, neutral, text, text_neutral) for x in (near, far)]
    assert torch.allclose(grown[1], 7 * grown[0], rtol=1e-4, atol=1e-6)


def test_a_text_that_says_nothing_pulls_nowhere():
    torch.manual_seed(0)
    image, neutral, text = _unit(4, 8).requires_grad_(), _unit(8), _unit(8)
    score = direction_similarity(image, neutral, text, text).sum()
    score.backward()
    assert float(score.detach()) == 0.0
    assert image.grad is not None and float(image.grad.abs().max()) == 0.0


def test_ascent_reaches_the_text():
    torch.manual_seed(0)
    neutral, text, text_neutral = _unit(12), _unit(12), _unit(12)
    point = (neutral + 0.01 * torch.randn(12)).requires_grad_()
    optimiser = torch.optim.Adam([point], 0.05, maximize=True)
    for _ in range(200):
        optimiser.zero_grad()
        direction_similarity(point, neutral, text, text_neutral).backward()
        optimiser.step()
    assert float(direction_similarity(point.detach(), neutral, text, text_neutral)) > 0.999
