"""Marks of the skin that words and roles give somebody, one beside another."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from ...protocol.requests.look import Skin
from ..look_items import SKIN_COLOURS
from .wish import Wish

# tattoos of a face, which a body's have no part in
_OF_FACE = frozenset(("face", "chin"))
# marks that come and go with who somebody is
_PASSING = (
    "stubble",
    "dirt",
    "soot",
    "scars",
    "burns",
    "bruises",
    "sunburn",
    "tint",
    "lipstick",
    "eye_shadow",
    "eyeliner",
    "face_paint",
    "tattoo",
    "blush",
    "acne",
    "warts",
    "dark_circles",
    "plaster",
    "bindi",
    "nose_ring",
    "blood",
    "nail_polish",
    "blind_eyes",
    "metal_arms",
    "metal_legs",
)


def with_marks(skin: Mapping[str, object], more: Mapping[str, object]) -> dict[str, object]:
    """Tattoos in two places are on all of the body, and the limbs of both sides those of both."""
    found = {**skin, **more}
    for name, whole in (("tattoo", "body"), ("blind_eyes", "both"), ("metal_arms", "both"), ("metal_legs", "both")):
        before, after = skin.get(name), more.get(name)
        if before and after and before != after and (name != "tattoo" or {before, after}.isdisjoint(_OF_FACE)):
            found[name] = whole
    return found


def marks_of(skin: Mapping[str, object], wish: Wish) -> dict[str, object]:
    """The marks of an item in the colours that its wish names; none of them where it is denied."""
    if not wish.worn:
        return {name: "" if isinstance(value, str) else 0.0 for name, value in skin.items() if "colour" not in name}
    marks = dict(skin)
    painted = skin.keys() & SKIN_COLOURS.keys()
    # of a whole face the paint has the colour that is said, not the lips on it
    for name in painted & {"face_paint"} or painted:
        if wish.colours:
            marks[SKIN_COLOURS[name]] = wish.colours[-1][1]  # "grey-violet skin" is violet
    return marks


def wooden_limbs(wishes: Iterable[Wish]) -> list[str]:
    """What is said of limbs of wood, which are shown as metal."""
    limbs = frozenset(("metal_arms", "metal_legs"))
    return [
        f"wood, shown as metal ({wish.name})"
        for wish in wishes
        if wish.worn and "natural" in wish.values and any(limbs & item.skin.keys() for item in wish.items)
    ]


def skin_of(start: Skin, role: Mapping[str, object], said: Mapping[str, object], *, dressed: bool) -> Skin:
    """The skin with the marks of a role and those that are said. dressed: whether the role is dressed for it."""
    usual, skin = Skin(), start
    if said.get("tattoo") in _OF_FACE:  # paint would lie over what is said
        role = {name: value for name, value in role.items() if not name.startswith("face_paint")}
    if dressed or role:
        skin = dataclasses.replace(skin, **{name: getattr(usual, name) for name in _PASSING})
    return dataclasses.replace(skin, **{**role, **said})
