"""A camera while somebody acts: from the moment a picture comes to the mesh that shows it, in Blender, through the real
server, worker and socket. A recorded stream of 30 pictures a second, 720 lines high, is the camera."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BLENDER_PYTHON = Path(os.environ.get("GALATEA_BPY_PYTHON") or ROOT / ".venv-blender" / "bin" / "python")
WIDTH, HEIGHT, RATE, SECONDS = 1280, 720, 30, 12
WARM_S = 4.0
"""seconds after the first picture that do not count: networks load, and the rest is found"""
LIMIT_S = 300


def run() -> dict[str, float]:
    """Milliseconds from picture to mesh, and where they go; frames a second that reach the mesh."""
    from backend.protocol.errors import NotAvailable
    from backend.server.local import local_server

    if not BLENDER_PYTHON.exists():
        raise NotAvailable("Cameras are measured in the bpy module, which is not installed.", "Run: make setup")
    with tempfile.TemporaryDirectory(prefix="galatea-webcam-") as folder, local_server() as server:
        stream = Path(folder, "stream.mp4")
        stream.write_bytes(_stream())
        done = subprocess.run(
            [BLENDER_PYTHON, __file__, server.address, server.token, str(stream)],
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            env={**os.environ, "BLENDER_USER_RESOURCES": folder, "PYTHONPATH": str(ROOT)},
        )
    marked = [line for line in done.stdout.splitlines() if line.startswith("NUMBERS ")]
    if not marked:
        raise NotAvailable(f"A camera could not be measured: {done.stderr.strip()[-300:]}", "Run: galatea doctor")
    numbers = json.loads(marked[0].removeprefix("NUMBERS "))
    for name, value in numbers.items():
        print(f"   {name:<48} {value:>8.2f}")
    return numbers


def _stream() -> bytes:
    import numpy as np
    from PIL import Image

    sys.path.append(str(ROOT / "tests"))
    from face_videos import picture, video

    jaw = np.round(np.abs(np.sin(np.arange(RATE * SECONDS) * 0.2)) * 6) / 10
    shots: dict[float, Any] = {}
    for opened in set(jaw.tolist()):
        whole = Image.new("RGB", (WIDTH, HEIGHT), (115, 140, 153))
        whole.paste(Image.fromarray(picture(opened)).resize((HEIGHT, HEIGHT)), ((WIDTH - HEIGHT) // 2, 0))
        shots[opened] = np.asarray(whole)
    return video([shots[opened] for opened in jaw.tolist()], rate=RATE).tobytes()


def measure(address: str, token: str, stream: str) -> dict[str, float]:
    """Inside Blender: film, ticking as the add-on's timer does, and note when each picture is on the mesh."""
    import bpy

    import build_addon

    build_addon.copy_shared(build_addon.ADDON)
    context: Any = bpy.context
    context.preferences.addons.new().module = "blender_addon"
    import blender_addon

    blender_addon.register()
    try:
        from blender_addon import api
        from blender_addon.jobs import event_loop, live_face, webcam
        from blender_addon.state import properties

        api.connect(address, token)
        api.new_avatar()
        event_loop.advance()
        ops: Any = bpy.ops
        ops.galatea.film_face(camera=stream)
        now, panel = live_face.live(), properties.panel()
        first, late, shown, told = 0.0, [], [], ""
        spent = 0.0
        until = time.monotonic() + LIMIT_S
        while live_face.active() and time.monotonic() < until:
            before, begun = now.shown, time.process_time()
            pause = event_loop.tick()
            assert not panel.problem.message, panel.problem.message
            if now.shown != before and now.newest is not None:
                context.view_layer.update()
                at = time.monotonic()
                first = first or at
                if at - first > WARM_S:
                    late.append(at - float(now.newest.time or 0.0))
                    shown.append(at)
                    spent += time.process_time() - begun
            told = filmed.job.message if (filmed := webcam.filming()) and filmed.job else told
            time.sleep(pause)
    finally:
        blender_addon.unregister()
    to_packet = float(told.split(", ")[1].split(" ms")[0]) if " ms" in told else 0.0
    return {
        "pictures a second on the mesh": (len(shown) - 1) / (shown[-1] - shown[0]),
        "picture to mesh, median ms": 1e3 * statistics.median(late),
        "picture to mesh, 95th percentile ms": 1e3 * statistics.quantiles(late, n=20)[-1],
        "of it from picture to packet, median ms": to_packet,
        "processor of Blender a picture, ms": 1e3 * spent / len(late),
    }


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print("NUMBERS " + json.dumps(measure(*sys.argv[1:])), flush=True)
        os._exit(0)
    run()
