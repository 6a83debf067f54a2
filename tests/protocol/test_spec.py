"""SPEC.md and the code say the same: each message, field, code, limit and layout of one is in the other."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from backend.protocol import client as client_module
from backend.protocol import codec, errors, events, message, requests
from backend.protocol.client import Client
from backend.protocol.codec import DTYPES, PROTOCOL
from backend.protocol.message import VERSION_FRAME, pack, unpack
from backend.protocol.results import CheckExportResult
from backend.server import record, server, worker, worker_pool
from backend.server.disk import read_frames, write_frames
from backend.server.jobs import Job, State

SPEC = Path(codec.__file__).with_name("SPEC.md").read_text(encoding="utf-8")
UNITS = {"": 1, "KB": 1 << 10, "MB": 1 << 20, "s": 1, "kB/s": 1000}
JOB = "0123456789abcdef" * 2


def section(title: str) -> str:
    """From a heading to the next one of its level."""
    (mark,) = re.findall(rf"^(#+) {re.escape(title)}$", SPEC, re.MULTILINE)
    after = SPEC.split(f"\n{mark} {title}\n", 1)[1]
    return re.split(rf"^#{{1,{len(mark)}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str, columns: int) -> Iterator[list[str]]:
    """The rows of all tables with so many columns, without their heads."""
    table: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            table.append([cell.strip() for cell in line.strip("|").split("|")])
        elif table:
            if len(table[0]) == columns:
                yield from table[2:]
            table = []


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def block_with(first: str) -> list[str]:
    """The lines of the indented block whose first word is this."""
    (found,) = re.findall(rf"^ {{4}}{re.escape(first)}\b.*(?:\n {{4}}.*)*", SPEC, re.MULTILINE)
    return [line[4:] for line in found.splitlines()]


def headers_in(module) -> dict[str, set[str]]:
    """The headers that a module writes: type -> names beside it."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            pairs = {k.value: v for k, v in zip(node.keys, node.values, strict=True) if isinstance(k, ast.Constant)}
            if isinstance(pairs.get("type"), ast.Constant):
                found[pairs["type"].value] = set(pairs) - {"type"}
    return found


@pytest.fixture
def sent(monkeypatch):
    """What a client sends, as (header, content); nobody is there."""
    told = []

    class Line:
        def __init__(self, *_):
            pass

        def send(self, frames):
            told.append(unpack([bytes(frame) for frame in frames]))

    monkeypatch.setattr(client_module, "Line", Line)
    return told


def test_the_version_is_that_of_the_title():
    assert SPEC.startswith(f"# The Galatea protocol, version {PROTOCOL}\n")


def test_a_message_is_laid_out_as_the_page_says():
    layout = block_with("frame 0")
    assert [line.split()[1:3] for line in layout[:3]] == [["0", "version"], ["1", "header"], ["2", "content"]]
    array = np.arange(6, dtype=np.int32).reshape(2, 3)
    frames = pack({"type": "x"}, {"a": array})
    assert bytes(frames[0]) == b"galatea/%d" % PROTOCOL == VERSION_FRAME
    assert json.loads(frames[1]) == {"type": "x"}
    assert json.loads(frames[2]) == {"a": {"$array": 0, "dtype": "int32", "shape": [2, 3]}}
    assert bytes(frames[3]) == array.astype("<i4").tobytes() and len(frames) == 4


def test_the_numbers_are_those_of_the_code(patient_clients):
    told = {}
    for what, value, where in rows(SPEC, 3):
        if re.fullmatch(r"`[a-z_]+\.[A-Z_]+`", where):
            number, _, unit = value.partition(" ")
            told[where.strip("`")] = (what, float(number) * UNITS[unit])
    rooms = {"outbox", "jobs", "sessions", "workers"}
    for where, (what, value) in told.items():
        module, _, name = where.partition(".")
        room = "server" if module in rooms else "protocol"
        usual = patient_clients if module == "client" else {}
        found = usual.get(name, getattr(importlib.import_module(f"backend.{room}.{module}"), name))
        assert found == value, f"{what}: {where}"
    for module in ("codec", "message", "requests", "checks", "events"):
        constants = {n for n in vars(importlib.import_module(f"backend.protocol.{module}")) if n.startswith("MAX_")}
        own = {n for n in constants if re.search(rf"^{n}\b.* = ", _source(module), re.MULTILINE)}
        assert {f"{module}.{n}" for n in own} <= set(told), "a limit that the page does not tell"
    assert {"jobs.MAX_QUEUED", "outbox.UNREAD_IN_ALL", "client.MOST_BREAKS"} <= set(told)


def _source(module: str) -> str:
    place = Path(codec.__file__).with_name(module)
    files = sorted(place.glob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_the_kinds_of_arrays_are_those_of_the_codec():
    sentence = re.search(r"`dtype` is one of\s(.*?)\. The frame", SPEC, re.DOTALL)
    assert names(sentence[1]) == list(DTYPES)


def client_rows():
    return {names(row[0])[0]: row for row in rows(section("4. From client to server"), 4)}


def test_the_server_takes_what_the_page_lists_and_nothing_else():
    tree = ast.parse(Path(server.__file__).read_text(encoding="utf-8"))
    (take,) = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "_take")
    taken = [node.value.value for node in ast.walk(take) if isinstance(node, ast.MatchValue)]
    assert sorted(taken) == sorted(client_rows())


def test_a_client_sends_each_message_with_the_header_that_the_page_gives_it(sent):
    talker = Client("tcp://127.0.0.1:1")
    talker.submit(requests.AvatarRequest(prompt="x"), key="k")
    for ask in (talker.hello, talker.ask_jobs, talker.shutdown):
        ask()
    for ask in (talker.cancel, talker.resume, talker.watch, talker.look):
        ask(JOB)
    talker._send({"type": "forget", "job": JOB})
    headers = {told.type: set(told.header) for told in sent}
    table = client_rows()
    assert headers == {name: {"type", "session", *names(row[1])} for name, row in table.items()}
    for told in sent:
        assert (told.json() is None) == (table[told.type][2] == "null"), told.type


def test_answers_that_the_page_names_are_events():
    for name, row in client_rows().items():
        assert set(names(row[3])) <= {*events.EVENTS, *client_rows()}, name


def test_every_event_has_the_fields_of_the_page():
    told = {}
    for name, fields, _ in rows(section("5. From server to client"), 3):
        if not re.fullmatch(r"`[a-z_]+`", name):
            continue
        optional = set(names(" ".join(re.findall(r"\[(.*?)\]", fields))))
        told[names(name)[0]] = {field: field in optional for field in names(fields)}
    missing = dataclasses.MISSING
    assert told == {
        name: {f.name: f.default is not missing or f.default_factory is not missing for f in dataclasses.fields(cls)}
        for name, cls in events.EVENTS.items()
    }


def test_an_event_travels_under_its_name_and_job():
    frames = events.event_frames(events.Accepted(job_id=JOB, position=2))
    assert json.loads(frames[1]) == {"type": "accepted", "job": JOB}
    done = events.event_frames(events.Done(job_id=JOB, result=CheckExportResult(checks={"bones": "ok"})))
    assert json.loads(done[1]) == {"type": "done", "job": JOB, "result": "CheckExportResult"}
    assert json.loads(done[2]) == {"checks": {"bones": "ok"}}, "the result alone"


def test_the_tree_of_errors_is_that_of_the_page():
    parents: list[tuple[int, str]] = []
    told = {}
    for line in block_with("error"):
        depth, code = len(line) - len(line.lstrip()), line.split()[0]
        while parents and parents[-1][0] >= depth:
            parents.pop()
        told[code] = parents[-1][1] if parents else None
        parents.append((depth, code))
    tree = [errors.GalateaError]
    for cls in tree:
        tree += cls.__subclasses__()
    of_page = [cls for cls in tree if cls.__module__ == errors.__name__]
    assert told == {c.code: c.__base__.code if c is not errors.GalateaError else None for c in of_page}
    for code in told:
        assert errors.error_from(code, "m").code == code
    assert type(errors.error_from("of another version", "m")) is errors.GalateaError


@pytest.mark.parametrize("size", [10, 3 << 20])
def test_a_file_of_frames_is_laid_out_as_the_page_says(tmp_path, size):
    """Written by the server's code, read by the page's; and the other way round."""
    layout = [line.split()[0] for line in block_with("magic")]
    assert layout == ["magic", "count", "sizes", "checksum", "frames"]
    frames = [b"abc", b"", np.random.default_rng(size).bytes(size)]
    sizes = b"".join(len(f).to_bytes(8, "little") for f in frames)
    head = b"GALATEA2" + len(frames).to_bytes(4, "little") + sizes
    by_hand = head + hashlib.blake2b(head + b"".join(frames), digest_size=32).digest() + b"".join(frames)
    write_frames(tmp_path / "ours", frames)
    assert (tmp_path / "ours").read_bytes() == by_hand
    (tmp_path / "old").write_bytes(head.replace(b"GALATEA2", b"GALATEA1") + b"".join(frames))
    assert read_frames(tmp_path / "old") == frames


def test_a_jobs_record_holds_what_the_page_says(tmp_path):
    job = Job(JOB, "avatar", "main", None, folder=tmp_path, number=1)
    record.write_record(job)
    data = (tmp_path / record.STATE).read_bytes()
    paragraph = re.search(r"`state\.json` has (.*?)\. The state", SPEC, re.DOTALL)[1]
    assert list(json.loads(data)) == [name for name in names(paragraph) if name != "request.json"]
    body = data.rpartition(b',"checksum":"')[0]
    assert json.loads(data)["checksum"] == hashlib.blake2b(body, digest_size=32).hexdigest()
    assert block_with("queued")[0].split() == [state.value for state in State]


def test_server_and_worker_speak_as_the_page_says():
    told: dict[str, dict[str, set[str]]] = {"worker": {}, "server": {}}
    for who, kind, header, _ in rows(section("8. Between server and worker"), 4):
        told[who][names(kind)[0]] = set(names(header))
    assert told == {"worker": headers_in(worker), "server": headers_in(worker_pool)}


def test_files_that_the_page_names_are_there():
    for module in set(re.findall(r"`(\w+\.py)`", SPEC)):
        assert Path(message.__file__).with_name(module).is_file(), module
