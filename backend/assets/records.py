"""What is known of a model, of any kind and wherever it is from: one record, and the kinds that there are."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path, PurePosixPath
from typing import Any

from ..protocol.codec import closest, decode, load_json
from ..protocol.errors import BadRequest
from ..protocol.files import whole_file
from .licences import ANSWERS, Selling, selling

RECORD = "galatea-model.json"
"""The file beside those of a model that was fetched or added."""
COPIES = "+files"
"""The folder with the copies of what was added; no part of a model's name can be called so."""
BODY = "galatea-body.json"
"""The file beside the record of an added body: its form, metrics and sliders, as under "bodies" in models.json."""
MAX_RECORD_BYTES = 1 << 22
MAX_TEXT = 2000


@dataclass(frozen=True)
class Kind:
    is_a: str
    used_by: str = ""
    """how a request names one that was fetched or added; empty while nothing asks for one"""


KINDS: dict[str, Kind] = {
    "body": Kind("a parametric body, face or animal", used_by="--body"),
    "encoder": Kind("pictures and words in one space", used_by="--encoder"),
    "lexicon": Kind("what English words mean for a person"),
    "appearance": Kind("masks from which skin, hair and clothes are painted"),
    "mapper": Kind("words as sliders of a body", used_by="--words NAME:word"),
    "texture_generator": Kind("textures from words or pictures"),
    "face_reader": Kind("faces from pixels: shape, expression, jaw and pose", used_by="--model"),
    "landmarks": Kind("joints and outlines of people in photos, and faces that act"),
    "motion_prior": Kind("which movements are likely", used_by="--prior"),
    "wearable": Kind("hair, clothes or other things that a figure wears", used_by="the look's worn"),
}
"""Every kind of model; a new one is one line."""


@dataclass(frozen=True, kw_only=True)
class ModelFile:
    path: str
    """below the model's folder, with /"""
    size: int = 0
    """bytes; 0 where nobody told"""
    sha256: str = ""
    """64 hexadecimal digits; empty where nobody told"""


@dataclass(frozen=True, kw_only=True)
class ModelRecord:
    name: str
    kind: str
    """one of KINDS, or a kind that another version knows"""
    origin: str
    """bundled, fetched or added"""
    source: str
    """where it is from: a web address, a path, or the command that makes it"""
    licence: str
    sell: str = ""
    """"yes" or "no" where its makers state whether what is made with it may be sold"""
    files: tuple[ModelFile, ...]
    place: str = ""
    """the folder of the files: below that of the record, or a whole path where they stayed where the user has them"""

    @property
    def size(self) -> int:
        """bytes"""
        return sum(file.size for file in self.files)

    @property
    def selling(self) -> Selling:
        return selling(self.licence, self.sell)


def check_record(record: ModelRecord) -> None:
    """Raises BadRequest for one that would lead out of its folder, has no files, or holds no text."""
    for name in ("name", "kind", "origin", "source", "licence"):
        text = getattr(record, name)
        if not text.strip() or len(text) > MAX_TEXT or not text.replace("\n", " ").isprintable():
            raise BadRequest(f"The {name} of a model is a text of at most {MAX_TEXT} characters, not {text[:60]!r}.")
    if record.sell and record.sell not in ANSWERS:
        raise BadRequest(f"May it be sold: {record.sell[:60]!r}.", f"Say one of {', '.join(ANSWERS)}.")
    if record.place not in ("", COPIES) and not Path(record.place).is_absolute():
        raise BadRequest(f"The files of {record.name} lie at {record.place[:60]!r}, which is no whole path.")
    if not record.files and record.origin != "bundled":  # what comes with the program may be made by it
        raise BadRequest(f"The model {record.name} has no files.")
    for file in record.files:
        parts = PurePosixPath(file.path).parts
        if not parts or file.path.startswith("/") or "\\" in file.path or ".." in parts or ":" in parts[0]:
            raise BadRequest(f"A file of {record.name} lies at {file.path[:60]!r}, outside of its folder.")


def check_kind(kind: str) -> None:
    """Raises BadRequest for a kind that is none."""
    if kind not in KINDS:
        raise BadRequest(f"There is no kind of model named {kind[:60]!r}.", closest(kind[:60], KINDS))


def read_record(file: Path, name: str) -> ModelRecord:
    """The record of the model `name`. Raises OSError, or BadRequest where the file is none.

    Fields that a later version added are passed over.
    """
    plain = load_json(file.read_bytes(), MAX_RECORD_BYTES, "record")
    if isinstance(plain, dict) and "filename" in plain:
        plain = _from_download(plain, name)
    if not isinstance(plain, dict):
        raise BadRequest("The record of a model is a JSON object.")
    known = {field.name for field in fields(ModelRecord)}
    told = {key: value for key, value in plain.items() if key in known}
    record = decode(ModelRecord, {**told, "name": name}, ())
    check_record(record)
    return record


def write_record(record: ModelRecord, file: Path) -> None:
    check_record(record)
    with whole_file(file) as out:
        out.write(json.dumps(asdict(record), indent=2).encode())


def _from_download(plain: dict[str, Any], name: str) -> dict[str, Any]:
    """As it was when every model was an encoder that was fetched, with one file."""
    return {
        "name": name,
        "kind": "encoder",
        "origin": "fetched",
        "source": plain.get("url", "where it was fetched from is not recorded"),
        "licence": plain.get("licence"),
        "files": [{"path": plain["filename"], "size": plain.get("size", 0), "sha256": plain.get("sha256", "")}],
    }
