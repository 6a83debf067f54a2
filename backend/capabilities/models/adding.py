"""Published bodies in the user's files become models of the user's, each read, built once to see that it stands, and
kept with its licence; so do nets that read faces and priors of poses and motions, recognised by what is in their
files."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ... import assets
from ...assets.licences import selling
from ...body.published import PublishedModel, find_published, published_names, save_published
from ...protocol.errors import BadFile, BadRequest
from ...protocol.files import whole_file

ENDINGS, MOST_FILES = (".pt", ".pth", ".tar", ".ckpt", ".safetensors"), 200
"""of files in a folder among which nets are looked for, and how many of them"""


PRIORS = (".pt", ".pth", ".ckpt")
MAPPER_KEPT = "A mapper that others published is kept with the body that it is of, and with its labels beside it."


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
    what: str
    """what it has, in a few words"""
    try_it: str
    """a command that uses it"""
    changed: bool


def add_published(path: Path, licence: str = "", replace: bool = False) -> Adding:
    """licence: under which the user has the models, where that is another than their publishers' usual.

    Raises BadFile where there is none, BadRequest where another of the name is here and `replace` is not asked for:
    then none after it is kept.
    """
    path = path.expanduser().absolute()
    licence = licence.strip()
    found = _nets(path)
    nets = (keep(file, licence, replace) for file, keep in found)
    if [file for file, _ in found] == [path]:
        return Adding(1, (), nets)
    mappers = {file.name: file for file in _files(path) if _is_mapper(file)}
    if path.name in mappers and path.is_file():
        raise BadRequest(MAPPER_KEPT, keeping_mapper(path))
    try:
        finds = find_published([path])
    except BadFile:
        if not found:
            raise
        return Adding(len(found), (), nets)
    names = {file.name for file, _ in found}
    return Adding(
        len(finds.models) + len(found),
        tuple(
            (n, keeping_mapper(mappers[n]) if n in mappers else why) for n, why in finds.passed_over if n not in names
        ),
        chain((_kept(model, str(path), licence, replace) for model in finds.read()), nets),
    )


def _nets(path: Path) -> list[tuple[Path, Callable[[Path, str, bool], Added]]]:
    """Checkpoints of SMIRK, and priors of poses and motions, at a path, each with what keeps it."""
    from ...motion.poses.published import is_published
    from ...smirk.model_file import is_checkpoint

    found: list[tuple[Path, Callable[[Path, str, bool], Added]]] = []
    for file in _files(path):
        if is_checkpoint(file):
            found.append((file, _kept_reader))
        elif file.suffix in PRIORS and is_published(file):
            found.append((file, _kept_prior))
    return found


def _files(path: Path) -> list[Path]:
    """Of a folder, those in which nets may be."""
    if not path.is_dir():
        return [path] if path.is_file() else []
    files = sorted(file for ending in ENDINGS for file in path.rglob(f"*{ending}"))
    return [file for file in files[:MOST_FILES] if file.is_file()]


def _is_mapper(file: Path) -> bool:
    """Whether it has the name of a mapper that others published, and its labels beside it."""
    return file.suffix == ".ckpt" and any(file.parent.glob(f"{file.stem}*_metadata.json"))


def keeping_mapper(file: Path) -> str:
    return f"Run: galatea mapper {file} --body BODY --keep NAME --licence LICENCE"


def _kept_prior(file: Path, licence: str, replace: bool) -> Added:
    from ...motion.poses.published import read_published
    from ...motion.poses.sources import WHAT, keep_published

    name, changed = keep_published(read_published(file), str(file), licence, replace)
    stated = assets.require(name).record
    poses = name not in ("motion-vae", "shape-codebook")
    way = "flow --encoder ViT-B-32/openai" if name == "pose-realnvp" else "codebook"
    pose = f'galatea pose "waving" --way {way} --prior {name} --out DIR'
    example = pose if poses else f"galatea models where {name}"
    return Added(name, stated.licence, stated.selling.sentence, (file.name,), WHAT[name], example, changed)


def _kept_reader(file: Path, licence: str, replace: bool) -> Added:
    from ...smirk.model_file import keep_smirk, read_smirk

    smirk = read_smirk(file)
    name, changed = keep_smirk(smirk, str(file), licence, replace)
    stated = assets.require(name).record
    layout = smirk.layout
    what = f"{layout.shapes} numbers of shape, {layout.outputs} of expression"
    what += ", with its generator" if smirk.generator is not None else ", without a generator"
    example = f"galatea face-from-photo PHOTO --model {name} --out DIR"
    return Added(name, stated.licence, stated.selling.sentence, (file.name,), what, example, changed)


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
    what = f"{len(model.template)} vertices"
    example = f"galatea shape --body {model.name} --out DIR"
    return Added(model.name, model.licence, told, model.sources, what, example, changed)
