"""From what is said of a look to all that is worn: what is not said is as in the avatar of before, or as usual."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping

from torch import Tensor

from ..body import BodyData
from ..body.attributes import years_shown
from ..body.helpers import can_wear
from ..protocol.codec import closest
from ..protocol.errors import BadRequest
from ..protocol.requests import SLOTS, Look, Worn
from ..wear.piece import Entry
from ..wear.wardrobe import wardrobe
from .chosen_colours import coloured
from .default_outfit import GROWN, Person, usual

GROWN_YEARS = 25.0
_ROUNDING = 1e-4
Warn = Callable[[str], None]


def check_worn(worn: Iterable[Worn], known: Mapping[str, Entry]) -> None:
    """Raises BadRequest for a piece that there is none of, naming near ones, or that is not worn where it is said."""
    for w in worn:
        if not w.piece:
            continue
        if w.piece not in known:
            hint = closest(w.piece[:60], known) if known else "The wardrobe is empty: galatea bake wardrobe."
            raise BadRequest(f"The wardrobe has no piece {w.piece[:60]!r}.", hint)
        if known[w.piece].slot != w.slot:
            raise BadRequest(f'"{w.piece}" is worn as {known[w.piece].slot}, not as {w.slot}.', "Change its slot.")


def resolve(
    look: Look, body: BodyData, values: Tensor, seed: int, before: Look | None = None, warn: Warn = lambda _: None
) -> Look:
    """The look with every piece that is worn, its colours too, and nothing left unsaid.

    values: (P,) of the body, which tell age and gender. before: the look of an avatar that goes on where `look` says
    nothing. On a body that can wear nothing, nothing is worn, which is told. Raises BadRequest as `check_worn` does.
    """
    known = wardrobe()
    if before is not None:  # what was removed from the wardrobe since goes along as a mesh
        gone = {w.piece for w in before.worn if w.piece not in known}
        look = dataclasses.replace(look, worn=tuple(w for w in look.worn if w.piece not in gone))
    check_worn(look.worn, known)
    if not can_wear(body):
        if asked := [known[w.piece].label for w in look.worn if w.piece]:
            warn(f"The body {body.name} can wear nothing, so {', '.join(asked)} is not shown.")
        return dataclasses.replace(look, worn=())
    said = list(look.worn)
    if before is not None and look.unsaid == "presentable":
        said += [w for w in before.worn if w.piece in known and _is_free(w, said, known)]
        look = dataclasses.replace(look, unsaid=before.unsaid)
    if look.unsaid == "presentable":
        said += usual(person_of(body, values), said, known, seed)
    worn = coloured([w for w in said if w.piece], known, look.hair_colour, seed)
    worn.sort(key=lambda w: SLOTS.index(w.slot))
    return dataclasses.replace(look, worn=tuple(worn), unsaid="bare")


def undressed(look: Look) -> Look:
    """Colours and skin alone."""
    return dataclasses.replace(look, worn=(), unsaid="bare")


def person_of(body: BodyData, values: Tensor) -> Person:
    """What of a body (P,) counts for what its owner wears."""
    sliders = {p.name: float(v) for p, v in zip(body.parameters, values.tolist(), strict=True)}
    age = body.metrics.get("age")
    years = years_shown(body, sliders[age]) if age in sliders and body.years else GROWN_YEARS
    adult_from = body.variation.adult_from
    if adult_from is not None and age in sliders and sliders[age] >= adult_from - _ROUNDING:
        years = max(years, GROWN)
    african, asian, other = (max(sliders.get(name, 0.0), 0.0) for name in ("african", "asian", "caucasian"))
    whole = max(african + asian + other, 1.0)
    return Person(years, sliders.get("gender", 0.5) >= 0.5, african / whole, asian / whole)


def _is_free(w: Worn, said: list[Worn], known: Mapping[str, Entry]) -> bool:
    """Whether a piece may be worn beside what is said: its slots are neither named nor taken."""
    taken = {s for other in said for s in slots_of(other, known)}
    return not taken & slots_of(w, known)


def slots_of(w: Worn, known: Mapping[str, Entry]) -> set[str]:
    """All slots that a piece takes up; its own where it is nothing."""
    return {w.slot, *known[w.piece].also} if w.piece in known else {w.slot}
