"""What a killed server had begun to write does not stay for ever."""

from backend.protocol.requests import AvatarRequest
from backend.server.local import local_server


def test_the_next_server_deletes_what_is_half_written_and_keeps_the_rest(tmp_path):
    with local_server(state=tmp_path, job_table="toy_jobs:JOBS") as server, server.client() as client:
        job = client.submit(AvatarRequest(prompt="hello"))
        client.wait(job, timeout=60)
    folder = tmp_path / "jobs" / job
    whole = {path.name for path in folder.iterdir()}
    for name in (".0123456789abcdef.part", ".fedcba9876543210.part"):
        (folder / name).write_bytes(b"half")
    with local_server(state=tmp_path, job_table="toy_jobs:JOBS") as server, server.client() as client:
        assert client.wait(job, timeout=60).checks["prompt"] == "hello"
        assert {path.name for path in folder.iterdir()} == whole
