"""The follower against a backend that answers when it is told to: the newest wins, and nothing queues up."""

import threading
from collections.abc import Callable

import pytest

from backend.page import follower
from backend.page.follower import Answers, Errand, Follower, Turn
from backend.protocol.errors import BadRequest, ConnectionFailed
from backend.protocol.events import Done, Failed
from backend.protocol.requests import LiveShapeRequest, ShapeRequest


class ToyClient:
    """Keeps what is submitted; `answers` are given at the next poll."""

    address, alive = "toy", True

    def __init__(self):
        self.asked, self.answers, self.forgotten, self.asks = [], [], [], []
        self.turn: Callable[[], object] = lambda: None

    def submit(self, request, key=None):
        self.asked.append(request)
        return str(len(self.asked) - 1)

    def poll(self, timeout_ms=0):
        self.turn()
        given, self.answers = self.answers, []
        return given

    def forget(self, job):
        self.forgotten.append(job)


def turn(number):
    return Turn(number, LiveShapeRequest(sliders={"height": number / 100}))


@pytest.fixture
def told(monkeypatch):
    monkeypatch.setattr(follower, "RESTS_AFTER_S", 0.0)
    return []


@pytest.fixture
def following(told):
    answers = Answers(
        live=lambda turn, result: told.append(("live", turn.number, result)),
        whole_request=lambda turn: ShapeRequest(sliders={"height": turn.number / 100}),
        whole=lambda turn, result: told.append(("whole", turn.number, result)),
        failed=lambda turn, error: told.append(("failed", turn.number, error.message)),
    )
    return Follower(answers)


def test_the_newest_wins_and_two_at_most_are_under_way(following, told):
    client, steps = ToyClient(), iter(range(1, 60))

    def drag():
        """A hand that moves faster than answers come."""
        step = next(steps, None)
        if step is not None:
            following.ask(turn(step))
            live = [r for r in client.asked if isinstance(r, LiveShapeRequest)]
            assert len(live) - sum(kind == "live" for kind, *_ in told) <= 2
            if step % 10 == 0:
                open_jobs = [str(k) for k in range(len(client.asked)) if str(k) not in done]
                done.update(open_jobs)
                client.answers = [Done(job_id=job, result=job) for job in open_jobs]
            return
        open_jobs = [str(k) for k in range(len(client.asked)) if str(k) not in done]
        done.update(open_jobs)
        client.answers = [Done(job_id=job, result=job) for job in open_jobs]
        if ("whole", 59) in [entry[:2] for entry in told]:
            following.stop()

    done: set[str] = set()
    client.turn = drag
    following.follow(client, "first")
    live = [number for kind, number, _ in told if kind == "live"]
    assert live == sorted(live) and live[-1] == 59 and len(live) < 20
    wholes = [request for request in client.asked if isinstance(request, ShapeRequest)]
    assert wholes[-1].sliders == {"height": 0.59} and wholes[0].base is not None and wholes[0].base.job == "first"
    assert client.forgotten[0] == "first"


def test_what_fails_is_told_and_the_next_goes_on(following, told):
    client = ToyClient()
    got = []

    def step():
        if len(client.asked) == 1 and not client.answers and not told:
            client.answers = [Failed.of("0", BadRequest("No such word.", ""))]
        elif told and not got:
            got.append("asked")
            following.send(Errand("question", got.append, lambda error: None))
        elif client.asked and client.asked[-1] == "question":
            client.answers = [Done(job_id=str(len(client.asked) - 1), result="answer")]
            following.stop()

    client.turn = step
    following.ask(turn(1))
    following.follow(client, "")
    assert told[0] == ("failed", 1, "No such word.")


def test_a_backend_that_falls_silent_ends_it_and_the_next_one_is_asked_again(following, told):
    client = ToyClient()
    following.ask(turn(1))
    client.alive = False
    with pytest.raises(ConnectionFailed):
        following.follow(client, "")
    second = ToyClient()
    second.turn = lambda: second.asked and following.stop()
    thread = threading.Thread(target=following.follow, args=(second, "again"), daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive() and second.asked[0].sliders == {"height": 0.01}
