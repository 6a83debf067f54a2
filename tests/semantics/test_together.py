"""A training goes on where it was, and two processes come to what one comes to."""

from dataclasses import replace

import pytest
import torch

from backend.protocol.errors import BadFile, JobFailed
from backend.semantics.nets import ScoreNet
from backend.training.semantics.fitting import Course
from backend.training.semantics.together import Means, fit

AXES, WORDS, BODIES = 6, 3, 205
COURSE = Course(epochs=12, batch=16, rate=0.01)
SAME = 1e-4
"""deviations by which two processes may come to another score than one: numbers are added in another order"""


class Stopped(Exception):
    pass


def stop_after(epoch):
    def report(done, total, error):
        if done == epoch:
            raise Stopped

    return report


def trained(means, course=COURSE, report=lambda *told: None):
    torch.manual_seed(0)
    steps = torch.randn(BODIES, AXES)
    scores = torch.stack([steps[:, 0], steps[:, 1] * steps[:, 2], torch.sin(steps[:, 3])], 1)
    net = fit(ScoreNet(AXES, WORDS, 16), (steps[5:], scores[5:]), (steps[:5], scores[:5]), course, report, means)
    return net(steps).detach()


@pytest.fixture(scope="module")
def alone():
    return trained(Means(1))


def test_a_stopped_training_goes_on_to_the_same_net(alone, tmp_path):
    means = Means(1, tmp_path / "training.pt", keep_every=0.0)
    with pytest.raises(Stopped):
        trained(means, report=stop_after(7))
    begun = []
    trained(means, replace(COURSE, rate=0.02), lambda *told: begun.append(told))
    assert begun[0][0] == 1, "another course begins anew"
    with pytest.raises(Stopped):
        trained(means, report=stop_after(7))
    went_on = []
    assert torch.equal(trained(means, report=lambda *told: went_on.append(told)), alone)
    assert went_on[0][0] == 8 and not any(tmp_path.iterdir())


def test_what_is_no_training_is_named(tmp_path):
    (tmp_path / "training.pt").write_bytes(b"no training")
    with pytest.raises(BadFile, match="holds no training"):
        trained(Means(1, tmp_path / "training.pt"))


def test_two_processes_go_on_where_one_was_and_come_to_the_same(alone, tmp_path):
    file = tmp_path / "training.pt"
    with pytest.raises(Stopped):
        trained(Means(1, file, keep_every=0.0), report=stop_after(3))
    told = []
    found = trained(Means(2, file), report=lambda *line: told.append(line[0]))
    assert told == list(range(4, COURSE.epochs + 1)) and not file.exists()
    assert float((found - alone).abs().max()) < SAME


def test_processes_that_diverge_say_so():
    with pytest.raises(JobFailed, match="diverged"):
        trained(Means(2), replace(COURSE, rate=1e6))
