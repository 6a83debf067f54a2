"""The ways of AvatarCLIP (Hong et al. 2022, section 4.2) to poses that an encoder finds to fit words: the joints or a
latent of the prior are optimised, a flow draws latents, or the best of a codebook are taken that differ enough."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from ...figure.puppet import VIEWS, Report, Seeing
from ...motion.features import rotations_of, six_of
from ...motion.poses.model import PoseModel, apart, told_of, turns_of
from ...motion.poses.published import Codebook
from ...motion.poses.sources import PoseSource
from ...optim.loop import minimise
from ...protocol.errors import BadRequest

LOOKED_AT = 40
"""of a codebook or of what a flow drew that the encoder sees, the best by the ranking first"""
DRAWN = 96
RATES = {"pose": 0.03, "latent": 0.05}
PRIOR_WEIGHT = 0.002
"""of the square of the latent, which keeps it where poses are"""
Scored = list[tuple[str, Tensor, float]]
"""name, rotations (J, 3, 3) of the model's skeleton, cosine of picture and words"""


def codebook(source: PoseSource, model: PoseModel, see: Seeing, prompt: str, count: int, report: Report) -> Scored:
    """The best of the codebook, none nearer to another than AvatarCLIP's rule allows."""
    if source.codes is None:
        raise BadRequest("This prior has no codebook.", "Choose another way, or a codebook with --prior.")
    poses = source.decode(source.codes.latents)
    order = _order(source.codes, poses, model, see, prompt)[:LOOKED_AT]
    return _best("codebook", poses[order], see, count, report)


def flow(
    source: PoseSource, model: PoseModel, see: Seeing, prompt: str, count: int, seed: int, report: Report
) -> Scored:
    """The best of what the flow draws for the words."""
    latents = source.drawn(DRAWN, prompt, see.words.cpu(), torch.Generator().manual_seed(seed))
    poses = source.decode(latents)
    order = torch.argsort(model.ranks(told_of(prompt), poses), descending=True)[:LOOKED_AT]
    return _best("flow", poses[order], see, count, report)


def optimised(
    way: str, source: PoseSource, see: Seeing, count: int, steps: int, seed: int, on_step: Callable[[float], None]
) -> Scored:
    """way: "latent" of the prior, or "pose" itself; as many as wanted, each from its own start."""
    draw = torch.Generator().manual_seed(seed)
    start = torch.randn(count, source.latent, generator=draw) * 0.5
    if way == "latent":
        variable = start
        decode = source.decode
    else:
        variable = six_of(source.decode(torch.zeros_like(start))).flatten(1)
        variable = variable + 0.15 * torch.randn(variable.shape, generator=draw)

        def decode(latents: Tensor) -> Tensor:
            return rotations_of(latents.unflatten(-1, (-1, 6)))

    def loss(step: int) -> Tensor:
        view = VIEWS[step % len(VIEWS)]
        fits = see.scores(decode(variable), (view,))
        kept = PRIOR_WEIGHT * variable.square().sum(-1) if way == "latent" else torch.zeros(count)
        return (kept - fits).sum()

    minimise(
        loss,
        {"pose": variable},
        steps=steps,
        learning_rates={"pose": RATES[way]},
        on_step=lambda step, value: on_step((step + 1) / steps),
    )
    with torch.no_grad():
        poses = decode(variable)
    return _best(way, poses, see, count, lambda share: None, 0.0)


def _order(codes: Codebook, poses: Tensor, model: PoseModel, see: Seeing, prompt: str) -> list[int]:
    """The codes, the best first: by the features that came with them where the encoder is of their space, else by the
    ranking of words."""
    if codes.features is not None and codes.features.shape[1] == see.encoder.dimension:
        scores = torch.nn.functional.normalize(codes.features, dim=-1) @ see.words.cpu()
    else:
        scores = model.ranks(told_of(prompt), poses)
    return torch.argsort(scores, descending=True).tolist()


def _best(name: str, poses: Tensor, see: Seeing, count: int, report: Report, least: float = 0.07) -> Scored:
    scores = see.all_scores(poses, report)
    order = torch.argsort(scores, descending=True).tolist()
    return [(name, poses[at], round(float(scores[at]), 4)) for at in apart(turns_of(poses), order, count, least)]
