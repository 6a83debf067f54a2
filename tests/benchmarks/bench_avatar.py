"""From words to a person, as a user waits for it: first picture, whole job, memory, files; and the help text."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backend.protocol.events import Preview
from backend.protocol.requests import AvatarRequest
from backend.server.local import local_server

PROMPTS = ("a tall muscular man, smiling", "a short chubby old woman, surprised")


def run() -> dict[str, float | str]:
    """Times in seconds, memory in MB; "cold" is the first job of a fresh backend, "warm" the next one."""
    numbers: dict[str, float | str] = {}
    with local_server() as server, server.client() as client:
        for name, prompt in zip(("cold", "warm"), PROMPTS, strict=True):
            previews: list[float] = []
            begin = time.perf_counter()
            job = client.submit(AvatarRequest(prompt=prompt))
            result = client.wait(
                job, lambda e, seen=previews: seen.append(time.perf_counter()) if isinstance(e, Preview) else None
            )
            numbers[f"{name}: first preview, s"] = round(previews[0] - begin, 2)
            numbers[f"{name}: whole job, s"] = round(time.perf_counter() - begin, 2)
            for stage, seconds in result.report["timings_s"].items():
                numbers[f"{name}: {stage}, s"] = seconds
            for device, memory in result.report["peak_memory_mb"].items():
                numbers[f"{name}: peak memory {device}, MB"] = memory
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        command = [sys.executable, "-P", "-m", "backend.cli", "avatar", PROMPTS[0], "--out", str(Path(folder) / "demo")]
        subprocess.run(command, check=True, capture_output=True)
        numbers["galatea avatar with FBX and its checks, s"] = round(time.perf_counter() - begin, 2)
    numbers["galatea --help, s"] = round(min(_help_seconds() for _ in range(7)), 3)
    for name, value in numbers.items():
        print(f"   {name:<44} {value}")
    return numbers


def _help_seconds() -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-P", "-m", "backend.cli", "--help"], check=True, capture_output=True)
    return time.perf_counter() - begin


if __name__ == "__main__":
    run()
