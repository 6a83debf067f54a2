"""Published models in files and folders of the user's, recognised by what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ....protocol.errors import BadFile
from ..model import Family, PublishedModel
from .beside import Beside, beside_of, with_beside
from .contents import kind_of, listed, opened
from .families import VERTICES
from .ict_folder import NEUTRAL, read_ict
from .ict_folder import files_of as files_of_ict
from .smpl_file import KEYS, build, family_of
from .variants import variant_of

MAX_FILES = 5000
MAX_NEIGHBOURS = 300
"""files in the folder of a single file, among which those that complete it are looked for"""
_MOTION = "poses"
"""what files of AMASS hold, which are often taken for a body"""
_PUBLISHED = "the files of SMPL, SMPL-X, FLAME, SMAL or the ICT Face Model, as their publishers give them"


@dataclass(frozen=True, eq=False)
class Found:
    """A model that was recognised and is not read yet."""

    name: str
    path: Path
    shapes: int
    read: Callable[[], PublishedModel]


@dataclass(frozen=True, eq=False)
class Finds:
    """What there is at some paths."""

    models: tuple[Found, ...]
    beside: tuple[Beside, ...]
    passed_over: tuple[tuple[str, str], ...]
    """(name of a file, why) of those that are no model and complete none"""

    def read(self) -> Iterator[PublishedModel]:
        """One after another, as each is large. Raises BadFile."""
        for found in self.models:
            yield with_beside(found.read(), self.beside)


def read_published(paths: Sequence[Path], vertices: Mapping[Family, int] = VERTICES) -> tuple[PublishedModel, ...]:
    """All published models in files and folders, each completed by what lies beside it.

    vertices: the count that each family must have. Raises BadFile, in one sentence, where a file that is named is no
    model, or where folders hold none.
    """
    return tuple(find_published(paths, vertices).read())


def find_published(paths: Sequence[Path], vertices: Mapping[Family, int] = VERTICES) -> Finds:
    """Like `read_published`, before the models' arrays are made. Of two files with one model, the one with more
    coefficients of shape counts."""
    models: list[Found] = []
    beside: list[Beside] = []
    passed: list[tuple[str, str]] = []
    named = [path.parent if path.name == NEUTRAL else path for path in (Path(path).expanduser() for path in paths)]
    for path in named:
        files = _below(path) if path.is_dir() else [path]
        for folder in sorted({file.parent for file in files if file.name == NEUTRAL}) if path.is_dir() else []:
            models.append(_ict(folder, vertices["ict"]))
            own = set(files_of_ict(folder))
            files = [file for file in files if file not in own]
        for file in files:
            try:
                found = _look(file, vertices, alone=named == [file])
            except BadFile as error:
                if file in named:
                    raise
                passed.append((file.name, error.message))
                continue
            if isinstance(found, Found):
                models.append(found)
            elif found is not None:
                beside.append(found)
            elif file in named:
                raise _unknown(file)
    models, doubles = _once(models)
    passed += doubles
    if not models:
        _complain(named, beside, passed)
    for path in named:
        if path.is_file():
            beside += _neighbours(
                path, {file.name for file in beside} | {model.path.name for model in models}, vertices
            )
    return Finds(tuple(models), tuple(beside), tuple(passed))


def _unknown(file: Path) -> BadFile:
    with opened(file) as contents:
        names = [name for name in contents.values if name]
    told = f"; it has {listed(names)}" if names else ""
    hint = f"Give {_PUBLISHED}."
    if _MOTION in names:
        hint = f"A motion is read by: galatea motion import {file.name} --avatar avatar.npz --out DIR"
    return BadFile(f"{file.name} is no body model that is known here{told}.", hint)


def _below(folder: Path) -> list[Path]:
    files = []
    for file in folder.rglob("*"):
        if file.is_file():
            files.append(file)
            if len(files) > MAX_FILES:
                raise BadFile(
                    f"There are more than {MAX_FILES} files in {folder}.", "Name the folder of the models alone."
                )
    return [file for file in sorted(files) if _readable(file)]


def _readable(file: Path) -> bool:
    try:
        return bool(kind_of(file))
    except OSError:
        return False


def _look(file: Path, vertices: Mapping[Family, int], alone: bool = False) -> Found | Beside | None:
    """What a file is. Of several models each is read when its turn comes, as each is large; one alone at once."""
    with opened(file) as contents:
        if any(key in contents for key in KEYS):
            family = family_of(contents, vertices)
            name = "-".join(filter(None, (family, variant_of(family, contents))))
            shapes = contents.array("shapedirs").shape[-1]
            if alone:
                model = build(contents, vertices)
                return Found(name, file, shapes, lambda: model)
            return Found(name, file, shapes, lambda: _read(file, vertices))
        if not contents.values and contents.mesh is None:
            raise contents.wrong("it is empty")
        if any("/" in name or Path(name).suffix for name in contents.values) and kind_of(file) == "npz":
            raise contents.wrong("it is packed", "Unpack it, and add the folder.")
        return beside_of(contents, vertices)


def _read(file: Path, vertices: Mapping[Family, int]) -> PublishedModel:
    with opened(file) as contents:
        return build(contents, vertices)


def _ict(folder: Path, count: int) -> Found:
    return Found("ict", folder / NEUTRAL, len(tuple(folder.glob("identity*.obj"))), lambda: read_ict(folder, count))


def _once(models: list[Found]) -> tuple[list[Found], list[tuple[str, str]]]:
    best: dict[str, Found] = {}
    passed = []
    for model in models:
        other = best.setdefault(model.name, model)
        if other is model:
            continue
        less, more = sorted((other, model), key=lambda found: found.shapes)
        if more.shapes == less.shapes:
            less, more = model, other
        best[model.name] = more
        passed.append((less.path.name, f"It is {model.name} as {more.path.name}, which has {more.shapes} shapes."))
    return list(best.values()), passed


def _neighbours(file: Path, known: set[str], vertices: Mapping[Family, int]) -> list[Beside]:
    """What in the folder of a file completes it: no model, and nothing damaged."""
    others = [other for other in sorted(file.parent.iterdir()) if other.is_file() and other.name not in known]
    found = []
    for other in others if len(others) <= MAX_NEIGHBOURS else ():
        if not _readable(other) or other.stat().st_size > file.stat().st_size + (64 << 20):
            continue
        try:
            beside = _look(other, vertices)
        except BadFile:
            continue
        if isinstance(beside, Beside):
            found.append(beside)
    return found


def _complain(named: list[Path], beside: list[Beside], passed: list[tuple[str, str]]) -> None:
    if beside:
        raise BadFile(
            f"{beside[0].name} completes a model, and there is none beside it.", "Add the folder that holds both."
        )
    if passed:
        more = f" ({len(passed) - 1} more files are none either.)" if len(passed) > 1 else ""
        raise BadFile(f"There is no body model in {named[0]}: {passed[0][1]}{more}", f"Give {_PUBLISHED}.")
    missing = [path for path in named if not path.exists()]
    if missing:
        raise BadFile(f"There is no file at {missing[0]}.", "Correct the path.")
    raise BadFile(f"There is no body model in {named[0] if named else 'nothing'}.", f"Give {_PUBLISHED}.")
