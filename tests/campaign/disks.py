"""A disk that is full, and one that may only be read: told in a sentence, nothing lost, and all is well afterwards."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ground import PATIENCE_S, avatar, states, toy_server

from backend.protocol import files
from backend.protocol.client import Client
from backend.protocol.errors import ConnectionFailed, GalateaError, ResourceExhausted
from backend.protocol.requests import LiveShapeRequest
from backend.server.options import ServerOptions
from backend.server.server import Server

DISK_MB = 8
ROUNDS = 8
REFUSALS = (errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO)
LIVE = LiveShapeRequest(sliders={"height": 1.5})


def run(scale: float = 1.0) -> dict[str, float]:
    """Figures by name. Raises AssertionError where something was lost, or failed without a sentence."""
    rounds = max(1, round(ROUNDS * scale))
    figures = {"full_disks": 0.0, "read_only_disks": 0.0, "told": 0.0, "results_delivered_though_not_kept": 0.0}
    for number in REFUSALS[: max(2, round(len(REFUSALS) * scale))]:
        for _ in range(rounds):
            figures["told"] += _refusing_disk(number)
            figures["full_disks" if number in (errno.ENOSPC, errno.EDQUOT) else "read_only_disks"] += 1
    with _small_disk() as disk:
        figures["real_disk"] = float(disk is not None)
        for round_ in range(rounds if disk is not None else 0):
            assert disk is not None
            figures["results_delivered_though_not_kept"] += _really_full(disk / str(round_))
            figures["full_disks"] += 1
        if disk is not None:
            _really_read_only(disk)
            figures["read_only_disks"] += 1
    return figures


def _refusing_disk(number: int) -> int:
    """A server in this process, whose writes fail for a while. How many times that was told."""
    with (
        tempfile.TemporaryDirectory() as folder,
        _here(Path(folder)) as server,
        Client(server.address, server.token) as client,
    ):
        done = client.submit(avatar("named"))
        client.wait(done, timeout=PATIENCE_S)
        there = files._new_file_beside

        def refuse(path: Path, mode: int) -> object:
            raise OSError(number, os.strerror(number), str(path))

        files._new_file_beside = refuse  # type: ignore[assignment]
        try:
            told = 0
            for ask in (lambda: client.wait(client.submit(avatar("named")), timeout=PATIENCE_S),) * 3:
                try:
                    ask()
                    raise AssertionError("a job was accepted that could not be written down")
                except ResourceExhausted as error:
                    assert error.hint and ("space" in error.message or os.strerror(number) in error.message)
                    told += 1
            assert client.wait(done, timeout=PATIENCE_S).checks, "what is done can be had from a broken disk"
            assert client.wait(client.submit(LIVE), timeout=PATIENCE_S).vertices[0, 0] == 1.5, "sliders go on"
        finally:
            files._new_file_beside = there
        assert client.wait(client.submit(avatar("named")), timeout=PATIENCE_S).checks
        assert set(states(client).values()) == {"done"} and len(states(client)) == 2
    return told


def _really_full(state: Path) -> int:
    """How many results reached the client that the disk did not take."""
    with toy_server(state) as server, server.client() as client:
        small = client.submit(avatar("named"))
        client.wait(small, timeout=PATIENCE_S)
        big = client.submit(avatar("big"))  # larger than the disk
        assert client.wait(big, timeout=PATIENCE_S).avatar, "who waited has the result"
        info = next(info for info in client.jobs() if info.job_id == big)
        assert info.state == "failed" and info.resumable, f"a result that is not kept is told as {info.state}"
        filler = state / "filler"
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError as error:
                assert error.errno == errno.ENOSPC
        try:
            client.wait(client.submit(avatar("named")), timeout=PATIENCE_S)
            raise AssertionError("a job was accepted on a full disk")
        except ResourceExhausted as error:
            assert "space" in error.message and error.hint
        assert client.wait(small, timeout=PATIENCE_S).checks
        server.process.kill()
        server.process.wait()
    with toy_server(state) as server, server.client() as client:  # the note of who has it does not fit: no matter
        assert states(client) == {small: "done", big: "failed"}
        filler.unlink()
        assert client.wait(client.submit(avatar("named")), timeout=PATIENCE_S).checks
        assert client.wait(small, timeout=PATIENCE_S).checks
    shutil.rmtree(state)
    return 1


def _really_read_only(disk: Path) -> None:
    state = disk / "state"
    with toy_server(state) as server, server.client() as client:
        client.wait(client.submit(avatar("named")), timeout=PATIENCE_S)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        with toy_server(state):
            raise AssertionError("a server runs on a disk that may only be read")
    except (ConnectionFailed, ResourceExhausted) as error:
        assert "ead-only" in error.message and error.hint, f"a read-only disk is told as: {error}"
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    with toy_server(state) as server, server.client() as client:
        assert list(states(client).values()) == ["done"]


@contextmanager
def _here(state: Path) -> Iterator[Server]:
    """A server whose loop runs in a thread of this process."""
    server = Server(ServerOptions(state=state, port=0, job_table="toy_jobs:COMMANDS"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        thread.join()
        server.close()


@contextmanager
def _small_disk() -> Iterator[Path | None]:
    """A disk of a few MB; None where this user may not mount one."""
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "galatea-test", folder]
        try:
            subprocess.run(mount, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            yield None
            return
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True, capture_output=True)


if __name__ == "__main__":
    try:
        print(run())
    except GalateaError as error:
        raise SystemExit(str(error)) from error
