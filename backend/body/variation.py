"""What is usual among people, as far as words and pictures of a body need it: data of a body, without behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Variation:
    """How people vary in the attributes that words move, and what goes with what.

    spread: attribute -> how many units of it are one standard deviation for a search; 1 where nothing is said, of
        expressions EXPRESSION_SPREAD
    upwards: attribute -> the part of a unit that it moves upwards, where that is another than downwards
    fixed: sliders that words about build or mood never move
    companions: attribute -> others that go with it -> their units for each of its own above COMPANIONS_FROM
    beyond_mass: attribute -> units of it for each standard deviation of mass beyond the ends of its slider
    origins: share of an origin (backend/words/origins.py) -> slider
    adult_from: where on the slider of age an adult begins; None where nothing shows an age
    pictured_years: as `BodyData.years`, for the pictures that an encoder learns from; () for the same
    faces: slider -> the standard deviation by which it differs between faces of one age, sex and origin
    faces_together: groups of those that show together (full lips, a broad nose): slider -> 1 or -1, which way it adds
    face_middles: those of `faces` -> standard deviations by which the middle of all lies off 0
    female_faces: those of `faces` -> standard deviations by which the middle of women lies off that of men
    female_range: how wide these vary among women, of the deviation in `faces`
    at_rest: slider -> how far it is moved of every face that is drawn, so that nobody looks cross who is not said to be
    child_faces: slider, as in `faces` or another -> what a child's has of it beside what the slider of age does
    child_range: how wide `faces` vary among children, of the deviation in `faces`
    childhood: years up to which all of `child_faces` shows, and from which nothing does
    pictured: slider -> the ends between which it varies evenly in such pictures, because no word speaks of it
    """

    spread: Mapping[str, float] = field(default_factory=dict)
    upwards: Mapping[str, float] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    companions: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    beyond_mass: Mapping[str, float] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    adult_from: float | None = None
    pictured_years: tuple[tuple[float, float], ...] = ()
    faces: Mapping[str, float] = field(default_factory=dict)
    faces_together: tuple[Mapping[str, float], ...] = ()
    face_middles: Mapping[str, float] = field(default_factory=dict)
    female_faces: Mapping[str, float] = field(default_factory=dict)
    female_range: float = 1.0
    at_rest: Mapping[str, float] = field(default_factory=dict)
    child_faces: Mapping[str, float] = field(default_factory=dict)
    child_range: float = 1.0
    childhood: tuple[float, float] = (10.0, 18.0)
    pictured: Mapping[str, tuple[float, float]] = field(default_factory=dict)


EXPRESSION_SPREAD = 0.45
COMPANIONS_FROM = 0.5
