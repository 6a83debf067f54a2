"""Trains the prior, the flow, the ranking and the codebook of poses; each part is kept once it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from assets import asset
from backend.motion.features import Skeleton, joints, rotations_of
from backend.motion.poses.model import FILE, PoseModel, save_pose_model, told_of
from backend.motion.poses.nets import CUES, LATENT, PoseFlow, PosePrior, PoseRanker, seen_of
from backend.protocol.errors import BadRequest
from backend.words.vectors import content_words, word_vectors

from .frames import Frames, load_frames

PRIOR_STEPS, FLOW_STEPS, RANKER_STEPS = 6000, 1500, 2000
BATCH = 256
CODES = 1024
KL = 2e-3
HELD_OUT = 0.1
"""share of subjects that the prior is measured on"""
NEUTRAL = 0.35
"""metres by which joints differ on average from standing with the arms down, from which a pose tells its label"""


def train(work: Path, seed: int = 0, scale: float = 1.0, data: Path | None = None) -> Path:
    """Write assets/motion/poses.safetensors from clips.npz and clips.csv in `data`. Stopped, it goes on with the part
    that was not done."""
    if data is None:
        raise BadRequest("Training poses needs motion capture.", "Name the folder with clips.npz: --data DIR")
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    frames = load_frames(data)
    said = _said(frames)
    told = torch.stack([told_of(label) for label in said])
    label_of = torch.tensor([{label: at for at, label in enumerate(said)}[label] for label in frames.labels])
    count, words = len(frames.skeleton.names), told.shape[1] - len(CUES)
    prior, flow, ranker = PosePrior(count), PoseFlow(told.shape[1]), PoseRanker(words, count)
    draw = _Draw(frames, label_of, np.random.default_rng(seed))
    steps = lambda full: max(int(full * scale), 20)  # noqa: E731
    _part(work / "prior.pt", prior, lambda: _prior(prior, frames, steps(PRIOR_STEPS), seed))
    latents = _latents(prior, frames.six)
    _part(work / "flow.pt", flow, lambda: _flow(flow, latents, told, draw, steps(FLOW_STEPS)))
    _part(work / "ranker.pt", ranker, lambda: _ranker(ranker, frames, told, draw, steps(RANKER_STEPS)))
    codes = _codes(prior, frames, latents, min(CODES, len(latents)), seed)
    taught = sorted({word for label in said for word in content_words(label)})
    model = PoseModel(frames.skeleton, prior.eval(), flow.eval(), ranker.eval(), codes, tuple(taught))
    path = asset(*FILE)
    save_pose_model(model, path)
    _tell(model, frames, told, label_of)
    print(path)
    return path


def _said(frames: Frames) -> list[str]:
    table = word_vectors()
    lacking = sorted({word for label in frames.labels for word in table.unknown(label)})
    if lacking:
        print(f"words without a vector: {', '.join(lacking)}")
    return sorted(set(frames.labels))


class _Draw:
    """Draws frames: labels by the root of how often they are, and of each what tells it apart from standing."""

    def __init__(self, frames: Frames, label_of: Tensor, rng: np.random.Generator) -> None:
        self.rng = rng
        counts = np.bincount(label_of.numpy())
        by_clip = frames.weights / np.sqrt(counts[label_of.numpy()])
        places = joints(
            frames.skeleton, rotations_of(frames.six.unflatten(1, (-1, 6))), torch.zeros(len(frames.six), 3)
        )
        away = (places - _standing(frames.skeleton)).norm(dim=-1).mean(-1).numpy()
        own = 0.1 + np.clip(away / NEUTRAL, 0.0, 1.0)
        sizes = np.bincount(frames.clip.numpy(), weights=own, minlength=len(frames.labels))
        weight = own * by_clip[frames.clip.numpy()] / sizes[frames.clip.numpy()]
        self.sums = np.cumsum(weight / weight.sum())
        self.label = label_of[frames.clip]

    def take(self, count: int) -> Tensor:
        found = np.searchsorted(self.sums, self.rng.random(count) * self.sums[-1])
        return torch.from_numpy(np.minimum(found, len(self.sums) - 1))


def _standing(skeleton: Skeleton) -> Tensor:
    """(J + 2, 3) joints of somebody who stands with the arms down."""
    rotations = torch.eye(3).repeat(1, len(skeleton.names), 1, 1)
    for side, sign in (("l", 1.0), ("r", -1.0)):
        c, s = 0.2, 0.98 * sign
        rotations[0, skeleton.at(f"{side}Shldr")] = torch.tensor([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
    return joints(skeleton, rotations, torch.zeros(1, 3))[0]


def _prior(prior: PosePrior, frames: Frames, steps: int, seed: int) -> None:
    rng, skeleton = np.random.default_rng(seed), frames.skeleton
    train, _ = _split(frames)
    zero = torch.zeros(BATCH, 3)

    def loss(_: int) -> Tensor:
        six = frames.six[torch.from_numpy(rng.choice(train, BATCH))]
        mean, spread = prior.encode(six)
        latent = mean + torch.randn_like(mean) * (0.5 * spread).exp()
        found, wanted = prior.decode(latent), rotations_of(six.unflatten(1, (-1, 6)))
        apart = (joints(skeleton, found, zero) - joints(skeleton, wanted, zero)).norm(dim=-1).mean()
        kl = -0.5 * (1.0 + spread - mean**2 - spread.exp()).sum(-1).mean()
        return (found - wanted).square().sum((-1, -2)).mean() + 4.0 * apart + KL * kl

    _descend(prior, loss, steps, 1e-3, "prior")


def _flow(flow: PoseFlow, latents: Tensor, told: Tensor, draw: _Draw, steps: int) -> None:
    def loss(_: int) -> Tensor:
        at = draw.take(BATCH)
        said = told[draw.label[at]] * (torch.rand(BATCH, 1) > 0.15)
        noisy = latents[at] + 0.05 * torch.randn(BATCH, LATENT)
        return -flow.density(noisy, said).mean() / LATENT

    _descend(flow, loss, steps, 7e-4, "flow")


def _ranker(ranker: PoseRanker, frames: Frames, told: Tensor, draw: _Draw, steps: int) -> None:
    temperature = torch.nn.Parameter(torch.tensor(2.3))

    def loss(_: int) -> Tensor:
        at = draw.take(BATCH)
        labels = draw.label[at]
        rotations = rotations_of(frames.six[at].unflatten(1, (-1, 6)))
        poses, texts = ranker.of_poses(seen_of(frames.skeleton, rotations)), ranker.of_texts(told[labels])
        scores = poses @ texts.T * temperature.exp().clamp(max=30.0)
        same = (labels[:, None] == labels[None]).float()
        same = same / same.sum(1, keepdim=True)
        across = -(same * functional.log_softmax(scores, 1)).sum(1).mean()
        return across - (same * functional.log_softmax(scores.T, 1)).sum(1).mean()

    _descend(ranker, loss, steps, 7e-4, "ranker", [temperature])


def _descend(
    net: torch.nn.Module,
    loss: Callable[[int], Tensor],
    steps: int,
    rate: float,
    name: str,
    more: list[Tensor] | None = None,
) -> None:
    optimizer = torch.optim.AdamW([*net.parameters(), *(more or [])], rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps)
    start, mean = time.process_time(), 0.0
    net.train()
    for step in range(steps):
        value = loss(step)
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        now = float(value.detach())
        mean = 0.99 * mean + 0.01 * now if step else now
        if step % 1000 == 999 or step + 1 == steps:
            print(f"{name} {step + 1}/{steps}: {mean:.4f}, {time.process_time() - start:.0f} s of CPU", flush=True)
    net.eval()


def _part(kept: Path, net: torch.nn.Module, learn: Callable[[], None]) -> None:
    """A part that was learned before is taken from its file."""
    if kept.exists():
        net.load_state_dict(torch.load(kept, weights_only=True))
        net.eval()
        return
    learn()
    partial = kept.with_suffix(".partial")
    torch.save(net.state_dict(), partial)
    partial.replace(kept)


def _split(frames: Frames) -> tuple[np.ndarray, np.ndarray]:
    """Frames to learn from and of held-out subjects."""
    subjects = sorted(set(frames.subjects))
    held = set(subjects[:: round(1.0 / HELD_OUT)])
    out = np.array([subject in held for subject in frames.subjects])[frames.clip.numpy()]
    return np.flatnonzero(~out), np.flatnonzero(out)


@torch.no_grad()
def _latents(prior: PosePrior, six: Tensor) -> Tensor:
    return torch.cat([prior.encode(part)[0] for part in six.split(8192)])


@torch.no_grad()
def _codes(prior: PosePrior, frames: Frames, latents: Tensor, count: int, seed: int) -> Tensor:
    """(count, 32): poses far from one another, then the mean latent of what is nearest to each: a step of k-means."""
    chosen = torch.from_numpy(
        np.random.default_rng(seed).choice(len(latents), min(24_000, len(latents)), replace=False)
    )
    few = latents[chosen]
    places = joints(frames.skeleton, prior.decode(few), torch.zeros(len(few), 3)).flatten(1)
    taken = [0]
    far = (places - places[0]).square().sum(1)
    for _ in range(count - 1):
        taken.append(int(far.argmax()))
        far = torch.minimum(far, (places - places[taken[-1]]).square().sum(1))
    nearest = torch.cdist(places, places[taken]).argmin(1)
    sums = torch.zeros(count, LATENT).index_add_(0, nearest, few)
    return sums / torch.bincount(nearest, minlength=count)[:, None].clamp(min=1)


@torch.no_grad()
def _tell(model: PoseModel, frames: Frames, told: Tensor, label_of: Tensor) -> None:
    """Errors on held-out subjects, and how often the right label is among the first ten of all."""
    _, held = _split(frames)
    held = held[:: max(1, len(held) // 4000)]
    six = frames.six[held]
    wanted = rotations_of(six.unflatten(1, (-1, 6)))
    found = model.prior.decode(model.prior.encode(six)[0])
    zero = torch.zeros(len(six), 3)
    apart = (joints(model.skeleton, found, zero) - joints(model.skeleton, wanted, zero)).norm(dim=-1).mean()
    trace = (found.transpose(-1, -2) @ wanted).diagonal(dim1=-2, dim2=-1).sum(-1)
    degrees = torch.rad2deg(torch.acos(((trace - 1.0) / 2.0).clamp(-1.0, 1.0))).mean()
    scores = model.ranker.of_poses(seen_of(model.skeleton, wanted)) @ model.ranker.of_texts(told).T
    right = label_of[frames.clip[held]]
    place = (scores > scores.gather(1, right[:, None])).sum(1)
    print(
        f"held-out subjects: {1e3 * float(apart):.1f} mm, {float(degrees):.2f} degrees a joint; "
        f"label among the first 10 of {len(told)}: {float((place < 10).float().mean()):.3f}"
    )
