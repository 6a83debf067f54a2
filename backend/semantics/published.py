"""Mappers that others published: a Lightning checkpoint, its labels beside it, and the limits of its sliders.

They take the raw logits of CLIP ViT-B/32 (OpenAI's weights) of bare words, in the order of the labels, and give the
first coefficients of a body's shape or expression.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import torch
import yaml
from torch import Tensor

from backend.assets.pickles.checkpoint import read_checkpoint
from backend.protocol.errors import BadFile, BadRequest

from .nets import ForwardNet, forward_net

USUAL_LIMITS = (0.0, 50.0, 20.0)
"""lowest, highest and first value of a slider whose limits nobody tells"""
MOST_TEXT = 1 << 20
_MOST_LAYERS = 6
_AGAIN = "Choose the files of one published mapper."


@dataclass(frozen=True, eq=False)
class PublishedMapper:
    words: tuple[str, ...]
    """in the order that the net takes them"""
    net: ForwardNet
    limits: Mapping[str, tuple[float, float, float]]
    """word -> lowest, highest and first value of its slider, in logits; in the order of the sliders"""

    @property
    def outputs(self) -> int:
        """How many coefficients it gives."""
        return self.net.layers[-1].out_features  # pyright: ignore[reportReturnType]

    def coefficients(self, logits: Mapping[str, float]) -> Tensor:
        """(P,) from a logit for each word, those not named at their first value. Raises BadRequest for other words."""
        strange = [word for word in logits if word not in self.words]
        if strange:
            raise BadRequest(f'The mapper has no word "{strange[0]}".', f"It has {', '.join(self.words)}.")
        row = [float(logits.get(word, self.limits[word][2])) for word in self.words]
        return self.net(torch.tensor([row]))[0]


def read_published(checkpoint: Path, metadata: Path | None = None, limits: Path | None = None) -> PublishedMapper:
    """metadata: NAME_metadata.json beside NAME.ckpt unless given; limits: a YAML of [lowest, highest, first] by word.

    Raises BadFile where a file is missing, damaged, or does not fit the others.
    """
    metadata = metadata or beside(checkpoint)
    plain = _read(metadata, json.loads)
    try:
        words = tuple(str(label[0] if isinstance(label, list) else label) for label in plain["labels"])
        told = plain.get("out_features")
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise BadFile(f"{metadata.name} names no labels.", _AGAIN, repr(error)) from error
    if not words or len(set(words)) != len(words):
        raise BadFile(f"{metadata.name} names no labels, or one twice.", _AGAIN)
    tensors = {name: torch.from_numpy(array) for name, array in read_checkpoint(checkpoint).items()}
    net = forward_net(layers_of(tensors, checkpoint.name))
    first, last = net.layers[0].in_features, net.layers[-1].out_features
    if first != len(words) or (told is not None and told != last):
        raise BadFile(
            f"{checkpoint.name} takes {first} words and gives {last} coefficients; {metadata.name} says "
            f"{len(words)} and {told if told is not None else last}.",
            _AGAIN,
        )
    return PublishedMapper(words, net, _limits(limits, words))


def beside(checkpoint: Path) -> Path:
    """Where the metadata of a checkpoint lie. Raises BadFile where they do not."""
    found = sorted(checkpoint.parent.glob(f"{checkpoint.stem}*_metadata.json"))
    found = found or sorted(checkpoint.parent.glob("*_metadata.json"))
    if len(found) != 1:
        raise BadFile(f"There is not one *_metadata.json beside {checkpoint.name}.", "Name the file of its labels.")
    return found[0]


def layers_of(tensors: Mapping[str, Tensor], name: str) -> list[tuple[Tensor, Tensor]]:
    """Weight and bias of each layer, from first to last, whatever they are called: each takes what the one before
    gives. Raises BadFile where they make no chain."""
    layers = []
    for key, weight in tensors.items():
        bias = tensors.get(f"{key.removesuffix('weight')}bias")
        if key.endswith("weight") and weight.dim() == 2 and bias is not None and bias.shape == weight.shape[:1]:
            layers.append((weight.float(), bias.float()))
    orders = permutations(layers) if 0 < len(layers) <= _MOST_LAYERS else ()
    chained = next((list(order) for order in orders if _follow(order)), None)
    if chained is None or not all(bool(torch.isfinite(t).all()) for layer in layers for t in layer):
        raise BadFile(f"The layers of {name} do not follow on one another.", _AGAIN)
    return chained


def _follow(order: Sequence[tuple[Tensor, Tensor]]) -> bool:
    return all(a[0].shape[0] == b[0].shape[1] for a, b in pairwise(order))


def _limits(file: Path | None, words: tuple[str, ...]) -> dict[str, tuple[float, float, float]]:
    usual = dict.fromkeys(words, USUAL_LIMITS)
    if file is None:
        return usual
    plain = _read(file, yaml.safe_load)
    found: dict[str, tuple[float, float, float]] = {}
    try:
        for word, (low, high, first) in plain.items():
            if str(word) in usual:
                found[str(word)] = (float(low), float(high), float(first))
                if not low <= first <= high or low == high:
                    raise ValueError(f"{word} goes from {low} to {high} and begins at {first}")
    except (AttributeError, TypeError, ValueError) as error:
        raise BadFile(
            f"{file.name} holds no limits of sliders: {error}.", "Each is [lowest, highest, first]."
        ) from error
    return found | {word: ends for word, ends in usual.items() if word not in found}


def _read(file: Path, parse: Any) -> Any:
    try:
        if file.stat().st_size > MOST_TEXT:
            raise ValueError("it is too large")
        return parse(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise BadFile(f"{file.name} cannot be read.", _AGAIN, repr(error)) from error
