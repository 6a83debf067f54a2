"""The doctor finds what is there, and names what mends what is not."""

import json
import subprocess
import sys

import pytest

from backend.cli import main
from backend.commands import doctor


def findings(capsys, *arguments):
    code = main(["doctor", "--as-json", *arguments])
    return code, {finding["name"]: finding for finding in json.loads(capsys.readouterr().out)}


def test_what_the_tests_need_is_found(capsys):
    _, found = findings(capsys)
    for name in (
        "python",
        "torch",
        "open_clip_torch",
        "body anny",
        "encoder embedded",
        "lexicon english",
        "appearance anny-appearance",
    ):
        assert found[name]["state"] == "ok", found[name]
    assert found["device"]["found"]


def test_a_blender_that_is_not_there_is_missing_with_a_way_out(capsys, tmp_path):
    code, found = findings(capsys, "--blender", str(tmp_path / "blender"))
    assert code == 1
    assert found["blender"]["state"] == "missing" and found["blender"]["mend"]


def test_a_package_that_is_not_there_names_the_command(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", {"galatea-of-cyprus": "carving"})
    code, found = findings(capsys)
    assert code == 1
    assert "pip install" in found["galatea-of-cyprus"]["mend"]


BROKEN = """
import sys
class Broken:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == {module!r}:
            raise {error}
sys.meta_path.insert(0, Broken)
from backend.cli import main
sys.exit(main({arguments!r}))
"""


@pytest.mark.parametrize("module", ["numpy", "tyro", "psutil", "zmq", "torch"])
def test_a_package_that_is_broken_is_named_and_no_traceback(module):
    code = BROKEN.format(module=module, error="ImportError('its parts do not fit')", arguments=["doctor"])
    ended = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, timeout=120)
    assert ended.returncode in (1, 3) and "Traceback" not in ended.stderr
    package = {"zmq": "pyzmq"}.get(module, module)
    (line,) = [line for line in ended.stdout.splitlines() if line.startswith(f"missing  {package} ")]
    assert "its parts do not fit" in line and "ok       python" in ended.stdout


def test_any_other_command_is_one_error_that_names_the_doctor():
    for error in ("ImportError('numpy is from another world')", "ValueError('numpy.dtype size changed')"):
        code = BROKEN.format(module="numpy", error=error, arguments=["jobs"])
        ended = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, timeout=60)
        assert ended.returncode == 3 and "Traceback" not in ended.stderr
        assert "numpy" in ended.stderr and ended.stderr.splitlines()[-1].strip() == "Run: galatea doctor"
