"""A file is whole or not there, and on the disk before anybody is told so."""

import contextlib
import errno
import os
import stat
import threading

import pytest

from backend.protocol import files
from backend.protocol.files import put_whole, whole_file


@pytest.fixture
def steps(monkeypatch):
    """What is asked of the disk, in order."""
    done = []
    fsync, replace = os.fsync, os.replace

    def flushed(number):
        kind = "folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "file"
        done.append(f"{kind} flushed, {os.fstat(number).st_size} bytes" if kind == "file" else "folder flushed")
        fsync(number)

    def replaced(source, target):
        done.append("in its place")
        replace(source, target)

    monkeypatch.setattr(files.os, "fsync", flushed)
    monkeypatch.setattr(files.os, "replace", replaced)
    return done


@pytest.mark.skipif(os.name == "nt", reason="opens folders")
def test_a_file_is_flushed_before_it_takes_its_place_and_its_name_after(tmp_path, steps):
    with whole_file(tmp_path / "a") as file:
        file.write(b"x" * 10)
    assert steps == ["file flushed, 10 bytes", "in its place", "folder flushed"]
    steps.clear()
    (tmp_path / "b").write_bytes(b"made")
    put_whole(tmp_path / "b", tmp_path / "c")
    assert steps == ["file flushed, 4 bytes", "in its place", "folder flushed"]


def test_a_write_that_fails_leaves_the_file_of_before_and_nothing_else(tmp_path):
    (tmp_path / "a").write_bytes(b"before")
    with pytest.raises(OSError, match="full"), whole_file(tmp_path / "a") as file:
        file.write(b"half")
        raise OSError(errno.ENOSPC, "full")
    assert (tmp_path / "a").read_bytes() == b"before" and len(list(tmp_path.iterdir())) == 1


def test_long_names_and_many_writers_at_once_do_not_meet(tmp_path):
    path = tmp_path / ("n" * 250)

    def write(text):
        for _ in range(20):
            with whole_file(path, flush=False) as file:
                file.write(text * 1000)

    writers = [threading.Thread(target=write, args=(bytes([65 + i]),)) for i in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = path.read_bytes()
    assert len(found) == 1000 and len(set(found)) == 1 and len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(os.name == "nt", reason="opens no folders")
@pytest.mark.parametrize(("refused", "raises"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)])
def test_a_disk_that_flushes_no_folders_still_takes_files(tmp_path, monkeypatch, refused, raises):
    fsync = os.fsync

    def flush(number):
        if stat.S_ISDIR(os.fstat(number).st_mode):
            raise OSError(refused, "no")
        fsync(number)

    monkeypatch.setattr(files.os, "fsync", flush)
    outcome = pytest.raises(OSError) if raises else contextlib.nullcontext()
    with outcome, whole_file(tmp_path / "a") as file:
        file.write(b"all")
    assert (tmp_path / "a").read_bytes() == b"all"
