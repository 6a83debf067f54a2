"""From the lines of a file to people, each with a request and a folder of its own.

A folder of before belongs to the request that it was made of, wherever its line stands now; so a batch that is started
again, with lines added, changed or in another order, makes what is missing and nothing else.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..checks import request_as_json, request_from_json
from ..errors import BadRequest, GalateaError
from ..table import is_passing
from .fields import SHARED, request_class, with_defaults
from .lines import TYPE, BadLine, Line
from .names import folded, free_name, from_words, safe_name
from .record import AVATAR, Record, is_whole

MOST_PEOPLE = 100_000
_OURS = ("summary.", "contact_sheet")
"""what the names of a batch's own files begin with"""


@dataclass(frozen=True)
class Wanted:
    """One person of a line."""

    line: int
    name: str
    request: Any

    @property
    def digest(self) -> str:
        """64 hexadecimal digits of what influences the result; an avatar of before counts by its checksum."""
        plain, _ = request_as_json(self.request)
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Person:
    """One person of a batch, and the folder that is theirs."""

    line: int
    folder: Path
    request: Any
    digest: str

    @property
    def name(self) -> str:
        return self.folder.name


def seeds_of(written: str, defaults: Iterable[tuple[str, str]] = ()) -> tuple[int, ...]:
    """ "0:3" -> (0, 1, 2); "" -> (). Raises BadRequest, also where the defaults give every line one seed."""
    if not written:
        return ()
    found = re.fullmatch(r"(\d{1,18}):(\d{1,18})", written.strip())
    first, last = map(int, found.groups()) if found else (0, 0)
    if first >= last or last - first > MOST_PEOPLE:
        raise BadRequest(f"{written[:40]!r} is no range of seeds.", "Write 0:10 for the ten seeds from 0 to 9.")
    if any(_sets_seed(name, value) for name, value in defaults):
        raise BadRequest(
            "A default gives every line one seed, so that a range of seeds would make nobody more.",
            "Leave out the seed of --set, or leave out --seeds.",
        )
    return tuple(range(first, last))


def _sets_seed(name: str, value: str) -> bool:
    if name != SHARED:
        return name in ("seed", f"{SHARED}.seed")
    try:
        figure = json.loads(value)
    except (ValueError, RecursionError):  # each line tells what is wrong with it
        return False
    return isinstance(figure, dict) and "seed" in figure


Complete = Callable[[dict[str, Any], type], dict[str, Any]]
"""What a line leaves to an avatar of before is filled in, in its plain form; class of its request"""


def wanted(
    line: Line,
    defaults: Iterable[tuple[str, str]] = (),
    seeds: Sequence[int] = (),
    complete: Complete = lambda plain, cls: plain,
) -> tuple[Wanted, ...] | BadLine:
    """The people of a line: one, or one for each seed where the line names none itself."""
    try:
        kind = line.fields.get(TYPE)
        cls = request_class(kind)
        if is_passing(str(kind)):
            raise BadRequest(f'What comes of a request of type "{kind}" is not kept.', "Leave the line out.")
        own = {name: value for name, value in line.fields.items() if name != TYPE}
        plain = with_defaults(cls, own, defaults)
        named = "seed" in plain.get(SHARED, {}) if isinstance(plain.get(SHARED, {}), dict) else True
        plain = complete(plain, cls)
        request = request_from_json({TYPE: kind, **plain})
    except GalateaError as error:
        return BadLine.of(line.number, error)
    name = safe_name(line.name) if line.name else from_words(title_of(request) or str(kind))
    if not seeds or not hasattr(request, SHARED) or named:
        return (Wanted(line.number, name, request),)
    digits = len(str(seeds[-1]))
    return tuple(Wanted(line.number, f"{name}-seed{seed:0{digits}}", _with_seed(request, seed)) for seed in seeds)


def title_of(request: Any) -> str:
    """The words of a request; empty where it has none."""
    return getattr(request, "prompt", "")


def _with_seed(request: Any, seed: int) -> Any:
    return dataclasses.replace(request, figure=dataclasses.replace(request.figure, seed=seed))


def placed(people: Sequence[Wanted], out: Path, records: Mapping[str, Record], source: str) -> list[Person]:
    """Give each person a folder in `out`: that of an equal request of before, or a free one.

    records: those of the folders that are there. source: whose changed lines may take the places of their old ones.
    """
    if len(people) > MOST_PEOPLE:
        raise BadRequest(f"These are {len(people)} people; at most {MOST_PEOPLE} go into one batch.", "Split the file.")
    digests = [person.digest for person in people]
    there: dict[str, list[str]] = defaultdict(list)
    for name in sorted(records):
        there[records[name].request].append(name)
    names: dict[int, str] = {}
    for place, (person, digest) in enumerate(zip(people, digests, strict=True)):
        for name in there[digest]:
            if _is_of(name, _own(person.name)):
                there[digest].remove(name)
                names[place] = name
                break
    replaced = {folded(name) for name, record in records.items() if record.source == source}
    there_now = {folded(entry.name) for entry in out.iterdir()} if out.is_dir() else set()
    taken = dict.fromkeys((there_now - replaced) | {folded(name) for name in names.values()}, 0)
    for place, person in enumerate(people):
        if place not in names:
            names[place] = free_name(_own(person.name), taken)
    return [
        Person(person.line, out / names[place], person.request, digests[place]) for place, person in enumerate(people)
    ]


def _own(name: str) -> str:
    return f"person-{name}" if folded(name).startswith(_OURS) else name


def _is_of(folder: str, name: str) -> bool:
    return re.fullmatch(re.escape(folded(name)) + r"(-\d+)?", folded(folder)) is not None


@dataclass(frozen=True)
class Work:
    """What of a batch is there, and what is missing."""

    people: tuple[Person, ...]
    """who are to be made"""
    exports_alone: tuple[Person, ...] = ()
    """who are there, without some of the files for other programs"""
    kept: tuple[Person, ...] = ()


def missing(people: Iterable[Person], records: Mapping[str, Record], exports: Mapping[str, str]) -> Work:
    """exports: name of each file for another program -> that program."""
    anew, exports_alone, kept = [], [], []
    for person in people:
        record = records.get(person.name)
        if record is None or record.request != person.digest or not is_whole(person.folder, record):
            anew.append(person)
        elif AVATAR in record.files and any(record.exports.get(name) != program for name, program in exports.items()):
            exports_alone.append(person)
        else:
            kept.append(person)
    return Work(tuple(anew), tuple(exports_alone), tuple(kept))
