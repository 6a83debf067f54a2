import dataclasses
import time

import numpy as np
import pytest
from random_avatar import random_result, same

from backend.protocol.errors import BadRequest, JobCancelled, JobFailed, NotAvailable, ResourceExhausted
from backend.protocol.events import Accepted, Cancelled, Done, Failed, JobList, Preview, Progress, Warned
from backend.protocol.requests import AvatarRequest, LiveShapeRequest, ShapeRequest
from backend.protocol.table import CAPABILITIES, added


def avatar(prompt):
    return AvatarRequest(prompt=prompt)


def until_final(client, job_ids, seconds=60.0):
    """Events of the jobs until each has had its last one."""
    events, open_jobs, end = [], set(job_ids), time.monotonic() + seconds
    while open_jobs and time.monotonic() < end:
        for event in client.poll(100):
            events.append(event)
            if isinstance(event, Done | Failed | Cancelled):
                open_jobs.discard(event.job_id)
    assert not open_jobs
    return events


def state_of(client, job_id):
    return next(job.state for job in client.jobs(timeout=60) if job.job_id == job_id)


def until_at_work(client, job_id):
    """A stubborn job says nothing of itself."""
    while state_of(client, job_id) != "running":
        pass


def until_running(client, job_id):
    while not any(isinstance(e, Progress) and e.job_id == job_id for e in client.poll(100)):
        pass


def test_a_job_tells_its_way_and_gives_its_result(client):
    seen = []
    result = client.wait(client.submit(avatar("sleep 0.8")), seen.append, timeout=60)
    assert result.checks["prompt"] == "sleep 0.8"
    kinds = [type(e) for e in seen]
    assert kinds[0] is Accepted and kinds[-1] is Done and kinds.count(Progress) > 3
    progress = [e for e in seen if isinstance(e, Progress)]
    assert [e.fraction for e in progress] == sorted(e.fraction for e in progress)
    assert progress[-1].fraction > progress[0].fraction


def test_previews_and_warnings_arrive(client):
    seen = []
    client.wait(client.submit(avatar("preview")), seen.append, timeout=60)
    (preview,) = (e for e in seen if isinstance(e, Preview))
    assert (preview.image == np.full((4, 5, 3), 7)).all()
    assert [e.message for e in seen if isinstance(e, Warned)] == ["This is only a toy."]


def test_an_avatar_of_real_size_arrives_whole_and_stays(server, client):
    job = client.submit(avatar("big"))
    result = client.wait(job, timeout=60)
    assert same(result, random_result(vertices=13718, keys=52))
    with server.client() as other:
        assert same(other.wait(job, timeout=60), result)


def test_models_stay_warm_between_jobs(client):
    first, second = (client.wait(client.submit(avatar("hello")), timeout=60).checks for _ in range(2))
    assert first["pid"] == second["pid"] and int(second["runs"]) == int(first["runs"]) + 1


@pytest.mark.parametrize(
    ("prompt", "error", "says"),
    [
        ("crash", JobFailed, "RuntimeError: the toy is broken"),
        ("missing", NotAvailable, "The toy is not installed."),
        ("full", ResourceExhausted, "no space left"),
        ("memory", ResourceExhausted, "more memory"),
        ("wrong", JobFailed, "not a result"),
        ("killed", ResourceExhausted, "memory ran out"),
        ("segfault", JobFailed, "signal 11"),
    ],
)
def test_a_job_that_fails_costs_only_itself(client, prompt, error, says):
    bad, good = client.submit(avatar(prompt)), client.submit(avatar("hello"))
    with pytest.raises(error, match=says) as caught:
        client.wait(bad, timeout=60)
    assert caught.value.hint
    assert client.wait(good, timeout=60).checks["prompt"] == "hello"
    (info,) = (j for j in client.jobs() if j.job_id == bad)
    assert info.state == "failed" and info.resumable and info.message


def test_a_job_whose_worker_was_killed_is_resumed_where_it_was(client):
    job = client.submit(avatar("once"))
    with pytest.raises(ResourceExhausted):
        client.wait(job, timeout=60)
    assert client.wait(client.resume(job), timeout=60).checks == {"stage": "saved"}
    assert client.wait(client.resume(job), timeout=60).checks == {"stage": "saved"}, (
        "it is done: the result comes again"
    )


def test_a_running_job_is_cancelled_by_its_own_consent(client):
    pid = client.wait(client.submit(avatar("hello")), timeout=60).checks["pid"]
    job = client.submit(avatar("sleep 300"))
    until_running(client, job)
    client.cancel(job)
    with pytest.raises(JobCancelled):
        client.wait(job, timeout=60)
    assert client.wait(client.submit(avatar("hello")), timeout=60).checks["pid"] == pid, "the worker lives"


def test_a_stubborn_job_is_cancelled_all_the_same(client):
    pid = client.wait(client.submit(avatar("hello")), timeout=60).checks["pid"]
    job = client.submit(avatar("stubborn 300"))
    until_at_work(client, job)
    client.cancel(job)
    with pytest.raises(JobCancelled):
        client.wait(job, timeout=60)
    assert client.wait(client.submit(avatar("hello")), timeout=60).checks["pid"] != pid, "the worker was replaced"


def test_a_waiting_job_is_cancelled_at_once(client):
    first, second = client.submit(avatar("sleep 300")), client.submit(avatar("hello"))
    client.cancel(second)
    with pytest.raises(JobCancelled):
        client.wait(second, timeout=60)
    assert state_of(client, first) in ("queued", "running"), "it waited for nobody"
    client.cancel(first)
    until_final(client, [first])


def test_cancelling_what_is_over_brings_its_end_again(client):
    job = client.submit(avatar("hello"))
    client.wait(job, timeout=60)
    client.cancel(job)
    (event,) = until_final(client, [job])
    assert isinstance(event, Done)


def test_another_client_finds_the_result(server, client):
    job = client.submit(avatar("hello"))
    result = client.wait(job, timeout=60)
    with server.client() as other:
        assert other.wait(job, timeout=60).checks == result.checks
        assert [(j.state, j.title) for j in other.jobs() if j.job_id == job] == [("done", "hello")]


def test_the_list_of_jobs_comes_without_waiting_for_it(server, client):
    job = client.submit(avatar("hello"))
    client.wait(job, timeout=60)
    with server.client() as other:
        other.ask_jobs()
        while not (events := other.poll(100)):
            pass
    (listed,) = events
    assert isinstance(listed, JobList) and job in [info.job_id for info in listed.jobs]


def test_waiting_for_one_job_keeps_the_events_of_others(client):
    first, second = client.submit(avatar("hello")), client.submit(avatar("crash"))
    with pytest.raises(JobFailed):
        client.wait(second, timeout=60)
    events = client.poll()
    assert [type(e) for e in events if e.job_id == first] == [Accepted, Done]


def test_sliders_do_not_wait_for_a_long_job(client):
    client.wait(client.submit(LiveShapeRequest(sliders={"height": 0.5})), timeout=60)
    long = client.submit(avatar("stubborn 300"))
    until_at_work(client, long)
    for _ in range(20):
        client.wait(client.submit(LiveShapeRequest(sliders={"height": 0.5}), key="drag"), timeout=60)
    assert state_of(client, long) == "running"
    client.cancel(long)
    until_final(client, [long])


def test_of_live_requests_only_the_newest_is_done(client, gate):
    number, open_gate = gate
    jobs = [client.submit(LiveShapeRequest(sliders={"height": 0.0, "gate": number}), key="drag")]
    until_running(client, jobs[0])
    for height in np.linspace(0, 1, 19):
        jobs.append(client.submit(LiveShapeRequest(sliders={"height": float(height)}), key="drag"))
    other = client.submit(LiveShapeRequest(sliders={"height": 7.0}), key="other avatar")
    client.jobs(timeout=60)  # all that was asked for has come
    open_gate()
    events = {e.job_id: e for e in until_final(client, [*jobs, other])}
    assert [type(events[j]) for j in jobs] == [Done, *[Cancelled] * 18, Done]
    assert events[jobs[-1]].result.vertices[0, 0] == 1.0
    assert events[other].result.vertices[0, 0] == 7.0


def test_live_requests_leave_nothing_behind(client):
    job = client.submit(LiveShapeRequest(sliders={"height": 0.5}))
    client.wait(job, timeout=60)
    assert job not in [j.job_id for j in client.jobs()]


def test_a_replaced_job_leaves_nothing_behind(client, gate):
    number, open_gate = gate
    running = client.submit(ShapeRequest(sliders={"gate": number}), key="shape")
    until_running(client, running)
    replaced, newest = (client.submit(ShapeRequest(), key="shape") for _ in range(2))
    client.jobs(timeout=60)  # all that was asked for has come
    open_gate()
    ends = {e.job_id: type(e) for e in until_final(client, [running, replaced, newest])}
    assert ends == {running: Done, replaced: Cancelled, newest: Done}
    assert replaced not in [j.job_id for j in client.jobs()]


@dataclasses.dataclass(frozen=True)
class OtherRequest:
    """Of a client that knows more than its server."""


def test_what_the_server_does_not_know_is_told(client):
    with pytest.raises(BadRequest, match="knows no job"):
        client.wait("0" * 32, timeout=60)
    other = dataclasses.replace(CAPABILITIES["shape"], name="other", request=f"{__name__}:OtherRequest")
    with added([other]), pytest.raises(BadRequest, match="no request named 'other'"):
        client.wait(client.submit(OtherRequest()), timeout=60)


def test_a_wrong_request_is_refused_before_it_is_sent(client):
    with pytest.raises(BadRequest, match="empty"):
        client.submit(avatar(" "))
    with pytest.raises(BadRequest, match="nan"):
        client.submit(LiveShapeRequest(sliders={"height": float("nan")}))


def test_the_queue_is_bounded(client):
    long = client.submit(avatar("sleep 300"))
    until_running(client, long)
    jobs = [client.submit(avatar("hello")) for _ in range(201)]
    with pytest.raises(ResourceExhausted, match="waiting"):
        client.wait(jobs[-1], timeout=60)
    for job in [*jobs[:-1], long]:
        client.cancel(job)
    assert all(isinstance(e, Cancelled | Accepted | Progress) for e in until_final(client, [*jobs[:-1], long]))
