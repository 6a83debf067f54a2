"""Which jobs stay on disk. What somebody may still want is never deleted to make room."""

from __future__ import annotations

from collections.abc import Container, Iterable

from .jobs import Job, State


def superfluous(jobs: Iterable[Job], keep: int, sessions: Container[str]) -> list[Job]:
    """Those that may be deleted, of jobs of all kinds. `sessions` are those that go on.

    A finished job: where `keep` newer ones of its type are there, a client has had its result, and it is either of a
    session that is over (as those of an earlier server are) or one of a series of which only the newest counts (a
    request with a key). A cancelled job: where its session is over and `keep` newer ones of its type were cancelled. No
    other job, ever.
    """
    kinds: dict[tuple[str, State], list[Job]] = {}
    for job in jobs:
        if job.folder is not None and job.state in (State.DONE, State.CANCELLED):
            kinds.setdefault((job.type, job.state), []).append(job)
    over: list[Job] = []
    for same in kinds.values():
        same.sort(key=lambda job: job.ended, reverse=True)
        over += [job for job in same[keep:] if _may_go(job, job.earlier or job.owner not in sessions)]
    return over


def _may_go(job: Job, session_is_over: bool) -> bool:
    if job.state is State.CANCELLED:
        return session_is_over
    return job.taken and (session_is_over or job.key is not None)
