"""What a killed worker or server had begun to write does not stay for ever."""

import psutil
import pytest

from backend.protocol.errors import GalateaError
from backend.protocol.requests import AvatarRequest
from backend.server.local import local_server

PARTS = (".0123456789abcdef.part", ".fedcba9876543210.part")


def test_it_is_deleted_with_its_worker_and_before_the_next_server_and_the_rest_is_kept(tmp_path):
    with local_server(state=tmp_path, job_table="toy_jobs:JOBS") as server, server.client() as client:
        done, killed = (client.submit(AvatarRequest(prompt=prompt)) for prompt in ("hello", "sleep 60"))
        client.wait(done, timeout=60)
        while client.jobs(timeout=60)[0].state != "running":
            client.poll(50)
        (tmp_path / "jobs" / killed / PARTS[0]).write_bytes(b"half")
        for worker in psutil.Process(server.process.pid).children():
            worker.kill()
        with pytest.raises(GalateaError):
            client.wait(killed, timeout=60)
        assert not list((tmp_path / "jobs" / killed).glob(".*"))
    folder = tmp_path / "jobs" / done
    whole = {path.name for path in folder.iterdir()}
    for name in PARTS:
        (folder / name).write_bytes(b"half")
    with local_server(state=tmp_path, job_table="toy_jobs:JOBS") as server, server.client() as client:
        assert client.wait(done, timeout=60).checks["prompt"] == "hello"
        assert {path.name for path in folder.iterdir()} == whole
