"""A face drawn from a seed: one that is told from others, and that nobody takes for a caricature."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...body.variation import Variation

FURTHEST = 1.6
"""standard deviations from the middle that one slider is drawn at most"""
TOGETHER = 0.8
"""how far sliders that show together go one way, in standard deviations of what they add up to"""


def face_amounts(variation: Variation, female: float, years: float, rng: np.random.Generator) -> dict[str, float]:
    """Each of `variation.faces`, `at_rest` and `child_faces` -> how far its slider is moved. female: as of
    `face_deviations`. Children's faces lie about `child_faces` in a narrower range, those of girls and boys alike."""
    young = float(np.interp(years, variation.childhood, (1.0, 0.0)))
    drawn = face_deviations(variation, female * (1 - young), rng)
    scale = 1 - young * (1 - variation.child_range)
    found = {name: value * scale * variation.faces[name] for name, value in drawn.items()}
    for share, amounts in ((1.0, variation.at_rest), (young, variation.child_faces)):
        for name, amount in amounts.items() if share else ():
            found[name] = found.get(name, 0.0) + share * amount
    return found


def face_deviations(variation: Variation, female: float, rng: np.random.Generator) -> dict[str, float]:
    """Each of `variation.faces` -> standard deviations from 0. female: 0 for men and for whom nothing is
    said, up to 1 for women, whose faces lie about `female_faces` in a narrower range."""
    found = {name: float(np.clip(rng.standard_normal(), -FURTHEST, FURTHEST)) for name in variation.faces}
    for group in variation.faces_together:
        _hold_together(found, {name: way for name, way in group.items() if name in found})
    for name, middle in variation.face_middles.items():
        found[name] += middle
    for name, middle in variation.female_faces.items():
        if name in found:
            found[name] = found[name] * (1 - female * (1 - variation.female_range)) + female * middle
    return found


def _hold_together(found: dict[str, float], ways: Mapping[str, float]) -> None:
    """Moves all of a group back by as much as what they add up to goes too far; what tells one from another stays."""
    if not ways:
        return
    total, most = sum(found[name] * way for name, way in ways.items()), TOGETHER * len(ways) ** 0.5
    beyond = (total - np.clip(total, -most, most)) / sum(abs(way) for way in ways.values())
    for name, way in ways.items():
        found[name] -= float(np.sign(way) * beyond)
