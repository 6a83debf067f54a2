"""Does a picture show what was said? Prompts beside pictures of the people made for them."""

from __future__ import annotations

import functools
import itertools
import zlib
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from backend.body import BodyData
from backend.training.encoder.looks.people import MIDDLE_YEARS, Somebody, dressed
from backend.training.encoder.looks.views import clothes_of, look_surfaces, look_views, slots_shown
from backend.words import lexicon
from backend.words.years import years_of_age

OTHERS, SIX, DRAWS = 9, 6, 500
_GREY = 0.5
_SPOKEN = 0.5


def somebody_said(body: BodyData, text: str, female: bool) -> Somebody:
    """Somebody whom a text speaks of, of an age that it names, in clothes by the words' own path; what it leaves open
    is drawn by the text itself, so that the same text gives the same person."""
    rng = np.random.default_rng(zlib.crc32(text.encode()))
    age = lexicon.implied(text).get("age", 0.0)
    years = years_of_age(age) if abs(age) > _SPOKEN else MIDDLE_YEARS
    return dressed(body, (text,), female, years, 0.0, rng)


def pictures_of(body: BodyData, people: Sequence[Somebody]) -> Tensor:
    """(P, 2, S, S, 3) standing figures and heads before grey, 0 to 1."""
    found = []
    for one in people:
        clothes = clothes_of(one.look, body)
        views = look_views(look_surfaces(body, one.values, one.look, clothes), slots_shown(clothes))
        found.append(views[..., :3] + _GREY * (1 - views[..., 3:]))
    return torch.stack(found)


def among_others(fit: np.ndarray, fair: Callable[[int, int], bool], seed: int = 0) -> np.ndarray:
    """(T,) bool: whether text t fits picture t better than nine others, drawn among those that are `fair`(t, other).

    fit: (T, T) of texts and pictures. A text that has fewer fair others is set beside all of them.
    """
    rng = np.random.default_rng(seed)
    right = np.zeros(len(fit), bool)
    for text, row in enumerate(fit):
        others = [other for other in range(len(fit)) if other != text and fair(text, other)]
        chosen = rng.permutation(others)[:OTHERS]
        right[text] = bool(len(chosen)) and row[text] > row[chosen.astype(int)].max()
    return right


def sixes(fit: np.ndarray, draws: int = DRAWS, seed: int = 0) -> float:
    """The part of pictures that are put to their own text, of six drawn at a time: the assignment that fits best."""
    rng = np.random.default_rng(seed)
    orders = _orders(SIX)
    right = []
    for _ in range(draws):
        drawn = rng.choice(len(fit), SIX, replace=False)
        shown = rng.permutation(SIX)  # where several orders fit alike, the right one is not the first
        some = fit[np.ix_(drawn, drawn[shown])]
        best = orders[some[np.arange(SIX), orders].sum(1).argmax()]
        right.append((shown[best] == np.arange(SIX)).mean())
    return float(np.mean(right))


@functools.cache
def _orders(count: int) -> np.ndarray:
    return np.array(list(itertools.permutations(range(count))))
