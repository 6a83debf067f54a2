"""Random people: sliders and look drawn together with the attributes that words could say of them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from backend.body import BodyData
from backend.protocol.requests import Colour, Look
from backend.protocol.sliders import ARKIT_52
from backend.training.encoder.drawn_captions import draw
from backend.training.encoder.poses import POSE_TURNS
from backend.words import lexicon
from backend.words.attributes import ATTRIBUTES, GROUPS, LOCAL_CHANGES
from backend.words.colour_names import EYES, HAIR, SUITS

# Anny's age slider -> years, and years -> the attribute's standard deviations as attributes.py tells them
_AGE_SLIDER, _AGE_YEARS = (-1 / 3, 0.0, 1 / 3, 2 / 3, 1.0), (0.0, 1.0, 12.0, 25.0, 90.0)
_YEARS, _AGE_SCORES = (
    (0, 1, 5, 9, 13, 17, 25, 38, 50, 60, 75, 90),
    (-3.1, -3, -2.6, -2.2, -1.7, -1.3, -0.7, 0, 0.6, 1.2, 2, 3),
)
_SLIDERS_OF_SIX = ("height", "weight", "muscle", "gender", "proportions", "cupsize")


@dataclass(frozen=True)
class Sample:
    """One person: what the body needs, and the attributes (without those of the look)."""

    sliders: Mapping[str, float]
    pose: str
    attributes: Mapping[str, float]


def age_score(slider: float) -> float:
    """The age attribute of Anny's age slider."""
    return float(np.interp(np.interp(slider, _AGE_SLIDER, _AGE_YEARS), _YEARS, _AGE_SCORES))


def age_slider(score: float) -> float:
    """The age slider of an age attribute; children under one year are left out."""
    return float(np.interp(np.interp(score, _AGE_SCORES, _YEARS), _AGE_YEARS[1:], _AGE_SLIDER[1:]))


def random_sample(body: BodyData, rng: np.random.Generator, view: str, most_actions: int = 3) -> Sample:
    """A person at random, or in a third of the draws one whom a random caption describes.

    view: "body" or "face"; the latter varies the face more and stands still. most_actions: of the face, at once.
    """
    attributes = random_attributes(rng, view, most_actions)
    if rng.random() < 0.33:
        said = draw(rng, view)[1]
        if any(name in ARKIT_52 for name in said):
            attributes = {name: value for name, value in attributes.items() if name not in ARKIT_52}
        attributes.update((n, v) for n, v in said.items() if n not in GROUPS["look"] and n not in GROUPS["pose"])
    pose = random_pose(rng, view)
    sliders = sliders_of(body, attributes)
    for name, low, high in (("firmness", 0.2, 0.9),):
        sliders[name] = float(rng.uniform(low, high))
    sliders.update(zip(("african", "asian", "caucasian"), rng.dirichlet((0.5, 0.5, 0.5)).tolist(), strict=True))
    spare = [p.name for p in body.parameters if p.group == "local" and p.name not in sliders]
    for name in rng.choice(spare, 8, replace=False):
        sliders[str(name)] = float(np.clip(rng.normal(0, 0.3), -1, 1))
    seen = {n: float(v) for n, v in attributes.items() if n in ATTRIBUTES and v}
    if pose:
        seen[f"pose_{pose}"] = 1.0
    return Sample(sliders, pose, seen)


def random_attributes(rng: np.random.Generator, view: str, most_actions: int = 3) -> dict[str, float]:
    """Attributes but those of look and pose: phenotypes over their whole range, parts and face actions sparse."""
    found: dict[str, float] = {name: float(rng.uniform(-3, 3)) for name in _SLIDERS_OF_SIX}
    if rng.random() < 0.5:
        for name in ("height", "weight", "muscle", "proportions", "cupsize"):
            found[name] = float(np.clip(rng.normal(0, 1), -3, 3))
    if rng.random() < 0.8:
        found["gender"] = float(rng.choice((-1, 1)) * (3 - rng.beta(1, 4) * 2))
    kind = rng.choice(4, p=(0.17, 0.13, 0.4, 0.3))
    low, high = ((-3, -1.9), (-1.9, -0.9), (-0.9, 0.8), (0.8, 3))[kind]
    found["age"] = float(rng.uniform(low, high))
    parts = GROUPS["face_shape"] if view == "face" else GROUPS["body"]
    for name in LOCAL_CHANGES:
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
            return {n: float(np.clip(v * size, 0, 1)) for n, v in chosen.items() if n in ARKIT_52 and v > 0}
    found: dict[str, float] = {}
    few = int(rng.choice((1, 2, 3), p=(0.5, 0.35, 0.15)))
    for _ in range(few if most_actions <= 3 else int(rng.integers(few, most_actions + 1))):
        name = str(rng.choice(ARKIT_52))
        names = (name,)
        if name.endswith(("Left", "Right")) and rng.random() < 0.7:
            other = name.replace("Left", "Right") if name.endswith("Left") else name.replace("Right", "Left")
            names = (name, other) if other in ARKIT_52 else (name,)
        value = float(rng.uniform(0.3, 1.0))
        found.update(dict.fromkeys(names, value))
    return found


@functools.cache
def _expressions() -> list[Mapping[str, float]]:
    return [
        e.implies for e in lexicon.lexicon().entries if any(n in ARKIT_52 and v > 0.2 for n, v in e.implies.items())
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
    """The body's sliders for attributes; those of look and pose have none."""
    sliders: dict[str, float] = {}
    limits = {p.name: (p.minimum, p.maximum) for p in body.parameters}
    for name, value in attributes.items():
        if name == "age":
            sliders["age"] = age_slider(value)
        elif name in _SLIDERS_OF_SIX:
            sliders[name] = 0.5 + value / 6.0
        elif name in LOCAL_CHANGES:
            for change, amount in LOCAL_CHANGES[name].items():
                for one in (change,) if change[0] != "*" else (f"l-{change[1:]}", f"r-{change[1:]}"):
                    sliders[one] = sliders.get(one, 0.0) + amount * value / 3.0
        elif name in ARKIT_52:
            sliders[name] = value
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
