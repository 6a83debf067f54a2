"""Published bodies in the user's files become models of the user's, each read, built once to see that it stands, and
kept with its licence."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ... import assets
from ...assets.licences import selling
from ...body.published import PublishedModel, find_published, published_names, save_published
from ...protocol.errors import BadRequest
from ...protocol.files import whole_file


@dataclass(frozen=True)
class Adding:
    """What was found at the user's paths, and the models of it one after another, each as soon as it is kept.

    passed_over: (name of a file, why) of those that are no model and complete none.
    """

    count: int
    passed_over: tuple[tuple[str, str], ...]
    added: Iterator[Added]


@dataclass(frozen=True)
class Added:
    """changed: False where the very same was here. sources: names of its files. selling: whether what is made with it
    may be sold."""

    name: str
    licence: str
    selling: str
    sources: tuple[str, ...]
    vertices: int
    changed: bool


def add_published(path: Path, licence: str = "", replace: bool = False) -> Adding:
    """licence: under which the user has the models, where that is another than their publishers' usual.

    Raises BadFile where there is none, BadRequest where another of the name is here and `replace` is not asked for:
    then none after it is kept.
    """
    path = path.expanduser().absolute()
    finds = find_published([path])
    return Adding(
        len(finds.models),
        finds.passed_over,
        (_kept(model, str(path), licence.strip(), replace) for model in finds.read()),
    )


def remove_published(name: str) -> None:
    """Raises BadRequest for what is no published body of the user's."""
    if name not in published_names():
        raise BadRequest(
            f"You have added no body {name[:60]!r}.",
            f"Those that you added: {', '.join(published_names()) or 'none'}.",
        )
    assets.remove(name)


def _kept(model: PublishedModel, source: str, licence: str, replace: bool) -> Added:
    from ...body.described import described
    from ...body.published.adapting.adapter import published_body, with_texture_space

    model = with_texture_space(dataclasses.replace(model, licence=licence or model.licence))
    plain = described(published_body(model))
    changed = save_published(model, source, replace=replace)
    with whole_file(assets.folder_of(model.name) / assets.BODY) as file:
        file.write(json.dumps(plain).encode())
    told = selling(model.licence).sentence
    return Added(model.name, model.licence, told, model.sources, len(model.template), changed)
