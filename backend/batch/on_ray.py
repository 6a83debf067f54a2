"""People from the machines of a Ray cluster. The only file that knows Ray.

Each of Ray's processes keeps a backend with a warm worker; the files of a person come home through Ray's object store,
so that the machines need no disk in common. They need this version of Galatea, and a Blender for exports.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .. import __version__
from ..blender import find_blender
from ..protocol.batch.plan import Person, Work
from ..protocol.batch.record import RECORD, fresh_folder, put_in_place, read_record
from ..protocol.client import Client
from ..protocol.errors import (
    ConnectionFailed,
    GalateaError,
    JobFailed,
    NotAvailable,
    ResourceExhausted,
    error_from,
)
from ..protocol.files import whole_file
from ..server.disk import disk_error
from ..server.local import local_server
from .files import Exports, finish_exports, finish_result
from .local import OF_A_MOMENT, TRIES, WORKER_MB, Finished, Working

AHEAD = 2
"""people that a processor has at once: one that is made, one that waits"""
RETRIES = 3
"""of a person whose process or machine died"""
WAIT_S = 0.5
SAME = f"Install Galatea {__version__} on every machine of the cluster."


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a process far away must know to make one person."""

    person: Person
    source: str
    exports: Exports
    """without a Blender: each machine has its own"""
    blender: Path | None
    device: str
    version: str
    job_table: str = ""
    before: Mapping[str, bytes] | None = None
    """the files of a person who only lacks exports"""


@dataclass(frozen=True, kw_only=True)
class Answer:
    files: Mapping[str, bytes] = dataclasses.field(default_factory=dict)
    error: tuple[str, str, str] | None = None
    """code, message and hint"""


def made_on_ray(
    work: Work,
    out: Path,
    address: str,
    order: Order,
    sent: Callable[[Any], Any] = lambda request: request,
    resources: Mapping[str, float] | None = None,
) -> Iterator[Working | Finished]:
    """What becomes of each person. `address`: "auto" is a cluster that runs here, or one for the time of the batch.
    `order`: what is the same for all of them, with any person. `sent`: a request with all in it that other machines
    have not.

    Raises NotAvailable where Ray is not installed, ConnectionFailed where nobody answers.
    """
    ray = _ray()
    with _connected(ray, address):
        make = ray.remote(max_retries=RETRIES, **(resources or _resources(ray, order.device)))(carry_out_order)
        waiting = [(person, True) for person in work.exports_alone] + [(person, False) for person in work.people]
        waiting.reverse()
        most = max(2, AHEAD * int(ray.cluster_resources().get("CPU", 1)))
        running: dict[Any, Person] = {}
        while waiting or running:
            while waiting and len(running) < most:
                person, is_there = waiting.pop()
                try:
                    before = _files(person) if is_there else None
                    asked = person if is_there else dataclasses.replace(person, request=sent(person.request))
                except GalateaError as error:
                    yield Finished(person, error=error)
                else:
                    running[make.remote(dataclasses.replace(order, person=asked, before=before))] = person
            ready, _ = ray.wait(list(running), timeout=WAIT_S) if running else ([], [])
            for reference in ready:
                yield _at_home(out, running.pop(reference), _answer(ray, reference))


def carry_out_order(order: Order) -> Answer:
    """Runs in a process of Ray's: the files of one person, or why there are none."""
    try:
        if order.version != __version__:
            raise NotAvailable(f"A machine of the cluster has Galatea {__version__}.", SAME)
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
            return Answer(files={entry.name: entry.read_bytes() for entry in folder.iterdir()})
    except GalateaError as error:
        return Answer(error=(error.code, error.message, error.hint))
    except OSError as error:
        told = disk_error(error, "the files of a person")
        return Answer(error=(told.code, told.message, told.hint))


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


# --- at home ---------------------------------------------------------------------------------------------------------


def _ray() -> Any:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # it tells its makers nothing
    try:
        import ray
    except ImportError as error:
        raise NotAvailable("Ray is not installed.", "Run: pip install 'galatea[ray]'") from error
    return ray


@contextlib.contextmanager
def _connected(ray: Any, address: str) -> Iterator[None]:
    usual = {"include_dashboard": False, "log_to_driver": False, "logging_level": "ERROR", "configure_logging": False}
    main = threading.current_thread() is threading.main_thread()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)} if main else {}
    with contextlib.ExitStack() as stack:
        # for logs and sockets of a cluster of ours, whose paths have to be short
        temporary = tempfile.TemporaryDirectory(prefix="galatea-ray-", ignore_cleanup_errors=True)
        folder = stack.enter_context(temporary)
        stack.callback(ray.shutdown)
        try:
            ray.init(address=address, log_to_driver=False, logging_level="ERROR", configure_logging=False)
        except ConnectionError as error:
            if address != "auto":
                raise ConnectionFailed(
                    f"No Ray cluster answers at {address}.", "Start one there with: ray start --head"
                ) from error
            ray.init(address="local", _temp_dir=folder, **usual)
        for number, handler in handlers.items():  # Ray sets its own, which would end this process without a word
            signal.signal(number, handler)
        yield


def _resources(ray: Any, device: str) -> dict[str, float]:
    """What a person takes of a machine: a processor, a worker's memory, and a GPU where one is named."""
    wanted: dict[str, float] = {"num_cpus": 1}
    if any(node["Resources"].get("memory", 0) >= WORKER_MB << 20 for node in ray.nodes()):
        wanted["memory"] = WORKER_MB << 20
    return wanted | ({"num_gpus": 1} if device.startswith("cuda") else {})


def _answer(ray: Any, reference: Any) -> Answer:
    try:
        return ray.get(reference)
    except ray.exceptions.OutOfMemoryError as error:
        told: GalateaError = ResourceExhausted("A machine of the cluster ran out of memory.", _first(error))
    except (ray.exceptions.WorkerCrashedError, ray.exceptions.NodeDiedError, ray.exceptions.ObjectLostError) as error:
        told = JobFailed(f"Its process or machine died {RETRIES + 1} times.", _first(error))
    except ray.exceptions.RayError as error:
        told = NotAvailable(f"A machine of the cluster could not begin: {_first(error)}", SAME)
    return Answer(error=(told.code, told.message, told.hint))


def _first(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:300] if lines else type(error).__name__


def _files(person: Person) -> dict[str, bytes]:
    record = read_record(person.folder)
    assert record is not None
    return {name: (person.folder / name).read_bytes() for name in (*record.files, RECORD)}


def _at_home(out: Path, person: Person, answer: Answer) -> Finished:
    if answer.error is not None:
        return Finished(person, error=error_from(*answer.error))
    folder = fresh_folder(out, person.name)
    try:
        for name in sorted(answer.files, key=lambda name: name == RECORD):  # the record is the last
            with whole_file(folder / name, flush=name == RECORD) as file:
                file.write(answer.files[name])
        record = read_record(folder)
        assert record is not None
        put_in_place(folder, person.folder, read_record(person.folder))
    except OSError as error:
        raise disk_error(error, f"the files of {person.name}") from error
    return Finished(person, dict(record.facts))
