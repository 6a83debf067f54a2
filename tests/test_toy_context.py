"""The context that jobs are tested with can what the worker's can: nothing else can be asked of either."""

import inspect

import pytest
from toy_context import ToyContext

from backend.context import JobContext
from backend.server.worker import WorkerContext

ASKED = [name for name, value in vars(JobContext).items() if inspect.isfunction(value) and not name.startswith("_")]


@pytest.mark.parametrize("context", [ToyContext, WorkerContext])
@pytest.mark.parametrize("name", ASKED)
def test_a_context_takes_what_a_job_may_ask(context, name):
    def asked(cls):
        return [(p.name, p.default) for p in inspect.signature(getattr(cls, name)).parameters.values()]

    assert asked(context) == asked(JobContext)


def test_it_asks_for_something():
    assert {"progress", "preview", "warn", "model"} <= set(ASKED)
