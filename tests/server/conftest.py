import os
import sys
from pathlib import Path

import pytest

from backend.server.local import local_server

sys.path.append(str(Path(__file__).parent.parent / "protocol"))  # for toy_avatar


@pytest.fixture(scope="session", autouse=True)
def toy_jobs_on_path():
    """Servers and workers find the table "toy_jobs:JOBS"."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(p for p in (str(Path(__file__).parent), before) if p)
    yield
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


@pytest.fixture(scope="session")
def server(toy_jobs_on_path):
    with local_server(job_table="toy_jobs:JOBS") as running:
        yield running


@pytest.fixture
def client(server):
    with server.client() as connected:
        yield connected
