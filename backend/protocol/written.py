"""How people write numbers by name ("height=180cm", "broad shoulders=0.6"), in a file or behind an option."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Written:
    """Functions that raise BadRequest for what is none.

    read: what stands behind an option -> the numbers; in_file: what a file has for the field, a text or a mapping whose
    values may be texts -> the numbers, what is no such thing as it is; check: the numbers on the wire.
    """

    read: Callable[[Iterable[str]], dict[str, float]]
    in_file: Callable[[Any], Any]
    check: Callable[[Mapping[str, float]], None]


def written(how: Written) -> Any:
    """A field of a request of numbers by name, left out where there are none."""
    return field(default_factory=dict, metadata={"left_out_empty": True, "written": how})


def option_of(metadata: Mapping[str, Any]) -> str | None:
    """What the command line calls the field, where that is not its name."""
    return metadata.get("json_file") or metadata.get("option")


def fields_by_option(cls: type) -> dict[str, str]:
    """Option -> field, where people know the field by another name than its own."""
    return {option: field.name for field in dataclasses.fields(cls) if (option := option_of(field.metadata))}


def by_field_names(cls: type, plain: Mapping[str, Any]) -> dict[str, Any]:
    """With fields by their own names, where a person named them as the command line does."""
    fields = fields_by_option(cls)
    return {fields[name] if name in fields and fields[name] not in plain else name: plain[name] for name in plain}


def how_written(metadata: Mapping[str, Any]) -> Written | None:
    return metadata.get("written")
