"""The command line: quick help, honest exit codes, one clear message for each kind of bad input."""

import errno
import json
import os
import subprocess
import sys

import pytest

from backend.cli import COMMANDS, main
from backend.commands.run import command, plain, with_positional
from backend.protocol.requests import AvatarRequest


def modules_after(code):
    program = f"{code}\nimport sys, json\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_help_loads_nothing_heavy():
    loaded = modules_after("from backend.cli import main; main(['--help'])")
    assert "backend.cli" in loaded
    assert not loaded & {"torch", "numpy", "zmq", "tyro", "warp", "open_clip"}


@pytest.mark.parametrize("module", ["backend.commands.make", "backend.commands.serve", "backend.protocol.client"])
def test_the_client_side_never_loads_torch(module):
    assert "torch" not in modules_after(f"import {module}")


def test_every_command_explains_itself(capsys):
    for name in [*COMMANDS, "avatar", "shape"]:
        with pytest.raises(SystemExit) as stop:
            main([name, "--help"])
        assert stop.value.code == 0
        assert f"galatea {name}" in capsys.readouterr().out


def test_an_unknown_command_names_the_nearest(capsys):
    assert main(["avater", "x"]) == 2
    assert 'Did you mean "avatar"?' in capsys.readouterr().err


def test_benchmarks_run_several_times_are_told_as_median_and_range():
    from backend.commands.bench import together

    runs = [{"ms": 3.0, "blender": "4.2"}, {"ms": 9.0, "blender": "4.2"}, {"ms": 4.0, "blender": "4.2"}]
    assert together(runs[:1]) == {"numbers": runs[0]}
    assert together(runs) == {"runs": 3, "numbers": {"ms": 4.0, "blender": "4.2"}, "range": {"ms": [3.0, 9.0]}}


def test_a_benchmark_that_is_ended_leaves_what_it_has_measured(tmp_path, monkeypatch):
    from backend.commands import bench

    (tmp_path / "bench_ended.py").write_text(
        "def run(so_far):\n    so_far({'bodies': 10})\n    so_far({'bodies': 20})\n    raise KeyboardInterrupt\n"
    )
    monkeypatch.setattr(bench, "FOLDER", tmp_path)
    with pytest.raises(KeyboardInterrupt):
        bench.bench("ended")
    assert json.loads((tmp_path / "results" / "ended.json").read_text())["numbers"] == {"bodies": 20}


def test_an_unknown_benchmark_names_the_known_ones(capsys):
    assert main(["bench", "nonsense"]) == 2
    assert "body" in capsys.readouterr().err


def test_a_missing_avatar_file_is_told_before_blender_is_looked_for(capsys, tmp_path):
    assert main(["export", str(tmp_path / "none.npz"), str(tmp_path / "a.fbx")]) == 2
    assert "galatea avatar" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_told(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert main(["shape", "--out", str(tmp_path / "file" / "inside")]) == 2
    assert "--out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "a.json"), "no space left on the disk for a.json"),
        (PermissionError(errno.EACCES, "Permission denied", "b.json"), "b.json: Permission denied"),
        (OSError("no number"), "no number"),
    ],
)
def test_what_the_system_refuses_is_one_error_with_what_to_do(capsys, error, told):
    def refused() -> None:
        raise error

    assert command(refused, "toy", []) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and said[0].startswith("error:") and told in said[0] and said[1].strip()


def test_the_command_line_of_a_request_gives_that_request():
    import tyro

    kind = with_positional(AvatarRequest)
    arguments = ["a tall man", "--sliders", "height", "0.8", "age", "0.7", "--locked", "age", "--look.skin-tone", "0.5"]
    request = plain(tyro.cli(kind, args=arguments), AvatarRequest)
    assert type(request) is AvatarRequest
    assert request.prompt == "a tall man" and dict(request.sliders) == {"height": 0.8, "age": 0.7}
    assert request.locked == ("age",) and request.look.skin_tone == 0.5


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that is closed is another error there")
@pytest.mark.parametrize("buffering", [{}, {"PYTHONUNBUFFERED": "1"}])
@pytest.mark.parametrize("arguments", [["shape", "--help"], ["--help"], ["--version"], ["models"]])
def test_a_reader_that_has_read_enough_gets_no_error(arguments, buffering):
    """As `galatea shape --help | head -1`, whether Python keeps what is written until the end or not."""
    line = [sys.executable, "-P", "-m", "backend.cli", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"} | buffering
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_home_is_found_where_the_shell_left_it_alone(monkeypatch, tmp_path, capsys):
    from backend.commands.run import with_home

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert with_home("--out=~/figures/one") == f"--out={tmp_path}/figures/one"
    assert with_home("~/one.npz") == f"{tmp_path}/one.npz" and with_home("~") == str(tmp_path)
    for other in ("a man ~ 40", "~40 years old", "--out=a~/b", "--prompt=~40, old/young", "-~/x", ""):
        assert with_home(other) == other
    assert main(["export", "~/none.npz", "out.fbx"]) == 2 and str(tmp_path / "none.npz") in capsys.readouterr().err
    assert main(["export", "~nobody-of-that-name/none.npz", "out.fbx"]) == 2
    assert "no home folder" in capsys.readouterr().err
