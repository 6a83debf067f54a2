"""A worker keeps models warm, never more than there is room for, and never lets go of one that its job uses."""

import gc
import logging
import weakref
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from backend.clip import encoder
from backend.limits import ran_out_of_memory
from backend.protocol.errors import ResourceExhausted
from backend.protocol.requests import AvatarRequest
from backend.server.local import local_server
from backend.server.warm_models import WarmModels, size_of

KB = 1024


@pytest.fixture(scope="module", autouse=True)
def few_objects():
    """What earlier tests left in this process is not looked through each time that models give memory back."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


class Toy:
    """A model of a known size that has parts, some of which it has twice and some of which hold one another."""

    def __init__(self, size):
        half = np.zeros(size // 2, np.uint8)
        self.parts = {"first": half, "again": [half], "view": half[: size // 4]}
        self.rest = (np.zeros(size - size // 2, np.uint8),)
        self.me = self


def toy(size):
    return lambda: Toy(size)


def test_a_model_is_loaded_once_and_counted_whole():
    models = WarmModels(limit=100 * KB)
    first = models.get("a", toy(30 * KB))
    assert models.get("a", toy(1)) is first and models.total == 30 * KB


def test_the_one_used_longest_ago_goes_first_and_is_gone():
    models = WarmModels(limit=100 * KB)
    gone = weakref.ref(models.get("a", toy(40 * KB)))
    models.get("b", toy(40 * KB))
    models.end_job()
    models.get("a", toy(1))
    models.end_job()
    models.get("c", toy(40 * KB))
    assert models.keys == ("a", "c") and gone() is not None
    models.end_job()
    models.get("d", toy(90 * KB))
    assert models.keys == ("d",) and gone() is None


def test_what_the_running_job_uses_stays_even_where_there_is_no_room():
    models = WarmModels(limit=100 * KB)
    for key in "abc":
        models.get(key, toy(60 * KB))
    assert models.keys == ("a", "b", "c")
    models.end_job()
    assert models.keys == ("c",)


@given(st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=3), max_size=12), st.integers(1, 120))
def test_never_more_than_the_limit_but_for_what_is_in_use(jobs, limit):
    """Key k weighs 10 (k + 1) KB."""
    models = WarmModels(limit=limit * KB)
    alive = weakref.WeakValueDictionary()
    for keys in jobs:
        for number, k in enumerate(keys):
            alive[str(k)] = models.get(str(k), toy(10 * (k + 1) * KB))
            used = {str(other) for other in keys[: number + 1]}
            assert used <= set(models.keys)
            assert models.total <= max(limit * KB, sum(10 * (int(key) + 1) * KB for key in used))
            assert models.total == sum(10 * (int(key) + 1) * KB for key in models.keys)
            assert set(alive) == set(models.keys)
        models.end_job()
        assert models.total <= limit * KB


def test_room_is_made_before_a_model_comes_whose_size_is_known():
    """It need not fit beside what goes."""
    memory = Memory(total=100 * KB)
    models = WarmModels(memory=memory.of)
    memory.models = models
    models.get("a", toy(50 * KB))
    models.end_job()
    models.get("b", memory.fitting(60 * KB), size=60 * KB)
    assert models.keys == ("b",)
    models.end_job()
    models.get("a", memory.fitting(50 * KB))  # as large as last time
    assert models.keys == ("a",)


def test_a_tenth_of_the_memory_stays_free():
    memory = Memory(total=100 * KB)
    models = WarmModels(memory=memory.of)
    memory.models = models
    for key in "abcdef":
        models.end_job()
        models.get(key, toy(20 * KB))
    assert models.keys == ("c", "d", "e", "f")
    memory.others = 50 * KB  # another program takes its share
    models.end_job()
    models.get("f", toy(1))
    models.get("g", toy(20 * KB))
    assert models.keys == ("f", "g")


class Memory:
    """All memory of a machine, of which other programs and the models take their part."""

    def __init__(self, total):
        self.total, self.others, self.models = total, 0, None

    def of(self):
        return self.total - self.others - self.models.total, self.total

    def fitting(self, size):
        def load():
            if size > self.of()[0]:
                raise MemoryError
            return Toy(size)

        return load


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("CUDA error: out of memory"), torch.OutOfMemoryError("x")]
)
def test_where_memory_runs_out_the_others_go_and_it_is_tried_once_more(caplog, error):
    models = WarmModels()
    gone = weakref.ref(models.get("other", toy(KB)))
    models.end_job()
    models.get("mine", toy(KB))
    tries = []

    def load():
        tries.append(gone() is None)
        if len(tries) < 2:
            raise error
        return Toy(KB)

    with caplog.at_level(logging.INFO, "galatea"):
        models.get("large", load)
    assert tries == [False, True] and models.keys == ("mine", "large")
    assert "'large'" in caplog.text and "'other' is given back" in caplog.text
    with pytest.raises(MemoryError):
        models.get("endless", failing(MemoryError(), tries))
    assert len(tries) == 4 and models.keys == ("mine", "large")


def test_another_error_costs_no_model_and_is_tried_once():
    models, tries = WarmModels(), []
    models.get("other", toy(KB))
    models.end_job()
    with pytest.raises(ValueError, match="broken"):
        models.get("wrong", failing(ValueError("broken"), tries))
    assert len(tries) == 1 and models.keys == ("other",)


def failing(error, tries):
    def load():
        tries.append(None)
        raise error

    return load


def test_weights_that_do_not_fit_into_memory_are_not_called_broken(tmp_path, monkeypatch):
    weights = tmp_path / "w.safetensors"
    weights.write_bytes(b"w")

    def create(*arguments, **options):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(encoder, "_open_clip", lambda: SimpleNamespace(list_models=lambda: ["A"], create_model=create))
    with pytest.raises(torch.OutOfMemoryError) as caught:
        encoder.load_encoder(f"A={weights}")
    assert ran_out_of_memory(caught.value)


@pytest.mark.filterwarnings("ignore:Sparse")
def test_a_network_and_sparse_parts_are_counted():
    network = torch.nn.Sequential(torch.nn.Linear(100, 50), torch.nn.BatchNorm1d(50))
    network.append(network[0])  # the same again
    known = sum(t.untyped_storage().nbytes() for t in (*network.parameters(), *network.buffers()))
    assert size_of(network) == known == size_of({"a": [network], "b": (network, network[0].weight.T, len, np)})
    assert size_of(network, "cuda:0") == 0
    matrix = torch.eye(100)
    for sparse, parts in (
        (matrix.to_sparse(), 100 * (8 + 8 + 4)),
        (matrix.to_sparse_csr(), 101 * 8 + 100 * (8 + 4)),
        (matrix.to_sparse_csc(), 101 * 8 + 100 * (8 + 4)),
    ):
        assert parts <= size_of(sparse) <= 2 * parts


def test_a_running_backend_keeps_to_the_memory_that_it_was_given():
    with local_server(job_table="toy_jobs:JOBS", model_memory_mb=200) as server, server.client() as client:

        def load(models):
            told = client.wait(client.submit(AvatarRequest(prompt=f"models {models}"))).checks
            return told["loaded"], int(told["memory_mb"])

        assert load("a 80 b 80")[0] == "a b"
        warm, before = load("a 80 b 80")
        assert warm == ""
        loaded, after = load("c 150")
        assert loaded == "c" and after < before + 30  # beside a and b it would be 150 more
        assert load("c 150 a 80")[0] == "a"  # both are in use, whatever the limit
        assert load("a 80")[0] == ""  # the one used longest ago went when the job was over
        assert load("c 150")[0] == "c"


def test_a_job_whose_memory_runs_out_finds_more_when_it_is_resumed(tmp_path, monkeypatch):
    from test_worker import run

    models = WarmModels()
    models.get("of an earlier job", toy(KB))
    models.end_job()

    def job(request, context):
        context.model("its own", toy(KB))
        raise MemoryError

    failed, _ = run(job, tmp_path, monkeypatch, models)
    assert isinstance(failed.error(), ResourceExhausted)
    assert models.keys == ("its own",)
