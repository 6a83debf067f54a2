"""kill -9 of workers and of the server at any moment: nothing finished is lost, everything unfinished goes on."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from ground import BESIDE_JOBS, PATIENCE_S, avatar, gone, states, toy_server, until, until_accepted, workers

from backend.protocol.client import Client
from backend.protocol.errors import GalateaError

WORKERS, SERVERS = 50, 20
KEPT = 1000
LONGEST_S = 0.4
"""a job sleeps for half of it, so that some are killed before, some within and some after it"""


def run(scale: float = 1.0) -> dict[str, float]:
    """Figures by name. Raises AssertionError where something was lost or left behind."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        ended = _kill_workers(Path(folder) / "workers", chance, max(1, round(WORKERS * scale)))
        lost = _kill_servers(Path(folder) / "servers", chance, max(1, round(SERVERS * scale)))
    return {
        "worker_kills": float(len(ended)),
        "worker_kills_that_cost_the_job_a_resume": float(ended.count("failed")),
        "server_kills": float(len(lost)),
        "server_kills_that_cost_a_job_a_resume": float(sum(map(bool, lost))),
        "jobs_resumed_after_server_kills": float(sum(lost)),
        "finished_jobs_lost": 0.0,
    }


def _kill_workers(state: Path, chance: random.Random, times: int) -> list[str]:
    """How each job ended whose worker was killed."""
    ended = []
    with toy_server(state) as server, server.client() as client:
        for _ in range(times):
            job = client.submit(avatar(f"sleep {LONGEST_S / 2}"))
            until_accepted(client, [job])
            (worker, *_) = until("a worker", lambda: workers(server))
            time.sleep(chance.random() * LONGEST_S)
            worker.kill()
            try:
                client.wait(job, timeout=PATIENCE_S)
                ended.append("done")
            except GalateaError:
                ended.append("failed")
                assert states(client)[job] == "failed", "a job whose worker was killed is not told as failed"
                client.wait(client.resume(job), timeout=PATIENCE_S)
            until("the end of the killed worker", lambda worker=worker: gone(worker.pid))
            assert len(workers(server)) <= 3, "there are more workers than lanes"
        assert set(states(client).values()) == {"done"} and len(states(client)) == times
        _nothing_else(state, client)
    return ended


def _kill_servers(state: Path, chance: random.Random, times: int) -> list[int]:
    """How many jobs had to be resumed after each kill."""
    accepted: set[str] = set()
    finished: dict[str, str] = {}
    resumed = []
    for round_ in range(times):
        with toy_server(state, keep_jobs=KEPT) as server, server.client() as client:
            known = states(client)
            lost = [job for job in finished if known.get(job) != "done"]
            assert not lost, f"{len(lost)} finished jobs are lost: {lost[0]} is {known.get(lost[0])}"
            unfinished = [job for job, how in known.items() if how == "interrupted"]
            assert set(known) == accepted, f"{len(accepted ^ set(known))} jobs that were accepted are not known"
            assert set(known.values()) <= {"done", "interrupted"}, f"jobs are in other states: {set(known.values())}"
            for job in unfinished:
                client.wait(client.resume(job), timeout=PATIENCE_S)
                finished[job] = "resumed"
            if round_:
                resumed.append(len(unfinished))
            _nothing_else(state, client)
            new = [client.submit(avatar(prompt)) for prompt in ("hello", f"sleep {LONGEST_S / 2}", "figure", "hello")]
            until_accepted(client, new)
            accepted |= set(new)
            end = time.monotonic() + chance.random() * LONGEST_S * 2
            while time.monotonic() < end:
                client.poll(10)
            done = [job for job, how in states(client).items() if how == "done"]
            theirs = [worker.pid for worker in workers(server)]
            server.process.kill()
            server.process.wait()
            finished |= dict.fromkeys(done, "done")
            for worker in theirs:
                until("the end of a worker whose server was killed", lambda worker=worker: gone(worker))
    with toy_server(state, keep_jobs=KEPT) as server, server.client() as client:
        for job in finished:
            client.wait(job, timeout=PATIENCE_S)
        resumed.append(sum(how == "interrupted" for how in states(client).values()))
    return resumed


def _nothing_else(state: Path, client: Client) -> None:
    """What is in the folder of jobs is a job that is listed, and nothing in it is half written."""
    found = {path.name for path in (state / "jobs").iterdir()} - BESIDE_JOBS
    assert found == set(states(client)), "there are folders of no job"
    parts = list((state / "jobs").glob("*/.*.part"))
    assert len(parts) <= 1, f"half written files stay: {parts}"


if __name__ == "__main__":
    print(run())
