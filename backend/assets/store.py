"""The user's own models: those that were fetched and those that were added, each in a folder with its record."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from ..protocol.errors import BadFile, BadRequest, NotAvailable, ResourceExhausted
from ..protocol.folders import MODELS, data_folder, unusable
from .bundled import bundled_names
from .records import COPIES, KINDS, RECORD, ModelFile, ModelRecord, check_kind, read_record, write_record

CHUNK = 1 << 20
MAX_FILES = 10_000


@dataclass(frozen=True)
class LocalModel:
    """A model whose files are whole on this machine."""

    path: Path
    """its file, or the folder of its files where there are several"""
    record: ModelRecord

    @property
    def licence(self) -> str:
        return self.record.licence


def folder_of(model: str) -> Path:
    """Where the files of a model live; raises BadRequest for a name that would lead elsewhere."""
    if not all(
        part and set(part) != {"."} and part.replace("-", "").replace(".", "").replace("_", "").isalnum()
        for part in model.split("/")
    ):
        raise BadRequest(
            f"{model!r} is not the name of a model.", "Write it like ViT-B-32/openai, with letters, digits, - . and _."
        )
    return data_folder() / "models" / model


def require(model: str, kind: str = "") -> LocalModel:
    """The files of a model that was fetched or added.

    Raises NotAvailable with the command that fetches it, BadRequest where it is another `kind` of model.
    """
    if not (folder_of(model) / RECORD).exists():
        raise NotAvailable(
            f"The model {model} is not on this machine.",
            f"Run: galatea models get {model}, or with a file of yours: galatea models add {model} FILE",
        )
    found = recorded(model)
    if found is None:
        raise NotAvailable(f"The model {model} is not whole.", how_to_mend(model))
    if kind and found.record.kind != kind:
        raise BadRequest(
            f"{model} is a model of the kind {found.record.kind}, not {kind}.", "`galatea models` lists all."
        )
    return found


def recorded(model: str) -> LocalModel | None:
    """What the record of a model tells of; None where record or files are not whole."""
    folder = folder_of(model)
    try:
        record = read_record(folder / RECORD, model)
        place = folder / record.place
        paths = [place / file.path for file in record.files]
        for path, file in zip(paths, record.files, strict=True):
            if not path.is_file() or file.size not in (0, path.stat().st_size):
                return None
    except (OSError, BadRequest):
        return None
    return LocalModel(paths[0] if len(paths) == 1 else place, record)


def how_to_mend(model: str) -> str:
    """What to do about a model that is not whole."""
    try:
        added = read_record(folder_of(model) / RECORD, model).origin == "added"
    except (OSError, BadRequest):
        added = False
    again = f"galatea models add {model} FILE" if added else f"galatea models get {model}"
    return f"Run: galatea models remove {model}, then: {again}"


def own_models() -> tuple[str, ...]:
    """The names of all models that were fetched or added."""
    if MODELS.find() is None:
        return ()
    root, found = data_folder() / "models", []
    for folder, below, files in os.walk(root):
        if COPIES in below:
            below.remove(COPIES)
        if RECORD in files and Path(folder) != root:
            found.append(Path(folder).relative_to(root).as_posix())
    return tuple(sorted(found))


def files_of(model: str) -> tuple[Path, ...]:
    """All files of one model that are ours, its unfinished download too. Raises NotAvailable where there are none."""
    folder = folder_of(model)
    found = [path for path in (*folder.glob("*"), *(folder / COPIES).rglob("*")) if path.is_file()]
    if not found:
        inside = [name for name in own_models() if name.startswith(f"{model}/")]
        hint = f"Name one: {', '.join(inside)}." if inside else "`galatea models` lists those that are."
        raise NotAvailable(f"The model {model} is not on this machine.", hint)
    return tuple(sorted(found))


def remove(model: str) -> None:
    """Delete one model and nothing else; files that were left where the user has them stay there."""
    root = data_folder() / "models"
    for path in files_of(model):
        path.unlink()
    shutil.rmtree(folder_of(model) / COPIES, ignore_errors=True)
    remove_empty(folder_of(model), root)


def add(
    model: str,
    path: Path,
    kind: str,
    licence: str,
    *,
    leave: bool = False,
    source: str = "",
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> LocalModel:
    """Take a file of the user's, or a folder of files, into the list of models: copied, or left where it is.
    source: where it is from, where that is not `path`.

    Raises BadRequest (name, kind, or no licence stated), BadFile (nothing to read there) or ResourceExhausted.
    """
    folder = folder_of(model)
    check_kind(kind)
    if KINDS[kind].used_by == "--encoder" and "/" not in model:
        raise BadRequest(
            f"From the name {model} nobody could tell the encoder's architecture.",
            f"Begin the name with open_clip's name of it, for example: ViT-B-32/{model}",
        )
    if not licence.strip():
        raise BadRequest(
            "Under which licence do you have this model?",
            'Say it, for example --licence CC-BY-4.0, or --licence "not known".',
        )
    if model in bundled_names() or (folder / RECORD).exists():
        raise BadRequest(f"There is a model {model} already.", "Give another name, or remove that one first.")
    path = Path(os.path.abspath(path.expanduser()))
    place, names = _files_in(path)
    try:
        total = sum((place / name).stat().st_size for name in names)
        if not leave:
            _make_room(model, folder, total)
        made: list[ModelFile] = []
        for name in names:
            before = sum(file.size for file in made)
            copy = None if leave else folder / COPIES / name
            size, sha256 = read_file(place / name, copy, lambda done, before=before: on_progress(before + done, total))
            made.append(ModelFile(path=name, size=size, sha256=sha256))
        record = ModelRecord(
            name=model,
            kind=kind,
            origin="added",
            source=source or str(path),
            licence=licence.strip(),
            files=tuple(made),
            place=str(place) if leave else COPIES,
        )
        folder.mkdir(parents=True, exist_ok=True)
        write_record(record, folder / RECORD)
    except BaseException as error:
        shutil.rmtree(folder / COPIES, ignore_errors=True)
        remove_empty(folder, data_folder() / "models")
        if isinstance(error, OSError):
            raise _of_copying(path, folder, error) from error
        raise
    return require(model)


def _files_in(path: Path) -> tuple[Path, tuple[str, ...]]:
    """The folder, and the names of the files below it that belong to the model."""
    if path.is_file():
        return path.parent, (path.name,)
    if not path.is_dir():
        raise BadFile(f"There is no file at {path}.", "Correct the path.")
    names = tuple(sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file()))
    if not 0 < len(names) <= MAX_FILES:
        raise BadFile(f"There are {len(names)} files in {path}.", "Name the folder that holds this model alone.")
    return path, names


def _make_room(model: str, folder: Path, size: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < size:
        raise ResourceExhausted(
            f"{model} needs {size >> 20} MB of disk space in {folder}.",
            "Free some space, leave the files where they are with --leave, or set GALATEA_HOME to another disk.",
        )


def read_file(
    source: Path, copy: Path | None = None, on_progress: Callable[[int], None] = lambda done: None
) -> tuple[int, str]:
    """Bytes and SHA-256 of a file, which is copied meanwhile where a place for that is given. Raises OSError."""
    digest, done = hashlib.sha256(), 0
    with ExitStack() as stack:
        file, out = stack.enter_context(source.open("rb")), None
        if copy is not None:
            copy.parent.mkdir(parents=True, exist_ok=True)
            out = stack.enter_context(copy.open("wb"))
        while chunk := file.read(CHUNK):
            if out is not None:
                out.write(chunk)
            digest.update(chunk)
            done += len(chunk)
            on_progress(done)
    return done, digest.hexdigest()


def remove_empty(folder: Path, root: Path) -> None:
    """The folder and those around it, as far as nothing is in them."""
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _of_copying(path: Path, folder: Path, error: OSError) -> BadFile | ResourceExhausted:
    place = Path(error.filename) if error.filename else folder
    if place == path or path in place.parents:
        return BadFile(f"{place} cannot be read: {error.strerror or error}.", "Check that you may read it.")
    return unusable(folder, error)
