from hostile import attack

from backend.protocol.requests import AvatarRequest
from backend.server.local import local_server


def test_hostile_messages_do_no_harm():
    with local_server(job_table="toy_jobs:JOBS", keep_jobs=5) as server:
        outcome = attack(server, count=5000)
        assert outcome.answers > 1000
        assert outcome.growth_mb < 16
        assert server.process.poll() is None
        with server.client() as client:
            assert client.wait(client.submit(AvatarRequest(prompt="hello")), timeout=30).checks["prompt"] == "hello"
