"""The extension as a package in the bpy module, and a backend of boxes in a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_resources = None if "BLENDER_USER_RESOURCES" in os.environ else tempfile.mkdtemp(prefix="galatea-blender-")
os.environ.setdefault("BLENDER_USER_RESOURCES", _resources or "")
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import bpy  # noqa: E402
import pytest  # noqa: E402

import build_addon  # noqa: E402

BACKEND_PYTHON = os.environ.get("GALATEA_PYTHON") or str(ROOT / ".venv" / "bin" / "python")


HOLD = "hold"
"""file in a backend's folder that keeps its slow jobs at work while it is there"""


@contextlib.contextmanager
def backend_process(folder: Path, jobs: str = "panel_jobs:JOBS"):
    """A real server with the jobs of boxes; gives (address, token, process)."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    path = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "blender")))
    command = [BACKEND_PYTHON, "-P", "-m", "backend.server.serve", "--port", "0", "--state", str(folder / "state")]
    command += ["--ready-file", str(ready), "--exit-with-parent", *(["--job-table", jobs] if jobs else [])]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path, "GALATEA_TOY_HOLD": str(folder / HOLD)},
        cwd=ROOT,
    )
    try:
        end = time.monotonic() + 60
        while not ready.exists():
            assert process.poll() is None and time.monotonic() < end, "the backend did not start"
            time.sleep(0.02)
        said = json.loads(ready.read_text())
        yield said["address"], said["token"], process
    finally:
        process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def addon():
    """The registered extension."""
    build_addon.copy_shared(build_addon.ADDON)
    entry = bpy.context.preferences.addons.new()
    entry.module = "blender_addon"
    import blender_addon

    blender_addon.register()
    yield blender_addon
    blender_addon.unregister()
    bpy.context.preferences.addons.remove(entry)


@pytest.fixture(scope="session")
def backend_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("backend")


@pytest.fixture(scope="session")
def backend(backend_folder):
    with backend_process(backend_folder) as running:
        yield running


@pytest.fixture
def hold(backend_folder):
    """The file that keeps slow jobs of that backend at work; a test that wants their results deletes it."""
    file = backend_folder / HOLD
    file.touch()
    yield file
    file.unlink(missing_ok=True)


@pytest.fixture
def panel(addon, backend):
    """An empty file, a connected panel, no errors in it, nothing that earlier tests left there or on the backend."""
    from blender_addon import api
    from blender_addon._shared.protocol.client import Client
    from blender_addon.jobs import event_loop
    from blender_addon.session import session
    from blender_addon.state import preferences, properties, wardrobe
    from blender_addon.state.memory import memory

    bpy.ops.wm.read_homefile(use_empty=True)
    wardrobe.forget([entry.name for entry in wardrobe.entries()])
    memory.of(wardrobe.Wardrobe).asked = ""
    with Client(*backend[:2]) as client:
        preferences.get().dismissed = " ".join(info.job_id for info in client.jobs())
    if session.connection.state != "READY":
        api.connect(*backend[:2])
    event_loop.advance()
    yield properties.panel()
    session.connection.close()


@pytest.fixture
def person(panel):
    """An avatar that was just made."""
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    bpy.ops.galatea.new_avatar()
    event_loop.advance()
    return avatars.active()


@pytest.fixture
def panel_with_wardrobe(panel, person):
    """The panel, with the wardrobe in it."""
    from blender_addon.jobs import wardrobe as jobs
    from blender_addon.state import wardrobe

    jobs.ask()
    turn(wardrobe.is_filled)
    return panel


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A backend with the program's own jobs and bodies; no model was ever fetched for it, its wardrobe is its own."""
    folder = tmp_path_factory.mktemp("real")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GALATEA_HOME", str(folder / "home"))
        with backend_process(folder, jobs="") as running:
            yield running


@pytest.fixture
def new_figure(addon, real):
    """A function that has a figure made by that backend and shows it in the panel, with small pictures."""
    from blender_addon import api
    from blender_addon.jobs import event_loop
    from blender_addon.session import session

    bpy.ops.wm.read_homefile(use_empty=True)
    api.connect(*real[:2])

    def make(sliders=None, **options):
        thing = api.new_avatar(sliders, **{"preview_size": 0, "texture_size": 256, **options})
        event_loop.advance()
        return thing

    yield make
    session.connection.close()


@pytest.fixture
def rooms(addon):
    """An empty scene with Blender's own settings; the extension's `scene` and `export`."""
    from blender_addon import export, scene

    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    return scene, export


@pytest.fixture
def full_disk(monkeypatch):
    """A function after which the next exports to a file of that name find no space."""

    def fills(name: str) -> None:
        make = tempfile.mkdtemp

        def mkdtemp(*arguments, **named):
            folder = make(*arguments, **named)
            if named.get("suffix") == ".part":
                Path(folder, name).symlink_to("/dev/full")
            return folder

        monkeypatch.setattr(tempfile, "mkdtemp", mkdtemp)

    return fills


def turn(until, seconds: float = 60.0):
    """Advance the work until `until()` holds."""
    from blender_addon.jobs import event_loop

    end = time.monotonic() + seconds
    while not until():
        event_loop.advance(timeout_ms=5)
        assert time.monotonic() < end, "it did not happen in time"


_ended: list[int] = []


def pytest_sessionfinish(exitstatus):
    _ended.append(int(exitstatus))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure():
    """Leave with the tests' own exit code: Blender 4.2 crashes while it takes itself down after a glTF export."""
    sys.stdout.flush()
    sys.stderr.flush()
    if _resources is not None:
        shutil.rmtree(_resources, ignore_errors=True)
    if _ended and bpy.app.version < (4, 3):
        os._exit(_ended[0])


@pytest.fixture
def sent(monkeypatch):
    """The requests that go to the backend, in their order."""
    from blender_addon.session.connection import Connection

    requests = []
    submit = Connection.submit

    def noted(self, request, *others, **named):
        requests.append(request)
        return submit(self, request, *others, **named)

    monkeypatch.setattr(Connection, "submit", noted)
    return requests
