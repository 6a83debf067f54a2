"""Published models as the user's data folder keeps them: each one safetensors file, its words in the file's header."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from ... import assets
from ...assets.made import keep_made
from ...assets.store import how_to_mend, recorded
from ...protocol.errors import BadFile
from .model import FAMILIES, PublishedModel

KIND = "body"
ENDING = ".safetensors"
_HEADER = "galatea"
_WORDS = ("family", "variant", "licence", "sources", "joint_names", "shape_names", "expression_names")
_ARRAYS = (
    "template", "faces", "shape_basis", "expression_basis", "pose_basis", "joint_regressor", "weights", "parents",
)  # fmt: skip
_MAYBE = ("uvs", "uv_faces")
_EXTRA = "extra."


def save_published(model: PublishedModel, source: str, licence: str = "", replace: bool = False) -> bool:
    """Keep a model under its name; whether it is another than was here.

    source: where it is from. licence: under which the user has it, where that is another than its publisher's usual.
    Raises BadRequest where another of the name is here and `replace` is not asked for, ResourceExhausted without room.
    """
    model = dataclasses.replace(model, licence=licence.strip() or model.licence)
    _, changed = keep_made(
        model.name,
        KIND,
        lambda path: write_published(model, path),
        ending=ENDING,
        licence=model.licence,
        source=source,
        replace=replace,
    )
    return changed


def load_published(name: str) -> PublishedModel:
    """A kept model; raises NotAvailable with the way to have it, BadFile where its file is damaged."""
    found = assets.require(name, KIND)
    if found.path.suffix != ENDING:
        raise BadFile(f"{name} is no published body model.", how_to_mend(name))
    try:
        return read_kept(found.path)
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise BadFile(f"The kept file of {name} is damaged.", how_to_mend(name), repr(error)) from error


def published_names() -> tuple[str, ...]:
    """Names of all that are kept, whole."""
    found = ((name, recorded(name)) for name in assets.own_models())
    return tuple(name for name, own in found if own and own.record.kind == KIND and own.path.suffix == ENDING)


def write_published(model: PublishedModel, path: Path) -> None:
    """Raises OSError."""
    arrays = {name: getattr(model, name) for name in _ARRAYS}
    arrays |= {name: getattr(model, name) for name in _MAYBE if getattr(model, name) is not None}
    arrays |= {f"{_EXTRA}{name}": array for name, array in model.extras.items()}
    words = {name: getattr(model, name) for name in _WORDS}
    # one text, as the order of several is not the same each time
    save_file(
        {name: np.ascontiguousarray(array) for name, array in arrays.items()},
        path,
        {_HEADER: json.dumps(words, sort_keys=True)},
    )


def read_kept(path: Path) -> PublishedModel:
    """Raises OSError, SafetensorError, ValueError, KeyError or TypeError where the file is not as we write it."""
    with safe_open(path, framework="numpy") as file:
        words: dict[str, Any] = json.loads((file.metadata() or {})[_HEADER])
        names = set(file.keys())
        arrays = {name: file.get_tensor(name) for name in (*_ARRAYS, *sorted(names & set(_MAYBE)))}
        extras = {name.removeprefix(_EXTRA): file.get_tensor(name) for name in names if name.startswith(_EXTRA)}
    if words["family"] not in FAMILIES:
        raise ValueError(f"there is no family {words['family']!r}")
    told = {name: tuple(words[name]) if isinstance(words[name], list) else words[name] for name in _WORDS}
    return PublishedModel(**told, **arrays, extras=extras)
