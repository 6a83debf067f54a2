"""Whatever is in one job's folder stops neither the server nor the other jobs; what is damaged is told and kept."""

import errno
import json
import logging
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from toy_avatar import toy_avatar

from backend.protocol.errors import BadFile, JobFailed
from backend.protocol.message import pack
from backend.protocol.requests import AvatarRequest, CheckExportRequest
from backend.server import folders as folders_module
from backend.server import scan as scan_module
from backend.server.disk import read_frames, write_frames
from backend.server.folders import JobFolders
from backend.server.jobs import Job, State
from backend.server.local import local_server

TOYS = {"job_table": "toy_jobs:JOBS"}
ODD = [None, True, -1, 1e308, 10**400, "", "today", [], {}, [[1]], 253402300800]


@pytest.fixture(scope="module")
def three_jobs(tmp_path_factory, toy_jobs_on_path):
    """A folder with two finished jobs and one that was interrupted; their ids."""
    state = tmp_path_factory.mktemp("state")
    with local_server(state=state, **TOYS) as server, server.client() as client:
        ids = [client.submit(AvatarRequest(prompt=prompt)) for prompt in ("hello", "figure")]
        for job in ids:
            client.wait(job, timeout=60)
        ids.append(client.submit(AvatarRequest(prompt="sleep 60")))
        while client.jobs()[0].state != "running":
            client.poll(50)
    return state / "jobs", *ids


@pytest.fixture
def jobs_of_before(three_jobs, tmp_path):
    """The same, to be spoiled."""
    root, *ids = three_jobs
    return Path(shutil.copytree(root, tmp_path / "jobs")), *ids


def load(root):
    kept = JobFolders(root, 50)
    jobs = {job.job_id: job for job in kept.load()}
    return kept, jobs


def reloaded(root):
    kept, jobs = load(root)
    kept.release()
    return jobs


def of_old(path, **fields):
    """state.json as it was before there were checksums."""
    plain = json.loads(path.read_bytes())
    for name in ("checksum", "number", "ended", "taken", "request"):
        del plain[name]
    path.write_text(json.dumps({**plain, **fields}))


@pytest.mark.parametrize("field", ["submitted", "finished", "type", "state", "title", "error", "job_id"])
def test_odd_values_in_a_state_cost_that_job_only(jobs_of_before, field, caplog):
    root, odd, healthy, interrupted = jobs_of_before
    before = (root / odd / "state.json").read_bytes()
    for value in ODD:
        if (field, value) in (
            ("finished", None),
            ("error", None),
            ("title", "today"),
            ("type", "today"),
            ("title", ""),
        ):
            continue
        caplog.clear()
        of_old(root / odd / "state.json", **{field: value})
        jobs = reloaded(root)
        assert {j: jobs[j].state for j in jobs} == {
            odd: State.DAMAGED, healthy: State.DONE, interrupted: State.INTERRUPTED
        }, (field, value)  # fmt: skip
        assert [odd in record.getMessage() for record in caplog.records] == [True], "told once"
        assert field in jobs[odd].error.message and jobs[odd].info().message
        assert jobs[odd].resumable and jobs[odd].title == "hello" and jobs[odd].type == "avatar"
        aside = root / "damaged" / odd
        assert jobs[odd].folder == aside and (aside / "result.frames").exists(), "nothing is deleted"
        caplog.clear()
        again = reloaded(root)
        assert again[odd].error.message == jobs[odd].error.message and not caplog.records, "and not told again"
        (root / "damaged" / f"{odd}.txt").unlink()
        aside.rename(root / odd)
        (root / odd / "state.json").write_bytes(before)


def test_what_an_earlier_version_kept_is_read(jobs_of_before):
    root, done, _, interrupted = jobs_of_before
    for job in (done, interrupted):
        of_old(root / job / "state.json")
    frames = read_frames(root / done / "result.frames")
    sizes = np.array([len(f) for f in frames], "<u8").tobytes()
    old = b"GALATEA1" + np.array([len(frames)], "<u4").tobytes() + sizes + b"".join(frames)
    (root / done / "result.frames").write_bytes(old)
    kept, jobs = load(root)
    assert jobs[done].state is State.DONE and kept.result_frames(jobs[done]) == frames
    assert jobs[interrupted].resumable and kept.request_frames(jobs[interrupted])
    kept.release()
    (root / done / "result.frames").write_bytes(old[:-1])
    assert reloaded(root)[done].state is State.DAMAGED


def _pipe(path):
    path.unlink()
    os.mkfifo(path)


def _folder(path):
    path.unlink()
    (path / "inner").mkdir(parents=True)


def _link(path):
    path.unlink()
    path.symlink_to("/dev/zero")


def _huge(path):
    with open(path, "r+b") as file:
        file.truncate(1 << 40)


SPOILS = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "folder": _folder,
    "pipe": _pipe,
    "link": _link,
    "huge": _huge,
    "other JSON": lambda path: path.write_text("[1, 2, 3]"),
    "deep JSON": lambda path: path.write_text("[" * 100_000),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x00" * 9),
}


@pytest.mark.skipif(os.name != "posix", reason="makes pipes and links")
@pytest.mark.parametrize("name", ["state.json", "request.json", "result.frames"])
@pytest.mark.parametrize("spoil", SPOILS)
def test_odd_files_cost_that_job_only(jobs_of_before, name, spoil):
    root, done, healthy, interrupted = jobs_of_before
    victim = interrupted if name == "request.json" else done
    SPOILS[spoil](root / victim / name)
    kept, jobs = load(root)
    damaged = jobs[victim]
    assert damaged.state is State.DAMAGED and damaged.folder == root / "damaged" / victim
    assert damaged.resumable == (name != "request.json")
    assert jobs[healthy].state is State.DONE and kept.result_frames(jobs[healthy])
    kept.delete(damaged)
    kept.release()
    assert victim not in reloaded(root) and not list((root / "damaged").iterdir())


@pytest.mark.skipif(os.name != "posix", reason="makes links")
def test_what_only_has_the_name_of_a_job_is_set_aside_or_left_alone(jobs_of_before, tmp_path):
    root, done, healthy, _ = jobs_of_before
    elsewhere = tmp_path / "elsewhere"
    (root / done).rename(elsewhere)
    (root / done).symlink_to(elsewhere)
    (root / ("f" * 32)).write_text("a file")
    (root / "notes").mkdir()
    kept, jobs = load(root)
    assert jobs[done].state is jobs["f" * 32].state is State.DAMAGED and jobs[healthy].state is State.DONE
    kept.delete(jobs[done])
    kept.delete(jobs["f" * 32])
    kept.release()
    assert len(list(elsewhere.iterdir())) == 3 and (root / "notes").is_dir(), "a link's target is none of ours"


def test_a_job_that_cannot_be_read_now_stays_where_it_is(jobs_of_before, monkeypatch):
    root, done, *_ = jobs_of_before
    there = scan_module.read_record

    def denied(number):
        def read(folder):
            if folder.name == done:
                raise OSError(number, os.strerror(number), str(folder / "state.json"))
            return there(folder)

        monkeypatch.setattr(scan_module, "read_record", read)

    denied(13)
    jobs = reloaded(root)
    assert jobs[done].state is State.DAMAGED and "Permission denied" in jobs[done].error.message
    assert not jobs[done].resumable and (root / done / "state.json").exists()
    denied(24)
    kept = JobFolders(root, 50)
    with pytest.raises(OSError, match="Too many open files"):
        kept.load()
    kept.release()
    monkeypatch.undo()
    assert reloaded(root)[done].state is State.DONE, "nothing was thrown away for want of descriptors"


def test_every_flipped_bit_of_a_result_and_a_request_is_noticed(tmp_path):
    path = tmp_path / "x.frames"
    write_frames(path, [b"galatea/1", b'{"type": "done"}', bytes(range(100)), b""])
    whole = path.read_bytes()
    for bit in range(0, len(whole) * 8, 3):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        with pytest.raises(BadFile):
            read_frames(path)
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(BadFile):
            read_frames(path)


def test_every_changed_byte_of_a_state_or_request_is_noticed(tmp_path):
    kept = JobFolders(tmp_path, 50)
    job = Job("a" * 32, "avatar", "long", None, frames=[b'{"prompt": "a man"}'], title="a man", state=State.INTERRUPTED)
    kept.create(job)
    kept.release()
    for name in ("state.json", "request.json"):
        path = tmp_path / job.job_id / name
        whole = path.read_bytes()
        for place in range(len(whole)):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            (found,) = scan_module.scan(tmp_path)
            assert found.state is State.DAMAGED, (name, place)
        path.write_bytes(whole)


def test_a_damaged_result_is_told_set_aside_and_made_again(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        job = client.submit(AvatarRequest(prompt="hello"))
        client.wait(job, timeout=60)
        path = tmp_path / "jobs" / job / "result.frames"
        path.write_bytes(path.read_bytes()[:-1] + b"!")
        with server.client() as other, pytest.raises(JobFailed, match="checksum differs") as caught:
            other.wait(job, timeout=60)
        assert "Resume it" in caught.value.hint
        (listed,) = client.jobs()
        assert listed.state == "damaged" and listed.resumable and listed.title == "hello"
        assert (tmp_path / "jobs" / "damaged" / job).is_dir()
        assert client.wait(client.resume(job), timeout=60).checks["prompt"] == "hello"
        assert [j.state for j in client.jobs()] == ["done"]
        assert not list((tmp_path / "jobs" / "damaged").iterdir())
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        assert client.wait(job, timeout=60).checks["prompt"] == "hello"


def test_a_result_of_another_version_is_told_and_made_again(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        job = client.submit(AvatarRequest(prompt="hello"))
        client.wait(job, timeout=60)
        path = tmp_path / "jobs" / job / "result.frames"
        frames = read_frames(path)
        write_frames(path, [b"galatea/1", *frames[1:]])
        with server.client() as other, pytest.raises(JobFailed, match="another version") as caught:
            other.wait(job, timeout=60)
        assert "Resume it" in caught.value.hint
        assert client.wait(client.resume(job), timeout=60).checks["prompt"] == "hello"


def test_a_request_that_an_earlier_version_wrote_goes_on_as_todays(jobs_of_before):
    root, _, _, interrupted = jobs_of_before
    path = root / interrupted / "request.json"
    plain = json.loads(path.read_bytes())
    figure = plain.pop("figure")
    path.write_text(json.dumps({**plain, **figure, "texture_size": 4096}))
    of_old(root / interrupted / "state.json")
    kept, jobs = load(root)
    (content,) = kept.request_frames(jobs[interrupted])
    kept.release()
    assert json.loads(content)["figure"]["texture_size"] == 4096


def test_a_whole_result_of_a_damaged_job_need_not_be_made_again(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        job = client.submit(AvatarRequest(prompt="hello"))
        result = client.wait(job, timeout=60)
    (tmp_path / "jobs" / job / "state.json").write_text("{}")
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        assert [j.state for j in client.jobs()] == ["damaged"]
        assert client.wait(client.resume(job), timeout=60).checks == result.checks
        assert [j.state for j in client.jobs()] == ["done"]
    assert reloaded(tmp_path / "jobs")[job].state is State.DONE


def test_the_only_whole_result_outlives_a_full_disk(jobs_of_before, monkeypatch):
    root, done, _, _ = jobs_of_before
    (root / done / "state.json").write_text("{}")
    kept, jobs = load(root)
    job, full = jobs[done], True
    frames = kept.request_frames(job)

    def write(path, *given, **how):
        if full and path.name == "result.frames":
            raise OSError(errno.ENOSPC, "full")
        write_frames(path, *given, **how)

    monkeypatch.setattr(folders_module, "write_frames", write)
    with pytest.raises(OSError):
        kept.recover(job, frames)
    assert job.state is State.DAMAGED and (job.folder / "result.frames").is_file()
    full = False
    assert kept.recover(job, frames) and job.state is State.DONE and kept.result_frames(job)
    assert not list((root / "damaged").iterdir())
    kept.release()


def test_a_request_with_arrays_is_whole_or_refused(tmp_path):
    kept = JobFolders(tmp_path, 50)
    frames = [bytes(f) for f in pack({}, CheckExportRequest(file=np.arange(9, dtype=np.uint8), avatar=toy_avatar()))]
    job = Job("b" * 32, "check_export", "long", None, frames=frames[2:], state=State.INTERRUPTED)
    kept.create(job)
    assert kept.request_frames(job)[1:] == frames[3:]
    arrays = tmp_path / job.job_id / "request.frames"
    arrays.write_bytes(arrays.read_bytes()[:-1] + b"!")
    with pytest.raises(BadFile, match="checksum"):
        kept.request_frames(job)
    kept.release()
    assert not reloaded(tmp_path)[job.job_id].resumable


def test_a_finished_job_whose_end_was_not_noted_is_finished(jobs_of_before):
    root, done, _, interrupted = jobs_of_before
    kept, jobs = load(root)
    for job in (jobs[done], jobs[interrupted]):
        job.state, job.finished, job.ended = State.RUNNING, None, 0
        kept.save(job)
    kept.release()
    again = reloaded(root)
    assert again[done].state is State.DONE and again[interrupted].state is State.INTERRUPTED


def test_a_result_that_is_not_kept_is_not_called_done(tmp_path, monkeypatch):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        client.wait(client.submit(AvatarRequest(prompt="hello")), timeout=60)
        job = client.submit(AvatarRequest(prompt="unkept"))
        assert client.wait(job, timeout=60).checks == {"file": "blocked"}, "who waited has it"
        (info,) = (j for j in client.jobs() if j.job_id == job)
        assert info.state == "failed" and info.resumable and "could not be written" in info.message
        shutil.rmtree(tmp_path / "jobs" / job / "result.frames")
        assert client.wait(client.resume(job), timeout=60).checks == {"file": "free"}
        assert next(j.state for j in client.jobs() if j.job_id == job) == "done"


def test_a_full_folder_of_damaged_ones_stops_nobody(jobs_of_before, caplog):
    root, done, healthy, _ = jobs_of_before
    (root / "damaged").write_text("a file in its place")
    (root / done / "state.json").write_text("")
    with caplog.at_level(logging.WARNING):
        jobs = reloaded(root)
    assert jobs[done].state is State.DAMAGED and jobs[done].folder == root / done
    assert "could not be set aside" in caplog.text and jobs[healthy].state is State.DONE
