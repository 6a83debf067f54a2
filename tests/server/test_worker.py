import dataclasses
import threading
from types import SimpleNamespace

import numpy as np
import pytest
import zmq
from random_avatar import random_result

from backend.protocol.checks import name_of
from backend.protocol.errors import JobFailed, ResourceExhausted
from backend.protocol.events import Done, Failed, Progress, Warned, event_of
from backend.protocol.message import pack, unpack
from backend.protocol.requests import AvatarRequest
from backend.protocol.table import CAPABILITIES, added
from backend.server import worker
from backend.server.warm_models import WarmModels
from backend.server.worker import WorkerContext, answer, explain

TOY = dataclasses.replace(CAPABILITIES["avatar"], job="backend.server.worker:toy")


class Wire:
    """A socket that keeps what is sent."""

    def __init__(self):
        self.events = []

    def send_multipart(self, frames):
        self.events.append(event_of(unpack([bytes(f) for f in frames])))

    def recv_multipart(self, flags):
        raise zmq.Again


def run(job, folder, monkeypatch, models=None):
    wire = Wire()
    monkeypatch.setattr(worker, "toy", job, raising=False)
    request = AvatarRequest(prompt="toy")
    header = {"type": "run", "job": "0" * 32, "request": name_of(request), "folder": str(folder)}
    message = unpack([bytes(f) for f in pack(header, request)])
    context = WorkerContext(wire, "0" * 32, folder, "cpu", models or WarmModels())
    with added([TOY]):
        frames = answer(message, context)
    return event_of(unpack([bytes(f) for f in frames])), wire.events


def test_a_result_that_the_disk_does_not_take_still_reaches_the_user(tmp_path, monkeypatch):
    done, events = run(lambda request, context: random_result(), tmp_path / "absent", monkeypatch)
    assert isinstance(done, Done)
    assert [type(e) for e in events] == [Warned] and "not kept" in events[0].message


def test_the_time_that_is_left_follows_from_what_is_done(tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def job(request, context):
        for seconds, fraction in ((0.1, 0.01), (10.0, 0.25), (30.0, 0.5), (30.01, 0.6), (40.0, 1.0)):
            now[0] = 100.0 + seconds
            context.progress("toy", fraction)
        return random_result()

    _, events = run(job, tmp_path, monkeypatch)
    told = [(e.fraction, e.eta_s) for e in events if isinstance(e, Progress)]
    assert told == [(0.01, None), (0.25, pytest.approx(30.0)), (0.5, pytest.approx(30.0)), (1.0, pytest.approx(0.0))]


def test_a_result_that_would_harm_who_gets_it_goes_no_further(tmp_path, monkeypatch):
    result = random_result()
    beyond = np.full_like(result.avatar.mesh.faces, len(result.avatar.mesh.vertices))
    mesh = dataclasses.replace(result.avatar.mesh, faces=beyond)
    broken = dataclasses.replace(result, avatar=dataclasses.replace(result.avatar, mesh=mesh))
    failed, _ = run(lambda request, context: broken, tmp_path, monkeypatch)
    assert isinstance(failed, Failed) and failed.code == "job_failed" and "broken: mesh.faces" in failed.message
    assert not list(tmp_path.iterdir()), "nor is it kept"


def test_warnings_stand_in_the_report_once(tmp_path, monkeypatch):
    def job(request, context):
        for text in ("toy", "new", "new"):
            context.warn(text)
        return random_result()

    done, _ = run(job, tmp_path, monkeypatch)
    assert done.result.report["warnings"] == ["toy", "new"]


def test_a_result_that_is_not_finite_is_the_jobs_failure(tmp_path, monkeypatch):
    def job(request, context):
        result = random_result()
        result.report["height"] = np.nan
        return result

    failed, _ = run(job, tmp_path, monkeypatch)
    assert failed.code == "job_failed" and "report.height" in failed.message


def test_a_worker_whose_device_is_broken_answers_and_leaves(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "fault", lambda device: "an illegal memory access was encountered")
    monkeypatch.setattr(worker, "toy", lambda request, context: random_result(), raising=False)
    with added([TOY]), zmq.Context() as context, context.socket(zmq.DEALER) as server:
        port = server.bind_to_random_port("tcp://127.0.0.1")
        arguments = (f"tcp://127.0.0.1:{port}", "long", "cpu", tmp_path, WarmModels())
        thread = threading.Thread(target=worker.serve_jobs, args=arguments)
        thread.start()
        assert unpack(server.recv_multipart()).type == "ready"
        header = {"type": "run", "job": "0" * 32, "request": "avatar", "folder": ""}
        server.send_multipart(pack(header, AvatarRequest(prompt="toy")))
        while unpack(server.recv_multipart()).type != "done":
            pass
        thread.join(60)
        assert not thread.is_alive()


def test_progress_never_leaves_its_bounds(tmp_path, monkeypatch):
    def job(request, context):
        for i, fraction in enumerate((-1, 0.5, 7, np.float32(0.25))):
            context.progress(f"stage {i}", fraction)
        return random_result()

    _, events = run(job, tmp_path, monkeypatch)
    assert [e.fraction for e in events] == [0.0, 0.5, 1.0, 0.25]


@pytest.mark.parametrize(
    ("error", "cls"),
    [
        (OSError(28, "No space left on device"), ResourceExhausted),
        (OSError(2, "No such file", "x"), JobFailed),
        (MemoryError(), ResourceExhausted),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 TB"), ResourceExhausted),
        (RuntimeError("CUDA error: out of memory"), ResourceExhausted),
        (ValueError(), JobFailed),
        (KeyError("\ud800"), JobFailed),
    ],
)
def test_whatever_a_job_raises_is_put_into_words(error, cls):
    told = explain(error)
    assert type(told) is cls and told.message and told.hint and told.details
    event_of(unpack([bytes(f) for f in pack({"type": "failed"}, Failed.of("", told))]))
