"""How much of a word an encoder sees in pictures: one number for a body, seen from all its sides."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from backend.clip import NEUTRAL_TEXT, Encoder
from backend.protocol.errors import BadRequest
from backend.words.lexicon import lexicon, tokens

LOGIT = 100.0
"""CLIP's own factor of its cosines"""
_FORMS = {"adj": "a {} person", "noun": "a {}", "with": "a person with {}", "doing": "a person, {}"}
_SAMPLED = 64


@dataclass(frozen=True)
class Scoring:
    """All that decides a word's score beside the picture."""

    encoder: str
    fingerprint: str
    """of the encoder's weights: another training of the same name gives other scores"""
    words: tuple[str, ...]
    prompts: tuple[str, ...]
    """what the encoder reads for each word"""
    neutral: str = ""
    """the text from which prompts are told apart; without one, scores are the encoder's own logits"""

    def directions(self, encoder: Encoder) -> Tensor:
        """(W, D) whose product with an embedding is the score. Raises BadRequest for another encoder."""
        if encoder.name != self.encoder or fingerprint(encoder) != self.fingerprint:
            raise BadRequest(
                f"These words were rated by the encoder {self.encoder}, not by {encoder.name}"
                + (" as it is now." if encoder.name == self.encoder else "."),
                f"Use {self.encoder}, or train a mapper for {encoder.name}: galatea semantics make",
            )
        rows = encoder.encode_texts(self.prompts)
        if self.neutral:
            rows = rows - encoder.encode_texts([self.neutral])
        return LOGIT * rows


def scoring_of(encoder: Encoder, words: Sequence[str], bare: bool = False) -> Scoring:
    """How our mappers have words rated. bare: as the published ones, by the word alone.

    Raises BadRequest for no words, a word twice, or one that the encoder cannot place.
    """
    chosen = checked(words)
    if bare or not encoder.has_axes:
        return Scoring(encoder.name, fingerprint(encoder), chosen, chosen)
    unknown = [word for word in chosen if encoder.unknown_words(word)]
    if unknown:
        raise BadRequest(
            f"The encoder {encoder.name} does not know {_listed(unknown)}.",
            "Say it in other words, or use a larger encoder: --encoder ViT-B-32/openai",
        )
    return Scoring(encoder.name, fingerprint(encoder), chosen, tuple(map(prompt_of, chosen)), NEUTRAL_TEXT)


def checked(words: Sequence[str]) -> tuple[str, ...]:
    """The words without blanks around them. Raises BadRequest for none, an empty one, or one twice."""
    found = tuple(" ".join(word.split()) for word in words)
    if not found or not all(found):
        raise BadRequest("No words are given.", 'Name some, for example: --words fat muscular "long legs"')
    seen: dict[str, str] = {}
    for word in found:
        if word.casefold() in seen:
            raise BadRequest(f'The word "{word}" is given twice.', "Name each word once.")
        seen[word.casefold()] = word
    return found


def prompt_of(word: str) -> str:
    """A text that says the word of a person, by the form that the lexicon knows of it."""
    known = {entry.phrase: entry.form for entry in lexicon().entries}
    form = known.get(word.casefold())
    if form is None:  # "a tiny upper lip": what ends with a part is had
        parts = {tokens(phrase)[-1] for phrase, shape in known.items() if shape == "with"}
        form = "with" if tokens(word.casefold())[-1:] and tokens(word.casefold())[-1] in parts else "adj"
    text = _FORMS[form].format(word)
    return "an" + text[1:] if text[:2] == "a " and text[2:3] in "aeiou" else text


def fingerprint(encoder: Encoder) -> str:
    """A short name of an encoder's weights, from some numbers of each of its tensors."""
    digest = hashlib.sha256()
    for name, tensor in encoder.model.state_dict().items():
        digest.update(name.encode())
        flat = tensor.detach().reshape(-1)
        step = max(1, len(flat) // _SAMPLED)
        digest.update(flat[::step][:_SAMPLED].float().cpu().numpy().tobytes())
    return digest.hexdigest()[:16]


@torch.no_grad()
def embedded(encoder: Encoder, images: np.ndarray, batch: int = 64) -> np.ndarray:
    """(N, views, D) float32 of pictures (N, views, H, W, 3) uint8."""
    flat = torch.from_numpy(images).flatten(0, 1)
    parts = [encoder.encode_images(part.to(encoder.device).float() / 255).cpu() for part in flat.split(batch)]
    return torch.cat(parts).reshape(*images.shape[:2], -1).numpy()


def scores(embeddings: np.ndarray, directions: Tensor) -> np.ndarray:
    """(N, W) the mean over the views of embeddings (N, views, D)."""
    return embeddings.mean(1) @ directions.detach().cpu().numpy().T


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)
