# SPDX-License-Identifier: GPL-3.0-or-later
"""`… --command galatea batch people.jsonl --out FOLDER`: every person of a file as .blend, FBX and GLB, with checks."""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import bpy
import numpy as np

from . import api
from ._shared.protocol.avatar_file import load_avatar, save_avatar
from ._shared.protocol.batch.fields import pairs
from ._shared.protocol.batch.folder_lock import held
from ._shared.protocol.batch.lines import BadLine, read_lines
from ._shared.protocol.batch.plan import Person, Wanted, Work, missing, placed, seeds_of, wanted
from ._shared.protocol.batch.record import (
    AVATAR,
    PREVIEW,
    REPORT,
    REQUEST,
    asked_of,
    close_folder,
    fresh_folder,
    program_of,
    put_in_place,
    read_record,
    read_records,
    source_of,
    write_json,
)
from ._shared.protocol.batch.summary import (
    FAILED,
    KEPT,
    LEFT,
    MADE,
    Row,
    failed_checks,
    row_of,
    row_of_line,
    write_summary,
)
from ._shared.protocol.batch.variations import bounds_of, people_of, request_of
from ._shared.protocol.checks import name_of
from ._shared.protocol.errors import BadRequest, ConnectionFailed, GalateaError, JobCancelled, ResourceExhausted
from ._shared.protocol.events import Cancelled, Done, Failed
from ._shared.protocol.results import Avatar, AvatarResult
from ._shared.protocol.variations import VariationsResult
from .export import FORMATS, PRESETS, export_file
from .jobs import event_loop, waiting
from .scene import build_avatar, current, rate
from .session import session
from .session.job import Job, JobHandler
from .state import avatars
from .state.avatar_object import AvatarObject

AHEAD = 2
"""people that the backend has at once: it works while Blender exports"""
KINDS = tuple(ending.removeprefix(".") for ending in FORMATS)
Tell = Callable[[str], None]


class BatchPerson(JobHandler):
    """Keeps what became of one person until the batch has time for it; the scene and the panel stay as they are."""

    def __init__(self) -> None:
        self.result: Any = None
        self.error: GalateaError | None = None

    @property
    def over(self) -> bool:
        return self.result is not None or self.error is not None

    def on_result(self, job: Job, done: Done) -> None:
        self.result = done.result

    def on_failure(self, job: Job, failure: Failed) -> None:
        self.error = failure.error()

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        self.error = JobCancelled(cancelled.message or "The job was cancelled.")

    def on_preview(self, job: Job, image: np.ndarray) -> None:
        pass

    def on_warning(self, job: Job, message: str) -> None:
        pass


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="one prompt a line (.txt), one JSON request a line (.jsonl), or a table (.csv)")
    parser.add_argument("--out", required=True, help="folder for the people; who is whole in it is not made again")
    parser.add_argument("--format", nargs="+", choices=KINDS, default=list(KINDS), help="files of each person")
    parser.add_argument("--preset", choices=tuple(PRESETS), default="mixamo", help="program that will read them")
    parser.add_argument("--one-mesh", action="store_true", help="body and wearables as one mesh in .fbx and .glb")
    parser.add_argument("--set", nargs="+", default=[], metavar="NAME=VALUE", help="what lines do not say themselves")
    parser.add_argument("--seeds", default="", help="a person for each seed of a range, as 0:10, of lines without")
    parser.add_argument("--variations", type=int, default=0, help="so many people of each line, no two alike")
    bound = "how far sliders move for them, as a share of their way: height=0.2, body=0.3, details=0.1"
    parser.add_argument("--vary", nargs="+", default=[], metavar="NAME=VALUE", help=bound)
    parser.add_argument("--lock", nargs="+", default=[], metavar="NAME", help="sliders that stay as the line has them")


def run(asked: argparse.Namespace, tell: Tell, complain: Tell) -> int:
    """0: everybody is there and every check was passed; 1: not; 2: no line was right. Raises GalateaError."""
    begin = time.monotonic()
    file, out = (Path(export_file.whole_path(path)) for path in (asked.file, asked.out))
    given = pairs(asked.set)
    seeds = seeds_of(asked.seeds, given)
    found = [line if isinstance(line, BadLine) else wanted(line, given, seeds) for line in read_lines(file)]
    found = [_without_base(each) for each in found]
    if asked.variations > 0:
        bounds = bounds_of(asked.vary)
        api.connect(asked.address, asked.token, asked.server_key)
        found = [_varied(each, asked.variations, bounds, asked.lock) for each in found]
    elif asked.variations or asked.vary or asked.lock:
        raise BadRequest("--vary and --lock say how --variations move.", "Add --variations 10, for ten of each line.")
    bad = [each for each in found if isinstance(each, BadLine)]
    for line in bad:
        complain(f"line {line.number}: {line.message} {line.hint}".rstrip())
    try:
        out.mkdir(parents=True, exist_ok=True)
        with held(out):
            records, source = read_records(out), source_of(file)
            people = placed([one for each in found if isinstance(each, tuple) for one in each], out, records, source)
            exports = {
                f"avatar.{kind}": program_of(asked.preset, asked.one_mesh and kind != "blend")
                for kind in dict.fromkeys(asked.format)
            }
            work = missing(people, records, exports)
            rows = {person.name: row_of(person, name_of(person.request), LEFT, {}) for person in people}
            for person in (*work.kept, *work.exports_alone):
                rows[person.name] = row_of(person, name_of(person.request), KEPT, records[person.name].facts)
            try:
                if work.people or work.exports_alone:
                    api.connect(asked.address, asked.token, asked.server_key)
                    _make(work, out, source, exports, rows, complain)
            finally:
                ordered = sorted([*rows.values(), *map(row_of_line, bad)], key=lambda row: row.line)
                welcome = session.connection.welcome
                write_summary(out, ordered, time.monotonic() - begin, welcome.server_version if welcome else "")
    except OSError as error:
        what = f"The files in {out} cannot be written: {error.strerror or error}."
        raise ResourceExhausted(what, "Free some space or choose another folder, then run it again.") from error
    return _told(out, ordered, tell, complain)


def _without_base(found: Any) -> Any:
    """A line that starts from an avatar of before leaves unsaid what only the command line fills in."""
    if isinstance(found, tuple) and getattr(found[0].request, "base", None) is not None:
        return BadLine(found[0].line, "The line starts from an avatar of before.", "Make it with: galatea batch")
    return found


def _varied(found: Any, count: int, bounds: Mapping[str, float], lock: Sequence[str]) -> Any:
    """So many people in the place of each of a line, rolled by the backend."""
    if isinstance(found, BadLine):
        return found
    people: list[Wanted] = []
    try:
        for person in found:
            request = request_of(person, count, bounds, lock)
            job = session.connection.submit(request, BatchPerson(), title=person.name, key=person.name)
            done, _ = waiting.wait_for(job)
            people += people_of(person, cast(VariationsResult, done.result).people)
    except BadRequest as error:
        return BadLine.of(found[0].line, error)
    return tuple(people)


def _make(work: Work, out: Path, source: str, exports: dict[str, str], rows: dict[str, Row], complain: Tell) -> None:
    """One after another in Blender, while the backend is ahead."""
    todo, asked = list(work.people), list[tuple[Person, BatchPerson]]()
    over, total = 0, len(work.people) + len(work.exports_alone)

    def ask() -> None:
        while todo and len(asked) < AHEAD:
            person, handler = todo.pop(0), BatchPerson()
            asked.append((person, handler))
            session.connection.submit(person.request, handler, title=person.name, key=person.name)

    def end(person: Person, handler: BatchPerson | None) -> None:
        nonlocal over
        over += 1
        kind = name_of(person.request)
        try:
            facts = _finished(person, handler, out, source, exports, complain)
            rows[person.name] = row_of(person, kind, MADE, facts)
            complain(f"{over} of {total}: {person.name}")
        except GalateaError as error:
            rows[person.name] = row_of(person, kind, FAILED, {}, error)
            complain(f"line {person.line}: {person.name}: {error}")

    ask()
    for person in work.exports_alone:
        end(person, None)
    while asked:
        person, handler = asked[0]
        while not handler.over:
            event_loop.advance(timeout_ms=50)
            if session.connection.state in ("OFF", "LOST"):
                raise ConnectionFailed("The backend went away while it worked.", "Run the same command again.")
        del asked[0]
        ask()
        end(person, handler)


def _finished(
    person: Person, handler: BatchPerson | None, out: Path, source: str, exports: dict[str, str], tell: Tell
) -> dict[str, Any]:
    """Make all files of a person whose result is there, or (without a handler) those that a whole person lacks."""
    begin = time.monotonic()
    folder = fresh_folder(out, person.name)
    if handler is None:
        record = read_record(person.folder)
        assert record is not None
        for name in record.files:
            shutil.copyfile(person.folder / name, folder / name)
        report, made, seconds = json.loads((folder / REPORT).read_bytes()), dict(record.exports), record.facts
        avatar, spent = load_avatar(folder / AVATAR), float(seconds.get("seconds", 0.0))
    else:
        if handler.error is not None:
            raise handler.error
        if not isinstance(handler.result, AvatarResult):
            raise BadRequest("What comes of this line is no avatar.", "Make it with: galatea batch")
        avatar, report, made = handler.result.avatar, json.loads(json.dumps(dict(handler.result.report))), {}
        spent = float(report.get("timings_s", {}).get("total", 0.0))
        save_avatar(folder / AVATAR, avatar)
        write_json(folder / REQUEST, dict(avatar.provenance.request))
        _picture(folder / PREVIEW, handler.result.preview)
    checks = dict(report.get("checks", {}))
    with _in_the_scene(avatar, report.get("measurements", {})) as thing:
        for name, program in exports.items():
            if made.get(name) == program:
                continue
            kind = name.rpartition(".")[2]
            checks = {check: text for check, text in checks.items() if not check.startswith(f"{kind} ")}
            (folder / name).unlink(missing_ok=True)
            preset, one_mesh = asked_of(program)
            found = export_file.write_and_check(thing, folder / name, preset, tell, one_mesh)
            checks |= {f"{kind} {check}": text for check, text in found.items()}
            made[name] = program
    report["checks"] = checks
    facts = close_folder(folder, person.digest, source, report, made, spent + time.monotonic() - begin)
    put_in_place(folder, person.folder, read_record(person.folder))
    return facts


@contextlib.contextmanager
def _in_the_scene(avatar: Avatar, measurements: Mapping[str, float]) -> Iterator[AvatarObject]:
    """The scene with the avatar in it, which has on it what the panel needs of it in a .blend; afterwards the scene is
    as it was."""
    before = set(bpy.data.objects)
    scene = current.scene()
    render: Any = scene.render
    kept = (render.fps, render.fps_base, scene.frame_start, scene.frame_end, scene.frame_current)
    if avatar.motion is not None:
        rate.write(scene, avatar.motion.fps)
        scene.frame_start, scene.frame_end = 0, len(avatar.motion.rotations) - 1
        scene.frame_set(0)
    try:
        thing = cast(AvatarObject, build_avatar(bpy.context, avatar))
        avatars.remember(thing, avatar, measurements)
        thing.galatea.given = thing.name
        yield thing
    finally:
        for thing in set(bpy.data.objects) - before:
            bpy.data.objects.remove(thing, do_unlink=True)
        render.fps, render.fps_base, scene.frame_start, scene.frame_end, frame = kept
        scene.frame_set(frame)
        data: Any = bpy.data  # the stubs do not know its arguments
        data.orphans_purge(do_recursive=True)


def _picture(file: Path, pixels: np.ndarray) -> None:
    """pixels: (H, W, 3) uint8, first row at the top."""
    if not pixels.size:
        return
    height, width = pixels.shape[:2]
    image = bpy.data.images.new(file.stem, width, height)
    try:
        whole = np.ones((height, width, 4), np.float32)
        whole[..., :3] = pixels[::-1, :, :3] / np.float32(255)
        there: Any = image.pixels
        there.foreach_set(whole.reshape(-1))
        image.filepath_raw, image.file_format = str(file), "PNG"
        image.save()
    finally:
        bpy.data.images.remove(image)


def _told(out: Path, rows: list[Row], tell: Tell, complain: Tell) -> int:
    counts = Counter(row.state for row in rows)
    people = [row for row in rows if row.name]
    tell(f"{out}: {len(people)} people, {counts[MADE]} made, {counts[KEPT]} there before, {counts[FAILED]} failed")
    tell(f"  {out / 'summary.csv'}")
    for row in people:
        for name, said in failed_checks(row.facts).items():
            complain(f"check failed: {row.name}: {name}: {said}")
    if not people:
        return 2
    return 0 if len(rows) == counts[MADE] + counts[KEPT] and not any(failed_checks(row.facts) for row in rows) else 1
