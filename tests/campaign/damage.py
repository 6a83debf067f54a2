"""Job files damaged by chance: the server starts, tells it, lists them, serves the others, believes nothing false."""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from ground import PATIENCE_S, avatar, states, toy_server, until_accepted

from backend.protocol.client import Client
from backend.protocol.errors import GalateaError

FILES = 400
AT_ONCE = 16
HEALTHY = 4
NAMES = ("state.json", "request.json", "result.frames")
ODD = (None, True, -1, 1e308, 10**30, "", "x" * 100_000, [], {}, [[[1]]], {"a": None})


def run(scale: float = 1.0) -> dict[str, float]:
    """Figures by name. Raises AssertionError where damage went unnoticed, stopped the server or cost a healthy job."""
    chance = random.Random(11)
    rounds = max(1, round(FILES * scale / AT_ONCE))
    figures = dict.fromkeys(("files", "told_as_damaged", "found_when_fetched", "of_no_consequence", "made_again"), 0.0)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole"
        done, interrupted = _jobs(whole)
        for _ in range(rounds):
            state = Path(folder) / "state"
            shutil.copytree(whole, state)
            spoilt = _spoil(state / "jobs", chance, done[HEALTHY:] + interrupted[1:])
            for name, count in _look(state, done, interrupted, spoilt).items():
                figures[name] += count
            shutil.rmtree(state)
    assert figures["told_as_damaged"] + figures["found_when_fetched"] + figures["of_no_consequence"] == figures["files"]
    return figures


def _jobs(state: Path) -> tuple[list[str], list[str]]:
    """Jobs that are done and jobs that were interrupted."""
    with toy_server(state) as server, server.client() as client:
        done = [client.submit(avatar("named")) for _ in range(HEALTHY + AT_ONCE * 3 // 4)]
        for job in done:
            client.wait(job, timeout=PATIENCE_S)
        interrupted = [
            client.submit(avatar("sleep 60")),
            *(client.submit(avatar("named")) for _ in range(AT_ONCE // 4)),
        ]
        until_accepted(client, interrupted)
    return done, interrupted


def _spoil(jobs: Path, chance: random.Random, victims: list[str]) -> dict[str, str]:
    """Damage one file of each job, in a way of its own. Job -> which file."""
    spoilt = {}
    for job in victims:
        there = [name for name in NAMES if (jobs / job / name).exists()]
        name = chance.choice(there)
        chance.choice(WAYS)(jobs / job / name, chance)
        spoilt[job] = name
    return spoilt


def _look(state: Path, done: list[str], interrupted: list[str], spoilt: dict[str, str]) -> dict[str, int]:
    """Start a server on damaged jobs and see that it tells the truth about each."""
    counts = dict.fromkeys(("files", "told_as_damaged", "found_when_fetched", "of_no_consequence", "made_again"), 0)
    counts["files"] = len(spoilt)
    with toy_server(state) as server, server.client() as client:
        known = states(client)
        assert set(known) == {*done, *interrupted}, "a job is not listed"
        for job in (*done[:HEALTHY], interrupted[0]):
            assert known[job] == ("done" if job in done else "interrupted"), "a healthy job is not what it was"
        for job in done[:HEALTHY]:
            _is_right(client, job)
        for job, name in spoilt.items():
            counts[_kind(client, job, name, known[job], job in done)] += 1
        for info in client.jobs():
            if info.state == "damaged" and info.resumable:
                _is_right(client, client.resume(info.job_id))
                counts["made_again"] += 1
        assert server.process.poll() is None
    return counts


def _kind(client: Client, job: str, name: str, state: str, was_done: bool) -> str:
    if state == "damaged":
        return "told_as_damaged"
    if state == "done":
        try:
            _is_right(client, job)
        except GalateaError:
            assert states(client)[job] == "damaged" and name == "result.frames", f"{name}: {states(client)[job]}"
            return "found_when_fetched"
        assert name == "request.json", f"a changed {name} went unnoticed"
        return "of_no_consequence"  # of a job that is done, nobody needs the request
    raise AssertionError(f"a job with a damaged {name}, {'done' if was_done else 'interrupted'} before, is {state}")


def _is_right(client: Client, job: str) -> None:
    assert client.wait(job, timeout=PATIENCE_S).checks == {"name": "named"}, "a result is not what it was"


def _flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def _cut(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: chance.randrange(len(data))])


def _overwrite(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    start = chance.randrange(len(data))
    data[start : start + 64] = chance.randbytes(len(data[start : start + 64]))
    path.write_bytes(data)


def _zeros(path: Path, chance: random.Random) -> None:
    path.write_bytes(bytes(len(path.read_bytes())))


def _missing(path: Path, chance: random.Random) -> None:
    path.unlink()


def _other_json(path: Path, chance: random.Random) -> None:
    try:
        plain = json.loads(path.read_bytes())
    except ValueError:
        _flip(path, chance)
        return
    plain[chance.choice(list(plain))] = chance.choice(ODD)
    path.write_text(json.dumps(plain))


def _folder(path: Path, chance: random.Random) -> None:
    path.unlink()
    path.mkdir()


def _link(path: Path, chance: random.Random) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def _pipe(path: Path, chance: random.Random) -> None:
    path.unlink()
    os.mkfifo(path)


WAYS: list[Callable[[Path, random.Random], None]] = [_flip, _cut, _overwrite, _zeros, _missing, _other_json, _folder]
if os.name == "posix":
    WAYS += [_link, _pipe]

if __name__ == "__main__":
    print(run())
