"""What the words say is worn, once the person is found whose gender and age choose between outfits."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from ...body import BodyData
from ...body.attributes import years_shown
from ...protocol.errors import BadRequest
from ...protocol.requests import LOCKABLE, AvatarRequest, Look
from ...protocol.requests.look import SLOTS
from ...wear.wardrobe import wardrobe
from ...words.look import Dressed, look_wished
from ...words.looks.decency import Traits
from ...words.prompt import Prompt

_WORN = "worn:"
_GENDER = "gender"


def dress(prompt: Prompt, request: AvatarRequest, look: Look, body: BodyData, values: Tensor) -> Dressed:
    """The look with what the words name or imply. values: (P,) sliders of the figure that is found."""
    return look_wished(
        prompt,
        request.prompt,
        look,
        wardrobe=_labels(),
        takes={name: entry.also for name, entry in wardrobe().items()},
        sizes={name: entry.sizes for name, entry in wardrobe().items()},
        locked=request.locked,
        traits=traits_of(prompt, body, values),
        seed=request.figure.seed,
    )


def traits_of(prompt: Prompt, body: BodyData, values: Tensor) -> Traits:
    """Gender and age of a figure, as far as its body shows them or the words state them."""
    gender, age = body.parameter_index.get(_GENDER), body.metrics.get("age")
    years = prompt.years
    if age is not None and body.years:
        years = years_shown(body, float(values[body.parameter_index[age]]))
    return Traits(None if gender is None else float(values[gender]), years)


def sliders_locked(locked: tuple[str, ...]) -> list[str]:
    """The locked names that are sliders. Raises BadRequest for a slot that there is not."""
    for name in locked:
        if name.startswith(_WORN) and name.removeprefix(_WORN) not in SLOTS:
            raise BadRequest(
                f'There is no slot "{name.removeprefix(_WORN)}" to lock.', f"There are: {', '.join(SLOTS)}."
            )
    return [name for name in locked if name not in (*LOCKABLE, "worn") and not name.startswith(_WORN)]


def _labels() -> Mapping[str, str]:
    return {name: entry.label for name, entry in wardrobe().items()}
