"""An avatar of before that a request starts from."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..codec import decode
from ..message import is_job_id
from ..results import Avatar
from .figure import Figure
from .look import Look


@dataclass(frozen=True, kw_only=True)
class Base:
    """Named by its file or its job, or given itself. What a request does not change is kept of it: its sculpt, textures
    of its own, its motion, what it wears. Sliders that the request does not give are as in it."""

    file: str = ""
    """its avatar.npz, on the backend's machine; with `avatar` only where that is from"""
    job: str = ""
    """the job of this backend that gave it"""
    avatar: Avatar | None = field(default=None, compare=False, metadata={"left_out_empty": True})
    checksum: str = ""
    """that of the avatar as a file would have it (`array_file.py`), where no other is meant"""


def base() -> Any:
    """The field of a request that may start from an avatar; people write its file or its job alone."""
    return field(default=None, metadata={"left_out_empty": True, "from_text": base_named})


def base_named(text: str) -> Base | None:
    """The avatar that a person names: 32 hexadecimal digits are a job, anything else is a file, nothing is none."""
    if not text:
        return None
    return Base(job=text) if is_job_id(text) else Base(file=text)


def look_of(avatar: Avatar) -> Look:
    """The look that an avatar was made with. Raises BadRequest where it is none."""
    names = {f.name for f in dataclasses.fields(Look)}
    return decode(Look, {name: _plain(value) for name, value in avatar.look.items() if name in names}, ())


def figure_of(avatar: Avatar) -> Figure:
    """The form that an avatar was asked for with. Raises BadRequest where its request says none."""
    told = avatar.provenance.request.get("figure", avatar.provenance.request)
    names = {f.name for f in dataclasses.fields(Figure)}
    own = {name: value for name, value in told.items() if name in names} if isinstance(told, Mapping) else {}
    return decode(Figure, own, ())


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
