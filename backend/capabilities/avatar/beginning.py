"""From where words change a person: what they state is set, what they speak of begins anew, the rest stays.

An artist who selects a figure and types new words sends all its sliders along, also those that earlier words left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...body import BodyData, parameter_vector
from ...protocol.requests import AvatarRequest, Look
from ...protocol.sliders import ARKIT_52
from ...words.age import asks_for_child, is_sexual, says_grown
from ...words.colours import LOOK_FIELDS, look_of
from ...words.facts import Facts
from ...words.prompt import Prompt
from ...words.spoken import compared, sliders_of, spoken
from ...words.years import age_slider
from .person import ADULT_AGE, Space, space_of
from .stated import meet


@dataclass(frozen=True)
class Beginning:
    """sliders, look: where the search starts. locked: what the user locked, and what is stated. adult: whether the
    figure must stay one. told: what the user must know."""

    sliders: Mapping[str, float]
    look: Look
    locked: tuple[str, ...]
    adult: bool
    told: tuple[str, ...]


def begin(prompt: Prompt, request: AvatarRequest, body: BodyData) -> Beginning:
    """What can be said before an encoder has read the words. Raises BadRequest for sliders that the body has not."""
    locked = [name for name in request.locked if name not in LOOK_FIELDS]
    parameter_vector(body, request.sliders)
    sliders = _without(request.sliders, _said(prompt, {}), request.locked, request)
    sexual, told = is_sexual(request.prompt), []
    adult = sexual or not asks_for_child(prompt.about)
    grown = adult and (sexual or says_grown(prompt.about))
    if grown and "age" not in locked and sliders.get("age", ADULT_AGE) < ADULT_AGE:
        del sliders["age"]
    if prompt.years is not None and "age" in body.parameter_index:
        if "age" in locked:
            told.append(f'The slider "age" is locked, so {prompt.years:.3g} years were not met.')
        else:
            # it is known, so that the encoder need not guess
            sliders["age"] = max(age_slider(prompt.years), ADULT_AGE) if adult else age_slider(prompt.years)
            locked.append("age")
    if prompt.origin is not None:
        moved = {n: v for n, v in prompt.origin.sliders.items() if n in body.parameter_index and n not in locked}
        sliders |= moved
        if len(moved) < len(prompt.origin.sliders):
            told.append(
                f"The sliders of origin are locked or missing in part, so not all of {', '.join(prompt.origin.words)} "
                "could be shown."
            )
    look, cannot = look_of(prompt, request.look, request.locked, old_age=request.sliders.get("age"))
    if cannot:
        told.append(f"Galatea cannot show this yet: {', '.join(cannot)}.")
    if prompt.facts:
        free = [n for n in _sizes(prompt.facts) if n in body.parameter_index and n not in locked]
        values = parameter_vector(body, sliders)[0]
        met = meet(body, values, prompt.facts, locked, companions=False).values
        sliders |= {name: float(met[body.parameter_index[name]]) for name in free}
        locked += free
    return Beginning(sliders, look, tuple(locked), adult, tuple(told))


def space_for(
    beginning: Beginning, prompt: Prompt, request: AvatarRequest, body: BodyData, read: Mapping[str, float]
) -> Space:
    """The space of a search once an encoder has read the words.

    read: what it says of each attribute; where it tells nothing, all may move. Otherwise the sliders that the request
    gives and the words do not speak of stay exactly as they are.
    """
    if not read:
        return space_of(body, beginning.sliders, beginning.locked, adult=beginning.adult)
    said = _said(prompt, read)
    fresh = sliders_of(said) - set(beginning.locked)
    sliders = {
        name: value for name, value in beginning.sliders.items() if name not in fresh or not _free(name, request)
    }
    moving = sliders_of(said | set(compared(prompt.text)))
    kept = [name for name in request.sliders if name in sliders and name not in moving]
    return space_of(body, sliders, [*beginning.locked, *kept], adult=beginning.adult)


def _without(
    sliders: Mapping[str, float], said: frozenset[str], locked: Sequence[str], request: AvatarRequest
) -> dict[str, float]:
    """The sliders but for those that the words speak of and may move."""
    fresh = sliders_of(said) - set(locked)
    return {name: value for name, value in sliders.items() if name not in fresh or not _free(name, request)}


def _said(prompt: Prompt, read: Mapping[str, float]) -> frozenset[str]:
    return spoken(prompt.text, read, ARKIT_52) | frozenset(prompt.implied) | frozenset(_sizes(prompt.facts))


def _free(name: str, request: AvatarRequest) -> bool:
    return (request.face_strength if name in ARKIT_52 else request.body_strength) > 0


def _sizes(facts: Facts) -> Sequence[str]:
    return [*(["height"] if facts.height is not None else []), *(["weight"] if facts.mass or facts.bmi else [])]
