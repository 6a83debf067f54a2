"""Values that are written as text ("figure.seed" = "3"), as in the cell of a table or behind an option."""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from ..codec import closest
from ..errors import BadRequest
from ..table import CAPABILITIES
from ..written import by_field_names, fields_by_option, how_written

SHARED = "figure"
"""the field whose own fields may stand beside the others"""


def request_class(kind: Any) -> type:
    """The class of a request by its name. Raises BadRequest."""
    if not isinstance(kind, str) or kind not in CAPABILITIES:
        raise BadRequest(f"There is no request named {str(kind)[:60]!r}.", closest(str(kind)[:60], CAPABILITIES))
    return CAPABILITIES[kind].request_class


def request_classes() -> tuple[type, ...]:
    return tuple(line.request_class for line in CAPABILITIES.values())


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


@functools.cache
def _written(cls: type) -> frozenset[str]:
    return frozenset(field.name for field in dataclasses.fields(cls) if how_written(field.metadata))


@functools.cache
def fields_of(cls: type) -> Mapping[str, Any]:
    """Dotted name -> type, of a request and of the dataclasses in it."""
    found: dict[str, Any] = {}
    for name, hint in _hints(cls).items():
        if dataclasses.is_dataclass(hint):
            found |= {f"{name}.{inner}": kind for inner, kind in fields_of(typing.cast(type, hint)).items()}
        found[name] = hint
    return found


def known_names() -> tuple[str, ...]:
    """Every dotted name that some request has."""
    return tuple(dict.fromkeys(name for cls in request_classes() for name in fields_of(cls)))


def whole_name(cls: type, name: str) -> str | None:
    """The dotted name that a person means: "seed" is "figure.seed", "avatar" a motion's "base". None where the request
    has no such field."""
    known = fields_of(cls)
    name = fields_by_option(cls).get(name, name)
    for candidate in (name, f"{SHARED}.{name}"):
        first, _, rest = candidate.partition(".")
        if candidate in known or (rest and _is_mapping(known.get(first))):
            return candidate
    return None


def parsed(cls: type, name: str, text: str) -> Any:
    """The value of a field, whole name `name`, that is written as `text`. Raises BadRequest."""
    known = fields_of(cls)
    if name.partition(".")[0] in _written(cls) and not text.lstrip().startswith("{"):
        return text.strip()  # as it is written, which the check of the request reads
    if name in known:
        return _value(known[name], text.strip(), name)
    first, _, _ = name.partition(".")
    return _value(typing.get_args(known[first])[1], text.strip(), name)


def placed(plain: dict[str, Any], name: str, value: Any) -> None:
    """Put a value at its dotted name; a key of a mapping is whatever stands behind the first dot."""
    first, _, rest = name.partition(".")
    if rest:
        plain.setdefault(first, {})[rest] = value
    else:
        plain[first] = value


def nested(cls: type, plain: Mapping[str, Any]) -> dict[str, Any]:
    """By the fields' own names, and with the fields of `figure` in it, where they stand beside it."""
    plain = by_field_names(cls, plain)
    own = _hints(cls)
    if SHARED not in own or not isinstance(plain.get(SHARED, {}), dict):
        return plain
    inner = _hints(own[SHARED])
    flat = {name: value for name, value in plain.items() if name in inner and name not in own}
    rest = {name: value for name, value in plain.items() if name not in flat}
    return {**rest, SHARED: {**flat, **plain.get(SHARED, {})}} if flat else rest


def with_defaults(cls: type, plain: Mapping[str, Any], defaults: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A line's fields, and the defaults (name, text) that its kind of request has and it does not name."""
    under: dict[str, Any] = {}
    for name, text in defaults:
        if (whole := whole_name(cls, name)) is not None:
            placed(under, whole, parsed(cls, whole, text))
    return _merged(under, nested(cls, plain))


def pairs(written: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """("steps=20",) -> (("steps", "20"),). Raises BadRequest for what is no field of any request."""
    found = []
    for text in written:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise BadRequest(f"{text[:60]!r} is no default.", "Write it like steps=20 or look.skin_tone=0.4.")
        if all(whole_name(cls, name) is None for cls in request_classes()):
            raise BadRequest(f"No request has a field {name[:60]!r}.", closest(name[:60], known_names()))
        found.append((name, value))
    return tuple(found)


def _merged(under: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(under)
    for name, value in over.items():
        below = both.get(name)
        both[name] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return both


def _is_mapping(hint: Any) -> bool:
    origin = typing.get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _value(hint: Any, text: str, name: str) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        (hint,) = (arg for arg in args if arg is not type(None))
        return _value(hint, text, name)
    if hint is str or origin is typing.Literal:
        return text
    if hint is bool:
        if text.lower() not in ("true", "false", "yes", "no", "1", "0"):
            raise BadRequest(f"{name} is {text[:40]!r}.", "Write true or false.")
        return text.lower() in ("true", "yes", "1")
    if hint in (int, float):
        return _number(hint, text, name)
    if origin is tuple and not text.startswith("["):
        return [_value(args[0], part, name) for part in text.replace(",", " ").replace(";", " ").split()]
    if dataclasses.is_dataclass(hint) and not text.startswith("{"):
        return text  # some are named in a word
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"{name} is {text[:40]!r}.", "Write it as JSON.") from error


def _number(kind: type, text: str, name: str) -> Any:
    try:
        return kind(text)
    except ValueError as error:
        what = "a whole number" if kind is int else "a number, with a point: 0.8"
        raise BadRequest(f"{name} is {text[:40]!r}.", f"Write {what}.") from error
