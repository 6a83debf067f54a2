"""Whom the words leave open: a face, an ancestry, and colours of skin, hair and eyes, drawn from the seed.

Two people who are described in different words are two people, and another seed gives another one. What somebody wears
or how they smile changes nobody. What the request gives stays; what the words speak of, they move afterwards.
"""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Mapping, Sequence

import numpy as np

from ...body import BodyData
from ...body.attributes import sliders_showing, years_shown
from ...figure.resolve import GROWN_YEARS
from ...protocol.requests import AvatarRequest, Colour, Look
from ...words.colour_names import EYES, HAIR
from ...words.lexicon import Entry, parts_of, tokens
from ...words.looks.colouring import light_colouring
from ...words.looks.origins import origin_of
from ...words.looks.who import who_in
from ...words.origins import ORIGINS
from ...words.prompt import Prompt
from ...words.subject import known_of, surely_implied
from ...words.years import years_of_age
from .face import face_amounts

# what a face does, not what it is
_DOING = frozenset(("expression", "action", "pose", "look"))
_SKIN = {"african": 0.80, "asian": 0.32, "caucasian": 0.17}
_SKIN_SPREAD = 0.05
_DARK_BROWN: Colour = (0.16, 0.10, 0.07)
# from where a skin is dark or light: standard deviations
_DARK = 1.2
# how often hair and eyes have a colour
_HAIR: dict[str, tuple[tuple[Colour, float], ...]] = {
    "african": ((HAIR["black"], 0.8), (_DARK_BROWN, 0.2)),
    "asian": ((HAIR["black"], 0.75), (_DARK_BROWN, 0.25)),
    "caucasian": (
        (_DARK_BROWN, 0.3), (HAIR["brown"], 0.3), (HAIR["blond"], 0.18), (HAIR["black"], 0.14), (HAIR["red"], 0.08),
    ),
}  # fmt: skip
_EYES: dict[str, tuple[tuple[Colour, float], ...]] = {
    "african": ((EYES["brown"], 1.0),),
    "asian": ((EYES["brown"], 1.0),),
    "caucasian": (
        (EYES["brown"], 0.4), (EYES["blue"], 0.3), (EYES["hazel"], 0.12), (EYES["green"], 0.1), (EYES["grey"], 0.08),
    ),
}  # fmt: skip


def drawn(request: AvatarRequest, prompt: Prompt, body: BodyData) -> AvatarRequest:
    """The request with a face, an ancestry and colours where neither it nor the words give them."""
    if request.base is not None:
        return request
    seed = [request.figure.seed % 2**32, zlib.crc32(_identity(prompt).encode())]
    faces, origins, colours = (np.random.default_rng([*seed, number]) for number in range(3))
    sliders = _face(prompt, request, body, faces)
    shares = _shares(prompt, request, body, origins)
    named = prompt.origin is not None or not body.variation.origins
    if not named:
        moved = {
            body.variation.origins[name]: share for name, share in shares.items() if name in body.variation.origins
        }
        sliders |= {slider: share for slider, share in moved.items() if slider not in request.locked}
    look = request.look  # a body without origins has no painted eyes and hair either
    if body.variation.origins:
        look = _colours(look, shares, request.locked, colours)
    return dataclasses.replace(request, sliders={**sliders, **request.sliders}, look=look)


def _identity(prompt: Prompt) -> str:
    """The words that say who somebody is, without articles and what the face does."""
    kept: list[str] = []
    for part, _ in parts_of(tokens(prompt.about), stems=True):
        if isinstance(part, Entry):
            kept += [] if part.kind in _DOING else [part.phrase]
        elif part not in ("a", "an", "the"):
            kept.append(part)
    return " ".join(kept)


def _face(prompt: Prompt, request: AvatarRequest, body: BodyData, rng: np.random.Generator) -> dict[str, float]:
    """Sliders of a face among those of its age, sex and origin; {} where the request gives a face."""
    amounts = face_amounts(body.variation, _female(prompt, request), _years(prompt, request, body), rng)
    spread = {side + name.lstrip("*"): amount for name, amount in amounts.items()
              for side in (("l-", "r-") if name.startswith("*") else ("",))}  # fmt: skip
    if spread.keys() & request.sliders.keys():
        return {}
    said = sliders_showing(body, frozenset(surely_implied(prompt.text)))
    return {
        slider: round(float(np.clip(amount, *_range(body, slider))), 3)
        for slider, amount in spread.items()
        if slider in body.parameter_index and slider not in said and slider not in request.locked
    }


def _range(body: BodyData, slider: str) -> tuple[float, float]:
    parameter = body.parameters[body.parameter_index[slider]]
    return parameter.minimum, parameter.maximum


def _years(prompt: Prompt, request: AvatarRequest, body: BodyData) -> float:
    """Of whom the request or the words tell an age; of others, and on a body that shows none, grown."""
    age = body.metrics.get("age", "")
    if age in request.sliders and body.years:
        return years_shown(body, request.sliders[age])
    if prompt.years is not None:
        return prompt.years
    said = known_of(prompt.implied, prompt.text).get("age")
    return GROWN_YEARS if said is None else years_of_age(said)


def _female(prompt: Prompt, request: AvatarRequest) -> float:
    """0 for a man or whom nothing is said of, to 1 for a woman."""
    if "gender" in request.sliders:
        return float(np.clip(2 * request.sliders["gender"] - 1, 0.0, 1.0))
    return float(np.clip(known_of(prompt.implied, prompt.text).get("gender", 0.0), 0.0, 1.0))


def _shares(prompt: Prompt, request: AvatarRequest, body: BodyData, rng: np.random.Generator) -> dict[str, float]:
    """Each origin -> its share: as stated, as the request has it, as the role is usually from, or drawn."""
    first, second = rng.permutation(len(ORIGINS))[:2]
    mixed = float(rng.uniform(0.0, 0.2))
    if prompt.origin is not None:
        return dict(prompt.origin.shares)
    given = {name: request.sliders[slider] for name, slider in body.variation.origins.items()
             if slider in request.sliders}  # fmt: skip
    if given:
        return {name: given.get(name, 0.0) for name in ORIGINS}
    usual = next(
        (found for who in who_in(prompt.about, prompt.unshown)[0] if (found := origin_of(who.role)) is not None), None
    )
    if usual is not None:
        return dict(usual)
    first, second = _as_skin_says(prompt, *_as_hair_says(prompt, int(first), int(second)))
    shares: dict[str, float] = dict.fromkeys(ORIGINS, 0.0)
    shares[ORIGINS[first]] = round(1.0 - mixed, 3)
    shares[ORIGINS[second]] = round(mixed, 3)
    return shares


def _as_hair_says(prompt: Prompt, first: int, second: int) -> tuple[int, int]:
    """Two of `ORIGINS` in the order drawn, with the one whose hair and eyes are light where the words speak of such."""
    light = ORIGINS.index("caucasian")
    if first == light or not light_colouring(prompt.about):
        return first, second
    return light, first


def _as_skin_says(prompt: Prompt, first: int, second: int) -> tuple[int, int]:
    """Two of `ORIGINS` in the order drawn, unless the words say a skin that people from the first seldom have."""
    said, african = surely_implied(prompt.about).get("skin_tone", 0.0), ORIGINS.index("african")
    if said >= _DARK and first != african:
        return african, first
    if said <= -_DARK and african in (first, second):
        other = second if first == african else first
        return other, next(one for one in range(len(ORIGINS)) if one not in (african, other))
    return first, second


def _colours(look: Look, shares: Mapping[str, float], locked: Sequence[str], rng: np.random.Generator) -> Look:
    """Colours by ancestry, where the look has those that nobody has chosen."""
    total = sum(shares.values())
    weights = np.array([shares.get(name, 0.0) for name in ORIGINS]) / total if total else np.full(3, 1 / 3)
    tone = float(weights @ [_SKIN[name] for name in ORIGINS] + _SKIN_SPREAD * np.clip(rng.standard_normal(), -1.5, 1.5))
    mostly = ORIGINS[int(weights.argmax())]
    found = {
        "skin_tone": round(float(np.clip(tone, 0.0, 1.0)), 3),
        "hair_colour": _one_of(_HAIR[mostly], rng),
        "eye_colour": _one_of(_EYES[mostly], rng),
    }
    plain = Look()
    free = {n: v for n, v in found.items() if n not in locked and getattr(look, n) == getattr(plain, n)}
    return dataclasses.replace(look, **free)


def _one_of(choices: tuple[tuple[Colour, float], ...], rng: np.random.Generator) -> Colour:
    chances = np.array([chance for _, chance in choices])
    return choices[int(rng.choice(len(choices), p=chances / chances.sum()))][0]
