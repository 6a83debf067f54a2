"""Standard streams that are closed, full, broken or of another encoding cost what they would show, not the work."""

import os
import subprocess
import sys

import pytest

from backend.commands.streams import as_bytes_or_number

pytestmark = [
    pytest.mark.usefixtures("toys"),
    pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that can close a stream"),
]

FILES = {"avatar.fbx", "avatar.npz", "preview.png", "request.json", "report.json"}
# the program as it is installed, with toys for jobs and no Blender
PROGRAM = """
import sys
from functools import partial
import galatea
from backend.commands import connect, make
connect.local_server = partial(connect.local_server, job_table='toy_jobs:COMMANDS')
make.find_blender = lambda path: None
make.export_avatar = lambda blender, avatar, out, *, preset, one_mesh: out.write_bytes(b'no model')
sys.exit(galatea.main())
"""


def made(out, redirection="", **variables):
    """Exit code, and what was told, of `galatea avatar figure` in a shell that treats its streams like that."""
    shell = f'"$0" -P -c "$1" avatar figure --out "$2" {redirection}'
    command = ["sh", "-c", shell, sys.executable, PROGRAM, out]
    environment = {**os.environ, **variables}
    environment.pop("PYTHONUNBUFFERED", None)
    return subprocess.run(command, env=environment, capture_output=True, timeout=60)


@pytest.mark.parametrize("redirection", ["2>&-", "<&- >&- 2>&-", ">&-", "2>/dev/full", "2>&1 2>&-"])
def test_closed_and_full_streams_cost_nothing_but_what_they_tell(tmp_path, redirection):
    if "/dev/full" in redirection and not os.path.exists("/dev/full"):
        pytest.skip("no file that is full")
    ended = made(tmp_path / "out", redirection)
    assert ended.returncode == 0, ended
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    assert b"Traceback" not in ended.stderr + ended.stdout
    assert (b"avatar.npz" in ended.stdout) == (" >&-" not in f" {redirection}")


def test_a_reader_of_the_progress_who_leaves_does_not_stop_the_work(tmp_path):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-P", "-c", PROGRAM, "avatar", "figure", "--out", str(tmp_path / "out")]
    with open(write, "wb") as broken:
        ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=broken, timeout=60)
    assert ended.returncode == 0 and b"avatar.npz" in ended.stdout


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no file that is full")
def test_an_answer_that_cannot_be_written_is_told_with_the_work_done(tmp_path):
    ended = made(tmp_path / "out", ">/dev/full")
    assert (
        ended.returncode == 1
        and b"error: The output could not be written" in ended.stderr
        and b"Traceback" not in ended.stderr
    )
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES


def test_a_console_of_another_encoding_is_told_what_it_can_show(tmp_path):
    ended = made(tmp_path / "größe 高", PYTHONIOENCODING="latin-1")
    assert ended.returncode == 0 and "größe \\u9ad8".encode("latin-1") in ended.stdout
    assert {path.name for path in (tmp_path / "größe 高").iterdir()} == FILES


@pytest.mark.skipif(sys.platform != "linux", reason="paths are text elsewhere")
def test_a_path_that_is_no_text_is_written_to_and_told_as_it_is(tmp_path):
    out = os.fsencode(tmp_path) + b"/\xff\xfe"
    ended = made(out)
    assert ended.returncode == 0 and out in ended.stdout
    assert {name.decode() for name in os.listdir(out)} == FILES


def test_what_an_encoding_lacks_is_written_by_number_and_foreign_bytes_as_they_are():
    def written(text, encoding):
        try:
            return text.encode(encoding)
        except UnicodeEncodeError as error:
            return as_bytes_or_number(error)[0]

    assert written("高", "latin-1") == b"\\u9ad8"
    assert written("\udcff\udcfe", "utf-8") == b"\xff\xfe"
