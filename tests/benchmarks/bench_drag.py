"""Dragging a slider: from the change to the moved mesh, through the real socket, server, worker and Blender data."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BLENDER_PYTHON = Path(os.environ.get("GALATEA_BPY_PYTHON") or ROOT / ".venv-blender" / "bin" / "python")
STEPS, WARM_UP = 100, 20
LIMIT_S = 900
"""on a machine that others use, a step takes ten times as long"""


def run() -> dict[str, float | str]:
    """Milliseconds: median and 95th percentile of a step, and of the parts of it that are Blender's."""
    from backend.protocol.errors import NotAvailable
    from backend.server.local import local_server

    if not BLENDER_PYTHON.exists():
        raise NotAvailable("Dragging is measured in the bpy module, which is not installed.", "Run: make setup")
    with tempfile.TemporaryDirectory(prefix="galatea-drag-") as folder, local_server() as server:
        try:
            done = subprocess.run(
                [BLENDER_PYTHON, __file__, server.address, server.token],
                capture_output=True,
                text=True,
                timeout=LIMIT_S,
                env={**os.environ, "BLENDER_USER_RESOURCES": folder, "PYTHONPATH": str(ROOT)},
            )
        except subprocess.TimeoutExpired as error:
            raise NotAvailable(
                f"Dragging took longer than {LIMIT_S} s, which tells of other work on this machine.", "Run it again."
            ) from error
    marked = [line for line in done.stdout.splitlines() if line.startswith("NUMBERS ")]
    if not marked:
        raise NotAvailable(f"Dragging could not be measured: {done.stderr.strip()[-300:]}", "Run: galatea doctor")
    numbers = json.loads(marked[0].removeprefix("NUMBERS "))
    for name, value in numbers.items():
        print(f"   {name:<32} {value:>8.2f}")
    return numbers


def measure(address: str, token: str) -> dict[str, float]:
    """Inside Blender: drag one slider back and forth, ticking as the add-on's timer does; a word; and both while
    numbers are kept."""
    import bpy

    import build_addon

    build_addon.copy_shared(build_addon.ADDON)
    context: Any = bpy.context
    entry = context.preferences.addons.new()
    entry.module = "blender_addon"
    import blender_addon

    blender_addon.register()
    try:
        from blender_addon import api
        from blender_addon.jobs import event_loop, live_edit
        from blender_addon.session import session
        from blender_addon.state import properties

        api.connect(address, token)
        thing = api.new_avatar()
        event_loop.advance()
        panel = properties.panel()
        landed: list[float] = []
        writing: list[float] = []
        write = live_edit.update_vertices

        def timed(*moved):
            start = time.perf_counter()
            write(*moved)
            landed.append(time.perf_counter())
            writing.append(landed[-1] - start)

        live_edit.update_vertices = timed
        ticks, evaluation = [], []
        ops: Any = bpy.ops

        def rest() -> None:
            while live_edit.active():
                time.sleep(event_loop.tick())

        own: list[float] = []

        def drag(put: Callable[[float], None]) -> list[float]:
            """Seconds from each change of a slider to the moved mesh."""
            taken, begun = [], time.process_time()
            for step in range(WARM_UP + STEPS):
                count, start = len(landed), time.perf_counter()
                put(0.3 + 0.4 * abs((step % 100) / 50 - 1) + 0.0003 * (step // 100))
                while len(landed) == count:
                    tick = time.perf_counter()
                    pause = event_loop.tick()
                    ticks.append(time.perf_counter() - tick)
                    assert not panel.problem.message, panel.problem.details
                    time.sleep(pause)
                taken.append(landed[-1] - start)
                start = time.perf_counter()
                context.view_layer.update()
                evaluation.append(time.perf_counter() - start)
            own.append((time.process_time() - begun) / len(taken))
            return taken[WARM_UP:]

        latency = drag(lambda value: panel.sliders["height"].set_value(value))
        rest()
        ops.galatea.add_words(words="fat, broad shoulders, tall")
        word = drag(lambda value: setattr(panel.words["fat"], "value", 2.0 * value - 1.0))
        rest()
        api.keep_measure(thing, "height", "waist", "weight")
        kept = drag(lambda value: panel.sliders["muscle"].set_value(value))
        rest()
        kept_word = drag(lambda value: setattr(panel.words["fat"], "value", 2.0 * value - 1.0))
        assert not panel.problem.message, panel.problem.details
        session.connection.close()
    finally:
        blender_addon.unregister()
    return {
        "steps": STEPS,
        "change_to_mesh_median_ms": 1e3 * statistics.median(latency),
        "change_to_mesh_p95_ms": 1e3 * statistics.quantiles(latency, n=20)[-1],
        "with_three_measures_kept_median_ms": 1e3 * statistics.median(kept),
        "with_three_measures_kept_p95_ms": 1e3 * statistics.quantiles(kept, n=20)[-1],
        "a_word_median_ms": 1e3 * statistics.median(word),
        "a_word_p95_ms": 1e3 * statistics.quantiles(word, n=20)[-1],
        "a_word_with_three_measures_kept_median_ms": 1e3 * statistics.median(kept_word),
        "processor_of_blender_a_step_ms": 1e3 * statistics.mean(own),
        "of_it_writing_the_mesh_median_ms": 1e3 * statistics.median(writing[WARM_UP:]),
        "one_tick_median_ms": 1e3 * statistics.median(ticks),
        "blender_evaluates_median_ms": 1e3 * statistics.median(evaluation[WARM_UP:]),
    }


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print("NUMBERS " + json.dumps(measure(*sys.argv[1:])), flush=True)
        os._exit(0)
    run()
