"""Many people: how many an hour a batch makes, and in how much memory, beside the search alone and single commands."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from backend.batch.local import workers_here
from backend.protocol.requests import AvatarRequest
from backend.server.local import local_server

PROMPTS = (
    "a tall muscular man, smiling",
    "a short chubby old woman, surprised",
    "a slim young woman",
    "a stocky man of sixty",
    "a skinny boy",
    "an athletic woman, angry",
    "a heavy bearded man",
    "an elegant old lady",
)
SINGLE = 2
SAMPLE_S = 0.5


def run() -> dict[str, float | str]:
    """People an hour, and the most memory at once of all processes of the command, in MB."""
    numbers: dict[str, float | str] = {"workers": workers_here("auto")}
    with local_server() as server, server.client() as client:
        client.wait(client.submit(AvatarRequest(prompt=PROMPTS[-1])))  # warm
        spent = []
        for prompt in PROMPTS[:3]:
            spent.append(client.wait(client.submit(AvatarRequest(prompt=prompt))).report["timings_s"]["search"])
    numbers["search alone, one warm worker: people an hour"] = round(3600 * len(spent) / sum(spent))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        file = out / "people.txt"
        file.write_text("\n".join(PROMPTS))
        for name, options in (("batch", []), ("batch with FBX", ["--format", "fbx"])):
            numbers |= _measured(name, ["batch", str(file), "--out", str(out / name), *options], len(PROMPTS))
            counts = json.loads((out / name / "summary.json").read_bytes())["counts"]
            assert counts["made"] == len(PROMPTS), counts
        numbers |= _measured("batch with nothing to do", ["batch", str(file), "--out", str(out / "batch")], 0)
        name, singles = "single commands with FBX", []
        for prompt in PROMPTS[:SINGLE]:
            singles.append(_measured(name, ["avatar", prompt, "--out", str(out / "single")], 1))
        hourly, memory = singles[0]
        numbers[hourly] = round(SINGLE / sum(1 / float(each[hourly]) for each in singles))
        numbers[memory] = max(each[memory] for each in singles)
    for name, value in numbers.items():
        print(f"   {name:<52} {value}")
    return numbers


def _measured(name: str, arguments: list[str], people: int) -> dict[str, float | str]:
    begin = time.perf_counter()
    command = [sys.executable, "-P", "-m", "backend.cli", *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        peak, over = [0.0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peak, over))
        watcher.start()
        code = process.wait()
        over.set()
        watcher.join()
    seconds = time.perf_counter() - begin
    if code:
        raise RuntimeError(f"{' '.join(arguments)} ended with exit code {code}")
    if not people:
        return {f"{name}, s": round(seconds, 1)}
    return {
        f"{name}: people an hour": round(3600 * people / seconds),
        f"{name}: peak memory of all processes, MB": round(peak[0]),
    }


def _watch(pid: int, peak: list[float], over: threading.Event) -> None:
    """Memory that processes share counts once, where the system tells it."""
    while not over.wait(SAMPLE_S):
        total = 0
        try:
            family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        except psutil.Error:
            return
        for process in family:
            try:
                memory = process.memory_full_info()
                total += getattr(memory, "pss", memory.rss)
            except psutil.Error:
                continue
        peak[0] = max(peak[0], total / 2**20)


if __name__ == "__main__":
    run()
