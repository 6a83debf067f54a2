"""`galatea models`: every model that there is and what its licence allows; fetching more, adding one's own."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import tyro

from .. import assets
from ..assets.bundled import bundled_paths
from ..protocol.errors import BadFile, BadRequest, NotAvailable
from ..protocol.events import ModelInfo
from ..server.catalogue import known_models, users_models
from .asking import accepted, agreed, megabytes, progress, silent

KINDS = ", ".join(f"{name} ({kind.is_a})" for name, kind in assets.KINDS.items())


def models(
    action: tyro.conf.Positional[Literal["list", "where", "get", "add", "remove"]] = "list",
    model: tyro.conf.Positional[str] = "",
    file: tyro.conf.Positional[Path | None] = None,
    kind: Annotated[str, tyro.conf.arg(help=f"What an added model is, where it is no published body: {KINDS}.")] = "",
    licence: str = "",
    leave: bool = False,
    replace: bool = False,
    accept_licence: bool = False,
    yes: bool = False,
    as_json: bool = False,
) -> int:
    """List models, tell where the files of one are, fetch one from its publisher, add your own, or remove one that was
    fetched or added.

    Args:
        action: What to do.
        model: To list, where and remove: a name; listed alone, all of it is told. To get: an open_clip model as
            NAME/PRETRAINED, for example ViT-B-32/openai. To add: a file or folder of published bodies (SMPL, SMPL-X,
            FLAME, SMAL, the ICT Face Model) or of SMIRK, as you have it from its publisher; or a name, then the file.
        file: The file to add under a name, or a folder of files.
        licence: The licence under which you have an added model, as CC-BY-4.0. Published bodies have their publishers'
            unless you say another.
        leave: Do not copy an added file; it stays where it is, and must stay there.
        replace: Put an added body in the place of another with its name.
        accept_licence: Say yes to the model's licence without being asked.
        yes: Remove without being asked.
        as_json: List as JSON.
    """
    if action == "list":
        return _list(model, as_json)
    if not model:
        raise BadRequest("Which model?", f"Name it, for example: galatea models {action} {_EXAMPLES[action]}")
    if action == "where":
        return _where(model)
    if action == "remove":
        return _remove(model, yes)
    if action == "add":
        return _add(model, file, kind, licence, leave) if file or kind else _add_bodies(Path(model), licence, replace)
    from ..assets.download import fetch
    from ..clip.published import published

    item = published(model)
    path = fetch(item, lambda download: accept_licence or accepted(download), progress)
    print(f"\n{path}")
    return 0


_EXAMPLES = {"get": "ViT-B-32/openai", "add": "SMPL_FEMALE.pkl", "remove": "smpl-female", "where": "smpl-female"}


def _list(name: str, as_json: bool) -> int:
    found = [model for model in (*known_models(), *users_models()) if name in ("", model.name)]
    if name and not found:
        raise NotAvailable(f"The model {name} is not on this machine.", "`galatea models` lists those that are.")
    if as_json:
        print(json.dumps([_plain(model) for model in found], indent=2))
    elif name:
        for model in found:
            print("\n".join(f"{key:<10} {value}" for key, value in _plain(model).items() if value != ""))
    else:
        print(_table(found))
    return 0


def _plain(model: ModelInfo) -> dict[str, Any]:
    told = {field.name: getattr(model, field.name) for field in dataclasses.fields(model)}
    return {**told, "sliders": len(model.sliders)}


def _table(models: Sequence[ModelInfo]) -> str:
    """Names, kinds, sizes and origins in columns; under each what its licence is and allows, or what is wrong."""
    names, kinds = (max(len(getattr(model, key)) for model in models) for key in ("name", "kind"))
    lines = []
    for model in models:
        lines.append(
            f"{model.name:<{names}}  {model.kind:<{kinds}}  {megabytes(model.size):>9}  {model.origin}".rstrip()
        )
        told = (model.licence, model.selling, model.message)
        lines += [f"{'':<{names}}  {text}" for text in told if text]
    return "\n".join(lines)


def _add(model: str, file: Path | None, kind: str, licence: str, leave: bool) -> int:
    if file is None:
        raise BadRequest("Which file?", f"Name it: galatea models add {model} FILE --kind KIND --licence LICENCE")
    kind = kind.replace("-", "_").replace(" ", "_")
    if not kind:
        raise BadRequest("What is this model?", f"Say it with --kind: {KINDS}.")
    if kind == "wearable":
        raise BadRequest(
            "What can be worn is added to the wardrobe, which reads it first.", f"Run: galatea wardrobe add {file}"
        )
    if kind == "body":
        raise BadRequest("A body is recognised by what is in its files.", f"Run: galatea models add {file}")
    if kind == "mapper":
        _check_mapper(file.expanduser())
    added = assets.add(model, file, kind, licence, leave=leave, on_progress=progress if sys.stderr.isatty() else silent)
    print(f"added {model} ({megabytes(added.record.size) or '0 MB'}): {added.path}")
    print(added.record.selling.sentence)
    if not assets.KINDS[kind].used_by:
        print(f"It is listed; nothing in this version asks for {kind} models of yours yet.")
    return 0


def _check_mapper(file: Path) -> None:
    """Raises BadRequest for one that others published, BadFile for what is none."""
    from ..capabilities.models.adding import MAPPER_KEPT, keeping_mapper

    if file.suffix == ".ckpt":
        raise BadRequest(MAPPER_KEPT, keeping_mapper(file))
    from ..semantics.mapper_file import read_mapper

    read_mapper(file)


def _add_bodies(path: Path, licence: str, replace: bool) -> int:
    """Published bodies, recognised by what is in the files."""
    from ..capabilities.models.adding import add_published

    if not path.expanduser().exists():
        raise BadFile(
            f"There is no file or folder {path}.",
            "Name one of a published body. Another model has a name first: "
            f"galatea models add {path.name} FILE --kind KIND",
        )
    adding = add_published(path, licence, replace)
    for name, why in adding.passed_over:
        print(f"left out {name}: {why}", file=sys.stderr)
    for found in adding.added:
        if not found.changed:
            print(f"{found.name} is here already, as it is")
            continue
        print(f"added {found.name} ({found.what}) from {', '.join(found.sources)}")
        print(f"  {found.licence}\n  {found.selling}")
        print(f"  Try it: {found.try_it}")
    return 0


def _where(model: str) -> int:
    """One path a line: the model's file, or the folder of its files."""
    bundled = [known for known in known_models() if known.name == model]
    if bundled:
        print("\n".join(map(str, bundled_paths(model))) or f"{model} is made by the program, without files")
        return 0
    print(assets.require(model).path)
    return 0


def _remove(model: str, yes: bool) -> int:
    size = sum(path.stat().st_size for path in assets.files_of(model))
    if not (yes or agreed(f"Remove {model} ({size >> 20} MB)?", "--yes to remove it")):
        print(f"{model} was not removed", file=sys.stderr)
        return 1
    assets.remove(model)
    print(f"removed {model}")
    return 0
