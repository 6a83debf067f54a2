"""The jobs of one-shot commands: each command has a folder of its own, kept where its job can go on."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..protocol.errors import BadFile, BadRequest, ConnectionFailed, ResourceExhausted
from ..protocol.folders import state_folder, unusable
from ..protocol.message import checked_job_id
from ..server.damaged import DAMAGED
from ..server.disk import private_folder, read_regular
from ..server.lock import Hold, Taken, is_held
from ..server.record import MAX_BYTES

DOOR_S = GOES_S = 10.0


def commands_folder() -> Path:
    return state_folder() / "commands"


@contextlib.contextmanager
def own_folder() -> Iterator[Path]:
    """A new folder for the state of one command's backend; it is gone afterwards unless its job can go on."""
    root = commands_folder()
    try:
        private_folder(state_folder())
        root.mkdir(exist_ok=True)
        at_the_door = Hold(root, DOOR_S)  # so that no other command takes the new folder for one left behind
        folder = Path(tempfile.mkdtemp(dir=root))
    except OSError as error:
        raise unusable(root, error) from error
    with until_done(folder):
        _sweep(root)
        at_the_door.release()
        yield folder


@contextlib.contextmanager
def until_done(folder: Path) -> Iterator[None]:
    """Have the folder; delete it at the end, unless the block fails and a job in it can go on or be had again.

    Raises ConnectionFailed where another command has it.
    """
    try:
        hold = Hold(folder)
        if (folder / "jobs").is_dir():  # the backend of a command that was killed ends a moment later
            Hold(folder / "jobs", GOES_S).release()
    except Taken as error:
        raise ConnectionFailed(f"{error.owner} works on this job.", "Wait until that command has ended.") from error
    done = False
    try:
        yield
        done = True
    finally:
        if done or not _can_go_on(folder):
            hold.remove()
        else:
            hold.release()


def folder_with(job: str) -> Path | None:
    """The folder of the command that a job belonged to."""
    checked_job_id(job)
    for folder in folders_of_commands():
        if has_job(folder / "jobs", job):
            return folder
    return None


def has_job(jobs: Path, job: str) -> bool:
    """Whether a folder of jobs has this one, be it damaged."""
    return any((place / job).is_dir() for place in (jobs, jobs / DAMAGED))


def folders_of_commands() -> list[Path]:
    """The folders of commands that run, were stopped or failed."""
    try:
        return sorted(folder for folder in commands_folder().iterdir() if folder.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _can_go_on(folder: Path) -> bool:
    """A wrong request would fail again; every other job is worth its space, one whose state cannot be read too."""
    for file in folder.glob("jobs/*/state.json"):
        try:
            error = json.loads(read_regular(file, MAX_BYTES))["error"]
            if error is None or error["code"] not in (BadRequest.code, BadFile.code):
                return True
        except FileNotFoundError:
            continue  # deleted meanwhile
        except (OSError, BadFile, ValueError, KeyError, TypeError, RecursionError):
            return True
    return any((folder / "jobs" / DAMAGED).glob("*"))


def _sweep(root: Path) -> None:
    """Delete what commands left behind that were killed before they had a job. What can go on stays."""
    for folder in root.iterdir():
        if not folder.is_dir() or is_held(folder) or is_held(folder / "jobs"):
            continue
        with contextlib.suppress(OSError, Taken, ResourceExhausted):  # another command takes or deletes it meanwhile
            hold = Hold(folder, wait_s=0)
            if is_held(folder / "jobs") or _can_go_on(folder):
                hold.release()
            else:
                hold.remove()
