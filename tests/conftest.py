"""Its being here puts this folder on the path, so that every room finds the toy avatar. What is drawn by chance is the
same in every run, whatever ran before."""

import contextlib
import random
import sys

import numpy as np
import pytest

with contextlib.suppress(ImportError):  # Blender's Python does without it, and so do its tests
    from hypothesis import HealthCheck, settings

    # a busy machine is no fault of what is tested
    settings.register_profile("searching", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("unhurried", settings.get_profile("searching"), derandomize=True)
    settings.load_profile("unhurried")


def _begin_anew() -> None:
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 - what libraries draw from
    if (torch := sys.modules.get("torch")) is not None:
        torch.manual_seed(0)


@pytest.fixture(scope="session", autouse=True)
def patient_clients():
    """A backend that is slow to answer on a busy machine is not dead; a test of one that is says how soon it counts.

    Gives the numbers that clients have outside tests."""
    from backend.protocol import client

    usual = {name: getattr(client, name) for name in ("DEAD_AFTER_S", "ANSWER_S")}
    with pytest.MonkeyPatch.context() as patch:
        for name in usual:
            patch.setattr(client, name, 60.0)
        yield usual


@pytest.fixture
def rng() -> np.random.Generator:
    """The same numbers for every test."""
    return np.random.default_rng(0)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    _begin_anew()  # before fixtures that several tests share, too


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call() -> None:
    _begin_anew()
