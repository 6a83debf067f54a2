"""What the server notes of a job is on the disk soon, also when the server ends at once."""

import os
import queue

import pytest

from backend.protocol.codec import dump_json, encode
from backend.protocol.requests import AvatarRequest
from backend.server import flusher
from backend.server.folders import JobFolders
from backend.server.jobs import Job, State


@pytest.fixture
def flushed(monkeypatch):
    """The files and folders that were flushed, one by one."""
    told, really = queue.Queue(), os.fsync

    def fsync(number):
        told.put(os.path.realpath(f"/proc/self/fd/{number}"))
        really(number)

    monkeypatch.setattr(os, "fsync", fsync)
    return told


def noted(tmp_path):
    folders = JobFolders(tmp_path / "jobs", 50)
    request = dump_json(encode(AvatarRequest(prompt="hello"))[0])
    job = Job(f"{1:032x}", "avatar", "main", None, frames=[request])
    folders.create(job)
    return folders, job


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="asks Linux what a descriptor is")
def test_a_jobs_notes_and_their_names_are_flushed(tmp_path, flushed):
    folders, job = noted(tmp_path)
    wanted = {str(job.folder / "request.json"), str(job.folder / "state.json"), str(job.folder), str(folders.root)}
    while wanted:
        wanted.discard(flushed.get(timeout=60))
    job.state = State.RUNNING
    folders.save(job)
    while flushed.get(timeout=60) != str(job.folder / "state.json"):
        pass
    folders.release()


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="asks Linux what a descriptor is")
def test_what_is_left_is_flushed_when_the_server_ends(tmp_path, flushed, monkeypatch):
    monkeypatch.setattr(flusher, "GATHER_S", 3600.0)
    monkeypatch.setattr(flusher, "LEAVE_S", 60.0)
    folders, job = noted(tmp_path)
    folders.release()
    told = [flushed.get_nowait() for _ in range(flushed.qsize())]
    assert {str(job.folder / "state.json"), str(job.folder), str(folders.root)} <= set(told)
