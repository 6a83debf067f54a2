"""`make` without Python, or with one that makes no virtual environments: it mends that or names the line to paste."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
# stands in for a Python 3.11 that lacks ensurepip until its package is there
PYTHON = """#!/bin/sh
case "$*" in
  --version) echo "Python 3.11.2";;
  *ensurepip*) test -e {installed};;
  *version_info*) echo python3.11-venv;;
esac
"""


def script(path, text):
    path.write_text(text)
    path.chmod(0o755)


def run_make(folder, *, root, python):
    """`make python` where nothing but some stand-ins is on the search path."""
    bin_ = folder / "bin"
    bin_.mkdir()
    for tool in ("sh", "sort", "printf", "echo", "test", "touch", "cat"):
        if found := shutil.which(tool):
            (bin_ / tool).symlink_to(found)
    installed = folder / "installed"
    script(bin_ / "id", f"#!/bin/sh\necho {0 if root else 1000}\n")
    stand_in = (
        f"cat > {bin_}/python3.11 <<'END'\n{PYTHON.format(installed=installed)}END\nchmod 755 {bin_}/python3.11\n"
    )
    (bin_ / "chmod").symlink_to(shutil.which("chmod"))
    script(
        bin_ / "apt-get", f'#!/bin/sh\necho "apt-get $*"\ncase "$1" in install) touch {installed}\n{stand_in};; esac\n'
    )
    if python:
        script(bin_ / "python3.11", PYTHON.format(installed=installed))
    command = [shutil.which("make"), "--no-print-directory", "-C", str(ROOT), "python"]
    return subprocess.run(command, env={"PATH": str(bin_)}, capture_output=True, text=True, timeout=60)


def test_root_gets_what_is_missing(tmp_path):
    ended = run_make(tmp_path, root=True, python=True)
    assert ended.returncode == 0, ended
    assert "install -y -qq --no-install-recommends python3.11-venv" in ended.stdout


def test_root_gets_python_too(tmp_path):
    ended = run_make(tmp_path, root=True, python=False)
    assert ended.returncode == 0 and ended.stdout.rstrip().endswith("python3 python3-venv"), ended


@pytest.mark.parametrize(("python", "line"), [(True, "python3.11-venv"), (False, "python3 python3-venv")])
def test_others_are_told_the_line(tmp_path, python, line):
    ended = run_make(tmp_path, root=False, python=python)
    assert ended.returncode == 2 and f"  sudo apt-get install --no-install-recommends {line}\n" in ended.stdout
    assert "apt-get update" not in ended.stdout


def test_a_python_that_is_whole_needs_nothing(tmp_path):
    (tmp_path / "installed").touch()
    ended = run_make(tmp_path, root=False, python=True)
    assert ended.returncode == 0 and not ended.stdout
