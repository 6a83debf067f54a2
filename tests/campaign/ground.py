"""What the parts of the campaign about jobs share: a server with toy jobs, and waiting for what must come."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

import psutil

from backend.protocol.client import Client
from backend.protocol.events import Accepted
from backend.protocol.requests import AvatarRequest
from backend.server.local import LocalServer, local_server

PATIENCE_S = 60.0
BESIDE_JOBS = {"lock", "owner.json", "scratch", "damaged"}
Answer = TypeVar("Answer")


def toy_server(state: Path, **options: Any) -> AbstractContextManager[LocalServer]:
    return local_server(state=state, job_table="toy_jobs:COMMANDS", **options)


def avatar(prompt: str) -> AvatarRequest:
    return AvatarRequest(prompt=prompt)


def states(client: Client) -> dict[str, str]:
    return {info.job_id: info.state for info in client.jobs(PATIENCE_S)}


def until(what: str, there: Callable[[], Answer]) -> Answer:
    """The first answer of `there` that is not empty or false. Raises AssertionError where none comes."""
    end = time.monotonic() + PATIENCE_S
    while not (answer := there()):
        assert time.monotonic() < end, f"this never came: {what}"
        time.sleep(0.02)
    return answer


def until_accepted(client: Client, jobs: list[str]) -> None:
    left = set(jobs)

    def all_told() -> bool:
        left.difference_update(event.job_id for event in client.poll(50) if isinstance(event, Accepted))
        return not left

    until("the word that jobs are accepted", all_told)


def gone(process: int) -> bool:
    """Whether a process has ended, and somebody has taken note of it."""
    return not psutil.pid_exists(process)


def workers(server: LocalServer) -> list[psutil.Process]:
    """Those that live."""
    children = psutil.Process(server.process.pid).children()
    zombies = [child for child in children if child.status() == psutil.STATUS_ZOMBIE]
    assert len(zombies) <= 1, f"{len(zombies)} processes have ended and nobody took note"
    return [child for child in children if child not in zombies]
