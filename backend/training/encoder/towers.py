"""How the two towers of the embedded encoder learn: each by regression to the coordinates of what it is shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from backend.clip.space import axes, coordinates, mirror, visible
from backend.render import KINDS, backgrounds
from backend.training.encoder.captions import Texts
from backend.training.encoder.dataset import VIEWS, Shard
from backend.words.attributes import ATTRIBUTES, GROUP_OF

Report = Callable[[str], None]
_FAVOUR = {"body": 1.0, "face_shape": 0.4, "face": 1.5, "look": 0.1, "pose": 0.3}
# what most words are about, and small on the picture; and a face has many more attributes than a body
_MOST_ASKED_FOR = ("height", "weight", "muscle", "age", "gender")
_MORE, _BODY_BALANCE = 3.0, 3.0
SAVE_EVERY = 200
_SMALL = 2 / 3
# part of the bodies that are shown as their outline alone, early and late: outlines tell a build, colours drown it
_FLAT = (0.4, 0.1)
_MUON = 20.0  # its rate beside AdamW's
# in parts of half the picture, of its size, in radians; height is told by size, so the scale hardly changes
_SHAKE = {"shift": 0.04, "scale": 0.015, "tilt": 0.05}


@dataclass(frozen=True)
class Schedule:
    """One run of gradient descent."""

    steps: int
    batch: int
    rate: float
    seed: int = 0

    def rate_at(self, step: int) -> float:
        """A short warm-up, then half a cosine down to nothing."""
        warm = min(1.0, (step + 1) / (0.05 * self.steps + 1))
        return self.rate * warm * 0.5 * (1.0 + math.cos(math.pi * step / self.steps))


def train_text(
    model: Any, tokenizer: Callable, texts: Texts, schedule: Schedule, checkpoint: Path, report: Report
) -> None:
    """The text tower learns the coordinates of every text. Resumes from `checkpoint`."""
    tokens = torch.cat([tokenizer(texts.texts[k : k + 4096]) for k in range(0, len(texts.texts), 4096)])
    targets = torch.from_numpy(coordinates(texts.attributes))
    weights = torch.from_numpy(texts.weight)
    lengths = tokens.argmax(-1)
    turn = axes()

    def loss(step: int) -> Tensor:
        generator = torch.Generator().manual_seed(schedule.seed * 1_000_003 + step)
        chosen = torch.multinomial(weights, schedule.batch, replacement=True, generator=generator)
        # texts of one length together: most are short, and the tower works only as far as the longest
        chosen = chosen[lengths[chosen].argsort()]
        found = torch.cat([encode_tokens(model, tokens[part]) for part in chosen.chunk(4)]) @ turn.T
        return ((found - targets[chosen]) ** 2).sum(-1).mean()

    descend(model, IS_TEXT, loss, schedule, checkpoint, report)


def train_images(
    model: Any, shards: Shard, schedule: Schedule, checkpoint: Path, report: Report, small: float = 0.5
) -> None:
    """The image tower learns the coordinates of what can be seen. Resumes from `checkpoint`.

    small: part of the steps in which the pictures are smaller than the tower is made for.
    """
    seen = np.stack([visible("face" if view == "face" else "body") for view in VIEWS])
    rows = shards.attributes * seen[shards.views]
    targets = torch.from_numpy(coordinates(rows))
    importance = _image_importance(rows, shards.views == VIEWS.index("face"))
    is_face = torch.from_numpy((shards.views == VIEWS.index("face")).astype(np.int64))
    images = torch.from_numpy(shards.images).permute(0, 3, 1, 2).contiguous()
    mean, std = (torch.tensor(getattr(model.visual, f"image_{k}")).reshape(3, 1, 1) for k in ("mean", "std"))
    swap = torch.cat([torch.zeros(1, dtype=torch.long), 1 + torch.from_numpy(mirror())])
    turn = axes()
    full = int(model.visual.image_size[0])
    sizes = (round(full * _SMALL), full)
    scenery = {size: make_scenery(size, torch.Generator().manual_seed(schedule.seed)) for size in sizes}
    without_look = torch.ones(targets.shape[1])
    without_look[1 : 1 + len(ATTRIBUTES)] = torch.tensor([float(GROUP_OF[name] != "look") for name in ATTRIBUTES])
    model.visual.to(memory_format=torch.channels_last)

    def loss(step: int) -> Tensor:
        generator = torch.Generator().manual_seed(schedule.seed * 1_000_003 + step)
        chosen = torch.randint(len(images), (schedule.batch,), generator=generator)
        goal = targets[chosen].clone()
        mirrored = bool(torch.rand((), generator=generator) < 0.5)
        if mirrored:
            goal[:, : len(swap)] = goal[:, swap]
        early = step < schedule.steps * small
        size = sizes[not early]
        pictures = shaken(images[chosen], size, mirrored, generator)
        weight = importance[is_face[chosen]]
        flat = (torch.rand(len(chosen), generator=generator) < _FLAT[not early]) & (is_face[chosen] == 0)
        pictures[flat, :3] = pictures[flat, 3:] * torch.rand(int(flat.sum()), 1, 1, 1, generator=generator)
        weight[flat] *= without_look
        pictures = dressed(pictures, scenery[size], generator)
        pictures = ((pictures - mean) / std).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            features = model.encode_image(pictures)
        found = features.float() @ turn.T
        return ((found - goal) ** 2 * weight).sum(-1).mean()

    bias = getattr(model.visual.head.proj, "bias", None)
    if bias is not None and not checkpoint.exists() and not bias.any():
        with torch.no_grad():  # start from what is true of the average picture
            bias.copy_(targets.mean(0) @ turn)
    model.visual.train()
    descend(model, IS_IMAGE, loss, schedule, checkpoint, report)
    model.visual.eval()


def make_scenery(size: int, generator: torch.Generator, count: int = 96) -> Tensor:
    """(N, 3, H, W) backgrounds: `count` of each kind, as many plain colours, and greys for nearly half of all."""
    kinds = [backgrounds(kind, count, (size, size), generator).permute(0, 3, 1, 2) for kind in KINDS]
    plain = torch.rand(count, 3, 1, 1, generator=generator).expand(-1, -1, size, size)
    grey = 0.3 + 0.4 * torch.rand(4 * count, 1, 1, 1, generator=generator)
    return torch.cat([*kinds, plain, grey.expand(-1, 3, size, size)])


def dressed(images: Tensor, scenery: Tensor, generator: torch.Generator) -> Tensor:
    """(B, 4, H, W) colours over black and coverage -> (B, 3, H, W): before backgrounds, in other light, some blurry."""
    count = len(images)
    behind = scenery[torch.randint(len(scenery), (count,), generator=generator)]
    tint, light, amount = (torch.rand(count, n, 1, 1, generator=generator) for n in (3, 1, 1))
    figure = images[:, :3] * (1.0 + 0.15 * (tint - 0.5) + 0.3 * (light - 0.5))
    image = (figure + behind * (1.0 - images[:, 3:])).clamp_(0.0, 1.0)
    blurred = functional.avg_pool2d(image, 3, 1, 1, count_include_pad=False)
    return torch.lerp(image, blurred, (2.0 * amount - 1.2).clamp(min=0.0))


def shaken(images: Tensor, size: int, mirrored: bool, generator: torch.Generator) -> Tensor:
    """(B, C, H, W) uint8 -> (B, C, size, size), 0..1: each moved, scaled and tilted a little, all mirrored or none."""
    shift, scale, tilt = (
        _SHAKE[kind] * (2.0 * torch.rand(len(images), count, generator=generator) - 1.0)
        for kind, count in (("shift", 2), ("scale", 1), ("tilt", 1))
    )
    factor, angle = 1.0 + scale[:, 0], tilt[:, 0]
    across = torch.stack([factor * angle.cos(), -factor * angle.sin(), shift[:, 0]], -1)
    down = torch.stack([factor * angle.sin(), factor * angle.cos(), shift[:, 1]], -1)
    matrix = torch.stack([-across if mirrored else across, down], 1)
    grid = functional.affine_grid(matrix, [len(images), 1, size, size], align_corners=False)
    return functional.grid_sample(images.float() / 255, grid, mode="bilinear", align_corners=False)


def encode_tokens(model: Any, tokens: Tensor) -> Tensor:
    """As model.encode_text, on as many positions as the longest text needs: the tower looks only backwards."""
    length = int(tokens.argmax(-1).max()) + 1
    tokens = tokens[:, :length]
    x = model.token_embedding(tokens) + model.positional_embedding[:length]
    x = model.ln_final(model.transformer(x, attn_mask=model.attn_mask[:length, :length]))
    return x[torch.arange(len(x)), tokens.argmax(-1)] @ model.text_projection


def start_tokens(model: Any, tokenizer: Any, words: list[str], embeddings: np.ndarray) -> None:
    """Give tokens that are whole taught words their principal components of the sentence embeddings (W, E)."""
    ids = {word: tokenizer.encoder.get(f"{word}</w>") for word in words}
    rows = [k for k, word in enumerate(words) if ids[word] is not None]
    if len(rows) < model.token_embedding.weight.shape[1]:
        return
    centred = embeddings[rows] - embeddings[rows].mean(0)
    _, _, basis = np.linalg.svd(centred[:: max(1, len(centred) // 4000)], full_matrices=False)
    parts = centred @ basis[: model.token_embedding.weight.shape[1]].T
    parts *= 0.05 / parts.std()
    with torch.no_grad():
        for row, values in zip(rows, parts, strict=True):
            model.token_embedding.weight[ids[words[row]]] = torch.from_numpy(values)


def _image_importance(rows: np.ndarray, face: np.ndarray) -> Tensor:
    """(2, D) for body and face pictures: attributes that vary little count more, those never seen are kept at 0.

    Colours are learned in minutes and small parts hardly ever; shape and expression are what the weights favour.
    """
    table = np.full((2, axes().shape[0]), 0.3, np.float32)
    for kind, chosen in enumerate((~face, face)):
        if chosen.any():
            spread = coordinates(rows[chosen])[:, 1 : 1 + len(ATTRIBUTES)].var(0)
            table[kind, 1 : 1 + len(ATTRIBUTES)] = 1.0 / (0.1 + spread)
    favour = [_FAVOUR[GROUP_OF[name]] * (_MORE if name in _MOST_ASKED_FOR else 1.0) for name in ATTRIBUTES]
    table[:, 1 : 1 + len(ATTRIBUTES)] *= np.array(favour, np.float32)
    table[0] *= _BODY_BALANCE
    return torch.from_numpy(table)


IS_TEXT = ("token_embedding", "transformer", "ln_final", "positional_embedding", "text_projection")
IS_IMAGE = ("visual",)


def descend(
    model: Any,
    tower: tuple[str, ...],
    loss: Callable[[int], Tensor],
    schedule: Schedule,
    checkpoint: Path,
    report: Report,
    kernels_by_muon: bool = True,
) -> None:
    """AdamW on what has gradients of one tower, Muon on its convolutions; the state is saved now and then, and resumed.

    Muon (Jordan 2024) makes every direction of a weight's update equally long. What tells builds apart varies little in
    the pixels beside colours, and plain gradients follow what varies most.
    """
    named = [(name, p) for name, p in model.named_parameters() if name.split(".")[0] in tower and p.requires_grad]
    parameters = [p for _, p in named]
    kernels = [p for p in parameters if p.ndim == 4 and kernels_by_muon]
    rest = [p for p in parameters if p.ndim != 4 or not kernels_by_muon]
    groups = [
        {"params": [p for p in rest if p.ndim > 1], "weight_decay": 0.02},
        {"params": [p for p in rest if p.ndim <= 1], "weight_decay": 0.0},
    ]
    optimisers: list[torch.optim.Optimizer] = [torch.optim.AdamW(groups, lr=schedule.rate, betas=(0.9, 0.98))]
    flat = [_flat(kernel) for kernel in kernels]
    if flat:
        optimisers.append(torch.optim.Muon(flat, lr=_MUON * schedule.rate, momentum=0.95, weight_decay=0.02))
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["tower"], strict=False)
        for optimiser, kept_state in zip(optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(kept_state)
        first = state["step"]
    shown, kept = 0.0, 0
    for step in range(first, schedule.steps):
        for factor, optimiser in zip((1.0, _MUON), optimisers, strict=False):
            for group in optimiser.param_groups:
                group["lr"] = factor * schedule.rate_at(step)
        model.zero_grad(set_to_none=True)
        value = loss(step)
        value.backward()
        nn.utils.clip_grad_norm_(parameters, 5.0)
        for kernel, row in zip(kernels, flat, strict=True):
            assert kernel.grad is not None
            row.grad = kernel.grad.permute(0, 2, 3, 1).reshape(row.shape)
        for optimiser in optimisers:
            optimiser.step()
        shown, kept = shown + float(value.detach()), kept + 1
        last = step + 1 == schedule.steps
        if (step + 1) % 50 == 0 or last:
            report(f"{checkpoint.stem}: step {step + 1} of {schedule.steps}, loss {shown / kept:.3f}")
            shown, kept = 0.0, 0
        if (step + 1) % SAVE_EVERY == 0 or last:
            weights = {name: value for name, value in model.state_dict().items() if name.split(".")[0] in tower}
            partial = checkpoint.with_suffix(".partial")
            kept_states = [optimiser.state_dict() for optimiser in optimisers]
            torch.save({"tower": weights, "optimisers": kept_states, "step": step + 1}, partial)
            partial.replace(checkpoint)


def _flat(kernel: nn.Parameter) -> nn.Parameter:
    """(out, in, h, w) -> (out, h * w * in) in the same memory, because Muon takes matrices only."""
    kernel.data = kernel.data.contiguous(memory_format=torch.channels_last)
    rows = kernel.data.permute(0, 2, 3, 1).reshape(len(kernel), -1)
    assert rows.data_ptr() == kernel.data_ptr()
    return nn.Parameter(rows)


def image_features(model: Any, shard: Shard, batch: int = 128) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Coordinates (B, D) found in the pictures before grey, and the attributes (B, A) that can be seen in them."""
    mean, std = (torch.tensor(getattr(model.visual, f"image_{k}")).reshape(3, 1, 1) for k in ("mean", "std"))
    seen = np.stack([visible("face" if view == "face" else "body") for view in VIEWS])
    for k in range(0, len(shard.images), batch):
        pixels = torch.from_numpy(shard.images[k : k + batch]).permute(0, 3, 1, 2).float() / 255
        image = pixels[:, :3] + 0.5 * (1.0 - pixels[:, 3:])
        with torch.no_grad():
            image = functional.interpolate(image, model.visual.image_size, mode="bilinear", antialias=True)
            found = model.encode_image((image - mean) / std) @ axes().T
        yield found.numpy(), shard.attributes[k : k + batch] * seen[shard.views[k : k + batch]]
