"""`galatea sliders` refuses what it cannot do before it starts anything."""

import socket
import sys

import pytest
from toy_avatar import toy_avatar

from backend.cli import main
from backend.protocol.avatar_file import save_avatar


@pytest.fixture(autouse=True)
def a_home_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("GALATEA_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))


def refused(capsys, *arguments):
    code = main(["sliders", *arguments])
    out, err = capsys.readouterr()
    assert code and not out and err.startswith("error: ") and "Traceback" not in err
    return err


def test_without_viser_the_command_that_installs_it_is_named(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "viser", None)
    assert "pip install 'galatea[page]'" in refused(capsys)


def test_a_busy_port_is_told(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"127.0.0.1:{port}" in refused(capsys, "--port", str(port))
    assert "70000 is no port" in refused(capsys, "--port", "70000")


def test_bad_files_are_told_before_a_backend_starts(capsys, tmp_path):
    for option in ("--base", "--truth", "--photo"):
        assert str(tmp_path / "none") in refused(capsys, "--port", "0", option, str(tmp_path / "none"))
    (tmp_path / "text.png").write_text("no picture")
    assert "no picture" in refused(capsys, "--port", "0", "--photo", str(tmp_path / "text.png"))
    save_avatar(tmp_path / "toy.npz", toy_avatar())
    assert "galatea convert" in refused(capsys, "--port", "0", "--base", str(tmp_path / "toy.npz"), "--body", "smpl")
