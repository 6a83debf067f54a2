"""Direction losses have their known values; views keep pictures in range and pass gradients."""

import torch

from backend.clip.losses import direction_loss, direction_similarity, projection, similarity_loss
from backend.clip.views import augment, composite


def _unit(*shape):
    return torch.nn.functional.normalize(torch.randn(*shape), dim=-1)


def test_direction_loss_knows_along_against_and_across():
    neutral = torch.tensor([0.0, 0.0, 1.0])
    text_neutral = torch.tensor([0.0, 1.0, 0.0])
    right = torch.tensor([1.0, 0.0, 0.0])
    text = text_neutral + 0.3 * right
    assert torch.allclose(direction_loss(neutral + 2.0 * right, neutral, text, text_neutral), torch.tensor(0.0))
    assert torch.allclose(direction_loss(neutral - 0.1 * right, neutral, text, text_neutral), torch.tensor(2.0))
    across = neutral + torch.tensor([0.0, 1.0, 0.0])
    assert torch.allclose(direction_loss(across, neutral, text, text_neutral), torch.tensor(1.0))


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
    loss = direction_loss(image, neutral, text, text)
    loss.backward()
    assert float(loss.detach()) == 1.0
    assert image.grad is not None and float(image.grad.abs().max()) == 0.0


def test_descent_on_the_losses_reaches_the_text():
    torch.manual_seed(0)
    neutral, text, text_neutral = _unit(12), _unit(12), _unit(12)
    start = neutral + 0.01 * torch.randn(12)
    for loss_of, arrived in (
        (
            lambda x: direction_loss(x, neutral, text, text_neutral),
            lambda x: direction_similarity(x, neutral, text, text_neutral),
        ),
        (lambda x: similarity_loss(x[None], text[None]), lambda x: torch.cosine_similarity(x, text, dim=0)),
    ):
        point = start.clone().requires_grad_()
        optimiser = torch.optim.Adam([point], 0.05)
        for _ in range(200):
            optimiser.zero_grad()
            loss_of(point).backward()
            optimiser.step()
        assert float(arrived(point.detach())) > 0.999


def test_augment_is_seeded_bounded_and_differentiable():
    images = torch.rand(2, 24, 24, 3, requires_grad=True)
    first, again, other = (augment(images, torch.Generator().manual_seed(s), copies=3) for s in (1, 1, 2))
    assert first.shape == (6, 24, 24, 3)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert float(first.detach().amin()) >= 0.0 and float(first.detach().amax()) <= 1.0
    first.sum().backward()
    assert images.grad is not None and bool((images.grad[:, 8:16, 8:16] != 0).any())


def test_augment_without_any_change_is_the_picture():
    images = torch.rand(2, 24, 24, 3)
    assert torch.allclose(augment(images, torch.Generator().manual_seed(0), 1, 0.0, 0.0, 0.0), images, atol=1e-5)


def test_composite_lies_over_the_background():
    colours, background = torch.rand(2, 4, 4, 3), torch.rand(2, 4, 4, 3)
    alpha = torch.zeros(2, 4, 4, 1)
    assert torch.equal(composite(colours, alpha, background), background)
    assert torch.equal(composite(colours, alpha + 1.0, background), colours)
