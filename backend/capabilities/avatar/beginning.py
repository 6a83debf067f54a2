"""From where words change a person: what they state is set, what they speak of begins anew, the rest stays.

An artist who selects a figure and types new words sends all its sliders along, also those that earlier words left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...body import BodyData, parameter_vector
from ...body.attributes import age_slider, sliders_showing, years_shown
from ...protocol.requests import AvatarRequest, Look
from ...words.age import asks_for_child, is_sexual, says_grown
from ...words.colours import look_of
from ...words.prompt import Prompt
from ...words.spoken import compared, spoken
from .dressing import sliders_locked
from .person import Space, space_of, unnamed_sliders
from .shown import by_pictures
from .stated import meet, stated_sliders

_SIZES = frozenset({"height", "age"})


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
    locked = sliders_locked(request.locked)
    parameter_vector(body, request.sliders)
    sliders = _without(request.sliders, body, _said(prompt, {}), request.locked, request)
    sexual, told = is_sexual(request.prompt), []
    adult = sexual or not asks_for_child(prompt.about)
    age, adult_from = body.metrics.get("age", ""), body.variation.adult_from
    grown = adult and (sexual or says_grown(prompt.about))
    if grown and adult_from is not None and age not in locked and sliders.get(age, adult_from) < adult_from:
        del sliders[age]
    if prompt.years is not None:
        if not body.years:
            told.append(f"The body {body.name} cannot show an age, so {prompt.years:.3g} years were not met.")
        elif age in locked:
            told.append(f'The slider "{age}" is locked, so {prompt.years:.3g} years were not met.')
        else:
            # it is known, so that the encoder need not guess
            place = age_slider(body, prompt.years)
            sliders[age] = max(place, adult_from) if adult and adult_from is not None else place
            locked.append(age)
    if prompt.origin is not None:
        origins = body.variation.origins
        moved = {origins[name]: share for name, share in prompt.origin.shares.items() if name in origins}
        moved = {slider: share for slider, share in moved.items() if slider not in locked}
        sliders |= moved
        if len(moved) < len(prompt.origin.shares):
            told.append(
                f"The sliders of origin are locked or missing in part, so not all of {', '.join(prompt.origin.words)} "
                "could be shown."
            )
    old = request.sliders.get(age)
    old_years = years_shown(body, old) if body.years and old is not None else None
    look, cannot = look_of(prompt, request.look, request.locked, old_years=old_years)
    if cannot:
        told.append(f"Galatea cannot show this yet: {', '.join(cannot)}.")
    free = [slider for slider in stated_sliders(body, prompt.facts) if slider not in locked]
    if free:
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
    sliders = _without(beginning.sliders, body, said, beginning.locked, request)
    asked = said | set(compared(prompt.text))
    moving = sliders_showing(body, asked) | {
        slider.name for slider in unnamed_sliders(body) if asked & by_pictures(body, face=slider.group == "expression")
    }
    kept = [name for name in request.sliders if name in sliders and name not in moving]
    if not asked & _SIZES:
        # pictures of one person framed alike hardly tell height: what else is asked for would make anybody taller
        kept += [name for name in sliders_showing(body, frozenset({"height"})) if name not in kept]
    return space_of(body, sliders, [*beginning.locked, *kept], adult=beginning.adult)


def _without(
    sliders: Mapping[str, float],
    body: BodyData,
    said: frozenset[str],
    locked: Sequence[str],
    request: AvatarRequest,
) -> dict[str, float]:
    """The sliders but for those that the words speak of and may move."""
    fresh = sliders_showing(body, said) - set(locked)
    return {name: value for name, value in sliders.items() if name not in fresh or not _free(name, body, request)}


def _said(prompt: Prompt, read: Mapping[str, float]) -> frozenset[str]:
    facts = prompt.facts
    sizes = [*(["height"] if facts.height is not None else []), *(["weight"] if facts.mass or facts.bmi else [])]
    return spoken(prompt.text, read) | frozenset(prompt.implied) | frozenset(sizes) | frozenset(facts.girths)


def _free(name: str, body: BodyData, request: AvatarRequest) -> bool:
    return (request.face_strength if name in body.expression_names else request.body_strength) > 0
