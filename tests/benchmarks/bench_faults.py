"""The whole campaign of tests/campaign: what kills, damages, floods, cuts or lies, and what is whole afterwards."""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
CAMPAIGN = TESTS / "campaign"
OTHERS = ("server", "protocol")
"""folders with the toy jobs and hostile messages that the campaign uses"""


def run() -> dict[str, float]:
    """The figures of every part, by "part_name". Raises AssertionError where a promise was broken."""
    places = [str(folder) for folder in (CAMPAIGN, *(TESTS / name for name in OTHERS))]
    sys.path[:0] = places
    # for the servers and workers that are started
    os.environ["PYTHONPATH"] = os.pathsep.join([*places, *filter(None, [os.environ.get("PYTHONPATH")])])
    numbers: dict[str, float] = {}
    for part in parts():
        begun = time.perf_counter()
        found = importlib.import_module(part).run(1.0)
        numbers |= {f"{part}_{name}": float(value) for name, value in found.items()}
        numbers[f"{part}_seconds"] = time.perf_counter() - begun
        for name, value in found.items():
            print(f"{part + ' ' + name:52} {value:12.2f}", flush=True)
    return numbers


def parts() -> list[str]:
    """The modules of the campaign: those with a function `run`."""
    files = sorted(CAMPAIGN.glob("[a-z]*.py"))
    return [
        file.stem
        for file in files
        if not file.stem.startswith(("test_", "conftest")) and "def run(" in file.read_text()
    ]


if __name__ == "__main__":
    run()
