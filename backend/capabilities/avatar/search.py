"""From words to slider values: a search over a codebook of people, then gradient descent through the renderer.

The words give a direction in the encoder's space, from the neutral text to the prompt (AvatarCLIP, section 3.2 and
ClipFace, equation 3, both start from such a direction). The search climbs the projection of the image's own change on
that direction, against a prior that counts how unusual the person becomes in standard deviations. The projection, other
than the cosine, fades when the words say nothing about what can be seen, so nothing moves that was not asked for. The
embedded encoder's space has an axis for each attribute; with it the prior stands around what these axes read off the
words, and the pictures correct it.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from safetensors.torch import save_file
from torch import Tensor

from ...body import rest_shape
from ...context import JobContext
from ...figure.encoder_views import BODY_VIEWS
from ...optim.loop import minimise
from ...optim.saved import load_saved
from ...protocol.requests import AvatarRequest
from .codebook import Pull, bodies, faces, pull_of
from .person import Space, prior
from .reading import Words, read_off
from .view_scorer import FACE_VIEW, ViewScorer, staged

BODY_CODEBOOK = 192
FACE_CODEBOOK = 192
LEARNING_RATE = 0.08
# How much more it costs to move what the words do not speak of, where the encoder's axes tell: to it a fat man in a
# picture is a little taller, too.
UNASKED = 4.0


def find(
    request: AvatarRequest,
    space: Space,
    scorer: ViewScorer,
    words: Words,
    context: JobContext,
    show: Callable[[Tensor], None],
) -> Tensor:
    """(P,) slider values for the words. `show(values)` is called now and then with the state so far."""
    expected = _expected(request, space, scorer, words)
    stiffness = _stiffness(expected, space, scorer)

    def begin(pulls: dict[str, Pull]) -> Tensor:
        return (expected + _starts(pulls, request, space) / stiffness).clamp(space.least, space.most)[None]

    pulls = _pulls(request, space, scorer, words, context, lambda so_far: show(space.values(begin(so_far))[0]))
    deviation = begin(pulls).clone()
    neutral = rest_shape(space.body, space.values(torch.zeros_like(deviation)))
    # what is seen from where, which axes it may move, and how much it counts: words about the face move the face alone
    parts = [
        (
            [BODY_VIEWS[i % len(BODY_VIEWS)] for i in range(request.views)],
            ~space.face,
            pulls["body"].gain * request.body_strength,
        ),
        ([FACE_VIEW], space.face, pulls["face"].gain * request.face_strength),
    ]
    parts = [part for part in parts if part[2] > 0]

    def loss(step: int) -> Tensor:
        # each step has its own stage, drawn from the seed and the step so that a resumed run sees the same ones
        stage = staged(scorer, torch.Generator().manual_seed((request.figure.seed * 100_003 + step) % 2**63))
        cost = prior(space, (deviation - expected) * stiffness.sqrt())
        for seen, moving, gain in parts:
            vertices = rest_shape(space.body, space.values(torch.where(moving, deviation, deviation.detach())))
            moved = stage.features(vertices, seen)
            with torch.no_grad():
                still = stage.features(neutral, seen)
            cost = cost - gain * ((moved - still) @ words.direction).mean()
        return cost

    def on_step(step: int, value: float) -> None:
        context.progress("descend", 0.30 + 0.55 * (step + 1) / max(request.steps, 1), f"step {step + 1}")
        if step % 10 == 0:
            show(space.values(deviation.detach())[0])

    def project() -> None:
        # deviations beyond the sliders' ends would only make the way back longer
        deviation.copy_(deviation.clamp(space.least, space.most))

    minimise(
        loss,
        {"deviation": deviation},
        steps=request.steps,
        learning_rates={"deviation": LEARNING_RATE},
        on_step=on_step,
        project=project,
        checkpoint=context.folder / "search.safetensors",
    )
    return space.values(deviation.detach())[0]


def _pulls(
    request: AvatarRequest,
    space: Space,
    scorer: ViewScorer,
    words: Words,
    context: JobContext,
    show: Callable[[dict[str, Pull]], None],
) -> dict[str, Pull]:
    """The pull of the words on "body" and "face", from two books of people; saved, so that a resumed job has them."""
    saved = context.folder / "codebook.safetensors"
    expected = torch.zeros(len(space.face) + 1)
    tensors = load_saved(saved, {"body": expected, "face": expected})
    if tensors is not None:
        return {name: Pull(t[:-1].to(space.start.device), float(t[-1])) for name, t in tensors.items()}
    generator = torch.Generator().manual_seed(request.figure.seed)
    books = {
        "body": (bodies(space, BODY_CODEBOOK, generator), ~space.face, BODY_VIEWS[0]),
        "face": (faces(space, FACE_CODEBOOK, generator), space.face, FACE_VIEW),
    }
    pulls: dict[str, Pull] = {}
    for index, (name, (book, axes, view)) in enumerate(books.items()):

        def report(fraction: float, name: str = name, index: int = index) -> None:
            context.progress(f"search {name}", 0.05 + 0.125 * (index + fraction))

        pulls[name] = pull_of(book, axes, view, space, scorer, words.direction, report)
        show(pulls)
    partial = saved.with_suffix(".partial")  # whole or absent, also when the worker is killed here
    save_file({n: torch.cat([p.slope.cpu(), torch.tensor([p.gain])]) for n, p in pulls.items()}, partial)
    partial.replace(saved)
    return pulls


def _expected(request: AvatarRequest, space: Space, scorer: ViewScorer, words: Words) -> Tensor:
    """(A,) deviations around which the prior stands: what the encoder's own axes say of the words, where it has any."""
    if scorer.encoder.vocabulary is None:
        return torch.zeros(len(space.face), device=space.start.device)
    strength = torch.where(space.face, request.face_strength, request.body_strength)
    return (strength * read_off(space, words)).clamp(space.least, space.most)


def _stiffness(expected: Tensor, space: Space, scorer: ViewScorer) -> Tensor:
    """(A,) what a squared deviation from the expected ones costs; the same on both sides of a face."""
    if scorer.encoder.vocabulary is None:
        return torch.ones_like(expected)
    asked = expected != 0
    left, right = space.pairs.T
    asked[left] = asked[right] = asked[left] | asked[right]
    return torch.where(asked, 1.0, UNASKED)


def _starts(pulls: dict[str, Pull], request: AvatarRequest, space: Space) -> Tensor:
    """(A,) deviations where the descent starts."""
    strengths = {"body": request.body_strength, "face": request.face_strength}
    total = torch.zeros(len(space.face), device=space.start.device)
    for name, pull in pulls.items():
        total = total + strengths[name] * pull.start(space)
    return total.clamp(space.least, space.most)
