"""What the types of a request cannot say: lengths, ranges, and its form as a JSON object with its name under "type"."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from .codec import NamedArray, closest, decode, encode
from .errors import BadRequest
from .requests import MAX_PROMPT_CHARACTERS, REQUESTS

# field -> smallest, largest
_RANGES: dict[str, tuple[float, float]] = {
    "steps": (0, 100_000),
    "views": (1, 64),
    "body_strength": (0, 4),
    "face_strength": (0, 4),
    "texture_size": (64, 8192),
    "seed": (0, 2**63 - 1),
    "skin_tone": (0, 1),
}
MAX_SLIDERS = 2000


def check_request(request: Any) -> None:
    """Raise BadRequest with what to do where a request cannot be run by any backend."""
    for field in dataclasses.fields(request):
        value = getattr(request, field.name)
        if field.name == "prompt":
            _check_prompt(value)
        elif field.name in _RANGES:
            low, high = _RANGES[field.name]
            if not (math.isfinite(value) and low <= value <= high):
                raise BadRequest(f"{field.name} is {value}.", f"Give a number from {low} to {high}.")
        elif field.name == "sliders":
            _check_sliders(value)
        elif field.name.endswith("_colour") and not all(0 <= channel <= 1 for channel in value):
            raise BadRequest(f"{field.name} is {tuple(value)}.", "Colours are three numbers from 0 to 1.")
        elif field.name == "look":
            check_request(value)


def name_of(request: Any) -> str:
    """The request's name on the wire: "avatar" for an AvatarRequest."""
    for name, cls in REQUESTS.items():
        if type(request) is cls:
            return name
    raise BadRequest(f"A {type(request).__name__} is not a request.", f"Known: {', '.join(REQUESTS)}.")


def request_as_json(request: Any) -> tuple[dict[str, Any], list[NamedArray]]:
    """The request as one JSON object, its name under "type", and the arrays that it refers to (mostly none)."""
    plain, arrays = encode(request)
    return {"type": name_of(request), **plain}, arrays


def request_from_json(plain: Any, frames: Any = ()) -> Any:
    """The request that `request_as_json` wrote, or that a person wrote into a file; checked."""
    if not isinstance(plain, dict):
        raise BadRequest("A request is a JSON object.", f'Give its name under "type": {", ".join(REQUESTS)}.')
    fields = dict(plain)
    name = fields.pop("type", None)
    if not isinstance(name, str) or name not in REQUESTS:
        raise BadRequest(f"There is no request named {str(name)[:60]!r}.", closest(str(name)[:60], REQUESTS))
    request = decode(REQUESTS[name], fields, frames)
    check_request(request)
    return request


def _check_prompt(prompt: str) -> None:
    if not prompt.strip():
        raise BadRequest("The prompt is empty.", 'Say what the person is like: "a tall muscular man, smiling".')
    if len(prompt) > MAX_PROMPT_CHARACTERS:
        raise BadRequest(f"The prompt has {len(prompt)} characters.", f"Shorten it to at most {MAX_PROMPT_CHARACTERS}.")
    if any((ord(c) < 32 and c not in "\t\n\r") or 0xD800 <= ord(c) < 0xE000 for c in prompt):
        raise BadRequest("The prompt contains characters that are no text.", "Type it again as plain text.")


def _check_sliders(sliders: Any) -> None:
    if len(sliders) > MAX_SLIDERS:
        raise BadRequest(f"{len(sliders)} sliders were given.", f"At most {MAX_SLIDERS} are allowed.")
    for name, value in sliders.items():
        if not math.isfinite(value):
            raise BadRequest(f"The slider {name[:60]!r} is {value}.", "Give a finite number.")
