import os
import sys
from pathlib import Path

import pytest

from backend.server.local import local_server

TOYS = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "protocol")]
sys.path.extend(TOYS)


@pytest.fixture(scope="session", autouse=True)
def toy_jobs_on_path():
    """Servers and workers find the table "toy_jobs:JOBS"."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([*TOYS, *([before] if before else [])])
    yield
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


@pytest.fixture(scope="session")
def gates(tmp_path_factory):
    """The folder in which jobs that wait at a gate look for leave to go on."""
    folder = tmp_path_factory.mktemp("gates")
    os.environ["GALATEA_TOY_GATES"] = str(folder)
    yield folder
    del os.environ["GALATEA_TOY_GATES"]


@pytest.fixture
def gate(gates):
    """Number of a gate, and a function that opens it."""
    number = len(list(gates.iterdir())) + 1
    yield number, (gates / str(number)).touch
    (gates / str(number)).touch()


@pytest.fixture(scope="session")
def server(toy_jobs_on_path, gates):
    with local_server(job_table="toy_jobs:JOBS") as running:
        yield running


@pytest.fixture
def client(server):
    with server.client() as connected:
        yield connected
