"""What words leave alone that do not speak of it: age and sex, and height and weight beyond those of people.

An encoder takes long legs for a tall person and a hollow chest for a large one, and a solve follows it as far as
sliders go. Height and body mass index are therefore held where they would leave those of nearly all people of that age
and sex.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from backend.body import BodyData
from backend.body.measure import measurable, measure
from backend.body.shape import rest_shape, still_face
from backend.words.lexicon import implied

RANGE = {"height": (0.88, 1.12), "bmi": (0.7, 2.0)}
"""ends of what people measure, in parts of what is usual at their age and sex: heights of adults differ by some 4 %
within a country and 3 % between the means of countries (NCD-RisC, eLife 2016), which leaves two in a hundred outside"""
SPOKEN = {"height": "height", "bmi": "weight"}
"""measure -> the attribute of words that speak of it"""
WHO = ("age", "gender")


@dataclass(frozen=True, eq=False)
class HumanRange:
    """ends: measure -> its least and most, metres, kg / m²."""

    body: BodyData
    ends: Mapping[str, tuple[float, float]]

    @classmethod
    def of(cls, body: BodyData, start: Tensor) -> HumanRange:
        """Of bodies that begin at sliders (P,): what is usual at their age and sex, and what they measure already."""
        known = [name for name in RANGE if name in measurable(body)] if body.form == "person" else []
        if not known:
            return cls(body, {})
        usual = body.defaults.clone()
        for attribute in WHO:
            for slider in body.attributes.get(attribute, ()):
                place = body.parameter_index[slider]
                usual[place] = start[place]
        found = measure(body, rest_shape(body, still_face(body, torch.stack([usual, start]))), known)
        ends = {}
        for name in known:
            (middle, now), (least, most) = found[name].tolist(), RANGE[name]
            ends[name] = (min(least * middle, now), max(most * middle, now))
        return cls(body, ends)

    def left(self, parameters: Tensor, free: Collection[str]) -> dict[str, float]:
        """Measure -> the end that a body (P,) is beyond. free: measures that may be what they are."""
        held = [name for name in self.ends if name not in free]
        if not held:
            return {}
        found = measure(self.body, rest_shape(self.body, still_face(self.body, parameters[None])), held)
        out = {}
        for name in held:
            size, (least, most) = float(found[name]), self.ends[name]
            if not least <= size <= most:
                out[name] = least if size < least else most
        return out


def spoken_of(words: Collection[str]) -> set[str]:
    """The measures that one of these words is about: it speaks of nothing more strongly."""
    said = [implied(word.casefold()) for word in words]
    return {
        measure
        for measure, attribute in SPOKEN.items()
        if any(abs(one.get(attribute, 0.0)) >= max(map(abs, one.values()), default=1.0) for one in said)
    }


def who_stays(body: BodyData, moved: Collection[str]) -> set[str]:
    """The sliders that say who somebody is and that none of these words speaks of: nobody grows younger by growing fat.
    What a word that is in no list speaks of is not known."""
    said = [implied(word.casefold()) for word in moved]
    kept = [what for what in WHO if all(words and what not in words for words in said)]
    return {slider for attribute in kept for slider in body.attributes.get(attribute, ())}
