"""The files of one person: the result's own, its exports read back, the report and the record."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..blender import Blender, export_avatar
from ..capabilities.exchange.check import check_export
from ..protocol.avatar_file import load_avatar, save_avatar
from ..protocol.batch.plan import Person
from ..protocol.batch.record import AVATAR, PREVIEW, REPORT, REQUEST, close_folder, program_of, read_record
from ..protocol.changes import Change
from ..protocol.errors import GalateaError, JobFailed
from ..protocol.results import Avatar, AvatarResult
from ..result_files import write_change, write_json, write_picture

Facts = dict[str, Any]
READ_BACK = ("fbx", "glb")
"""what is compared with its avatar; a .blend is read by Blender alone"""


@dataclass(frozen=True, kw_only=True)
class Exports:
    """Which files other programs get of every person."""

    formats: tuple[str, ...] = ()
    """"fbx", "glb", "blend" """
    preset: str = "mixamo"
    one_mesh: bool = False
    blender: Blender | None = None

    @property
    def files(self) -> dict[str, str]:
        """Name of each file -> the program that it is for."""
        return {f"avatar.{kind}": self.program(kind) for kind in self.formats}

    def program(self, kind: str) -> str:
        """What records say of a file; one that says something else is made again."""
        return program_of(self.preset, self.joins(kind))

    def joins(self, kind: str) -> bool:
        """Whether everything is one mesh; a .blend keeps the meshes of the scene."""
        return self.one_mesh and kind in READ_BACK


def finish_result(folder: Path, person: Person, source: str, result: Any, seconds: float, exports: Exports) -> Facts:
    """Write all files of a result into an empty folder; the record is the last.

    An export that fails costs itself: it stands in the facts. Raises OSError where the disk takes no more.
    """
    begin = time.monotonic()
    report = _write_result(folder, result)
    avatar = result.avatar if isinstance(result, AvatarResult) else None
    return _finish(folder, person, source, report, {}, avatar, exports, lambda: seconds + time.monotonic() - begin)


def finish_exports(folder: Path, before: Path, person: Person, source: str, exports: Exports) -> Facts:
    """A copy of a whole person in an empty folder gets the exports that it lacks. Raises as above, and BadFile."""
    record = read_record(before)
    assert record is not None
    for name in record.files:
        shutil.copyfile(before / name, folder / name)
    report = json.loads((folder / REPORT).read_bytes())
    avatar = load_avatar(folder / AVATAR)
    seconds = record.facts.get("seconds", 0.0)
    return _finish(folder, person, source, report, record.exports, avatar, exports, lambda: seconds)


def _finish(
    folder: Path,
    person: Person,
    source: str,
    report: dict[str, Any],
    known: Mapping[str, str],
    avatar: Avatar | None,
    exports: Exports,
    clock: Callable[[], float],
) -> Facts:
    made, checks = dict(known), dict(report.get("checks", {}))
    if avatar is not None:
        for kind in exports.formats:
            if known.get(f"avatar.{kind}") != exports.program(kind):
                checks = {name: text for name, text in checks.items() if not name.startswith(f"{kind} ")}
                checks |= {f"{kind} {name}": text for name, text in _export(folder, avatar, kind, exports).items()}
                made.pop(f"avatar.{kind}", None)
                if (folder / f"avatar.{kind}").is_file():
                    made[f"avatar.{kind}"] = exports.program(kind)
    if avatar is not None:
        report["checks"] = checks
    return close_folder(folder, person.digest, source, report, made, clock())


def _write_result(folder: Path, result: Any) -> dict[str, Any]:
    """Raises JobFailed for a result that is worth nothing in a file."""
    if isinstance(result, Change):
        return write_change(folder, result)[1]
    if not isinstance(result, AvatarResult):
        raise JobFailed(f"A {type(result).__name__} is not kept in files.", "Leave the line out.")
    save_avatar(folder / AVATAR, result.avatar)
    if result.preview.size:
        write_picture(folder / PREVIEW, result.preview)
    write_json(folder / REQUEST, dict(result.avatar.provenance.request))
    return json.loads(json.dumps(result.report))


def _export(folder: Path, avatar: Avatar, kind: str, exports: Exports) -> dict[str, str]:
    file = folder / f"avatar.{kind}"
    file.unlink(missing_ok=True)
    if exports.blender is None:
        return {"export": "No Blender was found."}
    try:
        asked: dict[str, Any] = {"preset": exports.preset, "one_mesh": exports.joins(kind)}
        export_avatar(exports.blender, folder / AVATAR, file, **asked)
        return check_export(file.read_bytes(), kind, avatar, **asked) if kind in READ_BACK else {}
    except GalateaError as error:
        return {"export": str(error)}
