"""On a Ray cluster the same people come out, also where a process of it is killed on the way."""

import gc
import importlib.util
import json
import os
import sys
from functools import partial

import pytest
from toy_avatar import toy_avatar

from backend import __version__
from backend.batch import on_ray
from backend.cli import main
from backend.commands import based
from backend.protocol.batch.record import WORK
from backend.ray_cluster import carried_out

needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed")


def contents(out):
    names = ("avatar.npz", "preview.png", "request.json")
    return {
        entry.name: [(entry / name).read_bytes() for name in names]
        for entry in out.iterdir()
        if entry.is_dir() and entry.name != WORK
    }


@needs_ray
@pytest.mark.skipif(os.name != "posix", reason="sends SIGKILL")
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::ResourceWarning")
def test_a_cluster_in_which_a_process_is_killed_makes_the_same_people(toys, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("RAY_ADDRESS", "")
    monkeypatch.setattr(on_ray, "Order", partial(on_ray.Order, job_table="batch_jobs:JOBS"))
    asked = []
    monkeypatch.setattr(based, "avatar_named", lambda job, connection: asked.append(job) or toy_avatar(seed=1))
    file, out = tmp_path / "people.jsonl", tmp_path / "out"
    older = {"prompt": "older", "base": {"job": "a" * 32}}  # which no backend but this machine's own has
    lines = ["a man", "slayer", "refused toy", "a woman", "a boy", older]
    file.write_text("\n".join(map(json.dumps, lines)))
    assert main(["batch", str(file), "--out", str(out), "--ray", "auto"]) == 1
    assert (tmp_path / "slain").exists(), "Ray's process was killed"
    told = {row["name"]: row for row in json.loads((out / "summary.json").read_bytes())["people"]}
    assert told["refused-toy"]["state"] == "failed" and "Ask for something else" in told["refused-toy"]["hint"]
    assert [name for name, row in told.items() if row["state"] == "made"] == [
        *("a-man", "slayer", "a-woman", "a-boy", "older")
    ]
    assert asked == ["a" * 32], "fetched here"
    alone = tmp_path / "alone"
    assert main(["batch", str(file), "--out", str(alone), "--workers", "1"]) == 1
    assert contents(out) == contents(alone)
    gc.collect()  # Ray leaves processes unread, and tells it whenever that is: here


def test_without_ray_one_line_tells_what_to_install(toys, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ray", None)
    (tmp_path / "people.txt").write_text("a man\n")
    assert main(["batch", str(tmp_path / "people.txt"), "--out", str(tmp_path / "out"), "--ray", "auto"]) == 3
    assert "pip install 'galatea[ray]'" in capsys.readouterr().err


def test_an_order_is_carried_out_in_any_process(toys, tmp_path, monkeypatch):
    """What Ray is handed, without Ray: the files of a person, or a code with what to do."""
    from backend.batch.files import Exports
    from backend.protocol.batch.lines import Line
    from backend.protocol.batch.plan import BadLine, placed, wanted

    lines = [wanted(Line(1, {"type": "avatar", "prompt": words})) for words in ("a man", "refused toy")]
    people = [line[0] for line in lines if not isinstance(line, BadLine)]
    good, bad = placed(people, tmp_path, {}, "")
    usual = partial(on_ray.Order, source="", exports=Exports(), blender=None, device="cpu", job_table="batch_jobs:JOBS")
    done = partial(carried_out, on_ray.carry_out_order, version=__version__)
    answer = done(usual(person=good))
    assert {"avatar.npz", "made.json", "report.json"} < set(answer.value) and answer.error is None
    answer = done(usual(person=bad))
    assert answer.error == ("bad_request", "The toy does not like this.", "Ask for something else.")
    refused = done(usual(person=good), version="0.0.0").error
    assert refused and refused[0] == "not_available" and "has Galatea" in refused[1] and "every machine" in refused[2]
    on_ray._backend.cache_clear()
