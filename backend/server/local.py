"""A server of one's own: started on a free port with a fresh token, ended with the block (or with this process)."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.processes import python_program
from backend.protocol.client import Client
from backend.protocol.errors import ConnectionFailed, error_from
from backend.protocol.folders import TEMPORARY, locate

START_S = 60.0
STOP_S = 10.0


@dataclass(frozen=True)
class LocalServer:
    address: str
    token: str
    process: subprocess.Popen

    def client(self) -> Client:
        return Client(self.address, self.token)


@contextlib.contextmanager
def local_server(**options: Any) -> Iterator[LocalServer]:
    """`options` are those of ServerOptions; without `state`, everything it writes is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="galatea-", dir=locate(TEMPORARY)) as folder:
        ready = Path(folder) / "ready.json"
        options = {"state": folder, "port": 0, "ready_file": ready, "exit_with_parent": True, **options}
        process = subprocess.Popen(
            python_program("backend.server.serve", *_arguments(options)),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "GALATEA_TOKEN": secrets.token_hex(32)},
        )
        try:
            told = wait_until_ready(ready, process)
            yield LocalServer(told["address"], told["token"], process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _arguments(options: dict[str, Any]) -> list[str]:
    arguments = []
    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        if value is True:
            arguments.append(flag)
        elif value is not False and value is not None:
            arguments += [flag, str(value)]
    return arguments


def wait_until_ready(ready: Path, process: subprocess.Popen) -> dict[str, Any]:
    deadline = time.monotonic() + START_S
    while not ready.exists():
        if process.poll() is not None and not ready.exists():
            raise ConnectionFailed(
                f"The backend ended at once (exit code {process.returncode}).", "Run: galatea doctor"
            )
        if time.monotonic() > deadline:
            raise ConnectionFailed(f"The backend did not start within {START_S:.0f} s.", "Run: galatea doctor")
        time.sleep(0.01)
    told = json.loads(ready.read_bytes())
    if "error" in told:
        raise error_from(**told["error"])
    return told
