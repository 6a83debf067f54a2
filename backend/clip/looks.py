"""Looks and words in a space of their own, beside that of bodies: small towers that have learned from dressed people.

A picture lies along each axis of `axes` as far as what it shows differs from people at large, in standard deviations,
and a text as far as people of whom it is true do; what it leaves open is near 0. The product of the text and of the
picture's direction says how well they fit: somebody in many unusual things is no better answer to every text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from assets import asset
from backend.assets.reading import own_file, read_json
from backend.protocol.errors import BadFile, NotAvailable
from backend.words.looks.plainer import in_known_words

from .encoder import EMBEDDED_MODEL, Encoder, add_architecture, create_untrained, fit_images, load_trained, tokenizer_of

LOOKS_MODEL = "galatea-looks"
CARD = "looks.json"
TOKENS, LEARNED = "token_embedding.weight", "learned_tokens"
SIGHT = "sight"
_NAMED = "card of the looks encoder"
_AGAIN = "Run: galatea train looks"


@dataclass(frozen=True, eq=False)
class LooksEncoder:
    """Embeddings are of `dimension` numbers, one for each axis, and not of unit length."""

    model: Any
    tokenizer: Callable[[list[str]], Tensor]
    axes: tuple[str, ...]
    sight: Tensor
    """(2, D) how much the standing figure and the head count on each axis"""
    device: str

    @property
    def dimension(self) -> int:
        return len(self.axes)

    @property
    def image_size(self) -> int:
        return int(self.model.visual.image_size[0])

    @torch.no_grad()
    def encode_texts(self, texts: Sequence[str]) -> Tensor:
        """B texts -> (B, D), each read in the words by which the towers learned."""
        if not texts:
            return torch.zeros(0, self.dimension, device=self.device)
        return self.model.encode_text(self.tokenizer([in_known_words(text) for text in texts]).to(self.device))

    @torch.no_grad()
    def encode_pictures(self, pictures: Tensor) -> Tensor:
        """(B, 2, H, W, 3) colours 0..1 of the standing figure and of its head -> (B, D)."""
        if pictures.ndim != 5 or pictures.shape[1] != 2:
            raise ValueError(f"expected pictures (B, 2, H, W, 3), got {tuple(pictures.shape)}")
        images = fit_images(pictures.flatten(0, 1), self.image_size)
        found = self.model.encode_image((images - 0.5) / 0.5).reshape(len(pictures), 2, -1)
        return (found * self.sight).sum(1)

    def fit(self, texts: Sequence[str], pictures: Tensor) -> Tensor:
        """(T, P) how well each text fits each picture (P, 2, H, W, 3); comparable for one text."""
        return self.encode_texts(texts) @ functional.normalize(self.encode_pictures(pictures), dim=-1).T


def has_looks(folder: Path) -> bool:
    """Whether the towers of looks are in the folder."""
    return (folder / f"{LOOKS_MODEL}.safetensors").exists() and (folder / CARD).exists()


def load_looks(folder: Path | None = None, base: Encoder | None = None, device: str = "cpu") -> LooksEncoder:
    """The looks encoder in the folder of the embedded one, with whose words it reads what it learned none of. base:
    that one, where it is loaded already. Raises NotAvailable where it is missing, BadFile where its files do not
    fit."""
    folder = folder or asset("encoder")
    weights, card = folder / f"{LOOKS_MODEL}.safetensors", folder / CARD
    if not has_looks(folder):
        raise NotAvailable(f"The looks encoder is missing from {folder}.", _AGAIN)
    facts = read_json(card, _NAMED)
    with own_file(card, _NAMED):
        axes = tuple(map(str, facts["axes"]))
    described = folder / f"{LOOKS_MODEL}.json"
    read_json(described, "form of the looks encoder")  # open_clip passes over a file that it cannot read
    architecture = add_architecture(described)
    model = create_untrained(architecture)
    try:
        with own_file(weights, "weights of the looks encoder"):
            state = {name: v.float() if v.is_floating_point() else v for name, v in load_file(weights).items()}
    except SafetensorError as error:
        raise BadFile(f"{weights.name} is damaged.", _AGAIN, str(error)) from error
    sight = state.pop(SIGHT, None)
    source = base.model if base is not None else load_trained(folder).model
    own, learned = state.pop(TOKENS, None), state.pop(LEARNED, None)
    state[TOKENS] = source.state_dict()[TOKENS].cpu().clone()
    try:
        if own is not None and learned is not None:
            state[TOKENS][learned.long()] = own
        model.load_state_dict(state)
    except (RuntimeError, IndexError) as error:
        raise BadFile(f"{weights.name} does not belong to {EMBEDDED_MODEL}.", _AGAIN, str(error)) from error
    if sight is None or sight.shape != (2, len(axes)):
        raise BadFile(f"{weights.name} does not fit {CARD}.", _AGAIN)
    model = model.eval().requires_grad_(False).to(device)
    return LooksEncoder(model, tokenizer_of(architecture), axes, sight.to(device), device)
