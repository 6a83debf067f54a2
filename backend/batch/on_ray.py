"""People from the machines of a Ray cluster.

Each of Ray's processes keeps a backend with a warm worker; the files of a person come home through Ray's object store.
The machines need this version of Galatea, and a Blender for exports.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..blender import find_blender
from ..protocol.batch.plan import Person, Work
from ..protocol.batch.record import RECORD, fresh_folder, put_in_place, read_record
from ..protocol.client import Client
from ..protocol.errors import ConnectionFailed, GalateaError, NotAvailable
from ..protocol.files import whole_file
from ..ray_cluster import connected
from ..server.disk import disk_error
from ..server.local import local_server
from .files import Exports, finish_exports, finish_result
from .local import OF_A_MOMENT, TRIES, WORKER_MB, Finished, Working

Files = Mapping[str, bytes]


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a process far away must know to make one person."""

    person: Person
    source: str
    exports: Exports
    """without a Blender: each machine has its own"""
    blender: Path | None
    device: str
    job_table: str = ""
    before: Files | None = None
    """the files of a person who only lacks exports"""


def made_on_ray(
    work: Work, out: Path, address: str, order: Order, sent: Callable[[Any], Any] = lambda request: request
) -> Iterator[Working | Finished]:
    """What becomes of each person. `address`: "auto" is a cluster that runs here, or one for the time of the batch.
    `order`: what is the same for all of them, with any person. `sent`: a request with all in it that other machines
    have not.

    Raises NotAvailable where Ray is not installed, ConnectionFailed where nobody answers.
    """

    def prepared(asked: tuple[Person, bool]) -> Order:
        person, is_there = asked
        before = _files(person) if is_there else None
        person = person if is_there else dataclasses.replace(person, request=sent(person.request))
        return dataclasses.replace(order, person=person, before=before)

    with connected(address) as cluster:
        asked = [(person, True) for person in work.exports_alone] + [(person, False) for person in work.people]
        needs = cluster.needs(WORKER_MB, order.device.startswith("cuda"))
        for (person, _), answer in cluster.each(carry_out_order, asked, prepared, needs):
            yield Finished(person, error=answer) if isinstance(answer, GalateaError) else _at_home(out, person, answer)


def carry_out_order(order: Order) -> Files:
    """Runs in a process of Ray's: the files of one person, made or with their exports. Raises GalateaError."""
    try:
        exports = dataclasses.replace(order.exports, blender=_blender(order) if order.exports.formats else None)
        with tempfile.TemporaryDirectory(prefix="galatea-") as temporary:
            folder = Path(temporary) / "made"
            folder.mkdir()
            if order.before is not None:
                before = Path(temporary) / "before"
                before.mkdir()
                for name, content in order.before.items():
                    (before / name).write_bytes(content)
                finish_exports(folder, before, order.person, order.source, exports)
            else:
                begin = time.monotonic()
                result = _result(order)
                finish_result(folder, order.person, order.source, result, time.monotonic() - begin, exports)
            return {entry.name: entry.read_bytes() for entry in folder.iterdir()}
    except OSError as error:
        raise disk_error(error, "the files of a person") from error


def _result(order: Order) -> Any:
    for attempt in range(1, TRIES + 1):
        client = _backend(order.device, order.job_table)
        try:
            return client.wait(client.submit(order.person.request, key=order.person.name))
        except OF_A_MOMENT as error:
            if isinstance(error, ConnectionFailed):
                _backend.cache_clear()
            if attempt == TRIES:
                raise
    raise AssertionError


@cache
def _backend(device: str, job_table: str) -> Client:
    """The backend of this process, which ends with it."""
    stack = contextlib.ExitStack()
    server = stack.enter_context(local_server(device=device, threads=1, keep_jobs=1, job_table=job_table or None))
    atexit.register(stack.close)
    return stack.enter_context(server.client())


def _blender(order: Order) -> Any:
    try:
        return find_blender(order.blender)
    except NotAvailable:  # the export tells it
        return None


def _files(person: Person) -> dict[str, bytes]:
    record = read_record(person.folder)
    assert record is not None
    return {name: (person.folder / name).read_bytes() for name in (*record.files, RECORD)}


def _at_home(out: Path, person: Person, files: Files) -> Finished:
    folder = fresh_folder(out, person.name)
    try:
        for name in sorted(files, key=lambda name: name == RECORD):  # the record is the last
            with whole_file(folder / name, flush=name == RECORD) as file:
                file.write(files[name])
        record = read_record(folder)
        assert record is not None
        put_in_place(folder, person.folder, read_record(person.folder))
    except OSError as error:
        raise disk_error(error, f"the files of {person.name}") from error
    return Finished(person, dict(record.facts))
