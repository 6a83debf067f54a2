"""Which of Anny's sliders make its measurements as wanted (solve_measures.py), and how readily each moves."""

from __future__ import annotations

# measurement -> the sliders that are for it
OWN: dict[str, tuple[str, ...]] = {
    "height": ("height",),
    "mass": ("weight",),
    "bmi": ("weight",),
    "waist": ("measure-waist-circ-incr",),
    "hips": ("measure-hips-circ-incr",),
    "chest": ("measure-bust-circ-incr",),
    "arm": ("measure-upperarm-length-incr", "measure-lowerarm-length-incr"),
}

# What helps where those end, by what differs as much between two people of one age, sex and origin. Neither the face
# nor the length of the limbs, unless that is what is wanted: a person keeps them whatever they weigh.
READINESS: dict[str, float] = {
    "height": 0.08, "weight": 0.22, "muscle": 0.10,
    "measure-waist-circ-incr": 0.33, "measure-hips-circ-incr": 0.33, "measure-bust-circ-incr": 0.33,
    "stomach-pregnant-incr": 0.12, "stomach-tone-incr": 0.20, "hip-scale-horiz-incr": 0.15,
    "hip-scale-depth-incr": 0.15, "buttocks-volume-incr": 0.25, "pelvis-tone-incr": 0.15,
    "torso-scale-horiz-incr": 0.15, "torso-scale-depth-incr": 0.20, "torso-muscle-dorsi-incr": 0.15,
    "measure-underbust-circ-incr": 0.20, "measure-thigh-circ-incr": 0.25, "measure-knee-circ-incr": 0.15,
    "measure-calf-circ-incr": 0.20, "measure-upperarm-circ-incr": 0.20,
}  # fmt: skip
