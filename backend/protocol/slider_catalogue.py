"""What the sliders of a body are called and where they stand in a panel; the names on the wire stay as they are.

A body model's catalogue tells its sliders, their limits and their defaults. What it does not tell is not invented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .events import ModelInfo, SliderInfo
from .sliders import PHENOTYPES
from .titles import title


@dataclass(frozen=True)
class Slider:
    """What the panel must know to show one body slider."""

    name: str
    label: str
    group: str
    minimum: float
    maximum: float
    default: float
    twin: str = ""
    """the slider of the other half of the body"""
    metric: str = ""
    """the number that people use which it moves: "height", "weight" or "age" """


FURTHER = "further"
"""what a body calls the part of the later of its many coefficients"""
GROUPS = {"build": "Build", "shape": "Shape", FURTHER: "Further Shape", "chest": "Bust", "origin": "Origin"}
"""The groups of the usual sliders, and of coefficients whose names tell nothing; small shapes are grouped by the part
of the body they change."""
_UNNAMED = {"shape": "shape", "phenotype": "build"}
"""Groups of a body's sliders whose names are no words that this panel knows -> those here."""
_METRICS = {"height": "height", "mass": "weight", "age": "age"}
"""What a body model calls a number -> what the panel does."""

# from head to foot; the first part with a word that the name contains, so "forehead" must come before "head"
_PARTS = {
    "Ears": ("ear-",),
    "Eyes": ("eye",),
    "Nose": ("nose",),
    "Mouth": ("mouth", "lip"),
    "Cheeks and Chin": ("cheek", "chin", "jaw"),
    "Head": ("head", "temple"),
    "Neck": ("neck",),
    "Hands": ("hand", "finger", "wrist"),
    "Feet": ("foot", "feet", "toe", "ankle"),
    "Arms": ("arm", "elbow"),
    "Legs": ("leg", "knee", "thigh", "calf"),
    "Chest": ("breast", "bust", "nipple", "chest"),
    "Hips": ("hip", "pelvis", "buttock", "bulge"),
    "Torso": ("torso", "stomach", "waist", "belly", "navel", "back", "shoulder"),
}
MORE = "More"
PARTS = ("Head", "Eyes", "Nose", "Mouth", "Cheeks and Chin", "Ears", "Neck", "Torso", "Chest", "Hips", "Arms", "Hands",
         "Legs", "Feet", MORE)  # fmt: skip
"""The folds of small shapes, from head to foot."""
assert set(PARTS) == {*_PARTS, MORE}

_PHENOTYPES = {
    "age": ("Age", "build"),
    "height": ("Height", "build"),
    "weight": ("Weight", "build"),
    "gender": ("Male to Female", "build"),
    "muscle": ("Muscle", "build"),
    "proportions": ("Proportions", "build"),
    "cupsize": ("Cup Size", "chest"),
    "firmness": ("Firmness", "chest"),
    "african": ("African", "origin"),
    "asian": ("Asian", "origin"),
    "caucasian": ("Caucasian", "origin"),
}
assert set(_PHENOTYPES) == set(PHENOTYPES)

# where a model's own label does not say what an artist sees
_PLAIN = {
    "eye corner1": "Outer Corner Up",
    "eye corner2": "Inner Corner Up",
    "eye height1": "Open Inner Part",
    "eye height2": "Open Middle",
    "eye height3": "Open Outer Part",
    "eye push1": "Outer Corner Outward",
    "eye push2": "Inner Corner Inward",
    "eye eye fold up": "Lid Fold Up",
    "eye eye fold angle": "Lid Fold Slant",
    "eye epicanthus": "Inner Fold",
    "eye bag out": "Bag Outward",
    "nose width1": "Bridge Width",
    "nose width2": "Middle Width",
    "nose width3": "Lower Width",
    "nose point up": "Tip Up",
    "nose point width": "Tip Width",
    "nose curve convex": "Bridge Curved Out",
    "nose greek": "Straight Bridge",
    "nose compression": "Stretched",
    "foot depth": "Length",
    "foot length": "Instep Height",
    "leg valgus": "Knock Knee",
    "head angle": "Slanted Profile",
    "head back depth": "Back of the Head",
    "neck double": "Double Chin",
    "chin prognathism": "Underbite",
    "chin prominent": "Chin Forward",
    "chin bones": "Jaw Bones",
    "chin jaw drop": "Jaw Lower",
    "ear wing": "Stick Out",
    "ear shape round": "Round",
    "ear shape triangle": "Triangular",
    "head age": "Older Face",
    "head fat": "Fuller Face",
    "ear flap": "Flap Out",
    "forehead temple": "Temples",
    "forehead nubian": "Rounded",
    "breast distance": "Distance Apart",
    "breast point": "Pointed",
    "stomach pregnant": "Pregnant",
    "torso v shape": "V Shape",
    "upper arm shoulder muscle": "Shoulder Muscle",
    "torso muscle pectoral": "Chest Muscles",
    "torso muscle dorsi": "Back Muscles",
    "mouth angles up": "Corners Up",
    "hip waist up": "Waist Up",
}


_FOLDS = {
    "Ears": "ear",
    "Eyes": "eye",
    "Feet": "foot",
    "Hands": "hand",
    "Head": "head",
    "Hips": "hip",
    "Mouth": "mouth",
    "Neck": "neck",
    "Nose": "nose",
    "Torso": "torso",
}
"""What the labels in a fold begin with, which its heading says already."""


def catalogue(model: ModelInfo | None) -> tuple[Slider, ...]:
    """The sliders of a body in the panel's order; none where the backend does not describe the body."""
    metrics = {slider: _METRICS.get(what, "") for what, slider in (model.metrics if model else {}).items()}
    told = [info for info in (model.sliders if model else ()) if info.group != "expression"]
    listed = [replace(_slider(info), metric=metrics.get(info.name, "")) for info in told]
    order = {info.name: n for n, info in enumerate(told) if info.group == "shape"}
    names = {slider.name for slider in listed}
    listed = [slider if slider.twin in names else _without_twin(slider) for slider in listed]
    places = [*GROUPS, *PARTS]
    usual = list(_PHENOTYPES)
    return tuple(
        sorted(
            listed,
            key=lambda slider: (
                places.index(slider.group),
                usual.index(slider.name) if slider.name in usual else len(usual),
                order.get(slider.name, 0),
                slider.label,
                slider.name,
            ),
        )
    )


def expressions(model: ModelInfo | None) -> dict[str, SliderInfo]:
    """What moves the face of a body, by name; none where it has no face or the backend does not describe it."""
    return {info.name: info for info in (model.sliders if model else ()) if info.group == "expression"}


def part(name: str) -> str:
    """The part of the body that a small shape changes; "More" where its name tells none."""
    return next((part for part, words in _PARTS.items() if any(word in name for word in words)), MORE)


def side(slider: Slider) -> str:
    """ "Left" or "Right"; empty where a slider is of no side."""
    return "" if not slider.twin else "Left" if slider.name.startswith("l-") else "Right"


def _slider(info: SliderInfo) -> Slider:
    if info.name in _PHENOTYPES:
        label, group = _PHENOTYPES[info.name]
        return Slider(info.name, label, group, info.minimum, info.maximum, info.default)
    if info.group in _UNNAMED:
        group = FURTHER if info.part == FURTHER else _UNNAMED[info.group]
        return Slider(info.name, info.label or info.name, group, info.minimum, info.maximum, info.default)
    other = {"l-": "r-", "r-": "l-"}.get(info.name[:2])
    label = _plain(info.label or info.name, info.name)
    twin = other + info.name[2:] if other else ""
    return Slider(info.name, label, part(info.name), info.minimum, info.maximum, info.default, twin)


def _without_twin(slider: Slider) -> Slider:
    return replace(slider, twin="")


def _plain(label: str, name: str) -> str:
    """`"Left upper arm fat"` -> `"Upper Arm Fat"`; what one fold is about need not stand in each of its rows."""
    text = re.sub(r"^(left|right|measured) ", "", label.lower())
    known = next((plain for start, plain in _PLAIN.items() if text.startswith(start)), None)
    if known:
        return known
    if name.startswith("measure-"):  # of both sides at once
        text = re.sub(r"(arm|leg) (length|height)$", r"\1s length", text)
    text = re.sub(rf"^{_FOLDS.get(part(name), '$.')} ", "", text)
    return title(text.replace("shoulder distance", "shoulder width"))
