"""Files that Blender wrote, read by the readers of the project's own in the backend's Python."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from conftest import BACKEND_PYTHON, ROOT

from backend.capabilities.exchange.contents import Contents, load

READ = """
import os, sys
from pathlib import Path
from backend.capabilities.exchange.contents import save
source, out, seconds = Path(sys.argv[1]), Path(sys.argv[2]), [float(s) for s in sys.argv[3:]]
if source.suffix == ".glb":
    from backend.capabilities.exchange.read_glb import read_glb
    save(out, read_glb(source.read_bytes(), seconds))
else:
    from backend.capabilities.exchange.read_fbx import read_fbx
    save(out, read_fbx(source, seconds))
os._exit(0)
"""


def contents_of(file: Path, seconds: Sequence[float] = ()) -> Contents:
    out = file.with_suffix(".contents.npz")
    out.unlink(missing_ok=True)
    command = [BACKEND_PYTHON, "-P", "-c", READ, str(file), str(out), *map(str, seconds)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert out.is_file(), ended.stderr
    return load(out)
