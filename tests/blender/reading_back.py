"""Exported files put beside their avatars by the project's own readers: one process of the backend's Python."""

from __future__ import annotations

import atexit
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from conftest import BACKEND_PYTHON, ROOT

from backend.capabilities.exchange.contents import Contents, load

CHECKS = """
import json, sys
from pathlib import Path
import numpy as np
from backend.capabilities.exchange.check import check_export
from backend.protocol.avatar_file import load_avatar
from backend.protocol.requests import FurtherClip, Poses
from backend.protocol.results import Motion
for line in sys.stdin:
    avatar, file, preset, one_mesh, others, root_motion, twist_bones = json.loads(line)
    file, further = Path(file), []
    for path, name, fps in others:
        told = dict(np.load(path))
        shown = Poses(frames=told.pop("frames"), matrices=told.pop("matrices"))
        further.append(FurtherClip(motion=Motion(name=name, fps=fps, **told), poses=shown))
    poses = file.with_suffix(".poses.npz")
    shown = Poses(**np.load(poses)) if poses.exists() else None
    asked = (load_avatar(Path(avatar)), shown, preset, one_mesh, further, root_motion, twist_bones)
    checks = check_export(file.read_bytes(), file.suffix[1:], *asked)
    print(json.dumps(checks), flush=True)
"""
READ = """
import os, sys
from pathlib import Path
from backend.capabilities.exchange.contents import save
source, out, seconds = Path(sys.argv[1]), Path(sys.argv[2]), [float(second) for second in sys.argv[3:]]
if source.suffix == ".glb":
    from backend.capabilities.exchange.read_glb import read_glb
    save(out, read_glb(source.read_bytes(), seconds))
else:
    from backend.capabilities.exchange.read_fbx import read_fbx
    save(out, read_fbx(source, seconds))
os._exit(0)
"""
_running: list[subprocess.Popen] = []


def check(
    avatar, file: Path, poses=None, preset="mixamo", one_mesh=False, further=(), root_motion="hips", twist_bones=False
) -> dict[str, str]:
    """Name of each check -> "ok" or what differs; further: motion and poses of each clip beside the avatar's own."""
    from backend.protocol.avatar_file import save_avatar

    if poses is not None:
        np.savez(file.with_suffix(".poses.npz"), frames=poses.frames, matrices=poses.matrices)
    save_avatar(file.with_suffix(".npz"), avatar)
    others = []
    for index, (motion, shown) in enumerate(further):
        others.append((str(file.with_suffix(f".{index}.npz")), motion.name, motion.fps))
        arrays = {name: getattr(motion, name) for name in ("root_translation", "rotations", "shape_key_curves")}
        np.savez(others[-1][0], frames=shown.frames, matrices=shown.matrices, **arrays)
    process = _reader()
    asked = [str(file.with_suffix(".npz")), str(file), preset, one_mesh, others, root_motion, twist_bones]
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    assert answer, "the reader broke; what it said is above"
    return json.loads(answer)


def contents_of(file: Path, seconds: Sequence[float] = ()) -> Contents:
    """What the readers find in a file, in a process of its own, because the one for FBX may crash it."""
    out = file.with_suffix(".contents.npz")
    out.unlink(missing_ok=True)
    command = [BACKEND_PYTHON, "-P", "-c", READ, str(file), str(out), *map(str, seconds)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert out.is_file(), ended.stderr
    return load(out)


def _reader() -> subprocess.Popen:
    if not _running or _running[-1].poll() is not None:
        command = [BACKEND_PYTHON, "-P", "-c", CHECKS]
        _running.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    return _running[-1]


@atexit.register
def _end() -> None:
    for process in _running:
        process.stdin.close()
        process.wait()


def wrong(checks):
    """The checks that did not pass, with what they say."""
    return {name: text for name, text in checks.items() if text != "ok"}
