"""From words to slider values: a search over a codebook of people, then gradient descent through the renderer.

The words give a direction in the encoder's space, from the neutral text to the prompt (AvatarCLIP, section 3.2 and
ClipFace, equation 3, both start from such a direction). The search climbs the projection of the image's own change on
that direction, against a prior that counts how unusual the person becomes in standard deviations. The projection, other
than the cosine, fades when the words say nothing about what can be seen, so nothing moves that was not asked for.

Two facts are apart. An encoder whose space has an axis for each attribute tells what the words ask for, and a body
that names sliders for attributes can obey at once: the prior stands around what is read off the words. And pictures
have a say where the encoder was trained on pictures of this body; on a body that is strange to such an encoder, only
sliders that no attribute names are searched by pictures, for the attributes that no slider shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from safetensors.torch import save_file
from torch import Tensor

from ...body import rest_shape
from ...context import JobContext
from ...figure.encoder_views import FACE_VIEW, views_of
from ...optim.loop import minimise
from ...optim.saved import load_saved
from ...protocol.requests import AvatarRequest
from .codebook import Pull, bodies, faces, pull_of
from .person import Space, prior
from .reading import Words, direction_of, read_off
from .shown import by_pictures
from .view_scorer import ViewScorer, staged

BODY_CODEBOOK = 192
FACE_CODEBOOK = 192
LEARNING_RATE = 0.08
# How much more it costs to move what the words do not speak of, where the encoder's axes tell: to it a fat man in a
# picture is a little taller, too.
UNASKED = 4.0
# pictures of one person, all framed alike, hardly tell height: words alone do
UNTOLD = 100.0


@dataclass(frozen=True)
class Part:
    """A part of the figure that pictures speak of: words about the face move the face alone.

    axes: (A,) bool, those that it may move. direction: (D,) of the words. views: seen in each step of the descent.
    """

    name: str
    axes: Tensor
    direction: Tensor
    views: list[str]
    strength: float


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
    parts = _parts(request, space, scorer, words)

    def begin(pulls: dict[str, Pull]) -> Tensor:
        return (expected + _starts(pulls, parts, space) / stiffness).clamp(space.least, space.most)[None]

    pulls = _pulls(request, parts, space, scorer, context, lambda so_far: show(space.values(begin(so_far))[0]))
    deviation = begin(pulls).clone()
    parts = [part for part in parts if pulls[part.name].gain * part.strength > 0]
    if not parts:  # no picture has a say
        return space.values(deviation)[0]
    neutral = rest_shape(space.body, space.values(torch.zeros_like(deviation)))

    def loss(step: int) -> Tensor:
        # each step has its own stage, drawn from the seed and the step so that a resumed run sees the same ones
        stage = staged(scorer, torch.Generator().manual_seed((request.figure.seed * 100_003 + step) % 2**63))
        cost = prior(space, (deviation - expected) * stiffness.sqrt())
        for part in parts:
            vertices = rest_shape(space.body, space.values(torch.where(part.axes, deviation, deviation.detach())))
            moved = stage.features(vertices, part.views)
            with torch.no_grad():
                still = stage.features(neutral, part.views)
            gain = pulls[part.name].gain * part.strength
            cost = cost - gain * ((moved - still) @ part.direction).mean()
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


def _parts(request: AvatarRequest, space: Space, scorer: ViewScorer, words: Words) -> list[Part]:
    """The parts that have axes to move and words that say something of them."""
    all_round = views_of(space.body)
    views = [all_round[i % len(all_round)] for i in range(request.views)]
    parts = []
    for name, face, seen, strength in (
        ("body", False, views, request.body_strength),
        ("face", True, [FACE_VIEW], request.face_strength),
    ):
        axes, direction = space.face if face else ~space.face, words.direction
        if scorer.encoder.has_axes and not scorer.trained:
            axes = axes & space.unnamed
            direction = direction_of(words, by_pictures(space.body, face=face))
        if bool(axes.any()) and bool(direction.any()):
            parts.append(Part(name, axes, direction, seen, strength))
    return parts


def _pulls(
    request: AvatarRequest,
    parts: list[Part],
    space: Space,
    scorer: ViewScorer,
    context: JobContext,
    show: Callable[[dict[str, Pull]], None],
) -> dict[str, Pull]:
    """The pull of the words on each part, from a book of people for each; saved, so that a resumed job has them."""
    if not parts:
        return {}
    saved = context.folder / "codebook.safetensors"
    expected = torch.zeros(len(space.face) + 1)
    tensors = load_saved(saved, {part.name: expected for part in parts})
    if tensors is not None:
        return {name: Pull(t[:-1].to(space.start.device), float(t[-1])) for name, t in tensors.items()}
    generator = torch.Generator().manual_seed(request.figure.seed)
    books = {
        part.name: faces(space, part.axes, FACE_CODEBOOK, generator)
        if part.name == "face"
        else bodies(space, part.axes, BODY_CODEBOOK, generator)
        for part in parts
    }
    pulls: dict[str, Pull] = {}
    for index, part in enumerate(parts):

        def report(fraction: float, name: str = part.name, index: int = index) -> None:
            context.progress(f"search {name}", 0.05 + 0.125 * (index + fraction))

        pulls[part.name] = pull_of(books[part.name], part.axes, part.views[0], space, scorer, part.direction, report)
        show(pulls)
    partial = saved.with_suffix(".partial")  # whole or absent, also when the worker is killed here
    save_file({n: torch.cat([p.slope.cpu(), torch.tensor([p.gain])]) for n, p in pulls.items()}, partial)
    partial.replace(saved)
    return pulls


def _expected(request: AvatarRequest, space: Space, scorer: ViewScorer, words: Words) -> Tensor:
    """(A,) deviations around which the prior stands: what the encoder's own axes say of the words, where it has any."""
    if not scorer.encoder.has_axes:
        return torch.zeros(len(space.face), device=space.start.device)
    strength = torch.where(space.face, request.face_strength, request.body_strength)
    return (strength * read_off(space, words)).clamp(space.least, space.most)


def _stiffness(expected: Tensor, space: Space, scorer: ViewScorer) -> Tensor:
    """(A,) what a squared deviation from the expected ones costs; the same on both sides of a face."""
    if not scorer.encoder.has_axes:
        return torch.ones_like(expected)
    asked = (expected != 0) | space.unnamed
    left, right = space.pairs.T
    asked[left] = asked[right] = asked[left] | asked[right]
    stiffness = torch.where(asked, 1.0, UNASKED)
    if "height" in space.names:
        stiffness[space.names.index("height")] = UNTOLD
    return stiffness


def _starts(pulls: dict[str, Pull], parts: list[Part], space: Space) -> Tensor:
    """(A,) deviations where the descent starts."""
    total = torch.zeros(len(space.face), device=space.start.device)
    for part in parts:
        if part.name in pulls:
            total = total + part.strength * pulls[part.name].start(space)
    return total.clamp(space.least, space.most)
