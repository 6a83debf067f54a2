"""A batch from its file to its summary: what is there stays, what is missing is made, what fails costs itself alone."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .. import __version__
from ..protocol.batch.fields import pairs
from ..protocol.batch.folder_lock import held
from ..protocol.batch.lines import BadLine, read_lines
from ..protocol.batch.plan import Complete, Wanted, Work, missing, placed, seeds_of, wanted
from ..protocol.batch.record import read_records, source_of
from ..protocol.batch.summary import FAILED, KEPT, LEFT, MADE, REFUSED, Row, failed_checks, row_of, row_of_line
from ..protocol.batch.summary import write_summary as write
from ..protocol.batch.variations import bounds_of, people_of, request_of
from ..protocol.checks import name_of
from ..protocol.codec import closest
from ..protocol.errors import BadRequest, GalateaError
from ..protocol.events import SliderInfo
from ..protocol.requests import VariationsRequest, range_of
from ..server.catalogue import known_models
from ..server.disk import disk_error
from .contact_sheet import write_contact_sheets
from .files import Exports
from .local import Finished, Working
from .progress import Told, duration

MOST_TOLD = 20
"""bad lines that are told one by one"""
GO_ON = "Run the same command again: it makes only who is missing."


@dataclass(frozen=True)
class Plan:
    """What a batch will do."""

    source: str
    people: tuple[Wanted, ...]
    bad: tuple[BadLine, ...]


def plan_of(
    file: Path,
    defaults: Sequence[str] = (),
    seeds: str = "",
    variations: int = 0,
    vary: Sequence[str] = (),
    lock: Sequence[str] = (),
    complete: Complete = lambda plain, cls: plain,
) -> Plan:
    """Every line, checked. Raises BadRequest or BadFile for what is wrong with the file or an option."""
    given = pairs(defaults)
    span = seeds_of(seeds, given)
    people: list[Wanted] = []
    bad: list[BadLine] = []
    more = _variations(variations, vary, lock)
    bodies = {model.name: {slider.name: slider for slider in model.sliders} for model in known_models()}
    for line in read_lines(file):
        found = line if isinstance(line, BadLine) else wanted(line, given, span, complete)
        if isinstance(found, BadLine):
            bad.append(found)
            continue
        try:
            for person in found:
                _check_sliders(person.request, bodies)
            people += [one for person in found for one in more(person)]
        except GalateaError as error:
            bad.append(BadLine.of(line.number, error))
    return Plan(source_of(file), tuple(people), tuple(bad))


def _check_sliders(request: Any, bodies: Mapping[str, Mapping[str, SliderInfo]]) -> None:
    """As the job would, which for a late line may be hours from now. Raises BadRequest."""
    body = getattr(getattr(request, "figure", None), "body", "")
    known = bodies.get(body)
    if not known:  # a body of the user's own: its job knows it
        return
    for name, value in getattr(request, "sliders", {}).items():
        if name not in known:
            raise BadRequest(f"The body {body} has no slider {name[:60]!r}.", closest(name[:60], known))
        low, high = known[name].minimum, known[name].maximum
        if not low <= value <= high:
            raise BadRequest(f"The slider {name} is {value:g}.", f"Give a number from {low:g} to {high:g}.")


def _variations(count: int, vary: Sequence[str], lock: Sequence[str]) -> Callable[[Wanted], tuple[Wanted, ...]]:
    """What makes several people of one; torch and the body are loaded only where that is asked for."""
    if not count:
        return lambda person: (person,)
    from ..body import load_body
    from ..capabilities.variations.rolling import rolled

    bounds, load = bounds_of(vary), cache(load_body)
    _, most = range_of(VariationsRequest, "count")
    if count > most:
        raise BadRequest(f"{count} variations are too many.", f"Ask for at most {most} of each line, and for --seeds.")

    def more(person: Wanted) -> tuple[Wanted, ...]:
        request = request_of(person, count, bounds, lock)
        return people_of(person, rolled(request, load(request.body)))

    return more


Make = Callable[[Work], Iterator[Working | Finished]]


def carry_out(plan: Plan, out: Path, exports: Exports, make: Make) -> int:
    """Make who is missing in the folder `out`, and write the summary also where the batch is stopped.

    Returns 0 where everybody is there and every check was passed, 2 where no line was right, 1 otherwise.
    """
    begin = time.monotonic()
    _tell_bad(plan.bad)
    with held(out):
        records = read_records(out)
        people = placed(plan.people, out, records, plan.source)
        work = missing(people, records, exports.files)
        rows = {person.name: row_of(person, name_of(person.request), LEFT, {}) for person in people}
        for person in (*work.kept, *work.exports_alone):
            rows[person.name] = row_of(person, name_of(person.request), KEPT, records[person.name].facts)
        told = Told(len(people), len(work.kept))
        try:
            for news in make(work):
                told.hear(news)
                if isinstance(news, Finished):
                    state = FAILED if news.error else MADE
                    kind = name_of(news.person.request)
                    rows[news.person.name] = row_of(news.person, kind, state, news.facts or {}, news.error)
        except GalateaError as error:
            error.hint = f"{error.hint}\n{GO_ON}".strip()
            raise
        except KeyboardInterrupt:
            told.end()
            print(GO_ON, file=sys.stderr)
            raise
        finally:
            told.end()
            ordered = sorted([*rows.values(), *map(row_of_line, plan.bad)], key=lambda row: row.line)
            _write(out, ordered, time.monotonic() - begin)
    return _told(out, ordered, time.monotonic() - begin)


def _write(out: Path, rows: Sequence[Row], seconds: float) -> None:
    try:
        write(out, rows, seconds, __version__)
        write_contact_sheets(out, rows)
    except OSError as error:
        raise disk_error(error, f"the summary in {out}") from error


def _tell_bad(bad: Sequence[BadLine]) -> None:
    for line in bad[:MOST_TOLD]:
        print(f"line {line.number}: {line.message} {line.hint}".rstrip(), file=sys.stderr)
    if len(bad) > MOST_TOLD:
        print(f"… and {len(bad) - MOST_TOLD} more lines that are wrong; summary.csv lists them all", file=sys.stderr)


def _told(out: Path, rows: Sequence[Row], seconds: float) -> int:
    counts = Counter(row.state for row in rows)
    people = len(rows) - counts[REFUSED]
    parts = [f"{counts[MADE]} made" if counts[MADE] else "", f"{counts[KEPT]} there before" if counts[KEPT] else ""]
    parts += [f"{counts[FAILED]} failed" if counts[FAILED] else ""]
    wrong = counts[REFUSED]
    parts += [f"{wrong} wrong line{'s' if wrong > 1 else ''}" if wrong else ""]
    speed = f", {counts[MADE] / seconds * 3600:.0f} an hour" if counts[MADE] > 1 else ""
    what = "1 person" if people == 1 else f"{people} people"
    print(f"{out}: {what} ({', '.join(filter(None, parts))}) in {duration(seconds)}{speed}")
    for name in ("summary.csv", "summary.json", "contact_sheet.png"):
        if (out / name).is_file():
            print(f"  {out / name}")
    failed = [row for row in rows if failed_checks(row.facts)]
    for row in failed[:MOST_TOLD]:
        for name, said in failed_checks(row.facts).items():
            print(f"check failed: {row.name}: {name}: {said}", file=sys.stderr)
    if not people:
        return 2
    return 1 if failed or counts[FAILED] or counts[REFUSED] else 0
