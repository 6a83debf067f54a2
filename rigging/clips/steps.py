"""The steps of clean-up as people write them: "smooth 1.5", "trim 0.5 3", "offset LeftUpperArm bend=10".

A list of them is a recipe: the raw clip stays, and any step can be changed or left out later.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import clip_space, clip_time, joint_ranges, knees, pins
from .clip import Clip


@dataclass(frozen=True)
class Number:
    name: str
    default: float
    low: float
    high: float
    """the default counts where it is not said"""


@dataclass(frozen=True)
class Step:
    name: str
    sentence: str
    work: Callable[..., Clip]
    numbers: tuple[Number, ...] = ()
    word: str = ""
    """what a word that comes first is, where there is one"""

    @property
    def usage(self) -> str:
        said = [f"{number.name}={number.default:g}" for number in self.numbers]
        return " ".join([self.name, *([self.word.upper()] if self.word else []), *said])


@dataclass(frozen=True)
class Said:
    """A step as somebody wrote it."""

    step: Step
    numbers: Mapping[str, float]
    word: str = ""
    text: str = field(default="", compare=False)


STEPS: Mapping[str, Step] = {
    step.name: step
    for step in (
        Step("trim", "from one second to another; end 0 is the clip's own", clip_time.trim,
             (Number("start", 0.0, 0.0, 3600.0), Number("end", 0.0, 0.0, 3600.0))),
        Step("fps", "other frames a second", clip_time.fps, (Number("rate", 30.0, 1.0, 240.0),)),
        Step("speed", "so many times as fast", clip_time.speed, (Number("times", 1.0, 0.05, 20.0),)),
        Step("denoise", "single frames that are off by so many degrees go on as their neighbours", clip_time.denoise,
             (Number("degrees", 10.0, 0.5, 180.0),)),
        Step("smooth", "by a Gaussian of so many thirtieths of a second", clip_time.smooth,
             (Number("frames", 1.0, 0.0, 60.0),)),
        Step("floor", "feet that stand are put on the floor", clip_space.floor),
        Step("lock", "feet that stand do not slide, and are on the floor; hips=0 leaves the hips their way",
             clip_space.lock, (Number("hips", 1.0, 0.0, 1.0),)),
        Step("limits", "joints that go beyond what people's do are brought back", joint_ranges.limits),
        Step("straighten", "legs that stand are straight again, where knees are bent by no more than so many degrees",
             knees.straighten, (Number("degrees", 25.0, 5.0, 90.0),)),
        Step("loop", "ends as it begins; blend in seconds, search as a share of the clip", clip_time.loop,
             (Number("blend", 0.3, 0.0, 10.0), Number("search", 0.25, 0.0, 0.45))),
        Step("in_place", "without its way over the ground; sway=0 holds the hips, turn=1 takes the turning out",
             clip_space.in_place, (Number("sway", 1.0, 0.0, 1.0), Number("turn", 0.0, 0.0, 1.0))),
        Step("turn", "turned about the vertical, to the left", clip_space.turn,
             (Number("degrees", 90.0, -360.0, 360.0),)),
        Step("mirror", "left and right swapped", clip_space.mirror),
        Step("offset", "a joint turned further, in degrees", clip_space.offset,
             (Number("bend", 0.0, -180.0, 180.0), Number("twist", 0.0, -180.0, 180.0),
              Number("lean", 0.0, -180.0, 180.0)), word="joint"),
        Step("pin", "a hand or a foot stays where it is, from one second to another; end 0 is the clip's own", pins.pin,
             (Number("start", 0.0, 0.0, 3600.0), Number("end", 0.0, 0.0, 3600.0)), word="joint"),
        Step("keys", "as few keys as tell it to so many degrees", clip_time.keys,
             (Number("degrees", 0.5, 0.01, 30.0),)),
    )
}  # fmt: skip


def read_steps(texts: Iterable[str]) -> list[Said]:
    """Raises ValueError, as a sentence to be read, where a step is none."""
    return [_read(text) for text in texts if text.strip()]


def _read(text: str) -> Said:
    name, *words = text.split()
    step = STEPS.get(name.lower().replace("-", "_"))
    if step is None:
        raise ValueError(f"There is no step {name[:40]!r}; there are {', '.join(STEPS)}.")
    word, given = "", {number.name: number.default for number in step.numbers}
    left = list(given)
    for each in words:
        key, found, value = each.rpartition("=")
        if not found and step.word and not word and not _is_number(each):
            word = each
            continue
        key = key if found else (left[0] if left else "")
        if key not in given or not _is_number(value):
            raise ValueError(f"{each[:40]!r} is not known in the step {text[:60]!r}; it is written {step.usage}.")
        given[key] = float(value)
        left = [name for name in left if name != key]
    if step.word and not word:
        raise ValueError(f"The step {step.name} names no {step.word}; it is written {step.usage}.")
    for number in step.numbers:
        if not number.low <= given[number.name] <= number.high:
            raise ValueError(
                f"{number.name} of {step.name} is {given[number.name]:g}, not {number.low:g} to {number.high:g}."
            )
    return Said(step, given, word, text)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def cleaned(clip: Clip, steps: Iterable[Said]) -> Clip:
    """Raises ValueError, as a sentence to be read, where a step cannot be done."""
    for said in steps:
        try:
            arguments: list[Any] = [said.word.replace("_", " ")] if said.word else []
            clip = said.step.work(clip, *arguments, *said.numbers.values())
        except ValueError as error:
            raise ValueError(f"The step {said.text!r} cannot be done: {error}.") from error
    return clip
