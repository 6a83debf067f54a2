"""A backend elsewhere: its address, its token and its public key are enough for every command that needs one."""

import pytest

from backend.cli import main
from backend.server.keys import make_keys
from backend.server.local import local_server

pytestmark = pytest.mark.usefixtures("toys", "no_blender")


@pytest.fixture
def remote(tmp_path):
    """Options of the command line that reach a backend with CURVE keys."""
    state = tmp_path / "remote"
    keys = make_keys(state)
    (state / "other").write_text("x" * 32)
    with local_server(state=state, host="0.0.0.0", curve=True, job_table="toy_jobs:COMMANDS") as server:
        (state / "given").write_text(server.token)
        address = server.address.replace("0.0.0.0", "127.0.0.1")
        yield ["--address", address, "--token", str(state / "given"), f"--server-key={keys.public}"]


def test_every_command_reaches_a_backend_with_keys(capsys, tmp_path, remote):
    out = tmp_path / "out"
    assert main(["avatar", "reborn", "--out", str(out), *remote]) == 1
    capsys.readouterr()
    assert main(["jobs", *remote]) == 0
    job = capsys.readouterr().out.split()[0]
    assert main(["resume", job, "--out", str(out), *remote]) == 0
    assert (out / "avatar.npz").is_file()
    assert not (tmp_path / "state").exists(), "nothing was started here"


def test_without_its_key_it_is_not_reached(capsys, remote):
    assert main(["jobs", *remote[:4]]) == 1
    assert "error:" in capsys.readouterr().err


def test_a_token_that_is_not_its_own_is_told(capsys, tmp_path, remote):
    assert main(["jobs", *remote[:2], "--token", str(tmp_path / "remote" / "other"), remote[4]]) == 1
    assert "token" in capsys.readouterr().err


def test_a_key_that_is_none_is_told(capsys, remote):
    assert main(["jobs", *remote[:4], "--server-key", "abc"]) == 2
    assert "galatea keys" in capsys.readouterr().err


def test_keys_are_made_once_and_told_again(capsys, tmp_path):
    told = []
    for options in ([], [], ["--new"], []):
        assert main(["keys", "--state", str(tmp_path / "backend"), *options]) == 0
        told.append(capsys.readouterr().out.splitlines()[-1])
    assert told[0] == told[1] != told[2] == told[3]


def test_missing_and_broken_keys_name_the_command_for_their_folder(capsys, tmp_path):
    state = tmp_path / "backend"
    serve = ["serve", "--host", "0.0.0.0", "--port", "0", "--curve", "--state", str(state)]
    assert main(serve) == 2
    assert f"galatea keys --state {state}" in capsys.readouterr().err
    (state / "server_keys.json").write_text("{")
    assert main(["keys", "--state", str(state)]) == 2
    assert f"galatea keys --new --state {state}" in capsys.readouterr().err
