"""The jobs of one-shot commands: each command has a folder of its own, kept where its job can go on."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..protocol.errors import BadFile, BadRequest, ResourceExhausted
from ..protocol.message import checked_job_id
from ..protocol.places import state_folder
from ..server.jobs import living_owner

KEEP = 10
"""folders of commands that were stopped or failed"""


@contextlib.contextmanager
def own_folder() -> Iterator[Path]:
    """A new folder for the state of one command's backend; it is gone afterwards unless its job can go on."""
    root = state_folder() / "commands"
    try:
        root.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=root))
    except OSError as error:
        raise ResourceExhausted(
            f"The folder {root} cannot be written: {error.strerror}.", "Set GALATEA_STATE to a folder that can."
        ) from error
    _prune(root)
    with until_done(folder):
        yield folder


@contextlib.contextmanager
def until_done(folder: Path) -> Iterator[None]:
    """Delete the folder at the end, unless the block fails and a job in it can go on or be had again."""
    done = False
    try:
        yield
        done = True
    finally:
        if done or not _can_go_on(folder):
            shutil.rmtree(folder, ignore_errors=True)


def folder_with(job: str) -> Path | None:
    """The folder of the command that a job belonged to."""
    checked_job_id(job)
    for folder in (state_folder() / "commands").glob("*"):
        if (folder / "jobs" / job).is_dir():
            return folder
    return None


def _can_go_on(folder: Path) -> bool:
    """A wrong request would fail again; every other job is worth its space."""
    for file in folder.glob("jobs/*/state.json"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            error = json.loads(file.read_bytes())["error"]
            if error is None or error["code"] not in (BadRequest.code, BadFile.code):
                return True
    return False


def _prune(root: Path) -> None:
    """Delete the oldest folders above KEEP that no running command has."""
    aged = []
    for folder in root.iterdir():
        with contextlib.suppress(OSError):  # another command deletes its own meanwhile
            aged.append((folder.stat().st_mtime, folder))
    for _, folder in sorted(aged, reverse=True)[KEEP:]:
        if living_owner(folder / "jobs") is None:
            shutil.rmtree(folder, ignore_errors=True)
