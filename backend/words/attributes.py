"""The attributes that words can imply: one flat namespace, its scales, and how Anny's sliders express them.

Three scales, by group:

- `body` and `face_shape`: standard deviations, -3 to 3, among adults as the training data samples them (a slider in its
  middle is 0). They are relative to people of the same age and sex, so that "a tall girl" is height +1.5 with age -2,
  and "a girl" says nothing about height. Signs are those of Anny's sliders; `gender` is its slider too, where 0 is male
  and 1 female, so a woman is positive.
- `face`: the 52 ARKit activations, 0 to 1 (negative only as "not smiling").
- `look`, `pose`: 1 when the word says so; `skin_tone` alone is in standard deviations, positive is darker.

`age` in standard deviations, as the words use it: -3 baby and toddler, -2.6 child of five, -2.2 child of nine,
-1.7 early teens, -1.3 late teens, -0.7 twenties, 0 about 38 years, 0.6 fifty, 1.2 sixty, 2 seventy-five, 3 ninety.
"""

from __future__ import annotations

from backend.protocol.sliders import ARKIT_52

# Attributes of the whole body; the first six and cupsize are Anny's phenotypes of the same name.
PHENOTYPE_ATTRIBUTES: tuple[str, ...] = ("height", "weight", "muscle", "age", "gender", "proportions", "cupsize")

# attribute -> Anny's local changes that express it, with the amount at three standard deviations.
# A name starting with "*" stands for its left and right.
LOCAL_CHANGES: dict[str, dict[str, float]] = {
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
    "ear_pointed": {"*ear-shape-triangle": -1.0},
    "eye_size": {"*eye-scale-incr": 1.0},
    "eye_bags": {"*eye-bag-incr": 1.0},
    "lips": {"mouth-lowerlip-volume-incr": 1.0, "mouth-upperlip-volume-incr": 1.0},
    "mouth_width": {"mouth-scale-horiz-incr": 1.0},
    "chin_size": {"chin-prominent-incr": 0.8, "chin-height-incr": 0.5},
    "chin_cleft": {"chin-cleft-incr": 1.0},
    "jaw_width": {"chin-bones-incr": 0.8, "chin-width-incr": 0.6},
    "double_chin": {"neck-double-incr": 1.0},
}

# What goes with weight and muscle, per standard deviation of them above COMES_ABOVE: Anny's weight slider hardly
# reaches the face, and its muscle slider draws more than it swells.
COMES_ABOVE = 0.5
COMES_WITH: dict[str, dict[str, float]] = {
    "weight": {"belly": 0.4, "double_chin": 0.7, "cheek_volume": 0.6},
    "muscle": {"biceps": 1.0, "shoulders": 0.7, "chest": 0.5, "thighs": 0.6, "calves": 0.6, "neck_width": 0.7},
}

# What a body grows by, per standard deviation, where words state a mass beyond the ends of the weight slider.
BEYOND_WEIGHT: dict[str, float] = {
    "waist": 1.0, "hips": 0.9, "belly": 0.8, "thighs": 0.9, "chest": 0.6, "buttocks": 0.6, "biceps": 0.6, "calves": 0.4,
    "double_chin": 0.8, "cheek_volume": 0.7, "neck_width": 0.5,
}  # fmt: skip

_BODY_PARTS = ("waist", "hips", "chest", "shoulders", "belly", "buttocks", "legs", "thighs", "calves", "arms", "biceps",
               "hands", "feet")  # fmt: skip
HAIR = ("black", "brown", "blond", "red", "grey", "white", "bald")
DYES = ("blue", "green", "purple", "pink", "turquoise", "teal", "violet", "lilac")
EYES = ("brown", "blue", "green", "grey", "hazel")
SUITS = ("black", "white", "grey", "red", "blue", "green", "yellow", "orange", "purple", "pink", "brown")
POSES = ("t_pose", "a_pose", "arms_down", "arms_raised", "arms_forward", "arms_crossed", "hands_on_hips", "waving",
         "pointing", "walking", "running", "legs_apart", "crouching", "bowing", "head_down", "head_up", "head_turned",
         "head_tilted")  # fmt: skip

GROUPS: dict[str, tuple[str, ...]] = {
    "body": PHENOTYPE_ATTRIBUTES + _BODY_PARTS,
    "face_shape": tuple(name for name in LOCAL_CHANGES if name not in _BODY_PARTS),
    "face": ARKIT_52,
    "look": ("skin_tone", *(f"hair_{c}" for c in HAIR), *(f"eyes_{c}" for c in EYES), *(f"suit_{c}" for c in SUITS)),
    "pose": tuple(f"pose_{name}" for name in POSES),
}
ATTRIBUTES: tuple[str, ...] = tuple(name for names in GROUPS.values() for name in names)
GROUP_OF: dict[str, str] = {name: group for group, names in GROUPS.items() for name in names}
STANDARDISED: frozenset[str] = frozenset((*GROUPS["body"], *GROUPS["face_shape"], "skin_tone"))


def limits(attribute: str) -> tuple[float, float]:
    """Smallest and largest value of an attribute on its own scale."""
    return (-3.0, 3.0) if attribute in STANDARDISED else (-1.0, 1.0)


def expand(name: str) -> tuple[str, ...]:
    """The attributes a written name stands for: "mouthSmile" is both sides, any other name itself; () if unknown."""
    if name in GROUP_OF:
        return (name,)
    sides = (f"{name}Left", f"{name}Right")
    return sides if all(side in GROUP_OF for side in sides) else ()
