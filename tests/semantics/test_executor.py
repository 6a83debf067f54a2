"""Several processes and a Ray cluster make what one process makes, to the last bit, also where a process is killed."""

import gc
import importlib.util
import os
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import seeing_eyes

from backend.body import load_body
from backend.protocol.errors import BadRequest, JobFailed
from backend.semantics.scoring import fingerprint
from backend.training.semantics import sample as sampling
from backend.training.semantics.executor import Executor
from backend.training.semantics.rate import rate, seen_elsewhere
from backend.training.semantics.sample import plan_of, sample, shard_content
from backend.training.semantics.shards import shards_of

Eyes: Any = seeing_eyes.Eyes  # as much of an encoder as rating asks for
PLAN, COUNT = plan_of(load_body("toy-smpl"), "body", 32, False, shard=10), 40
needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed")
kills = pytest.mark.skipif(os.name != "posix", reason="sends SIGKILL")
quiet = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::ResourceWarning")


def killed_once(mark: Path, plan, number: int) -> bytes:
    """As `shard_content`, in a process that is killed at its second shard, the first time."""
    if number == 1 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), 9)
    return shard_content(plan, number)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone")
    sample(folder, PLAN, COUNT)
    return folder, rate(folder, Eyes())


def same_files(one, other):
    return [file.read_bytes() for file in shards_of(one)] == [file.read_bytes() for file in shards_of(other)]


@needs_ray
@kills
@quiet
def test_a_ray_cluster_makes_and_rates_the_same_though_a_process_of_it_is_killed(alone, tmp_path, monkeypatch):
    monkeypatch.setenv("RAY_ADDRESS", "")
    here = Path(__file__).parent
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(here), str(here.parent)]))
    mark, executor = tmp_path / "killed", Executor(ray="auto")
    monkeypatch.setattr(sampling, "shard_content", partial(killed_once, mark))
    folder, rated = alone
    assert sample(tmp_path / "far", PLAN, COUNT, executor=executor) == COUNT
    assert mark.exists() and same_files(folder, tmp_path / "far")
    eyes = Eyes()
    found = rate(tmp_path / "far", eyes, executor=executor, load=Eyes)
    assert eyes.pictures == 0, "seen by the cluster alone"
    assert np.array_equal(found.embeddings, rated.embeddings) and np.array_equal(found.values, rated.values)
    gc.collect()  # Ray leaves processes unread, and tells it whenever that is: here


def test_several_processes_rate_the_same(alone, tmp_path):
    folder, rated = alone
    for file in folder.glob("[ds]*.*"):
        if file.suffix != ".npz":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    found = rate(tmp_path, eyes := Eyes(), executor=Executor(2), load=Eyes)
    assert eyes.pictures == 0 and np.array_equal(found.embeddings, rated.embeddings)


def test_another_machine_with_other_weights_does_not_rate(alone):
    with pytest.raises(BadRequest, match="other weights"):
        seen_elsewhere(Eyes, fingerprint(Eyes(weight=2.0)), PLAN, ("shard", b""))


@kills
def test_a_process_that_dies_is_told_and_the_rest_is_made_later(alone, tmp_path, monkeypatch):
    monkeypatch.setattr(sampling, "shard_content", partial(killed_once, tmp_path / "killed"))
    with pytest.raises(JobFailed, match="died"):
        sample(tmp_path / "data", PLAN, COUNT, executor=Executor(2))
    assert sample(tmp_path / "data", PLAN, COUNT, executor=Executor(2)) == COUNT
    assert same_files(alone[0], tmp_path / "data")
