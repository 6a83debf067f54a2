"""What the sliders of a body tell the painter of skin."""

from __future__ import annotations

from collections.abc import Mapping

from ..appearance import Traits
from ..body import BodyData
from ..body.attributes import years_shown

GENDER = "gender"
"""slider from 0 male to 1 female, of bodies that have it"""


def traits_of(body: BodyData, sliders: Mapping[str, float]) -> Traits:
    """Of a body that shows neither, those of anybody."""
    age, anybody = body.metrics.get("age", ""), Traits()
    known = bool(body.years) and age in sliders
    return Traits(
        years=years_shown(body, sliders[age]) if known else anybody.years,
        gender=sliders.get(GENDER, anybody.gender),
    )
