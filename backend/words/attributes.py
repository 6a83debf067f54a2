"""The attributes that words can imply: one flat namespace and its scales. How a body shows them stands in its own data.

Three scales, by group:

- `body` and `face_shape`: standard deviations, -3 to 3, among adults as the training data samples them (a slider in its
  middle is 0). They are relative to people of the same age and sex, so that "a tall girl" is height +1.5 with age -2,
  and "a girl" says nothing about height. `gender` is positive for women.
- `face`: the 52 actions of a face by the names of ARKit, 0 to 1 (negative only as "not smiling").
- `look`, `pose`: 1 when the word says so; `skin_tone` alone is in standard deviations, positive is darker.

`age` in standard deviations, as the words use it: -3 baby and toddler, -2.6 child of five, -2.2 child of nine,
-1.7 early teens, -1.3 late teens, -0.7 twenties, 0 about 38 years, 0.6 fifty, 1.2 sixty, 2 seventy-five, 3 ninety
(`years.years_of_age`).
"""

from __future__ import annotations

from backend.protocol.sliders import ARKIT_52

BUILD = ("height", "weight", "muscle", "age", "gender", "proportions", "cupsize")
BODY_PARTS = ("waist", "hips", "chest", "shoulders", "belly", "buttocks", "legs", "thighs", "calves", "arms", "biceps",
              "hands", "feet")  # fmt: skip
FACE_PARTS = ("neck_length", "neck_width", "head_size", "face_width", "face_length", "cheek_volume", "cheekbones",
              "forehead", "nose_size", "nose_width", "nose_length", "nose_hump", "nose_tip", "ear_size", "ear_wings",
              "ear_pointed", "eye_size", "eye_bags", "lips", "mouth_width", "chin_size", "chin_cleft", "jaw_width",
              "double_chin")  # fmt: skip
HAIR = ("black", "brown", "blond", "red", "grey", "white", "bald")
DYES = ("blue", "green", "purple", "pink", "turquoise", "teal", "violet", "lilac")
EYES = ("brown", "blue", "green", "grey", "hazel")
SUITS = ("black", "white", "grey", "red", "blue", "green", "yellow", "orange", "purple", "pink", "brown")
POSES = ("t_pose", "a_pose", "arms_down", "arms_raised", "arms_forward", "arms_crossed", "hands_on_hips", "waving",
         "pointing", "walking", "running", "legs_apart", "crouching", "bowing", "head_down", "head_up", "head_turned",
         "head_tilted")  # fmt: skip

GROUPS: dict[str, tuple[str, ...]] = {
    "body": BUILD + BODY_PARTS,
    "face_shape": FACE_PARTS,
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
