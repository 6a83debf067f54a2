"""Random people: sliders and look drawn together with the attributes that words could say of them."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from backend.body import BodyData
from backend.protocol.requests import Colour, Look
from backend.training.encoder.drawn_captions import draw
from backend.training.encoder.poses import POSE_TURNS
from backend.words import lexicon
from backend.words.attributes import ATTRIBUTES, BODY_PARTS, FACE_PARTS, GROUPS
from backend.words.colour_names import EYES, HAIR, SUITS
from backend.words.years import years_of_age

_EVENLY = ("height", "weight", "muscle", "gender", "proportions", "cupsize")
_ACTIONS = GROUPS["face"]
# shapes that no word speaks of, moved a little in every picture
_SPARE, _SPARE_SPREAD = 8, 0.3


@dataclass(frozen=True)
class Sample:
    """One person: what the body needs, and the attributes (without those of the look)."""

    sliders: Mapping[str, float]
    pose: str
    attributes: Mapping[str, float]


def random_sample(body: BodyData, rng: np.random.Generator, view: str, most_actions: int = 3) -> Sample:
    """A person at random, or in a third of the draws one whom a random caption describes.

    view: "body" or "face"; the latter varies the face more and stands still. most_actions: of the face, at once.
    """
    attributes = random_attributes(rng, view, most_actions)
    if rng.random() < 0.33:
        said = draw(rng, view)[1]
        if any(name in _ACTIONS for name in said):
            attributes = {name: value for name, value in attributes.items() if name not in _ACTIONS}
        attributes.update((n, v) for n, v in said.items() if n not in GROUPS["look"] and n not in GROUPS["pose"])
    pose = random_pose(rng, view)
    sliders = sliders_of(body, attributes)
    for name, (low, high) in body.variation.pictured.items():
        sliders[name] = float(rng.uniform(low, high))
    origins = body.variation.origins
    if origins:
        sliders.update(zip(origins.values(), rng.dirichlet([0.5] * len(origins)).tolist(), strict=True))
    spare = [p.name for p in body.parameters if p.group == "local" and p.name not in sliders]
    for name in rng.choice(spare, min(_SPARE, len(spare)), replace=False) if spare else ():
        limits = body.parameters[body.parameter_index[str(name)]]
        sliders[str(name)] = float(np.clip(rng.normal(0, _SPARE_SPREAD), limits.minimum, limits.maximum))
    seen = {n: float(v) for n, v in attributes.items() if n in body.attributes and v}
    if pose:
        seen[f"pose_{pose}"] = 1.0
    return Sample(sliders, pose, seen)


def random_attributes(rng: np.random.Generator, view: str, most_actions: int = 3) -> dict[str, float]:
    """Attributes but those of look and pose: builds over their whole range, parts and face actions sparse."""
    found: dict[str, float] = {name: float(rng.uniform(-3, 3)) for name in _EVENLY}
    if rng.random() < 0.5:
        for name in ("height", "weight", "muscle", "proportions", "cupsize"):
            found[name] = float(np.clip(rng.normal(0, 1), -3, 3))
    if rng.random() < 0.8:
        found["gender"] = float(rng.choice((-1, 1)) * (3 - rng.beta(1, 4) * 2))
    kind = rng.choice(4, p=(0.17, 0.13, 0.4, 0.3))
    low, high = ((-3, -1.9), (-1.9, -0.9), (-0.9, 0.8), (0.8, 3))[kind]
    found["age"] = float(rng.uniform(low, high))
    parts = GROUPS["face_shape"] if view == "face" else GROUPS["body"]
    for name in (*BODY_PARTS, *FACE_PARTS):
        if rng.random() < (0.3 if name in parts else 0.1):
            found[name] = float(np.clip(rng.normal(0, 1.5), -3, 3))
    if view == "face" or rng.random() < 0.2:
        found.update(random_face(rng, most_actions))
    return found


def random_face(rng: np.random.Generator, most_actions: int = 3) -> dict[str, float]:
    """Activations of the face: none, one action, a few, or an expression that the lexicon knows.

    most_actions: 3 gives faces as people make them; more put many labels into one picture, to learn from.
    """
    kind = rng.random()
    if kind < 0.15:
        return {}
    if kind < 0.45:
        faces = _expressions()
        if faces:
            size = rng.uniform(0.5, 1.2)
            chosen = faces[rng.integers(len(faces))]
            return {n: float(np.clip(v * size, 0, 1)) for n, v in chosen.items() if n in _ACTIONS and v > 0}
    found: dict[str, float] = {}
    few = int(rng.choice((1, 2, 3), p=(0.5, 0.35, 0.15)))
    for _ in range(few if most_actions <= 3 else int(rng.integers(few, most_actions + 1))):
        name = str(rng.choice(_ACTIONS))
        names = (name,)
        if name.endswith(("Left", "Right")) and rng.random() < 0.7:
            other = name.replace("Left", "Right") if name.endswith("Left") else name.replace("Right", "Left")
            names = (name, other) if other in _ACTIONS else (name,)
        value = float(rng.uniform(0.3, 1.0))
        found.update(dict.fromkeys(names, value))
    return found


@functools.cache
def _expressions() -> list[Mapping[str, float]]:
    return [
        e.implies for e in lexicon.lexicon().entries if any(n in _ACTIONS and v > 0.2 for n, v in e.implies.items())
    ]


def random_pose(rng: np.random.Generator, view: str) -> str:
    """The name of a pose; "a_pose" is the model's own rest, "" the same in face views, where no arms are seen."""
    if view == "face":
        heads = ("head_down", "head_up", "head_turned", "head_tilted")
        return str(rng.choice(heads)) if rng.random() < 0.2 else ""
    if rng.random() < 0.7:
        return str(rng.choice(("a_pose", "t_pose", "arms_down"), p=(0.7, 0.15, 0.15)))
    return str(rng.choice(tuple(POSE_TURNS)))


def sliders_of(body: BodyData, attributes: Mapping[str, float]) -> dict[str, float]:
    """The body's sliders for attributes; those of look and pose have none.

    Phenotypes go from end to end over the scale of their attribute, so that pictures show all that the sliders can;
    age goes by its years.
    """
    sliders: dict[str, float] = {}
    years = body.variation.pictured_years or body.years
    for name, value in attributes.items():
        for slider, amount in body.attributes.get(name, {}).items():
            parameter = body.parameters[body.parameter_index[slider]]
            if years and slider == body.metrics.get("age"):
                sliders[slider] = float(np.interp(years_of_age(value), *np.array(years).T))
            elif parameter.group == "phenotype":
                width = math.copysign(parameter.maximum - parameter.minimum, amount)
                sliders[slider] = 0.5 * (parameter.minimum + parameter.maximum) + value / 6.0 * width
            else:
                sliders[slider] = sliders.get(slider, parameter.default) + amount * value
    limits = {p.name: (p.minimum, p.maximum) for p in body.parameters}
    return {name: float(np.clip(value, *limits[name])) for name, value in sliders.items()}


def random_look(rng: np.random.Generator) -> tuple[Look, dict[str, float]]:
    """Colours of skin, hair, eyes and suit, and their attributes."""
    tone = float(rng.uniform(0, 1))
    hair, eyes, suit = (str(rng.choice(tuple(table))) for table in (HAIR, EYES, SUITS))
    look = Look(
        skin_tone=tone,
        hair_colour=_near(HAIR[hair], rng),
        eye_colour=_near(EYES[eyes], rng),
        suit_colour=_near(SUITS[suit], rng),
    )
    return look, {"skin_tone": (tone - 0.5) * 6, f"hair_{hair}": 1.0, f"eyes_{eyes}": 1.0, f"suit_{suit}": 1.0}


def _near(colour: Colour, rng: np.random.Generator) -> Colour:
    red, green, blue = (float(v) for v in np.clip(np.asarray(colour) + rng.normal(0, 0.025, 3), 0.02, 0.97))
    return red, green, blue


def attribute_row(attributes: Mapping[str, float]) -> np.ndarray:
    """(len(ATTRIBUTES),) float32."""
    return np.array([attributes.get(name, 0.0) for name in ATTRIBUTES], np.float32)
