"""What was made of which request, in the folder of each person; a folder appears whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from ..codec import decode, dump_json, load_json
from ..errors import BadRequest
from ..files import flush_folder, whole_file

RECORD = "made.json"
AVATAR, PREVIEW, REQUEST, REPORT = "avatar.npz", "preview.png", "request.json", "report.json"
TOLD = ("measurements", "timings_s", "warnings", "unknown_words")
"""what of a report stands in the summary"""
ONE_MESH = ", one mesh"
MAX_RECORD_BYTES = 1 << 20
WORK = ".galatea"
"""in the batch's folder, for what is not whole yet"""
OLD = "..old"
"""ends the name of a folder that another takes the place of; no person's name has two dots in a row"""


def program_of(preset: str, one_mesh: bool) -> str:
    """What a record says of the program that a file is for."""
    return f"{preset}{ONE_MESH}" if one_mesh else preset


def asked_of(program: str) -> tuple[str, bool]:
    """Preset, and whether body and wearables are one mesh; the inverse of `program_of`."""
    return program.removesuffix(ONE_MESH), program.endswith(ONE_MESH)


@dataclass(frozen=True, kw_only=True)
class Record:
    """Of one finished person."""

    request: str
    """digest of what it was made of"""
    source: str
    """digest of the place of the file that asked for it"""
    files: Mapping[str, str]
    """name -> SHA-256"""
    exports: Mapping[str, str] = field(default_factory=dict)
    """name of an exported file -> the program that it is for"""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """what the summary tells"""


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What the facts of a record are."""

    seconds: float = 0.0
    files: tuple[str, ...] = ()
    checks: Mapping[str, str] = field(default_factory=dict)
    measurements: Mapping[str, Any] = field(default_factory=dict)
    timings_s: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    unknown_words: tuple[str, ...] = ()


def source_of(file: Path) -> str:
    return hashlib.sha256(os.fsencode(file.resolve())).hexdigest()


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def read_records(out: Path) -> dict[str, Record]:
    """Name of each folder in `out` that holds a finished person -> its record. One that cannot be read is none."""
    found: dict[str, Record] = {}
    for folder in out.iterdir() if out.is_dir() else ():
        if folder.name != WORK and (record := read_record(folder)) is not None:
            found[folder.name] = record
    return found


def read_record(folder: Path) -> Record | None:
    try:
        with (folder / RECORD).open("rb") as file:
            record = decode(Record, load_json(file.read(MAX_RECORD_BYTES)), ())
    except (OSError, BadRequest):
        return None
    right = all(_is_name(name) for name in (*record.files, *record.exports)) and _can_be_told(record.facts)
    return record if right else None


def _can_be_told(facts: Mapping[str, Any]) -> bool:
    """Whether the summary can read them."""
    known = {each.name for each in fields(_Told)}
    try:
        decode(_Told, {name: value for name, value in facts.items() if name in known}, ())
    except BadRequest:
        return False
    return True


def _is_name(name: str) -> bool:
    """Whether it is that of a file in the folder itself."""
    return name not in ("", ".", "..") and not set(name) & set("/\\:\0")


def is_whole(folder: Path, record: Record) -> bool:
    """Whether every file of a record is there and as it was written."""
    try:
        return all(sha256(folder / name) == digest for name, digest in record.files.items())
    except OSError:
        return False


def close_folder(
    folder: Path, request: str, source: str, report: dict[str, Any], exports: Mapping[str, str], seconds: float
) -> dict[str, Any]:
    """Write the report and, when all other files are there, the record; returns the facts for the summary."""
    write_json(folder / REPORT, report)
    names = sorted(entry.name for entry in folder.iterdir() if entry.is_file() and entry.name != RECORD)
    facts = {name: report[name] for name in TOLD if name in report}
    facts |= {"seconds": round(seconds, 1), "files": names, "checks": report.get("checks", {})}
    files = {name: sha256(folder / name) for name in names}
    write_record(folder, Record(request=request, source=source, files=files, exports=exports, facts=facts))
    return facts


def write_record(folder: Path, record: Record) -> None:
    with whole_file(folder / RECORD) as file:
        file.write(dump_json(asdict(record)))


def write_json(file: Path, value: Any) -> None:
    with whole_file(file) as opened:
        opened.write(json.dumps(value, indent=2, ensure_ascii=False).encode(errors="replace") + b"\n")


def fresh_folder(out: Path, name: str) -> Path:
    """An empty folder to make a person in."""
    folder = out / WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def put_in_place(made: Path, target: Path, before: Record | None) -> None:
    """Give a whole folder its place. What stands there is of before; files of other origin in it go along."""
    if target.is_dir():
        ours = {RECORD, *(before.files if before else ())}
        for entry in target.iterdir():
            if entry.name not in ours and not (made / entry.name).exists():
                os.replace(entry, made / entry.name)
        old = made.with_name(made.name + OLD)
        shutil.rmtree(old, ignore_errors=True)
        os.replace(target, old)
        os.replace(made, target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.replace(made, target)
    with contextlib.suppress(OSError):
        flush_folder(target.parent)


def recover(out: Path) -> None:
    """Finish what a killed batch was about to put in place; the rest of what it left is worth nothing."""
    work = out / WORK
    left = [entry for entry in work.iterdir() if entry.is_dir()] if work.is_dir() else []
    for folder in left:
        record = read_record(folder)
        if record is not None and not folder.name.endswith(OLD) and is_whole(folder, record):
            put_in_place(folder, out / folder.name, read_record(out / folder.name))
    for folder in left:
        target = out / folder.name.removesuffix(OLD)
        if folder.is_dir() and folder.name.endswith(OLD) and not target.exists():
            os.replace(folder, target)
        shutil.rmtree(folder, ignore_errors=True)
