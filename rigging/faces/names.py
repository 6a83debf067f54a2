"""The names of ARKit's 52 face keys, and how they are told in other spellings."""

from __future__ import annotations

_EYE = ("Blink", "LookDown", "LookIn", "LookOut", "LookUp", "Squint", "Wide")
_SIDED_MOUTH = ("Smile", "Frown", "Dimple", "Stretch")
SIDES = ("Left", "Right")

ARKIT: tuple[str, ...] = (
    *(f"eye{does}{side}" for side in SIDES for does in _EYE),
    *("jawForward", "jawRight", "jawLeft", "jawOpen"),
    *("mouthClose", "mouthFunnel", "mouthPucker", "mouthRight", "mouthLeft"),
    *(f"mouth{does}{side}" for does in _SIDED_MOUTH for side in SIDES),
    *("mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper"),
    *(f"mouth{does}{side}" for does in ("Press", "LowerDown", "UpperUp") for side in SIDES),
    *("browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight"),
    *("cheekPuff", "cheekSquintLeft", "cheekSquintRight", "noseSneerLeft", "noseSneerRight", "tongueOut"),
)
"""in the order of Live Link Face's CSV files"""
assert len(ARKIT) == 52


def compared(name: str) -> str:
    """A key's name without separators, in small letters."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _spellings() -> dict[str, str]:
    out: dict[str, str] = {}
    for name in ARKIT:
        out[compared(name)] = name
        for side in SIDES:
            stem = name.removesuffix(side)
            if stem != name and stem not in ("jaw", "mouth"):
                for sided in (f"{stem}{side[0]}", f"{side}{stem}", f"{side[0]}{stem}"):
                    out.setdefault(compared(sided), name)
    return out


_SPELLINGS = _spellings()


def arkit_name(name: str) -> str | None:
    """ARKit's own name of a key that is spelled otherwise (`EyeBlinkLeft`, `eyeBlink_L`, `Left_Eye_Blink`), or None."""
    return _SPELLINGS.get(compared(name))


def mirrored_name(name: str) -> str:
    """The same key of the other side of the face, for ARKit's names and others that end in a side."""
    for one, other in (SIDES, SIDES[::-1]):
        if name.endswith(one):
            return name.removesuffix(one) + other
    return name
