"""A server that is ready tells what the panel asks for, and the token only to who sits at it."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys

import pytest

from backend.protocol.places import DEFAULT_ADDRESS
from backend.server.greeting import greeting
from backend.server.options import ServerOptions

TOKEN = "0123456789abcdef0123"


def said(tmp_path, address=DEFAULT_ADDRESS, secret=True, **options):
    return greeting(ServerOptions(state=tmp_path, **options), address, "cpu", TOKEN, "/state/token", secret=secret)


def test_address_and_token_stand_under_the_names_that_the_panel_has(tmp_path):
    text = said(tmp_path, "tcp://192.168.1.20:5571")
    assert "Another Computer" in text
    assert "Address     tcp://192.168.1.20:5571" in text and f"Token       {TOKEN}" in text
    assert "Server Key" not in text and "Ctrl-C" in text


def test_a_log_has_the_place_of_the_token_alone(tmp_path):
    text = said(tmp_path, secret=False)
    assert TOKEN not in text and "/state/token" in text and "finds it by itself" in text


def test_the_public_key_is_told_where_one_is_needed(tmp_path):
    from backend.server.keys import make_keys

    keys = make_keys(tmp_path)
    text = said(tmp_path, curve=True)
    assert f"Server Key  {keys.public}" in text and keys.secret not in text


def test_a_server_that_listens_everywhere_tells_an_address_that_can_be_typed(tmp_path):
    assert "0.0.0.0" not in said(tmp_path, "tcp://0.0.0.0:5571") and ":5571" in said(tmp_path, "tcp://0.0.0.0:5571")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_at_a_terminal_the_token_is_printed_and_in_a_pipe_it_is_not(tmp_path):
    command = [sys.executable, "-P", "-m", "backend.server.serve", "--port", "0", "--state", str(tmp_path)]
    command += ["--exit-with-parent", "--job-table", "toy_jobs:JOBS"]
    ours, theirs = pty.openpty()
    for stderr in (theirs, subprocess.PIPE):
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=stderr)
        assert process.stdin is not None
        try:
            source = ours if stderr == theirs else process.stderr.fileno()  # type: ignore[union-attr]
            text = read_until(source, b"standard input")
        finally:
            process.stdin.close()
            process.wait(20)
        token = (tmp_path / "token").read_text().strip()
        assert (token in text) == (stderr == theirs)
        assert "Address" in text and "tcp://127.0.0.1:" in text
        if process.stderr is not None:
            process.stderr.close()
    os.close(ours)
    os.close(theirs)


def read_until(source, end):
    read = b""
    while end not in read:
        assert select.select([source], [], [], 60)[0], "it says nothing"
        read += os.read(source, 4096)
    return read.decode()
