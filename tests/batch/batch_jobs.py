"""Jobs for the tests of batches: the first word of a prompt says what happens."""

from __future__ import annotations

import dataclasses
import os
import signal
import time
import zlib
from pathlib import Path

import numpy as np
import psutil
from toy_avatar import toy_avatar

from backend.protocol.checks import request_as_json
from backend.protocol.errors import BadRequest, JobFailed
from backend.protocol.results import AvatarResult
from backend.protocol.table import CAPABILITIES

JOBS = [dataclasses.replace(CAPABILITIES["avatar"], job="batch_jobs:run")]


def run(request, context):
    what = request.prompt.split()[0]
    hold = Path(os.environ["BATCH_HOLD"])
    context.progress("begins", 0.1)
    if what == "held":
        while hold.exists():
            context.progress("waits", 0.5)
            time.sleep(0.01)
    elif what == "refused":
        raise BadRequest("The toy does not like this.", "Ask for something else.")
    elif what == "broken":
        raise JobFailed("The toy is broken.", "Buy another.")
    elif what == "mortal" and not _once(hold.parent / "died"):
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "slayer" and not _once(hold.parent / "slain"):  # kills whoever started its backend
        os.kill(psutil.Process(os.getppid()).ppid(), signal.SIGKILL)
        time.sleep(60)
    elif what == "regicide" and not _once(hold.parent / "killed"):
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
    return result_of(request)


def _once(mark: Path) -> bool:
    """Whether this was reached before."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return True
    return False


def result_of(request) -> AvatarResult:
    plain, _ = request_as_json(request)
    seed = zlib.crc32(repr(sorted(plain.items(), key=lambda item: item[0])).encode())
    avatar = toy_avatar(seed=seed)
    avatar = dataclasses.replace(avatar, provenance=dataclasses.replace(avatar.provenance, request=plain))
    picture = np.full((48, 4 * 48 + 3, 3), seed % 200, np.uint8)
    report = {
        "measurements": {"height": 1.5 + seed % 50 / 100, "mass": 70.0},
        "timings_s": {"total": 0.1},
        "checks": {},
        "warnings": ["This is only a toy."],
        "unknown_words": [],
    }
    return AvatarResult(avatar=avatar, preview=picture, report=report)
